//! Rows whose values were printed away from their labels are refused, unless the order of all values of the table leaves no choice.
//!
//! PDF text prints some values before their labels or two labels before the values of both, so that some runs are too
//! long and their neighbours too short. In which order the values follow each other then, nothing tells.

use std::ops::Range;

use super::Entry;
use super::grid::{Grid, Layout, values};
use super::lex::{Item, Kind};
use super::rows::Run;
use super::zone::View;
use crate::definition::{Term, Use};
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
/// a value may stand before its label. A page prints whole rows away from their labels: where a row of one has too few, none is known.
pub(crate) fn doubt(view: &View<'_>, grid: Grid, runs: &[Run], entries: &mut [Entry]) {
    if !matches!(grid.layout, Layout::Plain) {
        return;
    }
    let width = |run: &Run| grid.width(&view.table.rows[run.row]);
    // A word among the values of a row may be one that cannot be read.
    let short = |run: &Run| count(view, run) < width(run) && !(run.broken && count(view, run) + run.stray.len() + 1 == width(run));
    let over = |run: &Run| count(view, run) > width(run);
    let odd = |run: &Run| short(run) || over(run);
    let (Some(first), Some(last)) = (runs.iter().position(odd), runs.iter().rposition(odd)) else { return };
    let doubted = match (runs.iter().any(short), runs.iter().any(over)) {
        (true, _) if is_page(view, runs) => runs,
        (true, true) => &runs[first..=last],
        _ => return,
    };
    for run in doubted {
        let row = &view.table.rows[run.row];
        let beside = count(view, run) > 0 && values(view, run).all(|i| i.line == view.items[run.label].line);
        if !beside {
            entries[row.first_slot..row.first_slot + row.columns.len()].fill(Entry::empty(State::ColumnUnknown));
        }
    }
}

/// Whether the values of a row stand on several lines, while labels of rows are broken over lines or heads of columns share one: the
/// text is that of a page, in the order in which a program took the pieces from it.
fn is_page(view: &View<'_>, runs: &[Run]) -> bool {
    let broken = |run: &&Run| {
        let line = view.items[run.label].line;
        view.items[run.label + 1..].iter().take_while(|i| !matches!(i.kind, Kind::Label(_))).any(|i| i.kind == Kind::Joined && i.line != line)
    };
    let is_head = |item: &Item| view.uses(item).any(|u| matches!(u, Use::Column(_)));
    let shared = || view.items.windows(2).any(|pair| pair[0].line == pair[1].line && pair.iter().all(is_head));
    let spread = |run: &Run| values(view, run).map(|i| i.line).collect::<Vec<_>>().windows(2).any(|pair| pair[0] != pair[1]);
    runs.iter().any(spread) && (runs.iter().filter(broken).count() > 1 || shared())
}

/// Fills refused rows where the table prints exactly as many values as it has cells, in the order of the form.
///
/// All values being the same zero, it does not matter which is whose. Else every equation must hold on that order, and every row
/// whose label has exactly its own values behind it must get those: the order then holds for the whole table, not for a window.
pub(crate) fn repair(view: &View<'_>, runs: &[Run], active: &[bool], entries: &mut [Entry]) {
    let rows = view.table.rows.iter().zip(active).filter(|(_, active)| **active);
    let slots: Vec<usize> = rows.flat_map(|(row, _)| row.first_slot..row.first_slot + row.columns.len()).collect();
    if slots.iter().all(|&slot| !matches!(entries[slot].state, State::ColumnUnknown | State::RowMissing)) {
        return;
    }
    let first = runs.first().map_or(0, |r| r.label);
    let values: Vec<&Item> = view.items[first..].iter().filter(|i| i.kind.is_value()).collect();
    let all_printed = (0..view.table.rows.len()).all(|row| !active[row] || runs.iter().any(|r| r.row == row));
    if values.len() != slots.len() || !all_printed {
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
    let own_values = runs.iter().filter(|run| count(view, run) == table.rows[run.row].columns.len()).all(|run| {
        let row = &table.rows[run.row];
        values(view, run).zip(&ordered[row.first_slot..]).all(|(item, entry)| entry.span == Entry::of(item).span)
    });
    let side = |terms: &[Term]| terms.iter().filter(|t| active[t.row]).map(|t| ordered[t.slot].value.unwrap_or(0.0)).sum::<f64>();
    let holds = table.equations.iter().filter(|e| e.left.iter().chain(&e.right).any(|t| active[t.row]));
    let mut balanced = holds.map(|e| (side(&e.left) - side(&e.right)).abs() < 1e-9);
    own_values && !table.equations.is_empty() && balanced.all(|b| b) && ordered.iter().all(|e| e.state != State::Illegible)
}
