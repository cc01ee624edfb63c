//! A regular expression as written becomes one that is compiled when a text first needs it, and words of which every
//! match holds one; many expressions become one search for such words.
//!
//! The words are a condition that is necessary, never one that suffices: a text without them cannot match, and nothing
//! else is concluded from them.

use std::sync::OnceLock;

use regex::{CaptureMatches, Captures, Match, Regex};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::report::Report;

/// The most words for one expression; with more nothing is known of it.
const MOST_WORDS: usize = 160;
/// A class of at most this many characters counts as so many words.
const SMALL_CLASS: usize = 12;

/// One expression over folded text, compiled at the first search.
#[derive(Debug)]
pub struct Pattern {
    written: String,
    compiled: OnceLock<Option<Regex>>,
    /// Words of which every match holds one; empty where nothing is known.
    words: Vec<String>,
}

impl Pattern {
    /// Checks the syntax of `written`; what is wrong goes to `report`, and such a pattern matches nothing.
    pub(super) fn new(written: &str, report: &mut Report<'_>) -> Self {
        let compiled = OnceLock::new();
        let words = match regex_syntax::parse(written) {
            Ok(hir) => words(&hir),
            Err(_) => {
                let error = Regex::new(written).err().map_or_else(String::new, |error| error.to_string());
                report.add(written, &error);
                compiled.get_or_init(|| None);
                Vec::new()
            }
        };
        Self { written: written.to_owned(), compiled, words }
    }

    /// The expression; `None` for one that cannot be compiled, which the tests exclude for those that ship.
    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.written).ok()).as_ref()
    }

    /// Whether the text holds a match.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// The first match.
    #[must_use]
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex()?.find(text)
    }

    /// The groups of the first match.
    #[must_use]
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex()?.captures(text)
    }

    /// The groups of all matches.
    #[must_use]
    pub fn captures_iter<'r, 't>(&'r self, text: &'t str) -> Option<CaptureMatches<'r, 't>> {
        Some(self.regex()?.captures_iter(text))
    }
}

/// The words of which every match of an expression holds one; empty where nothing is known.
fn words(hir: &Hir) -> Vec<String> {
    let mut words = part(hir).map_or_else(Vec::new, |part| part.words);
    words.sort_unstable();
    words.dedup();
    let all = words.clone();
    words.retain(|word| !all.iter().any(|other| other != word && word.contains(other.as_str())));
    if words.first().is_some_and(String::is_empty) { Vec::new() } else { words }
}

/// What is known of a part of an expression.
struct Part {
    /// Each match of the part holds one of them.
    words: Vec<String>,
    /// Whether each match is one of them, and nothing else.
    is_whole: bool,
}

impl Part {
    fn nothing() -> Self {
        Self { words: vec![String::new()], is_whole: true }
    }

    /// How much a text must hold: the characters of the shortest word, those of ASCII half.
    fn weight(&self) -> usize {
        self.words.iter().map(|word| word.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>()).min().unwrap_or(0).min(6)
    }

    fn is_better_than(&self, other: &Self) -> bool {
        (self.weight(), other.words.len()) > (other.weight(), self.words.len())
    }

    /// Each word of the one followed by each of the other.
    fn followed_by(&self, next: &Self) -> Option<Self> {
        let is_small = self.words.len() * next.words.len() <= MOST_WORDS / 2;
        let pairs = self.words.iter().flat_map(|one| next.words.iter().map(move |two| format!("{one}{two}")));
        (self.is_whole && is_small).then(|| Self { words: pairs.collect(), is_whole: next.is_whole })
    }
}

