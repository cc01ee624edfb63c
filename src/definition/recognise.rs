//! What the definition says of telling a report from other documents becomes prepared searches and weighed signs.

use memchr::memmem::Finder;
use schemars::JsonSchema;
use serde::Deserialize;

use super::pattern::{Pattern, Screen};
use super::report::Report;

/// Every reason for which a document with an anchor may be no report. The list is closed.
pub(super) const REASONS: &[&str] = &[
    "mention_only",
    "no_body",
    "interpretation",
    "notice_or_template",
    "sample",
    "list_of_links",
    "news",
    "appraisal",
    "consultation",
    "other_report",
];

/// How a report is recognised, as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RecogniseEntry {
    /// Literals of which every report contains at least one, in either script.
    pub anchors: Vec<String>,
    /// The sum of weights from which on a document is a report.
    pub threshold: i32,
    /// What the structure of the text counts.
    pub weights: Weights,
    /// Wordings that speak for or against.
    pub signs: Vec<SignEntry>,
}

/// What each part of the structure counts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// A line that is a title of the family.
    pub title: i32,
    /// Each section whose heading is there.
    pub heading: i32,
    /// At least four labels of the form.
    pub labels: i32,
    /// At least ten labels of the form, besides `labels`.
    pub form: i32,
    /// At least eight values in cells.
    pub values: i32,
    /// At least ten labels and no value at all.
    pub empty_form: i32,
    /// No sentence of some length.
    pub no_prose: i32,
    /// At least three different titles.
    pub links: i32,
}

/// Where a sign is looked for.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    /// In the first lines, and in every line that may be a title.
    Line,
    /// In the text after the title.
    Opening,
}

/// One wording that speaks for or against.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignEntry {
    /// Its name, in the evidence.
    pub code: String,
    /// Where it is looked for.
    pub place: Place,
    /// A regular expression over the folded text without white space.
    pub pattern: String,
    /// What it counts; negative against.
    pub weight: i32,
    /// Why a document with it is no report; only with a negative weight.
    pub reason: Option<String>,
}

/// One wording that speaks for or against, compiled.
#[derive(Debug)]
pub struct Sign {
    /// Its name, in the evidence.
    pub code: String,
    /// Finds it in folded text without white space.
    pub pattern: Pattern,
    /// What it counts; negative against.
    pub weight: i32,
    /// Why a document with it is no report; empty for a sign that speaks for one.
    pub reason: &'static str,
}

/// The signs of one place.
#[derive(Debug)]
pub struct Signs {
    /// Finds which of the signs may be there in one pass; its patterns are those of `signs`.
    pub screen: Screen,
    /// The signs, in the order of the definition.
    pub signs: Vec<Sign>,
}

/// How a report is recognised, compiled.
#[derive(Debug)]
pub struct RecogniseRules {
    /// Literals of which every report contains at least one, in either script.
    pub anchors: Vec<String>,
    /// Prepared searches for them, parallel to `anchors`.
    pub finders: Vec<Finder<'static>>,
    /// The sum of weights from which on a document is a report.
    pub threshold: i32,
    /// What the structure of the text counts.
    pub weights: Weights,
    /// Signs in lines.
    pub line: Signs,
    /// Signs in the text after the title.
    pub opening: Signs,
}

/// Compiles the rules; what is wrong goes to `report`.
pub(super) fn compile(written: &RecogniseEntry, report: &mut Report<'_>) -> RecogniseRules {
    if written.anchors.is_empty() {
        report.add("anchors", "a family needs at least one anchor");
    }
    RecogniseRules {
        anchors: written.anchors.clone(),
        finders: written.anchors.iter().map(|a| Finder::new(a.as_bytes()).into_owned()).collect(),
        threshold: written.threshold,
        weights: written.weights.clone(),
        line: signs(written, Place::Line, report),
        opening: signs(written, Place::Opening, report),
    }
}

fn signs(written: &RecogniseEntry, place: Place, report: &mut Report<'_>) -> Signs {
    let mut signs = Vec::new();
    for entry in written.signs.iter().filter(|s| s.place == place) {
        let reason = entry.reason.as_deref().unwrap_or("");
        let known = REASONS.iter().find(|r| **r == reason).copied();
        if known.is_none() && (entry.weight < 0 || !reason.is_empty()) {
            report.add(&entry.pattern, &format!("sign `{}`: unknown reason `{reason}`", entry.code));
        }
        let pattern = Pattern::new(&entry.pattern, report);
        signs.push(Sign { code: entry.code.clone(), pattern, weight: entry.weight, reason: known.unwrap_or("") });
    }
    Signs { screen: Screen::new(signs.iter().map(|s| s.pattern.needed())), signs }
}
