//! What is explained: a document, what was read from it, and how to name its parts.

use reportlake::definition::{Edition, Family, Form, Slot, TableForm};
use reportlake::extract::{Cell, Extraction, State, Verification};
use reportlake::text::Span;

use super::lines::Lines;
use crate::cli::escape::escaped;
use crate::cli::output::{Paint, Role};

/// Where a document came from.
pub(crate) struct Origin {
    /// The file as it was named.
    pub file: String,
    /// The number of the record in the file, from 0.
    pub record: u64,
    /// The encoding that the bytes were decoded from.
    pub encoding: String,
    /// How many byte sequences the encoding does not have.
    pub decode_errors: u64,
    /// What spans count in: `text`, `json` or `html`.
    pub basis: &'static str,
    /// The `url` of a JSON record.
    pub address: Option<String>,
}

/// A document with everything that was read from it.
pub(crate) struct View<'a> {
    pub origin: &'a Origin,
    pub text: &'a str,
    pub lines: Lines<'a>,
    pub families: &'a [Family],
    pub extraction: &'a Extraction,
    pub paint: Paint,
}

impl<'a> View<'a> {
    /// The family, if the document is a report.
    pub(crate) fn family(&self) -> Option<&'a Family> {
        self.extraction.recognition.family.and_then(|at| self.families.get(at))
    }

    /// The edition of the form, if it is known.
    pub(crate) fn edition(&self) -> Option<&'a Edition> {
        self.extraction.edition.and_then(|at| self.family()?.editions.get(at))
    }

    /// The tables of the edition, none if it is not known.
    pub(crate) fn tables(&self) -> &'a [TableForm] {
        let form: Option<&Form> = self.extraction.edition.and_then(|at| self.family()?.forms.get(at));
        form.map_or(&[], |form| &form.tables)
    }

    /// The cells of a table, in the order of the form.
    pub(crate) fn cells_of(&self, table: usize) -> impl Iterator<Item = &'a Cell> + use<'a> {
        self.extraction.cells.iter().filter(move |cell| cell.table == table)
    }

    /// The cell at a place of the form.
    pub(crate) fn cell(&self, table: usize, row: usize, column: usize) -> Option<&'a Cell> {
        self.cells_of(table).find(|cell| cell.row == row && cell.column == column)
    }

    /// A text of the document on one harmless line.
    pub(crate) fn quote(&self, span: Span) -> String {
        escaped(span.of(self.text).trim())
    }

    /// Heading of a stage.
    pub(crate) fn heading(&self, title: &str, rest: &str, out: &mut String) {
        out.push('\n');
        out.push_str(&self.paint.text(Role::Heading, title));
        if !rest.is_empty() {
            out.push_str("  ");
            out.push_str(rest);
        }
        out.push('\n');
    }
}

/// `table.row.column` in the codes of the form.
pub(crate) fn place(table: &TableForm, row: usize, column: usize) -> String {
    let row = table.rows.get(row).map_or("?", |r| &r.code);
    let column = table.columns.get(column).map_or("?", |c| &c.code);
    format!("{}.{row}.{column}", table.name)
}

/// Row and column of a slot.
pub(crate) fn row_and_column(table: &TableForm, slot: Slot) -> Option<(usize, usize)> {
    let row = table.rows.iter().position(|row| (row.first_slot..row.first_slot + row.columns.len()).contains(&slot))?;
    Some((row, *table.rows[row].columns.get(slot - table.rows[row].first_slot)?))
}

/// A number as people write it: no decimals that say nothing.
pub(crate) fn number(value: f64) -> String {
    format!("{value}")
}

/// A cell in a few characters: its number and what the arithmetic says, or why there is none.
pub(crate) fn mark(cell: &Cell) -> (String, Role) {
    let word = match cell.state {
        State::Stated => {
            let (sign, role) = sign(cell.verification);
            return (format!("{}{sign}", cell.value.map(number).unwrap_or_default()), role);
        }
        State::Blank => "_",
        State::Slash => "/",
        State::Dash => "-",
        State::NoneWord => "无",
        State::RowMissing => "no row",
        State::ColumnUnknown => "col?",
        State::LostUpstream => "lost",
        State::LostByDedup => "dedup",
        State::Illegible => "illegible",
    };
    (format!("{word} "), if cell.state.is_accounted_for() { Role::Faint } else { Role::Doubt })
}

/// The sign of a verification.
pub(crate) fn sign(verification: Option<Verification>) -> (&'static str, Role) {
    match verification {
        Some(Verification::Confirmed) => ("✓", Role::Good),
        Some(Verification::ConsistentZero) => (".", Role::Faint),
        Some(Verification::Contradicted) => ("✗", Role::Bad),
        Some(Verification::Untested) | None => (" ", Role::Plain),
    }
}

/// What the signs mean.
pub(crate) const LEGEND: &str = "\
✓ confirmed by an equation   . equations hold, on zeros only   ✗ contradicted   no sign: untested
_ blank   / - 无 printed so   no row, col?, lost, dedup, illegible: not known, which is not 0";
