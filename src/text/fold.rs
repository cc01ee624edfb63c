//! Text as printed becomes text to compare: simplified script, half width, no punctuation.
//!
//! Folding never rewrites a document; it makes keys for labels and names. Every character of the Basic Multilingual
//! Plane becomes at most one character, looked up in one table, so that a folded window maps back to its source
//! character by character. The traditional forms come from the `fast2s` crate.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::set::CharSet;

/// The script that a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Simplified characters.
    Hans,
    /// Traditional characters.
    Hant,
}

impl Script {
    /// The code of the dataset: `hans` or `hant`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Hans => "hans",
            Self::Hant => "hant",
        }
    }
}

/// Traditional forms that `fast2s` keeps because they are also simplified ones, and the variants that mirrors write.
const VARIANTS: &[(char, char)] = &[
    ('爲', '为'),
    ('衆', '众'),
    ('羣', '群'),
    ('祕', '秘'),
    ('啓', '启'),
    ('裏', '里'),
    ('佔', '占'),
    ('佈', '布'),
    ('於', '于'),
    ('覆', '复'),
    ('複', '复'),
    ('徵', '征'),
    ('麪', '面'),
    ('麵', '面'),
    ('綫', '线'),
    ('捨', '舍'),
];

/// Where ideographs stand: nothing else has a traditional form.
const IDEOGRAPHS: [RangeInclusive<char>; 3] = ['\u{3400}'..='\u{4DBF}', '\u{4E00}'..='\u{9FFF}', '\u{F900}'..='\u{FAFF}'];

/// What the characters below U+10000 become.
struct Forms {
    /// The character, by its code; 0 where it is left out.
    of: Vec<u16>,
    /// Those that stay as they are.
    same: CharSet,
    /// Whether those from U+10000 on stay as they are; else they are left out.
    keeps_high: bool,
}

impl Forms {
    /// What becomes of a character; `None` where it is left out.
    fn form(&self, c: char) -> Option<char> {
        match self.of.get(c as usize) {
            Some(0) => None,
            Some(form) => char::from_u32(u32::from(*form)),
            None => Some(c).filter(|_| self.keeps_high),
        }
    }
}

/// The folded form of every character; 0 for a surrogate.
static SIMPLE: LazyLock<Forms> = LazyLock::new(|| {
    let mut table: Vec<u16> = (0..=u16::MAX).collect();
    for range in IDEOGRAPHS {
        // The converter looks at the neighbours of a character: with digits between them, each stands alone.
        let alone: String = range.clone().flat_map(|c| [c, '0']).collect();
        for (from, to) in range.zip(fast2s::convert(&alone).chars().step_by(2)) {
            if let (Some(from), Some(to)) = (narrow(from), narrow(to)) {
                table[usize::from(from)] = to;
            }
        }
    }
    for &(variant, simple) in VARIANTS {
        if let (Some(from), Some(to)) = (narrow(variant), narrow(simple)) {
            table[usize::from(from)] = to;
        }
    }
    for code in 0xFF01..=0xFF5E_u16 {
        table[usize::from(code)] = code - 0xFEE0;
    }
    for (code, simple) in [(0x3000, 0x20), (0xA0, 0x20), (0x2002, 0x20), (0x2003, 0x20), (0x2009, 0x20), (0xFF5C, 0x7C)] {
        table[code] = simple;
    }
    forms(table, true)
});

/// The character of a label key for every character; 0 for what a key leaves out.
static KEY: LazyLock<Forms> = LazyLock::new(|| {
    let key = |&code: &u16| match char::from_u32(u32::from(code)) {
        Some('\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}') => code,
        Some(c) if c.is_alphanumeric() => narrow(c.to_ascii_lowercase()).unwrap_or(0),
        _ => 0,
    };
    forms(SIMPLE.of.iter().map(key).collect(), false)
});

/// The folded form of every character; 0 for white space and for what has no width.
static SQUEEZED: LazyLock<Forms> = LazyLock::new(|| {
    let squeezed = |&code: &u16| match char::from_u32(u32::from(code)) {
        Some('\u{FEFF}' | '\u{200B}') => 0,
        Some(c) if c.is_whitespace() => 0,
        _ => code,
    };
    forms(SIMPLE.of.iter().map(squeezed).collect(), true)
});

fn forms(table: Vec<u16>, keeps_high: bool) -> Forms {
    let same = (1..=u16::MAX).filter(|code| table.get(usize::from(*code)) == Some(code));
    let same = same.filter_map(|code| char::from_u32(u32::from(code))).collect();
    Forms { same, of: table, keeps_high }
}

