//! The definition as written becomes a [`Family`], in three passes: its shape, its meaning, its compiled form.
//!
//! Each pass gathers everything that it finds wrong; the next one runs only on what the last one found right.

use serde::Deserialize;

use super::error::{DefinitionError, Problem};
use super::family::{Edition, Family, Form, Labels, SectionForm};
use super::heading::Headings;
pub(super) use super::report::Report;
use super::tree::Tree;
use super::written::{Definition, EditionEntry, SectionEntry};
use super::{example, figure, issuer, labels, meaning, recognise, schema, shape, table};

/// Compiles the text of a definition; `path` is only for messages.
///
/// # Errors
/// Everything that is wrong with the definition, each with its place.
pub fn compile(path: &str, text: &str) -> Result<Family, DefinitionError> {
    let tree = Tree::parse(text).map_err(|problems| DefinitionError::new(path, problems))?;
    let compiled = written(&tree).and_then(|written| family(&written, &tree));
    compiled.map_err(|problems| DefinitionError::new(path, problems))
}

/// The first pass: the tree has the shape of the types.
fn written(tree: &Tree<'_>) -> Result<Definition, Vec<Problem>> {
    let mut report = Report::new(tree);
    shape::check(tree, &schema::tree(), &mut report);
    if !report.is_empty() {
        return Err(report.into_problems());
    }
    let decoder = toml::de::Deserializer::from(tree.root.clone());
    Definition::deserialize(decoder).map_err(|e| {
        let offset = e.span().map_or(0, |s| s.start);
        vec![Problem::at(tree.text, offset, e.message().trim_end().to_owned(), None)]
    })
}

/// The second pass and the third: what is written means something, and this is it.
fn family(written: &Definition, tree: &Tree<'_>) -> Result<Family, Vec<Problem>> {
    let mut report = Report::new(tree);
    let editions: Vec<Edition> = written.editions.iter().map(edition).collect();
    let sections = sections(&written.sections, &written.family.variants);
    let (forms, labels) = forms(written, &sections);
    meaning::check(written, &editions, &forms, &mut report);
    let family = Family {
        code: written.family.code.clone(),
        label_zh: written.family.label_zh.clone(),
        label_en: written.family.label_en.clone(),
        source: written.family.source.clone(),
        hash: blake3::hash(tree.text.as_bytes()).to_hex().to_string(),
        text: tree.text.to_owned(),
        recognise: recognise::compile(&written.recognise, &mut report),
        issuer: issuer::compile(&written.issuer, &mut report),
        figures: figure::compile(&written.figures, &mut report),
        figure_rules: figure::rules(&written.figures, &mut report),
        examples: example::compile(&written.examples, &editions, &forms),
        editions,
        headings: Headings::new(&sections),
        sections,
        forms,
        labels,
    };
    if report.is_empty() { Ok(family) } else { Err(report.into_problems()) }
}

fn edition(entry: &EditionEntry) -> Edition {
    Edition {
        code: entry.code.clone(),
        label_zh: entry.label_zh.clone(),
        label_en: entry.label_en.clone(),
        source: entry.source.clone(),
        first_year: entry.first_year,
        last_year: entry.last_year.unwrap_or(i32::MAX),
    }
}

fn sections(written: &[SectionEntry], variants: &[[String; 2]]) -> Vec<SectionForm> {
    let mut sections: Vec<SectionForm> = written
        .iter()
        .map(|s| {
            let mut keys: Vec<String> = std::iter::once(&s.label_zh).chain(&s.aliases).map(|l| labels::key(l)).collect();
            keys.extend(keys.clone().iter().map(|key| labels::in_other_words(key, variants)));
            keys.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
            keys.dedup();
            SectionForm { number: s.number, code: s.code.clone(), label_zh: s.label_zh.clone(), label_en: s.label_en.clone(), keys }
        })
        .collect();
    sections.sort_by_key(|s| s.number);
    sections
}

/// The form of each edition, and the labels of all of them.
fn forms(written: &Definition, sections: &[SectionForm]) -> (Vec<Form>, Labels) {
    let mut labels = Labels::default();
    let mut forms = Vec::new();
    for (index, edition) in written.editions.iter().enumerate() {
        let mut form = Form::default();
        for entry in written.tables.iter().filter(|t| t.editions.contains(&edition.code)) {
            labels::add(&mut labels, entry, &edition.code, index, form.tables.len());
            form.tables.push(table::compile(entry, &edition.code, sections));
        }
        forms.push(form);
    }
    labels::finish(&mut labels, &written.family.variants);
    (forms, labels)
}
