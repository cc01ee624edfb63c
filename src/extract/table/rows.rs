//! A table whose rows have labels becomes entries: each label takes the values behind it.

use super::assign::{assign, doubt};
use super::grid::Grid;
use super::lex::{Item, Kind};
use super::zone::View;
use super::{Entry, Reading, sequence};
use crate::definition::{Row, Shape, TableForm, Use};
use crate::extract::State;
use crate::finding::{Code, Finding};

/// What stands behind one row label, up to the next label.
pub(crate) struct Run {
    /// The row of the form.
    pub(crate) row: usize,
    /// The item of the label.
    pub(crate) label: usize,
    /// The values and blank slots behind it.
    pub(crate) items: Vec<usize>,
    /// The values that stand behind a word that is no part of a label: whose they are is not known.
    pub(crate) stray: Vec<usize>,
    /// Whether such a word was met.
    pub(crate) broken: bool,
}

/// Reads the table. `None` where not one row label is there.
pub(crate) fn read(view: &View<'_>, findings: &mut Vec<Finding>) -> Option<Reading> {
    let (mut runs, displaced) = runs(view);
    drop_second_table(view, &mut runs, findings);
    if runs.is_empty() {
        return None;
    }
    let table = view.table;
    let active = active(table, &runs);
    let grid = Grid::of(view, &runs, displaced);
    let mut entries = vec![Entry::empty(State::RowMissing); table.slots];
    let mut seen = vec![false; table.rows.len()];
    let deduplicated = is_deduplicated(view, &runs);
    if deduplicated {
        let message = format!("{}: every line of the table stands once, so that repeated numbers are gone", table.name);
        findings.push(Finding::new(Code::TableDeduplicated, message));
        entries.fill(Entry::empty(State::LostByDedup));
    } else {
        let windows = if grid.is_wider() { Vec::new() } else { sequence::windows(view, &runs, &active) };
        for (at, run) in runs.iter().enumerate().filter(|(_, run)| active[run.row]) {
            if std::mem::replace(&mut seen[run.row], true) {
                let message = format!("{}: row {} is printed again; its first values count", table.name, table.rows[run.row].code);
                findings.push(Finding::at(Code::ExtraRow, view.items[run.label].span, message));
                continue;
            }
            if !windows.iter().any(|w| w.contains(&at)) {
                assign(view, grid, &runs, run, &mut entries);
            }
        }
        sequence::doubt(view, grid, &runs, &mut entries);
        doubt(view, grid, &runs, &mut entries);
        for window in windows {
            sequence::distribute(view, &runs[window], &mut entries);
        }
        if !grid.is_wider() {
            sequence::repair(view, &runs, &active, &mut entries);
        }
    }
    note(view, &runs, &active, &entries, findings);
    let last = runs.iter().flat_map(|r| r.items.iter().chain([&r.label])).max().copied().unwrap_or(0);
    let span = view.items[runs[0].label].span.cover(view.items[last].span);
    Some(Reading { entries, active, span: Some(span), layout: grid.layout.code() })
}

/// The runs of values, one for each row label that is printed, in the order of the text; and whether values stand between a head
/// and the first label below it, so that values may stand before their labels.
fn runs(view: &View<'_>) -> (Vec<Run>, bool) {
    let mut runs: Vec<Run> = Vec::with_capacity(view.table.rows.len());
    let (mut open, mut below_head, mut early, mut displaced) = (false, false, false, false);
    // The line of a label of which a part is missing: its values are not those of the label before it.
    let mut unknown = None;
    let frame = Frame::of(view);
    for (at, item) in view.items.iter().enumerate() {
        match item.kind {
            kind if kind.is_value() && frame != Frame::Lines && is_page_number(view, item, runs.last(), frame) => {}
            Kind::Label(_) => {
                if let Some(row) = row_of(view, at, runs.last()) {
                    runs.push(Run { row, label: at, items: Vec::new(), stray: Vec::new(), broken: false });
                    displaced |= early;
                    (open, below_head, early, unknown) = (true, false, false, None);
                } else if let Some(run) = runs.last_mut().filter(|_| is_sum(view, at)) {
                    run.broken = true;
                } else {
                    // A vertical group label stands among the lines of the row beside it; a head of columns begins another block.
                    let is_head = view.table.shape != Shape::Wide || view.uses(item).any(|u| matches!(u, Use::Column(_)));
                    let waits = runs.last().is_some_and(|run| !run.items.iter().any(|&i| view.items[i].kind.is_value()));
                    open = open && waits && !is_head && view.line(item).slots == 0;
                    below_head |= is_head && view.uses(item).next().is_some();
                }
            }
            Kind::Number(_) | Kind::Sign(_) | Kind::Garbled | Kind::Blank | Kind::Tail => {
                early |= below_head && item.kind.is_value();
                let Some(run) = runs.last_mut() else { continue };
                if open && !run.broken && unknown != Some(item.line) {
                    run.items.push(at);
                } else if item.kind.is_value() {
                    run.stray.push(at);
                }
            }
            Kind::Word => {
                if let Some(run) = runs.last_mut() {
                    let beside = view.line(item).slots > 1 && item.line == view.items[run.label].line;
                    if beside && open {
                        run.items.push(at);
                    } else {
                        run.broken = true;
                    }
                }
            }
            Kind::Piece => {
                let Some(run) = runs.last_mut() else { continue };
                if view.line(item).slots < 2 {
                    run.broken = true;
                } else if item.line != view.items[run.label].line {
                    unknown = Some(item.line);
                }
            }
            Kind::Prose => open = false,
            Kind::Same | Kind::Joined => {}
        }
    }
    (runs, displaced && frame != Frame::Pipes)
}

