//! Tables of a PDF: labels broken at narrow columns, values at the middle of their labels.

use super::rows::line;
use super::spread::{Spot, columns, fitted, spread, wrapped};
use crate::truth::form::{Grid, GridCell, Row};

/// The widest label of a page, in columns.
const LABEL: usize = 24;

/// Columns by place, blank lines between rows; the values of a broken label stand between its lines.
pub(super) fn aligned(grid: &Grid, out: &mut String) {
    let spots = spread(grid);
    let width = spots.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![4; width];
    for (at, spots) in spots.iter().enumerate() {
        let Row::Cells(cells) = &grid.rows[at] else { continue };
        for (column, &spot) in spots.iter().enumerate() {
            let Spot::Own(index) = spot else { continue };
            if cells[index].colspan == 1 {
                let text = lines_of(&cells[index]);
                widths[column] = widths[column].max(text.iter().map(|l| columns(l)).max().unwrap_or(0));
            }
        }
    }
    for (at, spots) in spots.iter().enumerate() {
        match &grid.rows[at] {
            Row::Cells(cells) => {
                row_of_page(cells, spots, &widths, out);
                out.push('\n');
            }
            Row::Line(text) => line(text, out),
            Row::Break => out.push_str("\u{c}\n"),
        }
    }
}

fn lines_of(cell: &GridCell) -> Vec<String> {
    if cell.slot.is_some() { vec![cell.text.trim().to_owned()] } else { wrapped(&cell.text, LABEL * cell.colspan.min(2)) }
}

fn row_of_page(cells: &[GridCell], spots: &[Spot], widths: &[usize], out: &mut String) {
    let all: Vec<Vec<String>> = cells.iter().map(lines_of).collect();
    let height = all.iter().map(Vec::len).max().unwrap_or(1);
    // An even number of label lines has its values on a line of their own between them, an odd one on the middle line.
    let height = if height % 2 == 0 && cells.iter().any(|c| c.slot.is_some()) { height + 1 } else { height };
    for at in 0..height {
        let mut text = String::new();
        let mut place = 0;
        for (column, &spot) in spots.iter().enumerate() {
            if let Spot::Own(index) = spot {
                let lines = &all[index];
                let shown = if height > lines.len() && lines.len() == height - 1 {
                    let own = at - usize::from(at > height / 2);
                    (at != height / 2).then(|| lines.get(own)).flatten()
                } else {
                    at.checked_sub((height - lines.len()) / 2).and_then(|own| lines.get(own))
                };
                if let Some(shown) = shown.filter(|s| !s.is_empty()) {
                    text = fitted(&text, place);
                    if !text.is_empty() && !text.ends_with("  ") {
                        text.push_str(if text.ends_with(' ') { " " } else { "  " });
                    }
                    text.push_str(shown);
                }
            }
            place += widths[column] + 2;
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
}

/// One piece a line, blank lines between cells; the first value of a broken label stands between its lines.
pub(super) fn flowing(grid: &Grid, out: &mut String) {
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => flowing_row(cells, out),
            Row::Line(text) => line(text, out),
            Row::Break => out.push_str("\u{c}\n"),
        }
    }
}

fn flowing_row(cells: &[GridCell], out: &mut String) {
    let is_value = |c: &&GridCell| c.slot.is_some() || c.text.chars().all(|c| c.is_ascii_digit());
    let mut values = cells.iter().filter(is_value).filter(|c| !c.text.trim().is_empty()).map(|c| c.text.trim());
    let labels: Vec<&GridCell> = cells.iter().filter(|c| !is_value(c)).collect();
    for (at, cell) in labels.iter().enumerate() {
        let lines = wrapped(&cell.text, LABEL * cell.colspan.min(2));
        let is_last = at + 1 == labels.len();
        let between = if is_last && lines.len() > 1 { values.next() } else { None };
        for (number, text) in lines.iter().enumerate() {
            out.push_str(text);
            out.push('\n');
            if let Some(value) = between.filter(|_| number == (lines.len() - 1) / 2) {
                out.push_str(value);
                out.push('\n');
            }
        }
        out.push('\n');
    }
    for value in values {
        out.push_str(value);
        out.push_str("\n\n");
    }
}
