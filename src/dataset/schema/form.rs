//! The forms of a family become tables: of shape wide, long or blocks, as its definition says.

use super::{ColumnInfo, ColumnType, Content, SchemaError, Table, fixed};
use crate::definition::{Column, Family, Shape, TableForm, ValueKind};

/// The tables of all families, in the order of the definitions; editions of one table share one schema.
pub(super) fn tables(families: &[Family]) -> Result<Vec<Table>, SchemaError> {
    let mut tables: Vec<Table> = Vec::new();
    for (at, family) in families.iter().enumerate() {
        for form in forms(family) {
            match tables.iter().find(|t| t.name == form.name) {
                Some(Table { content: Content::Form { family: first, .. }, .. }) if *first != at => {
                    return Err(SchemaError::TableTwice {
                        table: form.name.clone(),
                        first: families[*first].code.clone(),
                        second: family.code.clone(),
                    });
                }
                Some(_) => {}
                None => tables.push(table(at, family, form)?),
            }
        }
    }
    Ok(tables)
}

/// All tables of all editions, an edition after the other.
fn forms(family: &Family) -> impl Iterator<Item = &TableForm> {
    family.forms.iter().flat_map(|form| &form.tables)
}

/// The columns of a table in all editions, each code once, in the order of the definition.
pub(in crate::dataset) fn columns<'f>(family: &'f Family, name: &str) -> Vec<&'f Column> {
    let mut found: Vec<&Column> = Vec::new();
    for column in forms(family).filter(|t| t.name == name).flat_map(|t| &t.columns) {
        if !found.iter().any(|c| c.code == column.code) {
            found.push(column);
        }
    }
    found
}

fn table(at: usize, family: &Family, form: &TableForm) -> Result<Table, SchemaError> {
    let same = |other: &TableForm| {
        (other.shape, &other.row_key, &other.group_key, &other.kind_key, &other.column_key)
            == (form.shape, &form.row_key, &form.group_key, &form.kind_key, &form.column_key)
    };
    if forms(family).any(|other| other.name == form.name && !same(other)) {
        return Err(SchemaError::EditionsDiffer { table: form.name.clone(), family: family.code.clone() });
    }
    let mut columns = fixed::prefix();
    let mut keys = vec!["document_id".to_owned(), form.row_key.clone()];
    let code = |name: &str, nullable: bool, zh: &str, en: &str| ColumnInfo {
        nullable,
        codes: Some((form.name.clone(), name.to_owned())),
        ..plain(name, ColumnType::Text, zh, en)
    };
    let group = form.group_key.iter().map(|key| code(key, true, "分组", "Group of the row; null where it has none"));
    let kind = form.kind_key.iter().map(|key| code(key, true, "行性质", "What the row is in the arithmetic of the table"));
    let row = code(&form.row_key, false, "行", "Row of the form");
    match form.shape {
        Shape::Long => {
            columns.extend(group);
            columns.push(row);
            columns.extend(kind);
            columns.push(code(&form.column_key, false, "列", "Column of the form"));
            columns.push(ColumnInfo { nullable: true, ..plain("unit", ColumnType::Text, "单位", "Unit as printed, else the form's") });
            columns.push(ColumnInfo { nullable: true, ..plain("value", ColumnType::Amount, "数值", "Value in unit; null where not stated") });
            keys.push(form.column_key.clone());
        }
        Shape::Wide | Shape::Blocks => {
            columns.push(row);
            columns.extend(group);
            columns.extend(kind);
            columns.extend(self::columns(family, &form.name).into_iter().map(value));
            if form.shape == Shape::Wide {
                columns.push(plain("cells_missing", ColumnType::Small, "缺失单元格数", "Cells of the row that are not accounted for"));
            }
        }
    }
    Ok(Table {
        name: form.name.clone(),
        content: Content::Form { family: at, shape: form.shape },
        label_en: form.label_en.clone(),
        label_zh: form.label_zh.clone(),
        keys,
        columns,
        partitioned: true,
    })
}

fn plain(name: &str, kind: ColumnType, zh: &str, en: &str) -> ColumnInfo {
    ColumnInfo { name: name.to_owned(), kind, nullable: false, unit: None, label_zh: zh.to_owned(), label_en: en.to_owned(), codes: None }
}

/// The Parquet column of a column of the form.
fn value(column: &Column) -> ColumnInfo {
    let kind = if column.kind == ValueKind::Count { ColumnType::Count } else { ColumnType::Amount };
    let unit = Some(column.unit.clone()).filter(|u| !u.is_empty());
    ColumnInfo { nullable: true, unit, ..plain(&column.code, kind, &column.label_zh, &column.label_en) }
}
