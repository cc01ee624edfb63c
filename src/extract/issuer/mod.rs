//! A report becomes its identity: agency, region, year, period, what it says of itself, each with its witnesses.
//!
//! Only three parts of the text are read: the head (title, metadata), the opening (period, who reports) and the tail
//! (signature, a title that comes last). Every value that was read stands in the attributes, chosen or not.

mod agency;
mod metadata;
mod passage;
mod period;
#[cfg(test)]
mod specimens;
mod title;
mod year;

use std::cell::OnceCell;

use regex::Captures;

use super::line::{Line, Window, floor, last_lines, lines};
use super::region;
use super::{Attribute, Identity, Section};
use crate::definition::{Family, Gazetteer, IssuerRules, WitnessPlace};
use crate::finding::{Code, Finding};
use crate::text::{Span, simplified};
use agency::Name;
use metadata::Metadata;
use passage::Passage;
use title::Title;

/// The witness of what stands in the block of labels.
const WITNESS_METADATA: &str = "metadata";

/// The head: at most this many lines and bytes.
const HEAD: (usize, usize) = (60, 4500);
/// The tail: at most this many lines and bytes.
const TAIL: (usize, usize) = (12, 1500);
/// The ending, in bytes.
const ENDING_BYTES: usize = 900;
/// The opening, in bytes.
const OPENING_BYTES: usize = 2400;
/// The lines at the beginning that may hold the metadata block.
const METADATA_LINES: usize = 30;
/// How the first heading begins.
const FIRST_NUMBER: &str = "一、";
/// So many lines of prose are read.
const PROSE_LINES: usize = 3;
/// A line from which on it is prose, in bytes.
const PROSE_BYTES: usize = 60;

/// What one witness says.
#[derive(Clone, Debug)]
struct Said<T> {
    value: T,
    span: Span,
    witness: &'static str,
    /// How good the witness is; 0 is the best.
    rank: u8,
}

/// The parts of a document that are read.
struct Parts<'t> {
    head: Vec<Line<'t>>,
    tail: Vec<Line<'t>>,
    /// The beginnings of the first lines of prose in the head, behind the title.
    prose: Vec<Window>,
    opening: Passage,
    /// The last lines, where they are asked for.
    ending: OnceCell<Passage>,
    title: Option<Title>,
    title_witness: &'static str,
}

impl Parts<'_> {
    fn ending(&self, rules: &IssuerRules, text: &str) -> &Passage {
        self.ending.get_or_init(|| {
            let begin = self.tail.first().map_or(text.len(), |first| first.start.max(floor(text, text.len().saturating_sub(ENDING_BYTES))));
            Passage::new(rules, text, begin..text.len())
        })
    }
}

/// Reads the identity. Adds every witness to the attributes; conflicting ones all stand there. Never fails.
#[must_use]
pub(super) fn identify(family: &Family, text: &str, _sections: &[Section], findings: &mut Vec<Finding>) -> (Identity, Vec<Attribute>) {
    let rules = &family.issuer;
    let parts = parts(rules, text);
    let metadata = read_metadata(rules, text, &parts);
    let period = period::find(rules, &parts.opening, text);
    let mut attributes = Vec::new();
    let mut identity = Identity { scope: "unknown", ..Identity::default() };

    let years = years(rules, text, &parts, period.as_ref());
    decide_year(&years, &mut identity, &mut attributes, findings);
    let names = names(rules, text, &parts, &metadata);
    decide_agency(rules, &names, &mut identity, &mut attributes, findings);
    if let Some(agency) = &identity.agency {
        identity.agency_kind = rules.kinds.iter().find(|k| k.pattern.is_match(agency)).map(|k| k.code.clone());
    }
    decide_scope(rules, text, &parts, &mut identity, &mut attributes);
    if let Some(title) = &parts.title {
        let simplified = simplified(&title.text);
        attributes.push(attribute("title", simplified.clone(), title.span, parts.title_witness));
        identity.title = Some(simplified);
    }
    if let Some(period) = period {
        for (field, day) in [("period_start", period.start), ("period_end", Some(period.end))] {
            if let Some((day, span)) = day {
                attributes.push(attribute(field, day.to_string(), span, "period_sentence"));
            }
        }
        identity.period_start = period.start.map(|(day, _)| day);
        identity.period_end = Some(period.end.0);
    }
    take_metadata(metadata, &mut identity, &mut attributes);
    decide_region(&names, &mut identity, &mut attributes, findings);
    (identity, attributes)
}

