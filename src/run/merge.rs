//! The shards of a run become one published snapshot: the bytes that one machine alone would have published.
//!
//! What the shards must agree in is compared before anything is read, every byte of them is compared with its hash,
//! and their readings, joined in the order of the plan, go the way that those of one machine go.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::error::Error;
use super::event::{Event, Stage, Summary};
use super::gates::require_same_inputs;
use super::ledger;
use super::options::Options;
use super::readings::{Readings, SourceRead};
use super::share::Shard;
use super::{Clock, Gathered, Run, cleaned};
use crate::dataset::{
    Disk, Fragment, FragmentReader, HeldLake, Manifest, Origin, Partitioning, SealedFile, SealedShard, Storage, find_shards, tables,
};
use crate::definition::{Family, compile};
use crate::document::{Source, SourceKind};
use crate::extract::Extractor;

/// Publishes what all shards of a run hold as one snapshot of the lake `options.out`. `shards` are their places, or places
/// that they lie in; none for those of the lake. Of the options only the lake, the threads and the memory are looked at: the
/// shards carry the others, and the definitions.
///
/// # Errors
/// Whatever keeps the run from publishing: see [`Error`]. The published snapshot is then the one it was.
pub fn merge(shards: &[PathBuf], options: &Options, stop: &AtomicBool, on_event: &(dyn Fn(Event) + Sync)) -> Result<Summary, Error> {
    merge_to(&Disk, shards, options, stop, on_event)
}

/// As [`merge`](merge()), with the file operations of the lake done by `storage`.
pub(super) fn merge_to(
    storage: &dyn Storage,
    shards: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
    on_event: &(dyn Fn(Event) + Sync),
) -> Result<Summary, Error> {
    let mut clock = Clock::new(on_event);
    clock.begin(Stage::Checking);
    let shards = opened(shards, &options.out, storage)?;
    require_all(&shards)?;
    let extractor = Extractor::new(families(&shards[0])?);
    let tables = tables(extractor.families())?;
    let carried = &shards[0].seal.options;
    let omitted = carried.get("tables_without_rows").into_iter().flat_map(|names| names.split(',')).filter(|name| !name.is_empty());
    let omitted = omitted.map(str::to_owned).collect();
    let by_year = carried.get("partition_by").is_none_or(|keys| keys == "year");
    let partitioning = if by_year { Partitioning::Year } else { Partitioning::YearProvince };
    let options = Options { partitioning, ..options.clone() };
    let mut lake = HeldLake::hold(&options.out, storage)?;
    let mut run = Run { storage, extractor: &extractor, tables: &tables, omitted: &omitted, options: &options, stop, on_event, clock };
    let result = run.merge_shards(&shards, &mut lake);
    cleaned(result, lake.clean(), on_event)
}

/// Opens the shards that lie at the given places, or in the lake, by number. Never empty.
fn opened(places: &[PathBuf], lake: &Path, storage: &dyn Storage) -> Result<Vec<SealedShard>, Error> {
    let places = if places.is_empty() { &[lake.to_owned()] } else { places };
    let mut shards = Vec::new();
    for place in places {
        for path in find_shards(place, storage)? {
            let shard = SealedShard::open(&path)?;
            if shard.seal.version != env!("CARGO_PKG_VERSION") {
                return Err(Error::ShardVersion { path, version: shard.seal.version });
            }
            shards.push(shard);
        }
    }
    shards.sort_by_key(|shard| shard.seal.number);
    Ok(shards)
}

/// Refuses shards that are not all shards of one run, each once.
fn require_all(shards: &[SealedShard]) -> Result<(), Error> {
    let first = &shards[0];
    shards[1..].iter().try_for_each(|shard| require_alike(first, shard))?;
    for two in shards.windows(2) {
        if two[0].seal.number == two[1].seal.number {
            let [first, second] = [&two[0], &two[1]].map(|shard| shard.root.clone());
            return Err(Error::ShardTwice { shard: shard_of(&two[0])?, first, second });
        }
    }
    let of = shard_of(first)?.of();
    let is_there = |shard: &Shard| shards.binary_search_by_key(&shard.number(), |shard| shard.seal.number).is_ok();
    let missing: Vec<Shard> = (1..=of).filter_map(|number| Shard::new(number, of)).filter(|shard| !is_there(shard)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::ShardsMissing { shards: missing }) }
}

