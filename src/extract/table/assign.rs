//! A run of values becomes the entries of its row, or is refused.
//!
//! As many values as columns: in order. Fewer: only where the grid is explicit, so that the blank slots are known. Where
//! blank cells vanished, no value may be placed by order; only a last value that is the sum of the others is the total.

use super::Entry;
use super::grid::{Counts, Grid, Layout, row_equation, through_last_value, usual_slots, values};
use super::lex::{Item, Kind};
use super::rows::Run;
use super::zone::View;
use crate::definition::{Equation, Row, Term, Use};
use crate::extract::State;

/// The rows that must bear out that the last of few values is the total.
const LEAST_TOTALS: usize = 3;

/// Fills the entries of the run's row.
pub(crate) fn assign(view: &View<'_>, grid: Grid, runs: &[Run], run: &Run, entries: &mut [Entry]) {
    let row = &view.table.rows[run.row];
    let own = &mut entries[row.first_slot..row.first_slot + row.columns.len()];
    if !grid.exact && grid.counts != Counts::ExtraColumn && place_whole(view, grid, run, own) {
        return;
    }
    let all: Vec<&Item> = grid.cells(view, run).collect();
    let label = &view.items[run.label];
    let shares_line = view.line(label).slots > 1 && runs.iter().any(|r| r.label != run.label && view.items[r.label].line == label.line);
    let beside: Vec<&Item> = grid.beside(view, run).collect();
    let is_row_line = beside.first().is_some_and(|i| view.line(i).slots > 1) && (count(&beside) > 0 || count(&all) == 0);
    let placed = match is_row_line {
        // Where a line holds several rows, blank cells may be those of the next one. More values on other lines may be the rest
        // of numbers that a narrow column broke.
        _ if shares_line || is_row_line && count(&all) != count(&beside) || goes_on_behind_group(view, run) => None,
        true if grid.exact => on_exact_line(view, grid, runs, run, &beside),
        true => on_line(view, grid, runs, run, &beside),
        false => on_lines(grid, &all, grid.width(row)),
    };
    let chosen = if is_row_line { &beside } else { &all };
    if let Some(items) = placed {
        place(grid, own, items.iter().copied());
    } else if count(chosen) == 0 && !strays_around(runs, run) && grid.counts == Counts::Plausible {
        own.fill(Entry::empty(State::Blank));
    } else {
        own.fill(Entry::empty(State::ColumnUnknown));
        let found: Vec<&Item> = chosen.iter().copied().filter(|i| i.kind.is_value()).collect();
        total(view, grid, runs, run, &found, own);
    }
}

/// Whether values of an unknown row stand before or behind the label: a part of it may be among them.
fn strays_around(runs: &[Run], run: &Run) -> bool {
    let at = runs.partition_point(|other| other.label < run.label);
    runs[at.saturating_sub(1)..].iter().take_while(|other| other.label <= run.label).any(|other| !other.stray.is_empty())
}

/// Places the values of a run whose line, or which altogether, holds as many as its row has columns: nearly every run.
fn place_whole(view: &View<'_>, grid: Grid, run: &Run, own: &mut [Entry]) -> bool {
    let label = &view.items[run.label];
    let width = grid.width(&view.table.rows[run.row]);
    let values = values(view, run);
    let (mut beside, mut all) = (0, 0);
    for item in values.clone() {
        all += 1;
        beside += usize::from(item.line == label.line);
    }
    let piped = view.line(label).slots > 1;
    // More values on other lines may be the rest of numbers that a narrow column broke.
    let fits = if beside == width {
        !piped || grid.beside(view, run).count() == width
    } else {
        !(beside > 0 && piped || shares_lines(view, run)) && grid.counts != Counts::Displaced && grid.cells(view, run).count() == width
    };
    let fits = fits && all == width;
    if !fits || has_narrow_gap(view, run) && !holds(view, run) || goes_on_behind_group(view, run) {
        return false;
    }
    place(grid, own, values);
    true
}

