//! A corpus becomes a published snapshot: the rooms joined.
//!
//! Sources are planned into units, units are read and extracted in parallel into fragments, fragments are merged in
//! parallel into files, and the files are published by one step. The bytes depend on the version, the corpus, the
//! definitions and the options alone: whatever runs in parallel is collected in the order of the plan.

mod error;
mod event;
mod gates;
mod ledger;
mod merge;
mod options;
mod reading;
mod readings;
mod shard;
mod share;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

pub use self::error::Error;
pub use self::event::{Event, Progress, RunOutcome, ShardOutcome, ShardSummary, Stage, Summary};
pub use self::merge::merge;
pub use self::options::Options;
pub use self::shard::extract_shard;
pub use self::share::Shard;

use self::event::Totals;
use self::gates::{follows_from_the_same, require_documents, require_outside, require_same_inputs, require_sources};
use self::ledger::Ledger;
use self::reading::{PartResult, Reading};
use crate::dataset::{
    Counts, DataFile, Disk, Fragment, FragmentReader, HeldLake, LakeError, Manifest, Merge, Plan, Staging, Storage, Table, Target, Trim, plan,
    tables, views_sql,
};
use crate::definition::Family;
use crate::document::{Anchors, Input, Limits, Source, Unit, discover, parse_inputs, units};
use crate::extract::Extractor;

/// The stack of a worker: parsers of hostile documents recurse.
const STACK_BYTES: usize = 16 << 20;

/// Files that are synced at a time: the disk waits, not the processor.
const SYNCS: usize = 16;

/// Reads every document under the inputs and publishes what they say as one snapshot of the lake.
///
/// `stop` ends the run between two parts of a source, or two files, without publishing. `on_event` is called from any thread.
///
/// # Errors
/// Whatever keeps the run from publishing: see [`Error`]. The published snapshot is then the one it was.
pub fn extract(
    inputs: &[String],
    families: Vec<Family>,
    options: &Options,
    stop: &AtomicBool,
    on_event: &(dyn Fn(Event) + Sync),
) -> Result<Summary, Error> {
    extract_to(&Disk, inputs, &Extractor::new(families), options, stop, on_event)
}

/// As [`extract`], with the file operations of the lake done by `storage`.
fn extract_to(
    storage: &dyn Storage,
    inputs: &[String],
    extractor: &Extractor,
    options: &Options,
    stop: &AtomicBool,
    on_event: &(dyn Fn(Event) + Sync),
) -> Result<Summary, Error> {
    if extractor.families().is_empty() {
        return Err(Error::NoFamily);
    }
    let inputs = parse_inputs(inputs)?;
    let tables = tables(extractor.families())?;
    let omitted = options.omitted(&tables)?;
    require_outside(&options.out, &inputs)?;
    let mut run = Run { storage, extractor, tables: &tables, omitted: &omitted, options, stop, on_event, clock: Clock::new(on_event) };
    run.clock.begin(Stage::Discovering);
    let mut lake = HeldLake::hold(&options.out, storage)?;
    let result = run.extract(&inputs, &mut lake);
    cleaned(result, lake.clean(), on_event)
}

/// The result of a run that was cleaned up after. Whatever could not be removed is garbage that the next run removes.
fn cleaned<T>(result: Result<T, Error>, cleaned: Result<(), LakeError>, on_event: &(dyn Fn(Event) + Sync)) -> Result<T, Error> {
    if let (Ok(_), Err(error)) = (&result, cleaned) {
        on_event(Event::Warning(format!("{error}; the next run tries again")));
    }
    result
}

/// What the stages of a run share.
struct Run<'a> {
    storage: &'a dyn Storage,
    extractor: &'a Extractor,
    tables: &'a [Table],
    omitted: &'a BTreeSet<String>,
    options: &'a Options,
    stop: &'a AtomicBool,
    on_event: &'a (dyn Fn(Event) + Sync),
    clock: Clock<'a>,
}

/// What was read, by this run or by those of the shards.
struct Gathered {
    ledger: Ledger,
    fragments: Vec<Fragment>,
    reader: FragmentReader,
}