/// What is known of a part; `None` for nothing.
fn part(hir: &Hir) -> Option<Part> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(Part::nothing()),
        HirKind::Literal(literal) => Some(Part { words: vec![std::str::from_utf8(&literal.0).ok()?.to_owned()], is_whole: true }),
        HirKind::Class(Class::Unicode(class)) => {
            let is_small = class.iter().map(|range| range.len()).sum::<usize>() <= SMALL_CLASS;
            let letters = || class.iter().flat_map(|range| range.start()..=range.end()).map(String::from).collect();
            is_small.then(|| Part { words: letters(), is_whole: true })
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Repetition(repetition) => {
            let sub = part(&repetition.sub)?;
            match (repetition.min, repetition.max) {
                (0, Some(1)) if sub.is_whole => {
                    let words = sub.words.into_iter().chain([String::new()]).collect();
                    Some(Part { words, is_whole: true })
                }
                (0, _) => None,
                (1, max) => Some(Part { is_whole: sub.is_whole && max == Some(1), ..sub }),
                _ => Some(Part { is_whole: false, ..sub.followed_by(&sub).unwrap_or(sub) }),
            }
        }
        HirKind::Alternation(branches) => {
            let parts = branches.iter().map(part).collect::<Option<Vec<Part>>>()?;
            let is_whole = parts.iter().all(|part| part.is_whole);
            let words: Vec<String> = parts.into_iter().flat_map(|part| part.words).collect();
            (words.len() <= MOST_WORDS).then_some(Part { words, is_whole })
        }
        HirKind::Concat(items) => sequence(items),
    }
}

/// The best of what is known of parts that follow one another.
fn sequence(items: &[Hir]) -> Option<Part> {
    let mut best: Option<Part> = None;
    let mut keep = |run: Part| {
        if best.as_ref().is_none_or(|best| run.is_better_than(best)) {
            best = Some(run);
        }
    };
    let mut run = Part::nothing();
    let mut is_whole = true;
    for item in items {
        let Some(next) = part(item) else {
            keep(std::mem::replace(&mut run, Part::nothing()));
            is_whole = false;
            continue;
        };
        if let Some(longer) = run.followed_by(&next) {
            run = longer;
        } else {
            keep(std::mem::replace(&mut run, next));
            is_whole = false;
        }
        if !run.is_whole {
            keep(std::mem::replace(&mut run, Part::nothing()));
            is_whole = false;
        }
    }
    if is_whole {
        return Some(run);
    }
    keep(run);
    best.map(|best| Part { is_whole: false, ..best })
}

/// One search for the words of many patterns. Shape of its answers: bit `i` for the pattern `i`.
#[derive(Debug)]
pub struct Screen {
    /// One bit for each character below U+10000 that begins a word.
    firsts: Vec<u64>,
    /// The first two characters of a word in a table with gaps, and where its words stand in `words`; 0 is a gap.
    table: Vec<(u32, u32, u32)>,
    /// Words and the patterns that need them, by their first two characters.
    words: Vec<(String, u64)>,
    /// The patterns of which nothing is known.
    always: u64,
}

impl Screen {
    /// Prepares the search for the first 64 patterns; those after them count as not ruled out by [`Screen::scan`].
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Self {
        let mut screen = Self { firsts: vec![0; 1024], table: Vec::new(), words: Vec::new(), always: 0 };
        for (index, pattern) in patterns.enumerate() {
            let bit = 1_u64.checked_shl(u32::try_from(index).unwrap_or(u32::MAX)).unwrap_or(0);
            if pattern.words.is_empty() || pattern.words.iter().any(|word| word.chars().any(|c| u32::from(c) > 0xFFFF)) {
                screen.always |= bit;
            } else {
                screen.words.extend(pattern.words.iter().map(|word| (word.clone(), bit)));
            }
        }
        screen.words.sort_by_key(|(word, _)| beginning(word));
        screen.table = vec![(0, 0, 0); (4 * screen.words.len()).next_power_of_two()];
        let mut from = 0;
        for group in screen.words.chunk_by(|one, other| beginning(&one.0) == beginning(&other.0)) {
            let key = group.first().map_or(0, |(word, _)| beginning(word));
            let to = from + group.len();
            let mut slot = slot(key, screen.table.len());
            while screen.table[slot].0 != 0 {
                slot = (slot + 1) % screen.table.len();
            }
            screen.table[slot] = (key, u32::try_from(from).unwrap_or(0), u32::try_from(to).unwrap_or(0));
            screen.firsts[key as usize >> 22] |= 1 << ((key >> 16) & 63);
            from = to;
        }
        screen
    }

