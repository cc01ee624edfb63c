//! Cells become few bytes: what all of them have, side by side, a byte each.
//!
//! A cell is the most frequent thing: two hundred of a report. They are written a property after the other, so that each
//! is one short loop. A byte tells a state with its verification, a small whole value, a distance from the cell before,
//! a length; what no byte tells follows behind all bytes of its kind. Where cells stand is told by runs along the rows.

use super::{Pack, take};
use crate::extract::{Cell, State, Verification};
use crate::text::Span;

/// In place of a value or a place: there is none.
const NONE: u8 = 255;

/// In place of a value or a place: it follows, behind the bytes.
const FOLLOWS: u8 = 254;

/// By number, as `as u8` gives it.
const STATES: [State; 10] = [
    State::Stated,
    State::Blank,
    State::Slash,
    State::Dash,
    State::NoneWord,
    State::RowMissing,
    State::ColumnUnknown,
    State::LostUpstream,
    State::LostByDedup,
    State::Illegible,
];

/// By number, one up: 0 is no verification.
const VERIFICATIONS: [Option<Verification>; 5] =
    [None, Some(Verification::Confirmed), Some(Verification::ConsistentZero), Some(Verification::Contradicted), Some(Verification::Untested)];

impl Pack for Cell {
    fn pack(&self, bytes: &mut Vec<u8>) {
        Self::pack_all(std::slice::from_ref(self), bytes);
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Self::unpack_all(bytes)?.pop()
    }

    fn pack_all(cells: &[Self], bytes: &mut Vec<u8>) {
        cells.len().pack(bytes);
        bytes.reserve(6 * cells.len());
        pack_places(cells, bytes);
        bytes.extend(cells.iter().map(|cell| cell.state as u8 | cell.verification.map_or(0, |verification| verification as u8 + 1) << 4));
        pack_values(cells, |cell| cell.value, bytes);
        let proposed = cells.iter().any(|cell| cell.proposed.is_some());
        proposed.pack(bytes);
        if proposed {
            pack_values(cells, |cell| cell.proposed, bytes);
        }
        pack_spans(cells, |cell| cell.span, bytes);
        pack_spans(cells, |cell| cell.unit, bytes);
    }

    fn unpack_all(bytes: &mut &[u8]) -> Option<Vec<Self>> {
        let mut cells = unpack_places(bytes)?;
        let told = take(bytes, cells.len())?;
        for (cell, &byte) in cells.iter_mut().zip(told) {
            cell.state = *STATES.get(usize::from(byte & 15))?;
            cell.verification = *VERIFICATIONS.get(usize::from(byte >> 4))?;
        }
        unpack_values(&mut cells, |cell, value| cell.value = Some(value), bytes)?;
        if bool::unpack(bytes)? {
            unpack_values(&mut cells, |cell, value| cell.proposed = Some(value), bytes)?;
        }
        unpack_spans(&mut cells, |cell, span| cell.span = Some(span), bytes)?;
        unpack_spans(&mut cells, |cell, span| cell.unit = Some(span), bytes)?;
        Some(cells)
    }
}

/// Adds where the cells stand: the first of each run, and how many stand to its right.
fn pack_places(cells: &[Cell], bytes: &mut Vec<u8>) {
    let is_next = |a: &Cell, b: &Cell| (a.table, a.row, a.column.wrapping_add(1)) == (b.table, b.row, b.column);
    for run in cells.chunk_by(is_next) {
        for number in [run[0].table, run[0].row, run[0].column, run.len()] {
            number.pack(bytes);
        }
    }
}

fn unpack_places(bytes: &mut &[u8]) -> Option<Vec<Cell>> {
    let length = usize::unpack(bytes)?;
    // Every cell takes a byte: a damaged length asks for no more memory than there are bytes.
    let mut cells = Vec::with_capacity(length.min(bytes.len()));
    while cells.len() < length {
        let (table, row, first, count) = (usize::unpack(bytes)?, usize::unpack(bytes)?, usize::unpack(bytes)?, usize::unpack(bytes)?);
        if count == 0 || count > length - cells.len() || count > bytes.len() {
            return None;
        }
        let empty = Cell { table, row, column: first, value: None, state: State::Blank, verification: None, proposed: None, span: None, unit: None };
        let start = cells.len();
        cells.resize(start + count, empty);
        for (at, cell) in cells[start..].iter_mut().enumerate() {
            cell.column = first.wrapping_add(at);
        }
    }
    Some(cells)
}