impl Run<'_> {
    fn extract(&mut self, inputs: &[Input], lake: &mut HeldLake) -> Result<Summary, Error> {
        let before = lake.manifest()?;
        let wanted = self.manifest(inputs);
        if let Some(before) = &before {
            require_same_inputs(&self.options.out, &before.inputs, &wanted.inputs)?;
        }
        let sources = discover(inputs)?;
        require_sources(inputs, &sources)?;
        (self.on_event)(Event::Planned { sources: sources.len() as u64, bytes: sources.iter().map(|source| source.bytes).sum() });
        let wanted = Manifest { fingerprint: ledger::fingerprint(&sources), ..wanted };
        if let Some(before) = before.as_ref().filter(|before| follows_from_the_same(before, &wanted)) {
            return Ok(self.unchanged(before.clone()));
        }

        let pool = self.pool()?;
        let staging = lake.begin()?;
        let (parts, fragments, writers) = self.read(&pool, &sources, &units(&sources), &staging)?;
        let ledger = ledger::ledger(&sources, &parts);
        drop(parts);
        let reader = FragmentReader::open(&staging, writers, ledger.origins.clone())?;
        self.finish(&pool, lake, &staging, Gathered { ledger, fragments, reader }, (wanted, before))
    }

    /// The threads of the run.
    fn pool(&self) -> Result<ThreadPool, Error> {
        let threads = self.options.threads();
        if let Some(least) = self.options.memory_missing() {
            let least = least >> 20;
            (self.on_event)(Event::Warning(format!("the run uses one thread, and may take {least} MiB where a record is as large as it may be")));
        }
        let build = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_BYTES).build();
        build.map_err(|source| Error::Threads { threads, source })
    }

    /// Merges what was gathered, and publishes it.
    fn finish(
        &mut self,
        pool: &ThreadPool,
        lake: &mut HeldLake,
        staging: &Staging,
        gathered: Gathered,
        (wanted, before): (Manifest, Option<Manifest>),
    ) -> Result<Summary, Error> {
        let Gathered { ledger, fragments, reader } = gathered;
        let plan = plan(self.storage, staging, &fragments, &reader)?;
        require_documents(before.as_ref(), plan.different)?;
        let (counts, files) = self.merge(pool, &plan, staging, &reader, &ledger)?;
        let fingerprint = if ledger.unreadable.is_empty() { wanted.fingerprint } else { String::new() };
        let manifest = Manifest {
            snapshot: staging.number,
            previous: lake.published(),
            fingerprint,
            counts: ledger::sum(ledger.counts, counts.into_iter()),
            unreadable: ledger.unreadable,
            files,
            ..wanted
        };
        self.publish(lake, staging, manifest.sealed(), before)
    }

    /// What the manifest says before anything was read.
    fn manifest(&self, inputs: &[Input]) -> Manifest {
        let mut names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
        names.sort();
        let families = self.extractor.families().iter();
        Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            inputs: names,
            options: self.options.deciding(self.omitted),
            definitions: families.map(|family| (family.code.clone(), family.hash.clone())).collect(),
            ..Manifest::default()
        }
    }

    /// Reads the units: the results of their parts, in order, the fragments in no order, and how many files they are in.
    fn read(
        &mut self,
        pool: &ThreadPool,
        sources: &[Source],
        units: &[Unit],
        staging: &Staging,
    ) -> Result<(Vec<PartResult>, Vec<Fragment>, u32), Error> {
        self.clock.begin(Stage::Extracting);
        let anchors = self.extractor.families().iter().flat_map(|family| family.recognise.anchors.iter().map(String::as_str));
        let reading = Reading {
            extractor: self.extractor,
            sources,
            anchors: Anchors::new(anchors),
            limits: Limits::default(),
            names: self.options.field_names(),
            storage: self.storage,
            staging,
            partitioning: self.options.partitioning,
            trim: Trim::new(self.tables, self.omitted),
            stop: self.stop,
            on_event: self.on_event,
            totals: Totals::default(),
            writers: Mutex::default(),
            large: Mutex::default(),
        };
        pool.install(|| reading.run(units))
    }

    fn merge(
        &mut self,
        pool: &ThreadPool,
        plan: &Plan,
        staging: &Staging,
        reader: &FragmentReader,
        ledger: &Ledger,
    ) -> Result<(Vec<Counts>, Vec<DataFile>), Error> {
        self.clock.begin(Stage::Merging);
        let target = Target { storage: self.storage, staging, partitioning: self.options.partitioning };
        let merge = Merge { target, tables: self.tables, omitted: self.omitted, families: self.extractor.families() };
        let done = AtomicU64::new(0);
        let write = |at: usize| {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            let written = merge.write_bucket(plan, &plan.buckets[at], reader)?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            (self.on_event)(Event::Merged { done, buckets: plan.buckets.len() as u64 });
            Ok(written)
        };
        let buckets = pool.install(|| (0..plan.buckets.len()).into_par_iter().with_max_len(1).map(write).collect::<Result<Vec<_>, Error>>())?;
        let (files, counts): (Vec<_>, Vec<_>) = buckets.into_iter().unzip();
        let mut files: Vec<DataFile> = files.into_iter().flatten().collect();
        merge.write_rest(&ledger.sources, &ledger.quarantine, &mut files)?;
        Ok((counts, files))
    }

    fn publish(&mut self, lake: &mut HeldLake, staging: &Staging, manifest: Manifest, before: Option<Manifest>) -> Result<Summary, Error> {
        if let Some(before) = before.as_ref().filter(|before| before.content_hash == manifest.content_hash) {
            return Ok(self.unchanged(before.clone()));
        }
        if self.stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        self.clock.begin(Stage::Publishing);
        let manifest = Manifest { timings: self.clock.seconds(), ..manifest };
        let views = views_sql(self.tables, self.extractor.families(), "data");
        let snapshot = lake.publish(staging, &manifest, &views, &manifest.files, &sync_each)?;
        let held = before.map(|before| before.unreadable).unwrap_or_default();
        let manifest = Manifest { timings: self.clock.seconds(), ..manifest };
        Ok(Summary::new(RunOutcome::Published, snapshot, manifest, &held))
    }

    /// The summary of a run that has nothing to publish.
    fn unchanged(&self, before: Manifest) -> Summary {
        let snapshot = self.options.out.join("snapshots").join(format!("{:06}", before.snapshot));
        let held = before.unreadable.clone();
        let manifest = Manifest { timings: self.clock.seconds(), ..before };
        Summary::new(RunOutcome::Unchanged, snapshot, manifest, &held)
    }
}

