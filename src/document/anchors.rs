//! Literals of the families become one search over raw bytes: what holds none of them in any form is not a report.
//!
//! A literal is searched in UTF-8, as `\uXXXX` of JSON, in GB18030, Big5 and UTF-16. Searching each in each form would
//! cost more than reading: literals that share a character share one needle (公 finds 政府信息公, 政府資訊公 and
//! 信息公开工作年度报告), what it finds is compared in place, and rarer forms are searched only where a buffer shows signs of
//! them. `memmem` for each needle is faster here than one automaton: `AhoCorasick` on Chinese runs 20 times slower than it
//! should. One needle of one character costs 30 ms for a gigabyte, 9 of them for what it finds in vain; three needles of
//! three characters and more cost 64.

use memchr::memmem::{self, Finder};

use super::decode::Form;

/// How many characters literals must share to share a needle, unless all share one that is not too common.
const SHARED_CHARS: usize = 3;
/// Characters that are each more than two in a thousand of what is written: to look at all of them would cost more than a
/// second needle.
const COMMON_CHARS: &str = "的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于着著下自之年過过發发後后作里用道行所然家種种事成方多經经么麼去法學学如都同现現當当没沒動动面起看定天分還还進进好小部其些主樣样理心她本前開开但因只從从想實实日";
/// How many bytes from the first that is not ASCII on are looked at to tell UTF-8 from older encodings ...
const LEGACY_WINDOW: usize = 33;
/// ... of so many: a record of a report's length has several such windows ...
const LEGACY_STEP: usize = 1 << 10;
/// ... unless the region is so small that all of it is.
const LEGACY_WHOLE: usize = 8 << 10;

/// The families' anchors, ready to search for.
#[derive(Debug)]
pub struct Anchors {
    utf8: Vec<Needle>,
    escaped: Vec<Needle>,
    entities: Vec<Needle>,
    legacy: Vec<Needle>,
    wide: Vec<Needle>,
    /// What every escaped needle contains: it never occurs where JSON is not escaped.
    escape: Finder<'static>,
    /// Whether the search is left out and every record is taken.
    takes_all: bool,
}

/// A piece of one or more literals in one form.
#[derive(Debug)]
struct Needle {
    form: Form,
    finder: Finder<'static>,
    /// The bytes that may stand before the piece: nearly all that is found in vain is told by them. Empty if nothing need to.
    leads: Vec<u8>,
    /// The literals that contain the piece: how many bytes of each stand before it, and all its bytes.
    literals: Vec<(usize, Vec<u8>)>,
}

/// A line that holds an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// First byte of the line.
    pub(super) start: usize,
    /// One past its last byte, the newline left out.
    pub(super) end: usize,
    /// How the anchor is written.
    pub(super) form: Form,
}