/// Whether values that are not the row's stand on the next line, behind the label of its group: they may be the rest of its numbers.
fn goes_on_behind_group(view: &View<'_>, run: &Run) -> bool {
    let Some(&first) = run.stray.first() else { return false };
    let (before, item) = (&view.items[first - 1], &view.items[first]);
    let is_rest = match before.kind {
        Kind::Label(_) | Kind::Piece | Kind::Joined => view.line(item).slots == 0,
        // A sign alone is the end of the label itself.
        Kind::Word => !before.span.of(view.text).contains(char::is_alphanumeric),
        _ => false,
    };
    before.line == item.line && is_rest && !run.stray.len().is_multiple_of(view.table.rows[run.row].columns.len())
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

/// Whether one space only stands between two numbers of a line without pipes: they may be one number that a space broke.
fn has_narrow_gap(view: &View<'_>, run: &Run) -> bool {
    let mut previous: Option<&Item> = None;
    values(view, run).any(|item| {
        let narrow =
            |p: &Item| p.line == item.line && item.span.start - p.span.end == 1 && matches!((p.kind, item.kind), (Kind::Number(_), Kind::Number(_)));
        previous.replace(item).is_some_and(|p| narrow(p) && view.line(item).slots == 0)
    })
}

/// Whether the equation of a run's row holds on its values, in order; not where there is none.
fn holds(view: &View<'_>, run: &Run) -> bool {
    let row = &view.table.rows[run.row];
    let own: Vec<Entry> = values(view, run).map(Entry::of).collect();
    own.len() == row.columns.len() && row_equation(view, row).is_some_and(|e| is_balanced(e, &own, row.first_slot))
}

fn is_balanced(equation: &Equation, own: &[Entry], first_slot: usize) -> bool {
    let value = |term: &Term| own.get(term.slot - first_slot).and_then(|e| e.value).unwrap_or(0.0);
    (equation.left.iter().map(value).sum::<f64>() - equation.right.iter().map(value).sum::<f64>()).abs() < 1e-9
}

fn count(items: &[&Item]) -> usize {
    items.iter().filter(|i| i.kind.is_value()).count()
}

/// Fills the entries in order; the cell of a column that the form does not have is left out.
fn place<'i>(grid: Grid, own: &mut [Entry], items: impl Iterator<Item = &'i Item>) {
    let items = items.enumerate().filter(|(at, _)| grid.extra != Some(*at));
    for (entry, (_, item)) in own.iter_mut().zip(items) {
        *entry = Entry::of(item);
    }
}

