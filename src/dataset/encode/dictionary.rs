//! Values become their places in a list of those that were met: by one multiplication and one look for a number.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

/// The place of a value in its dictionary.
pub(super) type Code = u16;

/// The most values of a dictionary: as many as there are codes.
const MOST_VALUES: usize = 1 << 16;

/// The most bytes of a dictionary of texts, as the parquet crate has it.
const MOST_BYTES: usize = 1 << 20;

/// A number that a column holds.
pub(super) trait Number: Copy + PartialOrd + Default {
    /// Equal for the same bits only.
    fn bits(self) -> u64;

    /// Adds the value as Parquet's plain encoding has it.
    fn push(self, out: &mut Vec<u8>);
}

impl Number for i32 {
    #[inline]
    fn bits(self) -> u64 {
        u64::from(self.cast_unsigned())
    }

    fn push(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
}

impl Number for i64 {
    #[inline]
    fn bits(self) -> u64 {
        self.cast_unsigned()
    }

    fn push(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
}

impl Number for f64 {
    #[inline]
    fn bits(self) -> u64 {
        self.to_bits()
    }

    fn push(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
}

/// Open addressing: an entry is a hash, or a value that is its own, and the code, one up; 0 is a free place.
#[derive(Debug, Default)]
struct Places {
    entries: Vec<(u64, u32)>,
    used: usize,
}

impl Places {
    /// Finds the code under a key, or takes `next` for it. `is_it` decides between values of one key.
    #[inline]
    fn find(&mut self, key: u64, next: u32, is_it: impl Fn(u32) -> bool) -> u32 {
        if self.used * 2 >= self.entries.len() {
            self.grow();
        }
        let mut at = self.first(key);
        loop {
            match self.entries[at] {
                (_, 0) => {
                    self.entries[at] = (key, next + 1);
                    self.used += 1;
                    return next;
                }
                (known, code) if known == key && is_it(code - 1) => return code - 1,
                _ => at = (at + 1) & (self.entries.len() - 1),
            }
        }
    }

    /// Where the search for a key begins: the upper bits of a product by an odd number, which depend on all of the key's.
    #[inline]
    fn first(&self, key: u64) -> usize {
        let bits = self.entries.len().trailing_zeros();
        #[expect(clippy::cast_possible_truncation, reason = "fewer bits than the list has places")]
        let at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize;
        at
    }

    fn grow(&mut self) {
        let larger = vec![(0, 0); (self.entries.len() * 4).max(64)];
        let before = std::mem::replace(&mut self.entries, larger);
        for (key, code) in before.into_iter().filter(|&(_, code)| code != 0) {
            let mut at = self.first(key);
            while self.entries[at].1 != 0 {
                at = (at + 1) & (self.entries.len() - 1);
            }
            self.entries[at] = (key, code);
        }
    }
}

/// The different numbers of a chunk, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct NumberDictionary<N> {
    places: Places,
    values: Vec<N>,
    /// What was asked for last: most values of a form are zeros, side by side.
    last: Option<(u64, Code)>,
}

impl<N: Number> NumberDictionary<N> {
    /// The code of a value; `None` where it is new and there is no room.
    #[inline]
    pub(super) fn code(&mut self, value: N) -> Option<Code> {
        let bits = value.bits();
        if let Some((_, code)) = self.last.filter(|(last, _)| *last == bits) {
            return Some(code);
        }
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let code = self.places.find(bits, next, |_| true);
        if code == next {
            // Whoever is told that there is no room asks no more: the place that was taken is not used.
            (self.values.len() < MOST_VALUES).then(|| self.values.push(value))?;
        }
        let code = Code::try_from(code).ok()?;
        self.last = Some((bits, code));
        Some(code)
    }

    pub(super) fn values(&self) -> &[N] {
        &self.values
    }

    /// Adds all values as Parquet's plain encoding has them.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        self.values.iter().for_each(|value| value.push(out));
    }
}

/// The different texts of a chunk, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct TextDictionary {
    places: Places,
    /// As Parquet's plain encoding has them: a length of four bytes before each.
    plain: Vec<u8>,
    ends: Vec<usize>,
}

impl TextDictionary {
    /// The code of a text; `None` where it is new and there is no room.
    pub(super) fn code(&mut self, text: &str) -> Option<Code> {
        let Self { places, plain, ends } = self;
        let mut hasher = FxHasher::default();
        hasher.write(text.as_bytes());
        let next = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        let code = places.find(hasher.finish(), next, |code| text_at(plain, ends, code as usize) == text.as_bytes());
        if code == next {
            // Whoever is told that there is no room asks no more: the place that was taken is not used.
            if ends.len() == MOST_VALUES || plain.len() + text.len() + 4 > MOST_BYTES {
                return None;
            }
            push_text(text, plain);
            ends.push(plain.len());
        }
        Code::try_from(code).ok()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|code| text_at(&self.plain, &self.ends, code))
    }

    /// All texts as Parquet's plain encoding has them.
    pub(super) fn plain(&self) -> &[u8] {
        &self.plain
    }
}

fn text_at<'p>(plain: &'p [u8], ends: &[usize], code: usize) -> &'p [u8] {
    let start = if code == 0 { 0 } else { ends[code - 1] };
    &plain[start + 4..ends[code]]
}

/// Adds a text as Parquet's plain encoding has it. A document has at most 4 GiB: so has a text.
pub(super) fn push_text(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}
