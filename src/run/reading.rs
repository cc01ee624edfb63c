//! Units become fragments and readings, in parallel.
//!
//! Each unit is read, its documents are extracted, and their records staged, by one thread that shares nothing but
//! the families and the place to take a fragment writer from. Of a large source that cannot be cut one thread reads, and
//! whichever are idle extract. A panic costs its document, never the run.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use rayon::prelude::*;

use super::error::Error;
use super::event::{Event, Progress, Totals};
use crate::dataset::{DocumentMeta, Fragment, FragmentWriter, LakeError, Occurrence, Partitioning, Record, Staging, Storage, Trim};
use crate::document::{Anchors, Document, Extent, FieldNames, Limits, Met, Part, PartReading, Quarantined, Source, Unit, document_id, read};
use crate::extract::{Date, Extraction, Extractor};
use crate::finding::Code;

/// Bytes of a quarantined document's text that are kept to show.
const SAMPLE_BYTES: usize = 256;

/// A text from which on documents are extracted one at a time: what is made of one takes several times its bytes.
const LARGE_BYTES: usize = 4 << 20;
/// From this size on the documents of a source that cannot be cut are extracted by several threads.
const SHARED_SOURCE_BYTES: u64 = 1 << 20;
/// The text that is handed to another thread at a time, in bytes: a millisecond or two of work.
const BATCH_BYTES: usize = 256 << 10;
/// How much of a source's text waits or is extracted at most: what is read beyond is extracted by the reader.
const WAITING_BYTES: usize = 2 << 20;

/// What all units share.
pub(super) struct Reading<'a> {
    pub(super) extractor: &'a Extractor,
    pub(super) sources: &'a [Source],
    pub(super) anchors: Anchors,
    pub(super) limits: Limits,
    pub(super) names: FieldNames,
    pub(super) storage: &'a dyn Storage,
    pub(super) staging: &'a Staging,
    pub(super) partitioning: Partitioning,
    pub(super) trim: Trim,
    pub(super) stop: &'a AtomicBool,
    pub(super) on_event: &'a (dyn Fn(Event) + Sync),
    pub(super) totals: Totals,
    /// The writers that no unit holds, and how many were made.
    pub(super) writers: Mutex<(Vec<FragmentWriter>, u32)>,
    /// Held while a large document is extracted.
    pub(super) large: Mutex<()>,
}

/// What one part of a source came to.
#[derive(Debug)]
pub(super) struct PartResult {
    pub(super) reading: PartReading,
    pub(super) reports: u64,
    /// Records that are no report, by reason.
    pub(super) not_reports: Vec<(&'static str, u64)>,
    pub(super) quarantined: Vec<Quarantined>,
}

impl Reading<'_> {
    /// Reads all units. The results are those of all parts, in the order of the plan, whatever thread read them; the
    /// fragments are in no order.
    pub(super) fn run(self, units: &[Unit]) -> Result<(Vec<PartResult>, Vec<Fragment>, u32), Error> {
        let mut first = 0;
        let numbered: Vec<(usize, &Unit)> = units
            .iter()
            .map(|unit| {
                let number = first;
                first += unit.parts.len();
                (number, unit)
            })
            .collect();
        let read = |&(first, unit): &(usize, &Unit)| self.unit(first, unit);
        let results = numbered.par_iter().with_max_len(1).map(read).collect::<Result<Vec<_>, Error>>()?;
        let (writers, count) = self.writers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let fragments = writers.into_iter().map(FragmentWriter::finish).collect::<Result<Vec<_>, LakeError>>()?;
        Ok((results.into_iter().flatten().collect(), fragments.into_iter().flatten().collect(), count))
    }

    /// Reads one unit; its parts are numbered from `first` on.
    fn unit(&self, first: usize, unit: &Unit) -> Result<Vec<PartResult>, Error> {
        let mut results = Vec::with_capacity(unit.parts.len());
        // Records are counted within their part: no source may be met twice in one reading.
        for parts in unit.parts.chunk_by(|a, b| a.source != b.source) {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            let unit = Unit { parts: parts.to_vec() };
            let first = first + results.len();
            results.extend(if self.is_shared(&unit) { self.shared_piece(first, &unit)? } else { self.own_piece(first, &unit)? });
        }
        Ok(results)
    }

