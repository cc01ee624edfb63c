//! The first and the last lines become the title, with the agency and the years that it names.
//!
//! A title may stand alone, be broken over lines, stand below the agency's name, be printed twice, or come last. A line
//! that speaks of a report inside a sentence, a link or a list is none.

use std::ops::Range;

use super::super::line::{Line, Window};
use super::super::recognise::may_be_title;
use super::agency::{Name, name_in_title, organ_line};
use super::year::{Year, years};
use crate::definition::IssuerRules;
use crate::text::Span;

/// A title.
#[derive(Clone, Debug)]
pub(super) struct Title {
    /// As printed, without white space and line breaks.
    pub(super) text: String,
    /// Where it stands.
    pub(super) span: Span,
    /// The agency that it names.
    pub(super) name: Option<Name>,
    /// The first year that it names, and its place.
    pub(super) year: Option<(i32, Span)>,
}

impl Title {
    /// Whether it names both agency and year.
    pub(super) fn is_complete(&self) -> bool {
        self.name.is_some() && self.year.is_some()
    }
}

/// Longer lines are no titles, in bytes.
const TITLE_BYTES: usize = 240;

/// Finds the title among lines; `best` of several is the first that names both agency and year.
pub(super) fn find(rules: &IssuerRules, source: &str, lines: &[Line<'_>]) -> Option<Title> {
    let mut best: Option<Title> = None;
    for at in 0..lines.len() {
        if lines[at].text.len() > TITLE_BYTES || !may_be_title(lines[at].text) {
            continue;
        }
        let Some(title) = at_line(rules, source, lines, at) else { continue };
        if best.as_ref().is_none_or(|b| completeness(b) < completeness(&title)) {
            best = Some(title);
        }
        if best.as_ref().is_some_and(|b| completeness(b) == 3) {
            break;
        }
    }
    best
}

fn completeness(title: &Title) -> u8 {
    2 * u8::from(title.name.is_some()) + u8::from(title.year.is_some())
}

/// The title that the line is, or is a part of.
fn at_line(rules: &IssuerRules, source: &str, lines: &[Line<'_>], at: usize) -> Option<Title> {
    let short = |number: Option<usize>| number.and_then(|n| lines.get(n)).copied().filter(|l| l.text.len() <= TITLE_BYTES / 2);
    let (higher, above, below) = (short(at.checked_sub(2)), short(at.checked_sub(1)), short(Some(at + 1)));
    let alone = Window::of(&lines[at]);
    if !rules.title.has_words(&alone.text) {
        let around: Vec<Line<'_>> = [higher, above, Some(lines[at]), below].into_iter().flatten().collect();
        if !rules.title.has_words(&join(&around).text) {
            return None;
        }
    }
    let found = read(rules, source, &alone);
    if found.as_ref().is_some_and(|t| completeness(t) == 3) {
        return found;
    }
    if found.is_none() {
        // A title that names its agency needs nothing from the line above, which may be the page's breadcrumbs.
        let is_named = |next: &Line<'_>| read(rules, source, &Window::of(next)).is_some_and(|t| t.name.is_some());
        let joined = below.filter(|next| !is_named(next)).and_then(|next| read(rules, source, &join(&[lines[at], next])));
        if joined.is_some() {
            return joined;
        }
    }
    let above_belongs = above.filter(|l| found.is_none() || organ_line(rules, l).is_some() || years(&Window::of(l).text).len() == 1);
    let joined = above_belongs.and_then(|previous| {
        let two = read(rules, source, &join(&[previous, lines[at]]));
        let higher = higher.filter(|l| organ_line(rules, l).is_some());
        match (two, higher) {
            (Some(two), Some(higher)) if two.name.is_none() => read(rules, source, &join(&[higher, previous, lines[at]])).or(Some(two)),
            (two, _) => two,
        }
    });
    match (found, joined) {
        (Some(found), Some(joined)) if completeness(&joined) > completeness(&found) => Some(joined),
        (None, joined) => joined,
        (found, _) => found,
    }
}

fn join(lines: &[Line<'_>]) -> Window {
    let mut window = Window::default();
    for line in lines {
        window.push(line.text, line.start);
    }
    window
}

/// Reads a whole title from a window.
pub(super) fn read(rules: &IssuerRules, source: &str, window: &Window) -> Option<Title> {
    let text = window.text.as_str();
    if text.len() > 2 * TITLE_BYTES || !rules.title.has_words(text) || rules.not_title.is_match(text) {
        return None;
    }
    let start = rules.title_lead.find(text).map_or(0, |m| m.end());
    read_from(rules, source, window, start..text.len()).or_else(|| {
        if !text.bytes().any(|b| matches!(b, b'_' | b'|' | b'-')) {
            return None;
        }
        let end = rules.title_trail.find(&text[start..])?.start() + start;
        read_from(rules, source, window, start..end)
    })
}

fn read_from(rules: &IssuerRules, source: &str, window: &Window, range: Range<usize>) -> Option<Title> {
    let text = &window.text[range.clone()];
    let found = rules.title.read(text)?;
    let shift = |part: &Range<usize>| part.start + range.start..part.end + range.start;
    let (before, after, tail) = (shift(&found.before), shift(&found.after), shift(&found.tail));
    let end = if tail.is_empty() { shift(&found.end).end } else { tail.end };
    let whole = before.start..end;
    let years: Vec<Year> = years(&window.text[whole.clone()]);
    let year = years.first().map(|y| (y.value, window.span(source, y.range.start + whole.start..y.range.end + whole.start)));
    Some(Title {
        text: window.printed(source, whole.clone()),
        span: window.span(source, whole),
        name: name_in_title(rules, source, window, before, &[tail, after]),
        year,
    })
}
