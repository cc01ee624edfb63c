//! Texts become dictionary codes, or plain bytes where they hardly repeat or the dictionary is full.

use std::ops::Range;

use super::codes::Codes;
use super::dictionary::{Code, TextDictionary, push_text};
use super::extent::Extent;

/// The texts of a page, and the dictionary of its chunk.
#[derive(Debug, Default)]
pub(super) struct Texts {
    dictionary: TextDictionary,
    codes: Codes,
    plain: Vec<u8>,
    /// Whether the column is declared to hold what hardly repeats.
    raw: bool,
    full: bool,
    /// Where the least and the greatest of the plain values lie.
    least: Range<usize>,
    greatest: Range<usize>,
    /// The codes of words that are known by number.
    words: Vec<Option<Code>>,
}

impl Texts {
    /// For text that repeats, or (`raw`) hardly does.
    pub(super) fn new(raw: bool) -> Self {
        Self { raw, full: raw, ..Self::default() }
    }

    /// The code of a text; `None` where there is no room for it, or codes are no longer used: end the page, and add it plain.
    pub(super) fn code(&mut self, text: &str) -> Option<Code> {
        let code = if self.full { None } else { self.dictionary.code(text) };
        self.full |= code.is_none();
        code
    }

    /// The code of the word with that number.
    #[inline]
    pub(super) fn word<'w>(&mut self, number: usize, word: impl FnOnce() -> &'w str) -> Option<Code> {
        if let Some(Some(code)) = self.words.get(number) {
            return Some(*code);
        }
        let code = self.code(word())?;
        if self.words.len() <= number {
            self.words.resize(number + 1, None);
        }
        self.words[number] = Some(code);
        Some(code)
    }

    /// Whether codes are no longer used.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// Whether the page has codes: then nothing plain may be added to it.
    pub(super) fn has_codes(&self) -> bool {
        !self.codes.is_empty()
    }

    pub(super) fn push(&mut self, code: Code) {
        self.codes.push(code);
    }

    pub(super) fn push_run(&mut self, code: Code, count: usize) {
        self.codes.push_run(code, count);
    }

    pub(super) fn extend(&mut self, codes: &[Code]) {
        self.codes.extend(codes);
    }

    /// Adds a text plain, several times.
    pub(super) fn push_plain(&mut self, text: &str, count: usize) {
        for _ in 0..count {
            let (first, start) = (self.plain.is_empty(), self.plain.len() + 4);
            push_text(text, &mut self.plain);
            let own = start..self.plain.len();
            if first || self.plain[own.clone()] < self.plain[self.least.clone()] {
                self.least = own.clone();
            }
            if first || self.plain[own.clone()] > self.plain[self.greatest.clone()] {
                self.greatest = own;
            }
        }
    }

    /// Bytes of plain values.
    pub(super) fn plain_bytes(&self) -> usize {
        self.plain.len()
    }

    /// The extent of the page's values; `None` where there are none.
    pub(super) fn extent(&self) -> Option<Extent> {
        if !self.plain.is_empty() {
            return Some(extent_of(&self.plain[self.least.clone()], &self.plain[self.greatest.clone()]));
        }
        let mut there = vec![false; self.dictionary.len()];
        self.codes.mark(&mut there);
        let mut texts = self.dictionary.texts().zip(there).filter(|(_, there)| *there).map(|(text, _)| text);
        let first = texts.next()?;
        let (least, greatest) = texts.fold((first, first), |(least, greatest), text| (least.min(text), greatest.max(text)));
        Some(extent_of(least, greatest))
    }

    /// Adds the page's values; whether they are codes.
    pub(super) fn encode(&mut self, out: &mut Vec<u8>) -> bool {
        let plain = self.full && self.codes.is_empty();
        if plain {
            out.extend_from_slice(&self.plain);
        } else {
            self.codes.encode(self.dictionary.len(), out);
        }
        self.plain.clear();
        self.codes.clear();
        !plain
    }

    /// Takes the dictionary: its bytes and how many values it has; `None` where the column has none.
    pub(super) fn take_dictionary(&mut self) -> Option<(Vec<u8>, usize)> {
        self.words.clear();
        self.full = self.raw;
        let dictionary = std::mem::take(&mut self.dictionary);
        (!self.raw).then(|| (dictionary.plain().to_vec(), dictionary.len()))
    }
}

fn extent_of(least: &[u8], greatest: &[u8]) -> Extent {
    // Both were added as `str`.
    Extent::of_texts(std::str::from_utf8(least).unwrap_or(""), std::str::from_utf8(greatest).unwrap_or(""))
}
