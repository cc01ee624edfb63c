//! Records become the rows of one table, as row groups of Parquet.

mod block;
mod column;
mod corpus;
mod document;
mod form;
mod ground;

pub(super) use column::RowGroup;
pub use corpus::{QuarantineEntry, SourceEntry};
pub(super) use corpus::{codes_rows, quarantine_rows, sources_rows};

use parquet::errors::Result;

use self::block::Blocks;
use self::column::Columns;
use self::form::FormRows;
use self::ground::Place;
use super::record::{Record, Standing};
use super::schema::{Content, Partitioning, Table};
use crate::definition::Family;

/// The rows of one table, growing into row groups. Give it records sorted by `id`; it never sorts.
pub(super) struct TableBuilder {
    content: Content,
    columns: Columns,
    /// Only for a table of a form.
    form: Option<FormRows>,
    /// Only for cells and checks.
    keys: Blocks<Place>,
}

impl TableBuilder {
    /// An empty builder. `families` are those that `table` was made from.
    ///
    /// # Errors
    /// When zstd gives no memory.
    pub(super) fn new(table: &Table, families: &[Family], partitioning: Partitioning) -> Result<Self> {
        let form = match table.content {
            Content::Form { family, shape } => Some(FormRows::new(table, family, shape, families)),
            _ => None,
        };
        Ok(Self { content: table.content, columns: Columns::new(table, partitioning)?, form, keys: Blocks::default() })
    }

    /// Adds the rows that the table has of one document, in the order of the form; often none. `family` is the record's.
    /// Tables that are not about documents have none.
    ///
    /// # Errors
    /// When zstd gives no memory, or a document is larger than Parquet allows.
    pub(super) fn append(&mut self, record: &Record, standing: &Standing, family: &Family) -> Result<()> {
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
            Content::Cells => form().into_iter().try_for_each(|(form, id)| ground::cells(out, record, form, id, keys)),
            Content::Checks => form().into_iter().try_for_each(|(form, id)| ground::checks(out, record, form, id, keys)),
            Content::Form { .. } => self.form.iter_mut().try_for_each(|rows| rows.append(out, record, standing, family)),
            Content::Codes | Content::Sources | Content::Quarantine => Ok(()),
        }
    }

    /// Takes the row groups that are full: most often none.
    pub(super) fn take_full(&mut self) -> Vec<RowGroup> {
        self.columns.take_full()
    }

    /// Takes all rows that are left, as row groups; the builder is empty again and can be used on.
    ///
    /// # Errors
    /// When zstd gives no memory.
    pub(super) fn take_all(&mut self) -> Result<Vec<RowGroup>> {
        self.columns.take_all()
    }
}
