//! A unit becomes what its records turned out to be. Nothing here panics, hangs or fails as a whole.

use super::feed::{self, Feed, Trouble};
use super::gzip::Gzip;
use super::hash::{Digest, RangeHash};
use super::inflate::Codec;
use super::lines::Lines;
use super::plan::{Extent, Part, Unit};
use super::probe::{self, HEAD_BYTES, Kind};
use super::warc::Warc;
use super::zstandard::Zstandard;
use super::{Anchors, Document, FieldNames, Limits, Met, PartReading, Quarantined, Source, SourceKind, decode, parquet_file};

/// What reading needs: shared by reference, but for one buffer that is used again and again.
pub(super) struct Reader<'a> {
    pub(super) sources: &'a [Source],
    pub(super) anchors: &'a Anchors,
    pub(super) limits: &'a Limits,
    pub(super) names: &'a FieldNames,
    pub(super) buffer: Vec<u8>,
}

/// Reads the parts of a unit in order and hands every record to `each`, as soon as it is read. Gives one reading for each
/// part. Memory: one buffer of 256 KiB, or twice the longest record; the window of a decoder; a page of Parquet. Never fails: what the disk refuses is a quarantined
/// record and an outcome.
pub fn read(unit: &Unit, sources: &[Source], anchors: &Anchors, limits: &Limits, names: &FieldNames, each: &mut dyn FnMut(Met)) -> Vec<PartReading> {
    let mut reader = Reader { sources, anchors, limits, names, buffer: Vec::new() };
    unit.parts.iter().map(|part| reader.part(*part, each)).collect()
}

/// What a part came to.
pub(super) struct Done {
    pub(super) records: u64,
    pub(super) bytes: u64,
    pub(super) outcome: &'static str,
    pub(super) finished: Result<(), Trouble>,
    pub(super) digest: Vec<Digest>,
}

impl Done {
    pub(super) fn new(records: u64, bytes: u64, outcome: &'static str) -> Self {
        Self { records, bytes, outcome, finished: Ok(()), digest: Vec::new() }
    }

    pub(super) fn stopped(trouble: Trouble) -> Self {
        Self { records: 0, bytes: 0, outcome: "read", finished: Err(trouble), digest: Vec::new() }
    }
}

