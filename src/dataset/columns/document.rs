//! A record becomes its rows in the tables about documents: what they are, where they were met, what they say in prose.

use super::column::{Columns, count, small};
use crate::dataset::record::{Record, Standing, hex_into};
use crate::definition::Family;
use crate::extract::{Outcome, State, Verification};
use crate::text::Span;

/// Fills what every partitioned table begins with: `document_id` and `report_year`.
pub(super) fn begin(out: &mut Columns, record: &Record, rows: usize) {
    out.begin(rows);
    out.same_text(Some(hex_into(&record.id, &mut [0; 32])));
    out.same_small(record.extraction.identity.year);
}

/// Begins the rows of a table that carries what common questions need, so that they need no join.
pub(super) fn prefix(out: &mut Columns, record: &Record, standing: &Standing, family: &Family, rows: usize) {
    begin(out, record, rows);
    out.same_text(edition(record, family));
    issuer(out, record);
    out.same_flag(standing.is_latest);
}

/// Fills the spans of the rows, null where nothing is printed.
pub(super) fn spans(out: &mut Columns, spans: impl Iterator<Item = Option<Span>> + Clone) {
    out.smalls(spans.clone().map(|s| Some(small(s?.start))));
    out.smalls(spans.map(|s| Some(small(s?.end))));
}

fn edition<'f>(record: &Record, family: &'f Family) -> Option<&'f str> {
    Some(family.editions.get(record.extraction.edition?)?.code.as_str())
}

/// Fills agency, kind, scope, province and region.
fn issuer(out: &mut Columns, record: &Record) {
    let identity = &record.extraction.identity;
    out.same_text(identity.agency.as_deref());
    out.same_text(identity.agency_kind.as_deref());
    out.same_text(Some(identity.scope));
    if out.has_province() {
        out.same_text(identity.province.as_deref());
    }
    out.same_text(identity.region_code.as_deref());
}

/// The row of `documents`.
pub(super) fn documents(out: &mut Columns, record: &Record, standing: &Standing, family: &Family) {
    let Record { extraction, meta, .. } = record;
    let identity = &extraction.identity;
    begin(out, record, 1);
    out.same_text(Some(&family.code));
    out.same_text(edition(record, family));
    out.same_text(identity.agency.as_deref());
    out.same_text(identity.agency_raw.as_deref());
    out.same_text(identity.agency_kind.as_deref());
    out.same_text(Some(identity.scope));
    if out.has_province() {
        out.same_text(identity.province.as_deref());
    }
    out.same_text(identity.region_code.as_deref());
    out.same_text(identity.region_name.as_deref());
    out.same_text(identity.title.as_deref());
    out.days([identity.period_start].into_iter());
    out.days([identity.period_end].into_iter());
    out.days([identity.published_on].into_iter());
    out.same_text(identity.index_number.as_deref());
    out.same_text(identity.document_number.as_deref());
    out.same_text(identity.publisher.as_deref());
    out.same_text(Some(extraction.script.code()));
    out.same_text(Some(&meta.encoding));
    out.same_text(Some(&meta.text_basis));
    out.same_text(Some(extraction.layout));
    out.same_text(Some(extraction.status.code()));
    counters(out, record);
    out.same_text(standing.duplicate_of.as_ref().map(|id| hex_into(id, &mut [0; 32]).to_owned()).as_deref());
    out.same_flag(standing.is_latest);
    out.same_text(Some(env!("CARGO_PKG_VERSION")));
    out.same_text(Some(&family.hash));
}

/// Fills how much of the form is accounted for and confirmed.
fn counters(out: &mut Columns, record: &Record) {
    let extraction = &record.extraction;
    let (mut stated, mut unreadable, mut confirmed) = (0, 0, 0);
    for cell in &extraction.cells {
        stated += i32::from(cell.state == State::Stated);
        unreadable += i32::from(!cell.state.is_accounted_for());
        confirmed += i32::from(cell.verification == Some(Verification::Confirmed));
    }
    out.same_small(Some(small(extraction.cells.len())));
    out.same_small(Some(stated));
    out.same_small(Some(unreadable));
    out.same_small(Some(confirmed));
    out.same_small(Some(small(extraction.checks.iter().filter(|c| c.outcome == Outcome::Fails).count())));
}