    /// The patterns that `text` may match: those of which it holds a word.
    #[must_use]
    pub fn scan(&self, text: &str) -> u64 {
        let bytes = text.as_bytes();
        let mut found = self.always;
        let mut at = 0;
        while let Some((code, length)) = code_at(bytes, at) {
            if self.firsts.get(code as usize >> 6).is_some_and(|bits| bits >> (code & 63) & 1 == 1) {
                let next = code_at(bytes, at + length).map_or(0, |next| next.0 & 0xFFFF);
                found |= self.found_at(code << 16, &bytes[at..]) | self.found_at(code << 16 | next, &bytes[at..]);
            }
            at += length;
        }
        found
    }

    /// The patterns of which a word with the given beginning stands where `rest` begins.
    fn found_at(&self, key: u32, rest: &[u8]) -> u64 {
        let mut slot = slot(key, self.table.len());
        while let Some(&(known, from, to)) = self.table.get(slot).filter(|entry| entry.0 != 0) {
            if known == key {
                let words = self.words.get(from as usize..to as usize).unwrap_or_default();
                return words.iter().filter(|(word, _)| rest.starts_with(word.as_bytes())).fold(0, |found, (_, bit)| found | bit);
            }
            slot = (slot + 1) % self.table.len();
        }
        0
    }
}

/// The character at a boundary and its length in bytes; `None` behind the last.
fn code_at(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let low = |offset: usize| u32::from(bytes.get(at + offset).copied().unwrap_or(0) & 0x3F);
    match *bytes.get(at)? {
        first @ 0..0xC0 => Some((u32::from(first), 1)),
        first @ 0xC0..0xE0 => Some((u32::from(first & 0x1F) << 6 | low(1), 2)),
        first @ 0xE0..0xF0 => Some((u32::from(first & 0xF) << 12 | low(1) << 6 | low(2), 3)),
        _ => Some((0xFFFF, 4)),
    }
}

/// The first two characters of a word, or the only one.
fn beginning(word: &str) -> u32 {
    let mut letters = word.chars().map(u32::from);
    letters.next().unwrap_or(0) << 16 | letters.next().unwrap_or(0)
}

/// Where the search for a key begins in a table of that size, a power of two.
fn slot(key: u32, size: usize) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 12) as usize & (size - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(written: &str) -> Vec<String> {
        words(&regex_syntax::parse(written).expect("the expression is well-formed"))
    }

    #[test]
    fn the_words_of_a_pattern_are_those_that_no_match_lacks() {
        assert_eq!(of("由(?P<agency>[^,。]+?)(?:负责)?(?:编制|编写)"), ["编写", "编制"]);
        assert_eq!(of("报告书?$|年报"), ["年报", "报告"]);
        assert_eq!(of("20[Xx]{2}"), ["20XX", "20Xx", "20xX", "20xx"]);
        assert_eq!(of("[^。]*"), Vec::<String>::new());
        assert_eq!(of("甲|[^。]"), Vec::<String>::new());
        assert_eq!(of("(?:甲|乙)?丙.{0,6}丁戊"), ["丁戊"]);
    }

    #[test]
    fn a_screen_names_the_patterns_whose_words_are_there() {
        let patterns: Vec<Pattern> = ["编制|编写", "由.+局", ".", ">", "编制说明"]
            .into_iter()
            .map(|written| Pattern { written: written.to_owned(), compiled: OnceLock::new(), words: of(written) })
            .collect();
        let screen = Screen::new(patterns.iter());
        assert_eq!(screen.scan("某局编制"), 0b0_0111);
        assert_eq!(screen.scan("编"), 0b0_0100);
        assert_eq!(screen.scan("<编制说明>"), 0b1_1101);
        assert_eq!(screen.scan(""), 0b0_0100);
    }
}
