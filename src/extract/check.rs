//! Cells become checks: the form's own arithmetic, which finds slips and names the cell.
//!
//! The equations of a table are an error-correcting code. A cell explains a failure when every computable equation with
//! it fails, no other fails, and all of them imply one and the same value for it. If exactly one cell does so, it is
//! located and gets a proposed value; what is printed stays as it is.

use super::{Cell, Check, Outcome, State, Verification};
use crate::definition::{Equation, Form, TableForm, Term, ValueKind};
use crate::finding::{Code, Finding};

/// Sums differ when they differ by more than this: amounts have at most four decimals.
const TOLERANCE: f64 = 1e-5;

/// The index of every slot's cell in the document's cells; `None` for the slots of rows that the report does not print.
type Places = Vec<Option<usize>>;

/// One side of an equation on the document's cells.
#[derive(Default)]
struct Sum {
    value: f64,
    stated: u32,
    nonzero: u32,
    unknown: bool,
}

/// Computes every equation, and fills in `verification` and `proposed` of the cells. Never fails.
pub(crate) fn check(form: &Form, cells: &mut [Cell], findings: &mut Vec<Finding>) -> Vec<Check> {
    let mut checks = Vec::new();
    for (index, table) in form.tables.iter().enumerate() {
        let places = places(index, table, cells);
        let first = checks.len();
        let printed = |terms: &[Term]| terms.iter().any(|t| places[t.slot].is_some());
        let applicable = table.equations.iter().enumerate().filter(|(_, e)| printed(&e.left) && printed(&e.right));
        checks.extend(applicable.map(|(at, equation)| evaluate(index, at, equation, &places, cells)));
        let own = &mut checks[first..];
        let located = if own.iter().any(|c| c.outcome == Outcome::Fails) { locate(table, own, &places, cells) } else { None };
        if let Some((slot, proposed)) = located {
            mark(table, own, &places, cells, slot, proposed, findings);
        } else if let Some(finding) = unexplained(table, own) {
            findings.push(finding);
        }
        verify(table, own, &places, cells, located.map(|(slot, _)| slot));
    }
    checks
}

fn places(index: usize, table: &TableForm, cells: &[Cell]) -> Places {
    let mut places = vec![None; table.slots];
    for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.table == index) {
        if let Some(slot) = table.rows[cell.row].slot(cell.column) {
            places[slot] = Some(at);
        }
    }
    places
}

fn sum(terms: &[Term], places: &Places, cells: &[Cell]) -> Sum {
    let mut sum = Sum::default();
    for cell in terms.iter().filter_map(|term| places[term.slot]).map(|at| &cells[at]) {
        match cell.value {
            Some(value) => {
                sum.value += value;
                sum.stated += 1;
                sum.nonzero += u32::from(value != 0.0);
            }
            None => sum.unknown |= !cell.state.is_accounted_for(),
        }
    }
    sum
}

fn evaluate(table: usize, index: usize, equation: &Equation, places: &Places, cells: &[Cell]) -> Check {
    let (left, right) = (sum(&equation.left, places, cells), sum(&equation.right, places, cells));
    let computable = !left.unknown && !right.unknown && left.stated > 0 && right.stated > 0;
    let outcome = match (computable, (left.value - right.value).abs() < TOLERANCE) {
        (false, _) => Outcome::NotComputable,
        (true, true) => Outcome::Holds,
        (true, false) => Outcome::Fails,
    };
    Check {
        table,
        equation: index,
        left: computable.then_some(left.value),
        right: computable.then_some(right.value),
        outcome,
        support: left.stated + right.stated,
        nonzero: left.nonzero + right.nonzero,
        located: None,
    }
}

/// The value that an equation that fails implies for one of its cells, all others being right.
fn implied(equation: &Equation, check: &Check, slot: usize, value: f64) -> Option<f64> {
    let residual = check.left? - check.right?;
    if equation.left.iter().any(|t| t.slot == slot) {
        Some(value - residual)
    } else if equation.right.iter().any(|t| t.slot == slot) {
        Some(value + residual)
    } else {
        None
    }
}

/// The one slot that explains every failure, with the value that all its equations imply.
fn locate(table: &TableForm, checks: &[Check], places: &Places, cells: &[Cell]) -> Option<(usize, f64)> {
    let mut found = None;
    for (slot, place) in places.iter().enumerate() {
        let Some(cell) = place.map(|at| &cells[at]) else { continue };
        let Some(value) = explains(table, checks, slot, cell) else { continue };
        if found.is_some() {
            return None;
        }
        found = Some((slot, value));
    }
    found
}

