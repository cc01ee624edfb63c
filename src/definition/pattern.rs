//! A regular expression as written becomes one that is compiled when a text first needs it, and words of which every
//! match holds one; `screen` makes one search for the words of many.
//!
//! The words are a condition that is necessary, never one that suffices: a text without them cannot match, and nothing
//! else is concluded from them.

mod screen;

use std::sync::OnceLock;

use regex::{CaptureMatches, Captures, Match, Regex};
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

use super::report::Report;
pub use screen::{Screen, may_match};

/// The most words for one expression; with more nothing is known of it.
const MOST_WORDS: usize = 160;
/// The least weight of a second list of words: two characters. A single one stands in most texts, and rules nothing out.
const LEAST_WEIGHT: usize = 4;
/// A class of at most this many characters counts as so many words.
const SMALL_CLASS: usize = 12;

/// One expression over folded text, compiled at the first search.
#[derive(Debug)]
pub struct Pattern {
    written: String,
    compiled: OnceLock<Option<Regex>>,
    needed: Needed,
    /// Whether each match lies within a sentence.
    is_of_sentence: bool,
}

/// What parts sentences. Commas and semicolons stand inside of them.
pub const SENTENCE_STOP: &str = "。";

impl Pattern {
    /// Checks the syntax of `written`; what is wrong goes to `report`, and such a pattern matches nothing.
    pub(super) fn new(written: &str, report: &mut Report<'_>) -> Self {
        let Ok(hir) = regex_syntax::parse(written) else {
            let error = Regex::new(written).err().map_or_else(String::new, |error| error.to_string());
            report.add(written, &error);
            return Self { written: written.to_owned(), compiled: OnceLock::from(None), needed: Needed::default(), is_of_sentence: false };
        };
        Self::of(written, &hir)
    }

    fn of(written: &str, hir: &Hir) -> Self {
        let (needed, is_of_sentence) = (Needed::of(hir), stays_in_sentence(hir));
        Self { written: written.to_owned(), compiled: OnceLock::new(), needed, is_of_sentence }
    }

    /// Whether each match lies within a sentence and follows from that sentence alone, so that it may be looked for in each
    /// by itself.
    #[must_use]
    pub fn is_of_sentence(&self) -> bool {
        self.is_of_sentence
    }

    /// The expression; `None` for one that cannot be compiled, which the tests exclude for those that ship.
    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.written).ok()).as_ref()
    }

    /// What every match holds.
    pub(super) fn needed(&self) -> &Needed {
        &self.needed
    }

    /// Whether the text holds a match.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// The first match.
    #[must_use]
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex()?.find(text)
    }

    /// The groups of the first match.
    #[must_use]
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex()?.captures(text)
    }

    /// The groups of all matches.
    #[must_use]
    pub fn captures_iter<'r, 't>(&'r self, text: &'t str) -> Option<CaptureMatches<'r, 't>> {
        Some(self.regex()?.captures_iter(text))
    }
}

/// Whether no match holds a stop, and none depends on what stands around it.
fn stays_in_sentence(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Literal(literal) => memchr::memmem::find(&literal.0, SENTENCE_STOP.as_bytes()).is_none(),
        HirKind::Class(Class::Unicode(class)) => {
            !SENTENCE_STOP.chars().any(|stop| class.iter().any(|range| (range.start()..=range.end()).contains(&stop)))
        }
        HirKind::Repetition(repetition) => stays_in_sentence(&repetition.sub),
        HirKind::Capture(capture) => stays_in_sentence(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(stays_in_sentence),
    }
}

/// Words that every match of an expression holds.
#[derive(Debug, Default)]
pub(super) struct Needed {
    /// Every match holds one of them; empty where nothing is known.
    words: Vec<String>,
    /// And one of these; empty where no more is known.
    also: Vec<String>,
}

impl Needed {
    /// Nothing is known.
    pub(super) const NOTHING: &Self = &Self { words: Vec::new(), also: Vec::new() };

    /// What is known of an expression.
    pub(super) fn of(hir: &Hir) -> Self {
        part(hir).map_or_else(Self::default, |part| Self { words: shortest(part.words), also: shortest(part.also) })
    }
}

/// The words that hold no other one; none where one is empty.
fn shortest(mut words: Vec<String>) -> Vec<String> {
    words.sort_unstable();
    words.dedup();
    let all = words.clone();
    words.retain(|word| !all.iter().any(|other| other != word && word.contains(other.as_str())));
    if words.first().is_some_and(String::is_empty) { Vec::new() } else { words }
}

