//! Tables with a row a line.

use crate::truth::form::{Grid, GridCell, Row};

/// Cells that survive: empty ones vanish, those of a no-break space stay.
pub(super) fn kept(cells: &[GridCell]) -> Vec<String> {
    cells.iter().filter(|c| !c.text.is_empty()).map(|c| c.text.replace('\n', " ").trim().to_owned()).collect()
}

/// `c | c | c |`, short rows padded with bare pipes to the width of the table; in half of the reports not so the last row.
pub(super) fn padded(grid: &Grid, lead: &str, pads_last: bool, out: &mut String) {
    for (at, row) in grid.rows.iter().enumerate() {
        match row {
            Row::Cells(cells) => {
                let texts = kept(cells);
                out.push_str(lead);
                for text in &texts {
                    out.push_str(text);
                    out.push_str(" | ");
                }
                out.truncate(out.trim_end_matches(' ').len());
                let pads = if at + 1 < grid.rows.len() || pads_last { grid.width.saturating_sub(texts.len()) } else { 0 };
                if pads > 0 {
                    out.push(' ');
                    out.push_str(&"|".repeat(pads));
                }
                out.push('\n');
            }
            Row::Line(text) => line(text, out),
            Row::Break => {}
        }
    }
}

/// `c | c | c`, a pipe between two cells, nothing at the ends, nothing for spans.
pub(super) fn between(grid: &Grid, out: &mut String) {
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => {
                let texts: Vec<String> = cells.iter().map(|c| c.text.replace('\n', " ").trim().to_owned()).collect();
                out.push_str(&texts.join(" | "));
                out.push('\n');
            }
            Row::Line(text) => line(text, out),
            Row::Break => out.push('\n'),
        }
    }
}

/// A line that is no row.
pub(super) fn line(text: &str, out: &mut String) {
    out.push_str(text);
    out.push('\n');
}
