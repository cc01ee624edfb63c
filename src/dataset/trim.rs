//! A record becomes what the wanted tables say of it: the rest need not wait for the merge.
//!
//! Writing a staged document and reading it back costs as much as extracting it well. What no wanted table holds is
//! left out, and of the text only the pieces that values are cut from are kept, at their places.

use std::collections::BTreeSet;

use super::pack::{Pack, pack_text, unpack_text};
use super::record::Record;
use super::schema::{Content, Table};
use crate::extract::Outcome;
use crate::text::Span;

/// What lies between two pieces of text is kept with them up to so many bytes: a piece takes as long to read as they do.
const GAP_BYTES: u32 = 32;

/// What the wanted tables do not need of a record.
#[derive(Clone, Debug, Default)]
pub struct Trim {
    omitted: Vec<Content>,
}

impl Trim {
    /// For the tables but those named in `omitted`.
    #[must_use]
    pub fn new(tables: &[Table], omitted: &BTreeSet<String>) -> Self {
        Self { omitted: tables.iter().filter(|table| omitted.contains(&table.name)).map(|table| table.content).collect() }
    }

    fn omits(&self, content: Content) -> bool {
        self.omitted.contains(&content)
    }

    /// Packs what the wanted tables need of the record.
    pub(super) fn pack(&self, mut record: Record, bytes: &mut Vec<u8>) {
        let extraction = &mut record.extraction;
        extraction.recognition.evidence.clear();
        if self.omits(Content::Attributes) {
            extraction.attributes.clear();
        }
        if self.omits(Content::Figures) {
            extraction.figures.clear();
        }
        if self.omits(Content::Findings) {
            extraction.findings.clear();
        }
        if self.omits(Content::Checks) {
            // Their number stands in `documents`.
            extraction.checks.retain(|check| check.outcome == Outcome::Fails);
        }
        if self.omits(Content::Cells) {
            for cell in &mut extraction.cells {
                (cell.span, cell.proposed) = (None, None);
            }
        }
        let text = std::mem::take(&mut record.text);
        if self.omits(Content::Sections) {
            extraction.sections.clear();
            pack_text(&text, &pieces(&record), bytes);
        } else {
            pack_text(&text, &[Span::new(0, text.len())], bytes);
        }
        record.pack(bytes);
    }
}

/// Takes a record from the front of the bytes; its text has blanks where nothing was kept.
pub(super) fn unpack(bytes: &mut &[u8]) -> Option<Record> {
    let text = unpack_text(bytes)?;
    let record = Record::unpack(bytes)?;
    Some(Record { text, ..record })
}

/// The parts of the text that rows are cut from, but for sections: sorted and apart.
fn pieces(record: &Record) -> Vec<Span> {
    let extraction = &record.extraction;
    let mut spans = Vec::new();
    for attribute in &extraction.attributes {
        join(attribute.span, &mut spans);
    }
    for figure in &extraction.figures {
        join(figure.phrase, &mut spans);
        join(figure.span, &mut spans);
    }
    for cell in &extraction.cells {
        if let Some(span) = cell.span {
            join(span, &mut spans);
        }
        if let Some(unit) = cell.unit {
            join(unit, &mut spans);
        }
    }
    // Almost all come in order: what is left to sort is short.
    spans.sort_unstable();
    let mut pieces = Vec::with_capacity(spans.len());
    for span in spans {
        join(span, &mut pieces);
    }
    pieces
}

/// Adds a span, joined with the one before where they meet, or nearly.
#[inline]
fn join(span: Span, joined: &mut Vec<Span>) {
    if span.is_empty() {
        return;
    }
    match joined.last_mut() {
        Some(last) if last.start <= span.start && span.start <= last.end.saturating_add(GAP_BYTES) => last.end = last.end.max(span.end),
        _ => joined.push(span),
    }
}
