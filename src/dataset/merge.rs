//! Staged documents become the Parquet files of every table.
//!
//! The documents of a partition are sorted by `document_id` and cut into buckets by its first bits. How many buckets
//! there are is a power of two that follows from the number of documents in the partition, so that a changed
//! document changes the files of one bucket. Buckets are independent: they can be written in any order, or at once.

use std::collections::BTreeSet;
use std::ops::Range;

use parquet::errors::ParquetError;

use super::columns::{QuarantineEntry, RowGroup, SourceEntry, TableBuilder, codes_rows, quarantine_rows, sources_rows};
use super::error::LakeError;
use super::fragment::{FragmentReader, Partition, Records, Staged};
use super::latest::mark_latest;
use super::manifest::{Counts, DataFile};
use super::record::{Record, Standing};
use super::schema::{Content, Table};
use super::table_file::{TableFile, Target};
use crate::definition::Family;
use crate::extract::{Outcome, State, Verification};

/// The most documents of a bucket, on average: with every cell kept, some tens of megabytes.
const BUCKET_DOCUMENTS: usize = 4096;

/// The documents of one partition whose names begin with the same bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Where its rows go.
    pub partition: Partition,
    /// Its number in the partition: the first bits of its documents' names.
    pub number: u32,
    /// Its documents in [`Plan::documents`]. Never empty.
    pub documents: Range<usize>,
}

/// What is to be merged: every document, sorted by partition and name.
#[derive(Debug, Default)]
pub struct Plan {
    /// All documents, equal ones side by side.
    pub documents: Vec<Staged>,
    /// The buckets that are not empty, sorted by partition and number.
    pub buckets: Vec<Bucket>,
    /// How many documents are different.
    pub different: u64,
}

/// Sorts the documents of all fragments, marks the latest, and cuts them into buckets. Never fails.
#[must_use]
pub fn plan(mut documents: Vec<Staged>) -> Plan {
    mark_latest(&mut documents);
    documents.sort_unstable_by_key(|staged| (staged.partition, staged.id));
    let mut buckets: Vec<Bucket> = Vec::new();
    let (mut end, mut all) = (0, 0);
    for partition in documents.chunk_by(|a, b| a.partition == b.partition) {
        let different = partition.chunk_by(|a, b| a.id == b.id).count();
        all += different as u64;
        let bits = different.div_ceil(BUCKET_DOCUMENTS).next_power_of_two().trailing_zeros();
        for bucket in partition.chunk_by(|a, b| first_bits(&a.id, bits) == first_bits(&b.id, bits)) {
            let start = end;
            end += bucket.len();
            buckets.push(Bucket { partition: bucket[0].partition, number: first_bits(&bucket[0].id, bits), documents: start..end });
        }
    }
    Plan { documents, buckets, different: all }
}

/// The first bits of a name, as a number.
fn first_bits(id: &[u8; 16], bits: u32) -> u32 {
    let first = u32::from_be_bytes([id[0], id[1], id[2], id[3]]);
    first.checked_shr(32 - bits).unwrap_or(0)
}

/// What all buckets share while they are written.
#[derive(Clone, Copy)]
pub struct Merge<'a> {
    /// Where the files go.
    pub target: Target<'a>,
    /// Every table.
    pub tables: &'a [Table],
    /// The names of the tables that stay without rows.
    pub omitted: &'a BTreeSet<String>,
    /// The families that the tables and records were made from.
    pub families: &'a [Family],
}

/// One table of a bucket: rows that wait, and the file once there were any.
struct Growing<'a> {
    table: &'a Table,
    builder: TableBuilder,
    file: Option<TableFile<'a>>,
}

