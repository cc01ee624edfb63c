//! The families' definitions become the codebook: every code with its labels.

use super::words;
use crate::definition::{Equation, Family, Row, RowKind, TableForm};
use crate::finding::Code;

/// One code of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeEntry {
    /// The table that the code stands in.
    pub table_name: String,
    /// The column that the code stands in, or what the columns of the table are called where the code is a column.
    pub column_name: String,
    /// The code.
    pub code: String,
    /// The Chinese label, for a form as it prints it; `None` where it prints none.
    pub label_zh: Option<String>,
    /// The English label.
    pub label_en: Option<String>,
    /// The unit of its values.
    pub unit: Option<String>,
    /// The edition of the form; `None` where the code belongs to none.
    pub edition: Option<String>,
    /// The code that it is part of: of a row its group, of a section or figure its family, of a check its table.
    pub parent: Option<String>,
    /// The code of another edition that measures the same.
    pub comparable_with: Option<String>,
    /// Why values of two editions must not be put in one series.
    pub break_note: Option<String>,
}

impl CodeEntry {
    fn new(table: &str, column: &str, code: &str) -> Self {
        Self { table_name: table.to_owned(), column_name: column.to_owned(), code: code.to_owned(), ..Self::default() }
    }

    fn labelled(self, zh: &str, en: &str) -> Self {
        let label = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        Self { label_zh: label(zh), label_en: label(en), ..self }
    }

    fn within(self, parent: &str) -> Self {
        Self { parent: Some(parent.to_owned()), ..self }
    }
}

/// Every code of the dataset: those of every family's definition, in its order, then those that every dataset has.
#[must_use]
pub fn codebook(families: &[Family]) -> Vec<CodeEntry> {
    let mut entries = Vec::new();
    for family in families {
        entries.push(CodeEntry::new("documents", "family", &family.code).labelled(&family.label_zh, &family.label_en));
        entries.extend(
            family.editions.iter().map(|e| CodeEntry::new("documents", "edition", &e.code).labelled(&e.label_zh, &e.label_en).within(&family.code)),
        );
        entries.extend(
            family.sections.iter().map(|s| CodeEntry::new("sections", "code", &s.code).labelled(&s.label_zh, &s.label_en).within(&family.code)),
        );
        for (edition, form) in family.editions.iter().zip(&family.forms) {
            for table in &form.tables {
                let of_table = entries.len();
                rows(table, &mut entries);
                checks(table, &mut entries);
                entries[of_table..].iter_mut().for_each(|entry| entry.edition = Some(edition.code.clone()));
            }
        }
        entries.extend(family.figures.iter().map(|f| {
            let entry = CodeEntry::new("figures", "figure", &f.code).labelled(&f.label_zh, &f.label_en).within(&family.code);
            CodeEntry { unit: Some(f.unit.clone()).filter(|u| !u.is_empty()), ..entry }
        }));
    }
    entries.extend(words::WORDS.iter().map(|(table, column, code, zh, en)| CodeEntry::new(table, column, code).labelled(zh, en)));
    entries.extend(
        Code::ALL
            .iter()
            .map(|c| CodeEntry::new("findings", "code", c.code()).labelled(words::finding_zh(*c), c.meaning()).within(c.severity().code())),
    );
    entries
}

/// The codes of the rows, columns, groups and kinds of one table of one edition.
fn rows(table: &TableForm, entries: &mut Vec<CodeEntry>) {
    let new = |column: &str, code: &str| CodeEntry::new(&table.name, column, code);
    if let Some(key) = &table.group_key {
        entries.extend(table.groups.iter().map(|g| new(key, &g.code).labelled(g.label_zh.as_deref().unwrap_or(""), &g.label_en)));
    }
    if let Some(key) = &table.kind_key {
        for kind in [RowKind::Inflow, RowKind::Outcome, RowKind::Sum, RowKind::Outflow] {
            if table.rows.iter().any(|r| r.kind == Some(kind)) {
                let (zh, en) = words::kind(kind);
                entries.push(new(key, kind.code()).labelled(zh, en));
            }
        }
    }
    entries.extend(table.rows.iter().map(|row| CodeEntry {
        unit: unit_of(table, row),
        parent: row.group.map(|g| table.groups[g].code.clone()),
        comparable_with: row.comparable_with.clone(),
        break_note: row.break_note.clone(),
        ..new(&table.row_key, &row.code).labelled(&row.label_zh, &row.label_en)
    }));
    entries.extend(table.columns.iter().map(|column| CodeEntry {
        unit: Some(column.unit.clone()).filter(|u| !u.is_empty()),
        comparable_with: column.comparable_with.clone(),
        break_note: column.break_note.clone(),
        ..new(&table.column_key, &column.code).labelled(&column.label_zh, &column.label_en)
    }));
}

/// The unit that all cells of a row share; `None` where they differ or have none.
fn unit_of(table: &TableForm, row: &Row) -> Option<String> {
    let mut units = row.columns.iter().map(|&c| &table.columns[c].unit);
    let first = units.next()?;
    units.all(|u| u == first).then(|| first.clone()).filter(|u| !u.is_empty())
}

/// The checks of one table, each once, with its equation for the first row or column in codes.
fn checks(table: &TableForm, entries: &mut Vec<CodeEntry>) {
    for (at, equation) in table.equations.iter().enumerate() {
        if !table.equations[..at].iter().any(|e| e.code == equation.code) {
            let zh = if equation.printed { "表内勾稽关系" } else { "表间推导关系" };
            entries.push(CodeEntry::new("checks", "check_code", &equation.code).labelled(zh, &said(table, equation)).within(&table.name));
        }
    }
}

/// An equation in codes: those of its rows if it runs down a column, else those of its columns.
fn said(table: &TableForm, equation: &Equation) -> String {
    let across = table.columns.iter().any(|c| c.code == equation.scope);
    let code = |term: &crate::definition::Term| {
        let row = &table.rows[term.row];
        if across { row.code.as_str() } else { table.columns[row.columns[term.slot - row.first_slot]].code.as_str() }
    };
    let side = |terms: &[crate::definition::Term]| terms.iter().map(code).collect::<Vec<_>>().join(" + ");
    format!("{} = {}", side(&equation.left), side(&equation.right))
}
