//! Cells become checks: the form's own arithmetic, which finds slips and names the cell.
//!
//! The equations of a table are an error-correcting code. A cell explains a failure when every computable equation with
//! it fails, no other fails, and all of them imply one and the same value for it. If exactly one cell does so, it is
//! located and gets a proposed value; what is printed stays as it is.
//!
//! The code tells any one wrong cell from any other, and three wrong cells can look like a fourth: those at the other
//! corners of a rectangle, wrong by one amount. So the cells beside a located one are not contradicted, but not confirmed
//! either: an equation that fails has tested none of them.

use super::{Cell, Check, Outcome, State, Verification};
use crate::definition::{Equation, Form, TableForm, Term, ValueKind};
use crate::finding::{Code, Finding};

/// Sums differ when they differ by more than this: amounts have at most four decimals.
const TOLERANCE: f64 = 1e-5;

/// One slot of a table on the document's cells. The slot of a row that the report does not print is the default.
#[derive(Clone, Copy, Default)]
struct Fact {
    /// The value; 0 where none is stated.
    value: f64,
    /// What else an equation asks.
    marks: Marks,
}

/// How many cells are stated, are stated and not zero, are unknown, and are printed: a count in each 16 bits, so that one
/// addition counts all four. A table has some hundred cells.
#[derive(Clone, Copy, Default)]
struct Marks(u64);

impl Marks {
    fn of(cell: &Cell) -> Self {
        let stated = u64::from(cell.value.is_some());
        let nonzero = u64::from(cell.value.is_some_and(|value| value != 0.0));
        let unknown = u64::from(!cell.state.is_accounted_for());
        Self(stated | nonzero << 16 | unknown << 32 | 1 << 48)
    }

    fn part(self, at: u32) -> u32 {
        ((self.0 >> at) & 0xFFFF) as u32
    }

    fn stated(self) -> u32 {
        self.part(0)
    }

    fn nonzero(self) -> u32 {
        self.part(16)
    }

    fn are_known(self) -> bool {
        self.part(32) == 0
    }

    fn are_printed(self) -> bool {
        self.part(48) > 0
    }
}

/// Computes every equation, and fills in `verification` and `proposed` of the cells. Never fails.
///
/// `cells` are in the order of the form, every row whole.
pub(crate) fn check(form: &Form, cells: &mut [Cell], findings: &mut Vec<Finding>) -> Vec<Check> {
    let mut checks = Vec::with_capacity(form.tables.iter().map(|table| table.equations.len()).sum());
    let (mut rest, mut facts, mut standings) = (cells, Vec::new(), Vec::new());
    for (index, table) in form.tables.iter().enumerate() {
        let cells;
        (cells, rest) = rest.split_at_mut(rest.iter().take_while(|cell| cell.table == index).count());
        fill(&mut facts, table, cells);
        let first = checks.len();
        for (at, equation) in table.equations.iter().enumerate() {
            if let Some(check) = evaluate(index, at, equation, &facts) {
                checks.push(check);
            }
        }
        let own = &mut checks[first..];
        let mut located = None;
        if own.iter().any(|c| c.outcome == Outcome::Fails) {
            located = locate(table, own, cells);
            match located {
                Some((at, _, proposed)) => mark(table, own, &mut cells[at], proposed, findings),
                None => findings.push(unexplained(table, own)),
            }
        }
        stand(&mut standings, table, own, located.map(|(_, slot, _)| slot));
        verify(table, &standings, cells);
    }
    checks
}

/// Says of every slot of a table what its cell says.
fn fill(facts: &mut Vec<Fact>, table: &TableForm, cells: &[Cell]) {
    facts.clear();
    facts.resize(table.slots, Fact::default());
    let mut slots = Slots::of(table);
    for cell in cells {
        facts[slots.next(cell)] = Fact { value: cell.value.unwrap_or(0.0), marks: Marks::of(cell) };
    }
}

/// The slots of a table's cells, in their order.
struct Slots<'t> {
    table: &'t TableForm,
    row: Option<usize>,
    next: usize,
}

impl<'t> Slots<'t> {
    fn of(table: &'t TableForm) -> Self {
        Self { table, row: None, next: 0 }
    }

    /// The slot of the next cell.
    #[inline]
    fn next(&mut self, cell: &Cell) -> usize {
        if self.row.replace(cell.row) != Some(cell.row) {
            self.next = self.table.rows[cell.row].first_slot;
        }
        self.next += 1;
        self.next - 1
    }
}

