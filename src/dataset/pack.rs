//! A record becomes few bytes, and a record again: how documents wait for the merge.
//!
//! The bytes live only as long as a run, so they carry no names and no version. Numbers take seven bits a byte, a
//! whole number among the floats is written as one, and a word of a closed list is written out and found again in
//! a table of such words.

mod cell;

use std::cell::RefCell;

use rustc_hash::FxHashSet;

use super::record::{DocumentMeta, Occurrence, Record};
use crate::extract::{Attribute, Check, Date, Evidence, Extraction, Figure, Identity, Outcome, Recognition, Section, State, Status, Verification};
use crate::finding::{Code, Finding};
use crate::text::{Script, Span};

/// What can be packed. `unpack(pack(x)) == x`, and `unpack` gives `None` on bytes that `pack` never wrote.
pub(super) trait Pack: Sized {
    /// Adds the bytes of the value.
    fn pack(&self, bytes: &mut Vec<u8>);

    /// Takes the value from the front of `bytes`.
    fn unpack(bytes: &mut &[u8]) -> Option<Self>;

    /// Adds the bytes of a list.
    fn pack_all(values: &[Self], bytes: &mut Vec<u8>) {
        values.len().pack(bytes);
        for value in values {
            value.pack(bytes);
        }
    }

    /// Takes a list from the front of `bytes`.
    fn unpack_all(bytes: &mut &[u8]) -> Option<Vec<Self>> {
        let length = usize::unpack(bytes)?;
        // Every value takes a byte: a damaged length asks for no more memory than there are bytes.
        let mut values = Vec::with_capacity(length.min(bytes.len()));
        for _ in 0..length {
            values.push(Self::unpack(bytes)?);
        }
        Some(values)
    }
}

fn pack_number(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn unpack_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for place in 0..10 {
        let byte = u8::unpack(bytes)?;
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

impl Pack for u8 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.push(*self);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let (&first, rest) = bytes.split_first()?;
        *bytes = rest;
        Some(first)
    }
}

impl Pack for bool {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(*self));
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        u8::unpack(bytes).map(|byte| byte != 0)
    }
}

macro_rules! pack_unsigned {
    ($($number:ty)*) => {$(
        impl Pack for $number {
            fn pack(&self, bytes: &mut Vec<u8>) {
                pack_number(u64::try_from(*self).unwrap_or(u64::MAX), bytes);
            }

            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                Self::try_from(unpack_number(bytes)?).ok()
            }
        }
    )*};
}

pack_unsigned!(u32 usize);

impl Pack for u64 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        pack_number(*self, bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        unpack_number(bytes)
    }
}

impl Pack for i32 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        // Zigzag: small negative numbers are small.
        ((self << 1) ^ (self >> 31)).cast_unsigned().pack(bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let number = u32::unpack(bytes)?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}

impl Pack for f64 {
    fn pack(&self, bytes: &mut Vec<u8>) {
        /// Whole numbers below are written as such, one up; 0 says that the eight bytes of another float follow.
        const WHOLE: f64 = 4_294_967_295.0;
        if *self >= 0.0 && *self < WHOLE && self.fract() == 0.0 && self.is_sign_positive() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and below 2^32")]
            pack_number(*self as u64 + 1, bytes);
        } else {
            bytes.push(0);
            bytes.extend_from_slice(&self.to_le_bytes());
        }
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        match unpack_number(bytes)? {
            0 => Some(Self::from_le_bytes(take(bytes, 8)?.try_into().ok()?)),
            number => Some(Self::from(u32::try_from(number - 1).ok()?)),
        }
    }
}

impl Pack for String {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.len().pack(bytes);
        bytes.extend_from_slice(self.as_bytes());
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::unpack(bytes)?;
        simdutf8::basic::from_utf8(take(bytes, length)?).ok().map(str::to_owned)
    }
}

thread_local! {
    /// The words of closed lists that this thread unpacked. They are given away for ever, which is bounded: the lists are the program's own.
    static WORDS: RefCell<FxHashSet<&'static str>> = RefCell::default();
}

