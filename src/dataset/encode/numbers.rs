//! Numbers become dictionary codes, or plain bytes once the dictionary is full.

use super::codes::Codes;
use super::dictionary::{Number, NumberDictionary};

/// The numbers of a page, and the dictionary of its chunk.
#[derive(Debug, Default)]
pub(super) struct Numbers<N> {
    dictionary: NumberDictionary<N>,
    codes: Codes,
    plain: Vec<u8>,
    full: bool,
    /// Only of plain values.
    extent: Option<(N, N)>,
}

impl<N: Number> Numbers<N> {
    /// Adds a number several times; `false`, and nothing added, where the dictionary has no room for it: end the page, and add it again.
    #[must_use]
    #[inline]
    pub(super) fn push(&mut self, value: N, count: usize) -> bool {
        if self.full {
            self.push_plain(value, count);
            return true;
        }
        match self.dictionary.code(value) {
            Some(code) if count == 1 => self.codes.push(code),
            Some(code) => self.codes.push_run(code, count),
            None => self.full = true,
        }
        !self.full
    }

    fn push_plain(&mut self, value: N, count: usize) {
        (0..count).for_each(|_| value.push(&mut self.plain));
        self.extent = widened(self.extent, value);
    }

    /// Bytes of plain values.
    pub(super) fn plain_bytes(&self) -> usize {
        self.plain.len()
    }

    /// The extent of the page's values; `None` where there are none.
    pub(super) fn extent(&self) -> Option<(N, N)> {
        let mut there = vec![false; self.dictionary.values().len()];
        self.codes.mark(&mut there);
        let values = self.dictionary.values().iter().zip(there).filter(|(_, there)| *there);
        values.fold(self.extent, |extent, (&value, _)| widened(extent, value))
    }

    /// Adds the page's values; whether they are codes.
    pub(super) fn encode(&mut self, out: &mut Vec<u8>) -> bool {
        let plain = self.full && self.codes.is_empty();
        if plain {
            out.extend_from_slice(&self.plain);
        } else {
            self.codes.encode(self.dictionary.values().len(), out);
        }
        self.plain.clear();
        self.codes.clear();
        self.extent = None;
        !plain
    }

    /// Takes the dictionary: its bytes and how many values it has.
    pub(super) fn take_dictionary(&mut self) -> (Vec<u8>, usize) {
        let dictionary = std::mem::take(&mut self.dictionary);
        self.full = false;
        let mut bytes = Vec::new();
        dictionary.encode(&mut bytes);
        (bytes, dictionary.values().len())
    }
}

/// The extent with one more value; what compares with nothing is in none.
fn widened<N: Number>(extent: Option<(N, N)>, value: N) -> Option<(N, N)> {
    match extent {
        None => value.partial_cmp(&value).map(|_| (value, value)),
        Some((least, greatest)) => Some((if value < least { value } else { least }, if value > greatest { value } else { greatest })),
    }
}