    /// Whether other threads help with the unit: it is one large source that could not be cut.
    fn is_shared(&self, unit: &Unit) -> bool {
        let is_large = |part: &Part| part.extent == Extent::Whole && self.sources[part.source].bytes >= SHARED_SOURCE_BYTES;
        rayon::current_num_threads() > 1 && matches!(&unit.parts[..], [part] if is_large(part))
    }

    fn take_writer(&self) -> Result<FragmentWriter, LakeError> {
        let mut writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(writer) = writers.0.pop() {
            return Ok(writer);
        }
        let writer = FragmentWriter::create(self.storage, self.staging, writers.1, self.partitioning, &self.trim)?;
        writers.1 += 1;
        Ok(writer)
    }

    fn give_back(&self, writer: FragmentWriter) {
        self.writers.lock().unwrap_or_else(PoisonError::into_inner).0.push(writer);
    }

    /// Reads and extracts parts, one after the other.
    fn own_piece(&self, first: usize, unit: &Unit) -> Result<Vec<PartResult>, LakeError> {
        let mut writer = self.take_writer()?;
        let mut tallies: Vec<Tally> = unit.parts.iter().map(|_| Tally::default()).collect();
        let mut result = Ok(());
        let place = |source: usize| unit.parts.partition_point(|part| part.source < source);
        let readings = read(unit, self.sources, &self.anchors, &self.limits, &self.names, &mut |met| match met {
            Met::Document(document) => {
                let at = place(document.source);
                let origin = u32::try_from(first + at).unwrap_or(u32::MAX);
                if result.is_ok() {
                    result = self.document(document, origin, &mut tallies[at], &mut writer);
                }
            }
            Met::NotReport { source, records, reason } => tallies[place(source)].not_reports(reason, records),
            Met::Quarantined(row) => tallies[place(row.source)].quarantined.push(row),
        });
        result?;
        self.give_back(writer);
        Ok(self.done(readings.into_iter().zip(tallies)))
    }

    /// Reads one part, and hands its documents in batches to whichever threads are idle. What comes of a document does not
    /// depend on who extracts it or when, and nothing that is counted here on the order.
    fn shared_piece(&self, first: usize, unit: &Unit) -> Result<Vec<PartResult>, LakeError> {
        let origin = u32::try_from(first).unwrap_or(u32::MAX);
        let (outcome, under_way) = (Mutex::new((Tally::default(), Ok(()))), AtomicUsize::new(0));
        let (outcome, under_way) = (&outcome, &under_way);
        let mut tally = Tally::default();
        let readings = rayon::scope(|scope| {
            let (mut batch, mut bytes) = (Vec::new(), 0);
            let hand_over = |documents: Vec<Document>, bytes: usize| {
                if under_way.fetch_add(bytes, Ordering::Relaxed) + bytes <= WAITING_BYTES {
                    scope.spawn(move |_| {
                        self.batch(documents, origin, outcome);
                        under_way.fetch_sub(bytes, Ordering::Relaxed);
                    });
                } else {
                    self.batch(documents, origin, outcome);
                    under_way.fetch_sub(bytes, Ordering::Relaxed);
                }
            };
            let readings = read(unit, self.sources, &self.anchors, &self.limits, &self.names, &mut |met| match met {
                Met::Document(document) => {
                    bytes += document.text.len();
                    batch.push(document);
                    if bytes >= BATCH_BYTES {
                        hand_over(std::mem::take(&mut batch), std::mem::take(&mut bytes));
                    }
                }
                Met::NotReport { records, reason, .. } => tally.not_reports(reason, records),
                Met::Quarantined(row) => tally.quarantined.push(row),
            });
            self.batch(batch, origin, outcome);
            readings
        });
        let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut outcome.1, Ok(()))?;
        tally.add(std::mem::take(&mut outcome.0));
        Ok(self.done(readings.into_iter().zip(std::iter::once(tally))))
    }

    /// Extracts some documents of one source.
    fn batch(&self, documents: Vec<Document>, origin: u32, outcome: &Mutex<(Tally, Result<(), LakeError>)>) {
        let mut tally = Tally::default();
        let done = self.take_writer().and_then(|mut writer| {
            documents.into_iter().try_for_each(|document| self.document(document, origin, &mut tally, &mut writer))?;
            self.give_back(writer);
            Ok(())
        });
        let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.0.add(tally);
        if outcome.1.is_ok() {
            outcome.1 = done;
        }
    }

    /// The results of parts, which are told of.
    fn done(&self, parts: impl Iterator<Item = (PartReading, Tally)>) -> Vec<PartResult> {
        let results: Vec<PartResult> = parts.map(|(reading, tally)| tally.with(reading)).collect();
        let sum = |part: fn(&PartResult) -> u64| results.iter().map(part).sum();
        let done = Progress {
            bytes: sum(|part| part.reading.bytes_read),
            records: sum(|part| part.reading.records),
            reports: sum(|part| part.reports),
            quarantined: sum(|part| part.quarantined.len() as u64),
        };
        (self.on_event)(Event::Progress(self.totals.add(done)));
        results
    }

    /// Extracts one document and stages it, if it is a report.
    fn document(&self, document: Document, origin: u32, tally: &mut Tally, writer: &mut FragmentWriter) -> Result<(), LakeError> {
        let is_large = document.text.len() >= LARGE_BYTES;
        let _turn = is_large.then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        let extraction = match extract_quietly(self.extractor, &document.text) {
            Ok(extraction) => extraction,
            Err(panic) => {
                tally.quarantined.push(given_up(&document, "panic", format!("reading it failed by a bug of this program: {panic}")));
                return Ok(());
            }
        };
        let Some(family) = extraction.recognition.family else {
            tally.not_reports(extraction.recognition.reason, 1);
            return Ok(());
        };
        if let Some(limit) = extraction.findings.iter().find(|finding| finding.code == Code::GaveUp) {
            tally.quarantined.push(given_up(&document, "gave_up", limit.message.clone()));
            return Ok(());
        }
        tally.reports += 1;
        writer.add(record_of(document, family, extraction), origin)
    }
}