impl Reader<'_> {
    fn part(&mut self, part: Part, each: &mut dyn FnMut(Met)) -> PartReading {
        let source = &self.sources[part.source];
        let start = match part.extent {
            Extent::Whole => 0,
            Extent::Lines { start, .. } | Extent::Frames { start, .. } | Extent::RowGroups { start, .. } => start,
        };
        let mut reading = PartReading { source: part.source, start, records: 0, bytes_read: 0, digest: None, outcome: "read" };
        match &source.kind {
            SourceKind::Skipped(outcome) => {
                reading.outcome = outcome;
                return reading;
            }
            SourceKind::Unreadable(said) => {
                let trouble = Trouble::Refused(std::io::Error::other(said.clone()));
                each(Met::Quarantined(refusal(part.source, 0, start, &trouble)));
                (reading.records, reading.outcome) = (1, trouble.code());
                return reading;
            }
            SourceKind::Regular | SourceKind::Stdin => {}
        }
        let done = match part.extent {
            Extent::Lines { start, end } => self.range(part.source, start, end, each),
            Extent::Frames { start, end } => self.frames(part.source, start, end, each),
            Extent::RowGroups { start, end, bytes } => {
                let done = parquet_file::read(self, part.source, start..end, each);
                self.with_digest(Done { bytes, ..done }, part.source, start == 0)
            }
            Extent::Whole => self.whole(part.source, each),
        };
        (reading.records, reading.bytes_read, reading.outcome) = (done.records, done.bytes, done.outcome);
        match done.finished {
            Ok(()) if matches!(done.outcome, "read" | "empty") => reading.digest = Some(done.digest),
            Ok(()) => {}
            Err(trouble) => {
                each(Met::Quarantined(refusal(part.source, done.records, start, &trouble)));
                (reading.records, reading.outcome) = (done.records + 1, trouble.code());
            }
        }
        reading
    }

    /// The lines that start in a range of a large file.
    fn range(&mut self, source: usize, start: u64, end: u64, each: &mut dyn FnMut(Met)) -> Done {
        let hash = RangeHash::cut(start, end, self.sources[source].bytes);
        let from = start.saturating_sub(1);
        let mut feed = match Feed::open_at(&self.sources[source], from, hash) {
            Ok(feed) => feed,
            Err(trouble) => return Done::stopped(trouble),
        };
        let (records, finished) = Lines::new(self, &mut feed, source, (from, 0), end).run(start, each);
        Done { records, bytes: end - start, outcome: "read", finished, digest: feed.digest() }
    }

    /// The lines of the frames that begin in a range of a large file.
    fn frames(&mut self, source: usize, start: u64, end: u64, each: &mut dyn FnMut(Met)) -> Done {
        let feed = Feed::open_at(&self.sources[source], start, RangeHash::nothing()).and_then(|feed| Ok((feed, Zstandard::new()?)));
        let mut feed = match feed {
            Ok((feed, codec)) => feed.inflated(Vec::new(), Codec::Zstandard(codec), if end == self.sources[source].bytes { u64::MAX } else { end }),
            Err(trouble) => return Done::stopped(trouble),
        };
        let (records, finished) = Lines::new(self, &mut feed, source, (0, 0), u64::MAX).run(start, each);
        let done = Done { records, bytes: end - start, outcome: "read", finished, digest: Vec::new() };
        self.with_digest(done, source, start == 0)
    }

    /// The first part of a source that cannot be hashed in the order of reading hashes all of it.
    fn with_digest(&self, mut done: Done, source: usize, is_first: bool) -> Done {
        if is_first && done.finished.is_ok() {
            match feed::digest_of(&self.sources[source]) {
                Ok(digest) => done.digest = digest,
                Err(trouble) => done.finished = Err(trouble),
            }
        }
        done
    }

    /// A file in one piece. A document that changed while it was read is read once more.
    fn whole(&mut self, source: usize, each: &mut dyn FnMut(Met)) -> Done {
        let mut emitted = 0;
        let mut counted = |met| {
            emitted += 1;
            each(met);
        };
        let done = self.attempt(source, &mut counted);
        let again = matches!(done.finished, Err(Trouble::Changed)) && emitted == 0 && self.sources[source].kind == SourceKind::Regular;
        if again { self.attempt(source, each) } else { done }
    }

    fn attempt(&mut self, source: usize, each: &mut dyn FnMut(Met)) -> Done {
        let mut feed = match Feed::open(&self.sources[source]) {
            Ok(feed) => feed,
            Err(error) => return Done::stopped(error.into()),
        };
        let filled = match self.read_to(HEAD_BYTES, 0, &mut feed) {
            Ok(filled) => filled,
            Err(trouble) => return Done::stopped(trouble),
        };
        let head = &self.buffer[..filled];
        let codec = match probe::kind(head) {
            Some(Kind::Gzip) => Codec::Gzip(Gzip::new()),
            Some(Kind::Zstandard) => match Zstandard::new() {
                Ok(codec) => Codec::Zstandard(codec),
                Err(error) => return Done::stopped(error.into()),
            },
            Some(Kind::Parquet) if self.sources[source].kind == SourceKind::Regular => {
                let done = parquet_file::read(self, source, 0..u64::MAX, each);
                return self.with_digest(Done { bytes: self.sources[source].bytes, ..done }, source, true);
            }
            _ => {
                let name = &self.sources[source].uri;
                let done = self.content(source, name, filled, &mut feed, each);
                return Done { digest: feed.digest(), ..done };
            }
        };
        let mut feed = feed.inflated(head.to_vec(), codec, u64::MAX);
        let done = self.inflated(source, &mut feed, each);
        Done { bytes: feed.place(), digest: feed.digest(), ..done }
    }

    /// A compressed file. What its first members hold decides what it is; those that are damaged are told of first.
    fn inflated(&mut self, source: usize, feed: &mut Feed, each: &mut dyn FnMut(Met)) -> Done {
        let mut lost = 0;
        let filled = loop {
            match self.read_to(HEAD_BYTES, 0, feed) {
                Ok(filled) => break filled,
                Err(Trouble::Damaged(damage)) => {
                    each(Met::Quarantined(damage.quarantined(source, lost)));
                    lost += 1;
                }
                Err(trouble) => return Done { records: lost, ..Done::stopped(trouble) },
            }
        };
        let mut behind = |met| each(behind(met, lost));
        let name = probe::inner_name(&self.sources[source].uri);
        let done = self.content(source, name, filled, feed, &mut behind);
        let outcome = if lost > 0 && done.outcome == "empty" { "read" } else { done.outcome };
        Done { records: done.records + lost, outcome, ..done }
    }

    /// What a source holds, once it is inflated. `filled` bytes of it are in the buffer.
    fn content(&mut self, source: usize, name: &str, filled: usize, feed: &mut Feed, each: &mut dyn FnMut(Met)) -> Done {
        let head = &self.buffer[..filled];
        if head.is_empty() {
            return Done::new(0, 0, "empty");
        }
        let (records, finished) = match probe::kind(head) {
            Some(Kind::Other(outcome)) => return Done::new(0, 0, outcome),
            Some(Kind::Gzip) => return Done::new(0, 0, "unsupported:gzip"),
            Some(Kind::Zstandard) => return Done::new(0, 0, "unsupported:zstd"),
            Some(Kind::Parquet) => return Done::new(0, 0, "unsupported:parquet"),
            Some(Kind::Warc) => Warc::new(self, feed, source, filled).run(each),
            None if !is_wide(head) && probe::is_jsonl(head, name) => Lines::new(self, feed, source, (0, filled), u64::MAX).run(0, each),
            None => return self.single(source, name, filled, feed, each).unwrap_or_else(Done::stopped),
        };
        Done { finished, ..Done::new(records, feed.place(), "read") }
    }

    /// Fills the buffer to `wanted` bytes or the end, from `filled` on. A damage is told once what came before it was taken.
    pub(super) fn read_to(&mut self, wanted: usize, mut filled: usize, feed: &mut Feed) -> Result<usize, Trouble> {
        while filled < wanted && (filled == 0 || feed.size() != Some(filled as u64)) {
            if self.buffer.len() <= filled {
                let grown = self.buffer.capacity().max(self.buffer.len() * 2).max(HEAD_BYTES).min(wanted);
                self.buffer.resize(grown.max(filled + 1), 0);
            }
            let until = self.buffer.len().min(wanted);
            match feed.fill(&mut self.buffer[filled..until]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(Trouble::Damaged(damage)) if filled > 0 => {
                    feed.hold(damage);
                    break;
                }
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(filled)
    }
}

/// A record that comes after others that were counted before.
fn behind(met: Met, before: u64) -> Met {
    match met {
        Met::Document(document) => Met::Document(Document { record: document.record + before, ..document }),
        Met::Quarantined(row) => Met::Quarantined(Quarantined { record: row.record + before, ..row }),
        Met::NotReport { .. } => met,
    }
}

/// Whether the bytes are UTF-16, which cannot be searched for newlines.
pub(super) fn is_wide(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || decode::utf16_without_mark(bytes).is_some()
}

fn refusal(source: usize, record: u64, byte_offset: u64, trouble: &Trouble) -> Quarantined {
    let (code, message) = (trouble.code(), trouble.message());
    Quarantined { source, record, byte_offset, stage: "read", code, message, bytes: 0, sample: Vec::new() }
}