/// What is known of a part of an expression.
struct Part {
    /// Each match of the part holds one of them.
    words: Vec<String>,
    /// And one of these; empty where no more is known.
    also: Vec<String>,
    /// Whether each match is one of `words`, and nothing else.
    is_whole: bool,
}

impl Part {
    fn nothing() -> Self {
        Self::whole(vec![String::new()])
    }

    fn whole(words: Vec<String>) -> Self {
        Self { words, also: Vec::new(), is_whole: true }
    }

    /// How much a text must hold: the characters of the shortest word, those of ASCII half.
    fn weight(&self) -> usize {
        self.words.iter().map(|word| word.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>()).min().unwrap_or(0).min(6)
    }

    fn is_better_than(&self, other: &Self) -> bool {
        (self.weight(), other.words.len()) > (other.weight(), self.words.len())
    }

    /// Each word of the one followed by each of the other.
    fn followed_by(&self, next: &Self) -> Option<Self> {
        let is_small = self.words.len() * next.words.len() <= MOST_WORDS / 2;
        let pairs = self.words.iter().flat_map(|one| next.words.iter().map(move |two| format!("{one}{two}")));
        (self.is_whole && is_small).then(|| Self { words: pairs.collect(), also: next.also.clone(), is_whole: next.is_whole })
    }
}

/// What is known of a part; `None` for nothing.
fn part(hir: &Hir) -> Option<Part> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(Part::nothing()),
        HirKind::Literal(literal) => Some(Part::whole(vec![std::str::from_utf8(&literal.0).ok()?.to_owned()])),
        HirKind::Class(Class::Unicode(class)) => {
            let is_small = class.iter().map(ClassUnicodeRange::len).sum::<usize>() <= SMALL_CLASS;
            let letters = || class.iter().flat_map(|range| range.start()..=range.end()).map(String::from).collect();
            is_small.then(|| Part::whole(letters()))
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Repetition(repetition) => {
            let sub = part(&repetition.sub)?;
            match (repetition.min, repetition.max) {
                (0, Some(1)) if sub.is_whole => Some(Part::whole(sub.words.into_iter().chain([String::new()]).collect())),
                (0, _) => None,
                (1, max) => Some(Part { is_whole: sub.is_whole && max == Some(1), ..sub }),
                _ => Some(Part { is_whole: false, ..sub.followed_by(&sub).unwrap_or(sub) }),
            }
        }
        HirKind::Alternation(branches) => {
            let parts = branches.iter().map(part).collect::<Option<Vec<Part>>>()?;
            let is_whole = parts.iter().all(|part| part.is_whole);
            let is_more_known = parts.iter().any(|part| !part.also.is_empty());
            // A branch of which no more is known holds its words in any case.
            let also = |part: &Part| if part.also.is_empty() { part.words.clone() } else { part.also.clone() };
            let also: Vec<String> = if is_more_known { parts.iter().flat_map(also).collect() } else { Vec::new() };
            let words: Vec<String> = parts.into_iter().flat_map(|part| part.words).collect();
            (words.len() <= MOST_WORDS).then_some(Part { words, also, is_whole })
        }
        HirKind::Concat(items) => sequence(items),
    }
}

/// The best two of what is known of parts that follow one another.
fn sequence(items: &[Hir]) -> Option<Part> {
    let mut runs: Vec<Part> = Vec::new();
    let mut run = Part::nothing();
    for item in items {
        let Some(next) = part(item) else {
            runs.push(std::mem::replace(&mut run, Part::nothing()));
            continue;
        };
        if let Some(longer) = run.followed_by(&next) {
            run = longer;
        } else {
            runs.push(std::mem::replace(&mut run, next));
        }
        if !run.is_whole {
            runs.push(std::mem::replace(&mut run, Part::nothing()));
        }
    }
    if runs.is_empty() {
        return Some(run);
    }
    runs.push(run);
    let mut best = take_best(&mut runs)?;
    if best.also.is_empty() {
        best.also = take_best(&mut runs).filter(|second| second.weight() >= LEAST_WEIGHT).map_or_else(Vec::new, |second| second.words);
    }
    Some(Part { is_whole: false, ..best })
}