impl Anchors {
    /// Prepares the search. Order and repetition of the literals do not matter; empty ones are left out. Without any
    /// literal nothing is ever found.
    pub fn new<'a>(literals: impl Iterator<Item = &'a str>) -> Self {
        let mut literals: Vec<&str> = literals.filter(|literal| !literal.is_empty()).collect();
        literals.sort_unstable();
        literals.dedup();
        let pieces = pieces(&literals);
        let needles = |form: Form, encode: &dyn Fn(&str) -> Option<Vec<u8>>| needles(&literals, &pieces, form, encode);
        let both = |form: Form, lower: fn(&str) -> String, upper: fn(&str) -> String| {
            let mut all = needles(form, &|text| Some(lower(text).into_bytes()));
            all.extend(needles(form, &|text| Some(upper(text).into_bytes())));
            all
        };
        let mut legacy = needles(Form::Gb, &|text| encoded(text, Form::Gb));
        legacy.extend(needles(Form::Big5, &|text| encoded(text, Form::Big5)));
        let mut wide = needles(Form::Utf16Le, &|text| Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()));
        wide.extend(needles(Form::Utf16Be, &|text| Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect())));
        let mut entities = both(Form::Utf8, |t| entity(t, |c| format!("x{c:x}")), |t| entity(t, |c| format!("x{c:X}")));
        entities.extend(needles(Form::Utf8, &|text| Some(entity(text, |c| c.to_string()).into_bytes())));
        Self {
            utf8: needles(Form::Utf8, &|text| Some(text.as_bytes().to_vec())),
            escaped: both(Form::Utf8, |t| escaped(t, |unit| format!("\\u{unit:04x}")), |t| escaped(t, |unit| format!("\\u{unit:04X}"))),
            escape: Finder::new(&escape_mark(&pieces)).into_owned(),
            entities,
            legacy,
            wide,
            takes_all: false,
        }
    }

    /// Takes every record, whatever it holds: for looking at a single one.
    pub(super) fn everything() -> Self {
        Self { takes_all: true, ..Self::new(std::iter::empty()) }
    }

    /// The form in which the bytes hold an anchor; every form is searched. For whole files.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<Form> {
        if self.takes_all {
            return Some(Form::Unknown);
        }
        let any = |needles: &[Needle]| needles.iter().find(|needle| needle.next(bytes, 0).is_some()).map(|needle| needle.form);
        any(&self.utf8)
            .or_else(|| self.escape.find(bytes).and_then(|_| any(&self.escaped)))
            .or_else(|| memmem::find(bytes, b"&#").and_then(|_| any(&self.entities)))
            .or_else(|| if simdutf8::basic::from_utf8(bytes).is_err() { any(&self.legacy) } else { None })
            .or_else(|| any(&self.wide))
    }

    /// The rows of a value buffer that hold an anchor, sorted, each once, with its form. Row `i` is
    /// `values[offsets[i]..offsets[i + 1]]`; every form is searched.
    pub(super) fn rows(&self, values: &[u8], offsets: &[i32]) -> Vec<(usize, Form)> {
        let place = |row: usize| offsets.get(row).and_then(|offset| usize::try_from(*offset).ok()).unwrap_or(0).min(values.len());
        let rows = offsets.len().saturating_sub(1);
        if self.takes_all {
            return (0..rows).map(|row| (row, Form::Unknown)).collect();
        }
        let (first, last) = (place(0), place(rows));
        let region = &values[first.min(last)..last];
        let mut found = Vec::new();
        for needle in self.needles_for(region) {
            let mut from = 0;
            while let Some(at) = needle.next(region, from) {
                // An anchor across two rows is none.
                let row = offsets.partition_point(|offset| usize::try_from(*offset).unwrap_or(0) <= first + at).saturating_sub(1);
                let (start, end) = (place(row) - first, place(row + 1) - first);
                if needle.next(&region[start..end], 0).is_some() {
                    found.push((row, needle.form));
                    from = end;
                } else {
                    from = at + 1;
                }
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|hit| hit.0);
        found
    }

    /// The needles of the forms that the bytes show signs of.
    fn needles_for<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = &'a Needle> {
        let none: &[Needle] = &[];
        let escaped = if self.escape.find(bytes).is_some() { &self.escaped } else { none };
        let entities = if memmem::find(bytes, b"&#").is_some() { &self.entities } else { none };
        let legacy = if shows_legacy(bytes) { &self.legacy } else { none };
        self.utf8.iter().chain(escaped).chain(entities).chain(legacy)
    }

    /// The lines that hold an anchor, sorted, each once. `region` is whole lines. The older encodings and entities are
    /// searched where the region shows signs of them; UTF-16 cannot be cut into lines and is not searched.
    pub(super) fn lines(&self, region: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        if self.takes_all {
            let mut start = 0;
            for line in region.split_inclusive(|byte| *byte == b'\n') {
                let end = start + line.strip_suffix(b"\n").unwrap_or(line).len();
                hits.push(Hit { start, end, form: Form::Unknown });
                start += line.len();
            }
            return hits;
        }
        for needle in self.needles_for(region) {
            needle.lines(region, &mut hits);
        }
        hits.sort_unstable();
        hits.dedup_by_key(|hit| hit.start);
        hits
    }
}

