//! The witnesses of the agency become one name, the fullest that the text prints and that agrees with the best witness.
//!
//! Names made of seat words (区政府, 市统计局) prove nothing about the place: a fuller name counts more where it can be
//! the same organ.

use std::ops::Range;

use regex::Captures;

use super::super::line::{Line, Window, floor, lines};
use super::super::recognise::may_be_title;
use super::year::years;
use super::{Parts, Said, title};
use crate::definition::{IssuerRules, WitnessPlace};
use crate::text::Span;

/// A name as folded text, as printed, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// In simplified script.
    pub(super) value: String,
    /// As printed.
    pub(super) raw: String,
    /// Its place.
    pub(super) span: Span,
}

/// The characters that a name may have.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=40;
/// So many matches of a witness are tried for one that is a name.
const MOST_MATCHES: usize = 3;
/// A line that is a name has at most this many bytes.
const NAME_BYTES: usize = 100;

/// Whether folded text is the name of an organ.
fn is_organ(rules: &IssuerRules, name: &str) -> bool {
    NAME_CHARS.contains(&name.chars().count()) && rules.organ.is_match(name) && !rules.not_organ.is_match(name)
}

/// Whether a name begins with a seat word instead of a place.
pub(super) fn is_placeless(rules: &IssuerRules, name: &str) -> bool {
    rules.placeless.is_match(name) && !rules.placed.is_match(name)
}

/// The name in the part of a title before the topic, else in one of the `others`.
pub(super) fn name_in_title(rules: &IssuerRules, source: &str, window: &Window, before: Range<usize>, others: &[Range<usize>]) -> Option<Name> {
    let text = &window.text[before.clone()];
    let lead = rules.topic_lead.find(text).map_or(text.len(), |m| m.start());
    let cut = if rules.cut_agency.is_match(&text[..lead]) { text.len() } else { lead };
    pieces(rules, source, window, before.start..before.start + cut)
        .or_else(|| others.iter().find_map(|range| pieces(rules, source, window, range.clone())))
}

/// The name in a part of a window that may hold years at any place.
fn pieces(rules: &IssuerRules, source: &str, window: &Window, range: Range<usize>) -> Option<Name> {
    let text = &window.text[range.clone()];
    let mut parts = Vec::new();
    let mut from = 0;
    for year in years(text) {
        parts.push(from..year.range.start);
        from = year.range.end;
    }
    parts.push(from..text.len());
    let parts: Vec<Range<usize>> =
        parts.into_iter().map(|p| clean(rules, &window.text, p.start + range.start..p.end + range.start)).filter(|p| !p.is_empty()).collect();
    let name = |parts: &[Range<usize>]| {
        let value: String = parts.iter().map(|p| &window.text[p.clone()]).collect();
        let (first, last) = (parts.first()?, parts.last()?);
        is_organ(rules, &value).then(|| Name {
            value,
            raw: parts.iter().map(|p| window.printed(source, p.clone())).collect(),
            span: window.span(source, first.start..last.end),
        })
    };
    match parts.as_slice() {
        [] => None,
        [one] => name(std::slice::from_ref(one)),
        all => {
            let longest = all.iter().max_by_key(|p| p.len())?;
            name(&all[..2]).or_else(|| name(std::slice::from_ref(longest)))
        }
    }
}

/// Takes words off both ends that are no part of a name.
fn clean(rules: &IssuerRules, text: &str, mut range: Range<usize>) -> Range<usize> {
    while let Some(found) = rules.before_agency.find(&text[range.clone()]).filter(|m| !m.is_empty()) {
        range.start += found.end();
    }
    while let Some(found) = rules.behind_agency.find(&text[range.clone()]).filter(|m| !m.is_empty()) {
        range.end = range.start + found.start();
    }
    range
}

/// Whether a line holds what no name holds, and what is not taken off its ends either.
fn cannot_be_name(text: &str) -> bool {
    text.contains('。') || (text.bytes().any(|b| b.is_ascii_digit()) && !text.contains("附件"))
}

/// Whether a character may stand in a name.
fn is_of_name(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '(' | ')' | '、') || c.is_alphabetic()
}

/// The name that a whole line is.
pub(super) fn organ_line(rules: &IssuerRules, line: &Line<'_>) -> Option<Name> {
    if line.text.len() > NAME_BYTES || line.text.len() < 9 || cannot_be_name(line.text) {
        return None;
    }
    let window = Window::of(line);
    let whole = clean(rules, &window.text, 0..window.text.len());
    let text = &window.text[whole.clone()];
    let plain = text.chars().all(is_of_name);
    (plain && is_organ(rules, text)).then(|| {
        let own = Window::cut(line.text, 0..line.text.len());
        Name { value: text.to_owned(), raw: own.printed(line.text, whole.clone()), span: own.span(line.text, whole.clone()).shifted(line.start) }
    })
}

