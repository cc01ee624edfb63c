//! The tables become the data dictionary: to read, to parse, or to create tables with.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{CodeEntry, ColumnInfo, SCHEMA_VERSION, Table, codebook};
use crate::definition::Family;

/// The data dictionary as text: each table with its keys and columns, then each column that holds codes with those.
/// Writing to a string cannot fail.
#[must_use]
pub fn dictionary_text(tables: &[Table], families: &[Family]) -> String {
    let mut out = String::new();
    for table in tables {
        let partition = if table.partitioned { "partitioned by year" } else { "not partitioned" };
        let _ = writeln!(out, "{}  {} / {}\n  key: {}; {partition}", table.name, table.label_en, table.label_zh, table.keys.join(", "));
        for column in &table.columns {
            let null = if column.nullable { "null" } else { "" };
            let _ = write!(out, "  {:<30} {:<16} {null:<4} {} / {}", column.name, column.kind.sql(), column.label_en, column.label_zh);
            let _ = column.unit.as_ref().map_or(Ok(()), |unit| write!(out, " [{unit}]"));
            let _ = column.codes.as_ref().map_or(Ok(()), |(of, name)| write!(out, " (codes: {of}.{name})"));
            out.push('\n');
        }
        out.push('\n');
    }
    let mut under = (String::new(), String::new(), None);
    for entry in codebook(families) {
        let heading = (entry.table_name.clone(), entry.column_name.clone(), entry.edition.clone());
        if heading != under {
            let edition = entry.edition.as_ref().map_or_else(String::new, |e| format!(" ({e})"));
            let _ = writeln!(out, "codes of {}.{}{edition}", entry.table_name, entry.column_name);
            under = heading;
        }
        code_line(&entry, &mut out);
    }
    out
}

fn code_line(entry: &CodeEntry, out: &mut String) {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let _ = write!(out, "  {:<34} {} / {}", entry.code, text(&entry.label_en), text(&entry.label_zh));
    let more = [("unit", &entry.unit), ("in", &entry.parent), ("as", &entry.comparable_with), ("mind", &entry.break_note)];
    for (what, value) in more {
        let _ = value.as_ref().map_or(Ok(()), |value| write!(out, "; {what}: {value}"));
    }
    out.push('\n');
}

/// The data dictionary as JSON: `{"schema_version", "tables": [{"name", "columns": [...], ...}], "codes": [...]}`.
#[must_use]
pub fn dictionary_json(tables: &[Table], families: &[Family]) -> Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "tables": tables.iter().map(table_json).collect::<Vec<_>>(),
        "codes": codebook(families).iter().map(code_json).collect::<Vec<_>>(),
    })
}

fn table_json(table: &Table) -> Value {
    json!({
        "name": table.name,
        "label_zh": table.label_zh,
        "label_en": table.label_en,
        "keys": table.keys,
        "partitioned": table.partitioned,
        "columns": table.columns.iter().map(column_json).collect::<Vec<_>>(),
    })
}

fn column_json(column: &ColumnInfo) -> Value {
    json!({
        "name": column.name,
        "type": column.kind.arrow().to_string(),
        "sql_type": column.kind.sql(),
        "nullable": column.nullable,
        "unit": column.unit,
        "label_zh": column.label_zh,
        "label_en": column.label_en,
        "codes": column.codes.as_ref().map(|(table, name)| format!("{table}.{name}")),
    })
}

fn code_json(entry: &CodeEntry) -> Value {
    json!({
        "table_name": entry.table_name,
        "column_name": entry.column_name,
        "code": entry.code,
        "label_zh": entry.label_zh,
        "label_en": entry.label_en,
        "unit": entry.unit,
        "edition": entry.edition,
        "parent": entry.parent,
        "comparable_with": entry.comparable_with,
        "break_note": entry.break_note,
    })
}

/// The tables as SQL that DuckDB and `PostgreSQL` take: types, keys, comments.
#[must_use]
pub fn dictionary_sql(tables: &[Table]) -> String {
    let mut out = String::new();
    for table in tables {
        let mut lines: Vec<String> = table.columns.iter().map(column_sql).collect();
        // A key of `codes` may be null where a code belongs to no edition: SQL has no primary key for that.
        if table.keys.iter().all(|key| table.columns.iter().any(|c| &c.name == key && !c.nullable)) {
            lines.push(format!("  PRIMARY KEY ({})", table.keys.join(", ")));
        }
        let _ = writeln!(out, "CREATE TABLE {} (\n{}\n);", table.name, lines.join(",\n"));
        let _ = writeln!(out, "COMMENT ON TABLE {} IS {};", table.name, quoted(&format!("{} / {}", table.label_en, table.label_zh)));
        for column in &table.columns {
            let unit = column.unit.as_ref().map_or_else(String::new, |u| format!(" [{u}]"));
            let comment = quoted(&format!("{} / {}{unit}", column.label_en, column.label_zh));
            let _ = writeln!(out, "COMMENT ON COLUMN {}.{} IS {comment};", table.name, column.name);
        }
        out.push('\n');
    }
    out
}

fn column_sql(column: &ColumnInfo) -> String {
    format!("  {} {}{}", column.name, column.kind.sql(), if column.nullable { "" } else { " NOT NULL" })
}

/// A text as SQL literal.
pub(in crate::dataset) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
