//! A table becomes the settings that its Parquet files are written with.

use std::sync::Arc;

use parquet::arrow::add_encoded_arrow_schema_to_metadata;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};

use super::encode::Habit;
use super::schema::{Content, Partitioning, SCHEMA_VERSION, Table};

/// The most rows of a row group: what DuckDB hands to one thread.
pub const ROW_GROUP_ROWS: usize = 122_880;

/// The most bytes of a row group, before compression.
pub const ROW_GROUP_BYTES: usize = 64 << 20;

/// The most rows of a page, unless one document has more: what a reader must decode to see one of them.
pub(super) const PAGE_ROWS: usize = 20_480;

/// Text of the document itself or of one row of it: hardly a value repeats, so that a dictionary only costs.
const RAW_TEXT: &[(Content, &str)] = &[
    (Content::Documents, "document_id"),
    (Content::Documents, "title"),
    (Content::Occurrences, "document_id"),
    (Content::Occurrences, "record_id"),
    (Content::Occurrences, "url"),
    (Content::Sections, "body"),
    (Content::Figures, "phrase"),
    (Content::Sources, "source_uri"),
    (Content::Sources, "content_hash"),
];

/// Places of very many rows: almost all are different, each a little behind the one before.
const PLACES: &[(Content, &str)] = &[(Content::Cells, "span_start"), (Content::Cells, "span_end")];

/// What the values of a column are like.
pub(super) fn habit_of(content: Content, column: &str) -> Habit {
    let is_among = |list: &[(Content, &str)]| list.contains(&(content, column));
    if is_among(RAW_TEXT) {
        Habit::Differs
    } else if is_among(PLACES) {
        Habit::Rises
    } else {
        Habit::Repeats
    }
}

/// The settings for the files of a table. Nothing in them knows the run, the host or the date.
pub(super) fn writer_properties(table: &Table, partitioning: Partitioning) -> WriterPropertiesPtr {
    let entry = |key: &str, value: String| KeyValue { key: key.to_owned(), value: Some(value) };
    let schema = table.arrow(partitioning);
    let sorted = table.keys.iter().take(1).filter(|_| table.partitioned);
    let sorting = sorted.filter_map(|key| schema.index_of(key).ok()).filter_map(|at| i32::try_from(at).ok());
    let sorting: Vec<_> = sorting.map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: false }).collect();
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("reportlake {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(vec![
            entry("reportlake.schema_version", SCHEMA_VERSION.to_string()),
            entry("reportlake.table", table.name.clone()),
            entry("reportlake.keys", table.keys.join(",")),
        ]))
        .set_sorting_columns((!sorting.is_empty()).then_some(sorting))
        .build();
    add_encoded_arrow_schema_to_metadata(&schema, &mut properties);
    Arc::new(properties)
}