impl Pack for &'static str {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.len().pack(bytes);
        bytes.extend_from_slice(self.as_bytes());
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::unpack(bytes)?;
        let word = std::str::from_utf8(take(bytes, length)?).ok()?;
        WORDS.with_borrow_mut(|words| {
            if let Some(&known) = words.get(word) {
                return Some(known);
            }
            let word: &'static str = Box::leak(word.into());
            words.insert(word);
            Some(word)
        })
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self.is_some()));
        if let Some(value) = self {
            value.pack(bytes);
        }
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        if bool::unpack(bytes)? { T::unpack(bytes).map(Some) } else { Some(None) }
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn pack(&self, bytes: &mut Vec<u8>) {
        T::pack_all(self, bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        T::unpack_all(bytes)
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.0.pack(bytes);
        self.1.pack(bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::unpack(bytes)?, B::unpack(bytes)?))
    }
}

impl Pack for [u8; 16] {
    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        take(bytes, 16)?.try_into().ok()
    }
}

impl Pack for Date {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.to_epoch_days().pack(bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Self::from_epoch_days(i32::unpack(bytes)?)
    }
}

macro_rules! pack_struct {
    ($($name:ident { $($field:ident),* $(,)? })*) => {$(
        impl Pack for $name {
            fn pack(&self, bytes: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.pack(bytes);)*
            }

            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: Pack::unpack(bytes)?),* })
            }
        }
    )*};
}

macro_rules! pack_enum {
    ($($name:ident { $($variant:ident),* $(,)? })*) => {$(
        impl Pack for $name {
            fn pack(&self, bytes: &mut Vec<u8>) {
                // Not compiled unless the list below is whole.
                match self {
                    $(Self::$variant => {})*
                }
                bytes.push(*self as u8);
            }

            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                const ALL: &[$name] = &[$($name::$variant),*];
                let number = u8::unpack(bytes)?;
                ALL.get(usize::from(number)).copied().filter(|&value| value as u8 == number)
            }
        }
    )*};
}

pack_enum! {
    Status { Complete, Partial, TablesLost, NoTables }
    State { Stated, Blank, Slash, Dash, NoneWord, RowMissing, ColumnUnknown, LostUpstream, LostByDedup, Illegible }
    Verification { Confirmed, ConsistentZero, Contradicted, Untested }
    Outcome { Holds, Fails, NotComputable }
    Script { Hans, Hant }
}

pack_struct! {
    Evidence { rule, weight, span }
    Recognition { family, evidence, reason }
    Check { table, equation, left, right, outcome, support, nonzero, located }
    Section { number, form, heading, body }
    Attribute { field, value, span, witness, chosen }
    Figure { figure, section, value, unit, qualifier, negated, period, phrase, span }
    Finding { code, message, span }
    Identity {
        year, agency, agency_raw, agency_kind, scope, region_code, region_name, province, title, period_start, period_end,
        published_on, index_number, document_number, publisher,
    }
    Extraction { recognition, edition, identity, attributes, sections, cells, checks, figures, findings, layout, status, script }
    Occurrence { source_uri, record, record_id, record_date, url, bytes }
    DocumentMeta { text_basis, encoding }
    Record { id, occurrences, meta, text, family, extraction }
}

