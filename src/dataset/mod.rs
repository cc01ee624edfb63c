//! From extractions to files: the tables, their rows, and what readers need to understand both.
//!
//! [`Record`] is all that the dataset knows of one document. [`tables`] declares every table once, as data; the Arrow
//! schemas, the data dictionary and the views all follow from it. A [`TableBuilder`] turns records into the rows of one table.

mod columns;
#[cfg(test)]
pub(crate) mod made;
mod properties;
mod record;
mod schema;
mod views;

pub use columns::{QuarantineEntry, SourceEntry, TableBuilder, codes_batch, quarantine_batch, sources_batch};
pub use properties::{ROW_GROUP_BYTES, ROW_GROUP_ROWS, writer_properties};
pub use record::{DocumentMeta, Occurrence, Record, Standing, hex};
pub use schema::{
    CodeEntry, ColumnInfo, ColumnType, Content, Partitioning, SCHEMA_VERSION, SchemaError, Table, codebook, dictionary_json, dictionary_sql,
    dictionary_text, tables,
};
pub use views::views_sql;

#[cfg(test)]
mod tests;