fn narrow(c: char) -> Option<u16> {
    u16::try_from(u32::from(c)).ok()
}

/// What becomes of a part of a text.
#[derive(Clone, Copy)]
pub(crate) enum Piece<'t> {
    /// It stays as it is.
    Same(&'t str),
    /// A character of so many bytes becomes another one.
    Other(char, usize),
    /// One character is left out.
    Nothing,
}

/// Calls `take` with each part of `text` in order: its first byte, and what becomes of it in simplified script, half width
/// and without white space.
pub(crate) fn squeeze<'t>(text: &'t str, take: impl FnMut(usize, Piece<'t>)) {
    pieces(&SQUEEZED, &SQUEEZED.same, text, |_| {}, take);
}

/// Does the same, and adds to `marks` where in what the text becomes the characters stand that are not in `plain`, which
/// comes from [`stay_but`].
pub(crate) fn squeeze_by<'t>(plain: &CharSet, text: &'t str, marks: &mut Vec<usize>, take: impl FnMut(usize, Piece<'t>)) {
    pieces(&SQUEEZED, plain, text, |at| marks.push(at), take);
}

/// The characters that [`squeeze`] leaves as they are, without those of another set.
pub(crate) fn stay_but(others: &CharSet) -> CharSet {
    SQUEEZED.same.without(others)
}

/// Cuts `text` into what stays, without breaks, and what does not. Most of a text is `plain`, which is found at a few
/// instructions a character, and stays; `mark` is called with the places of all other characters in what the text becomes.
#[inline]
fn pieces<'t>(forms: &Forms, plain: &CharSet, text: &'t str, mut mark: impl FnMut(usize), mut take: impl FnMut(usize, Piece<'t>)) {
    let (mut at, mut written) = (0, 0);
    loop {
        let begin = at;
        let other = loop {
            at += plain.inside(&text.as_bytes()[at..]);
            let Some(c) = text[at..].chars().next() else { break None };
            let form = forms.form(c);
            if form != Some(c) {
                break Some((c, form));
            }
            mark(written + at - begin);
            at += c.len_utf8();
        };
        if at > begin {
            take(begin, Piece::Same(&text[begin..at]));
            written += at - begin;
        }
        let Some((c, form)) = other else { break };
        if let Some(form) = form {
            mark(written);
            take(at, Piece::Other(form, c.len_utf8()));
            written += form.len_utf8();
        } else {
            take(at, Piece::Nothing);
        }
        at += c.len_utf8();
    }
}

/// One character in simplified script and half width; itself where it has no such form.
#[must_use]
pub fn fold_char(c: char) -> char {
    narrow(c).and_then(|code| char::from_u32(u32::from(SIMPLE.of[usize::from(code)]))).unwrap_or(c)
}

/// One character in simplified script; its width stays.
fn simplify_char(c: char) -> char {
    if ('\u{2E80}'..'\u{FB00}').contains(&c) && !c.is_whitespace() { fold_char(c) } else { c }
}

/// `text` in simplified script, one character for one; the width stays.
#[must_use]
pub fn simplified(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let same = SIMPLE.same.inside(rest.as_bytes());
        out.push_str(&rest[..same]);
        let mut later = rest[same..].chars();
        out.extend(later.next().map(simplify_char));
        rest = later.as_str();
    }
    out
}

/// Only the width: full-width forms become ASCII, everything else stays.
#[must_use]
pub fn ascii_folded(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        _ => c,
    }
}

/// Appends `text` to `out` in simplified script and half width, one character for one.
pub fn fold_into(text: &str, out: &mut String) {
    out.extend(text.chars().map(fold_char));
}

/// `text` in simplified script and half width, one character for one.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Writes the key that labels are compared by into `out`: folded, lower case, letters and digits only.
///
/// `out` is cleared first. May leave it empty: a key of a text without letters or digits.
pub fn label_key(text: &str, out: &mut String) {
    out.clear();
    out.reserve(text.len());
    pieces(
        &KEY,
        &KEY.same,
        text,
        |_| {},
        |_, piece| match piece {
            Piece::Same(part) => out.push_str(part),
            Piece::Other(c, _) => out.push(c),
            Piece::Nothing => {}
        },
    );
}

/// The character of a label key that a character becomes; `None` for what a key leaves out.
#[must_use]
#[inline]
pub fn key_char(c: char) -> Option<char> {
    let code = KEY.of[usize::from(narrow(c)?)];
    char::from_u32(u32::from(code)).filter(|_| code != 0)
}

