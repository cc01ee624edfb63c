//! Rows whose values were printed away from their labels are refused, unless all these values are the same zero.
//!
//! PDF text prints some values before their labels or two labels before the values of both, so that some runs are too
//! long and their neighbours too short. In which order the values follow each other then, nothing tells.

use std::ops::Range;

use super::Entry;
use super::grid::{Grid, Layout, values};
use super::lex::{Item, Kind};
use super::rows::Run;
use super::zone::View;
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

fn count(view: &View<'_>, run: &Run) -> usize {
    values(view, run).count()
}

/// Gives the values of a window to its rows where all are the same zero; else the rows are refused: a page may print the values of
/// two rows in any order, and neither the sums of the rows nor those of the columns change with it.
pub(crate) fn distribute(view: &View<'_>, window: &[Run], entries: &mut [Entry]) {
    let mut items = window.iter().flat_map(|run| values(view, run));
    let zeros = items.clone().all(|i| i.kind == Kind::Number(0.0));
    for run in window {
        let row = &view.table.rows[run.row];
        for entry in &mut entries[row.first_slot..row.first_slot + row.columns.len()] {
            let item = items.next().filter(|_| zeros);
            *entry = item.map_or_else(|| Entry::empty(State::ColumnUnknown), Entry::of);
        }
    }
}

/// Refuses the rows between those that have too many values and those that have too few, in a table of lines without pipes: there
/// a value may stand before its label.
pub(crate) fn doubt(view: &View<'_>, grid: Grid, runs: &[Run], entries: &mut [Entry]) {
    if !matches!(grid.layout, Layout::Plain) {
        return;
    }
    let width = |run: &Run| grid.width(&view.table.rows[run.row]);
    let odd = |run: &Run| count(view, run) != width(run);
    if !runs.iter().any(|run| count(view, run) > width(run)) {
        return;
    }
    let (Some(first), Some(last)) = (runs.iter().position(odd), runs.iter().rposition(odd)) else { return };
    for run in &runs[first..=last] {
        let row = &view.table.rows[run.row];
        let beside = values(view, run).all(|i| i.line == view.items[run.label].line);
        if !beside {
            entries[row.first_slot..row.first_slot + row.columns.len()].fill(Entry::empty(State::ColumnUnknown));
        }
    }
}

/// Fills refused rows where the table prints exactly as many values as it has cells, all of them the same zero: it does not matter
/// which is whose.
pub(crate) fn repair(view: &View<'_>, runs: &[Run], active: &[bool], entries: &mut [Entry]) {
    let rows = view.table.rows.iter().zip(active).filter(|(_, active)| **active);
    let slots: Vec<usize> = rows.flat_map(|(row, _)| row.first_slot..row.first_slot + row.columns.len()).collect();
    if slots.iter().all(|&slot| !matches!(entries[slot].state, State::ColumnUnknown | State::RowMissing)) {
        return;
    }
    let first = runs.first().map_or(0, |r| r.label);
    let values: Vec<&Item> = view.items[first..].iter().filter(|i| i.kind.is_value()).collect();
    let all_printed = (0..view.table.rows.len()).all(|row| !active[row] || runs.iter().any(|r| r.row == row));
    if values.len() == slots.len() && all_printed && values.iter().all(|i| i.kind == Kind::Number(0.0)) {
        for (&slot, item) in slots.iter().zip(values) {
            entries[slot] = Entry::of(item);
        }
    }
}
