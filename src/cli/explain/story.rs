//! The first stages in words: where the text came from, why it is a report, whose, and how it is cut.

use reportlake::extract::{Attribute, Identity};
use reportlake::text::Span;

use super::view::View;
use crate::cli::escape::escaped;
use crate::cli::grid::{Grid, Side, clip, piece, plain};
use crate::cli::output::Role;

/// The width of a quotation beside other columns.
const QUOTE: usize = 64;

/// Where the text came from and what became of its bytes.
pub(crate) fn source(view: &View<'_>, out: &mut String) {
    let origin = view.origin;
    view.heading("Source", &origin.file, out);
    let mut grid = Grid::new(&[]);
    grid.row(vec![piece(Role::Faint, "record"), plain(origin.record.to_string())]);
    let damage = if origin.decode_errors > 0 { format!("; {} byte sequences are none of it", origin.decode_errors) } else { String::new() };
    grid.row(vec![piece(Role::Faint, "encoding"), plain(format!("{}{damage}", escaped(&origin.encoding)))]);
    let basis = match origin.basis {
        "html" => "html: spans count in the canonical rendering, which --text prints",
        "json" => "json: spans count in the unescaped field, which --text prints",
        _ => "text: spans count in the decoded file, which --text prints",
    };
    grid.row(vec![piece(Role::Faint, "basis"), plain(basis)]);
    let lines = view.text.lines().count();
    grid.row(vec![piece(Role::Faint, "text"), plain(format!("{} bytes, {lines} lines, script {}", view.text.len(), view.extraction.script.code()))]);
    if let Some(address) = &origin.address {
        grid.row(vec![piece(Role::Faint, "url"), plain(escaped(address))]);
    }
    grid.write(view.paint, out);
}

/// Whether it is a report, and on what evidence.
pub(crate) fn recognition(view: &View<'_>, out: &mut String) {
    let recognition = &view.extraction.recognition;
    let verdict = match view.family() {
        Some(family) => format!("a report: {} ({})", family.label_zh, family.code),
        None => format!("not a report: {} ({})", why_not(recognition.reason), recognition.reason),
    };
    view.heading("Recognition", &verdict, out);
    let mut grid = Grid::new(&[Side::Right, Side::Left, Side::Left]);
    for evidence in &recognition.evidence {
        let role = if evidence.weight < 0 { Role::Doubt } else { Role::Good };
        let (place, quote) = cited(view, evidence.span);
        grid.row(vec![piece(role, format!("{:+}", evidence.weight)), plain(escaped(&evidence.rule)), piece(Role::Faint, place), plain(quote)]);
    }
    grid.write(view.paint, out);
}

/// A reason in words. Most reasons are the definition's own codes, which say it themselves.
fn why_not(reason: &str) -> String {
    match reason {
        "no_anchor" => "it holds none of the words that every report holds".to_owned(),
        "no_body" => "it speaks of such a report and is none".to_owned(),
        _ => format!("what speaks for it is outweighed; it looks like: {}", reason.replace('_', " ")),
    }
}

/// Whose report it is, of which year, each fact with its witnesses.
pub(crate) fn identity(view: &View<'_>, out: &mut String) {
    view.heading("Identity", "each fact with its witness and the words that it was read from", out);
    let mut grid = Grid::new(&[]);
    let attributes = &view.extraction.attributes;
    for (field, value) in facts(view) {
        let witnesses: Vec<&Attribute> = attributes.iter().filter(|a| a.field == field).collect();
        let first = witnesses.iter().find(|a| a.chosen).copied();
        let shown = value.map_or_else(|| piece(Role::Doubt, "not known"), |v| piece(Role::Mark, escaped(&v)));
        let (place, quote) = first.map_or_else(Default::default, |a| cited(view, a.span));
        grid.row(vec![piece(Role::Faint, field), shown, plain(first.map_or("", |a| a.witness)), piece(Role::Faint, place), plain(quote)]);
        for other in witnesses.iter().filter(|a| first.is_none_or(|f| !std::ptr::eq(f, **a))).take(3) {
            let (place, quote) = cited(view, other.span);
            let value = piece(Role::Faint, format!("also {}", escaped(&other.value)));
            grid.row(vec![plain(""), value, piece(Role::Faint, other.witness), piece(Role::Faint, place), piece(Role::Faint, quote)]);
        }
    }
    grid.write(view.paint, out);
}

/// The facts of `documents`, in reading order; those that few reports state only where they are stated.
pub(crate) fn facts(view: &View<'_>) -> Vec<(&'static str, Option<String>)> {
    let identity: &Identity = &view.extraction.identity;
    let day = |date: Option<reportlake::extract::Date>| date.map(|d| d.to_string());
    let always = [
        ("report_year", identity.year.map(|y| y.to_string())),
        ("agency", identity.agency.clone()),
        ("agency_kind", identity.agency_kind.clone()),
        ("scope", Some(identity.scope.to_owned())),
        ("region_code", identity.region_code.clone()),
        ("region_name", identity.region_name.clone()),
        ("province", identity.province.clone()),
        ("title", identity.title.clone()),
        ("period_start", day(identity.period_start)),
        ("period_end", day(identity.period_end)),
    ];
    let sometimes = [
        ("published_on", day(identity.published_on)),
        ("index_number", identity.index_number.clone()),
        ("document_number", identity.document_number.clone()),
        ("publisher", identity.publisher.clone()),
    ];
    always.into_iter().chain(sometimes.into_iter().filter(|(_, value)| value.is_some())).collect()
}

/// How the text is cut at its headings.
pub(crate) fn sections(view: &View<'_>, out: &mut String) {
    let sections = &view.extraction.sections;
    view.heading("Sections", &format!("{} parts that cover the text", sections.len()), out);
    let mut grid = Grid::new(&[Side::Right, Side::Left, Side::Left, Side::Right]);
    for section in sections {
        let form = section.form.and_then(|at| view.family()?.sections.get(at));
        let heading = if section.heading.is_empty() { "before the first heading".to_owned() } else { clip(&view.quote(section.heading), QUOTE) };
        grid.row(vec![
            plain(section.number.to_string()),
            plain(form.map_or("", |f| &f.code)),
            piece(Role::Faint, view.lines.place(section.body)),
            piece(Role::Faint, format!("{} bytes", section.body.len())),
            piece(if section.heading.is_empty() { Role::Faint } else { Role::Plain }, heading),
        ]);
    }
    grid.write(view.paint, out);
}

/// Line and words of a span; both empty for what was not read from one place.
fn cited(view: &View<'_>, span: Span) -> (String, String) {
    if span.is_empty() {
        return Default::default();
    }
    (view.lines.place(span), format!("\"{}\"", clip(&view.quote(span), QUOTE)))
}
