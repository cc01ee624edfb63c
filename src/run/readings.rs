//! The readings of a share become the bytes that a shard carries, and readings again.
//!
//! The bytes have no names: a shard says which version wrote them, and only that version reads them.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::reading::PartResult;
use crate::document::{Digest, PartReading, Quarantined, Source};

/// What a shard read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Readings {
    /// The sources that have a part in it, in order.
    pub(super) sources: Vec<SourceRead>,
    /// Its parts, in order.
    pub(super) parts: Vec<PartRead>,
}

/// A source as the machine met it that read a part of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SourceRead {
    /// Its place among all sources.
    pub(super) number: u64,
    /// Its address.
    pub(super) uri: String,
    /// Its size.
    pub(super) bytes: u64,
    /// The second in which it was last changed, since 1970: what copies keep of it.
    pub(super) changed: i64,
}

/// What became of a part.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PartRead {
    /// Its place among all parts.
    pub(super) number: u32,
    source: u64,
    start: u64,
    records: u64,
    bytes_read: u64,
    digest: Option<Vec<Digest>>,
    outcome: String,
    reports: u64,
    not_reports: Vec<(String, u64)>,
    quarantined: Vec<RecordLost>,
}

/// A record that could not be read.
#[derive(Debug, Serialize, Deserialize)]
struct RecordLost {
    record: u64,
    byte_offset: u64,
    stage: String,
    code: String,
    message: String,
    bytes: u64,
    sample: Vec<u8>,
}

impl Readings {
    /// Those of the parts with the given places among all. Both lists are in the order of the plan.
    pub(super) fn of(sources: &[Source], numbers: &[u32], parts: Vec<PartResult>) -> Self {
        let mut seen: Vec<SourceRead> = Vec::new();
        for part in &parts {
            let at = part.reading.source;
            if seen.last().is_none_or(|last| last.number != at as u64) {
                let source = &sources[at];
                let changed = i64::try_from(source.modified_ns.div_euclid(1_000_000_000)).unwrap_or(i64::MAX);
                seen.push(SourceRead { number: at as u64, uri: source.uri.clone(), bytes: source.bytes, changed });
            }
        }
        let parts = numbers.iter().zip(parts).map(|(&number, part)| PartRead::of(number, part)).collect();
        Self { sources: seen, parts }
    }

    /// Their bytes.
    ///
    /// # Panics
    /// Never: they hold only strings, numbers and lists.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("readings hold only strings, numbers and lists")
    }

    /// The readings of these bytes; `None` where they are none.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

impl PartRead {
    fn of(number: u32, part: PartResult) -> Self {
        let PartReading { source, start, records, bytes_read, digest, outcome } = part.reading;
        Self {
            number,
            source: source as u64,
            start,
            records,
            bytes_read,
            digest,
            outcome: outcome.to_owned(),
            reports: part.reports,
            not_reports: part.not_reports.into_iter().map(|(reason, records)| (reason.to_owned(), records)).collect(),
            quarantined: part.quarantined.into_iter().map(RecordLost::of).collect(),
        }
    }

    /// What the part came to, as if it had been read here.
    pub(super) fn into_result(self) -> PartResult {
        let source = usize::try_from(self.source).unwrap_or(usize::MAX);
        let Self { start, records, bytes_read, digest, reports, .. } = self;
        PartResult {
            reading: PartReading { source, start, records, bytes_read, digest, outcome: word(&self.outcome) },
            reports,
            not_reports: self.not_reports.iter().map(|(reason, records)| (word(reason), *records)).collect(),
            quarantined: self.quarantined.into_iter().map(|lost| lost.into_row(source)).collect(),
        }
    }
}

impl RecordLost {
    fn of(row: Quarantined) -> Self {
        let Quarantined { source: _, record, byte_offset, stage, code, message, bytes, sample } = row;
        Self { record, byte_offset, stage: stage.to_owned(), code: code.to_owned(), message, bytes, sample }
    }

    fn into_row(self, source: usize) -> Quarantined {
        let Self { record, byte_offset, stage, code, message, bytes, sample } = self;
        Quarantined { source, record, byte_offset, stage: word(&stage), code: word(&code), message, bytes, sample }
    }
}

/// A word of a closed list. It is given away for ever, which is bounded: the lists are the program's own.
fn word(text: &str) -> &'static str {
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(&known) = words.get(text) {
        return known;
    }
    let word: &'static str = Box::leak(text.into());
    words.insert(word);
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_come_back() {
        let lost = Quarantined {
            source: 3,
            record: 7,
            byte_offset: 99,
            stage: "read",
            code: "damaged",
            message: "it ends".to_owned(),
            bytes: 12,
            sample: vec![0, 255],
        };
        let digest = Some(vec![[7; 16], [8; 16]]);
        let reading = PartReading { source: 3, start: 8 << 20, records: 9, bytes_read: 10, digest, outcome: "read" };
        let part = PartResult { reading, reports: 1, not_reports: vec![("no_anchor", 7)], quarantined: vec![lost] };
        let expected = format!("{part:?}");
        let readings = Readings { sources: Vec::new(), parts: vec![PartRead::of(5, part)] };
        let bytes = readings.to_bytes();
        let mut read = Readings::from_bytes(&bytes).expect("good bytes");
        assert_eq!(read.parts[0].number, 5);
        assert_eq!(format!("{:?}", read.parts.remove(0).into_result()), expected);
        assert!(Readings::from_bytes(&bytes[..bytes.len() - 1]).is_none());
    }
}
