//! What a run tells while it works, and when it has ended.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use super::share::Shard;
use crate::dataset::{Counts, Manifest, Seal};

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Looking for sources.
    Discovering,
    /// Reading and extracting documents.
    Extracting,
    /// Looking whether what shards hold is what was written.
    Checking,
    /// Writing tables.
    Merging,
    /// Waiting for the disk, and finishing a shard.
    Sealing,
    /// Waiting for the disk, and publishing.
    Publishing,
}

impl Stage {
    /// Its name in the manifest and in messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Discovering => "discovering",
            Self::Extracting => "extracting",
            Self::Checking => "checking",
            Self::Merging => "merging",
            Self::Sealing => "sealing",
            Self::Publishing => "publishing",
        }
    }
}

/// What has been done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes of the sources read.
    pub bytes: u64,
    /// Records read.
    pub records: u64,
    /// Records that are reports.
    pub reports: u64,
    /// Records that could not be read or were given up.
    pub quarantined: u64,
}

/// Something to tell. Events of [`Stage::Extracting`] and [`Stage::Merging`] come from any thread.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A stage begins.
    Stage(Stage),
    /// All sources are known.
    Planned {
        /// How many.
        sources: u64,
        /// Their bytes; standard input counts none.
        bytes: u64,
    },
    /// All shards are found.
    ShardsFound {
        /// How many.
        shards: u64,
        /// The bytes that they hold.
        bytes: u64,
    },
    /// Some more was compared with its hash.
    Checked {
        /// Bytes compared.
        bytes: u64,
    },
    /// Some more was read; the numbers are totals.
    Progress(Progress),
    /// Some more was written.
    Merged {
        /// Buckets written.
        done: u64,
        /// Buckets in all.
        buckets: u64,
    },
    /// Something that the caller should know, as one sentence.
    Warning(String),
}

/// Totals that all threads add to.
#[derive(Debug, Default)]
pub(super) struct Totals {
    bytes: AtomicU64,
    records: AtomicU64,
    reports: AtomicU64,
    quarantined: AtomicU64,
}

impl Totals {
    /// Adds what was done, and returns everything done so far.
    pub(super) fn add(&self, done: Progress) -> Progress {
        let add = |total: &AtomicU64, some| total.fetch_add(some, Ordering::Relaxed) + some;
        Progress {
            bytes: add(&self.bytes, done.bytes),
            records: add(&self.records, done.records),
            reports: add(&self.reports, done.reports),
            quarantined: add(&self.quarantined, done.quarantined),
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    /// A new snapshot is published.
    Published,
    /// The published snapshot already holds all this.
    Unchanged,
}

/// What a run came to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// How it ended.
    pub outcome: RunOutcome,
    /// Where the published snapshot stands.
    pub snapshot: PathBuf,
    /// Its number.
    pub number: u64,
    /// The numbers of the run; of the published snapshot where nothing changed.
    pub counts: Counts,
    /// The rows of each table.
    pub tables: BTreeMap<String, u64>,
    /// Data files, and their bytes.
    pub files: (u64, u64),
    /// The addresses of the sources that could not be read, sorted.
    pub unreadable: Vec<String>,
    /// Those among them that the snapshot before did not already hold as unreadable.
    pub newly_unreadable: Vec<String>,
    /// Seconds of each stage.
    pub seconds: BTreeMap<String, f64>,
}

impl Summary {
    /// The summary of a run that left, or made, the snapshot that `manifest` describes.
    pub(super) fn new(outcome: RunOutcome, snapshot: PathBuf, manifest: Manifest, before: &[String]) -> Self {
        let newly = manifest.unreadable.iter().filter(|uri| !before.contains(uri)).cloned().collect();
        Self {
            outcome,
            snapshot,
            number: manifest.snapshot,
            files: (manifest.files.len() as u64, manifest.files.iter().map(|file| file.bytes).sum()),
            counts: manifest.counts,
            tables: manifest.tables,
            unreadable: manifest.unreadable,
            newly_unreadable: newly,
            seconds: manifest.timings,
        }
    }

    /// The exit code of the contract: 3 where a source could not be read that the snapshot before did not already hold as unreadable, else 0.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if self.newly_unreadable.is_empty() { 0 } else { 3 }
    }
}

/// How the run of a shard ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardOutcome {
    /// The shard is written.
    Written,
    /// The shard that stands there already holds all this.
    Unchanged,
}

/// What the run of a shard came to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ShardSummary {
    /// How it ended.
    pub outcome: ShardOutcome,
    /// Which shard it is.
    pub shard: Shard,
    /// Where it stands.
    pub path: PathBuf,
    /// The numbers of this share; those of documents are known only when shards are merged.
    pub counts: Counts,
    /// The sources of the whole corpus, and their bytes.
    pub corpus: (u64, u64),
    /// The files of the shard, and their bytes.
    pub files: (u64, u64),
    /// The addresses of this share that could not be read, sorted: `merge` tells whether the lake already held them so.
    pub unreadable: Vec<String>,
    /// Seconds of each stage.
    pub seconds: BTreeMap<String, f64>,
}

impl ShardSummary {
    pub(super) fn new(outcome: ShardOutcome, shard: Shard, path: PathBuf, seal: Seal) -> Self {
        Self {
            outcome,
            shard,
            path,
            counts: seal.counts,
            corpus: (seal.sources, seal.bytes),
            files: (seal.files.len() as u64, seal.files.iter().map(|file| file.bytes).sum()),
            unreadable: seal.unreadable,
            seconds: seal.timings,
        }
    }
}
