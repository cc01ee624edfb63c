//! What a run is asked for, as plain values.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::error::Error;
use crate::dataset::{Partitioning, Table};
use crate::document::FieldNames;

/// What a run takes beside its threads, and what each thread takes: the buffers of a part, a fragment, a batch and the row groups
/// of every table, 70 MB for 20,000 reports with all tables; or a record that waits for its turn, 100 MB for one of 55 MB.
const BASE_BYTES: u64 = 32 << 20;
const THREAD_BYTES: u64 = 100 << 20;

/// What the largest record takes, which is read by one thread at a time: its 64 MiB, its text, and what is made of it. Measured on
/// reports of 55 MB: a peak of 343 MB with one thread.
const RECORD_BYTES: u64 = 256 << 20;

/// Files that a run has open beside those of its threads, and those of each thread: the tables of a bucket, a fragment, a source.
const BASE_FILES: u64 = 24;
const THREAD_FILES: u64 = 16;

/// What a run is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The lake.
    pub out: PathBuf,
    /// The number of threads; `None` for as many as the machine has cores.
    pub threads: Option<usize>,
    /// The memory that the run may take, in bytes: fewer threads are used where it is not enough for all. `None` for any.
    pub memory: Option<u64>,
    /// How the files are partitioned.
    pub partitioning: Partitioning,
    /// The key of JSON or column of Parquet that holds the text; `None` for `text`, then `content`.
    pub text_field: Option<String>,
    /// The key or column that holds HTML; `None` for `html`.
    pub html_field: Option<String>,
    /// The key or column that holds the address; `None` for `url`.
    pub url_field: Option<String>,
    /// The tables that get rows, or, each with a `-` before it, those that get none. Empty for all.
    pub tables: Vec<String>,
}

/// How many files the process may have open: `ulimit -n`.
fn files_allowed() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX)
}

impl Options {
    /// The threads to start: at least one.
    pub(super) fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let wanted = self.threads.filter(|&threads| threads > 0).unwrap_or_else(cores);
        let afforded = self.memory.map_or(u64::MAX, |bytes| bytes.saturating_sub(BASE_BYTES + RECORD_BYTES) / THREAD_BYTES);
        let afforded = afforded.min(files_allowed().saturating_sub(BASE_FILES) / THREAD_FILES);
        wanted.min(usize::try_from(afforded).unwrap_or(usize::MAX)).max(1)
    }

    /// What one thread may take, where that is more than the memory that is given.
    pub(super) fn memory_missing(&self) -> Option<u64> {
        const LEAST: u64 = BASE_BYTES + RECORD_BYTES + THREAD_BYTES;
        self.memory.is_some_and(|bytes| bytes < LEAST).then_some(LEAST)
    }

    /// How many files of fragments are kept open: what the threads leave of those that the process may open.
    pub(super) fn files_kept_open(&self) -> usize {
        let taken = BASE_FILES + THREAD_FILES * self.threads() as u64;
        usize::try_from(files_allowed().saturating_sub(taken)).unwrap_or(usize::MAX)
    }

    /// The keys and columns that are read.
    pub(super) fn field_names(&self) -> FieldNames {
        FieldNames::new(self.text_field.as_deref(), self.html_field.as_deref(), self.url_field.as_deref())
    }

    /// The tables that stay without rows.
    pub(super) fn omitted(&self, tables: &[Table]) -> Result<BTreeSet<String>, Error> {
        let name = |entry: &String| entry.strip_prefix('-').unwrap_or(entry).to_owned();
        let named: BTreeSet<String> = self.tables.iter().map(name).collect();
        let known: BTreeSet<String> = tables.iter().map(|table| table.name.clone()).collect();
        if let Some(name) = named.difference(&known).next() {
            let all = known.iter().cloned().collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownTable { name: name.clone(), known: all });
        }
        let left_out = self.tables.iter().filter(|entry| entry.starts_with('-')).count();
        if left_out == self.tables.len() {
            Ok(named)
        } else if left_out == 0 {
            Ok(known.difference(&named).cloned().collect())
        } else {
            Err(Error::MixedTables)
        }
    }

    /// The options that decide the data, by name.
    pub(super) fn deciding(&self, omitted: &BTreeSet<String>) -> BTreeMap<String, String> {
        let partition_by = match self.partitioning {
            Partitioning::Year => "year",
            Partitioning::YearProvince => "year,province",
        };
        let omitted = omitted.iter().cloned().collect::<Vec<_>>().join(",");
        let mut deciding = BTreeMap::from([("partition_by".to_owned(), partition_by.to_owned()), ("tables_without_rows".to_owned(), omitted)]);
        for (name, field) in [("text_field", &self.text_field), ("html_field", &self.html_field), ("url_field", &self.url_field)] {
            if let Some(field) = field {
                deciding.insert(name.to_owned(), field.clone());
            }
        }
        deciding
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threads_follow_from_what_they_may_take() {
        for (threads, memory, expected) in [(8, None, 8), (8, Some(1), 1), (8, Some(512 << 20), 2), (8, Some(4 << 30), 8), (2, Some(1 << 30), 2)] {
            let options = Options { threads: Some(threads), memory, ..Options::default() };
            assert_eq!(options.threads(), expected, "{threads} threads, {memory:?} bytes");
            assert_eq!(options.memory_missing().is_some(), memory == Some(1));
        }
    }
}
