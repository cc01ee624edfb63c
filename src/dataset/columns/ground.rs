//! A record becomes its rows in the tables under the forms: every cell, every equation. The most rows of all tables.

use arrow::array::StringArray;

use super::block::{Blocks, FormId};
use super::column::{Columns, small};
use super::document::{begin, spans};
use super::form::unit;
use crate::dataset::record::Record;
use crate::definition::Form;
use crate::extract::Check;

/// Table and row, and column or nothing: where a cell or an equation stands in its form.
pub(super) type Place = [usize; 3];

/// The rows of `cells`, in the order of the form.
pub(super) fn cells(out: &mut Columns, record: &Record, form: &Form, id: FormId, known: &mut Blocks<Place>) {
    let all = &record.extraction.cells;
    begin(out, record, all.len());
    known.fill(out, id, all.iter().map(|c| [c.table, c.row, c.column]), |places| cell_keys(form, places));
    out.amounts(all.iter().map(|c| c.value));
    out.texts(all.iter().map(|c| unit(c, &form.tables[c.table], &record.text)));
    out.texts(all.iter().map(|c| Some(c.span?.of(&record.text))));
    out.texts(all.iter().map(|c| Some(c.state.code())));
    out.texts(all.iter().map(|c| Some(c.verification?.code())));
    out.amounts(all.iter().map(|c| c.proposed));
    spans(out, all.iter().map(|c| c.span));
}

/// The codes of table, row and column.
fn cell_keys(form: &Form, places: &[Place]) -> Vec<StringArray> {
    let table = |place: &Place| &form.tables[place[0]];
    vec![
        places.iter().map(|place| Some(table(place).name.as_str())).collect(),
        places.iter().map(|place| Some(table(place).rows[place[1]].code.as_str())).collect(),
        places.iter().map(|place| Some(table(place).columns[place[2]].code.as_str())).collect(),
    ]
}

/// The rows of `checks`, in the order of the form.
pub(super) fn checks(out: &mut Columns, record: &Record, form: &Form, id: FormId, known: &mut Blocks<Place>) {
    let all = &record.extraction.checks;
    let equation = |check: &Check| &form.tables[check.table].equations[check.equation];
    begin(out, record, all.len());
    known.fill(out, id, all.iter().map(|c| [c.table, c.equation, 0]), |places| check_keys(form, places));
    out.amounts(all.iter().map(|c| c.left));
    out.amounts(all.iter().map(|c| c.right));
    out.texts(all.iter().map(|c| Some(c.outcome.code())));
    out.flags(all.iter().map(|c| equation(c).printed));
    out.smalls(all.iter().map(|c| Some(small(c.support))));
    out.smalls(all.iter().map(|c| Some(small(c.nonzero))));
    out.dotted(all.iter().map(|c| {
        let (row, column) = c.located?;
        let table = &form.tables[c.table];
        Some([table.name.as_str(), table.rows[row].code.as_str(), table.columns[column].code.as_str()])
    }));
}

/// The code of the equation, its table, and what it is about.
fn check_keys(form: &Form, places: &[Place]) -> Vec<StringArray> {
    let equation = |place: &Place| &form.tables[place[0]].equations[place[1]];
    vec![
        places.iter().map(|place| Some(equation(place).code.as_str())).collect(),
        places.iter().map(|place| Some(form.tables[place[0]].name.as_str())).collect(),
        places.iter().map(|place| Some(equation(place).scope.as_str())).collect(),
    ]
}