/// Where rows that were there come again, one behind the other, another table begins: that of a second report, or of differences.
fn drop_second_table(view: &View<'_>, runs: &mut Vec<Run>, findings: &mut Vec<Finding>) {
    if runs.windows(2).all(|pair| pair[0].row < pair[1].row) {
        return;
    }
    let again = |at: usize| runs[..at].iter().any(|run| run.row == runs[at].row);
    let second = (1..runs.len()).find(|&at| again(at) && at + 1 < runs.len() && again(at + 1) && runs[at].row < runs[at + 1].row);
    if let Some(second) = second {
        let message = format!("{}: row {} begins another table; it is left out", view.table.name, view.table.rows[runs[second].row].code);
        findings.push(Finding::at(Code::SecondReport, view.items[runs[second].label].span, message));
        runs.truncate(second);
    }
}

/// What holds the cells of a table apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Pipes: a number on a line without one is the number of a page.
    Pipes,
    /// Places on a line.
    Columns,
    /// Nothing but lines.
    Lines,
}

impl Frame {
    fn of(view: &View<'_>) -> Self {
        let cells = view.items.iter().filter(|i| i.kind.is_value() || matches!(i.kind, Kind::Label(_)));
        let (all, piped) = cells.fold((0, 0), |(all, piped), i| (all + 1, piped + usize::from(view.line(i).slots > 0)));
        if piped * 10 > all * 9 {
            return Self::Pipes;
        }
        let values = view.items.iter().filter(|i| i.kind.is_value()).count();
        let beside = view.items.windows(2).filter(|pair| pair[1].kind.is_value() && pair[0].line == pair[1].line).count();
        if beside * 2 > values { Self::Columns } else { Self::Lines }
    }
}

/// Whether a number stands where no cell is: on a line without a pipe in a table of pipes; or, where cells are told by their
/// places, alone on a line and not to the right of the label before it.
fn is_page_number(view: &View<'_>, item: &Item, before: Option<&Run>, frame: Frame) -> bool {
    if view.line(item).slots > 0 || frame == Frame::Pipes {
        return view.line(item).slots == 0;
    }
    before
        .map(|run| &view.items[run.label])
        .is_some_and(|label| item.line != label.line && view.is_alone(item) && view.column(item) <= view.column(label))
}

/// The row that a label names here, if it names one.
///
/// A label may be a group and, where the report prints one row for the group, a row: it is the row if values follow. A
/// column label in the place of a row that lost its number (其他, 总计) is that row if values follow.
fn row_of(view: &View<'_>, at: usize, before: Option<&Run>) -> Option<usize> {
    let (mut row, mut other, mut column) = (None, false, None);
    for meaning in view.uses(&view.items[at]) {
        match meaning {
            Use::Row(index) => row = Some(index),
            Use::Column(index) => column = Some(index),
            Use::Group(_) | Use::Furniture => other = true,
        }
    }
    match (row, other, column) {
        (Some(row), false, _) => Some(row),
        (Some(row), true, _) => {
            let next_is_value = values_follow(view, at);
            let replaced = next_row(view, at).is_some_and(|next| view.table.rows[row].instead_of.contains(&next));
            (next_is_value || !replaced).then_some(row)
        }
        (None, _, Some(column)) if values_follow(view, at) => {
            let last = before?.row;
            let label = &view.table.columns[column].label_zh;
            let row = (last + 1..view.table.rows.len().min(last + 4)).find(|&next| view.table.rows[next].label_zh.ends_with(label.as_str()))?;
            // A sum below a group is no row of the form: that row has its own label, or there are several sums.
            let printed = view.items.iter().any(|i| view.uses(i).any(|u| u == Use::Row(row)));
            let alone = (0..view.items.len()).filter(|&other| view.items[other].kind == view.items[at].kind && is_sum(view, other)).count() == 1;
            (!printed && alone).then_some(row)
        }
        _ => None,
    }
}

