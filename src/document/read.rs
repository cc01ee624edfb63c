//! A unit becomes what its records turned out to be. Nothing here panics, hangs or fails as a whole.

use super::feed::{Feed, Trouble};
use super::hash::RangeHash;
use super::lines::{Lines, Place, without_mark};
use super::plan::{Extent, Part, Unit};
use super::probe::{self, HEAD_BYTES};
use super::{Anchors, Document, Limits, Met, PartReading, Quarantined, Source, SourceKind, TextBasis, decode, html};

/// What reading needs: shared by reference, but for one buffer that is used again and again.
pub(super) struct Reader<'a> {
    pub(super) sources: &'a [Source],
    pub(super) anchors: &'a Anchors,
    pub(super) limits: &'a Limits,
    pub(super) buffer: Vec<u8>,
}

/// Reads the parts of a unit in order and hands every record to `each`, as soon as it is read. Gives one reading for each
/// part. Memory: one buffer of 256 KiB, or twice the longest record. Never fails: what the disk refuses is a quarantined
/// record and an outcome.
pub fn read(unit: &Unit, sources: &[Source], anchors: &Anchors, limits: &Limits, each: &mut dyn FnMut(Met)) -> Vec<PartReading> {
    let mut reader = Reader { sources, anchors, limits, buffer: Vec::new() };
    unit.parts.iter().map(|part| reader.part(*part, each)).collect()
}

/// What a part came to.
struct Done {
    records: u64,
    bytes: u64,
    outcome: &'static str,
    finished: Result<(), Trouble>,
}

impl Done {
    fn new(records: u64, bytes: u64, outcome: &'static str) -> Self {
        Self { records, bytes, outcome, finished: Ok(()) }
    }

    fn stopped(trouble: Trouble) -> Self {
        Self { records: 0, bytes: 0, outcome: "read", finished: Err(trouble) }
    }
}

