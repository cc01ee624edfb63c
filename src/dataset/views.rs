//! The tables become views for DuckDB.

use super::schema::Table;
use crate::definition::Family;

/// SQL that makes every table and the ready views. `data` is the directory of the tables, as the reader sees it.
#[must_use]
pub fn views_sql(_tables: &[Table], _families: &[Family], _data: &str) -> String {
    String::new()
}
