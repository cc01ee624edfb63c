//! A table whose rows have labels becomes entries: each label takes the values behind it.

use super::assign::{Grid, assign, doubt};
use super::lex::{Item, Kind};
use super::zone::View;
use super::{Entry, Reading, sequence};
use crate::definition::{Row, TableForm, Use};
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
    let runs = runs(view);
    if runs.is_empty() {
        return None;
    }
    let table = view.table;
    let active = active(table, &runs);
    let grid = Grid::of(view, &runs);
    let mut entries = vec![Entry::empty(State::RowMissing); table.slots];
    let mut seen = vec![false; table.rows.len()];
    let deduplicated = is_deduplicated(view, &runs);
    if deduplicated {
        let message = format!("{}: every line of the table stands once, so that repeated numbers are gone", table.name);
        findings.push(Finding::new(Code::TableDeduplicated, message));
        entries.fill(Entry::empty(State::LostByDedup));
    } else {
        let windows = sequence::windows(view, &runs, &active);
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
        doubt(view, grid, &runs, &mut entries);
        for window in windows {
            sequence::distribute(view, &runs[window], &mut entries);
        }
        sequence::repair(view, &runs, &active, &mut entries);
    }
    note(view, &runs, &active, &entries, findings);
    let last = runs.iter().flat_map(|r| r.items.iter().chain([&r.label])).max().copied().unwrap_or(0);
    let span = view.items[runs[0].label].span.cover(view.items[last].span);
    Some(Reading { entries, active, span: Some(span), layout: grid.layout.code() })
}

/// The runs of values, one for each row label that is printed, in the order of the text.
fn runs(view: &View<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(view.table.rows.len());
    let mut open = false;
    let piped = has_piped_values(view);
    for (at, item) in view.items.iter().enumerate() {
        match item.kind {
            kind if piped && kind.is_value() && view.line(item).slots == 0 => {}
            Kind::Label(_) => {
                if let Some(row) = row_of(view, at, runs.last()) {
                    runs.push(Run { row, label: at, items: Vec::new(), stray: Vec::new(), broken: false });
                    open = true;
                } else {
                    // A vertical group label stands among the lines of the row beside it.
                    let waits = runs.last().is_some_and(|run| !run.items.iter().any(|&i| view.items[i].kind.is_value()));
                    open = open && waits && view.line(item).slots == 0;
                }
            }
            Kind::Number(_) | Kind::Sign(_) | Kind::Garbled | Kind::Blank | Kind::Tail => {
                let Some(run) = runs.last_mut() else { continue };
                if open && !run.broken {
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
            Kind::Prose => open = false,
            Kind::Same | Kind::Joined => {}
        }
    }
    runs
}

/// Whether nearly all values stand on lines of pipes: a number on a line without one is the number of a page.
fn has_piped_values(view: &View<'_>) -> bool {
    let values = view.items.iter().filter(|i| i.kind.is_value());
    let (all, piped) = values.fold((0, 0), |(all, piped), i| (all + 1, piped + usize::from(view.line(i).slots > 0)));
    piped * 10 > all * 9
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
            (last + 1..view.table.rows.len().min(last + 4)).find(|&next| view.table.rows[next].label_zh.ends_with(label.as_str()))
        }
        _ => None,
    }
}

fn values_follow(view: &View<'_>, at: usize) -> bool {
    let next = view.items[at + 1..].iter().find(|i| !matches!(i.kind, Kind::Blank | Kind::Tail | Kind::Same | Kind::Joined));
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

/// Whether the lines of the table were deduplicated: rows without any value although every number stands only once.
///
/// A table of the form repeats its numbers; one with a cell a line, many labels and no number twice lost its repetitions.
fn is_deduplicated(view: &View<'_>, runs: &[Run]) -> bool {
    let values: Vec<&Item> =
        runs.iter().flat_map(|r| r.items.iter().chain(&r.stray)).map(|&at| &view.items[at]).filter(|i| i.kind.is_value()).collect();
    let empty = runs.iter().filter(|r| r.items.is_empty()).count();
    if values.is_empty() || empty < 4 || values.len() * 3 > runs.len() * view.table.columns.len() {
        return false;
    }
    let bits = |item: &Item| if let Kind::Number(value) = item.kind { value.to_bits() } else { u64::MAX };
    let mut seen: Vec<u64> = values.iter().map(|i| bits(i)).collect();
    let filler = values.iter().any(|i| matches!(i.kind, Kind::Number(0.0) | Kind::Sign(_)));
    seen.sort_unstable();
    filler && seen.windows(2).all(|w| w[0] != w[1])
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