/// Whether a column label stands between values, as that of a row does: the sum below a group, or a row that lost its number.
fn is_sum(view: &View<'_>, at: usize) -> bool {
    let item = &view.items[at];
    let is_column = view.uses(item).next().is_some() && view.uses(item).all(|u| matches!(u, Use::Column(_)));
    let before = || view.items[..at].iter().rev().find(|i| !matches!(i.kind, Kind::Blank | Kind::Tail | Kind::Same | Kind::Joined));
    is_column && before().is_some_and(|i| i.kind.is_value()) && values_follow(view, at)
}

/// Whether the next cell is a value. Behind a part of another label on the same line it is that label's.
fn values_follow(view: &View<'_>, at: usize) -> bool {
    let next = view.items[at + 1..]
        .iter()
        .find(|i| !matches!(i.kind, Kind::Blank | Kind::Tail | Kind::Same) && (i.kind != Kind::Joined || i.line == view.items[at].line));
    next.is_some_and(|i| i.kind.is_value())
}

fn next_row(view: &View<'_>, at: usize) -> Option<usize> {
    let next = view.items[at + 1..].iter().find(|i| matches!(i.kind, Kind::Label(_)))?;
    view.uses(next).find_map(|u| if let Use::Row(row) = u { Some(row) } else { None })
}

/// Which rows this report prints: an alternative in place of its rows where none of them is there.
fn active(table: &TableForm, runs: &[Run]) -> Vec<bool> {
    let printed = |row: usize| runs.iter().any(|r| r.row == row);
    let mut active = vec![true; table.rows.len()];
    for (index, row) in table.rows.iter().enumerate().filter(|(_, row)| !row.instead_of.is_empty()) {
        let instead = printed(index) && !row.instead_of.iter().any(|&r| printed(r));
        active[index] = instead;
        row.instead_of.iter().for_each(|&r| active[r] = !instead);
    }
    active
}

/// Whether the lines of the table were deduplicated: rows without any value in a text that has no line twice.
///
/// A table of the form repeats its heads and its numbers; one with a cell a line, many labels and no line twice lost its repetitions.
fn is_deduplicated(view: &View<'_>, runs: &[Run]) -> bool {
    let is_value = |at: usize| view.items[at].kind.is_value();
    let is_empty = |r: &Run| !r.items.iter().any(|&at| is_value(at));
    // A line that holds a label, too, is not equal to another.
    let beside = |r: &Run| r.items.iter().map(|&at| &view.items[at]).any(|i| i.kind != Kind::Tail && i.line == view.items[r.label].line);
    runs.iter().any(is_empty) && !runs.iter().any(beside) && has_single_lines(view)
}

/// So many lines of a report, a cell a line, do not all differ.
const LEAST_LINES: usize = 40;

/// Whether no line stands twice, from the first label of the tables to their last cell.
fn has_single_lines(view: &View<'_>) -> bool {
    let first = view.all.iter().find(|i| matches!(i.kind, Kind::Label(_)));
    let last = view.all.iter().rfind(|i| matches!(i.kind, Kind::Label(_)) || i.kind.is_value());
    let Some((first, last)) = first.zip(last) else { return false };
    let mut lines: Vec<&str> = first.span.cover(last.span).of(view.text).lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    // What a report prints in its empty cells is left once, wherever it stood first; a form without any number lost none.
    view.all.iter().any(|i| i.kind.is_value()) && lines.len() >= LEAST_LINES && lines.windows(2).all(|pair| pair[0] != pair[1])
}

/// Findings about the table's rows.
fn note(view: &View<'_>, runs: &[Run], active: &[bool], entries: &[Entry], findings: &mut Vec<Finding>) {
    let table = view.table;
    for (index, row) in table.rows.iter().enumerate().filter(|(at, _)| active[*at]) {
        let own = &entries[row.first_slot..row.first_slot + row.columns.len()];
        if own.iter().all(|e| e.state == State::RowMissing) {
            findings.push(Finding::new(Code::RowMissing, format!("{}: no row {} ({})", table.name, row.code, row.label_zh)));
        } else if own.iter().any(|e| e.state == State::ColumnUnknown) {
            let run = runs.iter().find(|r| r.row == index);
            let values = run.map_or(0, |r| r.items.iter().filter(|&&at| view.items[at].kind.is_value()).count());
            let message = format!("{}: row {} prints {values} values for {} columns", table.name, row.code, row.columns.len());
            let span = run.map(|r| view.items[r.label].span);
            findings.push(Finding { code: Code::ColumnUnknown, message, span });
        }
        if !row.instead_of.is_empty() {
            findings.push(merged(table, row));
        }
    }
}

/// The finding about a row that is printed in place of others.
pub(crate) fn merged(table: &TableForm, row: &Row) -> Finding {
    let codes: Vec<&str> = row.instead_of.iter().map(|&r| table.rows[r].code.as_str()).collect();
    Finding::new(Code::RowsMerged, format!("{}: one row {} in place of {}", table.name, row.code, codes.join(", ")))
}
