//! Values become the columns of a batch, a column at a time.
//!
//! A document's rows are added column by column: the type is looked up once for each column and document, and the loop
//! over the rows then runs without a branch on it. What is the same in all rows of a document is added by one copy.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, PrimitiveBuilder, RecordBatch, StringArray, StringBuilder,
};
use arrow::datatypes::{ArrowPrimitiveType, SchemaRef};
use arrow::error::ArrowError;

use crate::dataset::schema::{ColumnType, Partitioning, Table};

/// A place or a number of cells as Int32; what is larger saturates, which no document of at most 64 MiB reaches.
pub(super) fn small(value: impl TryInto<i32>) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}

/// A number of bytes or records as Int64; what is larger saturates, which no disk reaches.
pub(super) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// One growing column.
#[derive(Debug)]
enum ColumnBuilder {
    Text(StringBuilder),
    Count(Int64Builder),
    Amount(Float64Builder),
    Small(Int32Builder),
    Flag(BooleanBuilder),
    Day(Date32Builder),
}

impl ColumnBuilder {
    fn new(kind: ColumnType, rows: usize, bytes: usize) -> Self {
        match kind {
            ColumnType::Text => Self::Text(StringBuilder::with_capacity(rows, bytes)),
            ColumnType::Count => Self::Count(Int64Builder::with_capacity(rows)),
            ColumnType::Amount => Self::Amount(Float64Builder::with_capacity(rows)),
            ColumnType::Small => Self::Small(Int32Builder::with_capacity(rows)),
            ColumnType::Flag => Self::Flag(BooleanBuilder::with_capacity(rows)),
            ColumnType::Day => Self::Day(Date32Builder::with_capacity(rows)),
        }
    }

    /// The bytes of the values of `rows` rows: text as long as it is, with four bytes for where it ends.
    fn bytes(&self, rows: usize) -> usize {
        match self {
            Self::Text(builder) => builder.values_slice().len() + 4 * rows,
            Self::Count(_) | Self::Amount(_) => 8 * rows,
            Self::Small(_) | Self::Day(_) => 4 * rows,
            Self::Flag(_) => rows.div_ceil(8),
        }
    }

    /// The column; a new one as large takes its place.
    fn finish(&mut self, rows: usize) -> ArrayRef {
        match self {
            Self::Text(builder) => {
                let fresh = StringBuilder::with_capacity(rows, builder.values_slice().len());
                Arc::new(std::mem::replace(builder, fresh).finish())
            }
            Self::Count(builder) => Arc::new(std::mem::replace(builder, Int64Builder::with_capacity(rows)).finish()),
            Self::Amount(builder) => Arc::new(std::mem::replace(builder, Float64Builder::with_capacity(rows)).finish()),
            Self::Small(builder) => Arc::new(std::mem::replace(builder, Int32Builder::with_capacity(rows)).finish()),
            Self::Flag(builder) => Arc::new(std::mem::replace(builder, BooleanBuilder::with_capacity(rows)).finish()),
            Self::Day(builder) => Arc::new(std::mem::replace(builder, Date32Builder::with_capacity(rows)).finish()),
        }
    }
}

/// Numbers that are appended at a time.
const RUN: usize = 64;

/// Appends numbers, many at a time: almost always all of them are there.
fn append_numbers<T: ArrowPrimitiveType<Native: Default>>(builder: &mut PrimitiveBuilder<T>, mut values: impl Iterator<Item = Option<T::Native>>) {
    let (mut numbers, mut there) = ([T::Native::default(); RUN], [true; RUN]);
    loop {
        let mut count = 0;
        for value in values.by_ref().take(RUN) {
            numbers[count] = value.unwrap_or_default();
            there[count] = value.is_some();
            count += 1;
        }
        let there = &there[..count];
        if there.contains(&false) {
            builder.append_values(&numbers[..count], there);
        } else {
            builder.append_slice(&numbers[..count]);
        }
        if count < RUN {
            return;
        }
    }
}

/// All columns of one table, filled from the first to the last for each document.
#[derive(Debug)]
pub(super) struct Columns {
    schema: SchemaRef,
    builders: Vec<ColumnBuilder>,
    province: bool,
    /// The column that is filled next.
    next: usize,
    /// The rows of all documents so far.
    rows: usize,
    /// The rows of the document that is being added.
    own: usize,
}

impl Columns {
    /// Empty columns.
    pub(super) fn new(table: &Table, partitioning: Partitioning) -> Self {
        let builders = table.body(partitioning).map(|c| ColumnBuilder::new(c.kind, 0, 0)).collect();
        let province = table.body(partitioning).any(|c| c.name == "province");
        Self { schema: table.arrow(partitioning), builders, province, next: 0, rows: 0, own: 0 }
    }

