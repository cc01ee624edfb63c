//! The beginning of a text becomes the label that it is, before anyone knows where it ends.
//!
//! Spellings lie in slots by their first eight bytes: one multiplication finds the few that a text can begin with. A look-up
//! by the whole text costs three times as much, and finding the end of it as much again.

use super::family::LabelId;

/// The bytes of a spelling by which it is found.
const FIRST: usize = 8;

/// The spellings of labels that are at least eight bytes long.
#[derive(Debug, Default)]
pub struct Beginnings {
    /// By the hash of the first bytes; a power of two of them.
    slots: Vec<Vec<Spelling>>,
}

#[derive(Debug)]
struct Spelling {
    first: u64,
    /// What follows the first bytes.
    rest: Box<[u8]>,
    label: LabelId,
}

impl Beginnings {
    /// Those of the given spellings that are long enough.
    pub(super) fn new<'s>(spellings: impl Iterator<Item = (&'s [u8], LabelId)>) -> Self {
        let found = spellings.filter_map(|(text, label)| {
            let (first, rest) = text.split_first_chunk::<FIRST>()?;
            Some(Spelling { first: u64::from_le_bytes(*first), rest: rest.into(), label })
        });
        let found: Vec<Spelling> = found.collect();
        let mut slots: Vec<Vec<Spelling>> = Vec::new();
        slots.resize_with((found.len() * 2).next_power_of_two(), Vec::new);
        let count = slots.len();
        for spelling in found {
            slots[slot(spelling.first, count)].push(spelling);
        }
        Self { slots }
    }

    /// The label that `text` begins with, where `is_whole` says that it ends behind so many bytes, and those.
    #[must_use]
    #[inline]
    pub fn find(&self, text: &[u8], is_whole: impl Fn(usize) -> bool) -> Option<(LabelId, usize)> {
        let (first, rest) = text.split_first_chunk::<FIRST>()?;
        let first = u64::from_le_bytes(*first);
        for spelling in self.slots.get(slot(first, self.slots.len()))? {
            let length = spelling.rest.len();
            if spelling.first == first && rest.get(..length) == Some(&*spelling.rest) && is_whole(FIRST + length) {
                return Some((spelling.label, FIRST + length));
            }
        }
        None
    }
}

/// The slot of some first bytes: the high bits of a product with an odd number hang on all of them.
#[inline]
fn slot(first: u64, count: usize) -> usize {
    (first.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & count.wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_begins_with_the_spelling_that_is_whole() {
        let spellings: [&[u8]; 4] = [b"abcdefgh", b"abcdefghi", b"abc", b"xbcdefghi"];
        let beginnings = Beginnings::new(spellings.into_iter().zip(0..));
        let find = |text: &[u8]| beginnings.find(text, |length| text.get(length).is_none_or(|b| *b == b'|'));
        assert_eq!(find(b"abcdefgh|"), Some((0, 8)));
        assert_eq!(find(b"abcdefghi"), Some((1, 9)));
        assert_eq!(find(b"xbcdefghi|x"), Some((3, 9)));
        assert_eq!((find(b"abcdefghj|"), find(b"abc|"), find(b"")), (None, None, None));
        assert_eq!(Beginnings::default().find(b"abcdefgh", |_| true), None);
    }
}
