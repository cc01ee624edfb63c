//! A record becomes its rows in the tables about documents: what they are, where they were met, what they say in prose.

use parquet::errors::Result;

use super::column::{Columns, count, small};
use crate::dataset::properties::ROW_GROUP_ROWS;
use crate::dataset::record::{Record, Standing, hex_into};
use crate::definition::Family;
use crate::extract::{Outcome, State, Verification};
use crate::text::Span;

/// Fills what every partitioned table begins with: `document_id` and `report_year`.
pub(super) fn begin(out: &mut Columns, record: &Record, rows: usize) -> Result<()> {
    out.begin(rows)?;
    out.same_text(Some(hex_into(&record.id, &mut [0; 32])))?;
    out.same_small(record.extraction.identity.year)
}

/// Begins the rows of a table that carries what common questions need, so that they need no join.
pub(super) fn prefix(out: &mut Columns, record: &Record, standing: &Standing, family: &Family, rows: usize) -> Result<()> {
    begin(out, record, rows)?;
    out.same_text(edition(record, family))?;
    issuer(out, record)?;
    out.same_flag(standing.is_latest);
    Ok(())
}

/// Fills the spans of the rows, null where nothing is printed.
pub(super) fn spans(out: &mut Columns, spans: impl Iterator<Item = Option<Span>> + Clone) -> Result<()> {
    out.smalls(spans.clone().map(|s| Some(small(s?.start))))?;
    out.smalls(spans.map(|s| Some(small(s?.end))))
}

fn edition<'f>(record: &Record, family: &'f Family) -> Option<&'f str> {
    Some(family.editions.get(record.extraction.edition?)?.code.as_str())
}

/// Fills agency, kind, scope, province and region.
fn issuer(out: &mut Columns, record: &Record) -> Result<()> {
    let identity = &record.extraction.identity;
    out.same_text(identity.agency.as_deref())?;
    out.same_text(identity.agency_kind.as_deref())?;
    out.same_text(Some(identity.scope))?;
    if out.has_province() {
        out.same_text(identity.province.as_deref())?;
    }
    out.same_text(identity.region_code.as_deref())
}

/// The row of `documents`.
pub(super) fn documents(out: &mut Columns, record: &Record, standing: &Standing, family: &Family) -> Result<()> {
    let Record { extraction, meta, .. } = record;
    let identity = &extraction.identity;
    begin(out, record, 1)?;
    out.same_text(Some(&family.code))?;
    out.same_text(edition(record, family))?;
    out.same_text(identity.agency.as_deref())?;
    out.same_text(identity.agency_raw.as_deref())?;
    out.same_text(identity.agency_kind.as_deref())?;
    out.same_text(Some(identity.scope))?;
    if out.has_province() {
        out.same_text(identity.province.as_deref())?;
    }
    out.same_text(identity.region_code.as_deref())?;
    out.same_text(identity.region_name.as_deref())?;
    out.same_text(identity.title.as_deref())?;
    out.days([identity.period_start].into_iter())?;
    out.days([identity.period_end].into_iter())?;
    out.days([identity.published_on].into_iter())?;
    out.same_text(identity.index_number.as_deref())?;
    out.same_text(identity.document_number.as_deref())?;
    out.same_text(identity.publisher.as_deref())?;
    out.same_text(Some(extraction.script.code()))?;
    out.same_text(Some(&meta.encoding))?;
    out.same_text(Some(&meta.text_basis))?;
    out.same_text(Some(extraction.layout))?;
    out.same_text(Some(extraction.status.code()))?;
    counters(out, record)?;
    out.same_text(standing.duplicate_of.as_ref().map(|id| hex_into(id, &mut [0; 32]).to_owned()).as_deref())?;
    out.same_flag(standing.is_latest);
    out.same_text(Some(env!("CARGO_PKG_VERSION")))?;
    out.same_text(Some(&family.hash))
}

/// Fills how much of the form is accounted for and confirmed.
fn counters(out: &mut Columns, record: &Record) -> Result<()> {
    let extraction = &record.extraction;
    let (mut stated, mut unreadable, mut confirmed) = (0, 0, 0);
    for cell in &extraction.cells {
        stated += i32::from(cell.state == State::Stated);
        unreadable += i32::from(!cell.state.is_accounted_for());
        confirmed += i32::from(cell.verification == Some(Verification::Confirmed));
    }
    out.same_small(Some(small(extraction.cells.len())))?;
    out.same_small(Some(stated))?;
    out.same_small(Some(unreadable))?;
    out.same_small(Some(confirmed))?;
    out.same_small(Some(small(extraction.checks.iter().filter(|c| c.outcome == Outcome::Fails).count())))
}