/// The rows of `attributes`, by field as the extraction has them.
pub(super) fn attributes(out: &mut Columns, record: &Record) {
    let all = &record.extraction.attributes;
    begin(out, record, all.len());
    out.texts(all.iter().map(|a| Some(a.field)));
    out.smalls(all.iter().enumerate().map(|(at, a)| Some(small(all[..at].iter().filter(|other| other.field == a.field).count()))));
    out.texts(all.iter().map(|a| Some(a.value.as_str())));
    let printed = all.iter().map(|a| Some(a.span).filter(|s| !s.is_empty()));
    out.texts(printed.clone().map(|s| Some(s?.of(&record.text))));
    out.texts(all.iter().map(|a| Some(a.witness)));
    out.flags(all.iter().map(|a| a.chosen));
    spans(out, printed);
}

/// The rows of `occurrences`.
pub(super) fn occurrences(out: &mut Columns, record: &Record) {
    let all = &record.occurrences;
    begin(out, record, all.len());
    out.texts(all.iter().map(|o| Some(o.source_uri.as_str())));
    out.counts(all.iter().map(|o| Some(count(o.record))));
    out.texts(all.iter().map(|o| o.record_id.as_deref()));
    out.days(all.iter().map(|o| o.record_date));
    out.texts(all.iter().map(|o| o.url.as_deref()));
    out.counts(all.iter().map(|o| Some(count(o.bytes))));
}

/// The rows of `sections`.
pub(super) fn sections(out: &mut Columns, record: &Record, family: &Family) {
    let all = &record.extraction.sections;
    begin(out, record, all.len());
    out.smalls((0..all.len()).map(|at| Some(small(at))));
    out.smalls(all.iter().map(|s| Some(i32::from(s.number))));
    out.texts(all.iter().map(|s| Some(family.sections[s.form?].code.as_str())));
    out.texts(all.iter().map(|s| Some(s.heading).filter(|h| !h.is_empty()).map(|h| h.of(&record.text))));
    out.texts(all.iter().map(|s| Some(s.body.of(&record.text))));
    spans(out, all.iter().map(|s| Some(s.body)));
}

/// The rows of `figures`, by place.
pub(super) fn figures(out: &mut Columns, record: &Record, standing: &Standing, family: &Family) {
    let all = &record.extraction.figures;
    prefix(out, record, standing, family, all.len());
    out.smalls((0..all.len()).map(|at| Some(small(at))));
    out.smalls(all.iter().map(|f| Some(i32::from(f.section))));
    out.texts(all.iter().map(|f| Some(family.figures[f.figure].code.as_str())));
    out.amounts(all.iter().map(|f| Some(f.value)));
    out.texts(all.iter().map(|f| Some(f.unit.as_str()).filter(|u| !u.is_empty())));
    out.texts(all.iter().map(|f| f.qualifier));
    out.flags(all.iter().map(|f| f.negated));
    out.texts(all.iter().map(|f| Some(f.period)));
    out.texts(all.iter().map(|f| Some(f.phrase.of(&record.text))));
    spans(out, all.iter().map(|f| Some(f.span)));
}

/// The rows of `findings`, in the order in which they were noticed.
pub(super) fn findings(out: &mut Columns, record: &Record) {
    let all = &record.extraction.findings;
    begin(out, record, all.len());
    out.smalls((0..all.len()).map(|at| Some(small(at))));
    out.texts(all.iter().map(|f| Some(f.code.code())));
    out.texts(all.iter().map(|f| Some(f.severity().code())));
    out.texts(all.iter().map(|f| Some(f.message.as_str())));
    spans(out, all.iter().map(|f| f.span));
}