impl Needle {
    /// Where the needle is next found as part of a whole literal.
    fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        self.finder.find_iter(&bytes[from..]).map(|at| at + from).find(|at| self.is_whole(bytes, *at))
    }

    /// Whether the piece that stands at `at` is part of a whole literal.
    fn is_whole(&self, bytes: &[u8], at: usize) -> bool {
        let led = self.leads.is_empty() || (at > 0 && self.leads.contains(&bytes[at - 1]));
        led && self.literals.iter().any(|(before, literal)| at.checked_sub(*before).is_some_and(|start| bytes[start..].starts_with(literal)))
    }

    fn lines(&self, region: &[u8], hits: &mut Vec<Hit>) {
        let mut from = 0;
        while let Some(at) = self.next(region, from) {
            let start = memchr::memrchr(b'\n', &region[..at]).map_or(0, |newline| newline + 1);
            let end = memchr::memchr(b'\n', &region[at..]).map_or(region.len(), |newline| at + newline);
            hits.push(Hit { start, end, form: self.form });
            from = end;
        }
    }
}

/// Whether the region may hold GB18030 or Big5. A small one is looked at whole, a large one here and there.
fn shows_legacy(region: &[u8]) -> bool {
    if region.len() <= LEGACY_WHOLE {
        return simdutf8::basic::from_utf8(region).is_err();
    }
    region.chunks(LEGACY_STEP).any(|share| first_non_ascii(share).and_then(|first| share[first..].first_chunk()).is_some_and(breaks_utf8))
}

fn first_non_ascii(bytes: &[u8]) -> Option<usize> {
    let block = bytes.chunks(64).position(|block| !block.is_ascii())? * 64;
    bytes[block..].iter().position(|byte| !byte.is_ascii()).map(|at| block + at)
}

/// Whether a byte that begins a character is followed by one that continues none, or ASCII by one that does. Neither stands
/// in UTF-8, wherever the window begins; in Chinese of older encodings every few characters do.
fn breaks_utf8(window: &[u8; LEGACY_WINDOW]) -> bool {
    let broken = window.iter().zip(&window[1..]).fold(0, |broken, (byte, next)| {
        let continues = u8::from(*next & 0xc0 == 0x80);
        let (begins, alone) = (u8::from(*byte >= 0xc0), u8::from(*byte < 0x80));
        broken | (begins & (1 - continues)) | (alone & continues)
    });
    broken != 0
}

/// The pieces to search for, such that every literal contains one.
fn pieces(literals: &[&str]) -> Vec<String> {
    let long = shared_pieces(literals);
    match shared_char(literals) {
        Some(shared) if long.len() > 1 => vec![shared.to_string()],
        _ => long,
    }
}

/// The first character that all literals share and that is not too common.
fn shared_char(literals: &[&str]) -> Option<char> {
    let (first, others) = literals.split_first()?;
    let is_rare = |c: &char| !c.is_ascii() && !COMMON_CHARS.contains(*c);
    first.chars().filter(is_rare).find(|c| others.iter().all(|other| other.contains(*c)))
}

/// The fewest pieces of three characters or more such that every literal contains one, found greedily: first what most
/// literals share, then what is longest, then what sorts first.
fn shared_pieces(literals: &[&str]) -> Vec<String> {
    let mut open: Vec<&str> = literals.to_vec();
    let mut pieces = Vec::new();
    while !open.is_empty() {
        let best = open
            .iter()
            .flat_map(|literal| substrings(literal))
            .max_by(|a, b| {
                let shared = |piece: &str| open.iter().filter(|literal| literal.contains(piece)).count();
                shared(a).cmp(&shared(b)).then(a.len().cmp(&b.len())).then_with(|| b.cmp(a))
            })
            .unwrap_or_default();
        open.retain(|literal| !literal.contains(best));
        pieces.push(best.to_owned());
    }
    pieces
}

fn substrings(literal: &str) -> Vec<&str> {
    let mut bounds: Vec<usize> = literal.char_indices().map(|(at, _)| at).collect();
    bounds.push(literal.len());
    let chars = bounds.len() - 1;
    let shortest = SHARED_CHARS.min(chars);
    (0..chars).flat_map(|from| (from + shortest..=chars).map(move |to| (from, to))).map(|(from, to)| &literal[bounds[from]..bounds[to]]).collect()
}

