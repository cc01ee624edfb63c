//! Damage to rows and columns.

use fastrand::Rng;
use reportlake::extract::State;

use crate::truth::form::{GridCell, Other, Row, grids, slots};
use crate::truth::layout::Layout;
use crate::truth::numbers::ONE;
use crate::truth::sheet::Sheet;
use crate::truth::style::Print;

fn cell(text: &str) -> GridCell {
    GridCell { text: text.to_owned(), slot: None, rowspan: 1, colspan: 1 }
}

/// The labels whose span covers the row get one row less; what begins in the row moves to the next.
fn remove_row(sheet: &mut Sheet, table: usize, at: usize) {
    let rows = &mut sheet.grids[table].rows;
    for above in 0..at {
        if let Row::Cells(cells) = &mut rows[above] {
            cells.iter_mut().filter(|c| above + c.rowspan > at).for_each(|c| c.rowspan -= 1);
        }
    }
    let Row::Cells(cells) = rows.remove(at) else { return };
    let moved: Vec<GridCell> = cells.into_iter().filter(|c| c.rowspan > 1).map(|c| GridCell { rowspan: c.rowspan - 1, ..c }).collect();
    if let Some(Row::Cells(next)) = rows.get_mut(at) {
        next.splice(0..0, moved);
    }
}

/// Inserts a row; labels that reach over the place reach over one row more.
fn insert_row(sheet: &mut Sheet, table: usize, at: usize, row: Row) {
    let rows = &mut sheet.grids[table].rows;
    for above in 0..at {
        if let Row::Cells(cells) = &mut rows[above] {
            cells.iter_mut().filter(|c| above + c.rowspan > at).for_each(|c| c.rowspan += 1);
        }
    }
    rows.insert(at, row);
}

/// One row of the first two tables is not printed.
pub(super) fn missing(sheet: &mut Sheet, rng: &mut Rng) {
    let rows: Vec<_> = sheet.value_rows().into_iter().filter(|(table, ..)| *table < 2).collect();
    let (table, at, slots) = rows[rng.usize(0..rows.len())].clone();
    for slot in slots {
        sheet.prints[slot].lose(&[State::RowMissing]);
    }
    remove_row(sheet, table, at);
}

/// Rows that some provinces add: another kind of document, another reason to refuse.
pub(super) fn extra(sheet: &mut Sheet, rng: &mut Rng) {
    let count = |rng: &mut Rng| (rng.u32(0..9) * u32::from(rng.bool())).to_string();
    let last = sheet.value_rows().iter().filter(|(table, ..)| *table == 0).nth(1).map_or(4, |(_, at, _)| *at);
    let mut cells = vec![cell("其他主动公开文件")];
    cells.extend((0..3).map(|_| cell(&count(rng))));
    insert_row(sheet, 0, last + 1, Row::Cells(cells));
    let leaves: Vec<usize> =
        sheet.value_rows().iter().filter(|(_, _, s)| sheet.slots[s[0]].row == "denied_administrative_inquiry").map(|(_, at, _)| *at).collect();
    let text = ["9.属于工作秘密", "9.内部管理信息", "10.无法联系到申请人"][rng.usize(0..3)];
    let mut cells = vec![cell(text)];
    let six: Vec<u32> = (0..6).map(|_| rng.u32(0..4) * u32::from(rng.u8(0..4) == 0)).collect();
    cells.extend(six.iter().map(|v| cell(&v.to_string())));
    cells.push(cell(&six.iter().sum::<u32>().to_string()));
    for at in leaves {
        // It is the group's last row, below its last leaf.
        insert_row(sheet, 1, at + 1, Row::Cells(cells.clone()));
        widen_group(sheet, at);
    }
}

/// The label whose span ends with the row reaches over the next one too.
fn widen_group(sheet: &mut Sheet, at: usize) {
    for above in 0..=at {
        if let Row::Cells(cells) = &mut sheet.grids[1].rows[above] {
            cells.iter_mut().filter(|c| c.slot.is_none() && c.rowspan > 1 && above + c.rowspan == at + 1).for_each(|c| c.rowspan += 1);
        }
    }
}

/// Some tools print a sum below each group of results.
pub(super) fn subtotals(sheet: &mut Sheet, rng: &mut Rng) {
    let text = ["小计", "合计"][rng.usize(0..2)];
    for prefix in ["denied_", "unable_", "not_processed_", "other_"] {
        let rows: Vec<_> = sheet.value_rows().into_iter().filter(|(table, _, s)| *table == 1 && sheet.slots[s[0]].row.starts_with(prefix)).collect();
        let Some((_, last, _)) = rows.last().filter(|_| rows.len() > 1) else { continue };
        let sum = |column: usize| rows.iter().map(|(_, _, slots)| sheet.prints[slots[column]].value().unwrap_or(0)).sum::<i64>() / ONE;
        let mut cells = vec![cell(text)];
        cells.extend((0..7).map(|column| cell(&sum(column).to_string())));
        let at = *last;
        insert_row(sheet, 1, at + 1, Row::Cells(cells));
        widen_group(sheet, at);
    }
}

