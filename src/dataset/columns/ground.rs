//! A record becomes its rows in the tables under the forms: every cell, every equation. The most rows of all tables.

use super::column::{Columns, small};
use super::document::{begin, spans};
use super::form::unit;
use crate::dataset::record::Record;
use crate::definition::Form;

/// The rows of `cells`, in the order of the form.
pub(super) fn cells(out: &mut Columns, record: &Record, form: &Form) {
    let all = &record.extraction.cells;
    begin(out, record, all.len());
    out.texts(all.iter().map(|c| Some(form.tables[c.table].name.as_str())));
    out.texts(all.iter().map(|c| Some(form.tables[c.table].rows[c.row].code.as_str())));
    out.texts(all.iter().map(|c| Some(form.tables[c.table].columns[c.column].code.as_str())));
    out.amounts(all.iter().map(|c| c.value));
    out.texts(all.iter().map(|c| unit(c, &form.tables[c.table], &record.text)));
    out.texts(all.iter().map(|c| Some(c.span?.of(&record.text))));
    out.texts(all.iter().map(|c| Some(c.state.code())));
    out.texts(all.iter().map(|c| Some(c.verification?.code())));
    out.amounts(all.iter().map(|c| c.proposed));
    spans(out, all.iter().map(|c| c.span));
}

/// The rows of `checks`, in the order of the form.
pub(super) fn checks(out: &mut Columns, record: &Record, form: &Form) {
    let all = &record.extraction.checks;
    let equation = |check: &crate::extract::Check| &form.tables[check.table].equations[check.equation];
    begin(out, record, all.len());
    out.texts(all.iter().map(|c| Some(equation(c).code.as_str())));
    out.texts(all.iter().map(|c| Some(form.tables[c.table].name.as_str())));
    out.texts(all.iter().map(|c| Some(equation(c).scope.as_str())));
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
