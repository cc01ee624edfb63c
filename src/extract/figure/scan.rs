//! The prose becomes marks: where a number or a denying word begins.

/// Where something begins that may become a figure.
pub(super) enum Mark {
    /// Digits in half or full width.
    Digits(usize),
    /// A Chinese numeral.
    Numeral(usize),
    /// 未, 没 or 无, in either script.
    Denial(usize),
}

/// One pass over the bytes of the prose. What is no mark costs one step for each character.
pub(super) struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Scan<'t> {
    /// Begins at byte `from`, a character's first.
    pub(super) fn new(prose: &'t str, from: usize) -> Self {
        Self { bytes: prose.as_bytes(), at: from }
    }

    /// Goes on at byte `at`, or where it is if that is further.
    pub(super) fn skip_to(&mut self, at: usize) {
        self.at = self.at.max(at);
    }

    /// The next mark, by place.
    pub(super) fn next(&mut self) -> Option<Mark> {
        let bytes = self.bytes;
        let mut at = self.at;
        while let Some(&[first, second, third]) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            if first < 0x80 {
                if first.is_ascii_digit() {
                    self.at = at + 1;
                    return Some(Mark::Digits(at));
                }
                at += 1;
                continue;
            }
            let here = at;
            at += match first {
                0xE0..=0xEF => 3,
                0x80..=0xDF => 2,
                _ => 4,
            };
            // One test for each character, that almost never holds: what may be a mark is looked at closely then.
            if MAYBE.first[usize::from(first)] & MAYBE.second[usize::from(second)] & MAYBE.third[usize::from(third)] != 0
                && let Some(mark) = mark([first, second, third], here)
            {
                self.at = at;
                return Some(mark);
            }
        }
        // The last two bytes, which no mark of three bytes begins in.
        let rest = bytes.get(at..).unwrap_or_default();
        let digit = rest.iter().take_while(|byte| byte.is_ascii()).position(u8::is_ascii_digit);
        self.at = digit.map_or(bytes.len(), |digit| at + digit + 1);
        digit.map(|digit| Mark::Digits(at + digit))
    }
}

/// The mark that three bytes are, one character of them.
fn mark(bytes: [u8; 3], at: usize) -> Option<Mark> {
    let c = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    match c {
        '０'..='９' => Some(Mark::Digits(at)),
        '未' | '没' | '沒' | '无' | '無' => Some(Mark::Denial(at)),
        _ if MARKS.contains(c) => Some(Mark::Numeral(at)),
        _ => None,
    }
}

/// Every character of three bytes that is a mark.
const MARKS: &str = "一二三四五六七八九十百千两兩未没沒无無０１２３４５６７８９";

/// For each byte in each place of a character, a bit for each group of marks that has it there. Characters of one group
/// begin with the same byte.
struct Maybe {
    first: [u8; 256],
    second: [u8; 256],
    third: [u8; 256],
}

static MAYBE: Maybe = maybe();

const fn maybe() -> Maybe {
    let (mut first, mut second, mut third) = ([0; 256], [0; 256], [0; 256]);
    let bytes = MARKS.as_bytes();
    let mut at = 0;
    while at + 2 < bytes.len() {
        // 0xE4 to 0xE7 and 0xEF: their last three bits differ.
        let group = 1 << (bytes[at] & 7);
        first[bytes[at] as usize] |= group;
        second[bytes[at + 1] as usize] |= group;
        third[bytes[at + 2] as usize] |= group;
        at += 3;
    }
    Maybe { first, second, third }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_numeral_and_denying_word_is_a_mark() {
        for c in "一二三四五六七八九十百千两兩".chars() {
            assert!(matches!(Scan::new(&c.to_string(), 0).next(), Some(Mark::Numeral(0))), "{c}");
        }
        for c in "未没沒无無".chars() {
            assert!(matches!(Scan::new(&c.to_string(), 0).next(), Some(Mark::Denial(0))), "{c}");
        }
        for c in "0９é中𠀀（，".chars() {
            let text = format!("{c}7");
            let expected = if "0９".contains(c) { 0 } else { c.len_utf8() };
            assert!(matches!(Scan::new(&text, 0).next(), Some(Mark::Digits(at)) if at == expected), "{c}");
        }
    }
}
