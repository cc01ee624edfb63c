//! What the definition says of the numbers in the prose: kinds of numbers, with the wordings that name them.
//!
//! The order of the definition decides: the first kind with a pattern that fits takes the number. Which patterns may fit
//! follows from the unit and from the last character before the number, so that a number costs a few searches,
//! however many kinds there are.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::compile::Report;
use super::pattern::{Needed, Screen, may_match};
use super::wording::Wording;
use crate::text::CharSet;

/// What may stand between a number and its unit, folded.
const BEFORE_UNITS: &str = "余多万亿千 \u{3000}\u{A0}\r\n";

/// One kind of number in the prose, as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FigureEntry {
    /// The code in `figures.figure`.
    pub code: String,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The unit of its values, and of a denial, which prints none.
    pub unit: String,
    /// The units that a number of this kind may have; absent for `unit` alone.
    #[serde(default)]
    pub units: Vec<String>,
    /// The wordings that name it; one that fits is enough.
    #[serde(default)]
    pub patterns: Vec<PatternEntry>,
    /// Regular expressions of clauses that deny it: each must fit from the denying word (未, 没, 无) on.
    #[serde(default)]
    pub denied: Vec<String>,
}

/// One wording around a number, as written: regular expressions over text in simplified script and half width, without
/// white space.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternEntry {
    /// Must fit the end of the sentence before the number. Linking words next to the number (共, 约, 为, 了...) are gone.
    pub before: String,
    /// Must fit the beginning of what follows the unit, up to the next comma or stop. Without it, nothing may follow.
    pub after: Option<String>,
    /// Must not occur in the sentence before the number.
    pub unless: Option<String>,
    /// The units for which it holds; absent for all of the figure.
    #[serde(default)]
    pub units: Vec<String>,
}

/// One kind of number in the prose, compiled.
#[derive(Debug)]
pub struct FigureForm {
    /// The code in `figures.figure`.
    pub code: String,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The unit of its values, and of a denial, which prints none.
    pub unit: String,
}

/// The wordings of all kinds of numbers, compiled.
#[derive(Debug)]
pub struct FigureRules {
    /// The longest first, so that the first that fits is the right one.
    pub(crate) units: Vec<UnitRules>,
    /// What may stand next to a number that has a unit, folded: what begins a unit, or stands before one.
    next: CharSet,
    /// In the order of the definition.
    pub(crate) patterns: Vec<PatternRules>,
    /// What must follow or must not occur, each once.
    wordings: Vec<Wording>,
    /// Clauses from the denying word on, in the order of the definition.
    denied: Vec<DenialRules>,
    /// Finds which of the clauses may be there.
    denials: Screen,
}

impl FigureRules {
    /// What must follow or must not occur, by its number in [`PatternRules`].
    pub(crate) fn wording(&self, index: usize) -> &Wording {
        &self.wordings[index]
    }

    /// Whether a unit may follow a number that this character, folded, stands next to.
    pub(crate) fn may_follow_number(&self, c: char) -> bool {
        self.next.has(c)
    }

    /// The figures that a clause denies, by [`Family::figures`](super::Family::figures), in the order of the definition.
    pub(crate) fn denied_by(&self, clause: &str) -> impl Iterator<Item = usize> {
        let there = self.denials.scan(clause);
        let possible = self.denied.iter().enumerate().filter(move |(index, _)| may_match(there, *index));
        possible.filter(move |(_, denial)| denial.clause.is_match(clause)).map(|(_, denial)| denial.figure)
    }
}

/// A unit and the patterns that accept it.
#[derive(Debug)]
pub(crate) struct UnitRules {
    /// As definitions write it.
    pub(crate) unit: String,
    /// Its first character.
    pub(crate) first: char,
    /// For each character that the words before a number can end with, the patterns that may fit, in order.
    by_ending: BTreeMap<char, Vec<usize>>,
    /// Those that may fit whatever the words end with.
    open: Vec<usize>,
}

impl UnitRules {
    fn new(unit: &str, accepting: &[usize], endings: &[Option<BTreeSet<char>>]) -> Self {
        let open: Vec<usize> = accepting.iter().copied().filter(|&at| endings[at].is_none()).collect();
        let known: BTreeSet<char> = accepting.iter().filter_map(|&at| endings[at].as_ref()).flatten().copied().collect();
        let fitting = |end: &char| accepting.iter().copied().filter(|&at| endings[at].as_ref().is_none_or(|e| e.contains(end))).collect();
        let by_ending = known.into_iter().map(|end| (end, fitting(&end))).collect();
        Self { unit: unit.to_owned(), first: unit.chars().next().unwrap_or(' '), by_ending, open }
    }

    /// The patterns, in order, that accept the unit and may fit words that end like these.
    pub(crate) fn candidates(&self, words: &str) -> &[usize] {
        words.chars().next_back().and_then(|end| self.by_ending.get(&end)).unwrap_or(&self.open)
    }
}

/// One wording around a number.
#[derive(Debug)]
pub(crate) struct PatternRules {
    /// The index in [`Family::figures`](super::Family::figures).
    pub(crate) figure: usize,
    /// Must fit the end of the words before the number.
    pub(crate) before: Wording,
    /// The number of what must fit what follows; `None` where nothing may follow.
    pub(crate) after: Option<usize>,
    /// The number of what must not occur before.
    pub(crate) unless: Option<usize>,
}

/// One wording of a denial.
#[derive(Debug)]
pub(crate) struct DenialRules {
    /// The index in [`Family::figures`](super::Family::figures).
    pub(crate) figure: usize,
    /// Must fit from the denying word on.
    pub(crate) clause: Wording,
}

