//! A record becomes its rows in the tables under the forms: every cell, every equation. The most rows of all tables.

use parquet::errors::Result;

use super::block::{Blocks, FormId};
use super::column::{Columns, small};
use super::document::{begin, spans};
use super::form::unit;
use crate::dataset::encode::Block;
use crate::dataset::record::Record;
use crate::definition::Form;
use crate::extract::{Check, Outcome, State, Verification};

/// Table and row, and column or nothing: where a cell or an equation stands in its form.
pub(super) type Place = [usize; 3];

/// The rows of `cells`, in the order of the form.
pub(super) fn cells(out: &mut Columns, record: &Record, form: &Form, id: FormId, known: &mut Blocks<Place>) -> Result<()> {
    let all = &record.extraction.cells;
    begin(out, record, all.len())?;
    known.fill(out, id, all.iter().map(|c| [c.table, c.row, c.column]), |places| cell_keys(form, places))?;
    out.amounts(all.iter().map(|c| c.value))?;
    out.texts(all.iter().map(|c| unit(c, &form.tables[c.table], &record.text)))?;
    out.texts(all.iter().map(|c| Some(c.span?.of(&record.text))))?;
    out.words(all.iter().map(|c| Some(c.state)), |state| state as usize, State::code)?;
    out.words(all.iter().map(|c| c.verification), |verification| verification as usize, Verification::code)?;
    out.amounts(all.iter().map(|c| c.proposed))?;
    spans(out, all.iter().map(|c| c.span))
}

/// The codes of table, row and column.
fn cell_keys(form: &Form, places: &[Place]) -> Vec<Block> {
    let table = |place: &Place| &form.tables[place[0]];
    vec![
        Block::new(places.iter().map(|place| Some(table(place).name.as_str()))),
        Block::new(places.iter().map(|place| Some(table(place).rows[place[1]].code.as_str()))),
        Block::new(places.iter().map(|place| Some(table(place).columns[place[2]].code.as_str()))),
    ]
}

/// The rows of `checks`, in the order of the form.
pub(super) fn checks(out: &mut Columns, record: &Record, form: &Form, id: FormId, known: &mut Blocks<Place>) -> Result<()> {
    let all = &record.extraction.checks;
    let equation = |check: &Check| &form.tables[check.table].equations[check.equation];
    begin(out, record, all.len())?;
    known.fill(out, id, all.iter().map(|c| [c.table, c.equation, 0]), |places| check_keys(form, places))?;
    out.amounts(all.iter().map(|c| c.left))?;
    out.amounts(all.iter().map(|c| c.right))?;
    out.words(all.iter().map(|c| Some(c.outcome)), |outcome| outcome as usize, Outcome::code)?;
    out.flags(all.iter().map(|c| equation(c).printed));
    out.smalls(all.iter().map(|c| Some(small(c.support))))?;
    out.smalls(all.iter().map(|c| Some(small(c.nonzero))))?;
    let located = |c: &Check| {
        let (row, column) = c.located?;
        let table = &form.tables[c.table];
        Some(format!("{}.{}.{}", table.name, table.rows[row].code, table.columns[column].code))
    };
    let located: Vec<Option<String>> = all.iter().map(located).collect();
    out.texts(located.iter().map(Option::as_deref))
}

/// The code of the equation, its table, and what it is about.
fn check_keys(form: &Form, places: &[Place]) -> Vec<Block> {
    let equation = |place: &Place| &form.tables[place[0]].equations[place[1]];
    vec![
        Block::new(places.iter().map(|place| Some(equation(place).code.as_str()))),
        Block::new(places.iter().map(|place| Some(form.tables[place[0]].name.as_str()))),
        Block::new(places.iter().map(|place| Some(equation(place).scope.as_str()))),
    ]
}
