//! Values become the columns of a table, a column at a time.
//!
//! A document's rows are added column by column: the type is looked up once for each column and document, and the loop
//! over the rows then runs without a branch on it. What is the same in all rows of a document is added as one run.

use arrow::datatypes::Date32Type;
use parquet::arrow::ArrowSchemaConverter;
use parquet::errors::Result;

use crate::dataset::encode::{Block, Chunk, Column, Press};
use crate::dataset::properties::{PAGE_ROWS, ROW_GROUP_BYTES, ROW_GROUP_ROWS, habit_of};
use crate::dataset::schema::{Partitioning, Table};

/// A place or a number of cells as Int32; what is larger saturates, which no document of at most 64 MiB reaches.
pub(super) fn small(value: impl TryInto<i32>) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}

/// A number of bytes or records as Int64; what is larger saturates, which no disk reaches.
pub(super) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The columns of a row group, ready to be written.
pub(in crate::dataset) type RowGroup = Vec<Chunk>;

/// All columns of one table, filled from the first to the last for each document.
pub(super) struct Columns {
    all: Vec<Column>,
    press: Press,
    province: bool,
    /// The column that is filled next.
    next: usize,
    /// The rows of the document that is being added.
    own: usize,
    page_rows: usize,
    group_rows: usize,
    /// Row groups that are full, and not taken yet.
    groups: Vec<RowGroup>,
}

impl Columns {
    /// Empty columns.
    ///
    /// # Errors
    /// When zstd gives no memory.
    pub(super) fn new(table: &Table, partitioning: Partitioning) -> Result<Self> {
        let schema = ArrowSchemaConverter::new().with_coerce_types(true).convert(&table.arrow(partitioning))?;
        let described = table.body(partitioning).zip(schema.columns());
        let all = described.map(|(c, descriptor)| Column::new(c.kind, habit_of(table.content, &c.name), descriptor.clone())).collect();
        let province = table.body(partitioning).any(|c| c.name == "province");
        Ok(Self { all, press: Press::new()?, province, next: 0, own: 0, page_rows: 0, group_rows: 0, groups: Vec::new() })
    }

    /// Whether `province` is among the columns: where it is a partition it is not.
    pub(super) fn has_province(&self) -> bool {
        self.province
    }

    /// Begins `rows` rows of a document; every column is then filled once, in order.
    pub(super) fn begin(&mut self, rows: usize) -> Result<()> {
        debug_assert!(self.next == 0 || self.next == self.all.len(), "every column of the last document is filled");
        // A page of every column is not yet counted, which is what the margin is for.
        let bytes: usize = self.all.iter().map(Column::unpacked).sum();
        if self.group_rows > 0 && (self.group_rows + rows > ROW_GROUP_ROWS || bytes > ROW_GROUP_BYTES - ROW_GROUP_BYTES / 16) {
            self.end_group()?;
        } else if self.page_rows > 0 && self.page_rows + rows > PAGE_ROWS {
            self.all.iter_mut().try_for_each(|column| column.end_page(&mut self.press))?;
            self.page_rows = 0;
        }
        self.next = 0;
        self.own = rows;
        self.page_rows += rows;
        self.group_rows += rows;
        Ok(())
    }

    fn end_group(&mut self) -> Result<()> {
        (self.page_rows, self.group_rows) = (0, 0);
        let chunks = self.all.iter_mut().map(|column| column.end_chunk(&mut self.press));
        self.groups.push(chunks.collect::<Result<_>>()?);
        Ok(())
    }

    /// Takes the row groups that are full.
    pub(super) fn take_full(&mut self) -> Vec<RowGroup> {
        std::mem::take(&mut self.groups)
    }

    /// Takes all rows, as row groups.
    pub(super) fn take_all(&mut self) -> Result<Vec<RowGroup>> {
        if self.group_rows > 0 {
            self.end_group()?;
        }
        Ok(self.take_full())
    }

    fn next(&mut self) -> (&mut Column, &mut Press) {
        self.next += 1;
        (&mut self.all[self.next - 1], &mut self.press)
    }

    /// Fills the next column with one text in every row of the document.
    pub(super) fn same_text(&mut self, value: Option<&str>) -> Result<()> {
        let rows = self.own;
        let (column, press) = self.next();
        column.text_run(press, value, rows)
    }

    /// Fills the next column with one number in every row of the document.
    pub(super) fn same_small(&mut self, value: Option<i32>) -> Result<()> {
        let rows = self.own;
        let (column, press) = self.next();
        column.small_run(press, value, rows)
    }

    /// Fills the next column with one answer in every row of the document.
    pub(super) fn same_flag(&mut self, value: bool) {
        let rows = self.own;
        self.next().0.flags(std::iter::repeat_n(value, rows));
    }

    /// Fills the next column with a text for each row.
    pub(super) fn texts<'v>(&mut self, values: impl Iterator<Item = Option<&'v str>>) -> Result<()> {
        let (column, press) = self.next();
        column.text_each(press, values)
    }

    /// Fills the next column with a word of a closed list for each row, told by its number in it.
    pub(super) fn words<'w, W: Copy>(
        &mut self,
        values: impl Iterator<Item = Option<W>>,
        number: impl Fn(W) -> usize,
        word: impl Fn(W) -> &'w str,
    ) -> Result<()> {
        let (column, press) = self.next();
        column.words(press, values, number, word)
    }

    /// Fills the next column with texts that were put together before: one for each row.
    pub(super) fn block(&mut self, block: &mut Block) -> Result<()> {
        let (column, press) = self.next();
        column.block(press, block)
    }

    /// Fills the next column with a count for each row.
    pub(super) fn counts(&mut self, values: impl Iterator<Item = Option<i64>>) -> Result<()> {
        let (column, press) = self.next();
        column.counts(press, values)
    }

    /// Fills the next column with an amount for each row.
    pub(super) fn amounts(&mut self, values: impl Iterator<Item = Option<f64>>) -> Result<()> {
        let (column, press) = self.next();
        column.amounts(press, values)
    }

    /// Fills the next column with a small number for each row.
    pub(super) fn smalls(&mut self, values: impl Iterator<Item = Option<i32>>) -> Result<()> {
        let (column, press) = self.next();
        column.smalls(press, values)
    }

    /// Fills the next column with an answer for each row.
    pub(super) fn flags(&mut self, values: impl Iterator<Item = bool>) {
        self.next().0.flags(values);
    }

    /// Fills the next column with a day for each row.
    pub(super) fn days(&mut self, values: impl Iterator<Item = Option<crate::extract::Date>>) -> Result<()> {
        self.smalls(values.map(|value| value.map(Date32Type::from_naive_date)))
    }
}
