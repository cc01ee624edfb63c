//! What the definition says of the numbers in the prose: kinds of numbers, with the wordings that name them.
//!
//! All expressions of one unit become one set, so that a number costs one pass over its sentence, however many kinds
//! there are. The order of the definition decides: the first kind with a pattern that fits takes the number.

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
    /// What must stand before the number.
    pub(crate) before: RegexSet,
    /// Parallel to `before`: indices in [`FigureRules::patterns`], ascending.
    pub(crate) patterns: Vec<usize>,
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
    for (at, figure) in written.iter().enumerate() {
        if written[..at].iter().any(|f| f.code == figure.code) {
            report.add(&format!("\"{}\"", figure.code), &format!("figure `{}` is defined twice", figure.code));
        }
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
    let mut patterns = Vec::new();
    let mut sources: Vec<(String, Vec<String>, Vec<usize>)> = Vec::new();
    for (figure, entry) in written.iter().enumerate() {
        for pattern in &entry.patterns {
            let Some(rules) = pattern_rules(figure, pattern, report) else { continue };
            let units = [&pattern.units, &entry.units].into_iter().find(|u| !u.is_empty());
            for unit in units.map_or(std::slice::from_ref(&entry.unit), Vec::as_slice) {
                let at = sources.iter().position(|s| &s.0 == unit).unwrap_or(sources.len());
                if at == sources.len() {
                    sources.push((unit.clone(), Vec::new(), Vec::new()));
                }
                sources[at].1.push(ending(&pattern.before));
                sources[at].2.push(patterns.len());
            }
            patterns.push(rules);
        }
    }
    sources.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
    let units = sources.into_iter().map(|(unit, before, patterns)| UnitRules { before: set(&before, report), unit, patterns }).collect();
    let (denied_figures, denied): (Vec<usize>, Vec<String>) =
        written.iter().enumerate().flat_map(|(figure, entry)| entry.denied.iter().map(move |source| (figure, beginning(source)))).unzip();
    FigureRules { units, patterns, denied: set(&denied, report), denied_figures }
}

/// Fits at the end of what it is asked about.
fn ending(source: &str) -> String {
    format!("(?:{source}){END}")
}

/// Fits at the beginning of what it is asked about.
fn beginning(source: &str) -> String {
    format!("{BEGINNING}(?:{source})")
}

/// The parts of a pattern that are not in its unit's set, if they are well written.
fn pattern_rules(figure: usize, pattern: &PatternEntry, report: &mut Report<'_>) -> Option<PatternRules> {
    let after = match &pattern.after {
        Some(source) => Some(regex(&beginning(source), report)?),
        None => None,
    };
    let unless = match &pattern.unless {
        Some(source) => Some(regex(source, report)?),
        None => None,
    };
    Some(PatternRules { figure, after, unless })
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
        assert_eq!(problems(twice)[0].1, "figure `added` is defined twice");
    }
}