/// Compiles what the figures are called; what is wrong goes to `report`.
pub(super) fn compile(written: &[FigureEntry], report: &mut Report<'_>) -> Vec<FigureForm> {
    for figure in written {
        if figure.patterns.is_empty() && figure.denied.is_empty() {
            report.add(&format!("\"{}\"", figure.code), &format!("figure `{}` has neither patterns nor denials", figure.code));
        }
    }
    written
        .iter()
        .map(|f| FigureForm { code: f.code.clone(), label_zh: f.label_zh.clone(), label_en: f.label_en.clone(), unit: f.unit.clone() })
        .collect()
}

/// Compiles the wordings of the figures; what is wrong goes to `report`.
pub(super) fn rules(written: &[FigureEntry], report: &mut Report<'_>) -> FigureRules {
    let (mut patterns, mut endings, mut units) = (Vec::new(), Vec::new(), Vec::<(&str, Vec<usize>)>::new());
    let mut shared = Shared::default();
    for (figure, entry) in written.iter().enumerate() {
        for pattern in &entry.patterns {
            let Some(before) = wording(&pattern.before, &ending(&pattern.before), report) else { continue };
            endings.push(before.endings().cloned());
            let listed = [&pattern.units, &entry.units].into_iter().find(|u| !u.is_empty());
            for unit in listed.map_or(std::slice::from_ref(&entry.unit), Vec::as_slice) {
                match units.iter_mut().find(|u| u.0 == unit) {
                    Some(found) => found.1.push(patterns.len()),
                    None => units.push((unit, vec![patterns.len()])),
                }
            }
            let after = pattern.after.as_ref().and_then(|source| shared.add(source, beginning(source), report));
            let unless = pattern.unless.as_ref().and_then(|source| shared.add(source, source.clone(), report));
            patterns.push(PatternRules { figure, before, after, unless });
        }
    }
    units.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(b.0)));
    let units: Vec<UnitRules> = units.into_iter().map(|(unit, accepting)| UnitRules::new(unit, &accepting, &endings)).collect();
    let next = units.iter().map(|unit| unit.first).chain(BEFORE_UNITS.chars()).collect();
    let mut denied = Vec::new();
    for (figure, entry) in written.iter().enumerate() {
        let clauses = entry.denied.iter().filter_map(|source| wording(source, &beginning(source), report));
        denied.extend(clauses.map(|clause| DenialRules { figure, clause }));
    }
    let needed: Vec<Needed> = denied.iter().map(|denial| denial.clause.needed()).collect();
    let denials = Screen::new(needed.iter());
    FigureRules { units, next, patterns, wordings: shared.wordings, denied, denials }
}

/// Fits at the end of what it is asked about.
fn ending(source: &str) -> String {
    format!("(?:{source})$")
}

/// Fits at the beginning of what it is asked about.
fn beginning(source: &str) -> String {
    format!("^(?:{source})")
}

/// Expressions that many patterns share, each once.
#[derive(Default)]
struct Shared {
    known: BTreeMap<String, Option<usize>>,
    wordings: Vec<Wording>,
}

impl Shared {
    /// The number of the expression; `None` where it is none.
    fn add(&mut self, written: &str, source: String, report: &mut Report<'_>) -> Option<usize> {
        if let Some(known) = self.known.get(&source) {
            return *known;
        }
        let number = wording(written, &source, report).map(|wording| {
            self.wordings.push(wording);
            self.wordings.len() - 1
        });
        self.known.insert(source, number);
        number
    }
}

/// Compiles one expression, written as `written`; `None` and a problem at its place where it is none.
fn wording(written: &str, source: &str, report: &mut Report<'_>) -> Option<Wording> {
    let error = match Wording::new(source) {
        Ok(wording) => return Some(wording),
        Err(error) => error,
    };
    let reason = error.lines().last().unwrap_or("").trim_start_matches("error: ");
    report.add(&format!("'{written}'"), &format!("`{written}` is no regular expression: {reason}"));
    None
}

#[cfg(test)]
mod tests {
    use super::super::{builtin_sources, compile};

    /// What is wrong with the definition that ships with the program when `figure` is added to it.
    fn problems(figure: &str) -> Vec<(String, String)> {
        let (path, text) = builtin_sources()[0];
        let text = format!("{text}\n[[figures]]\ncode = \"added\"\nlabel_zh = \"加\"\nlabel_en = \"Added\"\nunit = \"件\"\n{figure}\n");
        let problems = compile(path, &text).err().map(|e| e.problems).unwrap_or_default();
        problems.into_iter().map(|p| (text.lines().nth(p.line - 1).unwrap_or("").to_owned(), p.message)).collect()
    }

    #[test]
    fn expressions_that_are_none_are_found_at_their_line() {
        assert_eq!(problems("denied = ['未收到']"), []);
        for figure in ["denied = ['未(收到']", "patterns = [{ before = '收到[' }]", "patterns = [{ before = '收到', after = '*申请' }]"] {
            let found = problems(figure);
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].0, figure);
            assert!(found[0].1.contains("is no regular expression"), "{found:?}");
        }
    }

    #[test]
    fn a_figure_without_wordings_or_of_a_known_code_is_refused() {
        assert_eq!(problems("")[0].1, "figure `added` has neither patterns nor denials");
        let twice = "denied = ['未']\n[[figures]]\ncode = \"added\"\nlabel_zh = \"加\"\nlabel_en = \"Added\"\nunit = \"件\"\ndenied = ['未']";
        assert_eq!(problems(twice)[0].1, "the figure code `added` is there twice");
    }
}