impl Name {
    /// As a witness.
    pub(super) fn said(self, witness: &'static str, rank: u8) -> Said<Self> {
        Said { span: self.span, value: self, witness, rank }
    }
}

/// The lone name above the text: exactly one of the first lines is a name, and nothing else.
pub(super) fn first_line(rules: &IssuerRules, head: &[Line<'_>]) -> Option<Name> {
    let mut names = head.iter().take(6).filter_map(|line| organ_line(rules, line));
    let first = names.next()?;
    names.all(|other| other.value == first.value).then_some(first)
}

/// The signature: a name alone in one of the last lines.
pub(super) fn signature(rules: &IssuerRules, tail: &[Line<'_>]) -> Option<Name> {
    tail.iter().rev().take(5).find_map(|line| organ_line(rules, line))
}

/// The names that sentences give, the best witness first.
pub(super) fn in_sentences(rules: &IssuerRules, source: &str, parts: &Parts<'_>, found: &mut Vec<Said<Name>>) {
    for (order, witness) in rules.agency.iter().enumerate() {
        let rank = u8::try_from(3 + order).unwrap_or(u8::MAX).min(6);
        if rank > 5 && found.iter().any(|f| f.rank <= 5 && !is_placeless(rules, &f.value.value)) {
            break;
        }
        let name = |window: &Window, groups: &Captures<'_>, from: usize| {
            let group = groups.name("agency")?;
            let range = clean(rules, &window.text, from + group.start()..from + group.end());
            let value = &window.text[range.clone()];
            let name = || Name { value: value.to_owned(), raw: window.printed(source, range.clone()), span: window.span(source, range.clone()) };
            is_organ(rules, value).then(|| name().said(witness.name, rank))
        };
        match witness.place {
            WitnessPlace::Line => {
                for line in parts.prose.iter().filter(|line| witness.pattern.is_match(&line.text)) {
                    let matches = witness.pattern.captures_iter(&line.text).into_iter().flatten();
                    found.extend(matches.take(MOST_MATCHES).find_map(|groups| name(line, &groups, 0)));
                }
            }
            place => {
                let passage = if place == WitnessPlace::Opening { &parts.opening } else { parts.ending(rules, source) };
                let mut matches = passage.matches(&witness.pattern, order).take(MOST_MATCHES);
                found.extend(matches.find_map(|(from, groups)| name(&passage.window, &groups, from)));
            }
        }
    }
}

/// The window of the first 160 bytes of a line.
pub(super) fn sentence_start(line: &Line<'_>) -> Window {
    let text = &line.text[..floor(line.text, 160)];
    Window::of(&Line { text, start: line.start })
}

/// The name in a title that the text only mentions: `《某局2022年度政府信息公开年度报告》`.
pub(super) fn mentioned(rules: &IssuerRules, source: &str) -> Option<Name> {
    memchr::memmem::find_iter(source.as_bytes(), "》".as_bytes()).take(60).find_map(|close| {
        let open = source[..close].rfind('《').filter(|open| close - open <= 240)? + "《".len();
        let line = lines(source, open..close).next().filter(|l| may_be_title(l.text))?;
        title::read(rules, source, &Window::of(&line))?.name
    })
}

/// Chooses among the names. Shape: the index in `names`; `None` without any.
pub(super) fn choose(rules: &IssuerRules, names: &[Said<Name>]) -> Option<usize> {
    let first = (0..names.len()).min_by_key(|i| names[*i].rank)?;
    let best = &names[first].value.value;
    let fuller = |index: &usize| {
        let other = &names[*index].value.value;
        let same = if is_placeless(rules, best) { !is_placeless(rules, other) && abbreviates(best, other) } else { other.ends_with(best.as_str()) };
        same && other.len() > best.len()
    };
    (0..names.len()).filter(fuller).min_by_key(|i| (names[*i].rank, usize::MAX - names[*i].value.value.len())).or(Some(first))
}

/// Whether every character of `short` stands in `full`, in that order, and both end alike or `short` ends with its own short form.
fn abbreviates(short: &str, full: &str) -> bool {
    let mut rest = full.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_recognised() {
        assert!(abbreviates("区政府办", "某某区人民政府办公室"));
        assert!(abbreviates("区科信局", "某某区科学技术和信息化局"));
        assert!(!abbreviates("市统计局", "某某市教育局"));
    }
}