fn needles(literals: &[&str], pieces: &[String], form: Form, encode: &dyn Fn(&str) -> Option<Vec<u8>>) -> Vec<Needle> {
    let needle = |piece: &String| {
        let whole = |literal: &&str| {
            let at = literal.find(piece.as_str())?;
            Some((encode(&literal[..at])?.len(), encode(literal)?))
        };
        let literals: Vec<_> = literals.iter().filter_map(whole).collect();
        let bytes = encode(piece)?;
        let leads: Option<Vec<u8>> = literals.iter().map(|(before, whole)| before.checked_sub(1).map(|at| whole[at])).collect();
        (!literals.is_empty()).then(|| Needle { form, finder: Finder::new(&bytes).into_owned(), leads: leads.unwrap_or_default(), literals })
    };
    pieces.iter().filter_map(needle).collect()
}

/// The text in an older encoding; `None` where that does not have all its characters.
fn encoded(text: &str, form: Form) -> Option<Vec<u8>> {
    let (bytes, _, lossy) = form.encoding()?.encode(text);
    (!lossy).then(|| bytes.into_owned())
}

/// ASCII stays as `json.dumps` leaves it.
fn escaped(text: &str, unit: fn(u16) -> String) -> String {
    text.encode_utf16()
        .map(|code| u8::try_from(code).ok().filter(u8::is_ascii).map_or_else(|| unit(code), |byte| char::from(byte).to_string()))
        .collect()
}

fn entity(text: &str, code: fn(u32) -> String) -> String {
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("&#{};", code(u32::from(c))) }).collect()
}