impl Pack for Span {
    fn pack(&self, bytes: &mut Vec<u8>) {
        self.start.pack(bytes);
        self.end.wrapping_sub(self.start).pack(bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let start = u32::unpack(bytes)?;
        Some(Self { start, end: start.wrapping_add(u32::unpack(bytes)?) })
    }
}

/// Adds pieces of a text, which are sorted and apart.
pub(super) fn pack_text(text: &str, pieces: &[Span], bytes: &mut Vec<u8>) {
    pieces.len().pack(bytes);
    for piece in pieces {
        piece.start.pack(bytes);
        let piece = piece.of(text);
        piece.len().pack(bytes);
        bytes.extend_from_slice(piece.as_bytes());
    }
}

/// What is added at a time where nothing was kept.
const BLANKS: &str = match std::str::from_utf8(&[b' '; 256]) {
    Ok(blanks) => blanks,
    Err(_) => unreachable!(),
};

/// Takes the pieces of a text, with blanks before and between them.
pub(super) fn unpack_text(bytes: &mut &[u8]) -> Option<String> {
    let mut text = String::new();
    for _ in 0..usize::unpack(bytes)? {
        let start = u32::unpack(bytes)? as usize;
        let length = usize::unpack(bytes)?;
        let piece = simdutf8::basic::from_utf8(take(bytes, length)?).ok()?;
        let mut gap = start.checked_sub(text.len())?;
        text.reserve(gap + length);
        while gap > 0 {
            let blanks = &BLANKS[..gap.min(BLANKS.len())];
            text.push_str(blanks);
            gap -= blanks.len();
        }
        text.push_str(piece);
    }
    Some(text)
}

impl Pack for Code {
    fn pack(&self, bytes: &mut Vec<u8>) {
        Self::ALL.iter().position(|code| code == self).unwrap_or_default().pack(bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Self::ALL.get(usize::unpack(bytes)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Cell;
    use proptest::prelude::*;

    fn again<T: Pack>(value: &T) -> Option<T> {
        let mut bytes = Vec::new();
        value.pack(&mut bytes);
        let mut rest = bytes.as_slice();
        let read = T::unpack(&mut rest);
        assert!(rest.is_empty(), "every byte belongs to the value");
        read
    }

    fn record(number: f64, text: &str, count: usize) -> Record {
        let span = Span::new(count, count + 3);
        let cell = Cell {
            table: 1,
            row: count,
            column: 6,
            value: Some(number),
            state: State::Stated,
            verification: Some(Verification::Confirmed),
            proposed: None,
            span: Some(span),
            unit: None,
        };
        let lost = Cell { value: None, state: State::LostByDedup, verification: None, proposed: Some(number), span: None, ..cell };
        let identity = Identity {
            year: Some(2022),
            agency: Some(text.to_owned()),
            scope: "single",
            published_on: Date::from_ymd_opt(2023, 1, 31),
            ..Identity::default()
        };
        let figure = Figure {
            figure: 3,
            section: 6,
            value: number,
            unit: "件".to_owned(),
            qualifier: Some("about"),
            negated: true,
            period: "year",
            phrase: span,
            span,
        };
        let check = Check {
            table: 0,
            equation: 2,
            left: Some(number),
            right: None,
            outcome: Outcome::Fails,
            support: 7,
            nonzero: 0,
            located: Some((count, 1)),
        };
        let extraction = Extraction {
            recognition: Recognition { family: Some(0), evidence: vec![Evidence { rule: text.to_owned(), weight: -3, span }], reason: "" },
            edition: Some(1),
            identity,
            attributes: vec![Attribute { field: "agency", value: text.to_owned(), span, witness: "title", chosen: true }],
            sections: vec![Section { number: 1, form: Some(0), heading: span, body: span }],
            cells: vec![cell, lost],
            checks: vec![check],
            figures: vec![figure],
            findings: vec![Finding::at(Code::FigureDiffers, span, text), Finding::new(Code::TableLost, "")],
            layout: "rows",
            status: Status::Partial,
            script: Script::Hant,
        };
        let occurrence =
            Occurrence { source_uri: text.to_owned(), record: u64::MAX, record_date: Date::from_ymd_opt(1969, 12, 31), ..Occurrence::default() };
        Record {
            id: [count.to_le_bytes()[0]; 16],
            meta: DocumentMeta::default(),
            occurrences: vec![occurrence],
            text: text.to_owned(),
            family: 0,
            extraction,
        }
    }

    #[test]
    fn the_edges_of_numbers_come_back() {
        for number in [0.0, -0.0, 0.5, -1.0, 4_294_967_294.0, 4_294_967_295.0, 4_294_967_296.0, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NAN]
        {
            assert_eq!(again(&number).map(f64::to_bits), Some(number.to_bits()), "{number}");
        }
        for number in [0, 1, -1, i32::MAX, i32::MIN] {
            assert_eq!(again(&number), Some(number));
        }
        for number in [0, 127, 128, u64::MAX] {
            assert_eq!(again(&number), Some(number));
        }
    }

    proptest! {
        #[test]
        fn a_record_comes_back(number: f64, text in ".{0,40}", count in 0_usize..100_000) {
            let record = record(number, &text, count);
            prop_assert_eq!(again(&record).map(|read| format!("{read:?}")), Some(format!("{record:?}")));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..400) {
            let _read = Record::unpack(&mut bytes.as_slice());
            let mut packed = Vec::new();
            record(1.0, "政府", 7).pack(&mut packed);
            packed.truncate(packed.len().saturating_sub(cut + 1));
            prop_assert!(Record::unpack(&mut packed.as_slice()).is_none());
        }
    }
}