impl Reader<'_> {
    fn part(&mut self, part: Part, each: &mut dyn FnMut(Met)) -> PartReading {
        let source = &self.sources[part.source];
        let start = match part.extent {
            Extent::Whole => 0,
            Extent::Lines { start, .. } => start,
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
        let (done, hash) = match part.extent {
            Extent::Lines { start, end } => self.range(part.source, start, end, each),
            Extent::Whole => self.whole(part.source, each),
        };
        (reading.records, reading.bytes_read, reading.outcome) = (done.records, done.bytes, done.outcome);
        match done.finished {
            Ok(()) if matches!(done.outcome, "read" | "empty") => reading.digest = Some(hash.finish()),
            Ok(()) => {}
            Err(trouble) => {
                each(Met::Quarantined(refusal(part.source, done.records, start, &trouble)));
                (reading.records, reading.outcome) = (done.records + 1, trouble.code());
            }
        }
        reading
    }

    /// The lines that start in a range of a large file.
    fn range(&mut self, source: usize, start: u64, end: u64, each: &mut dyn FnMut(Met)) -> (Done, RangeHash) {
        let mut hash = RangeHash::cut(start, end, self.sources[source].bytes);
        let from = start.saturating_sub(1);
        let feed = match Feed::open_at(&self.sources[source], from) {
            Ok(feed) => feed,
            Err(trouble) => return (Done::stopped(trouble), hash),
        };
        let (records, _, finished) = Lines::new(self, feed, &mut hash, source, (from, 0), end).run(start, each);
        (Done { records, bytes: end - start, outcome: "read", finished }, hash)
    }

    /// A file in one piece. A document that changed while it was read is read once more.
    fn whole(&mut self, source: usize, each: &mut dyn FnMut(Met)) -> (Done, RangeHash) {
        let mut emitted = 0;
        let mut counted = |met| {
            emitted += 1;
            each(met);
        };
        let (done, hash) = self.attempt(source, &mut counted);
        let again = matches!(done.finished, Err(Trouble::Changed)) && emitted == 0 && self.sources[source].kind == SourceKind::Regular;
        if again { self.attempt(source, each) } else { (done, hash) }
    }

    fn attempt(&mut self, source: usize, each: &mut dyn FnMut(Met)) -> (Done, RangeHash) {
        let mut feed = match Feed::open(&self.sources[source]) {
            Ok(feed) => feed,
            Err(error) => return (Done::stopped(error.into()), RangeHash::whole(None)),
        };
        let mut hash = RangeHash::whole(feed.size());
        let filled = match self.read_to(HEAD_BYTES, 0, &mut feed, &mut hash) {
            Ok(filled) => filled,
            Err(trouble) => return (Done::stopped(trouble), hash),
        };
        let head = &self.buffer[..filled];
        if head.is_empty() {
            return (Done::new(0, 0, "empty"), hash);
        }
        if let Some(outcome) = probe::container(head) {
            return (Done::new(0, 0, outcome), hash);
        }
        if !is_wide(head) && probe::is_jsonl(head, &self.sources[source].uri) {
            let (records, bytes, finished) = Lines::new(self, feed, &mut hash, source, (0, filled), u64::MAX).run(0, each);
            return (Done { records, bytes, outcome: "read", finished }, hash);
        }
        let done = self.single(source, filled, &mut feed, &mut hash, each).unwrap_or_else(Done::stopped);
        (done, hash)
    }

    /// A file that is one record.
    fn single(&mut self, source: usize, filled: usize, feed: &mut Feed, hash: &mut RangeHash, each: &mut dyn FnMut(Met)) -> Result<Done, Trouble> {
        let limit = self.limits.record_bytes;
        let size = feed.size().and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
        self.buffer.reserve(size.min(limit).saturating_sub(self.buffer.len()) + 1);
        let filled = self.read_to(limit.saturating_add(1), filled, feed, hash)?;
        let place = Place { source, record: 0, byte_offset: 0 };
        if filled > limit {
            let bytes = drain(filled, feed, hash)?;
            let message = format!("the document has more than {limit} bytes");
            let row = place.quarantined("read", "record_too_long", message, &self.buffer[..filled]);
            self.buffer = Vec::new();
            each(Met::Quarantined(Quarantined { bytes, ..row }));
            return Ok(Done::new(1, bytes, "read"));
        }
        let bytes = &self.buffer[..filled];
        let Some(form) = self.anchors.find(bytes) else {
            each(Met::NotReport { source, records: 1, reason: "no_anchor" });
            return Ok(Done::new(1, filled as u64, "read"));
        };
        let decoded = decode::decode(bytes, form);
        if is_wide(bytes) && probe::is_jsonl(decoded.text.as_bytes(), &self.sources[source].uri) {
            return Ok(self.decoded_lines(source, decoded, filled as u64, each));
        }
        each(match document(decoded, place, &self.sources[source].uri, filled as u64, self.limits) {
            Ok(document) => Met::Document(document),
            Err(gave_up) => Met::Quarantined(place.quarantined("html", gave_up.code(), gave_up.to_string(), bytes)),
        });
        Ok(Done::new(1, filled as u64, "read"))
    }

    /// JSONL in UTF-16 cannot be cut into lines before it is decoded; its offsets count in the decoded text.
    fn decoded_lines(&mut self, source: usize, decoded: decode::Decoded, bytes: u64, each: &mut dyn FnMut(Met)) -> Done {
        let feed = Feed::Memory(std::io::Cursor::new(decoded.text.into_bytes()));
        let mut unused = RangeHash::whole(None);
        let encoding = decoded.encoding;
        let mut named = |met| {
            each(match met {
                Met::Document(document) => Met::Document(Document { encoding: encoding.clone(), ..document }),
                other => other,
            });
        };
        let (records, _, finished) = Lines::new(self, feed, &mut unused, source, (0, 0), u64::MAX).run(0, &mut named);
        Done { records, bytes, outcome: "read", finished }
    }

    /// Fills the buffer to `wanted` bytes or the end, from `filled` on.
    fn read_to(&mut self, wanted: usize, mut filled: usize, feed: &mut Feed, hash: &mut RangeHash) -> Result<usize, Trouble> {
        while filled < wanted && (filled == 0 || feed.size() != Some(filled as u64)) {
            if self.buffer.len() <= filled {
                let grown = self.buffer.capacity().max(self.buffer.len() * 2).max(HEAD_BYTES).min(wanted);
                self.buffer.resize(grown.max(filled + 1), 0);
            }
            let until = self.buffer.len().min(wanted);
            let read = feed.fill(&mut self.buffer[filled..until])?;
            if read == 0 {
                break;
            }
            hash.update(filled as u64, &self.buffer[filled..filled + read]);
            filled += read;
        }
        Ok(filled)
    }
}

/// Hashes what is left of a source; gives its size.
fn drain(filled: usize, feed: &mut Feed, hash: &mut RangeHash) -> Result<u64, Trouble> {
    let mut block = vec![0; HEAD_BYTES];
    let mut at = filled as u64;
    loop {
        let read = feed.fill(&mut block)?;
        if read == 0 {
            return Ok(at);
        }
        hash.update(at, &block[..read]);
        at += read as u64;
    }
}

/// Whether the bytes are UTF-16, which cannot be searched for newlines.
fn is_wide(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || decode::utf16_without_mark(bytes).is_some()
}

/// Decoded text as a document, rendered if it is HTML.
pub(super) fn document(decoded: decode::Decoded, place: Place, name: &str, bytes: u64, limits: &Limits) -> Result<Document, html::GaveUp> {
    let (text, basis) = if probe::is_html(&decoded.text, name) {
        (html::canonical(&decoded.text, limits)?, TextBasis::Html)
    } else {
        (decoded.text, TextBasis::Text)
    };
    Ok(Document {
        text: without_mark(text),
        basis,
        encoding: decoded.encoding,
        decode_errors: decoded.errors,
        source: place.source,
        record: place.record,
        record_id: None,
        record_date: None,
        url: None,
        bytes,
    })
}

fn refusal(source: usize, record: u64, byte_offset: u64, trouble: &Trouble) -> Quarantined {
    let (code, message) = (trouble.code(), trouble.message());
    Quarantined { source, record, byte_offset, stage: "read", code, message, bytes: 0, sample: Vec::new() }
}