/// Adds a byte for each value, then what no byte tells.
fn pack_values(cells: &[Cell], value: impl Fn(&Cell) -> Option<f64>, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    bytes.extend(cells.iter().map(|cell| value(cell).map_or(NONE, small)));
    if bytes[start..].contains(&FOLLOWS) {
        cells.iter().filter_map(value).filter(|&value| small(value) == FOLLOWS).for_each(|value| value.pack(bytes));
    }
}

fn unpack_values(cells: &mut [Cell], set: impl Fn(&mut Cell, f64), bytes: &mut &[u8]) -> Option<()> {
    let told = take(bytes, cells.len())?;
    for (cell, &byte) in cells.iter_mut().zip(told) {
        match byte {
            NONE => {}
            FOLLOWS => set(cell, f64::unpack(bytes)?),
            small => set(cell, f64::from(small)),
        }
    }
    Some(())
}

/// The byte of a small whole value.
fn small(value: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what the cast changes is told apart by its bits")]
    let byte = value as u8;
    if byte < FOLLOWS && f64::from(byte).to_bits() == value.to_bits() { byte } else { FOLLOWS }
}

/// Adds whether there are spans, then for each the distance from the one before and its length, then what no byte tells.
fn pack_spans(cells: &[Cell], span: impl Fn(&Cell) -> Option<Span> + Copy, bytes: &mut Vec<u8>) {
    let there = cells.iter().any(|cell| span(cell).is_some());
    there.pack(bytes);
    if !there {
        return;
    }
    let start = bytes.len();
    let mut end = 0;
    bytes.extend(cells.iter().map(|cell| {
        span(cell).map_or(NONE, |span| {
            let distance = span.start.wrapping_sub(std::mem::replace(&mut end, span.end));
            u8::try_from(distance).map_or(FOLLOWS, |distance| distance.min(FOLLOWS))
        })
    }));
    let length = |span: Span| span.end.wrapping_sub(span.start);
    bytes.extend(cells.iter().map(|cell| span(cell).map_or(NONE, |span| u8::try_from(length(span)).map_or(FOLLOWS, |length| length.min(FOLLOWS)))));
    let told = start..start + cells.len();
    for (at, span) in (0..cells.len()).filter_map(|at| Some((at, span(&cells[at])?))) {
        if bytes[told.start + at] == FOLLOWS {
            span.start.pack(bytes);
        }
        if bytes[told.end + at] == FOLLOWS {
            length(span).pack(bytes);
        }
    }
}

fn unpack_spans(cells: &mut [Cell], set: impl Fn(&mut Cell, Span), bytes: &mut &[u8]) -> Option<()> {
    if !bool::unpack(bytes)? {
        return Some(());
    }
    let (distances, lengths) = (take(bytes, cells.len())?, take(bytes, cells.len())?);
    let mut end = 0_u32;
    for ((cell, &distance), &length) in cells.iter_mut().zip(distances).zip(lengths) {
        let start = match distance {
            NONE => continue,
            FOLLOWS => u32::unpack(bytes)?,
            near => end.wrapping_add(u32::from(near)),
        };
        let length = if length == FOLLOWS { u32::unpack(bytes)? } else { u32::from(length) };
        end = start.wrapping_add(length);
        set(cell, Span { start, end });
    }
    Some(())
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
        for (value, column) in [(14.0, 1), (253.0, 2), (254.0, 3), (255.0, 4), (-0.0, 5), (0.5, 9), (-1.0, 10), (f64::NAN, 11)] {
            cells.push(Cell { value: Some(value), column, proposed: Some(value), span: Some(Span::new(10 + column, 20)), ..cell });
        }
        cells.push(Cell { row: usize::MAX, column: usize::MAX, value: None, state: State::Illegible, verification: None, ..cell });
        cells.push(Cell { row: usize::MAX, column: 0, span: None, unit: Some(Span::new(3, 9)), ..cell });
        for (start, end) in [(0, 253), (506, 760), (1013, 1268), (1523, 70_000), (7, 7), (u32::MAX, 0)] {
            cells.push(Cell { column: 3, span: Some(Span { start, end }), unit: Some(Span { start: end, end: start }), ..cell });
        }
        let mut bytes = Vec::new();
        Cell::pack_all(&cells, &mut bytes);
        let mut rest = bytes.as_slice();
        let read = Cell::unpack_all(&mut rest);
        assert!(rest.is_empty());
        assert_eq!(format!("{read:?}"), format!("{:?}", Some(&cells)));
        for end in 0..bytes.len() {
            assert!(Cell::unpack_all(&mut &bytes[..end]).is_none(), "{end} bytes of {} are refused", bytes.len());
        }
    }
}