/// One side of an equation on the document's cells.
fn sum(terms: &[Term], facts: &[Fact]) -> (f64, Marks) {
    let mut sum = (0.0, Marks::default());
    for term in terms {
        let fact = &facts[term.slot];
        sum.0 += fact.value;
        sum.1.0 += fact.marks.0;
    }
    sum
}

/// What became of an equation; `None` where the report prints no row of one of its sides.
fn evaluate(table: usize, index: usize, equation: &Equation, facts: &[Fact]) -> Option<Check> {
    let ((left, left_marks), (right, right_marks)) = (sum(&equation.left, facts), sum(&equation.right, facts));
    if !left_marks.are_printed() || !right_marks.are_printed() {
        return None;
    }
    let known = left_marks.are_known() && right_marks.are_known();
    let computable = known && left_marks.stated() > 0 && right_marks.stated() > 0;
    let outcome = match (computable, (left - right).abs() < TOLERANCE) {
        (false, _) => Outcome::NotComputable,
        (true, true) => Outcome::Holds,
        (true, false) => Outcome::Fails,
    };
    Some(Check {
        table,
        equation: index,
        left: computable.then_some(left),
        right: computable.then_some(right),
        outcome,
        support: left_marks.stated() + right_marks.stated(),
        nonzero: left_marks.nonzero() + right_marks.nonzero(),
        located: None,
    })
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

/// The one cell that explains every failure: its index, its slot, and the value that all its equations imply.
fn locate(table: &TableForm, checks: &[Check], cells: &[Cell]) -> Option<(usize, usize, f64)> {
    let mut slots = Slots::of(table);
    let mut explaining = cells.iter().enumerate().filter_map(|(at, cell)| {
        let slot = slots.next(cell);
        Some((at, slot, explains(table, checks, slot, cell)?))
    });
    let found = explaining.next()?;
    explaining.next().is_none().then_some(found)
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
fn mark(table: &TableForm, checks: &mut [Check], cell: &mut Cell, proposed: f64, findings: &mut Vec<Finding>) {
    cell.proposed = Some(proposed);
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
fn unexplained(table: &TableForm, checks: &[Check]) -> Finding {
    let failing: Vec<String> = checks
        .iter()
        .filter(|c| c.outcome == Outcome::Fails)
        .map(|c| {
            let equation = &table.equations[c.equation];
            format!("{} of {}: {} against {}", equation.code, equation.scope, shown(c.left), shown(c.right))
        })
        .collect();
    let message = format!("{}: {} do not hold and no single cell explains it ({})", table.name, failing.len(), failing.join("; "));
    Finding::new(Code::CheckFailed, message)
}

/// What a slot's equations say of it, the gravest last.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    #[default]
    Untested,
    HoldsOnZeros,
    Holds,
    /// One fails, and another cell is located.
    Excused,
    Fails,
}

/// Gathers for every slot of a table what its equations say of it.
fn stand(standings: &mut Vec<Standing>, table: &TableForm, checks: &[Check], located: Option<usize>) {
    standings.clear();
    standings.resize(table.slots, Standing::Untested);
    for check in checks {
        let says = match check.outcome {
            Outcome::NotComputable => continue,
            Outcome::Holds if check.nonzero > 0 => Standing::Holds,
            Outcome::Holds => Standing::HoldsOnZeros,
            Outcome::Fails => Standing::Fails,
        };
        let equation = &table.equations[check.equation];
        for terms in [&equation.left, &equation.right] {
            for term in terms {
                let is_excused = says == Standing::Fails && located.is_some_and(|slot| slot != term.slot);
                standings[term.slot] = standings[term.slot].max(if is_excused { Standing::Excused } else { says });
            }
        }
    }
}

/// Writes into the stated cells of a table what their equations say.
fn verify(table: &TableForm, standings: &[Standing], cells: &mut [Cell]) {
    let mut slots = Slots::of(table);
    for cell in cells {
        let slot = slots.next(cell);
        if cell.state == State::Stated {
            cell.verification = Some(match standings[slot] {
                Standing::Fails => Verification::Contradicted,
                Standing::Holds => Verification::Confirmed,
                Standing::HoldsOnZeros => Verification::ConsistentZero,
                Standing::Excused | Standing::Untested => Verification::Untested,
            });
        }
    }
}
