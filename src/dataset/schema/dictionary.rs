//! The tables become the data dictionary, to read, to parse, or to create tables with.

use super::Table;
use crate::definition::Family;

/// The data dictionary as text.
#[must_use]
pub fn dictionary_text(_tables: &[Table], _families: &[Family]) -> String {
    String::new()
}

/// The data dictionary as JSON.
#[must_use]
pub fn dictionary_json(_tables: &[Table], _families: &[Family]) -> serde_json::Value {
    serde_json::Value::Null
}

/// The data dictionary as SQL.
#[must_use]
pub fn dictionary_sql(_tables: &[Table]) -> String {
    String::new()
}
