//! A table becomes the settings that its Parquet files are written with.

use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::schema::{Content, Partitioning, SCHEMA_VERSION, Table};

/// The most rows of a row group: what DuckDB hands to one thread.
pub const ROW_GROUP_ROWS: usize = 122_880;

/// The most bytes of a row group, counted by [`TableBuilder::bytes`](super::TableBuilder::bytes), which does not depend on the allocator.
pub const ROW_GROUP_BYTES: usize = 64 << 20;

/// Bytes of a text minimum or maximum in the statistics: 21 Chinese characters.
const STATISTICS_BYTES: usize = 64;

/// Text of the document itself: hardly a value repeats, so that a dictionary only costs.
const RAW_TEXT: &[(Content, &str)] = &[(Content::Sections, "body"), (Content::Figures, "phrase")];

/// The settings for the files of a table. Nothing in them knows the run, the host or the date.
///
/// The caller cuts row groups itself, at [`ROW_GROUP_ROWS`] or [`ROW_GROUP_BYTES`], by flushing the writer.
///
/// # Errors
/// When the compression level is not one of zstd's, which the tests exclude.
pub fn writer_properties(table: &Table, partitioning: Partitioning) -> Result<WriterProperties, ParquetError> {
    let entry = |key: &str, value: String| KeyValue { key: key.to_owned(), value: Some(value) };
    let schema = table.arrow(partitioning);
    let sorted = table.keys.iter().take(1).filter(|_| table.partitioned);
    let sorting = sorted.filter_map(|key| schema.index_of(key).ok()).filter_map(|at| i32::try_from(at).ok());
    let sorting: Vec<_> = sorting.map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: false }).collect();
    let mut builder = WriterProperties::builder()
        .set_created_by(format!("reportlake {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_statistics_truncate_length(Some(STATISTICS_BYTES))
        .set_column_index_truncate_length(Some(STATISTICS_BYTES))
        .set_coerce_types(true)
        .set_key_value_metadata(Some(vec![
            entry("reportlake.schema_version", SCHEMA_VERSION.to_string()),
            entry("reportlake.table", table.name.clone()),
            entry("reportlake.keys", table.keys.join(",")),
        ]))
        .set_sorting_columns((!sorting.is_empty()).then_some(sorting));
    for (_, column) in RAW_TEXT.iter().filter(|(content, _)| *content == table.content) {
        builder = builder.set_column_dictionary_enabled(ColumnPath::from(*column), false);
    }
    Ok(builder.build())
}
