//! One share of a corpus becomes a shard: what one of several machines does.
//!
//! Each machine finds the same sources, cuts them into the same parts, and reads those that the rule deals to it. What
//! it read waits in fragments, sealed, until all shards are there and [`merge`](super::merge()) publishes them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::error::Error;
use super::event::{Event, ShardOutcome, ShardSummary, Stage};
use super::gates::{require_outside, require_sources};
use super::ledger::{self, Ledger};
use super::options::Options;
use super::readings::Readings;
use super::share::{Shard, share};
use super::{Clock, Run, cleaned, sync_each};
use crate::dataset::{Counts, Disk, HeldShard, Manifest, Seal, SealedFile, Staging, Storage, sealed_file, tables};
use crate::definition::Family;
use crate::document::{Extent, Input, InputPath, Part, Source, SourceKind, discover, packed, parse_inputs, parts};
use crate::extract::Extractor;

/// Reads one share of what lies under the inputs, and leaves it as a shard below the lake, for [`merge`](super::merge()).
///
/// All shards are given the same inputs, families and options, on machines that see the same files. `stop` and `on_event`
/// are as for [`extract`](super::extract()).
///
/// # Errors
/// Whatever keeps the shard from being written: see [`Error`]. A shard that stood there is then the one it was.
pub fn extract_shard(
    inputs: &[String],
    families: Vec<Family>,
    shard: Shard,
    options: &Options,
    stop: &AtomicBool,
    on_event: &(dyn Fn(Event) + Sync),
) -> Result<ShardSummary, Error> {
    extract_shard_to(&Disk, inputs, &Extractor::new(families), shard, options, stop, on_event)
}

/// As [`extract_shard`], with the file operations of the shard done by `storage`.
pub(super) fn extract_shard_to(
    storage: &dyn Storage,
    inputs: &[String],
    extractor: &Extractor,
    shard: Shard,
    options: &Options,
    stop: &AtomicBool,
    on_event: &(dyn Fn(Event) + Sync),
) -> Result<ShardSummary, Error> {
    if extractor.families().is_empty() {
        return Err(Error::NoFamily);
    }
    let inputs = parse_inputs(inputs)?;
    if inputs.iter().any(|input| input.path == InputPath::Stdin) {
        return Err(Error::StdinShard);
    }
    let tables = tables(extractor.families())?;
    let omitted = options.omitted(&tables)?;
    require_outside(&options.out, &inputs)?;
    let mut run = Run { storage, extractor, tables: &tables, omitted: &omitted, options, stop, on_event, clock: Clock::new(on_event) };
    run.clock.begin(Stage::Discovering);
    let held = HeldShard::hold(&options.out, &shard.name(), storage)?;
    let result = run.extract_shard(&inputs, shard, &held);
    cleaned(result, held.clean(), on_event)
}

/// A part, its bytes, and its place among all parts.
type Share = Vec<(u32, (Part, u64))>;

