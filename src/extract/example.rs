//! The examples of a definition, read by the engine, become a list of differences from what they must give.
//!
//! An example that gives what it must has none. Nothing fails: a difference is data, for whoever shows or counts it.

use super::{Cell, Extraction, Extractor, Outcome, State};
use crate::definition::{Example, Expected, ExpectedCell, ExpectedContent, ExpectedReport, Family};

/// What became of one example.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExampleOutcome {
    /// The code of its family.
    pub family: String,
    /// What it shows.
    pub name: String,
    /// Each difference in words, in the order of the definition's keys; empty where it gives what it must.
    pub differences: Vec<String>,
}

impl ExampleOutcome {
    /// Whether the example gives what it must.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Reads every example of every family, in their order, with all families at hand. Never fails.
#[must_use]
pub fn run_examples(extractor: &Extractor) -> Vec<ExampleOutcome> {
    let families = extractor.families();
    let examples = families.iter().enumerate().flat_map(|(index, family)| family.examples.iter().map(move |example| (index, family, example)));
    examples
        .map(|(index, family, example)| ExampleOutcome {
            family: family.code.clone(),
            name: example.name.clone(),
            differences: differences(families, index, example, &extractor.extract(&example.text)),
        })
        .collect()
}

/// What differs between an example of the family of that index and what was read from its text, in words.
fn differences(families: &[Family], index: usize, example: &Example, read: &Extraction) -> Vec<String> {
    let recognised = read.recognition.family;
    let other = recognised.and_then(|at| families.get(at)).map(|f| f.code.as_str());
    match (&example.expected, recognised) {
        (Expected::Report(report), Some(at)) if at == index => families.get(index).map_or_else(Vec::new, |family| of_report(family, report, read)),
        (Expected::Report(_), None) => vec![format!("expected a report, found none: {}", read.recognition.reason)],
        (Expected::Report(_), Some(_)) => vec![format!("expected a report of this family, found one of `{}`", other.unwrap_or("?"))],
        (Expected::NotReport(_), Some(_)) => vec![format!("expected no report, found one of `{}`", other.unwrap_or("?"))],
        (Expected::NotReport(reason), None) => {
            let reason = reason.as_deref().filter(|reason| *reason != read.recognition.reason);
            reason.map(|reason| format!("reason: expected `{reason}`, found `{}`", read.recognition.reason)).into_iter().collect()
        }
    }
}

fn of_report(family: &Family, expected: &ExpectedReport, read: &Extraction) -> Vec<String> {
    let edition = |at: usize| family.editions.get(at).map(|e| e.code.clone());
    let failed = read.checks.iter().filter(|c| c.outcome == Outcome::Fails).count();
    let mut found: Vec<String> = [
        differs("edition", expected.edition.and_then(edition), read.edition.and_then(edition)),
        differs("year", expected.year, read.identity.year),
        differs("agency", expected.agency.clone(), read.identity.agency.clone()),
        differs("status", expected.status, Some(read.status.code())),
        differs("checks_failed", expected.checks_failed, u32::try_from(failed).ok()),
    ]
    .into_iter()
    .flatten()
    .collect();
    // The cells of another edition's form are other cells.
    if expected.edition == read.edition {
        found.extend(expected.cells.iter().filter_map(|cell| cell_differs(cell, &read.cells)));
    } else if !expected.cells.is_empty() {
        found.push(format!("{} cells are not compared: they are another edition's", expected.cells.len()));
    }
    found
}

/// The difference in words, where something is expected and something else found.
fn differs<T: PartialEq + std::fmt::Display>(what: &str, expected: Option<T>, found: Option<T>) -> Option<String> {
    let expected = expected?;
    match found {
        Some(found) if found == expected => None,
        Some(found) => Some(format!("{what}: expected {expected}, found {found}")),
        None => Some(format!("{what}: expected {expected}, found nothing")),
    }
}

fn cell_differs(expected: &ExpectedCell, cells: &[Cell]) -> Option<String> {
    let cell = cells.iter().find(|c| (c.table, c.row, c.column) == (expected.table, expected.row, expected.column));
    let wanted = match &expected.content {
        ExpectedContent::Value(value) => value.to_string(),
        ExpectedContent::State(state) => (*state).to_owned(),
    };
    let found = match cell {
        None => "no such cell".to_owned(),
        Some(cell) => content(cell),
    };
    (wanted != found).then(|| format!("{}: expected {wanted}, found {found}", expected.name))
}

/// The value of a stated cell, else the code of its state.
fn content(cell: &Cell) -> String {
    match (cell.state, cell.value) {
        (State::Stated, Some(value)) => value.to_string(),
        (state, _) => state.code().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::definition::{builtin_sources, compile};
    use crate::extract::{Check, Recognition, Status, nothing};

    /// Two families with the same examples.
    static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
        let (path, text) = builtin_sources()[0];
        [0, 1].map(|_| compile(path, text).expect("a good definition")).into()
    });

    fn example_with(families: &[Family], is_wanted: impl Fn(&Expected) -> bool) -> &Example {
        families[1].examples.iter().find(|e| is_wanted(&e.expected)).expect("such an example")
    }

    fn complete_report(families: &[Family]) -> &Example {
        example_with(families, |e| matches!(e, Expected::Report(r) if r.status == Some("complete") && r.cells.len() > 2))
    }

