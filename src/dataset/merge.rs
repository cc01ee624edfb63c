//! Staged documents become the Parquet files of every table.
//!
//! The documents of a partition are sorted by `document_id` and cut into buckets by its first bits. How many buckets
//! there are is a power of two that follows from the number of documents in the partition, so that a changed
//! document changes the files of one bucket. Buckets are independent: they can be written in any order, or at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;

use super::columns::{QuarantineEntry, RowGroup, SourceEntry, TableBuilder, codes_rows, quarantine_rows, sources_rows};
use super::error::{LakeError, OnDisk};
use super::fragment::{Fragment, FragmentReader, Partition, Placed, Records, Staged};
use super::latest::latest;
use super::manifest::{Counts, DataFile};
use super::record::{Record, Standing};
use super::schema::{Content, Table};
use super::snapshot::Staging;
use super::storage::Storage;
use super::table_file::{TableFile, Target};
use crate::definition::Family;
use crate::extract::{Outcome, State, Verification};

/// The most documents of a bucket, on average: with every cell kept, some tens of megabytes.
const BUCKET_DOCUMENTS: usize = 4096;

/// Names and groups are in memory of so many documents at a time, or of this part of all, so that few reads do: whichever is more.
/// A partition is never divided.
const SHARE_DOCUMENTS: usize = 16 << 10;
/// See [`SHARE_DOCUMENTS`].
const SHARES: usize = 4;

/// The documents of one partition whose names begin with the same bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Where its rows go.
    pub partition: Partition,
    /// Its number in the partition: the first bits of its documents' names.
    pub number: u32,
    /// How many documents it has, equal ones counted each: never none.
    pub documents: usize,
    /// Where the list of them lies: its first byte, and its bytes.
    list: (u64, usize),
}

/// What is to be merged. Memory holds the buckets; their documents are listed on disk.
#[derive(Debug)]
pub struct Plan {
    /// The buckets that are not empty, sorted by partition and number.
    pub buckets: Vec<Bucket>,
    /// How many documents are different.
    pub different: u64,
    path: PathBuf,
    lists: File,
}

impl Plan {
    /// The documents of a bucket, sorted by name, equal ones side by side.
    ///
    /// # Errors
    /// What the disk says, and bytes that are not what was written.
    pub(super) fn documents(&self, bucket: &Bucket) -> Result<Vec<Placed>, LakeError> {
        let mut bytes = vec![0; bucket.list.1];
        self.lists.read_exact_at(&mut bytes, bucket.list.0).on("read", &self.path)?;
        postcard::from_bytes(&bytes).map_err(|error| LakeError::Fragment { path: self.path.clone(), reason: error.to_string() })
    }
}

/// Sorts the documents of all fragments, marks the latest, and cuts them into buckets. The indexes are read several times, and
/// what becomes of the documents is written down, so that few are in memory at a time.
///
/// # Errors
/// What the disk says, and bytes that are not what was written.
pub fn plan(storage: &dyn Storage, staging: &Staging, fragments: &[Fragment], reader: &FragmentReader) -> Result<Plan, LakeError> {
    let count = fragments.iter().map(Fragment::documents).sum();
    let each: Each = &|take| {
        for fragment in fragments {
            reader.index(fragment)?.into_iter().for_each(&mut *take);
        }
        Ok(())
    };
    planned(storage, staging, count, each)
}

/// Gives every staged document, in one order whenever it is called.
pub(super) type Each<'a> = &'a dyn Fn(&mut dyn FnMut(Staged)) -> Result<(), LakeError>;

/// The plan of so many documents.
fn planned(storage: &dyn Storage, staging: &Staging, count: usize, each: Each) -> Result<Plan, LakeError> {
    let path = staging.scratch.join("plan");
    let file = storage.create_file(&path).on("create", &path)?;
    let mut planning = Planning { path: &path, file, written: 0, buckets: Vec::new(), different: 0 };
    let most = SHARE_DOCUMENTS.max(count.div_ceil(SHARES));
    let latest = latest(count, most, each)?;
    let mut partitions: BTreeMap<Partition, usize> = BTreeMap::new();
    each(&mut |staged| *partitions.entry(staged.partition).or_default() += 1)?;
    let mut partitions = partitions.into_iter().peekable();
    while let Some((first, mut documents)) = partitions.next() {
        let mut last = first;
        while let Some((partition, more)) = partitions.next_if(|(_, more)| documents + more <= most) {
            last = partition;
            documents += more;
        }
        let mut share = Vec::with_capacity(documents);
        let mut latest = latest.iter().copied();
        each(&mut |staged| {
            let placed = Placed::new(&staged, latest.next().unwrap_or(true));
            if (first..=last).contains(&staged.partition) {
                share.push((staged.partition, staged.id, placed));
            }
        })?;
        planning.add(share)?;
    }
    let Planning { mut file, buckets, different, .. } = planning;
    file.flush().on("write", &path)?;
    let lists = File::open(&path).on("open", &path)?;
    Ok(Plan { buckets, different, path, lists })
}

/// A plan that is being made.
struct Planning<'a> {
    path: &'a Path,
    file: Box<dyn Write + Send>,
    written: u64,
    buckets: Vec<Bucket>,
    different: u64,
}

impl Planning<'_> {
    /// Adds all documents of the next partitions, each with its partition and name, in any order.
    fn add(&mut self, mut documents: Vec<(Partition, [u8; 16], Placed)>) -> Result<(), LakeError> {
        documents.sort_unstable_by_key(|(partition, id, _)| (*partition, *id));
        for partition in documents.chunk_by_mut(|a, b| a.0 == b.0) {
            let mut different = 0_usize;
            for equal in partition.chunk_by_mut(|a, b| a.1 == b.1) {
                equal[1..].iter_mut().for_each(|(.., placed)| placed.repeats = true);
                different += 1;
            }
            self.different += different as u64;
            let bits = different.div_ceil(BUCKET_DOCUMENTS).next_power_of_two().trailing_zeros();
            for bucket in partition.chunk_by(|a, b| first_bits(&a.1, bits) == first_bits(&b.1, bits)) {
                let list: Vec<Placed> = bucket.iter().map(|(.., placed)| *placed).collect();
                let list = postcard::to_stdvec(&list).expect("a list holds only numbers");
                self.file.write_all(&list).on("write", self.path)?;
                let (partition, number) = (bucket[0].0, first_bits(&bucket[0].1, bits));
                self.buckets.push(Bucket { partition, number, documents: bucket.len(), list: (self.written, list.len()) });
                self.written += list.len() as u64;
            }
        }
        Ok(())
    }
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
        let documents = &plan.documents(bucket)?;
        let mut records = fragments.records(documents);
        for equal in documents.chunk_by(|_, next| next.repeats) {
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
fn read_equal(equal: &[Placed], records: &mut Records) -> Result<Option<Record>, LakeError> {
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