/// A column 法人小计 stands before the total.
pub(super) fn extra_column(sheet: &mut Sheet) {
    let sums: Vec<(usize, i64)> = sheet
        .value_rows()
        .iter()
        .filter(|(table, ..)| *table == 1)
        .map(|(_, at, slots)| (*at, slots[1..6].iter().map(|&s| sheet.prints[s].value().unwrap_or(0)).sum()))
        .collect();
    let grid = &mut sheet.grids[1];
    grid.width += 1;
    for (at, row) in grid.rows.iter_mut().enumerate() {
        let Row::Cells(cells) = row else { continue };
        match (at, sums.iter().find(|(row, _)| *row == at)) {
            // 申请人情况 and 法人或其他组织, whatever became of their words.
            (0 | 1, _) => cells[1].colspan += 1,
            (2, _) => cells.push(cell("法人小计")),
            (_, Some((_, sum))) => cells.insert(cells.len() - 1, cell(&(sum / ONE).to_string())),
            _ => {}
        }
    }
}

/// The first cell of the head takes one row in place of three: the heads below it stand above the labels of the rows.
pub(super) fn displaced_head(sheet: &mut Sheet) {
    if let Row::Cells(cells) = &mut sheet.grids[1].rows[0] {
        cells[0].rowspan = 1;
    }
}

/// The head of the second table is printed again in its middle.
pub(super) fn repeated_head(sheet: &mut Sheet, rng: &mut Rng) {
    let head: Vec<Row> = sheet.grids[1].rows[..3].to_vec();
    let at = rng.usize(6..sheet.grids[1].rows.len());
    cut_spans(sheet, 1, at);
    for row in head.into_iter().rev() {
        sheet.grids[1].rows.insert(at, row);
    }
}

/// Labels that reach over a place end before it and begin again behind it.
fn cut_spans(sheet: &mut Sheet, table: usize, at: usize) {
    let rows = &mut sheet.grids[table].rows;
    let mut again = Vec::new();
    for above in 0..at {
        let Row::Cells(cells) = &mut rows[above] else { continue };
        for cell in cells.iter_mut().filter(|c| above + c.rowspan > at) {
            let rest = above + cell.rowspan - at;
            cell.rowspan -= rest;
            again.push(GridCell { rowspan: rest, ..cell.clone() });
        }
    }
    if let Some(Row::Cells(next)) = rows.get_mut(at) {
        next.splice(0..0, again);
    }
}

/// The first two tables are two tables each.
pub(super) fn split(sheet: &mut Sheet, rng: &mut Rng) {
    for table in 0..2 {
        let at = rng.usize(4..sheet.grids[table].rows.len());
        cut_spans(sheet, table, at);
        sheet.grids[table].rows.insert(at, Row::Break);
    }
}

/// Page numbers stand between rows. Where every cell is a line, a bare one may be a value of the row above.
pub(super) fn page_numbers(layout: Layout, sheet: &mut Sheet, rng: &mut Rng) {
    let style = rng.u8(0..3);
    let rows = sheet.value_rows();
    let at = rng.usize(1..rows.len() - 1);
    let (table, row, slots) = rows[at].clone();
    let page = rng.u32(2..12);
    let text = match style {
        0 => format!("- {page} -"),
        1 => format!("第 {page} 页"),
        _ => page.to_string(),
    };
    let bare = style == 2;
    let inner = layout.is_cell_a_line() || layout.is_drawn() || layout == Layout::Html2text;
    if bare && inner {
        let below = rows.get(at + 1).filter(|(next, ..)| *next == table).map(|(_, _, slots)| slots.clone()).unwrap_or_default();
        for slot in slots.into_iter().chain(below) {
            sheet.prints[slot].hide(&[State::ColumnUnknown]);
        }
    }
    sheet.grids[table].rows.insert(row + 1, Row::Line(text));
    // A line is no row: spans do not count it.
}

/// A 2021 report prints one row for （六）其他处理, as the form of 2019 did.
pub(super) fn merged_other(sheet: &mut Sheet, rng: &mut Rng) {
    if sheet.other == Other::Merged {
        return;
    }
    let old = std::mem::replace(&mut sheet.slots, slots(sheet.edition, Other::Merged));
    let truth = std::mem::take(&mut sheet.truth);
    let of = |row: &str, column: &str| old.iter().position(|s| s.row == row && s.column == column).map_or(0, |at| truth[at]);
    sheet.truth = sheet
        .slots
        .iter()
        .map(|slot| match slot.row {
            "other_handling" => ["other_no_correction", "other_fee_unpaid", "other_other"].iter().map(|row| of(row, slot.column)).sum(),
            _ => old.iter().zip(&truth).find(|(o, _)| (o.table, o.row, o.column) == (slot.table, slot.row, slot.column)).map_or(0, |(_, &v)| v),
        })
        .collect();
    sheet.prints = Vec::<Print>::new();
    sheet.prints = sheet.truth.iter().zip(&sheet.slots).map(|(&value, &slot)| sheet.style.print(value, slot, rng)).collect();
    sheet.other = Other::Merged;
    sheet.grids = grids(sheet.edition, Other::Merged);
}
