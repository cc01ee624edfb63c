//! A set of characters, and how far a text goes on without leaving it, or without meeting it.

/// A set of characters below U+10000: one bit for each, so that all of it stays in the nearest cache.
#[derive(Clone, Debug)]
pub(crate) struct CharSet {
    /// A row for each first byte of a character of three, with 64 bits for each second byte. Shorter characters stand in
    /// the first row by their codes. Two rows more stand for what is no first byte: one full, one empty.
    rows: [[u64; 64]; ROWS],
}

/// The rows, a power of two, so that no row has to be checked.
const ROWS: usize = 32;
/// The row where every character is.
const FULL: u8 = 16;
/// The row where none is.
const EMPTY: u8 = 17;

/// The row of each byte as the first of a character of three, others in the row `other`.
const fn rows(other: u8) -> [u8; 256] {
    let mut rows = [other; 256];
    let mut row = 0;
    while row < FULL {
        rows[0xE0 + row as usize] = row;
        row += 1;
    }
    rows
}

impl CharSet {
    /// The empty set.
    pub(crate) const fn new() -> Self {
        let mut rows = [[0; 64]; ROWS];
        rows[FULL as usize] = [u64::MAX; 64];
        Self { rows }
    }

    /// The set with one character more; unchanged for a code that is above U+FFFF.
    #[must_use]
    pub(crate) const fn with(mut self, code: u32) -> Self {
        if code <= 0xFFFF {
            self.rows[code as usize >> 12][code as usize >> 6 & 63] |= 1 << (code & 63);
        }
        self
    }

    /// Adds a character; nothing for one above U+FFFF.
    fn add(&mut self, c: char) {
        let code = u32::from(c);
        if code <= 0xFFFF {
            self.rows[code as usize >> 12][code as usize >> 6 & 63] |= 1 << (code & 63);
        }
    }

    /// Whether the character is in the set.
    pub(crate) fn has(&self, c: char) -> bool {
        let code = u32::from(c);
        code <= 0xFFFF && self.rows[code as usize >> 12][code as usize >> 6 & 63] >> (code & 63) & 1 == 1
    }

    /// The length of the characters of one byte and of three that `bytes` begins with and that are in the set.
    pub(crate) fn inside(&self, bytes: &[u8]) -> usize {
        static ROW_OF: [u8; 256] = rows(EMPTY);
        self.run(bytes, &ROW_OF, 1)
    }

    /// The length of the characters of one byte and of three that `bytes` begins with and that are not in the set.
    pub(crate) fn outside(&self, bytes: &[u8]) -> usize {
        static ROW_OF: [u8; 256] = rows(FULL);
        self.run(bytes, &ROW_OF, 0)
    }

    /// A run of characters of three bytes, then one of characters of one byte, and so on. The bytes of a character are its
    /// place in the set as they are, without a detour over its code and without a test of the first one: 14 instructions
    /// for a character instead of 25.
    #[inline]
    fn run(&self, bytes: &[u8], row_of: &[u8; 256], wanted: u64) -> usize {
        let is_wide = |&&[first, second, third]: &&[u8; 3]| {
            let row = usize::from(row_of[usize::from(first)]) % ROWS;
            self.rows[row][usize::from(second & 0x3F)] >> (third & 0x3F) & 1 == wanted
        };
        let is_narrow = |byte: &&u8| byte.is_ascii() && self.rows[0][usize::from(**byte >> 6)] >> (**byte & 0x3F) & 1 == wanted;
        let mut at = 0;
        loop {
            let begin = at;
            at += 3 * bytes[at..].as_chunks::<3>().0.iter().take_while(is_wide).count();
            at += bytes[at..].iter().take_while(is_narrow).count();
            if at == begin {
                return at;
            }
        }
    }
}

impl Extend<char> for CharSet {
    fn extend<I: IntoIterator<Item = char>>(&mut self, characters: I) {
        for c in characters {
            self.add(c);
        }
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut set = Self::new();
        set.extend(characters);
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_until_it_leaves_the_set_or_meets_it() {
        let set: CharSet = "一二ab，é\u{FFFF}".chars().collect();
        assert_eq!(set.inside("一ab二，三".as_bytes()), "一ab二，".len());
        assert_eq!(set.outside("三四c。a".as_bytes()), "三四c。".len());
        assert_eq!(set.outside("三é".as_bytes()), "三".len(), "a character of two bytes ends every run");
        assert_eq!(set.outside("𠀀".as_bytes()), 0);
        assert_eq!((set.inside(b""), set.outside(b"")), (0, 0));
        for c in "一é\u{FFFF}，".chars() {
            assert!(set.has(c) && !set.has('𠀀') && !set.has('三'));
            assert!(CharSet::new().with(u32::from(c)).has(c));
        }
    }
}
