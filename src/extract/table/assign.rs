//! A run of values becomes the entries of its row, or is refused.
//!
//! As many values as columns: in order. Fewer: only where the grid is explicit, so that the blank slots are known. Where
//! blank cells vanished, no value may be placed by order; only a last value that is the sum of the others is the total.

use super::Entry;
use super::lex::{Item, Kind};
use super::rows::Run;
use super::zone::View;
use crate::definition::Use;
use crate::extract::State;

/// How the cells of a table lie in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Canonical HTML: slots are marked that belong to their neighbours.
    Html,
    /// A row a line, between pipes, every slot explicit.
    Grid,
    /// A row a line, between pipes, padded at the end: blank slots there are no cells.
    Rows,
    /// A cell a line, with pipes.
    Cells,
    /// Without pipes.
    Plain,
}

impl Layout {
    /// The code of the dataset.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Grid => "grid",
            Self::Rows => "rows",
            Self::Cells => "cells",
            Self::Plain => "plain",
        }
    }
}

/// How the lines of a table show its grid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    /// How its cells lie.
    pub(crate) layout: Layout,
    /// Pipes adjoin somewhere: blank slots at the end of a line are padding.
    padded: bool,
    /// Some row has more values than columns, or values whose row is not known: order means little.
    disordered: bool,
}

impl Grid {
    /// What the lines of the runs show.
    pub(crate) fn of(view: &View<'_>, runs: &[Run]) -> Self {
        let any = |is: &dyn Fn(&Item) -> bool| view.items.iter().any(is);
        let padded = any(&|i| view.line(i).padded);
        let layout = match view.has_rows_on_lines() {
            _ if any(&|i| i.kind == Kind::Same) => Layout::Html,
            true if padded => Layout::Rows,
            true => Layout::Grid,
            false if any(&|i| view.line(i).slots > 0) => Layout::Cells,
            false => Layout::Plain,
        };
        let disordered = runs.iter().any(|run| {
            let values = run.items.iter().filter(|&&at| view.items[at].kind.is_value()).count();
            values > view.table.rows[run.row].columns.len() || !run.stray.is_empty()
        });
        Self { layout, padded, disordered }
    }
}

/// Fills the entries of the run's row.
pub(crate) fn assign(view: &View<'_>, grid: Grid, runs: &[Run], run: &Run, entries: &mut [Entry]) {
    let row = &view.table.rows[run.row];
    let width = row.columns.len();
    let own = &mut entries[row.first_slot..row.first_slot + width];
    let line = view.items[run.label].line;
    if place_whole(view, run, line, own) {
        return;
    }
    let on_line: Vec<&Item> = run.items.iter().map(|&at| &view.items[at]).filter(|i| i.line == line).collect();
    let all: Vec<&Item> = run.items.iter().map(|&at| &view.items[at]).collect();
    let is_row_line = view.line(&view.items[run.label]).slots > 1 && !on_line.is_empty() && (count(&on_line) > 0 || count(&all) == 0);
    let chosen = if is_row_line || count(&on_line) == width { &on_line } else { &all };
    let values: Vec<&Item> = chosen.iter().copied().filter(|i| i.kind.is_value()).collect();
    let filled: Vec<&Item> = chosen.iter().copied().filter(|i| i.kind != Kind::Blank).collect();
    if values.len() == width {
        place(own, &values);
    } else if is_row_line && filled.len() == width {
        place(own, &filled);
    } else if let Some(slots) = explicit(view, grid, run, chosen, width, is_row_line) {
        place(own, &slots);
    } else if values.is_empty() && !grid.disordered {
        own.fill(Entry::empty(State::Blank));
    } else {
        own.fill(Entry::empty(State::ColumnUnknown));
        total(view, runs, run, &values, own);
    }
}

/// Places the values of a run whose line, or which altogether, holds as many as its row has columns: nearly every run.
fn place_whole(view: &View<'_>, run: &Run, line: u32, own: &mut [Entry]) -> bool {
    let values = run.items.iter().map(|&at| &view.items[at]).filter(|i| i.kind.is_value());
    let (mut beside, mut all) = (0, 0);
    for item in values.clone() {
        all += 1;
        beside += usize::from(item.line == line);
    }
    let only_beside = beside == own.len();
    if !only_beside && (all != own.len() || beside > 0 && view.line(&view.items[run.label]).slots > 1) {
        return false;
    }
    for (entry, item) in own.iter_mut().zip(values.filter(|i| !only_beside || i.line == line)) {
        *entry = Entry::of(item);
    }
    true
}