fn shard_of(shard: &SealedShard) -> Result<Shard, Error> {
    Shard::new(shard.seal.number, shard.seal.of).ok_or_else(|| shard.damaged("it has no number").into())
}

/// Refuses two shards that are not of one run, and says in what they differ.
fn require_alike(first: &SealedShard, second: &SealedShard) -> Result<(), Error> {
    let (a, b) = (&first.seal, &second.seal);
    let list = |names: &[String]| names.join(", ");
    let options = |options: &std::collections::BTreeMap<String, String>| {
        options.iter().map(|(name, value)| format!("{} {value}", name.replace('_', " "))).collect::<Vec<_>>().join(", ")
    };
    let definitions =
        |of: &[(String, String)]| of.iter().map(|(code, hash)| format!("{code} {}", hash.get(..12).unwrap_or(hash))).collect::<Vec<_>>();
    let corpus = |seal: &crate::dataset::Seal| format!("{} files of {} bytes, cut into {} parts", seal.sources, seal.bytes, seal.parts);
    let differences = [
        ("their numbers of shards", a.of == b.of, a.of.to_string(), b.of.to_string()),
        ("their inputs", a.inputs == b.inputs, list(&a.inputs), list(&b.inputs)),
        ("their options", a.options == b.options, options(&a.options), options(&b.options)),
        ("their definitions", a.definitions == b.definitions, list(&definitions(&a.definitions)), list(&definitions(&b.definitions))),
        ("the files that they were cut from", a.plan == b.plan, corpus(a), corpus(b)),
    ];
    match differences.into_iter().find(|(_, alike, ..)| !alike) {
        None => Ok(()),
        Some((what, _, of_first, of_second)) => {
            Err(Error::ShardsDiffer { what, first: first.root.clone(), second: second.root.clone(), of_first, of_second })
        }
    }
}

/// The families whose definitions a shard carries.
fn families(shard: &SealedShard) -> Result<Vec<Family>, Error> {
    let mut families = Vec::new();
    shard.seal.files_of("definition").try_for_each(|file| shard.verify(file))?;
    for (text, (code, hash)) in shard.contents("definition")?.into_iter().zip(&shard.seal.definitions) {
        let text = String::from_utf8(text).map_err(|_| shard.damaged("a definition is not UTF-8"))?;
        let family = compile(code, &text)?;
        if family.hash != *hash {
            return Err(shard.damaged(format!("the definition of {code} is not the one that was used")).into());
        }
        families.push(family);
    }
    if families.is_empty() { Err(Error::NoFamily) } else { Ok(families) }
}

impl Run<'_> {
    fn merge_shards(&mut self, shards: &[SealedShard], lake: &mut HeldLake) -> Result<Summary, Error> {
        let before = lake.manifest()?;
        let first = &shards[0].seal;
        if let Some(before) = &before {
            require_same_inputs(&self.options.out, &before.inputs, &first.inputs)?;
        }
        let pool = self.pool()?;
        self.verify(&pool, shards)?;
        let gathered = gathered(shards, self.options.files_kept_open())?;
        if let Some(shard) = shards.iter().find(|shard| shard.was_replaced()) {
            return Err(Error::ShardReplaced { path: shard.root.clone() });
        }
        let is_one = shards.iter().all(|shard| shard.seal.fingerprint == first.fingerprint);
        let wanted = Manifest {
            version: first.version.clone(),
            inputs: first.inputs.clone(),
            options: first.options.clone(),
            definitions: first.definitions.iter().cloned().collect(),
            // Machines that saw other copies of the files cannot say what the next run will see.
            fingerprint: if is_one { first.fingerprint.clone() } else { String::new() },
            ..Manifest::default()
        };
        let staging = lake.begin()?;
        self.finish(&pool, lake, &staging, gathered, (wanted, before))
    }

    /// Compares every byte of the shards with what was written.
    fn verify(&self, pool: &ThreadPool, shards: &[SealedShard]) -> Result<(), Error> {
        let files: Vec<(&SealedShard, &SealedFile)> =
            shards.iter().flat_map(|shard| shard.seal.files.iter().map(move |file| (shard, file))).collect();
        (self.on_event)(Event::ShardsFound { shards: shards.len() as u64, bytes: files.iter().map(|(_, file)| file.bytes).sum() });
        let done = AtomicU64::new(0);
        let verify = |(shard, file): &(&SealedShard, &SealedFile)| {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            shard.verify(file)?;
            let bytes = done.fetch_add(file.bytes, Ordering::Relaxed) + file.bytes;
            (self.on_event)(Event::Checked { bytes });
            Ok(())
        };
        // The first failure in the order of the shards is told.
        let results: Vec<Result<(), Error>> = pool.install(|| files.par_iter().with_max_len(1).map(verify).collect());
        results.into_iter().collect()
    }
}

