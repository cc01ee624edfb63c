//! A set of characters, and how far a text goes on without leaving it.

/// A set of characters below U+10000: one bit for each.
#[derive(Clone, Debug)]
pub(crate) struct CharSet {
    /// The characters of three bytes, by the first two, 64 to a place. All other places are empty, and most of them are
    /// never touched: a set takes some ten kilobytes, of which a text meets four.
    wide: Box<[u64; 1 << 16]>,
    /// The characters of one byte and of two, by code.
    narrow: [u64; 32],
}

/// The places of `wide` that characters of three bytes have.
const WIDE: std::ops::Range<usize> = 0xE080..0xEFC0;

/// The place in `wide` of the character that begins with these two bytes.
fn place(first: u8, second: u8) -> usize {
    usize::from(u16::from_be_bytes([first, second]))
}

/// Whether a place holds the character that ends with this byte.
fn holds(place: u64, last: u8) -> bool {
    place >> (last & 0x3F) & 1 == 1
}

impl CharSet {
    /// The empty set.
    fn new() -> Self {
        let wide = vec![0; 1 << 16].into_boxed_slice().try_into().expect("a slice of that length becomes an array of it");
        Self { wide, narrow: [0; 32] }
    }

    /// Adds a character; nothing for one above U+FFFF.
    fn add(&mut self, c: char) {
        let mut bytes = [0; 4];
        match *c.encode_utf8(&mut bytes).as_bytes() {
            [first, second, third] => self.wide[place(first, second)] |= 1 << (third & 0x3F),
            [_] | [_, _] => self.narrow[c as usize >> 6] |= 1 << (u32::from(c) & 0x3F),
            _ => {}
        }
    }

    /// The set of all other characters.
    pub(crate) fn others(&self) -> Self {
        self.made_of(&Self::new(), |own, _| !own)
    }

    /// The set without the characters of another one.
    pub(crate) fn without(&self, less: &Self) -> Self {
        self.made_of(less, |own, less| own & !less)
    }

    fn made_of(&self, other: &Self, place: impl Fn(u64, u64) -> u64) -> Self {
        let mut made = Self::new();
        for at in WIDE.filter(|at| at & 0xC0 == 0x80) {
            made.wide[at] = place(self.wide[at], other.wide[at]);
        }
        for (at, made) in made.narrow.iter_mut().enumerate() {
            *made = place(self.narrow[at], other.narrow[at]);
        }
        made
    }

    /// Whether the character is in the set.
    pub(crate) fn has(&self, c: char) -> bool {
        let code = c as usize;
        let place = match code {
            0..0x800 => self.narrow[code >> 6],
            0x800..0x10000 => self.wide[WIDE.start + (code >> 12 << 8) + (code >> 6 & 0x3F)],
            _ => 0,
        };
        place >> (code & 0x3F) & 1 == 1
    }

    /// The length of the characters of one byte and of three that `bytes`, those of a text, begins with and that are in the
    /// set. The bytes of a character of three are its place in the set as they are, without a detour over its code: 10
    /// instructions instead of 25.
    pub(crate) fn inside(&self, bytes: &[u8]) -> usize {
        let wide = |first, second, third| holds(self.wide[place(first, second)], third);
        let narrow = |byte: u8| byte.is_ascii() && holds(self.narrow[usize::from(byte >> 6)], byte);
        let mut at = 0;
        // Up to four characters of three bytes a step, written out: a loop over them costs five instructions more for each.
        while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<12>()) {
            let goes_on = |from: usize| wide(block[from], block[from + 1], block[from + 2]);
            at += match () {
                () if narrow(block[0]) => 1,
                () if !goes_on(0) => return at,
                () if !goes_on(3) => 3,
                () if !goes_on(6) => 6,
                () if !goes_on(9) => 9,
                () => 12,
            };
        }
        loop {
            at += match bytes.get(at..).unwrap_or_default() {
                [byte, ..] if narrow(*byte) => 1,
                [first, second, third, ..] if wide(*first, *second, *third) => 3,
                _ => return at,
            };
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
    fn a_text_goes_on_until_it_leaves_the_set() {
        let set: CharSet = "一二ab，é\u{FFFF}".chars().collect();
        let others = set.others();
        assert_eq!(set.inside("一ab二，三".as_bytes()), "一ab二，".len());
        assert_eq!(others.inside("三四c。a".as_bytes()), "三四c。".len());
        assert_eq!(others.inside("三é三è".as_bytes()), "三".len(), "a character of two bytes ends every run");
        assert_eq!(others.inside("𠀀".as_bytes()), 0);
        assert_eq!((set.inside(b""), others.inside(b"")), (0, 0));
        for c in "一é\u{FFFF}，a".chars() {
            assert!(set.has(c) && !others.has(c) && !set.has('𠀀') && !set.has('三') && others.has('三') && others.has('è'));
            let one = CharSet::from_iter([c]);
            assert!(one.has(c) && !set.without(&one).has(c) && set.without(&one.others()).has(c));
        }
    }
}
