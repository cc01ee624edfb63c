//! The readings of all parts become the rows of `sources` and `quarantine`, and the numbers of the run.
//!
//! Every record is counted once: as a report, as no report, or as quarantined.

use std::collections::BTreeMap;

use super::reading::PartResult;
use crate::dataset::{Counts, Origin, QuarantineEntry, SourceEntry};
use crate::document::{Source, content_hash, printable};

/// What was read, in the order of the sources.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// One for each part, in the order of the plan.
    pub(super) origins: Vec<Origin>,
    /// Sorted by address.
    pub(super) sources: Vec<SourceEntry>,
    /// Sorted by address, record and place.
    pub(super) quarantine: Vec<QuarantineEntry>,
    /// The addresses that could not be read, sorted.
    pub(super) unreadable: Vec<String>,
    /// The numbers, but for those of documents.
    pub(super) counts: Counts,
}

/// Adds up all parts, which are in the order of the plan: those of one source are neighbours. Never fails.
pub(super) fn ledger(sources: &[Source], parts: &[PartResult]) -> Ledger {
    let mut ledger = Ledger::default();
    for of_source in parts.chunk_by(|a, b| a.reading.source == b.reading.source) {
        if let Some(source) = of_source.first().and_then(|part| sources.get(part.reading.source)) {
            ledger.add(source, of_source);
        }
    }
    ledger.quarantine.sort_by(|a, b| (&a.source_uri, a.record, a.byte_offset).cmp(&(&b.source_uri, b.record, b.byte_offset)));
    ledger
}

impl Ledger {
    fn add(&mut self, source: &Source, parts: &[PartResult]) {
        let mut entry = SourceEntry { source_uri: source.uri.clone(), ..SourceEntry::default() };
        for part in parts {
            self.origins.push(Origin { source_uri: source.uri.clone(), first_record: entry.records });
            self.quarantine.extend(part.quarantined.iter().map(|row| QuarantineEntry {
                source_uri: source.uri.clone(),
                record: entry.records + row.record,
                byte_offset: row.byte_offset,
                stage: row.stage.to_owned(),
                code: row.code.to_owned(),
                message: row.message.clone(),
                bytes: row.bytes,
                sample: (!row.sample.is_empty()).then(|| printable(&row.sample)),
            }));
            for row in &part.quarantined {
                *self.counts.quarantined_by_code.entry(row.code.to_owned()).or_default() += 1;
            }
            for &(reason, records) in &part.not_reports {
                entry.not_reports += records;
                *self.counts.not_reports_by_reason.entry(reason.to_owned()).or_default() += records;
            }
            entry.records += part.reading.records;
            entry.bytes += part.reading.bytes_read;
            entry.reports += part.reports;
            entry.quarantined += part.quarantined.len() as u64;
        }
        entry.bytes = entry.bytes.max(source.bytes);
        outcome_of(parts).clone_into(&mut entry.outcome);
        entry.content_hash = hash_of(entry.bytes, parts);
        self.close(entry);
    }

    fn close(&mut self, mut entry: SourceEntry) {
        if let Some(kind) = entry.outcome.strip_prefix("skipped:").or_else(|| entry.outcome.strip_prefix("unsupported:")) {
            entry.skipped = 1;
            *self.counts.skipped.entry(kind.to_owned()).or_default() += 1;
        }
        if is_unreadable(&entry.outcome) {
            self.unreadable.push(entry.source_uri.clone());
        }
        let counts = &mut self.counts;
        counts.sources += 1;
        counts.bytes += entry.bytes;
        counts.records += entry.records;
        counts.reports += entry.reports;
        counts.not_reports += entry.not_reports;
        counts.quarantined += entry.quarantined;
        self.sources.push(entry);
    }
}

/// Whether the source should have been read and could not be.
fn is_unreadable(outcome: &str) -> bool {
    matches!(outcome, "unreadable" | "changed_while_reading")
}

/// What became of a source: what became of its first part, unless another could not be read.
fn outcome_of(parts: &[PartResult]) -> &'static str {
    let outcomes = || parts.iter().map(|part| part.reading.outcome);
    outcomes().find(|outcome| is_unreadable(outcome)).or_else(|| outcomes().next()).unwrap_or("empty")
}

/// The hash of a source all of whose parts were read to the end.
fn hash_of(bytes: u64, parts: &[PartResult]) -> Option<String> {
    let digests = parts.iter().map(|part| part.reading.digest.clone()).collect::<Option<Vec<_>>>()?;
    Some(content_hash(bytes, &digests.concat()))
}

/// The address, size, time and identity of every source, hashed; empty where one cannot be told from a changed one.
pub(super) fn fingerprint(sources: &[Source]) -> String {
    use crate::document::SourceKind;

    if sources.iter().any(|source| matches!(source.kind, SourceKind::Stdin | SourceKind::Unreadable(_))) {
        return String::new();
    }
    let mut hasher = blake3::Hasher::new();
    for source in sources {
        hasher.update(source.uri.as_bytes()).update(&[0]);
        for number in [u128::from(source.bytes), source.modified_ns.cast_unsigned(), u128::from(source.inode), u128::from(source.device)] {
            hasher.update(&number.to_le_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// The numbers of all buckets and of the reading together.
pub(super) fn sum(mut counts: Counts, buckets: impl Iterator<Item = Counts>) -> Counts {
    fn add<K: Ord>(to: &mut BTreeMap<K, u64>, some: BTreeMap<K, u64>) {
        for (key, number) in some {
            *to.entry(key).or_default() += number;
        }
    }
    for bucket in buckets {
        counts.documents += bucket.documents;
        counts.cells += bucket.cells;
        counts.cells_stated += bucket.cells_stated;
        counts.cells_confirmed += bucket.cells_confirmed;
        counts.cells_contradicted += bucket.cells_contradicted;
        counts.checks_failed += bucket.checks_failed;
        add(&mut counts.documents_by_status, bucket.documents_by_status);
        add(&mut counts.documents_by_year, bucket.documents_by_year);
    }
    counts
}
