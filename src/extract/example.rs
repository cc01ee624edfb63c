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
    use super::*;
    use crate::definition::{builtin, compile};
    use crate::extract::{Check, Recognition, Status, nothing};

    const MINIMAL: &str = include_str!("../../tests/definitions/good/minimal.toml");

    fn families() -> Vec<Family> {
        let own = compile("minimal.toml", MINIMAL).expect("a good definition");
        builtin().expect("good definitions").into_iter().chain([own]).collect()
    }

    /// What a perfect engine reads from the first example of the minimal family, the last of `families`.
    fn perfect(families: &[Family]) -> Extraction {
        let index = families.len() - 1;
        let Expected::Report(expected) = &families[index].examples[0].expected else { panic!("a report") };
        let cells = expected.cells.iter().map(|cell| {
            let (value, state) = match cell.content {
                ExpectedContent::Value(value) => (Some(value), State::Stated),
                ExpectedContent::State(_) => (None, State::RowMissing),
            };
            Cell { table: cell.table, row: cell.row, column: cell.column, value, state, verification: None, proposed: None, span: None, unit: None }
        });
        let mut read = nothing(Recognition { family: Some(index), ..Recognition::default() });
        read.cells = cells.collect();
        read.edition = Some(0);
        read.identity.year = Some(2021);
        read
    }

    fn check(change: impl Fn(&mut Extraction), expected: &[&str]) {
        let families = families();
        let index = families.len() - 1;
        let mut read = perfect(&families);
        change(&mut read);
        assert_eq!(differences(&families, index, &families[index].examples[0], &read), expected);
    }

    #[test]
    fn what_is_read_as_expected_has_no_difference() {
        check(|_| {}, &[]);
        // What the example does not name is not compared.
        check(|read| read.status = Status::Partial, &[]);
    }

    #[test]
    fn each_difference_is_said_in_words() {
        check(|read| read.identity.year = None, &["year: expected 2021, found nothing"]);
        check(|read| read.edition = Some(1), &["edition: expected lib2020, found lib2015", "3 cells are not compared: they are another edition's"]);
        check(|read| read.cells[0].value = Some(41.0), &["library_loans.lent.all_readers: expected 42, found 41"]);
        check(|read| (read.cells[0].value, read.cells[0].state) = (None, State::Dash), &["library_loans.lent.all_readers: expected 42, found dash"]);
        check(|read| read.cells.truncate(2), &["library_stock.books.held: expected row_missing, found no such cell"]);
        check(|read| read.recognition.family = Some(0), &["expected a report of this family, found one of `disclosure`"]);
        check(|read| (read.recognition.family, read.recognition.reason) = (None, "no_anchor"), &["expected a report, found none: no_anchor"]);
    }

    #[test]
    fn failing_equations_are_counted() {
        let families = families();
        let index = families.len() - 1;
        let mut read = perfect(&families);
        read.checks =
            vec![Check { table: 0, equation: 0, left: Some(1.0), right: Some(2.0), outcome: Outcome::Fails, support: 2, nonzero: 2, located: None }];
        let mut example = families[index].examples[0].clone();
        if let Expected::Report(expected) = &mut example.expected {
            expected.checks_failed = Some(0);
        }
        assert_eq!(differences(&families, index, &example, &read), ["checks_failed: expected 0, found 1"]);
    }

    #[test]
    fn a_near_miss_is_no_report_and_says_why() {
        let families = families();
        let index = families.len() - 1;
        let near_miss = &families[index].examples[1];
        let read = |family, reason| nothing(Recognition { family, reason, ..Recognition::default() });
        let differences = |read| differences(&families, index, near_miss, &read);
        assert!(differences(read(None, "no_anchor")).is_empty());
        assert_eq!(differences(read(None, "too_short")), ["reason: expected `no_anchor`, found `too_short`"]);
        assert_eq!(differences(read(Some(index), "")), ["expected no report, found one of `library`"]);
    }

    /// The definition names states by code, and the extraction has them as values: the two lists are one.
    #[test]
    fn every_state_but_stated_can_be_expected() {
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
        for state in states {
            let text = MINIMAL.replace("\"row_missing\"", &format!("\"{}\"", state.code()));
            assert!(compile("minimal.toml", &text).is_ok(), "{}", state.code());
        }
        for status in [Status::Complete, Status::Partial, Status::TablesLost, Status::NoTables] {
            let text = MINIMAL.replace("year = 2021", &format!("status = \"{}\"", status.code()));
            assert!(compile("minimal.toml", &text).is_ok(), "{}", status.code());
        }
    }

    #[test]
    fn every_example_of_every_family_has_an_outcome() {
        let count: usize = families().iter().map(|f| f.examples.len()).sum();
        let outcomes = run_examples(&Extractor::new(families()));
        assert_eq!(outcomes.len(), count);
    }
}
