//! Tables for a terminal: columns are where they stand.

use super::rows::line;
use super::spread::{Spot, columns, fitted, spread, text_at, wrapped};
use crate::truth::form::{Grid, Row};

/// Columns apart by one space between rules of dashes; spans leave their places empty.
pub(super) fn pandoc_plain(grid: &Grid, out: &mut String) {
    let spots = spread(grid);
    let widths = widths(grid, &spots);
    let rule: Vec<String> = widths.iter().map(|&w| "-".repeat(w + 1)).collect();
    let rule = format!("  {}\n", rule.join(" "));
    out.push_str(&rule);
    for (at, spots) in spots.iter().enumerate() {
        match &grid.rows[at] {
            Row::Cells(_) => {
                let cells: Vec<String> = spots.iter().zip(&widths).map(|(&spot, &w)| fitted(&text_at(grid, at, spot), w + 1)).collect();
                out.push_str(&format!("  {}\n", cells.join(" ")));
            }
            Row::Line(text) => line(text, out),
            Row::Break => {
                out.push_str(&rule);
                out.push('\n');
                out.push_str(&rule);
            }
        }
    }
    out.push_str(&rule);
}

fn widths(grid: &Grid, spots: &[Vec<Spot>]) -> Vec<usize> {
    let mut widths = vec![2; spots.iter().map(Vec::len).max().unwrap_or(0)];
    for (at, spots) in spots.iter().enumerate() {
        for (column, &spot) in spots.iter().enumerate() {
            widths[column] = widths[column].max(columns(&text_at(grid, at, spot)));
        }
    }
    widths
}

/// Cells of equal rank below each other, two spaces between; spans are not known.
pub(super) fn inscriptis(grid: &Grid, out: &mut String) {
    let mut widths: Vec<usize> = Vec::new();
    for row in &grid.rows {
        let Row::Cells(cells) = row else { continue };
        for (at, cell) in cells.iter().enumerate() {
            if at >= widths.len() {
                widths.push(0);
            }
            widths[at] = widths[at].max(cell.text.split('\n').map(columns).max().unwrap_or(0));
        }
    }
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => {
                let lines = cells.iter().map(|c| c.text.split('\n').count()).max().unwrap_or(1);
                for at in 0..lines {
                    out.push_str("    ");
                    for (cell, &width) in cells.iter().zip(&widths) {
                        out.push_str(&fitted(cell.text.split('\n').nth(at).unwrap_or("").trim(), width + 2));
                    }
                    out.push('\n');
                }
            }
            Row::Line(text) => line(text, out),
            Row::Break => out.push('\n'),
        }
    }
}

/// Boxes of lines. Labels of groups stand in the middle of their rows, long labels are broken.
pub(super) fn w3m(grid: &Grid, out: &mut String) {
    let spots = spread(grid);
    let mut widths = widths(grid, &spots);
    widths.iter_mut().for_each(|w| *w = (*w).min(24).max(4));
    let rule = |left: &str, cross: &str, right: &str| {
        let strokes: Vec<String> = widths.iter().map(|&w| "─".repeat(w)).collect();
        format!("{left}{}{right}\n", strokes.join(cross))
    };
    out.push_str(&rule("┌", "┬", "┐"));
    for (at, spots) in spots.iter().enumerate() {
        match &grid.rows[at] {
            Row::Cells(_) => boxed(grid, at, spots, &widths, out),
            Row::Line(text) => line(text, out),
            Row::Break => {
                out.push_str(&rule("└", "┴", "┘"));
                out.push('\n');
                out.push_str(&rule("┌", "┬", "┐"));
                continue;
            }
        }
        if at + 1 < grid.rows.len() {
            out.push_str(&rule("├", "┼", "┤"));
        }
    }
    out.push_str(&rule("└", "┴", "┘"));
}

/// One row of boxes: a cell is as wide as the columns that it spans, and no line is drawn inside it.
fn boxed(grid: &Grid, row: usize, spots: &[Spot], widths: &[usize], out: &mut String) {
    let mut boxes: Vec<(usize, Vec<String>)> = Vec::new();
    for (column, &spot) in spots.iter().enumerate() {
        if spot == Spot::Left {
            if let Some(last) = boxes.last_mut() {
                last.0 += widths[column] + 1;
            }
        } else {
            boxes.push((widths[column], vec![text_at(grid, row, spot)]));
        }
    }
    for (width, lines) in &mut boxes {
        *lines = wrapped(&lines[0], *width);
    }
    let height = boxes.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
    for at in 0..height {
        out.push('│');
        for (width, lines) in &boxes {
            out.push_str(&fitted(lines.get(at).map_or("", String::as_str), *width));
            out.push('│');
        }
        out.push('\n');
    }
}