/// Measures the stages, and tells that they begin.
struct Clock<'a> {
    on_event: &'a (dyn Fn(Event) + Sync),
    begun: Vec<(Stage, Instant)>,
}

impl<'a> Clock<'a> {
    fn new(on_event: &'a (dyn Fn(Event) + Sync)) -> Self {
        Self { on_event, begun: Vec::new() }
    }

    fn begin(&mut self, stage: Stage) {
        self.begun.push((stage, Instant::now()));
        (self.on_event)(Event::Stage(stage));
    }

    /// Seconds of each stage so far, to the millisecond.
    fn seconds(&self) -> BTreeMap<String, f64> {
        let ends = self.begun.iter().skip(1).map(|(_, begin)| *begin).chain(std::iter::once(Instant::now()));
        let seconds = |(stage, begin): &(Stage, Instant), end: Instant| (stage.code().to_owned(), (end - *begin).as_millis() as f64 / 1e3);
        self.begun.iter().zip(ends).map(|(stage, end)| seconds(stage, end)).collect()
    }
}

/// Syncs all paths, several at a time. The first failure, by the order of the paths, is told; none is retried.
fn sync_each(paths: &[PathBuf], sync: &(dyn Fn(&Path) -> io::Result<()> + Sync)) -> Result<(), (PathBuf, io::Error)> {
    let share = paths.len().div_ceil(SYNCS).max(1);
    let in_order = |paths: &[PathBuf]| paths.iter().try_for_each(|path| sync(path).map_err(|error| (path.clone(), error)));
    let in_order = &in_order;
    std::thread::scope(|scope| {
        let spawn = |some| std::thread::Builder::new().spawn_scoped(scope, move || in_order(some)).map_err(|_| in_order(some));
        let threads: Vec<_> = paths.chunks(share).map(spawn).collect();
        // A thread that the system does not give is no error: its share is done here.
        threads.into_iter().try_for_each(|thread| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(done) => done,
        })
    })
}

#[cfg(test)]
mod tests;
