//! The cells of a record become the rows of a table of its form: wide, long or blocks.

use parquet::errors::Result;

use super::block::Blocks;
use super::column::Columns;
use super::document::prefix;
use crate::dataset::encode::Block;
use crate::dataset::record::{Record, Standing};
use crate::dataset::schema::{Table, form_columns};
use crate::definition::{Family, RowKind, Shape, TableForm, ValueKind};
use crate::extract::{Cell, State};

/// Whole numbers up to here are exact in a float, and far above any count that a report states.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Where the cells of each edition belong in the table that its editions share, and room for the rows of one document.
#[derive(Debug)]
pub(super) struct FormRows {
    shape: Shape,
    /// The index of the family.
    family: usize,
    /// For each edition the index of the table in its form, and for each of its columns the place in the shared table.
    editions: Vec<Option<(usize, Vec<usize>)>>,
    /// What the columns of the shared table hold; empty for a long one.
    kinds: Vec<ValueKind>,
    /// Row of the form and cells not accounted for, for each row of the document that is being added.
    rows: Vec<(usize, i32)>,
    /// The values of those rows, one row after the other.
    values: Vec<Option<f64>>,
    /// What documents before had in the key columns.
    keys: Blocks<usize>,
}

impl FormRows {
    /// Prepares for the table of that name.
    pub(super) fn new(table: &Table, family: usize, shape: Shape, families: &[Family]) -> Self {
        let owner = &families[family];
        let shared = form_columns(owner, &table.name);
        let place = |code: &str| shared.iter().position(|c| c.code == code);
        let editions = owner.forms.iter().map(|form| {
            let at = form.tables.iter().position(|t| t.name == table.name)?;
            Some((at, form.tables[at].columns.iter().filter_map(|c| place(&c.code)).collect()))
        });
        let editions = editions.collect();
        Self {
            shape,
            family,
            editions,
            kinds: shared.iter().map(|c| c.kind).collect(),
            rows: Vec::new(),
            values: Vec::new(),
            keys: Blocks::default(),
        }
    }

    /// Adds the rows of one document; none where the table is lost or of another family.
    pub(super) fn append(&mut self, out: &mut Columns, record: &Record, standing: &Standing, family: &Family) -> Result<()> {
        let Some(edition) = record.extraction.edition.filter(|_| record.family == self.family) else { return Ok(()) };
        let Some((at, places)) = self.editions.get(edition).and_then(Option::as_ref) else { return Ok(()) };
        let Some(form) = family.forms.get(edition) else { return Ok(()) };
        let cells = of_table(&record.extraction.cells, *at);
        if !cells.clone().any(shows_table) {
            return Ok(());
        }
        let form = &form.tables[*at];
        if self.shape == Shape::Long {
            prefix(out, record, standing, family, cells.clone().count())?;
            let width = form.columns.len();
            let keys = cells.clone().map(|cell| cell.row * width + cell.column);
            self.keys.fill(out, (self.family, edition), keys, |keys| long_keys(form, keys))?;
            out.texts(cells.clone().map(|cell| unit(cell, form, &record.text)))?;
            return out.amounts(cells.map(|cell| cell.value));
        }
        let width = self.kinds.len();
        self.rows.clear();
        self.values.clear();
        for cell in cells {
            if self.rows.last().is_none_or(|(row, _)| *row != cell.row) {
                self.rows.push((cell.row, 0));
                self.values.resize(self.rows.len() * width, None);
            }
            let first = self.values.len() - width;
            self.values[first + places[cell.column]] = cell.value;
            if let Some((_, missing)) = self.rows.last_mut() {
                *missing += i32::from(!cell.state.is_accounted_for());
            }
        }
        prefix(out, record, standing, family, self.rows.len())?;
        self.wide(out, form, edition)
    }

    /// Fills the columns of a table that has one for each column of the form.
    fn wide(&mut self, out: &mut Columns, form: &TableForm, edition: usize) -> Result<()> {
        let rows = self.rows.iter().map(|(row, _)| *row);
        self.keys.fill(out, (self.family, edition), rows, |rows| key_columns(form, rows))?;
        for (place, kind) in self.kinds.iter().enumerate() {
            let values = self.values.chunks_exact(self.kinds.len()).map(|row| row[place]);
            match kind {
                ValueKind::Count => out.counts(values.map(whole))?,
                ValueKind::Amount => out.amounts(values)?,
            }
        }
        if self.shape == Shape::Wide {
            out.smalls(self.rows.iter().map(|(_, missing)| Some(*missing)))?;
        }
        Ok(())
    }
}

/// Code, group and kind of the rows, as far as the table has them.
fn key_columns(form: &TableForm, rows: &[usize]) -> Vec<Block> {
    let all = rows.iter().map(|row| &form.rows[*row]);
    let mut columns = vec![Block::new(all.clone().map(|r| Some(r.code.as_str())))];
    if form.group_key.is_some() {
        columns.push(Block::new(all.clone().map(|r| Some(form.groups[r.group?].code.as_str()))));
    }
    if form.kind_key.is_some() {
        columns.push(Block::new(all.map(|r| r.kind.map(RowKind::code))));
    }
    columns
}

/// Group, row, kind and column of the cells, as far as a table with a row for each has them.
fn long_keys(form: &TableForm, cells: &[usize]) -> Vec<Block> {
    let rows: Vec<usize> = cells.iter().map(|key| key / form.columns.len()).collect();
    let mut columns = key_columns(form, &rows);
    if form.group_key.is_some() {
        // A long table begins with the group.
        columns.swap(0, 1);
    }
    columns.push(Block::new(cells.iter().map(|key| Some(form.columns[key % form.columns.len()].code.as_str()))));
    columns
}

/// The cells of one table: they stand together.
fn of_table(cells: &[Cell], table: usize) -> impl Iterator<Item = &Cell> + Clone {
    let first = cells.iter().position(|cell| cell.table == table).unwrap_or(cells.len());
    let end = cells.iter().rposition(|cell| cell.table == table).map_or(first, |last| last + 1);
    cells[first..end].iter().filter(move |cell| cell.table == table)
}

/// The unit as printed, else the form's; `None` where neither says.
pub(super) fn unit<'t>(cell: &Cell, form: &'t TableForm, text: &'t str) -> Option<&'t str> {
    let own = form.columns[cell.column].unit.as_str();
    Some(cell.unit.map_or(own, |printed| printed.of(text))).filter(|unit| !unit.is_empty())
}

/// Whether the cell shows that its table is there: what is lost or not found shows nothing.
fn shows_table(cell: &Cell) -> bool {
    cell.state.is_accounted_for() || matches!(cell.state, State::ColumnUnknown | State::Illegible)
}

/// A count as Int64. A count printed with decimals is none: it stands in `cells`, with a finding, and is null here.
fn whole(value: Option<f64>) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a whole number below 2^53 converts exactly, both ways")]
    #[expect(clippy::float_cmp, reason = "what is not whole does not come back")]
    value.filter(|v| v.abs() <= WHOLE && (*v as i64) as f64 == *v).map(|v| v as i64)
}
