//! A table of one unlabelled row, cut into blocks, becomes entries: it is read by position under its headers.

use super::lex::{Item, Kind};
use super::zone::View;
use super::{Entry, Reading};
use crate::definition::Use;
use crate::extract::State;
use crate::finding::{Code, Finding};

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
    let body: Vec<&Item> = view.items[first..].iter().filter(|i| i.kind.is_value() || i.kind == Kind::Blank).collect();
    let mut entries = vec![Entry::empty(State::RowMissing); table.slots];
    let end;
    if let Some(cells) = cells(view, last_label, &body) {
        end = cells.iter().map(|i| i.span).max().unwrap_or(view.items[last_label].span);
        for (entry, item) in entries.iter_mut().zip(cells) {
            *entry = Entry::of(item);
        }
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

/// The items of the one row: a line of exactly that many values, else all values where there are that many, else an
/// explicit line of that many slots.
fn cells<'i>(view: &View<'i>, last_label: usize, body: &[&'i Item]) -> Option<Vec<&'i Item>> {
    let width = view.table.slots;
    let lines: Vec<Vec<&Item>> = body.chunk_by(|a, b| a.line == b.line).map(<[&Item]>::to_vec).collect();
    let full = |line: &&Vec<&Item>| line.iter().filter(|i| i.kind.is_value()).count() == width;
    let mut complete = lines.iter().filter(full);
    if let Some(line) = complete.next() {
        return complete.next().is_none().then(|| line.iter().copied().filter(|i| i.kind.is_value()).collect());
    }
    let behind = &view.items[last_label].span;
    let values: Vec<&Item> = body.iter().copied().filter(|i| i.kind.is_value()).collect();
    if values.len() == width && values[0].span > *behind {
        return Some(values);
    }
    let explicit =
        |line: &&Vec<&Item>| line.len() == width && line[0].span > *behind && !view.line(line[0]).padded && line.iter().any(|i| i.kind.is_value());
    if let Some(line) = lines.iter().find(explicit) {
        return Some(line.clone());
    }
    let slots: Vec<&Item> = body.iter().copied().filter(|i| i.span >= *behind).collect();
    let one_a_line = slots.iter().all(|i| view.line(i).slots == 1);
    (slots.len() == width && one_a_line && !values.is_empty()).then_some(slots)
}
