//! What the definition says of the numbers in the prose: kinds of numbers, with the wordings that name them.
//!
//! All expressions of one unit become one set, so that a number costs one pass over its sentence, however many kinds
//! there are. The order of the definition decides: the first kind with a pattern that fits takes the number.

use regex::{Regex, RegexSet};
use schemars::JsonSchema;
use serde::Deserialize;

use super::report::Report;

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
pub fn compile(written: &[FigureEntry], report: &mut Report<'_>) -> Vec<FigureForm> {
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
pub fn rules(written: &[FigureEntry], report: &mut Report<'_>) -> FigureRules {
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
    let units = sources.into_iter().map(|(unit, before, patterns)| UnitRules { before: set(&unit, &before, report), unit, patterns }).collect();
    let mut denied = Vec::new();
    let mut denied_figures = Vec::new();
    for (figure, entry) in written.iter().enumerate() {
        for source in &entry.denied {
            if is_well_written(source, report) {
                denied.push(beginning(source));
                denied_figures.push(figure);
            }
        }
    }
    FigureRules { units, patterns, denied: set("denied", &denied, report), denied_figures }
}

fn ending(source: &str) -> String {
    format!("(?:{source})$")
}

fn beginning(source: &str) -> String {
    format!("^(?:{source})")
}

/// The parts of a pattern that are not in its unit's set, if all of it is well written.
fn pattern_rules(figure: usize, pattern: &PatternEntry, report: &mut Report<'_>) -> Option<PatternRules> {
    is_well_written(&pattern.before, report).then_some(())?;
    let after = match &pattern.after {
        Some(source) => Some(regex(source, &beginning(source), report)?),
        None => None,
    };
    let unless = match &pattern.unless {
        Some(source) => Some(regex(source, source, report)?),
        None => None,
    };
    Some(PatternRules { figure, after, unless })
}

/// Whether a text is a regular expression; a problem where it is none. Only parses: compiling is dear, and sets do it.
fn is_well_written(written: &str, report: &mut Report<'_>) -> bool {
    let Err(error) = regex_syntax::parse(written) else { return true };
    note(written, &error.to_string(), report);
    false
}

fn note(written: &str, reason: &str, report: &mut Report<'_>) {
    let reason = reason.lines().last().unwrap_or("").trim_start_matches("error: ");
    report.add(written, &format!("`{written}` is no regular expression: {reason}"));
}

/// Compiles `full`, made of `written`; `None` and a problem where it is no expression.
fn regex(written: &str, full: &str, report: &mut Report<'_>) -> Option<Regex> {
    if !is_well_written(written, report) {
        return None;
    }
    Regex::new(full).map_err(|error| note(written, &error.to_string(), report)).ok()
}

/// A set of expressions that were found good one by one, so that only its size can be wrong.
fn set(name: &str, sources: &[String], report: &mut Report<'_>) -> RegexSet {
    RegexSet::new(sources).unwrap_or_else(|error| {
        report.add(name, &format!("the expressions of `{name}` are too many or too large together: {error}"));
        RegexSet::empty()
    })
}