    /// What a perfect engine reads from that example of the second family.
    fn perfect(example: &Example) -> Extraction {
        let Expected::Report(expected) = &example.expected else { panic!("a report") };
        let cells = expected.cells.iter().map(|cell| {
            let (value, state) = match cell.content {
                ExpectedContent::Value(value) => (Some(value), State::Stated),
                ExpectedContent::State(_) => (None, State::Blank),
            };
            Cell { table: cell.table, row: cell.row, column: cell.column, value, state, verification: None, proposed: None, span: None, unit: None }
        });
        let mut read = nothing(Recognition { family: Some(1), ..Recognition::default() });
        read.cells = cells.collect();
        read.edition = expected.edition;
        read.identity.year = expected.year;
        read.identity.agency.clone_from(&expected.agency);
        read.status = Status::Complete;
        read
    }

    fn check(change: impl Fn(&mut Extraction), expected: &[&str]) {
        let families = &*FAMILIES;
        let example = complete_report(families);
        let mut read = perfect(example);
        change(&mut read);
        let first = name_of_first_cell(example);
        let found: Vec<String> =
            differences(families, 1, example, &read).iter().map(|d| d.replace(&first, "CELL").replace(&families[0].code, "FAMILY")).collect();
        assert_eq!(found, expected);
    }

    fn name_of_first_cell(example: &Example) -> String {
        let Expected::Report(expected) = &example.expected else { panic!("a report") };
        expected.cells[0].name.clone()
    }

    #[test]
    fn what_is_read_as_expected_has_no_difference() {
        check(|_| {}, &[]);
        // What the example does not name is not compared.
        check(|read| read.identity.title = Some("any".to_owned()), &[]);
    }

    #[test]
    fn each_difference_is_said_in_words() {
        check(|read| read.identity.year = None, &["year: expected 2022, found nothing"]);
        check(|read| read.status = Status::Partial, &["status: expected complete, found partial"]);
        check(|read| read.cells[0].value = Some(0.5), &["CELL: expected 36.5, found 0.5"]);
        check(|read| (read.cells[0].value, read.cells[0].state) = (None, State::Dash), &["CELL: expected 36.5, found dash"]);
        check(|read| (read.cells[0].row, read.cells[0].column) = (99, 99), &["CELL: expected 36.5, found no such cell"]);
        check(|read| read.recognition.family = Some(0), &["expected a report of this family, found one of `FAMILY`"]);
        check(|read| (read.recognition.family, read.recognition.reason) = (None, "no_anchor"), &["expected a report, found none: no_anchor"]);
    }

    #[test]
    fn cells_of_another_edition_are_not_compared() {
        let families = &*FAMILIES;
        let example = complete_report(families);
        let mut read = perfect(example);
        read.edition = None;
        let found = differences(families, 1, example, &read);
        assert_eq!(found[0], "edition: expected std2021, found nothing");
        assert!(found.len() == 2 && found[1].ends_with("cells are not compared: they are another edition's"), "{found:?}");
    }

    #[test]
    fn failing_equations_are_counted() {
        let fails =
            Check { table: 0, equation: 0, left: Some(1.0), right: Some(2.0), outcome: Outcome::Fails, support: 2, nonzero: 2, located: None };
        check(|read| read.checks = vec![fails], &["checks_failed: expected 0, found 1"]);
    }

    #[test]
    fn a_near_miss_is_no_report_and_says_why() {
        let families = &*FAMILIES;
        let near_miss = example_with(families, |e| matches!(e, Expected::NotReport(Some(_))));
        let Expected::NotReport(Some(reason)) = &near_miss.expected else { panic!("a near miss with its reason") };
        let right: &'static str = String::leak(reason.clone());
        let found = |family, reason| differences(families, 1, near_miss, &nothing(Recognition { family, reason, ..Recognition::default() }));
        assert!(found(None, right).is_empty());
        assert_eq!(found(None, "other"), [format!("reason: expected `{right}`, found `other`")]);
        assert_eq!(found(Some(1), ""), [format!("expected no report, found one of `{}`", families[1].code)]);
    }

    /// The definition names states by code, and the extraction has them as values: the two lists are one.
    #[test]
    fn every_state_without_a_value_can_be_expected() {
        let states = [
            State::Blank,
            State::Slash,
            State::Dash,
            State::NoneWord,
            State::RowMissing,
            State::ColumnUnknown,
            State::LostUpstream,
            State::LostByDedup,
            State::Illegible,
        ];
        let (path, text) = builtin_sources()[0];
        let cell = "\"requests.new_received.total\" = \"lost_upstream\"\n";
        assert!(text.contains(cell), "the example whose tables are lost");
        let rows = ["granted", "partially_granted", "denied_state_secret", "denied_internal_affairs", "unable_not_held"];
        let cells = rows.iter().flat_map(|row| ["natural_person", "total"].map(|column| format!("\"requests.{row}.{column}\"")));
        let each: Vec<String> = cells.zip(states).map(|(cell, state)| format!("{cell} = \"{}\"\n", state.code())).collect();
        let text = text.replace(cell, &each.concat());
        let text = text.replacen("\"complete\"", "\"partial\"", 1).replacen("\"complete\"", "\"no_tables\"", 1);
        if let Err(error) = compile(path, &text) {
            panic!("{error}");
        }
        assert_eq!([Status::Partial, Status::NoTables].map(Status::code), ["partial", "no_tables"]);
    }

    #[test]
    fn every_example_of_every_family_has_an_outcome() {
        let extractor = Extractor::builtin().expect("good definitions");
        let count: usize = extractor.families().iter().map(|f| f.examples.len()).sum();
        assert_eq!(run_examples(&extractor).len(), count);
    }
}