/// A document's rows, cut where they are more than a row group may have, each piece with the place of its first row.
fn pieces<T>(all: &[T]) -> impl Iterator<Item = (usize, &[T])> {
    all.chunks(ROW_GROUP_ROWS).enumerate().map(|(at, piece)| (at * ROW_GROUP_ROWS, piece))
}

/// Fills the places of a piece's rows.
fn ordinals(out: &mut Columns, first: usize, rows: usize) -> Result<()> {
    out.smalls((first..first + rows).map(|at| Some(small(at))))
}

/// The rows of `attributes`, by field as the extraction has them.
pub(super) fn attributes(out: &mut Columns, record: &Record) -> Result<()> {
    let all = &record.extraction.attributes;
    let ordinal = |at: usize| all[..at].iter().filter(|other| other.field == all[at].field).count();
    for (first, piece) in pieces(all) {
        begin(out, record, piece.len())?;
        out.texts(piece.iter().map(|a| Some(a.field)))?;
        out.smalls((first..first + piece.len()).map(|at| Some(small(ordinal(at)))))?;
        out.texts(piece.iter().map(|a| Some(a.value.as_str())))?;
        let printed = piece.iter().map(|a| Some(a.span).filter(|s| !s.is_empty()));
        out.texts(printed.clone().map(|s| Some(s?.of(&record.text))))?;
        out.texts(piece.iter().map(|a| Some(a.witness)))?;
        out.flags(piece.iter().map(|a| a.chosen));
        spans(out, printed)?;
    }
    Ok(())
}

/// The rows of `occurrences`.
pub(super) fn occurrences(out: &mut Columns, record: &Record) -> Result<()> {
    for (_, piece) in pieces(&record.occurrences) {
        begin(out, record, piece.len())?;
        out.texts(piece.iter().map(|o| Some(o.source_uri.as_str())))?;
        out.counts(piece.iter().map(|o| Some(count(o.record))))?;
        out.texts(piece.iter().map(|o| o.record_id.as_deref()))?;
        out.days(piece.iter().map(|o| o.record_date))?;
        out.texts(piece.iter().map(|o| o.url.as_deref()))?;
        out.counts(piece.iter().map(|o| Some(count(o.bytes))))?;
    }
    Ok(())
}

/// The rows of `sections`.
pub(super) fn sections(out: &mut Columns, record: &Record, family: &Family) -> Result<()> {
    for (first, piece) in pieces(&record.extraction.sections) {
        begin(out, record, piece.len())?;
        ordinals(out, first, piece.len())?;
        out.smalls(piece.iter().map(|s| Some(i32::from(s.number))))?;
        out.texts(piece.iter().map(|s| Some(family.sections[s.form?].code.as_str())))?;
        out.texts(piece.iter().map(|s| Some(s.heading).filter(|h| !h.is_empty()).map(|h| h.of(&record.text))))?;
        out.texts(piece.iter().map(|s| Some(s.body.of(&record.text))))?;
        spans(out, piece.iter().map(|s| Some(s.body)))?;
    }
    Ok(())
}

/// The rows of `figures`, by place.
pub(super) fn figures(out: &mut Columns, record: &Record, standing: &Standing, family: &Family) -> Result<()> {
    for (first, piece) in pieces(&record.extraction.figures) {
        prefix(out, record, standing, family, piece.len())?;
        ordinals(out, first, piece.len())?;
        out.smalls(piece.iter().map(|f| Some(i32::from(f.section))))?;
        out.texts(piece.iter().map(|f| Some(family.figures[f.figure].code.as_str())))?;
        out.amounts(piece.iter().map(|f| Some(f.value)))?;
        out.texts(piece.iter().map(|f| Some(f.unit.as_str()).filter(|u| !u.is_empty())))?;
        out.texts(piece.iter().map(|f| f.qualifier))?;
        out.flags(piece.iter().map(|f| f.negated));
        out.texts(piece.iter().map(|f| Some(f.period)))?;
        out.texts(piece.iter().map(|f| Some(f.phrase.of(&record.text))))?;
        spans(out, piece.iter().map(|f| Some(f.span)))?;
    }
    Ok(())
}

/// The rows of `findings`, in the order in which they were noticed.
pub(super) fn findings(out: &mut Columns, record: &Record) -> Result<()> {
    for (first, piece) in pieces(&record.extraction.findings) {
        begin(out, record, piece.len())?;
        ordinals(out, first, piece.len())?;
        out.texts(piece.iter().map(|f| Some(f.code.code())))?;
        out.texts(piece.iter().map(|f| Some(f.severity().code())))?;
        out.texts(piece.iter().map(|f| Some(f.message.as_str())))?;
        spans(out, piece.iter().map(|f| f.span))?;
    }
    Ok(())
}
