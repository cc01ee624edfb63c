//! Examples: at least one, each with a text, and expectations about cells that the form has.

use super::super::example::{ExampleEntry, place};
use super::super::family::{Edition, Form};
use super::super::report::Report;
use super::super::spelling;

/// Checks the examples.
pub(super) fn check(examples: &[ExampleEntry], editions: &[Edition], forms: &[Form], report: &mut Report<'_>) {
    if examples.is_empty() {
        report.at("family", "the definition has no example", "add `[[examples]]` with a short own text and what must be read from it");
    }
    for (at, example) in examples.iter().enumerate() {
        let path = format!("examples[{at}]");
        if examples[..at].iter().any(|e| e.name == example.name) {
            report.at(
                &format!("{path}.name"),
                format!("two examples are called `{}`", example.name),
                "say what this one shows and the other does not",
            );
        }
        if example.text.trim().is_empty() {
            report.at(&format!("{path}.text"), format!("example `{}` has no text", example.name), "write a short specimen of your own between `'''`");
        }
        if example.expect.recognised {
            expected_report(&path, example, editions, forms, report);
        } else {
            near_miss(&path, example, report);
        }
    }
}

fn expected_report(path: &str, example: &ExampleEntry, editions: &[Edition], forms: &[Form], report: &mut Report<'_>) {
    let expect = &example.expect;
    if expect.reason.is_some() {
        let hint = "a reason is for a near miss: add `recognised = false`, or delete it";
        report.at_key(&format!("{path}.expect.reason"), format!("example `{}` is a report and has a reason not to be one", example.name), hint);
    }
    let named: Vec<(&str, &String)> = expect.cells.keys().map(|k| ("cells", k)).chain(expect.states.keys().map(|k| ("states", k))).collect();
    let Some(code) = &expect.edition else {
        if let Some((list, _)) = named.first() {
            report.at_key(
                &format!("{path}.expect.{list}"),
                format!("example `{}` names cells and no edition", example.name),
                "cells are an edition's: add `edition`",
            );
        }
        return;
    };
    let Some(edition) = editions.iter().position(|e| &e.code == code) else {
        let hint = spelling::hint(code, editions.iter().map(|e| e.code.as_str()));
        report.at(&format!("{path}.expect.edition"), format!("example `{}`: unknown edition `{code}`", example.name), hint);
        return;
    };
    for (list, name) in named {
        if place(&forms[edition], name).is_none() {
            let known = cell_names(&forms[edition]);
            let message = format!("example `{}`: edition `{code}` has no cell `{name}`", example.name);
            report.at_key(&format!("{path}.expect.{list}.\"{name}\""), message, cell_hint(name, &known));
        }
    }
    for name in expect.states.keys().filter(|name| expect.cells.contains_key(*name)) {
        let message = format!("example `{}`: the cell `{name}` has a value and a state without one", example.name);
        report.at_key(&format!("{path}.expect.states.\"{name}\""), message, "a cell with a value is `stated`: delete one of the two");
    }
}

/// Every cell of the form, as `table.row.column`.
fn cell_names(form: &Form) -> Vec<String> {
    let cells = form.tables.iter().flat_map(|t| t.rows.iter().flat_map(move |r| r.columns.iter().map(move |&c| (t, r, &t.columns[c]))));
    cells.map(|(table, row, column)| format!("{}.{}.{}", table.name, row.code, column.code)).collect()
}

/// The nearest cell; a form has too many of them to list.
fn cell_hint(name: &str, known: &[String]) -> String {
    let hint = spelling::hint(name, known.iter().map(String::as_str));
    if hint.starts_with("known") { "a cell is `table.row.column`, in the codes of the edition's form".to_owned() } else { hint }
}

fn near_miss(path: &str, example: &ExampleEntry, report: &mut Report<'_>) {
    let expect = &example.expect;
    let expects_more = [
        ("edition", expect.edition.is_some()),
        ("year", expect.year.is_some()),
        ("agency", expect.agency.is_some()),
        ("status", expect.status.is_some()),
        ("checks_failed", expect.checks_failed.is_some()),
        ("cells", !expect.cells.is_empty()),
        ("states", !expect.states.is_empty()),
    ];
    for (key, _) in expects_more.iter().filter(|(_, is_there)| *is_there) {
        let message = format!("example `{}` is no report and has the expectation `{key}`", example.name);
        report.at_key(&format!("{path}.expect.{key}"), message, "what is no report has nothing but the reason");
    }
    if expect.reason.is_none() {
        let message = format!("example `{}` is no report and does not say why", example.name);
        report.at_key(&format!("{path}.expect.recognised"), message, "add `reason`, the code that the recognition gives");
    }
}
