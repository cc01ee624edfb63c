//! Rows whose values were printed away from their labels become entries where the sequence of all values leaves no choice.

use super::Entry;
use super::lex::{Item, Kind};
use super::rows::Run;
use super::zone::View;
use crate::extract::State;

/// Fills refused rows where every value of the table is the same zero and there are exactly as many as cells.
///
/// PDF text prints some values before their labels, so that runs are too long and too short. If all values are alike and
/// none is missing, it does not matter which is whose.
pub fn repair(view: &View<'_>, runs: &[Run], active: &[bool], entries: &mut [Entry]) {
    if !entries.iter().any(|e| e.state == State::ColumnUnknown || e.state == State::RowMissing) {
        return;
    }
    let first = runs.first().map_or(0, |r| r.label);
    let values: Vec<&Item> = view.items[first..].iter().filter(|i| i.kind.is_value()).collect();
    let slots: Vec<usize> = view
        .table
        .rows
        .iter()
        .zip(active)
        .filter(|(_, active)| **active)
        .flat_map(|(row, _)| row.first_slot..row.first_slot + row.columns.len())
        .collect();
    if values.len() == slots.len() && values.iter().all(|i| i.kind == Kind::Number(0.0)) {
        for (slot, item) in slots.into_iter().zip(values) {
            entries[slot] = Entry::of(item);
        }
    }
}
