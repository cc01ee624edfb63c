//! What the definition says of whose report it is, of which year, and what it says of itself.

use std::collections::{BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

use super::pattern::{Needed, Pattern, Screen};
use super::report::Report;
use super::title::{TitleEntry, TitleForm};
use crate::text::label_key;

/// Where a report says whose it is, as written. All patterns are over folded text without white space.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuerEntry {
    /// The words of a title; agency and year stand before, between and behind them, in any order.
    pub title: TitleEntry,
    /// A line that cannot be the title although it looks like one.
    pub not_title: String,
    /// What stands behind a title in a list of links.
    pub link: String,
    /// What stands before the title in its line and is no part of it.
    pub title_lead: String,
    /// What stands behind the title in its line and is no part of it: the name of the site.
    pub title_trail: String,
    /// Words before the agency that are no part of it.
    pub before_agency: String,
    /// Words behind the agency that are no part of it.
    pub behind_agency: String,
    /// What stands between agency and topic and belongs to the topic.
    pub topic_lead: String,
    /// How an agency ends that `topic_lead` has taken its end from: that is put back.
    pub cut_agency: String,
    /// How the name of an organ ends.
    pub organ: String,
    /// Words that are not a name although they end like one.
    pub not_organ: String,
    /// Names that prove nothing about the place: seat words instead of a place.
    pub placeless: String,
    /// Names that begin like a seat word and hold a place all the same.
    pub placed: String,
    /// Where sentences name the agency, the best witness first; group `agency`.
    pub agency: Vec<WitnessEntry>,
    /// Where sentences name the report year, the best witness first; group `year`.
    pub year: Vec<WitnessEntry>,
    /// Words in the 30 characters before a range of days that make it the statistical period.
    pub period_context: String,
    /// A single day that ends the statistical period; groups `year`, `month`, `day`.
    pub period_end: String,
    /// The kinds of organs, the first match counts.
    pub kinds: Vec<KindEntry>,
    /// The scopes, the first match counts.
    pub scopes: Vec<KindEntry>,
    /// The labels of the metadata block.
    pub metadata: MetadataEntry,
}

/// A sentence that names something.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WitnessEntry {
    /// Its name in `attributes.witness`.
    pub witness: String,
    /// Where it is looked for.
    pub place: WitnessPlace,
    /// A regular expression with a named group.
    pub pattern: String,
}

/// Where a sentence is looked for.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum WitnessPlace {
    /// At the beginning of the first lines of prose.
    Line,
    /// Anywhere in the opening.
    Opening,
    /// Anywhere in the last lines.
    Ending,
}

/// A code and the wordings that mean it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KindEntry {
    /// The code.
    pub code: String,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// A regular expression.
    pub pattern: String,
}

/// The labels of the metadata block.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MetadataEntry {
    /// Labels of the index number.
    pub index_number: Vec<String>,
    /// Labels of the number of the document.
    pub document_number: Vec<String>,
    /// Labels of the publishing body.
    pub publisher: Vec<String>,
    /// Labels of the day of publication.
    pub published_on: Vec<String>,
    /// Labels of days that stand in where no day of publication is printed.
    pub dated: Vec<String>,
    /// Labels of the title.
    pub title: Vec<String>,
    /// Labels of what is not kept; they end a value.
    pub other: Vec<String>,
    /// Values that say nothing.
    pub empty: String,
}

/// What a metadata label labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MetadataField {
    /// The index number.
    IndexNumber,
    /// The number of the document.
    DocumentNumber,
    /// The publishing body.
    Publisher,
    /// The day of publication.
    PublishedOn,
    /// Another day, which stands in for it.
    Dated,
    /// The title.
    Title,
    /// What is not kept.
    Other,
}

/// A sentence that names something, compiled.
#[derive(Debug)]
pub struct Witness {
    /// Its name in `attributes.witness`.
    pub name: &'static str,
    /// Where it is looked for.
    pub place: WitnessPlace,
    /// A regular expression with a named group.
    pub pattern: Pattern,
}

/// A code and the wordings that mean it, compiled.
#[derive(Debug)]
pub struct Kind {
    /// The code.
    pub code: String,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// A regular expression.
    pub pattern: Pattern,
}

/// Where a report says whose it is, compiled. All patterns are over folded text without white space.
#[derive(Debug)]
pub struct IssuerRules {
    /// The words of a title.
    pub title: TitleForm,
    /// A line that cannot be the title.
    pub not_title: Pattern,
    /// What stands behind a title in a list of links.
    pub link: Pattern,
    /// What stands before the title in its line.
    pub title_lead: Pattern,
    /// What stands behind the title in its line.
    pub title_trail: Pattern,
    /// Words before the agency that are no part of it.
    pub before_agency: Pattern,
    /// Words behind the agency that are no part of it.
    pub behind_agency: Pattern,
    /// What stands between agency and topic and belongs to the topic.
    pub topic_lead: Pattern,
    /// How an agency ends that `topic_lead` has taken its end from.
    pub cut_agency: Pattern,
    /// How the name of an organ ends.
    pub organ: Pattern,
    /// Words that are not a name.
    pub not_organ: Pattern,
    /// Names without a place.
    pub placeless: Pattern,
    /// Names with a place that begin like one without.
    pub placed: Pattern,
    /// Where sentences name the agency, the best first.
    pub agency: Vec<Witness>,
    /// Where sentences name the report year, the best first.
    pub year: Vec<Witness>,
    /// Words before the statistical period.
    pub period_context: Pattern,
    /// A single day that ends the statistical period.
    pub period_end: Pattern,
    /// The kinds of organs.
    pub kinds: Vec<Kind>,
    /// The scopes.
    pub scopes: Vec<Kind>,
    /// What each label of the metadata block labels, by its key.
    pub labels: HashMap<String, MetadataField>,
    /// The characters that the labels end with, sorted.
    pub label_ends: Vec<char>,
    /// The length of the longest label in bytes.
    pub longest_label: usize,
    /// Values that say nothing.
    pub empty: Pattern,
    /// Finds which of the sentences may stand in a text: those of `agency`, of `year`, the `scopes`, `period_end`, in
    /// that order.
    pub sentences: Screen,
}

