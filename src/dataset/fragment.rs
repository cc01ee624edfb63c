//! The documents of a work unit become fragments on disk, and each can be read back.
//!
//! A fragment is a run of packed records, sorted as the merge will want them, and behind them its index: of each document
//! what the merge decides by, which is where it belongs, whose it is, how good it is, where it lies. One worker writes
//! its fragments one after the other into one file, so that there are as many files as workers. Memory holds where the
//! indexes lie.

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::{LakeError, OnDisk};
use super::record::Record;
use super::schema::Partitioning;
use super::snapshot::Staging;
use super::storage::Storage;
use super::trim::{Trim, unpack};
use crate::extract::{Identity, State};

/// The size at which a fragment is written out: enough to sort, little beside what a unit takes.
const FRAGMENT_BYTES: usize = 4 << 20;

/// How many bytes of documents are read together: what stays near the processor.
const LOAD_BYTES: usize = 512 << 10;

/// Where the rows of a document go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Partition {
    /// The report year; 0 for 'not known'.
    pub year: i32,
    /// The code of the province, filled up with zeros; all zeros where provinces do not partition.
    province: [u8; 8],
}

impl Partition {
    /// Where the rows of a table without documents go: nothing is known.
    #[must_use]
    pub fn unknown(partitioning: Partitioning) -> Self {
        Self::of(&Identity::default(), partitioning)
    }

    fn of(identity: &Identity, partitioning: Partitioning) -> Self {
        let mut province = [0; 8];
        if partitioning == Partitioning::YearProvince {
            let code = identity.province.as_deref().filter(|code| is_code(code)).unwrap_or("ZZ");
            province[..code.len()].copy_from_slice(code.as_bytes());
        }
        Self { year: identity.year.unwrap_or(0), province }
    }

    /// The path below the table: `year=2022` or `year=2022/province=CN-ZJ`.
    #[must_use]
    pub fn path(&self) -> String {
        let province: String = self.province.iter().take_while(|&&byte| byte != 0).map(|&byte| char::from(byte)).collect();
        if province.is_empty() { format!("year={}", self.year) } else { format!("year={}/province={province}", self.year) }
    }
}

/// Whether a province is written as ISO 3166-2 writes it, and so is safe in a path.
fn is_code(code: &str) -> bool {
    (2..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
}

/// How good a document is among those of one agency, region, year and scope: the greatest is the latest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Rank {
    /// The more cells are stated, the better.
    pub(super) stated: u32,
    /// The fewer checks fail, the better: the number, negative.
    pub(super) failed: i32,
    /// The later it was published, the better: days since 1970, the least where not known.
    pub(super) published: i32,
}

/// What is known of the records of one part of a source only when all parts were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address of the source.
    pub source_uri: String,
    /// The number of the part's first record in the source.
    pub first_record: u64,
}

/// What the merge needs to know of a staged document.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Staged {
    /// Its name.
    pub(super) id: [u8; 16],
    /// The hash of agency, region, year and scope; `None` where agency or year are not known.
    pub(super) group: Option<[u8; 16]>,
    /// How good it is within its group.
    pub(super) rank: Rank,
    /// Where its rows go.
    pub(super) partition: Partition,
    /// The number of the part that it was met in: of its [`Origin`].
    pub(super) origin: u32,
    /// The number of the file that it lies in, as its reader counts.
    #[serde(skip)]
    pub(super) file: u32,
    pub(super) length: u32,
    pub(super) offset: u64,
}

#[cfg(test)]
impl Staged {
    /// A document that lies nowhere. Its part is told by the first byte of its name.
    pub(super) fn for_tests(id: [u8; 16], partition: Partition) -> Self {
        Self { id, group: None, rank: Rank::default(), partition, origin: u32::from(id[0]), file: 0, length: 0, offset: 0 }
    }
}

/// Where the index of a fragment lies, and of how many documents it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Fragment {
    documents: u32,
    file: u32,
    offset: u64,
    length: u32,
}

