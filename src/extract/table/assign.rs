//! A run of values becomes the entries of its row, or is refused.
//!
//! As many values as columns: in order. Fewer: only where the grid is explicit, so that the blank slots are known. Where
//! blank cells vanished, no value may be placed by order; only a last value that is the sum of the others is the total.

use super::Entry;
use super::lex::{Item, Kind};
use super::rows::Run;
use super::zone::View;
use crate::definition::{Equation, Shape, Term, Use};
use crate::extract::State;

/// The rows that must bear out that the last of few values is the total.
const LEAST_TOTALS: usize = 3;

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
    /// Every line of cells has the same slots, or marks those that belong to their neighbours: a slot is a column.
    exact: bool,
    /// Some line ends with text: a blank at the end of another is a cell.
    open: bool,
    /// What the counts of values of its rows show.
    counts: Counts,
}

/// What the counts of values show, all rows of a table together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    /// No row has more values than columns.
    Plausible,
    /// Some row has more values than columns, or values whose row is not known: order means little.
    Disordered,
    /// Several rows have one value too many: the table has a column that the form does not have.
    ExtraColumn,
}

impl Grid {
    /// What the lines of the runs show.
    pub(crate) fn of(view: &View<'_>, runs: &[Run]) -> Self {
        let any = |is: &dyn Fn(&Item) -> bool| view.items.iter().any(is);
        let padded = any(&|i| view.line(i).padded);
        let marked = any(&|i| i.kind == Kind::Same);
        let layout = match view.has_rows_on_lines() {
            _ if marked => Layout::Html,
            true if padded => Layout::Rows,
            true => Layout::Grid,
            false if any(&|i| view.line(i).slots > 0) => Layout::Cells,
            false => Layout::Plain,
        };
        let slots = usual_slots(view);
        let uniform = layout == Layout::Grid && slots.is_some();
        Self { layout, exact: marked || uniform, open: any(&|i| view.line(i).open), counts: Counts::of(view, runs) }
    }
}

/// The number of slots that nine lines of pipes in ten have; `None` where they differ more.
fn usual_slots(view: &View<'_>) -> Option<u16> {
    let mut seen: Vec<(u16, usize)> = Vec::new();
    let mut previous = None;
    let mut lines = 0;
    for item in view.items {
        let slots = view.line(item).slots;
        if slots < 2 || previous.replace(item.line) == Some(item.line) {
            continue;
        }
        lines += 1;
        match seen.iter_mut().find(|(n, _)| *n == slots) {
            Some(found) => found.1 += 1,
            None => seen.push((slots, 1)),
        }
    }
    seen.into_iter().max_by_key(|s| s.1).filter(|s| s.1 * 10 >= lines * 9).map(|s| s.0)
}

/// Whether the heads above the first row name more columns than the form has, words that are no label among them.
fn has_strange_head(view: &View<'_>, runs: &[Run]) -> bool {
    if view.table.shape != Shape::Wide {
        return false;
    }
    let first = runs.first().map_or(0, |r| r.label);
    let mut known = vec![false; view.table.columns.len()];
    let mut strange = 0;
    for item in view.items[..first].iter().filter(|i| view.line(i).slots > 1) {
        strange += usize::from(item.kind == Kind::Word);
        for meaning in view.uses(item) {
            if let Use::Column(column) = meaning {
                known[column] = true;
            }
        }
    }
    strange > 0 && known.iter().filter(|k| **k).count() + strange > known.len()
}

impl Counts {
    fn of(view: &View<'_>, runs: &[Run]) -> Self {
        if has_strange_head(view, runs) {
            return Self::ExtraColumn;
        }
        let (mut over, mut by_one) = (0, 0);
        for run in runs {
            let values = values(view, run).count();
            let width = view.table.rows[run.row].columns.len();
            over += usize::from(values > width || !run.stray.is_empty());
            by_one += usize::from(values == width + 1 || through_last_value(view, run) == width + 1);
        }
        match (over, by_one) {
            (0, _) => Self::Plausible,
            (_, n) if n > 2 && n * 4 > runs.len() => Self::ExtraColumn,
            _ => Self::Disordered,
        }
    }
}

