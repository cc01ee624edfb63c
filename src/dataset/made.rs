//! Records made for tests: a whole report of a family's newest form, printed, read and checked by construction.

use super::record::{DocumentMeta, Occurrence, Record};
use crate::definition::{Equation, Family, Form};
use crate::extract::{Attribute, Cell, Check, Date, Extraction, Figure, Identity, Outcome, Recognition, Section, State, Status, Verification};
use crate::finding::{Code, Finding};
use crate::text::{Script, Span};

/// A complete report: cell `n` of the form states `seed + n`, every equation is computed on that, the first that fails names its first cell.
pub(crate) fn record(family: &Family, seed: u32) -> Record {
    let mut text = format!("某某市商务局{seed}年政府信息公开工作年度报告\n一、总体情况\n");
    let heading = Span::new(text.find('一').unwrap(), text.len() - 1);
    let cells = cells(&family.forms[0], seed, &mut text);
    let checks = checks(&family.forms[0], &cells);
    let start = heading.start as usize;
    let sections = vec![
        Section { number: 0, form: None, heading: Span::new(0, 0), body: Span::new(0, start) },
        Section { number: 1, form: Some(0), heading, body: Span::new(start, text.len()) },
    ];
    let title = Span::new(0, text.find('\n').unwrap());
    let attribute = |value: &str, chosen| Attribute { field: "report_year", value: value.to_owned(), span: title, witness: "title", chosen };
    let figures = family.figures.first().map(|_| figure_at(heading)).into_iter().collect();
    let identity = Identity {
        year: Some(2022),
        agency: Some("某某市商务局".to_owned()),
        agency_kind: Some("department".to_owned()),
        scope: "single",
        region_code: Some("330100".to_owned()),
        province: Some("CN-ZJ".to_owned()),
        title: Some(title.of(&text).to_owned()),
        published_on: Date::from_ymd_opt(2023, 1, 31),
        ..Identity::default()
    };
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    Record {
        id,
        meta: DocumentMeta { text_basis: "text".to_owned(), encoding: "utf-8".to_owned() },
        occurrences: vec![Occurrence { source_uri: "corpus/a.txt".to_owned(), bytes: text.len() as u64, ..Occurrence::default() }],
        family: 0,
        extraction: Extraction {
            recognition: Recognition { family: Some(0), ..Recognition::default() },
            edition: Some(0),
            identity,
            attributes: vec![attribute("2022", true), attribute("2021", false)],
            sections,
            cells,
            checks,
            figures,
            findings: vec![Finding::at(Code::CheckFailed, heading, "equations do not hold")],
            layout: "rows",
            status: Status::Complete,
            script: Script::Hans,
        },
        text,
    }
}

/// The same report with every cell in one state, and nothing stated.
pub(crate) fn without_values(mut record: Record, state: State) -> Record {
    for cell in &mut record.extraction.cells {
        *cell = Cell { value: None, verification: None, proposed: None, span: None, state, ..*cell };
    }
    record
}

fn figure_at(phrase: Span) -> Figure {
    let span = Span { end: phrase.start + 3, ..phrase };
    Figure { figure: 0, section: 1, value: 12.0, unit: "条".to_owned(), qualifier: None, negated: false, period: "year", phrase, span }
}

/// Every cell of the ordinary rows, printed at the end of the text.
fn cells(form: &Form, seed: u32, text: &mut String) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (table, of_table) in form.tables.iter().enumerate() {
        for (row, of_row) in of_table.rows.iter().enumerate().filter(|(_, r)| r.instead_of.is_empty()) {
            for &column in &of_row.columns {
                let number = seed + u32::try_from(cells.len()).unwrap();
                let start = text.len();
                text.push_str(&number.to_string());
                let span = Some(Span::new(start, text.len()));
                text.push('\n');
                let (state, verification) = (State::Stated, Some(Verification::Confirmed));
                cells.push(Cell { table, row, column, value: Some(f64::from(number)), state, verification, proposed: None, span, unit: None });
            }
        }
    }
    cells
}

fn checks(form: &Form, cells: &[Cell]) -> Vec<Check> {
    let all = form.tables.iter().enumerate().flat_map(|(at, t)| (0..t.equations.len()).map(move |e| (at, e)));
    let mut checks: Vec<Check> = all.map(|(table, equation)| check(form, cells, table, equation)).collect();
    if let Some(failed) = checks.iter_mut().find(|c| c.outcome == Outcome::Fails) {
        let term = form.tables[failed.table].equations[failed.equation].left[0];
        let row = &form.tables[failed.table].rows[term.row];
        failed.located = Some((term.row, row.columns[term.slot - row.first_slot]));
    }
    checks
}

fn check(form: &Form, cells: &[Cell], table: usize, at: usize) -> Check {
    let equation: &Equation = &form.tables[table].equations[at];
    let value = |slot: usize| {
        let of_slot = |c: &&Cell| c.table == table && form.tables[table].rows[c.row].slot(c.column) == Some(slot);
        cells.iter().find(of_slot).and_then(|c| c.value)
    };
    let stated = |terms: &[crate::definition::Term]| terms.iter().filter_map(|t| value(t.slot)).collect::<Vec<_>>();
    let (left, right) = (stated(&equation.left), stated(&equation.right));
    let sums = (left.iter().sum::<f64>(), right.iter().sum::<f64>());
    let outcome = if (sums.0 - sums.1).abs() < 0.5 { Outcome::Holds } else { Outcome::Fails };
    let support = u32::try_from(left.len() + right.len()).unwrap();
    Check { table, equation: at, left: Some(sums.0), right: Some(sums.1), outcome, support, nonzero: support, located: None }
}
