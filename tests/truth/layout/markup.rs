//! Tables as Markdown and its like: every row a line, the places of spans explicit or not.

use super::rows::line;
use super::spread::{Spot, columns, fitted, spread, text_at};
use crate::truth::form::{Grid, Row};

/// The whole rectangle; spans are empty cells.
pub(super) fn grid(grid: &Grid, out: &mut String) {
    for (at, spots) in spread(grid).iter().enumerate() {
        match &grid.rows[at] {
            Row::Cells(_) => {
                out.push('|');
                for &spot in spots {
                    out.push_str(&format!(" {} |", text_at(grid, at, spot)));
                }
                out.push_str(" \n");
            }
            Row::Line(text) => line(text, out),
            Row::Break => out.push('\n'),
        }
    }
}

/// The rectangle as our own rendering of HTML has it: arrows mark what belongs to neighbours.
pub(super) fn canonical(grid: &Grid, out: &mut String) {
    for (at, spots) in spread(grid).iter().enumerate() {
        match &grid.rows[at] {
            Row::Cells(_) => {
                out.push('|');
                for &spot in spots {
                    let text = match spot {
                        Spot::Left => "←".to_owned(),
                        Spot::Above => "↑".to_owned(),
                        _ => text_at(grid, at, spot),
                    };
                    out.push_str(&if text.is_empty() { "  |".to_owned() } else { format!(" {text} |") });
                }
                out.push('\n');
            }
            Row::Line(text) => line(text, out),
            Row::Break => out.push('\n'),
        }
    }
}

/// Columns that a cell spans follow it as empty cells, rows do not: lines below a span are shorter.
pub(super) fn markdownify(grid: &Grid, out: &mut String) {
    out.push('|');
    out.push_str(&"  |".repeat(grid.width));
    out.push_str("\n|");
    out.push_str(&" --- |".repeat(grid.width));
    out.push('\n');
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => {
                out.push('|');
                for cell in cells {
                    out.push_str(&format!(" {} |{}", cell.text.replace('\n', " ").trim(), " |".repeat(cell.colspan - 1)));
                }
                out.push('\n');
            }
            Row::Line(text) => line(text, out),
            Row::Break => out.push('\n'),
        }
    }
}

/// Pipes between cells, breaks inside cells stay, two spaces end a line, spans leave no trace.
pub(super) fn html2text(grid: &Grid, out: &mut String) {
    let mut first = true;
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => {
                let texts: Vec<String> = cells.iter().map(|c| c.text.trim().replace('\n', "  \n")).collect();
                out.push_str(&texts.join("| "));
                out.push_str("  \n");
                if std::mem::take(&mut first) {
                    out.push_str(&vec!["---"; cells.len()].join("|"));
                    out.push_str("  \n");
                }
            }
            Row::Line(text) => line(text, out),
            Row::Break => {
                out.push('\n');
                first = true;
            }
        }
    }
}

/// The whole rectangle, columns aligned, an empty head above.
pub(super) fn pandoc_gfm(grid: &Grid, out: &mut String) {
    let spots = spread(grid);
    let width = spots.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![2; width];
    for (at, spots) in spots.iter().enumerate() {
        for (column, &spot) in spots.iter().enumerate() {
            widths[column] = widths[column].max(columns(&text_at(grid, at, spot)));
        }
    }
    let blank: Vec<String> = widths.iter().map(|&w| " ".repeat(w + 2)).collect();
    let rule: Vec<String> = widths.iter().map(|&w| "-".repeat(w + 2)).collect();
    out.push_str(&format!("|{}|\n|{}|\n", blank.join("|"), rule.join("|")));
    for (at, spots) in spots.iter().enumerate() {
        match &grid.rows[at] {
            Row::Cells(_) => {
                let cells: Vec<String> = spots.iter().zip(&widths).map(|(&spot, &w)| format!(" {} ", fitted(&text_at(grid, at, spot), w))).collect();
                out.push_str(&format!("|{}|\n", cells.join("|")));
            }
            Row::Line(text) => line(text, out),
            Row::Break => out.push('\n'),
        }
    }
}