/// The number of cells beside the label from the first value to the last, blank ones between them.
fn through_last_value(view: &View<'_>, run: &Run) -> usize {
    let line = view.items[run.label].line;
    let (mut cells, mut through) = (0, 0);
    for item in run.items.iter().map(|&at| &view.items[at]).take_while(|i| i.line == line && view.line(i).slots > 1) {
        let is_value = item.kind.is_value();
        cells += usize::from(is_value || cells > 0);
        if is_value {
            through = cells;
        }
    }
    through
}

fn values<'v>(view: &'v View<'_>, run: &'v Run) -> impl Iterator<Item = &'v Item> + Clone {
    run.items.iter().map(|&at| &view.items[at]).filter(|i| i.kind.is_value())
}

/// Fills the entries of the run's row.
pub(crate) fn assign(view: &View<'_>, grid: Grid, runs: &[Run], run: &Run, entries: &mut [Entry]) {
    let row = &view.table.rows[run.row];
    let width = row.columns.len();
    let own = &mut entries[row.first_slot..row.first_slot + width];
    let label = &view.items[run.label];
    let line = label.line;
    if !grid.exact && grid.counts != Counts::ExtraColumn && place_whole(view, run, line, own) {
        return;
    }
    let beside: Vec<&Item> = cells(view, grid, run).filter(|i| i.line == line).collect();
    let all: Vec<&Item> = cells(view, grid, run).collect();
    let is_row_line = view.line(label).slots > 1 && !beside.is_empty() && (count(&beside) > 0 || count(&all) == 0);
    let single: Vec<&Item> = all.iter().copied().filter(|i| i.kind.is_value() || view.line(i).slots == 1).collect();
    let placed = match is_row_line {
        true if grid.exact => on_exact_line(view, grid, run, &beside, width),
        true => on_line(view, grid, runs, &beside, width),
        false => on_lines(grid, &single, width),
    };
    let chosen = if is_row_line { &beside } else { &all };
    if let Some(items) = placed {
        place(own, &items);
    } else if count(chosen) == 0 && grid.counts == Counts::Plausible {
        own.fill(Entry::empty(State::Blank));
    } else {
        own.fill(Entry::empty(State::ColumnUnknown));
        let found: Vec<&Item> = chosen.iter().copied().filter(|i| i.kind.is_value()).collect();
        total(view, runs, run, &found, own);
    }
}

/// The cells of a run; what may be one at the end of a line is one only where lines end without a pipe.
fn cells<'v>(view: &'v View<'_>, grid: Grid, run: &'v Run) -> impl Iterator<Item = &'v Item> {
    run.items.iter().map(|&at| &view.items[at]).filter(move |i| i.kind != Kind::Tail || grid.open)
}

/// Places the values of a run whose line, or which altogether, holds as many as its row has columns: nearly every run.
fn place_whole(view: &View<'_>, run: &Run, line: u32, own: &mut [Entry]) -> bool {
    let values = values(view, run);
    let (mut beside, mut all) = (0, 0);
    for item in values.clone() {
        all += 1;
        beside += usize::from(item.line == line);
    }
    let only_beside = beside == own.len();
    if !only_beside && shares_lines(view, run) {
        return false;
    }
    if only_beside && through_last_value(view, run) > own.len() {
        return false;
    }
    if !only_beside && (all != own.len() || beside > 0 && view.line(&view.items[run.label]).slots > 1) {
        return false;
    }
    for (entry, item) in own.iter_mut().zip(values.filter(|i| !only_beside || i.line == line)) {
        *entry = Entry::of(item);
    }
    true
}

