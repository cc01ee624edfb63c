//! A definition of the right shape: does it mean something? Codes, editions, sections, tables, labels, examples.
//!
//! Each part reports everything that it finds, at the very value, with a hint.

mod code;
mod edition;
mod equation;
mod examples;
mod label;
mod table;

use super::family::{Edition, Form};
use super::report::Report;
use super::written::Definition;
use code::{Grammar, codes};

/// Checks the whole definition; `forms` is parallel to `editions` and compiled as far as it can be.
pub(super) fn check(written: &Definition, editions: &[Edition], forms: &[Form], report: &mut Report<'_>) {
    names(written, report);
    edition::check(&written.editions, report);
    sections(written, report);
    label::headings(&written.sections, report);
    table::check(written, report);
    examples::check(&written.examples, editions, forms, report);
}

/// Who the family is: its code is a value of the dataset, its source is what the rest is held against.
fn names(written: &Definition, report: &mut Report<'_>) {
    codes(report, "family", Grammar::Snake, [("family.code".to_owned(), written.family.code.as_str())]);
    codes(report, "figure", Grammar::Snake, written.figures.iter().enumerate().map(|(at, f)| (format!("figures[{at}].code"), f.code.as_str())));
    let family =
        [("family.label_zh", &written.family.label_zh), ("family.label_en", &written.family.label_en), ("family.source", &written.family.source)];
    for (path, text) in family {
        if text.trim().is_empty() {
            report.at(path, format!("`{path}` is empty"), "every definition names its report, and the norm that prescribes it");
        }
    }
}

fn sections(written: &Definition, report: &mut Report<'_>) {
    codes(report, "section", Grammar::Snake, written.sections.iter().enumerate().map(|(at, s)| (format!("sections[{at}].code"), s.code.as_str())));
    for (at, section) in written.sections.iter().enumerate() {
        let path = format!("sections[{at}].number");
        if section.number == 0 {
            report.at(&path, "a section has the number 0", "sections count from 1; what stands before the first heading is 0");
        }
        if let Some(first) = written.sections[..at].iter().find(|s| s.number == section.number) {
            let message = format!("section `{}` has the number {}, as has `{}`", section.code, section.number, first.code);
            report.at(&path, message, "give every section its own number");
        }
    }
}
