//! Rows whose values were printed away from their labels become entries where the sequence of all values leaves no choice.
//!
//! PDF text prints some values before their labels or two labels before the values of both, so that some runs are too
//! long and their neighbours too short. The values themselves stay in the order of the form.

use std::ops::Range;

use super::Entry;
use super::lex::{Item, Kind};
use super::rows::Run;
use super::zone::View;
use crate::definition::{Equation, Term};
use crate::extract::State;

/// The most rows that one window may hold: a page of a table.
const LONGEST_WINDOW: usize = 12;

/// Neighbouring runs, of which some are too long, that together hold exactly as many values as their rows have columns.
pub(crate) fn windows(view: &View<'_>, runs: &[Run], active: &[bool]) -> Vec<Range<usize>> {
    let width = |run: &Run| view.table.rows[run.row].columns.len();
    let too_long = |run: &Run| count(view, run) > width(run);
    let mut windows: Vec<Range<usize>> = Vec::new();
    // Values whose row is not known may be those of any row: every row of a window could be the next one's.
    if !runs.iter().any(too_long) || runs.iter().any(|run| !run.stray.is_empty()) {
        return windows;
    }
    let mut start = 0;
    while start < runs.len() {
        let again = runs[..start].iter().any(|run| run.row == runs[start].row);
        if again || count(view, &runs[start]) == width(&runs[start]) {
            start += 1;
            continue;
        }
        let (mut values, mut columns, mut end) = (0, 0, start);
        while end < runs.len() && end - start < LONGEST_WINDOW && follows(runs, active, start, end) {
            values += count(view, &runs[end]);
            columns += width(&runs[end]);
            end += 1;
            if values == columns {
                break;
            }
        }
        let window = start..end;
        if values == columns && runs[window.clone()].iter().any(too_long) {
            start = end;
            windows.push(window);
        } else {
            start += 1;
        }
    }
    windows
}

/// Whether the run at `end` is of the next printed row after the one before it, or the first of its window.
fn follows(runs: &[Run], active: &[bool], start: usize, end: usize) -> bool {
    if runs[end].broken || !active[runs[end].row] {
        return false;
    }
    end == start || (runs[end].row > runs[end - 1].row && (runs[end - 1].row + 1..runs[end].row).all(|between| !active[between]))
}

fn values<'v>(view: &'v View<'_>, run: &'v Run) -> impl Iterator<Item = &'v Item> {
    run.items.iter().map(|&at| &view.items[at]).filter(|i| i.kind.is_value())
}

fn count(view: &View<'_>, run: &Run) -> usize {
    values(view, run).count()
}

/// Gives the values of a window to its rows in order, if the equation of every row holds; else the rows are refused.
pub(crate) fn distribute(view: &View<'_>, window: &[Run], entries: &mut [Entry]) {
    let mut items = window.iter().flat_map(|run| values(view, run));
    let mut filled: Vec<(usize, Entry)> = Vec::new();
    let mut sound = true;
    for run in window {
        let row = &view.table.rows[run.row];
        let slots = row.first_slot..row.first_slot + row.columns.len();
        let own: Vec<Entry> = items.by_ref().take(row.columns.len()).map(Entry::of).collect();
        let equation = view.table.equations.iter().find(|e| e.left.iter().chain(&e.right).all(|t| slots.contains(&t.slot)));
        sound &= equation.is_some_and(|e| holds(e, &own, row.first_slot));
        filled.extend(slots.zip(own));
    }
    for (slot, entry) in filled {
        entries[slot] = if sound { entry } else { Entry::empty(State::ColumnUnknown) };
    }
}

/// Whether an equation within one row holds on its entries.
fn holds(equation: &Equation, own: &[Entry], first_slot: usize) -> bool {
    let value = |slot: usize| own.get(slot - first_slot).and_then(|e| e.value).unwrap_or(0.0);
    let sum = |terms: &[Term]| terms.iter().map(|t| value(t.slot)).sum::<f64>();
    own.iter().all(|e| e.state.is_accounted_for()) && (sum(&equation.left) - sum(&equation.right)).abs() < 1e-9
}

/// Fills refused rows where the table prints exactly as many values as it has cells, in the order of the form.
///
/// All values being the same zero, it does not matter which is whose. Else every equation must hold on that order, and
/// every row whose label has exactly its own values behind it must get those.
pub(crate) fn repair(view: &View<'_>, runs: &[Run], active: &[bool], entries: &mut [Entry]) {
    let rows = view.table.rows.iter().zip(active).filter(|(_, active)| **active);
    let slots: Vec<usize> = rows.flat_map(|(row, _)| row.first_slot..row.first_slot + row.columns.len()).collect();
    if slots.iter().all(|&slot| !matches!(entries[slot].state, State::ColumnUnknown | State::RowMissing)) {
        return;
    }
    let first = runs.first().map_or(0, |r| r.label);
    let values: Vec<&Item> = view.items[first..].iter().filter(|i| i.kind.is_value()).collect();
    if values.len() != slots.len() {
        return;
    }
    let mut ordered = entries.to_vec();
    for (&slot, item) in slots.iter().zip(&values) {
        ordered[slot] = Entry::of(item);
    }
    if values.iter().all(|i| i.kind == Kind::Number(0.0)) || is_borne_out(view, runs, active, &ordered) {
        entries.copy_from_slice(&ordered);
    }
}

/// Whether the equations, and the rows whose values are where they belong, bear out an order of all values.
fn is_borne_out(view: &View<'_>, runs: &[Run], active: &[bool], ordered: &[Entry]) -> bool {
    let table = view.table;
    let printed = |row: usize| runs.iter().any(|r| r.row == row);
    let all_printed = (0..table.rows.len()).all(|row| !active[row] || printed(row));
    let own_values = runs.iter().filter(|run| count(view, run) == table.rows[run.row].columns.len()).all(|run| {
        let row = &table.rows[run.row];
        values(view, run).zip(&ordered[row.first_slot..]).all(|(item, entry)| entry.span == Entry::of(item).span)
    });
    let side = |terms: &[Term]| terms.iter().filter(|t| active[t.row]).map(|t| ordered[t.slot].value.unwrap_or(0.0)).sum::<f64>();
    let holds = table.equations.iter().filter(|e| e.left.iter().chain(&e.right).any(|t| active[t.row]));
    let mut balanced = holds.map(|e| (side(&e.left) - side(&e.right)).abs() < 1e-9);
    all_printed && own_values && !table.equations.is_empty() && balanced.all(|b| b) && ordered.iter().all(|e| e.state != State::Illegible)
}
