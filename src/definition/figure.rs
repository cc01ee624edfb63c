//! What the definition says of the numbers in the prose: kinds of numbers, with the wordings that name them.
//!
//! All expressions become one set, so that a number costs one pass over its sentence, however many kinds there are. The order of the definition decides: the first kind with a pattern that fits takes the number.

use std::collections::BTreeMap;

use regex::{Regex, RegexSet};
use schemars::JsonSchema;
use serde::Deserialize;

use super::compile::Report;

/// What makes an expression fit at the end only.
const END: &str = "$";

/// What makes an expression fit at the beginning only.
const BEGINNING: &str = "^";

/// One kind of number in the prose, as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureEntry {
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
pub struct PatternEntry {
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
    /// What must stand before the number; parallel to `patterns`.
    pub(crate) before: RegexSet,
    /// In the order of the definition.
    pub(crate) patterns: Vec<PatternRules>,
    /// Clauses from the denying word on.
    pub(crate) denied: RegexSet,
    /// Parallel to `denied`: the figure that each denies.
    pub(crate) denied_figures: Vec<usize>,
}

/// A unit and the patterns that accept it.
#[derive(Debug)]
pub(crate) struct UnitRules {
    /// As definitions write it.
    pub(crate) unit: String,
    /// Its first character.
    pub(crate) first: char,
    /// Parallel to [`FigureRules::patterns`]: whether each accepts the unit.
    pub(crate) accepted: Vec<bool>,
}

/// What a pattern demands beyond the words before the number.
#[derive(Debug)]
pub(crate) struct PatternRules {
    /// The index in [`Family::figures`](super::Family::figures).
    pub(crate) figure: usize,
    /// Must fit what follows; `None` where nothing may follow.
    pub(crate) after: Option<Regex>,
    /// Must not occur before.
    pub(crate) unless: Option<Regex>,
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
    let (mut patterns, mut before, mut units) = (Vec::new(), Vec::new(), Vec::<(&str, Vec<usize>)>::new());
    let mut known = BTreeMap::new();
    for (figure, entry) in written.iter().enumerate() {
        for pattern in &entry.patterns {
            let listed = [&pattern.units, &entry.units].into_iter().find(|u| !u.is_empty());
            for unit in listed.map_or(std::slice::from_ref(&entry.unit), Vec::as_slice) {
                match units.iter_mut().find(|u| u.0 == unit) {
                    Some(found) => found.1.push(patterns.len()),
                    None => units.push((unit, vec![patterns.len()])),
                }
            }
            let after = pattern.after.as_ref().and_then(|source| shared(&mut known, beginning(source), report));
            let unless = pattern.unless.as_ref().and_then(|source| shared(&mut known, source.clone(), report));
            before.push(ending(&pattern.before));
            patterns.push(PatternRules { figure, after, unless });
        }
    }
    units.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(b.0)));
    let accepted = |accepting: &[usize]| (0..patterns.len()).map(|at| accepting.contains(&at)).collect();
    let units = units
        .into_iter()
        .map(|(unit, accepting)| UnitRules { unit: unit.to_owned(), first: unit.chars().next().unwrap_or(' '), accepted: accepted(&accepting) })
        .collect();
    let (denied_figures, denied): (Vec<usize>, Vec<String>) =
        written.iter().enumerate().flat_map(|(figure, entry)| entry.denied.iter().map(move |source| (figure, beginning(source)))).unzip();
    FigureRules { units, before: set(&before, report), patterns, denied: set(&denied, report), denied_figures }
}

/// Fits at the end of what it is asked about.
fn ending(source: &str) -> String {
    format!("(?:{source}){END}")
}

/// Fits at the beginning of what it is asked about.
fn beginning(source: &str) -> String {
    format!("{BEGINNING}(?:{source})")
}

/// The compiled expression, from `known` where it was met before: many patterns share theirs.
fn shared(known: &mut BTreeMap<String, Regex>, source: String, report: &mut Report<'_>) -> Option<Regex> {
    if let Some(regex) = known.get(&source) {
        return Some(regex.clone());
    }
    let regex = regex(&source, report)?;
    known.insert(source, regex.clone());
    Some(regex)
}

/// Compiles one expression; `None` and a problem at its place where it is none.
fn regex(source: &str, report: &mut Report<'_>) -> Option<Regex> {
    let error = match Regex::new(source) {
        Ok(regex) => return Some(regex),
        Err(error) => error.to_string(),
    };
    let written =
        source.strip_suffix(END).or_else(|| source.strip_prefix(BEGINNING)).and_then(|s| s.strip_prefix("(?:")?.strip_suffix(')')).unwrap_or(source);
    let reason = error.lines().last().unwrap_or("").trim_start_matches("error: ");
    report.add(&format!("'{written}'"), &format!("`{written}` is no regular expression: {reason}"));
    None
}

/// Compiles a set; where that fails, a problem for each expression that is none, or one for a set that is too large.
fn set(sources: &[String], report: &mut Report<'_>) -> RegexSet {
    RegexSet::new(sources).unwrap_or_else(|error| {
        let good = sources.iter().filter(|source| regex(source, report).is_some()).count();
        if good == sources.len() {
            report.add("[[figures]]", &format!("the expressions of the figures are too large together: {error}"));
        }
        RegexSet::empty()
    })
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