impl Run<'_> {
    fn extract_shard(&mut self, inputs: &[Input], shard: Shard, held: &HeldShard) -> Result<ShardSummary, Error> {
        let sources = discover(inputs)?;
        require_sources(inputs, &sources)?;
        let all = parts(&sources);
        let lengths: Vec<u64> = all.iter().map(|(_, bytes)| *bytes).collect();
        let mine: Share = share(&lengths, shard).into_iter().map(|at| (u32::try_from(at).unwrap_or(u32::MAX), all[at])).collect();
        let wanted = self.wanted(inputs, shard, &sources, &all);
        (self.on_event)(Event::Planned { sources: sources_of(&mine), bytes: mine.iter().map(|(_, (_, bytes))| bytes).sum() });
        if let Some(before) = held.standing().filter(|before| is_the_same(&before.seal, &wanted) && before.is_whole()) {
            let before = Seal { timings: self.clock.seconds(), ..before.seal };
            return Ok(ShardSummary::new(ShardOutcome::Unchanged, shard, held.root().to_owned(), before));
        }

        let pool = self.pool()?;
        let staging = held.begin()?;
        let (numbers, parts): (Vec<u32>, Vec<(Part, u64)>) = mine.into_iter().unzip();
        let (results, fragments, writers) = self.read(&pool, &sources, &packed(&parts), &staging)?;
        let Ledger { counts, unreadable, .. } = ledger::ledger(&sources, &results);
        // A file that several shards read counts in each with what that shard read of it.
        let counts = Counts { bytes: results.iter().map(|part| part.reading.bytes_read).sum(), ..counts };
        let readings = Readings::of(&sources, &numbers, results);
        self.clock.begin(Stage::Sealing);
        let mut staged: Vec<PathBuf> = (0..writers).map(|number| staging.fragments(number)).collect();
        staged.push(held.write(&staging, "readings-00000", &readings.to_bytes())?);
        staged.push(held.write(&staging, "index-00000", &postcard::to_stdvec(&fragments).expect("an index holds only numbers"))?);
        for (number, family) in self.extractor.families().iter().enumerate() {
            staged.push(held.write(&staging, &format!("definition-{number:05}"), family.text.as_bytes())?);
        }
        let files = self.hashed(&pool, &staged)?;
        let fingerprint = if unreadable.is_empty() { wanted.fingerprint } else { String::new() };
        self.seal(shard, held, &staging, Seal { fingerprint, counts, unreadable, files, ..wanted })
    }

    /// What the seal says before anything was read.
    fn wanted(&self, inputs: &[Input], shard: Shard, sources: &[Source], parts: &[(Part, u64)]) -> Seal {
        let Manifest { version, inputs, options, .. } = self.manifest(inputs);
        Seal {
            version,
            number: shard.number(),
            of: shard.of(),
            plan: plan_hash(sources, parts),
            sources: sources.len() as u64,
            bytes: sources.iter().map(|source| source.bytes).sum(),
            parts: parts.len() as u64,
            fingerprint: ledger::fingerprint(sources),
            inputs,
            options,
            definitions: self.extractor.families().iter().map(|family| (family.code.clone(), family.hash.clone())).collect(),
            ..Seal::default()
        }
    }

    /// What the seal says of each staged file.
    fn hashed(&self, pool: &ThreadPool, staged: &[PathBuf]) -> Result<Vec<SealedFile>, Error> {
        let hash = |path: &PathBuf| {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            Ok(sealed_file(Path::new(path))?)
        };
        pool.install(|| staged.par_iter().map(hash).collect())
    }

    fn seal(&mut self, shard: Shard, held: &HeldShard, staging: &Staging, seal: Seal) -> Result<ShardSummary, Error> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        let seal = Seal { timings: self.clock.seconds(), ..seal }.sealed();
        held.publish(staging, &seal, &sync_each)?;
        let seal = Seal { timings: self.clock.seconds(), ..seal };
        Ok(ShardSummary::new(ShardOutcome::Written, shard, held.root().to_owned(), seal))
    }
}

/// How many sources have a part in a share.
fn sources_of(share: &Share) -> u64 {
    share.chunk_by(|(_, (a, _)), (_, (b, _))| a.source == b.source).count() as u64
}

/// Whether the shard that stands there is what a run for `wanted` would give, as far as one can tell without reading.
fn is_the_same(before: &Seal, wanted: &Seal) -> bool {
    !wanted.fingerprint.is_empty()
        && before.fingerprint == wanted.fingerprint
        && before.version == wanted.version
        && before.plan == wanted.plan
        && (before.number, before.of) == (wanted.number, wanted.of)
        && before.inputs == wanted.inputs
        && before.options == wanted.options
        && before.definitions == wanted.definitions
}

/// The hash of what every machine must see alike: the address, size and kind of every source, and where it is cut. Times and identities
/// differ between copies.
fn plan_hash(sources: &[Source], parts: &[(Part, u64)]) -> String {
    let mut hasher = blake3::Hasher::new();
    for source in sources {
        let kind = match &source.kind {
            SourceKind::Regular => "regular",
            SourceKind::Stdin => "stdin",
            SourceKind::Skipped(kind) => kind,
            SourceKind::Unreadable(_) => "unreadable",
        };
        hasher.update(source.uri.as_bytes()).update(&[0]).update(kind.as_bytes()).update(&[0]).update(&source.bytes.to_le_bytes());
    }
    for (part, _) in parts {
        let (start, end) = match part.extent {
            Extent::Whole => (0, u64::MAX),
            Extent::Lines { start, end } | Extent::Frames { start, end } | Extent::RowGroups { start, end, .. } => (start, end),
        };
        for number in [part.source as u64, start, end] {
            hasher.update(&number.to_le_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}
