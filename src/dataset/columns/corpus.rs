//! What is known of the corpus and of the codes becomes the tables that are not partitioned.

use parquet::errors::Result;

use super::column::{Columns, RowGroup, count};
use crate::dataset::properties::PAGE_ROWS;
use crate::dataset::schema::{Content, Partitioning, Table, codebook};
use crate::definition::Family;

/// One file met: a row of `sources`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceEntry {
    /// The INPUT's last component and the path below it.
    pub source_uri: String,
    /// The size of the file, in bytes.
    pub bytes: u64,
    /// Records read: the sum of the next three.
    pub records: u64,
    /// Records that are reports.
    pub reports: u64,
    /// Records that are not.
    pub not_reports: u64,
    /// Records that could not be read or were given up.
    pub quarantined: u64,
    /// What was skipped without being read.
    pub skipped: u64,
    /// XXH3-128 of the file, in hex; `None` where it was not read.
    pub content_hash: Option<String>,
    /// What became of the file.
    pub outcome: String,
}

/// What could not be read or was given up: a row of `quarantine`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuarantineEntry {
    /// The file.
    pub source_uri: String,
    /// The record in it; 0 for a file that is one document.
    pub record: u64,
    /// Where it begins in the file.
    pub byte_offset: u64,
    /// The stage that failed.
    pub stage: String,
    /// A stable code.
    pub code: String,
    /// Why, and how to retry.
    pub message: String,
    /// The size of what could not be read.
    pub bytes: u64,
    /// Its beginning; `None` where there is nothing to show.
    pub sample: Option<String>,
}

fn columns(tables: &[Table], content: Content) -> Result<Columns> {
    let table = tables.iter().find(|t| t.content == content).unwrap_or_else(|| unreachable!("every dataset has this table"));
    Columns::new(table, Partitioning::Year)
}

/// The table `codes`. `tables` are the [`tables`](crate::dataset::tables) of `families`.
///
/// # Errors
/// When zstd gives no memory.
pub(in crate::dataset) fn codes_rows(tables: &[Table], families: &[Family]) -> Result<Vec<RowGroup>> {
    let entries = codebook(families);
    let mut out = columns(tables, Content::Codes)?;
    out.begin(entries.len())?;
    out.texts(entries.iter().map(|e| Some(e.table_name.as_str())))?;
    out.texts(entries.iter().map(|e| Some(e.column_name.as_str())))?;
    out.texts(entries.iter().map(|e| Some(e.code.as_str())))?;
    out.texts(entries.iter().map(|e| e.label_zh.as_deref()))?;
    out.texts(entries.iter().map(|e| e.label_en.as_deref()))?;
    out.texts(entries.iter().map(|e| e.unit.as_deref()))?;
    out.texts(entries.iter().map(|e| e.edition.as_deref()))?;
    out.texts(entries.iter().map(|e| e.parent.as_deref()))?;
    out.texts(entries.iter().map(|e| e.comparable_with.as_deref()))?;
    out.texts(entries.iter().map(|e| e.break_note.as_deref()))?;
    out.take_all()
}

/// The table `sources`, in the order given: sort by `source_uri`.
///
/// # Errors
/// When zstd gives no memory.
pub(in crate::dataset) fn sources_rows(tables: &[Table], entries: &[SourceEntry]) -> Result<Vec<RowGroup>> {
    let mut out = columns(tables, Content::Sources)?;
    for entries in entries.chunks(PAGE_ROWS) {
        out.begin(entries.len())?;
        out.texts(entries.iter().map(|e| Some(e.source_uri.as_str())))?;
        out.counts(entries.iter().map(|e| Some(count(e.bytes))))?;
        out.counts(entries.iter().map(|e| Some(count(e.records))))?;
        out.counts(entries.iter().map(|e| Some(count(e.reports))))?;
        out.counts(entries.iter().map(|e| Some(count(e.not_reports))))?;
        out.counts(entries.iter().map(|e| Some(count(e.quarantined))))?;
        out.counts(entries.iter().map(|e| Some(count(e.skipped))))?;
        out.texts(entries.iter().map(|e| e.content_hash.as_deref()))?;
        out.texts(entries.iter().map(|e| Some(e.outcome.as_str())))?;
    }
    out.take_all()
}

/// The table `quarantine`, in the order given: sort by `source_uri`, `record`, `byte_offset`.
///
/// # Errors
/// When zstd gives no memory.
pub(in crate::dataset) fn quarantine_rows(tables: &[Table], entries: &[QuarantineEntry]) -> Result<Vec<RowGroup>> {
    let mut out = columns(tables, Content::Quarantine)?;
    for entries in entries.chunks(PAGE_ROWS) {
        out.begin(entries.len())?;
        out.texts(entries.iter().map(|e| Some(e.source_uri.as_str())))?;
        out.counts(entries.iter().map(|e| Some(count(e.record))))?;
        out.counts(entries.iter().map(|e| Some(count(e.byte_offset))))?;
        out.texts(entries.iter().map(|e| Some(e.stage.as_str())))?;
        out.texts(entries.iter().map(|e| Some(e.code.as_str())))?;
        out.texts(entries.iter().map(|e| Some(e.message.as_str())))?;
        out.counts(entries.iter().map(|e| Some(count(e.bytes))))?;
        out.texts(entries.iter().map(|e| e.sample.as_deref()))?;
    }
    out.take_all()
}