impl Fragment {
    /// How many documents it has.
    pub(super) fn documents(&self) -> usize {
        self.documents as usize
    }

    /// The same fragment among those of all shards: its file is one of those from `first_file` on. `None` where there is no
    /// such file.
    #[must_use]
    pub fn moved(self, first_file: u32, files: u32) -> Option<Self> {
        (self.file < files).then_some(Self { file: first_file + self.file, ..self })
    }
}

/// Where a document lies that is to be merged, and what only the whole corpus tells of it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Placed {
    offset: u64,
    length: u32,
    pub(super) origin: u32,
    file: u32,
    /// Whether it is the best of its group.
    pub is_latest: bool,
    /// Whether it equals the one before it.
    pub repeats: bool,
}

impl Placed {
    pub(super) fn new(staged: &Staged, is_latest: bool) -> Self {
        let Staged { offset, length, origin, file, .. } = *staged;
        Self { offset, length, origin, file, is_latest, repeats: false }
    }
}

/// Writes the fragments of one worker.
pub struct FragmentWriter {
    path: PathBuf,
    number: u32,
    partitioning: Partitioning,
    trim: Trim,
    file: Box<dyn Write + Send>,
    written: u64,
    buffer: Vec<u8>,
    /// The same, sorted: written at once, and kept for use again.
    sorted: Vec<u8>,
    pending: Vec<Staged>,
    fragments: Vec<Fragment>,
}

impl FragmentWriter {
    /// Begins the file of worker `number`; no two writers of a run have one number. What `trim` leaves out is not kept.
    ///
    /// # Errors
    /// What the disk says.
    pub fn create(storage: &dyn Storage, staging: &Staging, number: u32, partitioning: Partitioning, trim: &Trim) -> Result<Self, LakeError> {
        let path = staging.fragments(number);
        let file = storage.create_file(&path).on("create", &path)?;
        let trim = trim.clone();
        let (buffer, sorted) = (Vec::new(), Vec::new());
        Ok(Self { path, number, partitioning, trim, file, written: 0, buffer, sorted, pending: Vec::new(), fragments: Vec::new() })
    }

    /// Adds a document with its one occurrence, whose record counts from 0 in the part `origin`; its address is not
    /// looked at.
    ///
    /// # Errors
    /// What the disk says, and a document of more than 4 GiB, which the limits exclude.
    pub fn add(&mut self, record: Record, origin: u32) -> Result<(), LakeError> {
        let offset = self.buffer.len();
        let described = self.describe(&record);
        self.trim.pack(record, &mut self.buffer);
        let Ok(length) = u32::try_from(self.buffer.len() - offset) else {
            return Err(LakeError::Fragment { path: self.path.clone(), reason: "a document has more than 4 GiB".to_owned() });
        };
        self.pending.push(Staged { length, offset: offset as u64, origin, ..described });
        if self.buffer.len() >= FRAGMENT_BYTES { self.flush() } else { Ok(()) }
    }

    fn describe(&self, record: &Record) -> Staged {
        let extraction = &record.extraction;
        let stated = extraction.cells.iter().filter(|cell| cell.state == State::Stated).count();
        let failed = extraction.checks.iter().filter(|check| check.outcome == crate::extract::Outcome::Fails).count();
        let rank = Rank {
            stated: u32::try_from(stated).unwrap_or(u32::MAX),
            failed: -i32::try_from(failed).unwrap_or(i32::MAX),
            published: extraction.identity.published_on.map_or(i32::MIN, |day| day.to_epoch_days()),
        };
        let partition = Partition::of(&extraction.identity, self.partitioning);
        let group = group_of(&extraction.identity);
        Staged { id: record.id, group, rank, partition, origin: 0, file: self.number, length: 0, offset: 0 }
    }

