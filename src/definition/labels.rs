//! The labels of a table become keys that the text is searched for.

use std::collections::BTreeMap;

use super::beginnings::Beginnings;
use super::family::{LabelId, Labels, Meaning, Use, edges, without_number};
use super::written::{RowEntry, TableEntry};
use crate::text::{Reading, ascii_folded, label_key, read_number};

/// One label of a table as written.
pub(super) struct Wording<'w> {
    /// Its path in the definition, below the table: `rows[4].aliases[0]`.
    pub path: String,
    /// The label.
    pub text: &'w str,
    /// What it is in one edition of the table.
    pub meaning: Use,
}

/// The key of a label; empty for a text without letters and digits.
#[must_use]
pub(super) fn key(text: &str) -> String {
    let mut out = String::new();
    label_key(text, &mut out);
    out
}

/// Whether an edition of the row's table prints it.
#[must_use]
pub(super) fn is_printed(row: &RowEntry, edition: &str) -> bool {
    row.editions.as_ref().is_none_or(|list| list.iter().any(|e| e == edition))
}

/// The key with the words that converters write in place of the form's.
#[must_use]
pub(super) fn in_other_words(own: &str, variants: &[[String; 2]]) -> String {
    variants.iter().fold(own.to_owned(), |text, [word, other]| text.replace(&key(word), &key(other)))
}

/// Every label of a table in one edition, in the order of the definition; rows count among those that the edition prints.
#[must_use]
pub(super) fn wordings<'w>(entry: &'w TableEntry, edition: &str) -> Vec<Wording<'w>> {
    let mut found = Vec::new();
    let mut add = |path: String, label: Option<&'w String>, aliases: &'w [String], meaning| {
        let label = label.map(|text| Wording { path: format!("{path}.label_zh"), text, meaning });
        let aliases = aliases.iter().enumerate().map(|(at, text)| Wording { path: format!("{path}.aliases[{at}]"), text, meaning });
        found.extend(label.into_iter().chain(aliases));
    };
    for (at, column) in entry.columns.iter().enumerate() {
        add(format!("columns[{at}]"), Some(&column.label_zh), &column.aliases, Use::Column(at));
    }
    for (at, group) in entry.groups.iter().enumerate() {
        add(format!("groups[{at}]"), group.label_zh.as_ref(), &group.aliases, Use::Group(at));
    }
    for (printed, (at, row)) in entry.rows.iter().enumerate().filter(|(_, r)| is_printed(r, edition)).enumerate() {
        add(format!("rows[{at}]"), Some(&row.label_zh), &row.aliases, Use::Row(printed));
    }
    let furniture = entry.furniture.iter().enumerate();
    found.extend(furniture.map(|(at, text)| Wording { path: format!("furniture[{at}]"), text, meaning: Use::Furniture }));
    found
}

/// Adds the labels of one table of one edition.
pub(super) fn add(labels: &mut Labels, entry: &TableEntry, edition: &str, edition_index: usize, table: usize) {
    for wording in wordings(entry, edition) {
        let key = key(wording.text);
        if key.is_empty() {
            continue;
        }
        labels.longest = labels.longest.max(key.len());
        labels.edges.insert(edges(&key));
        let id = *labels.by_key.entry(key).or_insert_with_key(|key| {
            labels.uses.push(Vec::new());
            labels.keys.push(key.clone());
            u32::try_from(labels.keys.len() - 1).unwrap_or(u32::MAX)
        });
        for spelling in spellings(wording.text) {
            labels.by_bytes.insert(spelling.into_bytes().into(), id);
        }
        let meaning = (edition_index, table, wording.meaning);
        if let Some(uses) = labels.uses.get_mut(id as usize).filter(|uses| !uses.contains(&meaning)) {
            uses.push(meaning);
        }
    }
}

/// The ways in which most reports print a label: as it is, with punctuation in half width, and, where it is the head of a
/// narrow column, as two lines that became two words.
fn spellings(label: &str) -> Vec<String> {
    // What is read as a number, has white space or marks around it, or is cut by a pipe is no label as it stands in a text.
    if read_number(label) != Reading::Other || label.trim() != label || label.starts_with(['*', '_', '<']) || label.contains('|') {
        return Vec::new();
    }
    let mut found = vec![label.to_owned(), label.chars().map(ascii_folded).collect()];
    let characters: Vec<char> = label.chars().collect();
    if let [a, b, c, d] = characters[..] {
        found.push(format!("{a}{b} {c}{d}"));
    }
    found
}

/// Completes the labels when all tables are added: the editions that own them, their keys without numbers, and the words
/// that stand for others.
///
/// A key without its number is only kept where it names one label.
pub(super) fn finish(labels: &mut Labels, variants: &[[String; 2]]) {
    labels.variants = variants.iter().map(|[own, other]| (key(other), key(own))).filter(|(other, _)| !other.is_empty()).collect();
    labels.meanings = meanings(labels);
    let spellings: BTreeMap<&[u8], LabelId> = labels.by_bytes.iter().map(|(spelling, id)| (&**spelling, *id)).collect();
    labels.beginnings = Beginnings::new(spellings.into_iter());
    let others: Vec<_> = labels.keys.iter().map(|key| edges(&in_other_words(key, variants))).collect();
    labels.edges.extend(others);
    labels.owners = labels.uses.iter().map(|uses| uses.first().map(|u| u.0).filter(|first| uses.iter().all(|u| u.0 == *first))).collect();
    let mut bare: BTreeMap<&str, Vec<LabelId>> = BTreeMap::new();
    for (id, key) in (0..).zip(&labels.keys) {
        bare.entry(without_number(key)).or_default().push(id);
    }
    let unique = bare.into_iter().filter(|(key, ids)| ids.len() == 1 && !labels.by_key.contains_key(*key));
    labels.bare = unique.map(|(key, ids)| (key.to_owned(), ids[0])).collect();
}

/// The uses of every label, in short, by edition and table.
fn meanings(labels: &Labels) -> Vec<Vec<Vec<Meaning>>> {
    let mut meanings: Vec<Vec<Vec<Meaning>>> = Vec::new();
    for (id, &(edition, table, meaning)) in labels.uses.iter().enumerate().flat_map(|(id, uses)| uses.iter().map(move |u| (id, u))) {
        meanings.resize_with(meanings.len().max(edition + 1), Vec::new);
        let tables = &mut meanings[edition];
        tables.resize_with(tables.len().max(table + 1), || vec![Meaning::default(); labels.uses.len()]);
        let own = &mut tables[table][id];
        match meaning {
            Use::Row(row) => own.row = u16::try_from(row).ok(),
            Use::Column(_) => own.column = true,
            Use::Group(_) | Use::Furniture => own.other = true,
        }
    }
    meanings
}