/// Joins what the shards read, in the order of the plan. Of the files of fragments, no more than `kept` are kept open.
fn gathered(shards: &[SealedShard], kept: usize) -> Result<Gathered, Error> {
    let mut sources: Vec<Option<(SourceRead, &SealedShard)>> = vec![None; usize::try_from(shards[0].seal.sources).unwrap_or(0)];
    let mut parts = Vec::new();
    let mut fragments: Vec<Fragment> = Vec::new();
    // The files of each shard, with the numbers of its parts.
    let mut files: Vec<(Vec<PathBuf>, Vec<u32>)> = Vec::new();
    let mut first_file = 0;
    for shard in shards {
        let damaged = || shard.damaged("it does not hold what its seal says");
        let readings = shard.contents("readings")?;
        let readings = readings.first().and_then(|bytes| Readings::from_bytes(bytes)).ok_or_else(damaged)?;
        for source in readings.sources {
            join_source(&mut sources, source, shard)?;
        }
        let numbers: Vec<u32> = readings.parts.iter().map(|part| part.number).collect();
        parts.extend(readings.parts.into_iter().map(|part| (part.number, part.into_result())));
        let paths = shard.paths("fragments");
        let count = u32::try_from(paths.len()).unwrap_or(0);
        let index = shard.contents("index")?;
        let index: Vec<Fragment> = index.first().and_then(|bytes| postcard::from_bytes(bytes).ok()).ok_or_else(damaged)?;
        let moved: Option<Vec<Fragment>> = index.into_iter().map(|fragment| fragment.moved(first_file, count)).collect();
        fragments.extend(moved.ok_or_else(damaged)?);
        files.push((paths, numbers));
        first_file += count;
    }
    parts.sort_unstable_by_key(|(number, _)| *number);
    let is_whole = parts.len() as u64 == shards[0].seal.parts && parts.iter().enumerate().all(|(at, (number, _))| at == *number as usize);
    let sources: Option<Vec<Source>> = sources.into_iter().map(|source| source.map(|(source, _)| source_of(source))).collect();
    let sources = sources.filter(|_| is_whole).ok_or_else(|| shards[0].damaged("the shards do not hold all parts of their plan"))?;
    let parts: Vec<_> = parts.into_iter().map(|(_, part)| part).collect();
    let ledger = ledger::ledger(&sources, &parts);
    let files = files.into_iter().flat_map(|(paths, numbers)| {
        let origins: Arc<Vec<Origin>> = Arc::new(numbers.into_iter().map(|number| ledger.origins[number as usize].clone()).collect());
        paths.into_iter().map(move |path| (path, Arc::clone(&origins)))
    });
    let reader = FragmentReader::open_files(files.collect(), kept)?;
    Ok(Gathered { ledger, fragments, reader })
}

/// Puts a source in its place. One that several shards read must have been the same file for each.
fn join_source<'s>(sources: &mut [Option<(SourceRead, &'s SealedShard)>], source: SourceRead, shard: &'s SealedShard) -> Result<(), Error> {
    let place = usize::try_from(source.number).ok().and_then(|number| sources.get_mut(number));
    let place = place.ok_or_else(|| shard.damaged("it holds a file that is not in its plan"))?;
    match place {
        Some((known, _)) if (known.bytes, known.changed) == (source.bytes, source.changed) => {}
        Some((known, first)) => {
            return Err(Error::SourceChanged { uri: known.uri.clone(), first: first.root.clone(), second: shard.root.clone() });
        }
        None => *place = Some((source, shard)),
    }
    Ok(())
}

/// What the ledger looks at of a source.
fn source_of(read: SourceRead) -> Source {
    Source { uri: read.uri, path: PathBuf::new(), bytes: read.bytes, modified_ns: 0, inode: 0, device: 0, kind: SourceKind::Regular }
}