/// The value that makes every failing equation hold, where changing this cell alone can do so.
fn explains(table: &TableForm, checks: &[Check], slot: usize, cell: &Cell) -> Option<f64> {
    let printed = cell.value.unwrap_or(0.0);
    let mut agreed: Option<f64> = None;
    for check in checks {
        let wanted = match check.outcome {
            Outcome::NotComputable => continue,
            outcome => (outcome, implied(&table.equations[check.equation], check, slot, printed)),
        };
        match wanted {
            (Outcome::Fails, Some(value)) if agreed.is_none_or(|a| (a - value).abs() < TOLERANCE) => agreed = Some(value),
            (Outcome::Fails, _) | (Outcome::Holds, Some(_)) => return None,
            _ => {}
        }
    }
    let column = &table.columns[cell.column];
    let possible = |value: &f64| column.signed || *value > -TOLERANCE;
    let whole = |value: &f64| column.kind == ValueKind::Amount || (value - value.round()).abs() < TOLERANCE;
    agreed.filter(possible).filter(whole).map(|value| if column.kind == ValueKind::Count { value.round() } else { value })
}

/// Writes the located cell into its checks, its cell and a finding.
fn mark(table: &TableForm, checks: &mut [Check], places: &Places, cells: &mut [Cell], slot: usize, proposed: f64, findings: &mut Vec<Finding>) {
    let Some(at) = places[slot] else { return };
    cells[at].proposed = Some(proposed);
    let cell = &cells[at];
    let mut derivations = Vec::new();
    for check in checks.iter_mut().filter(|c| c.outcome == Outcome::Fails) {
        let equation = &table.equations[check.equation];
        derivations.push(format!("{} of {}: {} against {}", equation.code, equation.scope, shown(check.left), shown(check.right)));
        check.located = Some((cell.row, cell.column));
    }
    let (row, column) = (&table.rows[cell.row].code, &table.columns[cell.column].code);
    let message = format!(
        "{}.{row}.{column} states {} where {} equation{} imply {proposed} ({})",
        table.name,
        cell.value.map_or_else(|| "nothing".to_owned(), |v| v.to_string()),
        derivations.len(),
        if derivations.len() == 1 { "" } else { "s" },
        derivations.join("; ")
    );
    findings.push(Finding { code: Code::SlipLocated, message, span: cell.span });
}

fn shown(side: Option<f64>) -> String {
    side.map_or_else(|| "?".to_owned(), |v| v.to_string())
}

/// The finding for failures that no single cell explains.
fn unexplained(table: &TableForm, checks: &[Check]) -> Option<Finding> {
    let failing: Vec<String> = checks
        .iter()
        .filter(|c| c.outcome == Outcome::Fails)
        .map(|c| {
            let equation = &table.equations[c.equation];
            format!("{} of {}: {} against {}", equation.code, equation.scope, shown(c.left), shown(c.right))
        })
        .collect();
    let message = format!("{}: {} do not hold and no single cell explains it ({})", table.name, failing.len(), failing.join("; "));
    (!failing.is_empty()).then(|| Finding::new(Code::CheckFailed, message))
}

/// What each stated cell's equations say of it.
#[derive(Clone, Copy, Default)]
struct Standing {
    fails: bool,
    holds: bool,
    on_more_than_zeros: bool,
}

fn verify(table: &TableForm, checks: &[Check], places: &Places, cells: &mut [Cell], located: Option<usize>) {
    let mut standings = vec![Standing::default(); table.slots];
    for check in checks.iter().filter(|c| c.outcome != Outcome::NotComputable) {
        let equation = &table.equations[check.equation];
        for term in equation.left.iter().chain(&equation.right) {
            let standing = &mut standings[term.slot];
            let holds = check.outcome == Outcome::Holds;
            standing.holds |= holds;
            standing.on_more_than_zeros |= holds && check.nonzero > 0;
            standing.fails |= !holds && located.is_none_or(|slot| slot == term.slot);
        }
    }
    for (slot, standing) in standings.iter().enumerate() {
        let Some(cell) = places[slot].map(|at| &mut cells[at]).filter(|c| c.state == State::Stated) else { continue };
        cell.verification = Some(match standing {
            Standing { fails: true, .. } => Verification::Contradicted,
            Standing { on_more_than_zeros: true, .. } => Verification::Confirmed,
            Standing { holds: true, .. } => Verification::ConsistentZero,
            _ => Verification::Untested,
        });
    }
}