/// Finds the region of the agency. What the name leaves open only the rest of the document may settle: the other names that
/// it prints, the publisher, and the index number, which may hold the code of the registration.
fn decide_region(names: &[Said<Name>], identity: &mut Identity, attributes: &mut Vec<Attribute>, findings: &mut Vec<Finding>) {
    let Some(agency) = identity.agency.as_deref() else { return };
    let others = names.iter().map(|n| n.value.value.as_str()).chain(identity.publisher.as_deref()).chain(identity.index_number.as_deref());
    let context: Vec<&str> = others.collect();
    let Some(region) = region::locate(Gazetteer::builtin(), agency, &context, identity.year) else { return };
    let span = names.iter().find(|n| n.value.value == agency).map_or_else(Span::default, |n| n.span);
    if let Some(code) = region.code {
        attributes.push(attribute("region_code", code.to_owned(), span, region.how));
    }
    attributes.push(attribute("province", region.province.to_owned(), span, region.how));
    if region.conflict {
        let message = format!("the credit code in the index number belongs to another place than {agency}");
        findings.push(Finding::at(Code::WitnessConflict, span, message));
    }
    identity.region_code = region.code.map(str::to_owned);
    identity.region_name = region.name.map(str::to_owned);
    identity.province = Some(region.province.to_owned());
}

fn attribute(field: &'static str, value: String, span: Span, witness: &'static str) -> Attribute {
    Attribute { field, value, span, witness, chosen: true }
}

/// Cuts the document into the parts that are read.
fn parts<'t>(rules: &IssuerRules, text: &'t str) -> Parts<'t> {
    let (head, mut title) = head(rules, text);
    let tail_start = floor(text, text.len().saturating_sub(TAIL.1));
    let tail = last_lines(text, tail_start, TAIL.0);
    let mut title_witness = "title";
    if title.as_ref().is_none_or(|t| t.name.is_none() && t.year.is_none())
        && let Some(last) = title::find(rules, text, &tail)
    {
        title = Some(last);
        title_witness = "last_line";
    }
    let from = title.as_ref().map_or(0, |t| t.span.end as usize);
    let is_late = title_witness == "last_line";
    let mut prose = head.iter().filter(|l| (is_late || l.start >= from) && l.text.len() >= PROSE_BYTES).take(PROSE_LINES).peekable();
    let behind_title = if is_late { 0 } else { from };
    let first_prose = prose.peek().map_or(behind_title, |l| l.start);
    let start = if first_prose > behind_title + OPENING_BYTES / 2 { first_prose } else { behind_title };
    let prose = prose.map(agency::sentence_start).collect();
    let opening = Passage::new(rules, text, start..floor(text, start + OPENING_BYTES));
    Parts { head, tail, prose, opening, ending: OnceCell::new(), title, title_witness }
}

/// The first lines, and their title. Where all that is looked for stands in the very first, the others are left out: the
/// title with agency and year, then the first heading, then prose.
fn head<'t>(rules: &IssuerRules, text: &'t str) -> (Vec<Line<'t>>, Option<Title>) {
    let mut all = lines(text, 0..text.len()).take(HEAD.0).take_while(|l| l.start < HEAD.1);
    let mut head = Vec::with_capacity(16);
    let (mut is_behind_heading, mut prose) = (false, 0);
    while prose < PROSE_LINES
        && let Some(line) = all.next()
    {
        is_behind_heading |= line.text.starts_with(FIRST_NUMBER);
        prose += usize::from(is_behind_heading && line.text.len() >= PROSE_BYTES);
        head.push(line);
    }
    let title = title::find(rules, text, &head);
    let is_enough = title.as_ref().is_some_and(|title| {
        let behind = head.iter().filter(|l| l.start >= title.span.end as usize && l.text.len() >= PROSE_BYTES).count();
        title.is_complete() && behind >= PROSE_LINES
    });
    if is_enough {
        return (head, title);
    }
    let known = head.len();
    head.extend(all);
    let title = if head.len() > known { title::find(rules, text, &head) } else { title };
    (head, title)
}