/// Takes the best part out of a list, the first of equals.
fn take_best(parts: &mut Vec<Part>) -> Option<Part> {
    let best = (0..parts.len()).reduce(|best, at| if parts[at].is_better_than(&parts[best]) { at } else { best })?;
    Some(parts.swap_remove(best))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needed(written: &str) -> Needed {
        Needed::of(&regex_syntax::parse(written).expect("the expression is well-formed"))
    }

    fn of(written: &str) -> Vec<String> {
        needed(written).words
    }

    #[test]
    fn the_words_of_a_pattern_are_those_that_no_match_lacks() {
        assert_eq!(of("由(?P<agency>[^,。]+?)(?:负责)?(?:编制|编写)"), ["编写", "编制"]);
        assert_eq!(of("报告书?$|年报"), ["年报", "报告"]);
        assert_eq!(of("20[Xx]{2}"), ["20XX", "20Xx", "20xX", "20xx"]);
        assert_eq!(of("[^。]*"), Vec::<String>::new());
        assert_eq!(of("甲|[^。]"), Vec::<String>::new());
        assert_eq!(of("(?:甲|乙)?丙.{0,6}丁戊"), ["丁戊"]);
    }

    #[test]
    fn a_second_word_is_needed_where_two_parts_hold_one() {
        let also = |written: &str| needed(written).also;
        assert_eq!(also("公布[^。]*(?:政府|政务)信息"), ["公布"]);
        assert_eq!(also("由[^。]*(?:编制|编写)"), Vec::<String>::new());
        assert_eq!(also("数据[^。]*来自|甲乙"), ["来自", "甲乙"]);
        assert_eq!(also("报告|年报"), Vec::<String>::new());
        let screen = Screen::new([&needed("公布[^。]*(?:编制|编写)")].into_iter());
        assert_eq!((screen.scan("公布某局编制"), screen.scan("某局编制"), screen.scan("公布某局")), (1, 0, 0));
    }

    #[test]
    fn a_match_lies_within_a_sentence_where_it_cannot_hold_a_stop() {
        let stays = |written: &str| stays_in_sentence(&regex_syntax::parse(written).expect("the expression is well-formed"));
        assert!(stays("由(?P<agency>[^,。]+?)(?:负责)?编制") && stays("20[0-9]{2}年|[^。]{0,6}费"));
        assert!(!stays("机关[^不]") && !stays("了。现") && !stays("^由局") && !stays(".{0,6}费") && !stays("局$"));
    }

    #[test]
    fn a_screen_names_the_patterns_whose_words_are_there() {
        let patterns: Vec<Pattern> = ["编制|编写", "由.+局", ".", ">", "编制说明"]
            .into_iter()
            .map(|written| Pattern::of(written, &regex_syntax::parse(written).expect("the expression is well-formed")))
            .collect();
        let screen = Screen::new(patterns.iter().map(Pattern::needed));
        assert_eq!(screen.scan("某局编制"), 0b0_0101);
        assert_eq!(screen.scan("编"), 0b0_0100);
        assert_eq!(screen.scan("<编制说明>"), 0b1_1101);
        assert_eq!(screen.scan(""), 0b0_0100);
    }

    #[test]
    fn patterns_that_ship_compile_and_no_screen_rules_a_match_out() {
        let families = crate::definition::builtin().expect("the definitions that ship with the program compile");
        let texts = [include_str!("../../tests/data/titles.toml"), include_str!("../../tests/data/not_reports.toml")];
        for family in &families {
            let rules = &family.issuer;
            let kinds = rules.kinds.iter().map(|kind| &kind.pattern);
            let others = [&rules.not_title, &rules.link, &rules.title_lead, &rules.title_trail, &rules.before_agency, &rules.behind_agency];
            let more = [&rules.topic_lead, &rules.cut_agency, &rules.organ, &rules.not_organ, &rules.placeless, &rules.placed, &rules.empty];
            let unscreened = kinds.chain(others).chain(more).chain([&rules.period_context]);
            unscreened.for_each(|pattern| assert!(pattern.regex().is_some(), "{}", pattern.written));
            let witnesses = rules.agency.iter().chain(&rules.year).map(|witness| &witness.pattern);
            let sentences: Vec<&Pattern> = witnesses.chain(rules.scopes.iter().map(|scope| &scope.pattern)).chain([&rules.period_end]).collect();
            check(&rules.sentences, &sentences, &texts);
            for signs in [&family.recognise.line, &family.recognise.opening] {
                check(&signs.screen, &signs.signs.iter().map(|sign| &sign.pattern).collect::<Vec<_>>(), &texts);
            }
        }
    }

    fn check(screen: &Screen, patterns: &[&Pattern], texts: &[&str]) {
        for line in texts.iter().flat_map(|text| text.lines()) {
            let there = screen.scan(line);
            for (index, pattern) in patterns.iter().enumerate() {
                assert!(pattern.regex().is_some(), "{}", pattern.written);
                assert!(!pattern.is_match(line) || there >> index & 1 == 1, "{} in {line}", pattern.written);
            }
        }
    }
}
