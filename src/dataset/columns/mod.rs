//! Records become the rows of one table, as Arrow record batches.

mod column;
mod corpus;

pub use corpus::{QuarantineEntry, SourceEntry, codes_batch, quarantine_batch, sources_batch};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;

use self::column::Columns;
use super::record::{Record, Standing};
use super::schema::{Content, Partitioning, Table};
use crate::definition::Family;

/// The rows of one table, growing. Give it records sorted by `id`; it never sorts.
#[derive(Debug)]
pub struct TableBuilder {
    content: Content,
    columns: Columns,
}

impl TableBuilder {
    /// An empty builder. `families` are those that `table` was made from.
    #[must_use]
    pub fn new(table: &Table, _families: &[Family], partitioning: Partitioning) -> Self {
        Self { content: table.content, columns: Columns::new(table, partitioning) }
    }

    /// Adds the rows that the table has of one document, in the order of the form; often none. `family` is the record's.
    pub fn append(&mut self, _record: &Record, _standing: &Standing, _family: &Family) {}

    /// The schema of the batches: that of [`Table::arrow`].
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.columns.schema()
    }

    /// The number of rows since the last batch.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.rows()
    }

    /// The size of the rows since the last batch, in bytes: of the values, not of what the allocator gave. The same on every host.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.columns.bytes()
    }

    /// The rows since the last batch, in the order in which they came; the builder is empty again and can be used on.
    ///
    /// # Errors
    /// When a column was not filled, which would be a bug here.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        self.columns.finish()
    }
}