    /// Whether `province` is among the columns: where it is a partition it is not.
    pub(super) fn has_province(&self) -> bool {
        self.province
    }

    pub(super) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn bytes(&self) -> usize {
        self.builders.iter().map(|c| c.bytes(self.rows)).sum()
    }

    /// Begins the `rows` rows of a document; every column is then filled once, in order.
    pub(super) fn begin(&mut self, rows: usize) {
        debug_assert!(self.next == 0 || self.next == self.builders.len(), "every column of the last document is filled");
        self.next = 0;
        self.own = rows;
        self.rows += rows;
    }

    fn next(&mut self) -> &mut ColumnBuilder {
        self.next += 1;
        &mut self.builders[self.next - 1]
    }

    /// Fills the next column with one text in every row of the document.
    pub(super) fn same_text(&mut self, value: Option<&str>) {
        let rows = self.own;
        let ColumnBuilder::Text(builder) = self.next() else { unreachable!("the column is text") };
        match value {
            Some(value) if rows == 1 => builder.append_value(value),
            Some(value) => builder.append_value_n(value, rows),
            None => builder.append_nulls(rows),
        }
    }

    /// Fills the next column with one number in every row of the document.
    pub(super) fn same_small(&mut self, value: Option<i32>) {
        let rows = self.own;
        let ColumnBuilder::Small(builder) = self.next() else { unreachable!("the column is a small number") };
        match value {
            Some(value) => builder.append_value_n(value, rows),
            None => builder.append_nulls(rows),
        }
    }

    /// Fills the next column with one answer in every row of the document.
    pub(super) fn same_flag(&mut self, value: bool) {
        let rows = self.own;
        let ColumnBuilder::Flag(builder) = self.next() else { unreachable!("the column is a flag") };
        builder.append_n(rows, value);
    }

    /// Fills the next column with a text for each row.
    pub(super) fn texts<'v>(&mut self, values: impl Iterator<Item = Option<&'v str>>) {
        let ColumnBuilder::Text(builder) = self.next() else { unreachable!("the column is text") };
        for value in values {
            match value {
                Some(value) => builder.append_value(value),
                None => builder.append_null(),
            }
        }
    }

    /// Fills the next column with texts that were put together before: one for each row.
    pub(super) fn block(&mut self, block: &StringArray) {
        let ColumnBuilder::Text(builder) = self.next() else { unreachable!("the column is text") };
        // It fails where the texts of a column are more than 2 GiB: then the rows are not equally many, which `finish` tells.
        let _ = builder.append_array(block);
    }

    /// Fills the next column with a text for each row, its parts joined by dots.
    pub(super) fn dotted<'v>(&mut self, values: impl Iterator<Item = Option<[&'v str; 3]>>) {
        let ColumnBuilder::Text(builder) = self.next() else { unreachable!("the column is text") };
        for value in values {
            match value {
                Some([first, second, third]) => {
                    // Writing to a builder cannot fail; the value ends where `append_value` is called.
                    let _ = write!(builder, "{first}.{second}.{third}");
                    builder.append_value("");
                }
                None => builder.append_null(),
            }
        }
    }

    /// Fills the next column with a count for each row.
    pub(super) fn counts(&mut self, values: impl Iterator<Item = Option<i64>>) {
        let ColumnBuilder::Count(builder) = self.next() else { unreachable!("the column is a count") };
        append_numbers(builder, values);
    }

    /// Fills the next column with an amount for each row.
    pub(super) fn amounts(&mut self, values: impl Iterator<Item = Option<f64>>) {
        let ColumnBuilder::Amount(builder) = self.next() else { unreachable!("the column is an amount") };
        append_numbers(builder, values);
    }

    /// Fills the next column with a small number for each row.
    pub(super) fn smalls(&mut self, values: impl Iterator<Item = Option<i32>>) {
        let ColumnBuilder::Small(builder) = self.next() else { unreachable!("the column is a small number") };
        append_numbers(builder, values);
    }

    /// Fills the next column with an answer for each row.
    pub(super) fn flags(&mut self, values: impl Iterator<Item = bool>) {
        let ColumnBuilder::Flag(builder) = self.next() else { unreachable!("the column is a flag") };
        values.for_each(|value| builder.append_value(value));
    }

    /// Fills the next column with a day for each row.
    pub(super) fn days(&mut self, values: impl Iterator<Item = Option<crate::extract::Date>>) {
        let ColumnBuilder::Day(builder) = self.next() else { unreachable!("the column is a day") };
        values.for_each(|value| builder.append_option(value.map(arrow::datatypes::Date32Type::from_naive_date)));
    }

    /// The batch; the columns are empty again.
    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows = std::mem::take(&mut self.rows);
        let columns = self.builders.iter_mut().map(|c| c.finish(rows)).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}
