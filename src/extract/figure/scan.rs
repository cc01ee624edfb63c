//! The prose becomes marks: where a number or a denying word begins.

use std::sync::LazyLock;

use crate::text::{CharSet, length_of};

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
        loop {
            let here = self.at + NO_MARKS.inside(self.bytes.get(self.at..).unwrap_or_default());
            let rest = self.bytes.get(here..).filter(|rest| !rest.is_empty())?;
            self.at = here + length_of(rest[0]);
            if rest[0].is_ascii_digit() {
                return Some(Mark::Digits(here));
            }
            if let Some(mark) = rest.first_chunk().and_then(|first| mark(*first, here)) {
                return Some(mark);
            }
        }
    }
}

/// The mark that a text begins with.
fn mark([first, second, third]: [u8; 3], at: usize) -> Option<Mark> {
    if first & 0xF0 != 0xE0 {
        return None;
    }
    let code = u32::from(first & 0xF) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
    match char::from_u32(code)? {
        '０'..='９' => Some(Mark::Digits(at)),
        '未' | '没' | '沒' | '无' | '無' => Some(Mark::Denial(at)),
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '两' | '兩' => Some(Mark::Numeral(at)),
        _ => None,
    }
}

/// Every character that is no mark.
static NO_MARKS: LazyLock<CharSet> =
    LazyLock::new(|| "0123456789一二三四五六七八九十百千两兩未没沒无無０１２３４５６７８９".chars().collect::<CharSet>().others());

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
