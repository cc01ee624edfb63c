//! The examples that a definition ships with: short texts, and what must be read from them.
//!
//! Whoever edits a definition sees by them at once whether it still says what it should; `reportlake definitions`
//! runs them. Their texts are own specimens, never taken from a real report.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::family::{Edition, Form};

/// A short text and what must be read from it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleEntry {
    /// What the example shows, in a few words.
    pub name: String,
    /// The text of the document: an own specimen.
    pub text: String,
    /// What must be read from it; what is not said here is not compared.
    pub expect: ExpectEntry,
}

/// What must be read from an example.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectEntry {
    /// Whether it is a report of the family; `false` for a near miss, of which nothing else is expected but the reason.
    #[serde(default = "yes")]
    pub recognised: bool,
    /// Why a near miss is no report: the code of the recognition.
    pub reason: Option<String>,
    /// The code of the edition.
    pub edition: Option<String>,
    /// The report year.
    pub year: Option<i32>,
    /// The agency in simplified script.
    pub agency: Option<String>,
    /// How much of the form is accounted for.
    pub status: Option<StatusEntry>,
    /// The number of equations that fail.
    pub checks_failed: Option<u32>,
    /// Values of stated cells, by `table.row.column`.
    #[serde(default)]
    pub cells: BTreeMap<String, f64>,
    /// States of cells without a value, by `table.row.column`.
    #[serde(default)]
    pub states: BTreeMap<String, StateEntry>,
}

fn yes() -> bool {
    true
}

/// How much of its form a document accounts for.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum StatusEntry {
    /// Every cell.
    Complete,
    /// Some cells.
    Partial,
    /// None: all were destroyed before the text reached us.
    TablesLost,
    /// None: nothing shows that there were any.
    NoTables,
}

/// Why a cell has no value.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum StateEntry {
    /// The cell is there and empty.
    Blank,
    /// The cell holds a slash.
    Slash,
    /// The cell holds a dash.
    Dash,
    /// The cell holds 无.
    NoneWord,
    /// The row is not in the table.
    RowMissing,
    /// The row prints numbers, but which column is whose is not known.
    ColumnUnknown,
    /// The table stood there and was destroyed.
    LostUpstream,
    /// Repeated lines of the table were removed.
    LostByDedup,
    /// The cell holds characters that are no accepted number.
    Illegible,
}

/// A short text and what must be read from it, compiled.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The text of the document.
    pub text: String,
    /// What must be read from it.
    pub expected: Expected,
}

/// What must be read from an example.
#[derive(Clone, Debug)]
pub enum Expected {
    /// A report of the family.
    Report(ExpectedReport),
    /// No report, for that reason; `None` where the definition names none.
    NotReport(Option<String>),
}

/// What must be read from a report; what is `None` is not compared.
#[derive(Clone, Debug, Default)]
pub struct ExpectedReport {
    /// The index of the edition.
    pub edition: Option<usize>,
    /// The report year.
    pub year: Option<i32>,
    /// The agency in simplified script.
    pub agency: Option<String>,
    /// The code of the status.
    pub status: Option<&'static str>,
    /// The number of equations that fail.
    pub checks_failed: Option<u32>,
    /// Cells, by name; may be few of the form's.
    pub cells: Vec<ExpectedCell>,
}

/// What must be read of one cell.
#[derive(Clone, Debug)]
pub struct ExpectedCell {
    /// `table.row.column`.
    pub name: String,
    /// The index of the table in the edition's form.
    pub table: usize,
    /// The index of the row in its table.
    pub row: usize,
    /// The index of the column in its table.
    pub column: usize,
    /// Its value, or the code of the state that leaves it without one.
    pub content: ExpectedContent,
}

/// What a cell must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedContent {
    /// A stated value.
    Value(f64),
    /// A state without a value, by its code.
    State(&'static str),
}

impl StatusEntry {
    fn code(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::TablesLost => "tables_lost",
            Self::NoTables => "no_tables",
        }
    }
}

impl StateEntry {
    fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Slash => "slash",
            Self::Dash => "dash",
            Self::NoneWord => "none_word",
            Self::RowMissing => "row_missing",
            Self::ColumnUnknown => "column_unknown",
            Self::LostUpstream => "lost_upstream",
            Self::LostByDedup => "lost_by_dedup",
            Self::Illegible => "illegible",
        }
    }
}

/// Table, row and column of the cell `table.row.column`; `None` where the form has no such cell.
#[must_use]
pub(super) fn place(form: &Form, name: &str) -> Option<(usize, usize, usize)> {
    let mut words = name.split('.');
    let (table, row, column) = (words.next()?, words.next()?, words.next()?);
    let at = form.tables.iter().position(|t| t.name == table)?;
    let form = &form.tables[at];
    let row = form.rows.iter().position(|r| r.code == row)?;
    let column = form.columns.iter().position(|c| c.code == column)?;
    (words.next().is_none() && form.rows[row].columns.contains(&column)).then_some((at, row, column))
}

/// Compiles all examples, which `meaning` has checked: `forms` is parallel to `editions`.
#[must_use]
pub(super) fn compile(written: &[ExampleEntry], editions: &[Edition], forms: &[Form]) -> Vec<Example> {
    written
        .iter()
        .map(|e| {
            let expected =
                if e.expect.recognised { Expected::Report(report(&e.expect, editions, forms)) } else { Expected::NotReport(e.expect.reason.clone()) };
            Example { name: e.name.clone(), text: e.text.clone(), expected }
        })
        .collect()
}

fn report(written: &ExpectEntry, editions: &[Edition], forms: &[Form]) -> ExpectedReport {
    let edition = written.edition.as_ref().and_then(|code| editions.iter().position(|e| &e.code == code));
    let values = written.cells.iter().map(|(name, value)| (name, ExpectedContent::Value(*value)));
    let states = written.states.iter().map(|(name, state)| (name, ExpectedContent::State(state.code())));
    let form = edition.and_then(|at| forms.get(at));
    let cells = values.chain(states).filter_map(|(name, content)| {
        let (table, row, column) = place(form?, name)?;
        Some(ExpectedCell { name: name.clone(), table, row, column, content })
    });
    ExpectedReport {
        edition,
        year: written.year,
        agency: written.agency.clone(),
        status: written.status.map(StatusEntry::code),
        checks_failed: written.checks_failed,
        cells: cells.collect(),
    }
}
