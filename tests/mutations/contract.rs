//! What the contract says of sums, located cells and verified numbers, written a second time to compare.
//!
//! Written from the promise to users, not from the checks of the program. Cells are explained by trying: a cell explains the
//! failures of a table when another number in it makes every equation hold that can be computed.

use std::collections::BTreeMap;

use reportlake::extract::{Extraction, Extractor, Outcome, State, Verification};

use crate::truth::equations::{Cells, Content, Place, Result, Sums, equations};
use crate::truth::form::{APPLICANTS, CHANNELS, OUTCOMES, RESULTS, TABLES};
use crate::truth::numbers::ONE;

/// What is said of a document's numbers.
#[derive(Debug, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) results: Vec<(&'static str, Result)>,
    /// By table: the one cell that explains all failures.
    pub(crate) located: BTreeMap<&'static str, Place>,
    /// What is said of each cell with a number.
    pub(crate) verifications: BTreeMap<Place, Verification>,
}

/// The table that the sums are about.
fn table_of(sums: &Sums) -> &'static str {
    sums.left[0].0
}

/// The contract's words on these cells.
pub(crate) fn judge(cells: &Cells) -> Judgement {
    let equations = equations(cells);
    let results: Vec<Result> = equations.iter().map(|own| own.result(cells)).collect();
    let mut located = BTreeMap::new();
    for table in TABLES {
        let own: Vec<(&Sums, &Result)> = equations.iter().zip(&results).filter(|(e, r)| table_of(e) == table && r.sums.is_some()).collect();
        if let Some(place) = explanation(cells, &own) {
            located.insert(table, place);
        }
    }
    let verifications = cells.iter().filter(|(_, content)| matches!(content, Content::Number(_)));
    let verifications = verifications.map(|(place, _)| (*place, verification(*place, &equations, &results, located.get(place.0)))).collect();
    Judgement { results: equations.iter().map(table_of).zip(results).collect(), located, verifications }
}

fn verification(place: Place, equations: &[Sums], results: &[Result], located: Option<&Place>) -> Verification {
    let own = || equations.iter().zip(results).filter(|(e, r)| r.sums.is_some() && e.places().any(|p| *p == place)).map(|(_, r)| r);
    let is_accused = located.is_none_or(|cell| *cell == place);
    if own().any(|r| r.failed) && is_accused {
        Verification::Contradicted
    } else if own().any(|r| r.failed) {
        // Not contradicted, as another cell is located, and not confirmed, as none may fail: that cell may be named in error.
        Verification::Untested
    } else if own().any(|r| !r.failed && r.nonzero > 0) {
        Verification::Confirmed
    } else if own().any(|r| !r.failed) {
        Verification::ConsistentZero
    } else {
        Verification::Untested
    }
}

/// The one cell in which another number makes every equation of the table hold that can be computed.
fn explanation(cells: &Cells, own: &[(&Sums, &Result)]) -> Option<Place> {
    let (failing, _) = own.iter().find(|(_, result)| result.failed)?;
    let mut explaining = failing.places().filter(|place| explains(**place, failing, cells, own));
    let first = explaining.next()?;
    explaining.next().is_none().then_some(*first)
}

fn explains(place: Place, failing: &Sums, cells: &Cells, own: &[(&Sums, &Result)]) -> bool {
    let Some((left, right)) = failing.result(cells).sums else { return false };
    let printed = if let Content::Number(value) = cells[&place] { value } else { 0 };
    let value = if failing.left.contains(&place) { printed + right - left } else { printed + left - right };
    // These tables count: a negative or broken number explains nothing.
    if value < 0 || value % ONE != 0 {
        return false;
    }
    let mut tried = cells.clone();
    tried.insert(place, Content::Number(value));
    own.iter().all(|(sums, _)| !sums.result(&tried).failed)
}

/// How the program says the same, to compare.
fn outcome(result: &Result) -> Outcome {
    match (result.sums, result.failed) {
        (None, _) => Outcome::NotComputable,
        (_, true) => Outcome::Fails,
        _ => Outcome::Holds,
    }
}

/// The codes of a cell as this side of the fence spells them; `None` for cells of the first table, which has no equations.
fn known(table: &str, row: &str, column: &str) -> Option<Place> {
    let table = TABLES.into_iter().find(|own| *own == table)?;
    let (rows, columns): (Vec<&str>, Vec<&str>) = match table {
        "requests" => (OUTCOMES.iter().map(|o| o.code).collect(), APPLICANTS.iter().map(|a| a.0).collect()),
        "review_litigation" => (CHANNELS.to_vec(), RESULTS.iter().map(|r| r.0).collect()),
        _ => return None,
    };
    let row = rows.into_iter().find(|own| *own == row)?;
    columns.into_iter().find(|own| *own == column).map(|column| (table, row, column))
}

/// What the program says of the sums, in the words of the second implementation, and what that one says itself.
pub(crate) fn both(extractor: &Extractor, found: &Extraction) -> Option<(Judgement, Judgement)> {
    let form = found.recognition.family.zip(found.edition).map(|(f, e)| &extractor.families()[f].forms[e])?;
    let code = |table: usize, row: usize, column: usize| {
        let own = &form.tables[table];
        known(&own.name, &own.rows[row].code, &own.columns[column].code)
    };
    let placed = || found.cells.iter().filter_map(|cell| Some((code(cell.table, cell.row, cell.column)?, cell)));
    let cells: Cells = placed().map(|(place, cell)| (place, Content::of(cell.state, cell.value))).collect();
    let mut second = judge(&cells);
    let whole = |side: f64| if let Content::Number(value) = Content::of(State::Stated, Some(side)) { value } else { 0 };
    let mut first = Judgement {
        results: Vec::new(),
        located: BTreeMap::new(),
        verifications: placed().filter_map(|(place, cell)| Some((place, cell.verification?))).collect(),
    };
    for check in &found.checks {
        let name = TABLES.into_iter().find(|own| *own == form.tables[check.table].name)?;
        let sums = check.left.zip(check.right).map(|(left, right)| (whole(left), whole(right)));
        let result = Result { failed: check.outcome == Outcome::Fails, sums, support: check.support, nonzero: check.nonzero };
        assert_eq!(check.outcome, outcome(&result), "an outcome that its sums do not give");
        first.results.push((name, result));
        if let Some((row, column)) = check.located {
            first.located.insert(name, code(check.table, row, column)?);
        }
    }
    first.results.sort();
    second.results.sort();
    Some((first, second))
}