    /// Writes what is pending as one fragment.
    fn flush(&mut self) -> Result<(), LakeError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.pending.sort_unstable_by_key(|staged| (staged.partition, staged.id, staged.offset));
        for staged in &mut self.pending {
            let start = usize::try_from(staged.offset).unwrap_or(usize::MAX);
            self.sorted.extend_from_slice(&self.buffer[start..start + staged.length as usize]);
            staged.offset = self.written;
            self.written += u64::from(staged.length);
        }
        let index = postcard::to_stdvec(&self.pending).expect("an index holds only numbers");
        self.sorted.extend_from_slice(&index);
        let length = u32::try_from(index.len()).unwrap_or(u32::MAX);
        let documents = u32::try_from(self.pending.len()).unwrap_or(u32::MAX);
        self.fragments.push(Fragment { documents, file: self.number, offset: self.written, length });
        self.written += u64::from(length);
        self.file.write_all(&self.sorted).on("write", &self.path)?;
        self.sorted.clear();
        self.buffer.clear();
        self.pending.clear();
        Ok(())
    }

    /// Writes what is left, and returns the fragments.
    ///
    /// # Errors
    /// What the disk says.
    pub fn finish(mut self) -> Result<Vec<Fragment>, LakeError> {
        self.flush()?;
        self.file.flush().on("write", &self.path)?;
        Ok(self.fragments)
    }
}