/// Reads the metadata block above the text, and below it where there is none above.
fn read_metadata(rules: &IssuerRules, text: &str, parts: &Parts<'_>) -> Metadata {
    let end = parts.head.iter().position(|l| l.text.starts_with(FIRST_NUMBER)).unwrap_or(parts.head.len()).min(METADATA_LINES);
    let above = metadata::read(rules, text, &parts.head[..end]);
    let says_nothing = above.dates.is_empty() && above.index_number.is_none() && above.publisher.is_none();
    if says_nothing { metadata::read(rules, text, &parts.tail) } else { above }
}

fn take_metadata(metadata: Metadata, identity: &mut Identity, attributes: &mut Vec<Attribute>) {
    let mut keep = |field: &'static str, said: Option<Said<String>>| {
        let said = said?;
        attributes.push(attribute(field, said.value.clone(), said.span, said.witness));
        Some(said.value)
    };
    identity.index_number = keep("index_number", metadata.index_number);
    identity.document_number = keep("document_number", metadata.document_number);
    identity.publisher = keep("publisher", metadata.publisher);
    for (order, day) in metadata.dates.iter().enumerate() {
        attributes.push(Attribute { chosen: order == 0, ..attribute("published_on", day.value.to_string(), day.span, day.witness) });
    }
    identity.published_on = metadata.dates.first().map(|d| d.value);
}

/// All witnesses of the report year, the best first.
fn years(rules: &IssuerRules, text: &str, parts: &Parts<'_>, period: Option<&period::Period>) -> Vec<Said<i32>> {
    let mut found = Vec::new();
    if let Some((value, span)) = parts.title.as_ref().and_then(|t| t.year) {
        found.push(Said { value, span, witness: parts.title_witness, rank: 0 });
    }
    if let Some(period) = period {
        let (day, span) = period.end;
        let value = chrono::Datelike::year(&day);
        if year::is_plausible(value) {
            found.push(Said { value, span, witness: "period_sentence", rank: 1 });
        }
    }
    for (order, witness) in rules.year.iter().enumerate() {
        if witness.place == WitnessPlace::Ending && !found.is_empty() {
            continue;
        }
        let rank = u8::try_from(2 + order).unwrap_or(u8::MAX).min(8);
        let mut look = |window: &Window, groups: &Captures<'_>, from: usize| {
            let Some(group) = groups.name("year").map(|group| from + group.start()..from + group.end()) else { return };
            let span = window.span(text, group.clone());
            if let Some(value) = window.text[group].parse().ok().filter(|v| year::is_plausible(*v)) {
                found.push(Said { value, span, witness: witness.name, rank });
            }
        };
        match witness.place {
            WitnessPlace::Line => {
                for line in parts.prose.iter().take(2).filter(|line| witness.pattern.is_match(&line.text)) {
                    if let Some(groups) = witness.pattern.captures(&line.text) {
                        look(line, &groups, 0);
                    }
                }
            }
            place => {
                let passage = if place == WitnessPlace::Opening { &parts.opening } else { parts.ending(rules, text) };
                if let Some((from, groups)) = passage.matches(&witness.pattern, rules.agency.len() + order).next() {
                    look(&passage.window, &groups, from);
                }
            }
        }
    }
    if found.is_empty() {
        found.extend(year::most_named(text));
    }
    found.sort_by_key(|s| s.rank);
    found
}