fn count(items: &[&Item]) -> usize {
    items.iter().filter(|i| i.kind.is_value()).count()
}

fn place(own: &mut [Entry], items: &[&Item]) {
    for (entry, item) in own.iter_mut().zip(items) {
        *entry = Entry::of(item);
    }
}

/// The items of the row's columns where the slots are explicit, blank ones among them.
fn explicit<'i>(view: &View<'_>, grid: Grid, run: &Run, chosen: &[&'i Item], width: usize, is_row_line: bool) -> Option<Vec<&'i Item>> {
    if !is_row_line {
        return (chosen.len() == width && grid.layout == Layout::Cells).then(|| chosen.to_vec());
    }
    if let Some(placed) = by_header(view, run, chosen) {
        return Some(placed);
    }
    let cells = if grid.padded { chosen.iter().rposition(|i| i.kind.is_value()).map_or(&chosen[..0], |last| &chosen[..=last]) } else { chosen };
    if cells.len() == width {
        return Some(cells.to_vec());
    }
    if grid.padded || cells.len() < width {
        return None;
    }
    let (first, last) = (&cells[..width], &cells[cells.len() - width..]);
    let is_whole_row = width == view.table.columns.len();
    match is_whole_row {
        true if count(last) == count(cells) => Some(last.to_vec()),
        false if count(first) == count(cells) => Some(first.to_vec()),
        _ => None,
    }
}

/// The items under the column labels of the nearest header above, where header and row have the same slots.
fn by_header<'i>(view: &View<'_>, run: &Run, chosen: &[&'i Item]) -> Option<Vec<&'i Item>> {
    let row = &view.table.rows[run.row];
    let slots = view.line(&view.items[run.label]).slots;
    let mut places: Vec<Option<u16>> = vec![None; row.columns.len()];
    for item in view.items[..run.label].iter().rev().filter(|i| view.line(i).slots == slots) {
        for meaning in view.uses(item) {
            let Use::Column(column) = meaning else { continue };
            let Some(at) = row.columns.iter().position(|&c| c == column) else { continue };
            places[at] = places[at].or(Some(item.slot));
        }
        if places.iter().all(Option::is_some) {
            break;
        }
    }
    let places: Vec<u16> = places.into_iter().collect::<Option<_>>()?;
    if !places.windows(2).all(|w| w[0] < w[1]) {
        return None;
    }
    let found: Vec<&Item> = places.iter().filter_map(|&slot| chosen.iter().copied().find(|i| i.slot == slot)).collect();
    (found.len() == places.len() && count(&found) == count(chosen)).then_some(found)
}

/// States the total of a row of unknown columns: a last value that is the sum of the others can be nothing else.
fn total(view: &View<'_>, runs: &[Run], run: &Run, values: &[&Item], own: &mut [Entry]) {
    let row = &view.table.rows[run.row];
    let last_column = row.first_slot + row.columns.len() - 1;
    let sums_up = view.table.equations.iter().any(|e| {
        let inside = |slot: usize| (row.first_slot..=last_column).contains(&slot);
        e.right.len() == 1 && e.right[0].slot == last_column && e.left.len() + 1 == row.columns.len() && e.left.iter().all(|t| inside(t.slot))
    });
    let numbers: Vec<f64> = values.iter().filter_map(|i| if let Kind::Number(value) = i.kind { Some(value) } else { None }).collect();
    let repeated = runs.iter().filter(|r| r.row == run.row).count() > 1;
    if !sums_up || repeated || numbers.len() < 2 || numbers.len() != values.len() || values.len() >= row.columns.len() {
        return;
    }
    let (last, others) = (numbers[numbers.len() - 1], &numbers[..numbers.len() - 1]);
    let sum: f64 = others.iter().sum();
    let adds_up = last > 0.0 && (sum - last).abs() < 1e-9 && others.iter().all(|&v| v > 0.0);
    if let Some(item) = values.last().filter(|_| adds_up) {
        own[row.columns.len() - 1] = Entry::of(item);
    }
}