/// The hash of whose report it is: agency, region, year and scope.
fn group_of(identity: &Identity) -> Option<[u8; 16]> {
    let (agency, year) = (identity.agency.as_deref()?, identity.year?);
    let mut hasher = blake3::Hasher::new();
    for part in [agency, identity.region_code.as_deref().unwrap_or(""), identity.scope, &year.to_string()] {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    let mut group = [0; 16];
    group.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    Some(group)
}

impl Staging {
    /// The file that the worker with this number writes its fragments to.
    #[must_use]
    pub fn fragments(&self, number: u32) -> PathBuf {
        self.scratch.join(format!("fragments-{number:05}"))
    }
}

/// Reads staged documents back, from any thread.
pub struct FragmentReader {
    files: Vec<FragmentFile>,
}

/// A file of fragments.
struct FragmentFile {
    path: PathBuf,
    /// One that is not kept open is opened for each document.
    open: Option<File>,
    /// Those of the parts that its documents name, by number.
    origins: Arc<Vec<Origin>>,
}

impl FragmentReader {
    /// Opens the files of the writers `0..count`; `origins` are those of all parts, by number.
    ///
    /// # Errors
    /// What the disk says.
    pub fn open(staging: &Staging, count: u32, origins: Vec<Origin>) -> Result<Self, LakeError> {
        let origins = Arc::new(origins);
        Self::open_files((0..count).map(|number| (staging.fragments(number), Arc::clone(&origins))).collect(), usize::MAX)
    }

    /// The same for files that lie anywhere, in the order of their numbers, each with the origins that it names; no more than
    /// `kept` of them are kept open.
    ///
    /// # Errors
    /// What the disk says.
    pub fn open_files(files: Vec<(PathBuf, Arc<Vec<Origin>>)>, kept: usize) -> Result<Self, LakeError> {
        let open = |(number, (path, origins)): (usize, (PathBuf, Arc<Vec<Origin>>))| {
            let open = if number < kept { Some(File::open(&path).on("open", &path)?) } else { None };
            Ok(FragmentFile { path, open, origins })
        };
        Ok(Self { files: files.into_iter().enumerate().map(open).collect::<Result<_, LakeError>>()? })
    }

    /// The index of a fragment: sorted by partition and name.
    ///
    /// # Errors
    /// What the disk says, and bytes that are not what was written.
    pub(super) fn index(&self, fragment: &Fragment) -> Result<Vec<Staged>, LakeError> {
        let mut bytes = vec![0; fragment.length as usize];
        self.read(fragment.file, fragment.offset, &mut bytes)?;
        let mut index: Vec<Staged> = postcard::from_bytes(&bytes).map_err(|_| self.damaged(fragment.file, fragment.offset))?;
        for staged in &mut index {
            staged.file = fragment.file;
        }
        Ok(index)
    }

    /// The documents of the list, in its order.
    pub(super) fn records<'a>(&'a self, documents: &'a [Placed]) -> Records<'a> {
        Records { fragments: self, documents, next: 0, bytes: Vec::new(), places: Vec::new() }
    }

    fn read(&self, number: u32, offset: u64, bytes: &mut [u8]) -> Result<(), LakeError> {
        let FragmentFile { path, open, .. } = &self.files[number as usize];
        let read = match open {
            Some(file) => file.read_exact_at(bytes, offset),
            None => File::open(path).and_then(|file| file.read_exact_at(bytes, offset)),
        };
        read.on("read", path)
    }

    fn damaged(&self, number: u32, offset: u64) -> LakeError {
        LakeError::Fragment { path: self.files[number as usize].path.clone(), reason: format!("at byte {offset}") }
    }

    /// The document that the bytes tell.
    fn record(&self, placed: &Placed, mut bytes: &[u8]) -> Result<Record, LakeError> {
        let damaged = || self.damaged(placed.file, placed.offset);
        let mut record = unpack(&mut bytes).filter(|_| bytes.is_empty()).ok_or_else(damaged)?;
        let origin = self.files[placed.file as usize].origins.get(placed.origin as usize).ok_or_else(damaged)?;
        for occurrence in &mut record.occurrences {
            occurrence.source_uri.clone_from(&origin.source_uri);
            occurrence.record += origin.first_record;
        }
        Ok(record)
    }
}

/// Staged documents that are read one after the other: some are read from disk together, since neighbours in the list
/// are neighbours in their fragments.
pub(super) struct Records<'a> {
    fragments: &'a FragmentReader,
    documents: &'a [Placed],
    /// The document that is next.
    next: usize,
    /// What was read last, and where the documents from `next` on lie in it, the last of them first.
    bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl Records<'_> {
    /// The next document; `None` behind the last.
    ///
    /// # Errors
    /// What the disk says, and bytes that are not what was written.
    pub(super) fn next(&mut self) -> Result<Option<Record>, LakeError> {
        let Some(placed) = self.documents.get(self.next) else { return Ok(None) };
        if self.places.is_empty() {
            self.load()?;
        }
        let place = self.places.pop().unwrap_or_default();
        self.next += 1;
        self.fragments.record(placed, &self.bytes[place]).map(Some)
    }

    /// Reads the next documents, each run of neighbours by one call.
    fn load(&mut self) -> Result<(), LakeError> {
        let ahead = &self.documents[self.next..];
        let ends = ahead.iter().scan(0, |end, placed| {
            *end += placed.length as usize;
            Some(*end)
        });
        // The one that fills the measure is read with the others: there is always one.
        let ahead = &ahead[..(ends.take_while(|end| *end < LOAD_BYTES).count() + 1).min(ahead.len())];
        let mut order: Vec<usize> = (0..ahead.len()).collect();
        order.sort_unstable_by_key(|&at| (ahead[at].file, ahead[at].offset));
        self.bytes.clear();
        self.places.resize(ahead.len(), 0..0);
        let is_next = |a: &Placed, b: &Placed| a.file == b.file && a.offset + u64::from(a.length) == b.offset;
        for run in order.chunk_by(|&a, &b| is_next(&ahead[a], &ahead[b])) {
            let start = self.bytes.len();
            let mut end = start;
            for &at in run {
                let from = end;
                end += ahead[at].length as usize;
                self.places[ahead.len() - 1 - at] = from..end;
            }
            self.bytes.resize(end, 0);
            let first = &ahead[run[0]];
            self.fragments.read(first.file, first.offset, &mut self.bytes[start..])?;
        }
        Ok(())
    }
}
