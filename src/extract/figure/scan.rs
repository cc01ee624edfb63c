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
        while let [first, rest @ ..] = self.bytes.get(self.at..)? {
            let at = self.at;
            if *first < 0xC0 {
                self.at += 1;
                if first.is_ascii_digit() {
                    return Some(Mark::Digits(at));
                }
                continue;
            }
            let [second, third, ..] = *rest else {
                self.at = self.bytes.len();
                return None;
            };
            self.at += 3;
            match first {
                0xE4 | 0xE5 if is_numeral(*first, second, third) => return Some(Mark::Numeral(at)),
                0xE6 | 0xE7 => match (first, second, third) {
                    (0xE6, 0x9C, 0xAA) | (0xE6, 0xB2, 0xA1 | 0x92) | (0xE6, 0x97, 0xA0) | (0xE7, 0x84, 0xA1) => return Some(Mark::Denial(at)),
                    (0xE7, 0x99, 0xBE) => return Some(Mark::Numeral(at)),
                    _ => {}
                },
                0xEF if second == 0xBC && (0x90..=0x99).contains(&third) => return Some(Mark::Digits(at)),
                0xC0..=0xDF => self.at -= 1,
                0xF0.. => self.at += 1,
                _ => {}
            }
        }
        None
    }
}

/// Whether the three bytes are one of 一二三四五六七八九十千两兩 (百 begins with another byte).
fn is_numeral(first: u8, second: u8, third: u8) -> bool {
    matches!(
        (first, second, third),
        (0xE4, 0xB8, 0x80 | 0x89 | 0x83 | 0xA4)
            | (0xE4, 0xBA, 0x8C | 0x94)
            | (0xE4, 0xB9, 0x9D)
            | (0xE5, 0x9B, 0x9B)
            | (0xE5, 0x85, 0xAD | 0xAB | 0xA9)
            | (0xE5, 0x8D, 0x81 | 0x83)
    )
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