impl IssuerRules {
    /// What the label of exactly that key labels.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<MetadataField> {
        let is_possible = key.len() <= self.longest_label && key.chars().next_back().is_some_and(|last| self.ends_label(last));
        if is_possible { self.labels.get(key).copied() } else { None }
    }

    /// Whether the key of a label ends with this character.
    #[must_use]
    pub fn ends_label(&self, last: char) -> bool {
        self.label_ends.binary_search(&last).is_ok()
    }
}

/// The witnesses that a definition may name: they are codes of the dataset.
const WITNESSES: &[&str] =
    &["compiled_by", "presented_by", "opening_sentence", "contact_clause", "fee_sentence", "summary_sentence", "period_sentence"];

/// Compiles the rules; what is wrong goes to `report`.
pub(super) fn compile(written: &IssuerEntry, report: &mut Report<'_>) -> IssuerRules {
    let labels = labels(&written.metadata);
    let (agency, year, scopes) = (witnesses(&written.agency, report), witnesses(&written.year, report), kinds(&written.scopes, report));
    let period_end = Pattern::new(&written.period_end, report);
    // What is only looked for at the beginning of lines is not searched for in whole passages: no words, never ruled out.
    let witnesses = agency.iter().chain(&year).map(|w| if w.place == WitnessPlace::Line { Needed::NOTHING } else { w.pattern.needed() });
    let sentences = witnesses.chain(scopes.iter().map(|s| s.pattern.needed())).chain([period_end.needed()]);
    IssuerRules {
        sentences: Screen::new(sentences),
        title: TitleForm::new(&written.title, report),
        not_title: Pattern::new(&written.not_title, report),
        link: Pattern::new(&written.link, report),
        title_lead: Pattern::new(&written.title_lead, report),
        title_trail: Pattern::new(&written.title_trail, report),
        before_agency: Pattern::new(&written.before_agency, report),
        behind_agency: Pattern::new(&written.behind_agency, report),
        topic_lead: Pattern::new(&written.topic_lead, report),
        cut_agency: Pattern::new(&written.cut_agency, report),
        organ: Pattern::new(&written.organ, report),
        not_organ: Pattern::new(&written.not_organ, report),
        placeless: Pattern::new(&written.placeless, report),
        placed: Pattern::new(&written.placed, report),
        agency,
        year,
        period_context: Pattern::new(&written.period_context, report),
        period_end,
        kinds: kinds(&written.kinds, report),
        scopes,
        label_ends: labels.keys().filter_map(|key| key.chars().next_back()).collect::<BTreeSet<char>>().into_iter().collect(),
        longest_label: labels.keys().map(String::len).max().unwrap_or(0),
        labels,
        empty: Pattern::new(&written.metadata.empty, report),
    }
}

fn witnesses(written: &[WitnessEntry], report: &mut Report<'_>) -> Vec<Witness> {
    let mut found = Vec::new();
    for entry in written {
        match WITNESSES.iter().find(|w| **w == entry.witness) {
            Some(name) => found.push(Witness { name, place: entry.place, pattern: Pattern::new(&entry.pattern, report) }),
            None => report.add(&entry.pattern, &format!("unknown witness `{}`; known are {}", entry.witness, WITNESSES.join(", "))),
        }
    }
    found
}

fn kinds(written: &[KindEntry], report: &mut Report<'_>) -> Vec<Kind> {
    written
        .iter()
        .map(|k| Kind { code: k.code.clone(), label_zh: k.label_zh.clone(), label_en: k.label_en.clone(), pattern: Pattern::new(&k.pattern, report) })
        .collect()
}

fn labels(written: &MetadataEntry) -> HashMap<String, MetadataField> {
    let mut found = HashMap::new();
    let fields = [
        (&written.index_number, MetadataField::IndexNumber),
        (&written.document_number, MetadataField::DocumentNumber),
        (&written.publisher, MetadataField::Publisher),
        (&written.published_on, MetadataField::PublishedOn),
        (&written.dated, MetadataField::Dated),
        (&written.title, MetadataField::Title),
        (&written.other, MetadataField::Other),
    ];
    for (labels, field) in fields {
        for label in labels {
            let mut key = String::new();
            label_key(label, &mut key);
            found.insert(key, field);
        }
    }
    found
}
