//! The least and the greatest value of a page become those of its chunk, and the statistics that readers skip by.

use parquet::data_type::ByteArray;
use parquet::file::statistics::{Statistics, ValueStatistics};

use crate::dataset::schema::ColumnType;

/// Bytes of a text minimum or maximum in the statistics: 21 Chinese characters.
const TEXT_BYTES: usize = 64;

/// The least and the greatest value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Extent {
    Flag(bool, bool),
    Small(i32, i32),
    Count(i64, i64),
    Amount(f64, f64),
    Text(Bound, Bound),
}

/// A text, or a shorter one before or behind it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bound {
    bytes: Vec<u8>,
    exact: bool,
}

impl Bound {
    /// The text, or its beginning where it is long.
    fn below(text: &str) -> Self {
        let kept = text.floor_char_boundary(TEXT_BYTES);
        Self { bytes: text.as_bytes()[..kept].to_vec(), exact: kept == text.len() }
    }

    /// The text, or its beginning with the last character that has a next one replaced by it.
    fn above(text: &str) -> Self {
        let mut kept = &text[..text.floor_char_boundary(TEXT_BYTES)];
        if kept.len() == text.len() {
            return Self { bytes: kept.as_bytes().to_vec(), exact: true };
        }
        while let Some(last) = kept.chars().next_back() {
            kept = &kept[..kept.len() - last.len_utf8()];
            if let Some(next) = (last..=char::MAX).nth(1) {
                let mut bytes = kept.as_bytes().to_vec();
                bytes.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
                return Self { bytes, exact: false };
            }
        }
        Self { bytes: text.as_bytes().to_vec(), exact: true }
    }
}

impl Extent {
    /// Of texts, given the least and the greatest.
    pub(super) fn of_texts(least: &str, greatest: &str) -> Self {
        Self::Text(Bound::below(least), Bound::above(greatest))
    }

    /// Of both.
    pub(super) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Flag(a, b), Self::Flag(c, d)) => Self::Flag(a.min(c), b.max(d)),
            (Self::Small(a, b), Self::Small(c, d)) => Self::Small(a.min(c), b.max(d)),
            (Self::Count(a, b), Self::Count(c, d)) => Self::Count(a.min(c), b.max(d)),
            (Self::Amount(a, b), Self::Amount(c, d)) => Self::Amount(a.min(c), b.max(d)),
            (Self::Text(a, b), Self::Text(c, d)) => {
                Self::Text(if (&a.bytes, a.exact) <= (&c.bytes, c.exact) { a } else { c }, if b.bytes >= d.bytes { b } else { d })
            }
            (one, _) => one,
        }
    }

    /// Whether no value is below those of an earlier page.
    pub(super) fn follows(&self, before: &Self) -> bool {
        match (before, self) {
            (Self::Flag(a, b), Self::Flag(c, d)) => a <= c && b <= d,
            (Self::Small(a, b), Self::Small(c, d)) => a <= c && b <= d,
            (Self::Count(a, b), Self::Count(c, d)) => a <= c && b <= d,
            (Self::Amount(a, b), Self::Amount(c, d)) => a <= c && b <= d,
            (Self::Text(a, b), Self::Text(c, d)) => a.bytes <= c.bytes && b.bytes <= d.bytes,
            _ => false,
        }
    }

    /// Both as Parquet's plain encoding has them, without a length.
    pub(super) fn bytes(&self) -> (Vec<u8>, Vec<u8>) {
        match self {
            Self::Flag(a, b) => (vec![u8::from(*a)], vec![u8::from(*b)]),
            Self::Small(a, b) => (a.to_le_bytes().to_vec(), b.to_le_bytes().to_vec()),
            Self::Count(a, b) => (a.to_le_bytes().to_vec(), b.to_le_bytes().to_vec()),
            Self::Amount(a, b) => (below_zero(*a).to_le_bytes().to_vec(), above_zero(*b).to_le_bytes().to_vec()),
            Self::Text(a, b) => (a.bytes.clone(), b.bytes.clone()),
        }
    }
}

/// The norm has a least zero be the negative one, and a greatest the positive one.
fn below_zero(value: f64) -> f64 {
    if value == 0.0 { -0.0 } else { value }
}

fn above_zero(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

/// The statistics of a chunk with that extent; `None` where it has no value.
pub(super) fn statistics(kind: ColumnType, extent: Option<&Extent>, nulls: usize) -> Statistics {
    fn of<T>(bounds: Option<(T, T)>, nulls: usize, signed: bool) -> ValueStatistics<T> {
        let (least, greatest) = bounds.unzip();
        ValueStatistics::new(least, greatest, None, Some(nulls as u64), false).with_backwards_compatible_min_max(signed)
    }
    match extent {
        Some(Extent::Flag(a, b)) => Statistics::Boolean(of(Some((*a, *b)), nulls, false)),
        Some(Extent::Small(a, b)) => Statistics::Int32(of(Some((*a, *b)), nulls, true)),
        Some(Extent::Count(a, b)) => Statistics::Int64(of(Some((*a, *b)), nulls, true)),
        Some(Extent::Amount(a, b)) => Statistics::Double(of(Some((below_zero(*a), above_zero(*b))), nulls, true)),
        Some(Extent::Text(a, b)) => {
            let bounds = Some((ByteArray::from(a.bytes.clone()), ByteArray::from(b.bytes.clone())));
            Statistics::ByteArray(of(bounds, nulls, false).with_min_is_exact(a.exact).with_max_is_exact(b.exact))
        }
        None => match kind {
            ColumnType::Text => Statistics::ByteArray(of(None, nulls, false)),
            ColumnType::Count => Statistics::Int64(of(None, nulls, true)),
            ColumnType::Amount => Statistics::Double(of(None, nulls, true)),
            ColumnType::Small | ColumnType::Day => Statistics::Int32(of(None, nulls, true)),
            ColumnType::Flag => Statistics::Boolean(of(None, nulls, false)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_lies_between_its_bounds() {
        for text in ["", "a", &"政".repeat(21), &"政".repeat(22), &"\u{10ffff}".repeat(20), &"\u{d7ff}".repeat(30), &format!("{}x", "z".repeat(64))]
        {
            let (below, above) = (Bound::below(text), Bound::above(text));
            assert!(below.bytes.as_slice() <= text.as_bytes() && text.as_bytes() <= above.bytes.as_slice(), "{text}");
            assert_eq!((below.exact, below.exact), (below.bytes == text.as_bytes(), text.len() <= TEXT_BYTES), "{text}");
            assert!(std::str::from_utf8(&above.bytes).is_ok());
        }
    }
}