/// Whether a run over several lines has two values on one of them: a number that a space broke, or a stranger.
fn shares_lines(view: &View<'_>, run: &Run) -> bool {
    let mut lines = values(view, run).map(|i| i.line);
    let Some(mut previous) = lines.next() else { return false };
    let (mut shared, mut several) = (false, false);
    for line in lines {
        shared |= line == previous;
        several |= line != previous;
        previous = line;
    }
    shared && several
}

fn count(items: &[&Item]) -> usize {
    items.iter().filter(|i| i.kind.is_value()).count()
}

fn place(own: &mut [Entry], items: &[&Item]) {
    for (entry, item) in own.iter_mut().zip(items) {
        *entry = Entry::of(item);
    }
}

/// The cells of a row on a line of which every slot is a column.
fn on_exact_line<'i>(view: &View<'_>, grid: Grid, run: &Run, beside: &[&'i Item], width: usize) -> Option<Vec<&'i Item>> {
    if let Some(placed) = by_header(view, grid, run, beside) {
        return Some(placed);
    }
    if beside.len() == width {
        return Some(beside.to_vec());
    }
    let values: Vec<&Item> = beside.iter().copied().filter(|i| i.kind.is_value()).collect();
    let is_whole_row = width == view.table.columns.len();
    let usual = grid.layout == Layout::Html || usual_slots(view) == Some(view.line(&view.items[run.label]).slots);
    let too_many = grid.layout == Layout::Html && is_whole_row;
    if grid.counts == Counts::ExtraColumn || beside.len() < width || !usual || too_many {
        return None;
    }
    if values.len() == width && !is_whole_row {
        return Some(values);
    }
    let part = if is_whole_row { &beside[beside.len() - width..] } else { &beside[..width] };
    (count(part) == values.len()).then(|| part.to_vec())
}

/// The cells of a row on a line that does not show where its slots belong.
fn on_line<'i>(view: &View<'_>, grid: Grid, runs: &[Run], beside: &[&'i Item], width: usize) -> Option<Vec<&'i Item>> {
    if grid.counts == Counts::ExtraColumn {
        return None;
    }
    let filled: Vec<&Item> = beside.iter().copied().filter(|i| i.kind != Kind::Blank && i.kind != Kind::Tail).collect();
    let first = beside.iter().position(|i| i.kind.is_value()).unwrap_or(0);
    let last = beside.iter().rposition(|i| i.kind.is_value()).unwrap_or(0);
    if last - first >= width {
        return None;
    }
    if filled.len() == width {
        return Some(filled);
    }
    let padded = grid.layout == Layout::Rows;
    let cells = if padded { beside.iter().rposition(|i| i.kind.is_value()).map_or(&beside[..0], |last| &beside[..=last]) } else { beside };
    if cells.len() == width {
        return Some(cells.to_vec());
    }
    if padded || cells.len() < width {
        return None;
    }
    let is_whole_row = width == view.table.columns.len();
    let part = if is_whole_row { &cells[cells.len() - width..] } else { &cells[..width] };
    let borne_out = !is_whole_row || !runs.iter().any(|run| ends_early(view, run, width));
    (count(part) == count(cells) && count(part) > 0 && borne_out).then(|| part.to_vec())
}

/// Whether the line of a run has all its values and blank cells behind them: the last cells of its table are not the values'.
fn ends_early(view: &View<'_>, run: &Run, width: usize) -> bool {
    let line = view.items[run.label].line;
    let beside: Vec<&Item> = run.items.iter().map(|&at| &view.items[at]).filter(|i| i.line == line && i.kind != Kind::Tail).collect();
    count(&beside) == width && beside.last().is_some_and(|i| !i.kind.is_value())
}

/// The cells of a row that stand a cell a line, blank ones shown: a blank behind a value on its line is padding.
fn on_lines<'i>(grid: Grid, all: &[&'i Item], width: usize) -> Option<Vec<&'i Item>> {
    (all.len() == width && grid.layout == Layout::Cells && grid.counts != Counts::ExtraColumn).then(|| all.to_vec())
}

