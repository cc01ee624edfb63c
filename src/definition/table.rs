//! A table as written becomes the form of one edition: codes resolved to indices, cells numbered, equations to slots.

use super::equation;
use super::family::{Column, Group, Row, RowKind, SectionForm, Shape, TableForm, ValueKind};
use super::labels::is_printed;
use super::written::{ColumnEntry, RowEntry, RowKindEntry, ShapeEntry, TableEntry, ValueKindEntry};

/// Compiles a table for one edition. Codes that are not known and equations that mean nothing are left out: `meaning` reports them.
#[must_use]
pub(super) fn compile(entry: &TableEntry, edition: &str, sections: &[SectionForm]) -> TableForm {
    let columns: Vec<Column> = entry.columns.iter().map(|c| column(c, &entry.unit)).collect();
    let (rows, slots) = rows(entry, edition);
    let equations = entry.checks.iter().flat_map(|check| equation::expand(check, &rows, &columns).unwrap_or_default()).collect();
    TableForm {
        name: entry.name.clone(),
        shape: match entry.shape {
            ShapeEntry::Wide => Shape::Wide,
            ShapeEntry::Long => Shape::Long,
            ShapeEntry::Blocks => Shape::Blocks,
        },
        section: sections.iter().position(|s| s.code == entry.section).unwrap_or(0),
        label_zh: entry.label_zh.clone(),
        label_en: entry.label_en.clone(),
        row_key: entry.row_key.clone(),
        group_key: entry.group_key.clone(),
        kind_key: entry.kind_key.clone(),
        column_key: entry.column_key.clone(),
        columns,
        groups: entry.groups.iter().map(|g| Group { code: g.code.clone(), label_zh: g.label_zh.clone(), label_en: g.label_en.clone() }).collect(),
        rows,
        equations,
        slots,
    }
}

fn column(entry: &ColumnEntry, unit: &str) -> Column {
    Column {
        code: entry.code.clone(),
        label_zh: entry.label_zh.clone(),
        label_en: entry.label_en.clone(),
        unit: entry.unit.clone().unwrap_or_else(|| unit.to_owned()),
        kind: match entry.kind {
            ValueKindEntry::Count => ValueKind::Count,
            ValueKindEntry::Amount => ValueKind::Amount,
        },
        signed: entry.signed,
        comparable_with: entry.comparable_with.clone(),
        break_note: entry.break_note.clone(),
    }
}

/// The rows that the edition prints, and the number of their cells.
fn rows(entry: &TableEntry, edition: &str) -> (Vec<Row>, usize) {
    let printed: Vec<&RowEntry> = entry.rows.iter().filter(|r| is_printed(r, edition)).collect();
    let mut slots = 0;
    let rows = printed.iter().map(|row| {
        let group = row.group.as_ref().and_then(|code| entry.groups.iter().position(|g| &g.code == code));
        let columns = columns_of(entry, row);
        let first_slot = slots;
        slots += columns.len();
        Row {
            code: row.code.clone(),
            label_zh: row.label_zh.clone(),
            label_en: row.label_en.clone(),
            kind: row.kind.map(kind),
            group,
            columns,
            first_slot,
            instead_of: row.instead_of.iter().filter_map(|code| printed.iter().position(|r| &r.code == code)).collect(),
            comparable_with: row.comparable_with.clone(),
            break_note: row.break_note.clone(),
        }
    });
    (rows.collect(), slots)
}

/// The columns that a row has, ascending: its group's, else all.
#[must_use]
pub(super) fn columns_of(entry: &TableEntry, row: &RowEntry) -> Vec<usize> {
    let group = row.group.as_ref().and_then(|code| entry.groups.iter().find(|g| &g.code == code));
    let Some(codes) = group.and_then(|g| g.columns.as_ref()) else { return (0..entry.columns.len()).collect() };
    (0..entry.columns.len()).filter(|&at| codes.contains(&entry.columns[at].code)).collect()
}

fn kind(written: RowKindEntry) -> RowKind {
    match written {
        RowKindEntry::Inflow => RowKind::Inflow,
        RowKindEntry::Outcome => RowKind::Outcome,
        RowKindEntry::Sum => RowKind::Sum,
        RowKindEntry::Outflow => RowKind::Outflow,
    }
}