impl<'a> Merge<'a> {
    /// Writes the files of a bucket: one for each table that has rows of its documents. The counts are of its documents.
    ///
    /// # Errors
    /// What the disk or Parquet says.
    pub fn write_bucket(&self, plan: &Plan, bucket: &Bucket, fragments: &FragmentReader) -> Result<(Vec<DataFile>, Counts), LakeError> {
        let wanted = self.tables.iter().filter(|table| table.partitioned && !self.omitted.contains(&table.name));
        let grow = |table: &'a Table| {
            let builder = TableBuilder::new(table, self.families, self.target.partitioning).map_err(|error| self.refused(table, error))?;
            Ok(Growing { table, builder, file: None })
        };
        let mut growing = wanted.map(grow).collect::<Result<Vec<Growing<'a>>, LakeError>>()?;
        let mut counts = Counts::default();
        let documents = &plan.documents[bucket.documents.clone()];
        let mut records = fragments.records(documents);
        for equal in documents.chunk_by(|a, b| a.id == b.id) {
            let Some(record) = read_equal(equal, &mut records)? else { break };
            let standing = Standing { is_latest: equal[0].is_latest, duplicate_of: None };
            let family = &self.families[record.family];
            count(&mut counts, &record);
            for table in &mut growing {
                table.builder.append(&record, &standing, family).map_err(|error| self.refused(table.table, error))?;
                let full = table.builder.take_full();
                self.write(table, full, bucket)?;
            }
        }
        let mut files = Vec::new();
        for mut table in growing {
            let rest = table.builder.take_all().map_err(|error| self.refused(table.table, error))?;
            self.write(&mut table, rest, bucket)?;
            files.extend(table.file.map(TableFile::finish).transpose()?);
        }
        Ok((files, counts))
    }

    /// Moves row groups into the file of the table.
    fn write(&self, growing: &mut Growing<'a>, groups: Vec<RowGroup>, bucket: &Bucket) -> Result<(), LakeError> {
        for group in groups {
            let file = match &mut growing.file {
                Some(file) => file,
                none => none.insert(TableFile::create(self.target, growing.table, Some(&bucket.partition), bucket.number)?),
            };
            file.write(group)?;
        }
        Ok(())
    }

    /// Writes the tables that are about the whole corpus, and an empty file for each other table that `files` has none of.
    /// `sources` and `quarantine` are sorted by their keys.
    ///
    /// # Errors
    /// What the disk or Parquet says.
    pub fn write_rest(&self, sources: &[SourceEntry], quarantine: &[QuarantineEntry], files: &mut Vec<DataFile>) -> Result<(), LakeError> {
        let filled: BTreeSet<String> = files.iter().map(|file| file.table.clone()).collect();
        let unknown = Partition::unknown(self.target.partitioning);
        for table in self.tables.iter().filter(|table| !filled.contains(&table.name)) {
            let mut file = TableFile::create(self.target, table, table.partitioned.then_some(&unknown), 0)?;
            let groups = match table.content {
                _ if self.omitted.contains(&table.name) => Ok(Vec::new()),
                Content::Codes => codes_rows(self.tables, self.families),
                Content::Sources => sources_rows(self.tables, sources),
                Content::Quarantine => quarantine_rows(self.tables, quarantine),
                _ => Ok(Vec::new()),
            };
            for group in groups.map_err(|error| self.refused(table, error))? {
                file.write(group)?;
            }
            files.push(file.finish()?);
        }
        Ok(())
    }

    fn refused(&self, table: &Table, source: ParquetError) -> LakeError {
        LakeError::Parquet { path: self.target.staging.root.join("data").join(&table.name), source }
    }
}

/// Equal documents as one: every occurrence, and the rest from the one met first. `records` gives them next.
fn read_equal(equal: &[Staged], records: &mut Records) -> Result<Option<Record>, LakeError> {
    let Some(mut record) = records.next()? else { return Ok(None) };
    for _ in &equal[1..] {
        let Some(mut other) = records.next()? else { break };
        if other.occurrences < record.occurrences {
            std::mem::swap(&mut record, &mut other);
            // From here on the first occurrence stays the smallest: the rest is in any order.
        }
        record.occurrences.append(&mut other.occurrences);
    }
    record.occurrences.sort();
    Ok(Some(record))
}

fn count(counts: &mut Counts, record: &Record) {
    let extraction = &record.extraction;
    counts.documents += 1;
    *counts.documents_by_status.entry(extraction.status.code().to_owned()).or_default() += 1;
    *counts.documents_by_year.entry(extraction.identity.year.unwrap_or(0)).or_default() += 1;
    counts.cells += extraction.cells.len() as u64;
    for cell in &extraction.cells {
        counts.cells_stated += u64::from(cell.state == State::Stated);
        counts.cells_confirmed += u64::from(cell.verification == Some(Verification::Confirmed));
        counts.cells_contradicted += u64::from(cell.verification == Some(Verification::Contradicted));
    }
    counts.checks_failed += extraction.checks.iter().filter(|check| check.outcome == Outcome::Fails).count() as u64;
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
