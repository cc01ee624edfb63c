//! A table that leaves no choice becomes entries in one walk over its items.
//!
//! Most tables are whole: every row label of the form stands there once, in its order, an alternative in the place of its rows,
//! with exactly as many values behind it as its row has columns, and nothing that is not known between them. Whatever the layout, no rule of [`rows`](super::rows)
//! or [`blocks`](super::blocks) can then give a value another cell. A table with anything else is none of these, and those
//! rules read it. The walk costs a fiftieth of them, and a test holds that both say the same.

use super::grid::Layout;
use super::lex::{Item, Kind, Line};
use super::zone::View;
use super::{Entry, Reading, rows};
use crate::definition::{Meaning, Row, Shape};
use crate::extract::State;
use crate::finding::Finding;

/// Reads a table that leaves no choice; `None` for any other.
pub(crate) fn read(view: &View<'_>, findings: &mut Vec<Finding>) -> Option<Reading> {
    let meanings = view.labels.meanings(view.edition, view.index);
    match view.table.shape {
        Shape::Blocks if view.spoilt => None,
        Shape::Blocks => read_block(view, meanings),
        Shape::Wide | Shape::Long => Walk::new(view, meanings).read(findings),
    }
}

/// What the lines of a table show of its layout.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that is seen or not, in any combination")]
struct Lines {
    /// The index of the line at hand, and that line.
    at: u32,
    line: Line,
    /// Whether a cell on it, one of several slots, holds something.
    filled: bool,
    /// Whether two such cells stand on one line.
    has_rows: bool,
    padded: bool,
    /// Whether a slot is marked as its neighbour's.
    marked: bool,
    /// Whether values stand on lines with pipes, and on lines without.
    piped: bool,
    bare: bool,
}

impl Lines {
    fn new() -> Self {
        let line = Line::default();
        Self { at: u32::MAX, line, filled: false, has_rows: false, padded: false, marked: false, piped: false, bare: false }
    }

    /// Goes on to an item, whose line is the one at hand then.
    #[inline]
    fn note(&mut self, view: &View<'_>, item: &Item) {
        if item.line != self.at {
            (self.at, self.line, self.filled) = (item.line, view.line(item), false);
            self.padded |= self.line.padded;
        }
        match item.kind {
            Kind::Blank | Kind::Tail => return,
            Kind::Same => self.marked = true,
            Kind::Number(_) | Kind::Sign(_) => {
                self.piped |= self.line.slots > 0;
                self.bare |= self.line.slots == 0;
            }
            _ => {}
        }
        if self.line.slots > 1 {
            self.has_rows |= self.filled;
            self.filled = true;
        }
    }

    /// Whether a blank slot of the line at hand is one of the pads at its end.
    fn is_pad(&self, item: &Item) -> bool {
        self.line.slots > 1 && item.slot + self.line.pads >= self.line.slots
    }
}

/// The row whose values are being read.
struct Open<'v> {
    row: &'v Row,
    label: &'v Item,
    /// The number of its values so far.
    values: usize,
    /// The number of them on the line of the label.
    beside: usize,
    /// The line of the last one.
    line: u32,
    /// Where that ends.
    end: u32,
    /// Whether two neighbours stand on one line, and on two.
    shared: bool,
    several: bool,
    /// Whether blank slots stand among its cells.
    blank: bool,
}

impl Open<'_> {
    /// Whether its values are as many as its columns and lie either all beside the label or all below it, one way or the other.
    fn is_whole(&self) -> bool {
        let below = self.beside == 0 && !(self.shared && self.several);
        self.values == self.row.columns.len() && (self.beside == self.values || below)
    }
}

struct Walk<'v> {
    view: &'v View<'v>,
    meanings: &'v [Meaning],
    entries: Vec<Entry>,
    /// Whether each row is one that the report prints.
    active: Vec<bool>,
    lines: Lines,
    /// The index of the row of the form that must come next.
    next: usize,
    row: Option<Open<'v>>,
    /// Whether values may follow.
    accepts: bool,
    /// The first row label, and the last item of a row.
    first: Option<usize>,
    last: usize,
    /// Whether all rows are such that an explicit grid could not be read differently: a line each, without blank slots.
    exact: bool,
}

impl<'v> Walk<'v> {
    fn new(view: &'v View<'v>, meanings: &'v [Meaning]) -> Self {
        let entries = vec![Entry::empty(State::RowMissing); view.table.slots];
        let active = view.table.rows.iter().map(|row| row.instead_of.is_empty()).collect();
        Self { view, meanings, entries, active, lines: Lines::new(), next: 0, row: None, accepts: false, first: None, last: 0, exact: true }
    }