fn decide_year(years: &[Said<i32>], identity: &mut Identity, attributes: &mut Vec<Attribute>, findings: &mut Vec<Finding>) {
    for (order, said) in years.iter().enumerate() {
        attributes.push(Attribute { chosen: order == 0, ..attribute("report_year", said.value.to_string(), said.span, said.witness) });
    }
    let Some(best) = years.first() else {
        findings.push(Finding::new(Code::YearUnknown, "no witness names the report year"));
        return;
    };
    identity.year = Some(best.value);
    if let Some(other) = years.iter().find(|y| y.value != best.value) {
        let message =
            format!("the report year is {} by `{}` and {} by `{}`; the first was chosen", best.value, best.witness, other.value, other.witness);
        findings.push(Finding::at(Code::WitnessConflict, other.span, message));
    }
}

/// All witnesses of the agency.
fn names(rules: &IssuerRules, text: &str, parts: &Parts<'_>, metadata: &Metadata) -> Vec<Said<Name>> {
    let mut found: Vec<Said<Name>> = Vec::new();
    found.extend(parts.title.as_ref().and_then(|t| t.name.clone()).map(|n| n.said(parts.title_witness, 0)));
    let named = !found.is_empty();
    let end = parts.head.iter().position(|l| l.text.len() >= PROSE_BYTES).unwrap_or(parts.head.len());
    if !named {
        found.extend(agency::first_line(rules, &parts.head[..end]).map(|n| n.said("first_line", 2)));
    }
    found.extend(agency::signature(rules, &parts.tail).map(|n| n.said("signature", 2)));
    agency::in_sentences(rules, text, parts, &mut found);
    if found.iter().all(|n| agency::is_placeless(rules, &n.value.value)) {
        found.extend(agency::mentioned(rules, text).map(|n| n.said("mention", 6)));
    }
    if let Some(publisher) = &metadata.publisher {
        let line = Line { text: &publisher.value, start: publisher.span.start as usize };
        found.extend(agency::organ_line(rules, &line).map(|n| n.said(WITNESS_METADATA, 7)));
    }
    found.sort_by_key(|s| s.rank);
    found
}

fn decide_agency(rules: &IssuerRules, names: &[Said<Name>], identity: &mut Identity, attributes: &mut Vec<Attribute>, findings: &mut Vec<Finding>) {
    let chosen = agency::choose(rules, names);
    for (order, said) in names.iter().enumerate() {
        attributes.push(Attribute { chosen: Some(order) == chosen, ..attribute("agency", said.value.value.clone(), said.span, said.witness) });
    }
    let Some(best) = chosen.and_then(|index| names.get(index)) else {
        findings.push(Finding::new(Code::AgencyUnknown, "no witness names the reporting agency"));
        return;
    };
    identity.agency = Some(best.value.value.clone());
    identity.agency_raw = Some(best.value.raw.clone());
    let differs = |other: &&Said<Name>| {
        let (a, b) = (best.value.value.as_str(), other.value.value.as_str());
        other.rank <= 3 && !agency::is_placeless(rules, b) && !a.ends_with(b) && !b.ends_with(a)
    };
    if let Some(other) = names.iter().find(differs) {
        let message = format!("the agency is {} by `{}` and {} by `{}`", best.value.value, best.witness, other.value.value, other.witness);
        findings.push(Finding::at(Code::WitnessConflict, other.span, message));
    }
}

/// Whether the report is of one organ or of all organs of a place.
fn decide_scope(rules: &IssuerRules, text: &str, parts: &Parts<'_>, identity: &mut Identity, attributes: &mut Vec<Attribute>) {
    let first = rules.agency.len() + rules.year.len();
    for (order, scope) in rules.scopes.iter().enumerate() {
        let Some(code) = ["single", "consolidated"].into_iter().find(|c| *c == scope.code) else { continue };
        if let Some(found) = parts.opening.find(&scope.pattern, first + order) {
            identity.scope = code;
            attributes.push(attribute("scope", code.to_owned(), parts.opening.window.span(text, found), "opening_sentence"));
            return;
        }
    }
}