/// The character of a label key that a character becomes, letters of alphabets left out.
#[must_use]
#[inline]
pub fn key_sign(c: char) -> Option<char> {
    key_char(c).filter(|c| *c >= '\u{2E80}' || c.is_ascii_digit() || !is_letter(*c))
}

/// A letter of an alphabet: mirrors inject the readings of characters, which no Chinese label has.
#[must_use]
pub fn is_letter(c: char) -> bool {
    c < '\u{2E80}' && c.is_alphabetic()
}

/// How many letters, characters of Chinese, tell the script of a text.
const SCRIPT_LETTERS: usize = 400;

/// All characters but the letters that fold to another one.
static NOT_TRADITIONAL: LazyLock<CharSet> = LazyLock::new(|| ('\u{3400}'..'\u{FB00}').filter(|c| !SIMPLE.same.has(*c)).collect::<CharSet>().others());

/// The script of a text, from its first 400 letters: traditional where more than one in forty folds to another one.
#[must_use]
pub fn script_of(text: &str) -> Script {
    let (letters, end) = first_letters(text.as_bytes());
    let bytes = &text.as_bytes()[..end];
    let (mut traditional, mut at) = (0, 0);
    while at < bytes.len() {
        at += NOT_TRADITIONAL.inside(&bytes[at..]);
        let Some(first) = bytes.get(at) else { break };
        // A run ends at characters of two bytes and of four, too, which are no letters.
        let length = length_of(*first);
        traditional += usize::from(length == 3);
        at += length;
    }
    if traditional * 40 > letters { Script::Hant } else { Script::Hans }
}

/// How many of the first 400 letters there are, and where the last of them ends.
fn first_letters(bytes: &[u8]) -> (usize, usize) {
    // Whether a letter begins with these two bytes: those of '\u{3400}'..'\u{FB00}' do.
    let begins = |first: u8, second: u8| matches!((first, second), (0xE4..=0xEE, _) | (0xE3, 0x90..) | (0xEF, ..0xAC));
    let (mut letters, mut at) = (0, 0);
    // Without a branch inside, the bytes of a block are compared sixteen at once.
    while let Some(block) = bytes[at..].first_chunk::<65>() {
        let many: u8 = block.iter().zip(&block[1..]).map(|(first, second)| u8::from(begins(*first, *second))).sum();
        if letters + usize::from(many) >= SCRIPT_LETTERS {
            break;
        }
        letters += usize::from(many);
        at += 64;
    }
    while letters < SCRIPT_LETTERS
        && let Some(&[first, second]) = bytes.get(at..at + 2)
    {
        letters += usize::from(begins(first, second));
        at += 1;
    }
    // The last letter may go on behind the place where it was counted.
    let rest = bytes[at..].iter().take_while(|byte| matches!(byte, 0x80..0xC0)).count();
    (letters, at + rest)
}

/// The length in bytes of the character that begins with this byte.
#[must_use]
pub(crate) fn length_of(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ignore_script_width_space_and_punctuation() {
        let key = |text: &str| {
            let mut out = String::new();
            label_key(text, &mut out);
            out
        };
        assert_eq!(key("（一）予以公開"), key("(一) 予以公开"));
        assert_eq!(key("１．屬於國家秘密"), key("1.属于国家秘密"));
        assert_eq!(key("|||"), "");
    }

    #[test]
    fn only_ideographs_have_a_traditional_form() {
        for c in ('\u{3400}'..='\u{FAFF}').filter(|c| !c.is_whitespace()) {
            let alone = fast2s::convert(&c.to_string());
            if !VARIANTS.iter().any(|(variant, _)| *variant == c) {
                assert_eq!(alone.chars().next(), Some(fold_char(c)), "{c}");
            }
        }
    }

    #[test]
    fn scripts_are_told_apart() {
        assert_eq!(script_of("濱江區統計局堅持以習近平"), Script::Hant);
        assert_eq!(script_of("滨江区统计局坚持以"), Script::Hans);
        assert_eq!(script_of(""), Script::Hans);
        // Ten of 400 are too few, eleven are enough, and what stands behind them does not count.
        let text = |many: usize, behind: &str| "區，".repeat(many) + &"é1 区\u{3000}𠀀，".repeat(400 - many) + &behind.repeat(400);
        assert_eq!((script_of(&text(10, "區")), script_of(&text(11, "区"))), (Script::Hans, Script::Hant));
        for text in ["1", "区", "區", "區1", "1區"] {
            assert_eq!(script_of(text), if text.contains('區') { Script::Hant } else { Script::Hans }, "{text}");
        }
    }
}