    fn read(mut self, findings: &mut Vec<Finding>) -> Option<Reading> {
        self.skip_alternatives();
        let mut at = 0;
        while let Some(item) = self.view.items.get(at) {
            if matches!(item.kind, Kind::Number(_) | Kind::Sign(_)) {
                at += self.values(at)?;
                continue;
            }
            self.lines.note(self.view, item);
            match item.kind {
                Kind::Label(label) => self.label(at, item, self.meanings.get(label as usize).copied().unwrap_or_default())?,
                Kind::Blank | Kind::Tail => self.blank(at, item)?,
                Kind::Prose => self.accepts = false,
                Kind::Same | Kind::Number(_) | Kind::Sign(_) => {}
                Kind::Word | Kind::Garbled | Kind::Joined | Kind::Piece => return None,
            }
            at += 1;
        }
        self.close()?;
        if self.next < self.view.table.rows.len() || self.lines.piped && self.lines.bare {
            return None;
        }
        let layout = self.layout();
        if matches!(layout, Layout::Html | Layout::Grid) && !self.exact {
            return None;
        }
        let span = self.view.items[self.first?].span.cover(self.view.items[self.last].span);
        for row in self.view.table.rows.iter().zip(&self.active).filter(|(row, active)| **active && !row.instead_of.is_empty()) {
            findings.push(rows::merged(self.view.table, row.0));
        }
        Some(Reading { entries: self.entries, active: self.active, span: Some(span), layout: layout.code() })
    }

    fn layout(&self) -> Layout {
        match (self.lines.has_rows, self.lines.padded) {
            _ if self.lines.marked => Layout::Html,
            (true, true) => Layout::Rows,
            (true, false) => Layout::Grid,
            (false, _) if self.view.items.iter().any(|i| self.view.line(i).slots > 0) => Layout::Cells,
            (false, _) => Layout::Plain,
        }
    }

    /// Goes on to the next row that is no alternative.
    fn skip_alternatives(&mut self) {
        while self.view.table.rows.get(self.next).is_some_and(|row| !row.instead_of.is_empty()) {
            self.next += 1;
        }
    }

    /// Ends the row at hand.
    fn close(&mut self) -> Option<()> {
        let Some(row) = self.row.take() else { return Some(()) };
        self.exact &= row.beside == row.values && !row.blank && self.view.line(row.label).slots > 1;
        row.is_whole().then_some(())
    }

    fn label(&mut self, at: usize, label: &'v Item, meaning: Meaning) -> Option<()> {
        match meaning.row.map(usize::from) {
            Some(row) if !meaning.other => return self.begin(at, label, row),
            // The label of a group is its row where the report prints one row for it.
            Some(row) if self.next_filled(at).is_some_and(|i| i.kind.is_value()) => return self.begin_alternative(at, label, row),
            Some(row) if !self.is_replaced_at(at, row) => return None,
            None if meaning.column && self.row.is_some() && self.next_filled(at).is_some_and(|i| i.kind.is_value()) => return None,
            _ => {}
        }
        // A vertical group label stands among the lines of the row beside it.
        let waits = self.row.as_ref().is_some_and(|row| row.values == 0);
        self.accepts &= waits && self.lines.line.slots == 0;
        Some(())
    }

    /// Begins a row whose label is also its group's: one that stands for the rows that must come next, or an ordinary one.
    fn begin_alternative(&mut self, at: usize, label: &'v Item, row: usize) -> Option<()> {
        let instead_of = &self.view.table.rows[row].instead_of;
        if instead_of.is_empty() {
            return self.begin(at, label, row);
        }
        if !instead_of.iter().enumerate().all(|(n, &other)| other == self.next + n) {
            return None;
        }
        self.active[row] = true;
        for &other in instead_of {
            self.active[other] = false;
        }
        let behind = self.next + instead_of.len();
        self.next = row;
        self.begin(at, label, row)?;
        self.next = self.next.max(behind);
        self.skip_alternatives();
        Some(())
    }

    fn begin(&mut self, at: usize, label: &'v Item, row: usize) -> Option<()> {
        if row != self.next {
            return None;
        }
        self.close()?;
        self.next += 1;
        self.skip_alternatives();
        let row = &self.view.table.rows[row];
        self.row = Some(Open { row, label, values: 0, beside: 0, line: label.line, end: 0, shared: false, several: false, blank: false });
        self.accepts = true;
        self.first = self.first.or(Some(at));
        self.last = at;
        Some(())
    }

