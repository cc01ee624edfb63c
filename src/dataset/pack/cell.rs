//! Cells become few bytes: what most of them share with the cell before is not written.
//!
//! A cell is the most frequent thing. Two bytes tell its state, what follows and whether it is the next cell of its
//! row; a small whole value is told by them too.

use super::Pack;
use crate::extract::{Cell, State, Verification};
use crate::text::Span;

/// The bit of the first byte that says that a cell is the next one of its row.
const NEXT: u8 = 0x80;

/// Bits of the second byte that say what follows; the upper half is a small value, one up.
const VALUE: u8 = 1;
const PROPOSED: u8 = 2;
const SPAN: u8 = 4;
const UNIT: u8 = 8;

/// Whole values below this one need no byte of their own.
const SMALL: f64 = 15.0;

/// What the next cell is told by: where the last one stands, and where its text ends.
#[derive(Clone, Copy, Default)]
struct Place {
    table: usize,
    row: usize,
    next_column: usize,
    end: u32,
}

impl Place {
    fn after(self, cell: &Cell) -> Self {
        let end = cell.span.map_or(self.end, |span| span.end);
        Self { table: cell.table, row: cell.row, next_column: cell.column.wrapping_add(1), end }
    }

    fn is_of(self, cell: &Cell) -> bool {
        (self.table, self.row, self.next_column) == (cell.table, cell.row, cell.column)
    }
}

impl Pack for Cell {
    fn pack(&self, bytes: &mut Vec<u8>) {
        pack_after(self, Place::default(), bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        unpack_after(Place::default(), bytes)
    }

    fn pack_all(values: &[Self], bytes: &mut Vec<u8>) {
        values.len().pack(bytes);
        bytes.reserve(4 * values.len());
        let mut place = Place::default();
        for cell in values {
            pack_after(cell, place, bytes);
            place = place.after(cell);
        }
    }

    fn unpack_all(bytes: &mut &[u8]) -> Option<Vec<Self>> {
        let length = usize::unpack(bytes)?;
        let mut cells = Vec::with_capacity(length.min(bytes.len()));
        let mut place = Place::default();
        for _ in 0..length {
            let cell = unpack_after(place, bytes)?;
            place = place.after(&cell);
            cells.push(cell);
        }
        Some(cells)
    }
}

fn pack_after(cell: &Cell, place: Place, bytes: &mut Vec<u8>) {
    let Cell { table, row, column, value, state, verification, proposed, span, unit } = cell;
    let next = place.is_of(cell);
    let verified = verification.map_or(0, |verification| verification as u8 + 1);
    let small = value.and_then(small);
    let follows = |there: bool, bit: u8| if there { bit } else { 0 };
    let bits =
        follows(value.is_some(), VALUE) | follows(proposed.is_some(), PROPOSED) | follows(span.is_some(), SPAN) | follows(unit.is_some(), UNIT);
    bytes.extend_from_slice(&[*state as u8 | verified << 4 | follows(next, NEXT), bits | small.map_or(0, |small| small + 1) << 4]);
    if !next {
        table.pack(bytes);
        row.pack(bytes);
        column.pack(bytes);
    }
    for number in value.filter(|_| small.is_none()).iter().chain(proposed) {
        number.pack(bytes);
    }
    if let Some(span) = span {
        span.start.wrapping_sub(place.end).pack(bytes);
        span.end.wrapping_sub(span.start).pack(bytes);
    }
    if let Some(unit) = unit {
        unit.pack(bytes);
    }
}

fn unpack_after(place: Place, bytes: &mut &[u8]) -> Option<Cell> {
    let (&[first, second], rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    let state = State::unpack(&mut [first & 0x0f].as_slice())?;
    let verification = match first >> 4 & 7 {
        0 => None,
        number => Some(Verification::unpack(&mut [number - 1].as_slice())?),
    };
    let (table, row, column) = match first & NEXT {
        0 => (Pack::unpack(bytes)?, Pack::unpack(bytes)?, Pack::unpack(bytes)?),
        _ => (place.table, place.row, place.next_column),
    };
    let value = match (second & VALUE, second >> 4) {
        (0, _) => None,
        (_, 0) => Some(f64::unpack(bytes)?),
        (_, small) => Some(f64::from(small - 1)),
    };
    let proposed = if second & PROPOSED == 0 { None } else { Some(f64::unpack(bytes)?) };
    let span = if second & SPAN == 0 { None } else { Some(unpack_span(place, bytes)?) };
    let unit = if second & UNIT == 0 { None } else { Some(Span::unpack(bytes)?) };
    Some(Cell { table, row, column, value, state, verification, proposed, span, unit })
}

fn unpack_span(place: Place, bytes: &mut &[u8]) -> Option<Span> {
    let start = place.end.wrapping_add(u32::unpack(bytes)?);
    Some(Span { start, end: start.wrapping_add(u32::unpack(bytes)?) })
}

/// A small whole value.
fn small(value: f64) -> Option<u8> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and below 15")]
    (value >= 0.0 && value.is_sign_positive() && value < SMALL && value.fract() == 0.0).then_some(value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_in_any_order_and_with_anything() {
        let cell = Cell {
            table: 1,
            row: 4,
            column: 0,
            value: Some(0.0),
            state: State::Stated,
            verification: Some(Verification::Untested),
            proposed: None,
            span: Some(Span::new(40, 41)),
            unit: None,
        };
        let mut cells = vec![cell; 2];
        for (value, column) in [(14.0, 1), (15.0, 2), (-0.0, 3), (0.5, 9), (-1.0, 10), (f64::NAN, 11)] {
            cells.push(Cell { value: Some(value), column, proposed: Some(value), span: Some(Span::new(10 + column, 20)), ..cell });
        }
        cells.push(Cell { row: usize::MAX, column: usize::MAX, value: None, state: State::Illegible, verification: None, ..cell });
        cells.push(Cell { row: usize::MAX, column: 0, span: None, unit: Some(Span::new(3, 9)), ..cell });
        let mut bytes = Vec::new();
        Cell::pack_all(&cells, &mut bytes);
        let mut rest = bytes.as_slice();
        let read = Cell::unpack_all(&mut rest);
        assert!(rest.is_empty());
        assert_eq!(format!("{read:?}"), format!("{:?}", Some(cells)));
    }
}
