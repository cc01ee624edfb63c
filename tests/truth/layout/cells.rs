//! Tables with a cell a line.

use super::rows::{kept, line};
use crate::truth::form::{Grid, GridCell, Row};

/// `c |` a line; pads on a line of their own.
pub(super) fn padded(grid: &Grid, pads_last: bool, out: &mut String) {
    for (at, row) in grid.rows.iter().enumerate() {
        match row {
            Row::Cells(cells) => {
                let texts = kept(cells);
                for text in &texts {
                    out.push_str(text);
                    out.push_str(" |\n");
                }
                let pads = grid.width.saturating_sub(texts.len());
                if pads > 0 && (at + 1 < grid.rows.len() || pads_last) {
                    out.push_str(&"|".repeat(pads));
                    out.push('\n');
                }
            }
            Row::Line(text) => line(text, out),
            Row::Break => {}
        }
    }
}

/// A line `|` begins a row, a cell a line follows, the last cell carries the pads.
pub(super) fn leading(grid: &Grid, pads_last: bool, out: &mut String) {
    for (at, row) in grid.rows.iter().enumerate() {
        match row {
            Row::Cells(cells) => {
                out.push_str("|\n");
                let texts = kept(cells);
                let pads = if at + 1 < grid.rows.len() || pads_last { grid.width.saturating_sub(texts.len()) } else { 0 };
                for (at, text) in texts.iter().enumerate() {
                    out.push_str(text);
                    out.push_str(" |");
                    if at + 1 == texts.len() && pads > 0 {
                        out.push(' ');
                        out.push_str(&"|".repeat(pads));
                    }
                    out.push('\n');
                }
            }
            Row::Line(text) => line(text, out),
            Row::Break => {}
        }
    }
}

/// Rows without values a line, the others a cell a line; a single value carries its pads.
pub(super) fn mixed(grid: &Grid, out: &mut String) {
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => {
                let texts = kept(cells);
                let pads = "|".repeat(grid.width.saturating_sub(texts.len()));
                let gap = if pads.is_empty() { "" } else { " " };
                if cells.iter().all(|c: &GridCell| c.slot.is_none()) {
                    out.push_str(&texts.join(" | "));
                    out.push_str(" |");
                } else {
                    out.push_str(&texts.join(" |\n"));
                    out.push_str(" |");
                }
                out.push_str(gap);
                out.push_str(&pads);
                out.push('\n');
            }
            Row::Line(text) => line(text, out),
            Row::Break => {}
        }
    }
}

/// Every cell with the same text before and behind it; empty cells vanish, breaks stay.
pub(super) fn each(grid: &Grid, before: &str, behind: &str, out: &mut String) {
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => {
                for cell in cells.iter().filter(|c| !c.text.trim().is_empty()) {
                    out.push_str(before);
                    out.push_str(&cell.text.replace('\n', if before.contains('|') || behind.contains('|') { "" } else { "\n" }));
                    out.push_str(behind);
                }
            }
            Row::Line(text) => line(text, out),
            Row::Break => {}
        }
    }
}