    /// Whether the rows that `row` can stand for follow the label at `at`, so that it is the label of their group.
    fn is_replaced_at(&self, at: usize, row: usize) -> bool {
        let items = &self.view.items[at + 1..];
        let next = items.iter().find_map(|i| if let Kind::Label(label) = i.kind { Some(label as usize) } else { None });
        let next_row = next.and_then(|label| self.meanings.get(label)).and_then(|m| m.row);
        next_row.is_some_and(|next| self.view.table.rows[row].instead_of.contains(&usize::from(next)))
    }

    fn next_filled(&self, at: usize) -> Option<&'v Item> {
        self.view.items[at + 1..].iter().find(|i| !matches!(i.kind, Kind::Blank | Kind::Tail | Kind::Same))
    }

    /// Takes the values that adjoin from `at` on: how many.
    fn values(&mut self, at: usize) -> Option<usize> {
        // Values above the first label may be those of the rows below it.
        let row = self.row.as_mut().filter(|_| self.accepts)?;
        let first = row.row.first_slot;
        let mut entries = self.entries.get_mut(first + row.values..first + row.row.columns.len())?.iter_mut();
        let values = self.view.items[at..].iter().take_while(|item| matches!(item.kind, Kind::Number(_) | Kind::Sign(_)));
        let mut count = 0;
        for item in values {
            self.lines.note(self.view, item);
            if row.values > 0 {
                let is_shared = row.line == item.line;
                // One space between two numbers of a line may have broken one.
                if is_shared && self.lines.line.slots == 0 && item.span.start - row.end < 2 {
                    return None;
                }
                row.shared |= is_shared;
                row.several |= !is_shared;
            }
            *entries.next()? = Entry::of(item);
            (row.line, row.end) = (item.line, item.span.end);
            row.values += 1;
            row.beside += usize::from(item.line == row.label.line);
            count += 1;
        }
        self.last = at + count - 1;
        Some(count)
    }

    fn blank(&mut self, at: usize, item: &Item) -> Option<()> {
        let Some(row) = self.row.as_mut().filter(|_| self.accepts) else { return Some(()) };
        // Only pads behind the last value are no cells.
        if row.values < row.row.columns.len() || !self.lines.is_pad(item) {
            return None;
        }
        row.blank = true;
        self.last = at;
        Some(())
    }
}

/// The one row of blocks: as many values as cells, all behind the last label.
fn read_block(view: &View<'_>, meanings: &[Meaning]) -> Option<Reading> {
    let table = view.table;
    let mut entries = Vec::with_capacity(table.slots);
    let (mut first, mut end, mut has_row, mut lines) = (None, None, false, Lines::new());
    let (mut unled, mut blank) = (false, None);
    for item in view.items {
        lines.note(view, item);
        match item.kind {
            Kind::Label(label) => {
                let meaning = meanings.get(label as usize).copied().unwrap_or_default();
                if meaning.row.is_some() || meaning.column {
                    if !entries.is_empty() {
                        return None;
                    }
                    has_row |= meaning.row.is_some();
                    unled |= lines.line.slots > 1 && !lines.line.leading;
                    first = first.or(Some(item.span));
                }
            }
            Kind::Number(_) | Kind::Sign(_) if first.is_some() => {
                // A blank slot before the first value, or what looks like a leading pipe, may be its first cell.
                let leads = lines.line.leading && unled || blank.is_some_and(|b: &Item| b.line == item.line || view.line(b).slots == 1);
                if entries.len() == table.slots || entries.is_empty() && leads {
                    return None;
                }
                entries.push(Entry::of(item));
                end = Some(item.span);
            }
            Kind::Blank | Kind::Tail if entries.is_empty() => blank = Some(item),
            Kind::Blank | Kind::Tail if !lines.is_pad(item) => return None,
            Kind::Word | Kind::Garbled | Kind::Joined | Kind::Piece => return None,
            _ => {}
        }
    }
    if !has_row || entries.len() < table.slots {
        return None;
    }
    let layout = if lines.has_rows { "rows" } else { "cells" };
    Some(Reading { entries, active: vec![true; table.rows.len()], span: Some(first?.cover(end?)), layout })
}

#[cfg(test)]
mod tests;