/// The longest beginning of an escape, free of letters that have two cases, of a character that all pieces share; else `\u`.
fn escape_mark(pieces: &[String]) -> Vec<u8> {
    let marks = pieces.first().into_iter().flat_map(|first| first.encode_utf16()).filter(|unit| *unit > 0x7f);
    let shared = marks.filter(|unit| pieces.iter().all(|piece| piece.encode_utf16().any(|other| other == *unit)));
    let mark = |unit: u16| format!("\\u{}", format!("{unit:04x}").split(|digit: char| digit.is_ascii_alphabetic()).next().unwrap_or_default());
    shared.map(mark).max_by_key(String::len).unwrap_or_else(|| "\\u".to_owned()).into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LITERALS: [&str; 5] = ["政府信息公", "政府資訊公", "政府资讯公", "信息公开工作年度报告", "信息公開工作年度報告"];

    fn forms(text: &str) -> Vec<Vec<u8>> {
        vec![
            text.as_bytes().to_vec(),
            escaped(text, |unit| format!("\\u{unit:04x}")).into_bytes(),
            escaped(text, |unit| format!("\\u{unit:04X}")).into_bytes(),
            entity(text, |c| c.to_string()).into_bytes(),
            encoding_rs::GB18030.encode(text).0.into_owned(),
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ]
    }

    #[test]
    fn every_literal_is_found_in_every_form() {
        let anchors = Anchors::new(LITERALS.into_iter());
        for literal in LITERALS {
            for bytes in forms(&format!("关于{literal}的事")) {
                assert!(anchors.find(&bytes).is_some(), "{literal} in {bytes:?}");
            }
        }
        for bytes in forms("浙江某某信息公司的公开信息") {
            assert_eq!(anchors.find(&bytes), None);
        }
        let big5 = encoding_rs::BIG5.encode("關於政府資訊公開的事").0;
        assert_eq!(anchors.find(&big5), Some(Form::Big5));
    }

    #[test]
    fn lines_are_found_once_and_in_order() {
        let anchors = Anchors::new(LITERALS.into_iter());
        let text = "一\n政府信息公开工作年度报告 信息公开工作年度报告\n信息公司\n\\u653f\\u5e9c\\u4fe1\\u606f\\u516c\n\n政府資訊公開";
        let lines: Vec<&str> = anchors.lines(text.as_bytes()).iter().map(|hit| &text[hit.start..hit.end]).collect();
        let all: Vec<&str> = text.split('\n').collect();
        assert_eq!(lines, [all[1], all[3], all[5]]);
        let gb = encoding_rs::GB18030.encode("{\"text\":\"年度\"}\n{\"text\":\"政府信息公开\"}\n").0.into_owned();
        let hits = anchors.lines(&gb);
        assert_eq!((hits.len(), hits[0].form), (1, Form::Gb));
    }

    /// A line of a haystack: near misses, and anchors in every form that a line of JSON may have.
    fn hay() -> impl Strategy<Value = Vec<u8>> {
        const PIECES: [&str; 13] =
            ["政府", "信息公", "信息", "公开", "政府信息", "政府資訊", "资讯公", "x", "\\u4fe1", "\\n", "信息公司", "<p>", "&amp;"];
        let near = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12).prop_map(|some| some.concat().into_bytes());
        let form = (0..LITERALS.len(), 0..5usize).prop_map(|(literal, form)| forms(LITERALS[literal]).swap_remove(form));
        let gb = prop::sample::select(&["年度", "信息", "公司"][..]).prop_map(|text| encoding_rs::GB18030.encode(text).0.into_owned());
        let big5 = Just(encoding_rs::BIG5.encode("政府資訊公開").0.into_owned());
        prop::collection::vec(prop_oneof![6 => near, 1 => form, 1 => gb, 1 => big5], 0..4).prop_map(|some| some.concat())
    }

    /// Whether a line holds a literal in some form, found out the slow way.
    fn slowly(line: &[u8]) -> bool {
        let whole =
            LITERALS.iter().flat_map(|literal| forms(literal).into_iter().take(5)).chain([encoding_rs::BIG5.encode("政府資訊公").0.into_owned()]);
        whole.into_iter().any(|form| line.windows(form.len()).any(|window| window == form))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        #[test]
        fn no_line_is_missed_and_none_is_made_up(lines in prop::collection::vec(hay(), 0..30)) {
            let anchors = Anchors::new(LITERALS.into_iter());
            let region = lines.join(&b'\n');
            let found: Vec<usize> = anchors.lines(&region).iter().map(|hit| hit.start).collect();
            let mut start = 0;
            let mut expected = Vec::new();
            for line in &lines {
                if slowly(line) {
                    expected.push(start);
                }
                start += line.len() + 1;
            }
            prop_assert_eq!(found, expected);
            let offsets: Vec<i32> = lines.iter().scan(0, |at, line| { *at += i32::try_from(line.len()).unwrap(); Some(*at) }).collect();
            let rows = anchors.rows(&lines.concat(), &[vec![0], offsets].concat());
            let rows: Vec<usize> = rows.into_iter().map(|(row, _)| row).collect();
            prop_assert_eq!(rows, (0..lines.len()).filter(|at| slowly(&lines[*at])).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_record_in_an_older_encoding_is_found_among_others() {
        let anchors = Anchors::new(LITERALS.into_iter());
        let other = format!("{{\"text\":\"{}\"}}\n", "市民可以在新站台换乘三条公交线路。".repeat(60)).repeat(40);
        let simplified = format!("{{\"text\":\"政府信息公开{}\"}}\n", "本机关收到申请，均已答复。".repeat(100));
        let traditional = format!("{{\"text\":\"政府資訊公開{}\"}}\n", "本機關收到申請，均已答覆。".repeat(100));
        for (encoding, text, form) in [(encoding_rs::GB18030, simplified, Form::Gb), (encoding_rs::BIG5, traditional, Form::Big5)] {
            for shift in (0..LEGACY_STEP).step_by(37) {
                let before = &other.as_bytes()[..other.len() - shift];
                let before = &before[..=memchr::memrchr(b'\n', before).unwrap()];
                let pad = vec![b' '; shift];
                let region = [before, &pad, &encoding.encode(&text).0, other.as_bytes()].concat();
                let hits = anchors.lines(&region);
                assert_eq!(hits.iter().map(|hit| (hit.start, hit.form)).collect::<Vec<_>>(), [(before.len(), form)], "{shift}");
            }
        }
    }

    #[test]
    fn literals_that_share_characters_share_a_needle() {
        let mut literals = LITERALS.to_vec();
        literals.sort_unstable();
        assert_eq!(shared_pieces(&literals), ["信息公", "政府資訊公", "政府资讯公"]);
        assert_eq!(pieces(&literals), ["公"]);
        assert_eq!(pieces(&["政府信息公"]), ["政府信息公"]);
        assert_eq!(pieces(&["中国人大", "中国"]), ["中国"]);
        assert_eq!(pieces(&["人大代表", "人大会"]), ["人大代表", "人大会"]);
        assert_eq!(escape_mark(&pieces(&literals)), b"\\u516");
        assert!(Anchors::new(std::iter::empty()).find(b"x").is_none());
    }
}
