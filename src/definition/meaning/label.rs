//! Labels: each wording, once folded, means one thing in its table, and each heading one section.
//!
//! Folding makes one key of all widths, scripts, spaces and punctuation, so that such a variant needs no alias.

use std::collections::BTreeMap;

use super::super::family::Use;
use super::super::labels::{Wording, is_printed, key, wordings};
use super::super::report::Report;
use super::super::written::{RowEntry, SectionEntry, TableEntry};

const REDUNDANT: &str = "width, script, spaces and punctuation do not count: delete one of them";
const EMPTY: &str = "only letters and digits count; write the label as the form prints it";

/// Checks the headings of all sections.
pub(super) fn headings(sections: &[SectionEntry], report: &mut Report<'_>) {
    let mut seen: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for (at, section) in sections.iter().enumerate() {
        let aliases = section.aliases.iter().enumerate().map(|(alias, text)| (format!("sections[{at}].aliases[{alias}]"), text));
        for (path, text) in std::iter::once((format!("sections[{at}].label_zh"), &section.label_zh)).chain(aliases) {
            let key = key(text);
            if key.is_empty() {
                report.at(&path, format!("the heading `{text}` has no letter"), EMPTY);
                continue;
            }
            match seen.get(&key) {
                Some((first, code)) if *code == section.code => report.at(&path, format!("the heading `{text}` is the same as `{first}`"), REDUNDANT),
                Some((_, code)) => {
                    let message = format!("the heading `{text}` is that of section `{code}` too");
                    report.at(&path, message, "a heading must tell its section; give it to one of them");
                }
                None => {
                    seen.insert(key, (text, &section.code));
                }
            }
        }
    }
}

/// Checks the labels of the table at `path`, in each of its editions.
pub(super) fn table(path: &str, entry: &TableEntry, report: &mut Report<'_>) {
    for edition in &entry.editions {
        let printed: Vec<&RowEntry> = entry.rows.iter().filter(|r| is_printed(r, edition)).collect();
        let mut seen: BTreeMap<String, Wording<'_>> = BTreeMap::new();
        for wording in wordings(entry, edition) {
            let at = format!("{path}.{}", wording.path);
            let key = key(wording.text);
            if key.is_empty() {
                report.at(&at, format!("the label `{}` has no letter or digit", wording.text), EMPTY);
                continue;
            }
            match seen.get(&key) {
                Some(first) if first.meaning == wording.meaning => {
                    report.at(&at, format!("the label `{}` is the same as `{}`", wording.text, first.text), REDUNDANT);
                }
                Some(first) if is_row_of_group(first.meaning, wording.meaning, entry, &printed) => {}
                Some(first) => {
                    let [first, this] = [first.meaning, wording.meaning].map(|meaning| name(meaning, entry, &printed));
                    let message = format!("the label `{}` means {first} and {this}", wording.text);
                    report.at(&at, message, "a label means one thing in its table; take the longer wording that tells them apart");
                }
                None => {
                    seen.insert(key, wording);
                }
            }
        }
    }
}

/// A row that stands for its whole group is printed with the group's label.
fn is_row_of_group(first: Use, second: Use, entry: &TableEntry, printed: &[&RowEntry]) -> bool {
    let (Use::Group(group), Use::Row(row)) = (first, second) else { return false };
    printed.get(row).and_then(|r| r.group.as_ref()) == entry.groups.get(group).map(|g| &g.code)
}

fn name(meaning: Use, entry: &TableEntry, printed: &[&RowEntry]) -> String {
    match meaning {
        Use::Row(at) => format!("the row `{}`", printed[at].code),
        Use::Column(at) => format!("the column `{}`", entry.columns[at].code),
        Use::Group(at) => format!("the group `{}`", entry.groups[at].code),
        Use::Furniture => "no row, column or group".to_owned(),
    }
}
