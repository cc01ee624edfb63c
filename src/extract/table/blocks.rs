//! A table of one unlabelled row, cut into blocks, becomes entries: it is read by position under its headers.

use super::lex::{Item, Kind};
use super::zone::View;
use super::{Entry, Reading};
use crate::definition::{Term, Use};
use crate::extract::State;
use crate::finding::{Code, Finding};
use crate::text::Span;

/// A first cell of which no character is there.
static BLANK: Item = Item { span: Span { start: 0, end: 0 }, unit: 0, line: 0, slot: 0, kind: Kind::Blank };

/// Reads the table. `None` where no header of it is there.
pub(crate) fn read(view: &View<'_>, findings: &mut Vec<Finding>) -> Option<Reading> {
    let table = view.table;
    let is_label = |item: &Item| view.uses(item).any(|u| matches!(u, Use::Row(_) | Use::Column(_)));
    let last_label = view.items.iter().rposition(is_label)?;
    let first = view.items.iter().position(is_label)?;
    let row_labels = view.items.iter().filter(|i| view.uses(i).any(|u| matches!(u, Use::Row(_)))).count();
    if row_labels == 0 {
        return None;
    }
    let body = body(view, first, last_label);
    let mut entries = vec![Entry::empty(State::RowMissing); table.slots];
    let end;
    let placed = cells(view, last_label, &body).map(|cells| cells.into_iter().map(Entry::of).collect::<Vec<_>>());
    if let Some(placed) = placed.filter(|placed| !(view.spoilt && is_contradicted(view, placed))) {
        end = placed.iter().filter_map(|e| e.span).max().unwrap_or(view.items[last_label].span);
        entries = placed;
    } else {
        let values: Vec<&Item> = body.iter().copied().filter(|i| i.kind.is_value()).collect();
        end = values.last().map_or(view.items[last_label].span, |i| i.span);
        let state = if values.is_empty() { State::Blank } else { State::ColumnUnknown };
        entries.fill(Entry::empty(state));
        if state == State::ColumnUnknown {
            let message = format!("{} prints {} values for {} columns", table.name, values.len(), table.slots);
            findings.push(Finding::at(Code::ColumnUnknown, view.items[last_label].span, message));
        }
    }
    let span = view.items[first].span.cover(end);
    let on_one_line = view.has_rows_on_lines();
    Some(Reading { entries, active: vec![true; table.rows.len()], span: Some(span), layout: if on_one_line { "rows" } else { "cells" } })
}

/// The values and blank cells from the first label on, up to the words behind the row.
fn body<'i>(view: &View<'i>, first: usize, last_label: usize) -> Vec<&'i Item> {
    let row = view.items[last_label..].iter().position(|i| i.kind.is_value()).map_or(view.items.len(), |at| last_label + at);
    let words = view.items[row..].iter().position(|i| matches!(i.kind, Kind::Word | Kind::Prose)).map_or(view.items.len(), |at| row + at);
    view.items[first..words].iter().filter(|i| i.kind.is_value() || matches!(i.kind, Kind::Blank | Kind::Tail)).collect()
}

/// Whether an equation of the table fails. Where blank cells vanished, as many values as cells may be one too few and a stranger.
fn is_contradicted(view: &View<'_>, entries: &[Entry]) -> bool {
    let side = |terms: &[Term]| terms.iter().map(|t| entries[t.slot].value.unwrap_or(0.0)).sum::<f64>();
    view.table.equations.iter().any(|e| (side(&e.left) - side(&e.right)).abs() > 1e-9)
}

/// The items of the one row: a line of exactly that many values, else all values where there are that many, else an
/// explicit line of that many slots.
fn cells<'i>(view: &View<'i>, last_label: usize, body: &[&'i Item]) -> Option<Vec<&'i Item>> {
    let width = view.table.slots;
    let lines: Vec<Vec<&Item>> = body.chunk_by(|a, b| a.line == b.line).map(<[&Item]>::to_vec).collect();
    let values: Vec<&Item> = body.iter().copied().filter(|i| i.kind.is_value()).collect();
    // More values on other lines may be the rest of numbers that a narrow column broke.
    let full = |line: &&Vec<&Item>| {
        values.len() == width && line.iter().filter(|i| i.kind.is_value()).count() == width && cells_of(view, line).len() == width
    };
    let mut complete = lines.iter().filter(full);
    if let Some(line) = complete.next() {
        return complete.next().is_none().then(|| line.iter().copied().filter(|i| i.kind.is_value()).collect());
    }
    let label = &view.items[last_label];
    let explicit = |line: &&Vec<&Item>| line[0].line != label.line && line[0].span >= label.span && line.iter().any(|i| i.kind.is_value());
    let mut rows = lines.iter().filter(explicit);
    let row = rows.next().filter(|line| view.line(line[0]).slots > 1);
    if let (Some(row), None) = (row, rows.next()) {
        return between_pipes(view, row, width);
    }
    if values.len() == width && values[0].span > label.span {
        return Some(values);
    }
    let slots: Vec<&Item> = body.iter().copied().filter(|i| i.span >= label.span && i.line != label.line).collect();
    let one_a_line = slots.iter().all(|i| view.line(i).slots == 1);
    (slots.len() == width && one_a_line && !values.is_empty()).then_some(slots)
}

/// The cells of a line of which every slot is one.
fn between_pipes<'i>(view: &View<'i>, row: &[&'i Item], width: usize) -> Option<Vec<&'i Item>> {
    let cells = cells_of(view, row);
    (cells.len() == width).then_some(cells)
}

/// The cells of a line, without the pads at its end and with what looks like a pipe that begins or ends the line: where no head
/// of the table has one, it is the side of a blank cell.
fn cells_of<'i>(view: &View<'i>, line: &[&'i Item]) -> Vec<&'i Item> {
    let shape = view.line(line[0]);
    let padded = view.items.iter().any(|i| view.line(i).padded);
    let is_pad = |i: &&&Item| padded && i.kind == Kind::Blank && i.slot + shape.pads >= shape.slots;
    let mut cells: Vec<&Item> = line.iter().filter(|i| !is_pad(i)).copied().collect();
    let heads = || view.items.iter().filter(|i| matches!(i.kind, Kind::Label(_))).map(|i| view.line(i)).filter(|l| l.slots > 1);
    if shape.slots < 2 || heads().next().is_none() {
        return cells;
    }
    if shape.leading && heads().all(|l| !l.leading) {
        cells.insert(0, &BLANK);
    }
    if !shape.open && heads().all(|l| l.open) && line.last().is_some_and(|i| i.kind != Kind::Tail) {
        cells.push(&BLANK);
    }
    cells
}