/// The cells of a row on a line of which every slot is a column.
fn on_exact_line<'i>(view: &View<'_>, grid: Grid, runs: &[Run], run: &Run, beside: &[&'i Item]) -> Option<Vec<&'i Item>> {
    let width = view.table.rows[run.row].columns.len();
    match by_header(view, grid, run, beside) {
        Header::Over(placed) => return Some(placed),
        Header::Beside => return None,
        Header::Unknown => {}
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
    if values.len() == width && !is_whole_row && through_last_value(view, run) == width {
        return Some(values);
    }
    // The label spans the spare slots, as others do not; where none has the slots of the columns alone, one may be foreign to the form.
    if is_whole_row && !runs.iter().any(|other| grid.beside(view, other).count() == width) {
        return None;
    }
    let part = if is_whole_row { &beside[beside.len() - width..] } else { &beside[..width] };
    (count(part) == values.len()).then(|| part.to_vec())
}

/// The cells of a row on a line that does not show where its slots belong.
fn on_line<'i>(view: &View<'_>, grid: Grid, runs: &[Run], run: &Run, beside: &[&'i Item]) -> Option<Vec<&'i Item>> {
    let row = &view.table.rows[run.row];
    let width = grid.width(row);
    if grid.counts == Counts::ExtraColumn {
        return None;
    }
    if beside.len() == width {
        return Some(beside.to_vec());
    }
    if grid.layout == Layout::Rows || beside.len() < width {
        return None;
    }
    // More cells than columns: the label or the last cell spans several, as in other rows; else a cell is there that the form does not have.
    let is_whole_row = row.columns.len() == view.table.columns.len();
    let part = if is_whole_row { spanned(view, grid, runs, beside, width)? } else { &beside[..width] };
    let same = |r: &&Run| view.table.rows[r.row].columns.len() == row.columns.len();
    let alike = |r: &Run| grid.beside(view, r).count() == beside.len();
    let borne_out = is_whole_row || width == 1 || runs.iter().filter(same).count() > 1 && runs.iter().filter(same).all(alike);
    (count(part) == count(beside) && count(part) > 0 && borne_out).then(|| part.to_vec())
}

/// The cells of the columns on a line that has more: its last ones where the label spans the first, its first ones where the
/// table has more columns than heads. The other rows of as many cells tell which.
fn spanned<'b, 'i>(view: &View<'_>, grid: Grid, runs: &[Run], beside: &'b [&'i Item], width: usize) -> Option<&'b [&'i Item]> {
    let (mut alike, mut first, mut last, mut narrow_spare) = (0, 0, 0, 0);
    let narrow = |cells: &[&Item]| cells.iter().all(|i| is_narrow(view, i));
    for run in runs {
        let cells: Vec<&Item> = grid.beside(view, run).collect();
        if cells.len() == beside.len() {
            alike += 1;
            let spare = cells.len() - width;
            narrow_spare += usize::from(narrow(&cells[..spare]));
            first += usize::from(count(&cells[width..]) == 0 && cells[width - 1].kind.is_value());
            last += usize::from(count(&cells[..spare]) == 0 && cells[cells.len() - 1].kind.is_value());
        }
    }
    let spare = beside.len() - width;
    match (first, last) {
        // The places of a span look otherwise than blank cells: this row has blank cells there, and one cell too many.
        _ if narrow_spare > 0 && !narrow(&beside[..spare]) => None,
        _ if alike > 1 && narrow(&beside[..spare]) && !narrow(&beside[width..]) => Some(&beside[spare..]),
        (0, last) if last > 1 => Some(&beside[spare..]),
        (first, 0) if first > 1 => Some(&beside[..width]),
        _ => None,
    }
}

/// Whether a blank cell has at most one space between its pipes, as the places of a span have where blank cells have two.
fn is_narrow(view: &View<'_>, item: &Item) -> bool {
    let before = view.text.get(..item.span.start as usize).unwrap_or("");
    item.kind == Kind::Blank && before.strip_suffix(' ').unwrap_or(before).ends_with('|')
}

/// The cells of a row that stand a cell a line, blank ones shown: a blank behind a value on its line is padding.
fn on_lines<'i>(grid: Grid, all: &[&'i Item], width: usize) -> Option<Vec<&'i Item>> {
    let cell_a_line = matches!(grid.layout, Layout::Cells | Layout::Rows) && all.windows(2).all(|pair| pair[0].line != pair[1].line);
    (all.len() == width && cell_a_line && grid.counts != Counts::ExtraColumn).then(|| all.to_vec())
}

/// What the labels above the cells of a row say of their columns.
enum Header<'i> {
    /// Every value stands below the label of one of its columns.
    Over(Vec<&'i Item>),
    /// Some value stands below none.
    Beside,
    /// No header has the slots of the row.
    Unknown,
}

/// The items under the column labels of the nearest header above, where header and row have the same slots.
fn by_header<'i>(view: &View<'_>, grid: Grid, run: &Run, beside: &[&'i Item]) -> Header<'i> {
    let row = &view.table.rows[run.row];
    let slots = view.line(&view.items[run.label]).slots;
    let mut places: Vec<Option<u16>> = vec![None; row.columns.len()];
    let mut strange = Vec::new();
    // Beside values, what names a column is the label of a row, as that of the sum below a group.
    let has_values = |line: &[Item]| line.iter().any(|i| i.kind.is_value());
    let heads = view.items[..run.label].chunk_by(|a, b| a.line == b.line).rev();
    let heads = heads.filter(|line| view.line(&line[0]).slots == slots && !has_values(line));
    for item in heads.flat_map(|line| line.iter().rev()) {
        if item.kind == Kind::Word {
            strange.push(item.slot);
        }
        for meaning in view.uses(item) {
            let Use::Column(column) = meaning else { continue };
            let Some(at) = row.columns.iter().position(|&c| c == column) else { continue };
            places[at] = places[at].or(Some(item.slot));
        }
        if places.iter().all(Option::is_some) {
            break;
        }
    }
    let Some(places) = places.into_iter().collect::<Option<Vec<u16>>>() else { return Header::Unknown };
    // A head above the label itself is displaced: the page left out the slots above the labels.
    let displaced = places.iter().any(|&slot| slot <= view.items[run.label].slot);
    if displaced || !places.windows(2).all(|w| w[0] < w[1]) {
        return Header::Unknown;
    }
    let found: Vec<&Item> = places.iter().filter_map(|&slot| beside.iter().copied().find(|i| i.slot == slot)).collect();
    let outside = |i: &&Item| i.kind.is_value() && !places.contains(&i.slot);
    let all_placed = !beside.iter().copied().any(|i| outside(&i) && !(grid.counts == Counts::ExtraColumn && strange.contains(&i.slot)));
    if found.len() == places.len() && all_placed { Header::Over(found) } else { Header::Beside }
}

/// Refuses the rows that an equation contradicts in a table that lost blank cells: as many values as columns may be a blank
/// cell too few and a page number, a broken number or the value of another column too many.
pub(crate) fn doubt(view: &View<'_>, grid: Grid, runs: &[Run], entries: &mut [Entry]) {
    let width = |run: &Run| grid.width(&view.table.rows[run.row]);
    if grid.exact {
        return;
    }
    let short = |run: &Run| (1..width(run)).contains(&values(view, run).count()) && grid.cells(view, run).count() < width(run);
    let vanished = runs.iter().any(short);
    if grid.counts == Counts::Plausible && !vanished {
        return;
    }
    let strangers = vanished && matches!(grid.layout, Layout::Cells | Layout::Plain);
    for run in runs {
        let row = &view.table.rows[run.row];
        let own = &mut entries[row.first_slot..row.first_slot + row.columns.len()];
        let Some(equation) = row_equation(view, row).filter(|_| own.iter().all(|x| x.state.is_accounted_for())) else { continue };
        if !is_balanced(equation, own, row.first_slot) || strangers && is_whole_without_last(own) {
            own.fill(Entry::empty(State::ColumnUnknown));
        }
    }
}

/// Whether the last but one of some numbers is the sum of those before it, so that the last, twice as large, may be a stranger.
fn is_whole_without_last(own: &[Entry]) -> bool {
    let numbers: Vec<f64> = own.iter().map(|e| e.value.unwrap_or(0.0)).collect();
    let Some((last, others)) = numbers.split_last().filter(|(_, others)| others.len() > 1) else { return false };
    let (sum, before) = (others[others.len() - 1], &others[..others.len() - 1]);
    sum > 0.0 && (before.iter().sum::<f64>() - sum).abs() < 1e-9 && *last > sum
}

/// States the total of a row of unknown columns: a last value that is the sum of the others, as it is in every such row of
/// the table, and where columns are told by places, in the place of the others. Some reports print totals on few rows; there a
/// last value may be the sum of the others by chance.
fn total(view: &View<'_>, grid: Grid, runs: &[Run], run: &Run, found: &[&Item], own: &mut [Entry]) {
    let row = &view.table.rows[run.row];
    let repeated = runs.iter().filter(|r| r.row == run.row).count() > 1;
    if !sums_up(view, row) || repeated || grid.extra.is_some() || !adds_up(found) || found.len() >= row.columns.len() {
        return;
    }
    // Where some blank cells are shown, the one that is not may be the last.
    if grid.cells(view, run).count() != found.len() {
        return;
    }
    let short = |r: &&Run| (2..row.columns.len()).contains(&values(view, r).count());
    let all_add_up = |r: &Run| adds_up(&values(view, r).collect::<Vec<_>>());
    if runs.iter().filter(short).count() < LEAST_TOTALS || !runs.iter().filter(short).all(all_add_up) {
        return;
    }
    let Some(&item) = found.last() else { return };
    // A page prints some values away from their labels, so that only a line or pipes tell whose the last one is.
    if view.line(item).slots == 0 && found.iter().any(|i| i.line != item.line) || grid.counts == Counts::Displaced {
        return;
    }
    // A row that begins with the label of its group may stand a column further right than the others.
    let alike = |r: &&Run| labels_beside(view, r) == labels_beside(view, run);
    let lasts: Vec<&Item> = runs.iter().filter(short).filter(alike).filter_map(|r| values(view, r).last()).collect();
    let in_line = lasts.iter().filter(|other| stands_below(view, item, other)).count();
    if lasts.len() > 1 && in_line * 2 > lasts.len() {
        own[row.columns.len() - 1] = Entry::of(item);
    }
}

/// The number of labels on the line of a row.
fn labels_beside(view: &View<'_>, run: &Run) -> usize {
    let line = view.items[run.label].line;
    let near = |i: &&Item| i.line == line;
    let is_label = |i: &&Item| matches!(i.kind, Kind::Label(_));
    let before = view.items[..run.label].iter().rev().take_while(near).filter(is_label).count();
    before + view.items[run.label..].iter().take_while(near).filter(is_label).count()
}

/// Whether the last cell of a row is the sum of all others.
fn sums_up(view: &View<'_>, row: &Row) -> bool {
    let last = row.first_slot + row.columns.len() - 1;
    row_equation(view, row).is_some_and(|e| e.right.len() == 1 && e.right[0].slot == last && e.left.len() + 1 == row.columns.len())
}

/// Whether two values begin, end or have their middle in one place of their lines. Between pipes, places mean nothing.
fn stands_below(view: &View<'_>, item: &Item, other: &Item) -> bool {
    if view.line(item).slots > 0 || view.line(other).slots > 0 {
        return true;
    }
    let [one, two] = [item, other].map(|i| (view.column(i), view.column(i) + view.width(i)));
    one.0.abs_diff(two.0) <= 1 || one.1.abs_diff(two.1) <= 1 || (one.0 + one.1).abs_diff(two.0 + two.1) <= 2
}

/// Whether the last of several positive numbers is the sum of the others.
fn adds_up(values: &[&Item]) -> bool {
    let numbers: Vec<f64> = values.iter().filter_map(|i| if let Kind::Number(value) = i.kind { Some(value) } else { None }).collect();
    let Some((last, others)) = numbers.split_last().filter(|(_, others)| !others.is_empty() && numbers.len() == values.len()) else { return false };
    *last > 0.0 && others.iter().all(|&v| v > 0.0) && (others.iter().sum::<f64>() - last).abs() < 1e-9
}