/// What is counted while a part is read.
#[derive(Default)]
struct Tally {
    reports: u64,
    not_reports: Vec<(&'static str, u64)>,
    quarantined: Vec<Quarantined>,
}

impl Tally {
    fn not_reports(&mut self, reason: &'static str, records: u64) {
        match self.not_reports.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += records,
            None => self.not_reports.push((reason, records)),
        }
    }

    fn add(&mut self, other: Self) {
        self.reports += other.reports;
        self.quarantined.extend(other.quarantined);
        for (reason, records) in other.not_reports {
            self.not_reports(reason, records);
        }
    }

    fn with(self, reading: PartReading) -> PartResult {
        PartResult { reading, reports: self.reports, not_reports: self.not_reports, quarantined: self.quarantined }
    }
}

fn record_of(document: Document, family: usize, extraction: Extraction) -> Record {
    let occurrence = Occurrence {
        source_uri: String::new(),
        record: document.record,
        record_id: document.record_id,
        record_date: document.record_date.as_deref().and_then(day_of),
        url: document.url,
        bytes: document.bytes,
    };
    Record {
        id: document_id(&document.text, 0),
        meta: DocumentMeta { text_basis: document.basis.code().to_owned(), encoding: document.encoding },
        occurrences: vec![occurrence],
        text: document.text,
        family,
        extraction,
    }
}

/// The day of a date or a time: `2022-01-31`, alone or followed by a time.
fn day_of(date: &str) -> Option<Date> {
    date.get(..10)?.parse().ok()
}

fn given_up(document: &Document, code: &'static str, message: String) -> Quarantined {
    let sample = document.text.as_bytes();
    Quarantined {
        source: document.source,
        record: document.record,
        byte_offset: 0,
        stage: "extract",
        code,
        message,
        bytes: document.bytes,
        sample: sample[..document.text.floor_char_boundary(SAMPLE_BYTES)].to_vec(),
    }
}

thread_local! {
    /// Whether this thread is inside a document, where a panic is caught and told in `quarantine`.
    static IN_DOCUMENT: Cell<bool> = const { Cell::new(false) };
}

/// Extracts; a panic is what it said. The program's own message about it is held back.
fn extract_quietly(extractor: &Extractor, text: &str) -> Result<Extraction, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !IN_DOCUMENT.get() {
                before(panic);
            }
        }));
    });
    IN_DOCUMENT.set(true);
    // The extractor is only read, and what a panic leaves half done is dropped.
    let result = catch_unwind(AssertUnwindSafe(|| extractor.extract(text)));
    IN_DOCUMENT.set(false);
    result.map_err(|panic| message_of(panic.as_ref()))
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it said nothing").to_owned()
}