/// The items under the column labels of the nearest header above, where header and row have the same slots.
fn by_header<'i>(view: &View<'_>, grid: Grid, run: &Run, beside: &[&'i Item]) -> Option<Vec<&'i Item>> {
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
    let found: Vec<&Item> = places.iter().filter_map(|&slot| beside.iter().copied().find(|i| i.slot == slot)).collect();
    let all_placed = count(&found) == count(beside) || grid.counts == Counts::ExtraColumn;
    (found.len() == places.len() && all_placed).then_some(found)
}

/// Refuses the rows that an equation contradicts in a table that lost blank cells: as many values as columns may be a blank
/// cell too few and a page number, a broken number or the value of another column too many.
pub(crate) fn doubt(view: &View<'_>, grid: Grid, runs: &[Run], entries: &mut [Entry]) {
    let width = |run: &Run| view.table.rows[run.row].columns.len();
    let vanished = |run: &Run| (1..width(run)).contains(&values(view, run).count()) && cells(view, grid, run).count() < width(run);
    let spoilt = !grid.exact && (grid.counts != Counts::Plausible || runs.iter().any(vanished));
    if !spoilt {
        return;
    }
    for run in runs {
        let row = &view.table.rows[run.row];
        let slots = row.first_slot..row.first_slot + row.columns.len();
        let inside = |e: &&Equation| e.left.iter().chain(&e.right).all(|t| slots.contains(&t.slot));
        let fails = |e: &Equation| {
            let side = |terms: &[Term]| terms.iter().map(|t| entries[t.slot].value.unwrap_or(0.0)).sum::<f64>();
            entries[slots.clone()].iter().all(|x| x.state.is_accounted_for()) && (side(&e.left) - side(&e.right)).abs() > 1e-9
        };
        if view.table.equations.iter().find(inside).is_some_and(fails) {
            entries[slots.clone()].fill(Entry::empty(State::ColumnUnknown));
        }
    }
}

/// States the total of a row of unknown columns: a last value that is the sum of the others, as it is in every such row of
/// the table. Some reports print totals on few rows; there a last value may be the sum of the others by chance.
fn total(view: &View<'_>, runs: &[Run], run: &Run, values: &[&Item], own: &mut [Entry]) {
    let row = &view.table.rows[run.row];
    let last_column = row.first_slot + row.columns.len() - 1;
    let sums_up = view.table.equations.iter().any(|e| {
        let inside = |slot: usize| (row.first_slot..=last_column).contains(&slot);
        e.right.len() == 1 && e.right[0].slot == last_column && e.left.len() + 1 == row.columns.len() && e.left.iter().all(|t| inside(t.slot))
    });
    let repeated = runs.iter().filter(|r| r.row == run.row).count() > 1;
    if !sums_up || repeated || !adds_up(values) || values.len() >= row.columns.len() {
        return;
    }
    let short = |r: &&Run| (2..row.columns.len()).contains(&self::values(view, r).count());
    let all_add_up = |r: &Run| adds_up(&self::values(view, r).collect::<Vec<_>>());
    if runs.iter().filter(short).count() < LEAST_TOTALS || !runs.iter().filter(short).all(all_add_up) {
        return;
    }
    if let Some(item) = values.last() {
        own[row.columns.len() - 1] = Entry::of(item);
    }
}

/// Whether the last of several positive numbers is the sum of the others.
fn adds_up(values: &[&Item]) -> bool {
    let numbers: Vec<f64> = values.iter().filter_map(|i| if let Kind::Number(value) = i.kind { Some(value) } else { None }).collect();
    let Some((last, others)) = numbers.split_last().filter(|(_, others)| !others.is_empty() && numbers.len() == values.len()) else { return false };
    *last > 0.0 && others.iter().all(|&v| v > 0.0) && (others.iter().sum::<f64>() - last).abs() < 1e-9
}
