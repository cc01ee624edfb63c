//! The text of the tables becomes the cells of the form, whatever the layout did to it.
//!
//! [`lex`] cuts the text into items, [`label`] joins labels that were broken, [`zone`] finds where each table stands and
//! which edition it is, [`certain`] reads the tables that leave no choice, [`rows`] and [`blocks`] give every other printed
//! value its cell, or refuse, and [`absent`] says why a table is not there. Rows are found by their labels. A value gets a column only where the number of values leaves no
//! choice or the grid is explicit; where blank cells vanished and the column cannot be known, it is `column_unknown`.

mod absent;
mod assign;
mod blocks;
mod certain;
mod grid;
mod label;
mod lex;
mod piece;
mod rows;
mod sequence;
mod sight;
mod zone;

use super::{Cell, Section, State, Status};
use crate::definition::{Family, Form, TableForm};
use crate::finding::{Code, Finding};
use crate::text::Span;
use lex::{Item, Kind, Lexed};

/// The tables of one document.
pub(crate) struct Tables {
    /// The edition that the labels, else the year, tell.
    pub(crate) edition: Option<usize>,
    /// Every cell of the form.
    pub(crate) cells: Vec<Cell>,
    /// The parts of the text that the tables take, sorted.
    pub(crate) spans: Vec<Span>,
    /// The layout that most cells were read from.
    pub(crate) layout: &'static str,
    /// How much could be accounted for.
    pub(crate) status: Status,
}

/// What one cell says: one for each slot of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Why there is a value, or none.
    pub(crate) state: State,
    /// The value; present exactly if the state is stated.
    pub(crate) value: Option<f64>,
    /// What is printed.
    pub(crate) span: Option<Span>,
    /// The unit that is printed in the cell.
    pub(crate) unit: Option<Span>,
}

impl Entry {
    /// A cell without anything printed.
    #[inline]
    pub(crate) fn empty(state: State) -> Self {
        Self { state, value: None, span: None, unit: None }
    }

    /// What an item prints; a blank slot, and what is neither number nor sign, have no value.
    #[inline]
    pub(crate) fn of(item: &Item) -> Self {
        let printed = Some(item.span).filter(|s| !s.is_empty());
        match item.kind {
            Kind::Number(value) => Self { state: State::Stated, value: Some(value), span: printed, unit: item.unit() },
            Kind::Sign(state) => Self { state, value: None, span: printed, unit: None },
            Kind::Blank | Kind::Tail => Self::empty(State::Blank),
            _ => Self { state: State::Illegible, value: None, span: printed, unit: None },
        }
    }
}

/// One table as it was read.
pub(crate) struct Reading {
    /// One entry for each slot of the table's form.
    pub(crate) entries: Vec<Entry>,
    /// Whether each row of the form is one that this report prints: of alternatives, one is not.
    pub(crate) active: Vec<bool>,
    /// The part of the text that it takes; `None` where nothing of it is there.
    pub(crate) span: Option<Span>,
    /// How its cells lie.
    pub(crate) layout: &'static str,
}

impl Reading {
    /// A table of which every cell has the same state.
    pub(crate) fn absent(table: &TableForm, state: State) -> Self {
        let active = table.rows.iter().map(|row| row.instead_of.is_empty()).collect();
        Self { entries: vec![Entry::empty(state); table.slots], active, span: None, layout: "none" }
    }
}

/// Reads the tables of a report. Never fails.
pub(crate) fn read(family: &Family, text: &str, sections: &[Section], year: Option<i32>, findings: &mut Vec<Finding>) -> Tables {
    let lexed = lex::lex(text, &family.labels);
    let edition = zone::edition(family, &lexed, sections, year, findings);
    let form = edition.map(|e| &family.forms[e]).filter(|form| !form.tables.is_empty());
    let Some((edition, form)) = edition.zip(form) else {
        return Tables { edition, cells: Vec::new(), spans: Vec::new(), layout: "none", status: Status::NoTables };
    };
    let mut readings = Vec::with_capacity(form.tables.len());
    for (index, table) in form.tables.iter().enumerate() {
        let spoilt = readings.iter().any(|r: &Reading| r.entries.iter().any(|e| e.state == State::ColumnUnknown));
        readings.push(read_table(family, text, sections, &lexed, (edition, index, table, spoilt), findings));
    }
    spread_deduplication(form, &mut readings);
    let cells = cells(form, &readings);
    let mut spans: Vec<Span> = readings.iter().filter_map(|r| r.span).collect();
    spans.sort_unstable();
    let layout = readings.iter().map(|r| r.layout).rfind(|&l| l != "none").unwrap_or("none");
    note_cells(form, &cells, text, findings);
    Tables { edition: Some(edition), status: status(&cells), cells, spans, layout }
}

