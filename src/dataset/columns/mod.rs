//! Records become the rows of one table, as Arrow record batches.

mod block;
mod column;
mod corpus;
mod document;
mod form;
mod ground;

pub use corpus::{QuarantineEntry, SourceEntry, codes_batch, quarantine_batch, sources_batch};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;

use self::block::Blocks;
use self::column::Columns;
use self::form::FormRows;
use self::ground::Place;
use super::record::{Record, Standing};
use super::schema::{Content, Partitioning, Table};
use crate::definition::Family;

/// The rows of one table, growing. Give it records sorted by `id`; it never sorts.
#[derive(Debug)]
pub struct TableBuilder {
    content: Content,
    columns: Columns,
    /// Only for a table of a form.
    form: Option<FormRows>,
    /// Only for cells and checks.
    keys: Blocks<Place>,
}

impl TableBuilder {
    /// An empty builder. `families` are those that `table` was made from.
    #[must_use]
    pub fn new(table: &Table, families: &[Family], partitioning: Partitioning) -> Self {
        let form = match table.content {
            Content::Form { family, shape } => Some(FormRows::new(table, family, shape, families)),
            _ => None,
        };
        Self { content: table.content, columns: Columns::new(table, partitioning), form, keys: Blocks::default() }
    }

    /// Adds the rows that the table has of one document, in the order of the form; often none. `family` is the record's.
    /// Tables that are not about documents have none.
    pub fn append(&mut self, record: &Record, standing: &Standing, family: &Family) {
        let out = &mut self.columns;
        let form = || record.extraction.edition.and_then(|edition| Some((family.forms.get(edition)?, (record.family, edition))));
        let keys = &mut self.keys;
        match self.content {
            Content::Documents => document::documents(out, record, standing, family),
            Content::Attributes => document::attributes(out, record),
            Content::Occurrences => document::occurrences(out, record),
            Content::Sections => document::sections(out, record, family),
            Content::Figures => document::figures(out, record, standing, family),
            Content::Findings => document::findings(out, record),
            Content::Cells => form().into_iter().for_each(|(form, id)| ground::cells(out, record, form, id, keys)),
            Content::Checks => form().into_iter().for_each(|(form, id)| ground::checks(out, record, form, id, keys)),
            Content::Form { .. } => self.form.iter_mut().for_each(|rows| rows.append(out, record, standing, family)),
            Content::Codes | Content::Sources | Content::Quarantine => {}
        }
    }

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
