//! The words of many patterns become one search that tells which of them a text may match.

use super::Needed;
use crate::text::{CharSet, length_of, stay_but};

/// Whether a screen that answered `there` leaves the pattern of that index in.
#[must_use]
pub fn may_match(there: u32, index: usize) -> bool {
    index >= 32 || there >> index & 1 == 1
}

/// One search for the words of many patterns. Shape of its answers: bit `i` for the pattern `i`.
#[derive(Debug)]
pub struct Screen {
    /// The characters that begin a word.
    firsts: CharSet,
    /// Those that begin none.
    others: CharSet,
    /// Those that begin none and stay as they are when a text is folded.
    plain: CharSet,
    /// The characters that are the second of a word.
    seconds: CharSet,
    /// The characters that are words by themselves.
    single: CharSet,
    /// Where words stand, by their first two characters, in a table with gaps.
    table: Vec<Group>,
    /// Words and the patterns that need them, by their first two characters: a bit for each pattern whose match holds one of
    /// several such words, and 32 above it one for those whose match also holds one of several others.
    words: Vec<Word>,
    /// The bits of the patterns of which so much is not known.
    always: u64,
}

impl Screen {
    /// Prepares the search for what the first 32 patterns need; those after them count as not ruled out by [`Screen::scan`].
    pub(in super::super) fn new<'p>(patterns: impl Iterator<Item = &'p Needed>) -> Self {
        let (mut all, mut always) = (Vec::new(), 0);
        for (index, needed) in patterns.take(32).enumerate() {
            for (words, bit) in [(&needed.words, 1_u64 << index), (&needed.also, 1_u64 << (index + 32))] {
                if words.is_empty() || words.iter().any(|word| word.chars().any(|c| u32::from(c) > 0xFFFF)) {
                    always |= bit;
                } else {
                    all.extend(words.iter().map(|word| Word::new(word, bit)));
                }
            }
        }
        all.sort_by_key(|word| beginning(&word.text));
        let mut table = vec![Group::default(); (4 * all.len()).next_power_of_two()];
        let mut from = 0;
        for group in all.chunk_by(|one, other| beginning(&one.text) == beginning(&other.text)) {
            let key = group.first().map_or(0, |word| beginning(&word.text));
            let to = from + group.len();
            let mut slot = slot(key, table.len());
            while table[slot].key != 0 {
                slot = (slot + 1) % table.len();
            }
            let bits = group.iter().fold(0, |bits, word| bits | word.bit);
            table[slot] = Group { key, from, to, bits };
            from = to;
        }
        let letters = |at: usize| all.iter().filter_map(|word| word.text.chars().nth(at)).collect::<CharSet>();
        let (firsts, seconds) = (letters(0), letters(1));
        let single = all.iter().filter(|word| word.text.chars().nth(1).is_none()).filter_map(|word| word.text.chars().next()).collect();
        Self { others: firsts.others(), plain: stay_but(&firsts), firsts, seconds, single, table, words: all, always }
    }

    /// The characters at which no word begins in a text that is folded by them.
    pub(crate) fn plain(&self) -> &CharSet {
        &self.plain
    }

    /// The patterns that `text` may match: those of which it holds the words.
    #[must_use]
    pub fn scan(&self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        let mut found = self.always;
        let mut at = 0;
        while at < bytes.len() {
            at += self.others.inside(&bytes[at..]);
            self.found_at(text, at, &mut found);
            at += bytes.get(at).map_or(1, |first| length_of(*first));
        }
        Found(found).patterns()
    }

    /// What the words say that begin at some of these bytes.
    pub(crate) fn scan_at(&self, text: &str, places: &[usize]) -> Found {
        let mut found = self.always;
        for at in places {
            self.found_at(text, *at, &mut found);
        }
        Found(found)
    }

    /// Adds the bits of the words that begin at byte `at`.
    fn found_at(&self, text: &str, at: usize, found: &mut u64) {
        let rest = text.get(at..).unwrap_or("");
        let mut letters = rest.chars();
        let Some(first) = letters.next().filter(|first| self.firsts.has(*first)) else { return };
        let second = letters.next().unwrap_or('\0');
        if self.seconds.has(second) {
            self.found_with(key(first, second), rest, letters.next().unwrap_or('\0'), found);
        }
        if self.single.has(first) {
            self.found_with(key(first, '\0'), rest, '\0', found);
        }
    }

    /// Adds the bits of the words with the given beginning that `rest` begins with, whose third character is `third`.
    fn found_with(&self, key: u32, rest: &str, third: char, found: &mut u64) {
        let mut slot = slot(key, self.table.len());
        while let Some(group) = self.table.get(slot).filter(|group| group.key != 0) {
            if group.key == key {
                // Most words of a text were met before.
                if group.bits & !*found != 0 {
                    let words = self.words.get(group.from..group.to).unwrap_or_default();
                    let is_there = |word: &&Word| word.third == '\0' || word.third == third && rest.starts_with(word.text.as_str());
                    *found |= words.iter().filter(is_there).fold(0, |bits, word| bits | word.bit);
                }
                return;
            }
            slot = (slot + 1) % self.table.len();
        }
    }
}

/// What the words say that a part of a text holds. What two parts say together is the union.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found(u64);

impl Found {
    /// The patterns that the part may match.
    pub(crate) fn patterns(self) -> u32 {
        (self.0 & self.0 >> 32) as u32
    }

    /// What two parts say together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A word of a screen.
#[derive(Debug)]
struct Word {
    text: String,
    /// Its third character; NUL where it has none. Many words share the first two.
    third: char,
    bit: u64,
}

impl Word {
    fn new(text: &str, bit: u64) -> Self {
        Self { text: text.to_owned(), third: text.chars().nth(2).unwrap_or('\0'), bit }
    }
}

/// The words with one beginning.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// Their first two characters; 0 for a gap.
    key: u32,
    /// Where they begin and end in the list of words.
    from: usize,
    to: usize,
    /// All their bits.
    bits: u64,
}

/// Two characters as the key of a table.
fn key(first: char, second: char) -> u32 {
    u32::from(first) << 16 | u32::from(second)
}

/// The first two characters of a word, or the only one.
fn beginning(word: &str) -> u32 {
    let mut letters = word.chars();
    key(letters.next().unwrap_or('\0'), letters.next().unwrap_or('\0'))
}

/// Where the search for a key begins in a table of that size, a power of two.
fn slot(key: u32, size: usize) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 12) as usize & (size - 1)
}