/// What one table shows to be deduplicated, all are: lines were removed from the whole text.
///
/// What the other tables still state stands where an equation tests it, or where a row has one number; what they lack may have been a
/// repeated line, and of several numbers one may stand for another.
fn spread_deduplication(form: &Form, readings: &mut [Reading]) {
    if !readings.iter().any(|r| r.entries.iter().any(|e| e.state == State::LostByDedup)) {
        return;
    }
    for (table, reading) in form.tables.iter().zip(readings) {
        for row in &table.rows {
            let slots = row.first_slot..row.first_slot + row.columns.len();
            let is_tested = table.equations.iter().any(|e| e.left.iter().chain(&e.right).any(|term| slots.contains(&term.slot)));
            let own = &mut reading.entries[slots];
            if own.iter().any(|e| e.state != State::Stated) || own.len() > 1 && !is_tested {
                own.fill(Entry::empty(State::LostByDedup));
            }
        }
    }
}

/// The items behind which no table goes on: the largest of a form has 300, damaged ones three times as many. The rules compare rows with
/// rows, which takes hours where a text made to break readers has a million.
const MOST_ITEMS: usize = 8000;

/// Reads one table: by its labels, or by its one row of blocks, or says why it is not there.
fn read_table(
    family: &Family,
    text: &str,
    sections: &[Section],
    lexed: &Lexed,
    (edition, index, table, spoilt): (usize, usize, &TableForm, bool),
    findings: &mut Vec<Finding>,
) -> Reading {
    let zone = zone::zone(family, lexed, sections, edition, index, table);
    let items = &lexed.items[zone.items.clone()];
    let items = &items[..items.len().min(MOST_ITEMS)];
    let view = zone::View { text, labels: &family.labels, lines: &lexed.lines, all: &lexed.items, spoilt, items, edition, index, table };
    if let Some(reading) = certain::read(&view, findings) {
        return reading;
    }
    let items = label::join(&family.labels, text, items, &lexed.lines, edition, index);
    let view = zone::View { items: &items, ..view };
    let found = match table.shape {
        crate::definition::Shape::Blocks => blocks::read(&view, findings),
        _ => rows::read(&view, findings),
    };
    found.unwrap_or_else(|| absent::explain(text, sections, lexed, table, &zone, findings))
}

/// The entries of all tables as the cells of the form, in its order.
fn cells(form: &Form, readings: &[Reading]) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(200);
    for (index, (table, reading)) in form.tables.iter().zip(readings).enumerate() {
        for (row_index, row) in table.rows.iter().enumerate().filter(|(at, _)| reading.active[*at]) {
            let entries = &reading.entries[row.first_slot..];
            cells.extend(row.columns.iter().zip(entries).map(|(&column, entry)| Cell {
                table: index,
                row: row_index,
                column,
                value: entry.value,
                state: entry.state,
                verification: None,
                proposed: None,
                span: entry.span,
                unit: entry.unit,
            }));
        }
    }
    cells
}

fn status(cells: &[Cell]) -> Status {
    let accounted = cells.iter().filter(|c| c.state.is_accounted_for()).count();
    if accounted == cells.len() && accounted > 0 {
        return Status::Complete;
    }
    let lost = cells.iter().filter(|c| matches!(c.state, State::LostUpstream | State::LostByDedup)).count();
    let missing = cells.iter().filter(|c| c.state == State::RowMissing).count();
    match (accounted, lost) {
        (0, n) if n == cells.len() && n > 0 => Status::TablesLost,
        (0, 0) if missing == cells.len() => Status::NoTables,
        _ => Status::Partial,
    }
}

/// Findings about single cells: what cannot be read, and counts with decimals.
fn note_cells(form: &Form, cells: &[Cell], text: &str, findings: &mut Vec<Finding>) {
    // Every count comes back from `i64`; `fract` is a call where the machine has no such instruction.
    #[expect(clippy::cast_possible_truncation, reason = "a value that is cut differs, which is what is asked")]
    let has_decimals = |value: f64| (value - (value as i64) as f64).abs() > 0.0;
    for cell in cells {
        if cell.state != State::Illegible && !cell.value.is_some_and(has_decimals) {
            continue;
        }
        let table = &form.tables[cell.table];
        let column = &table.columns[cell.column];
        let name = || format!("{}.{}.{}", table.name, table.rows[cell.row].code, column.code);
        let Some(span) = cell.span else { continue };
        if cell.state == State::Illegible {
            findings.push(Finding::at(Code::Illegible, span, format!("{} prints `{}`, which is no accepted number", name(), span.of(text))));
        } else if column.kind == crate::definition::ValueKind::Count {
            findings.push(Finding::at(Code::NotAnInteger, span, format!("{} is a count and prints `{}`", name(), span.of(text))));
        }
    }
}
