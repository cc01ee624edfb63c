//! Spans become places: which cell covers which place of the rectangle. Display widths and line breaks.

use crate::truth::form::{Grid, Row};

/// What stands in one place of the rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// The first place of the cell with this index in the row.
    Own(usize),
    /// The cell at the left reaches here.
    Left,
    /// A cell above reaches here.
    Above,
    /// Nothing does.
    Hole,
}

/// The places of every row, as wide as the widest; empty for lines that are no rows.
pub(super) fn spread(grid: &Grid) -> Vec<Vec<Spot>> {
    let mut below: Vec<usize> = Vec::new();
    let mut all = Vec::new();
    for row in &grid.rows {
        let Row::Cells(cells) = row else {
            if matches!(row, Row::Break) {
                below.clear();
            }
            all.push(Vec::new());
            continue;
        };
        let mut spots: Vec<Spot> = below.iter().map(|&left| if left > 0 { Spot::Above } else { Spot::Hole }).collect();
        below.iter_mut().for_each(|left| *left = left.saturating_sub(1));
        for (index, cell) in cells.iter().enumerate() {
            let at = spots.iter().position(|&s| s == Spot::Hole).unwrap_or(spots.len());
            for offset in 0..cell.colspan {
                if at + offset >= spots.len() {
                    spots.push(Spot::Hole);
                    below.push(0);
                }
                spots[at + offset] = if offset == 0 { Spot::Own(index) } else { Spot::Left };
                below[at + offset] = cell.rowspan - 1;
            }
        }
        all.push(spots);
    }
    let width = all.iter().map(Vec::len).max().unwrap_or(0);
    all.iter_mut().filter(|spots| !spots.is_empty()).for_each(|spots| spots.resize(width, Spot::Hole));
    all
}

/// The text of a place: what its own cell holds on one line, else nothing.
pub(super) fn text_at(grid: &Grid, row: usize, spot: Spot) -> String {
    match (&grid.rows[row], spot) {
        (Row::Cells(cells), Spot::Own(index)) => cells[index].text.replace('\n', " ").trim().to_owned(),
        _ => String::new(),
    }
}

/// How many columns of a terminal a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{1100}' || ('\u{2010}'..'\u{2E80}').contains(&c) { 1 } else { 2 }).sum()
}

/// The text with spaces behind it up to that many columns.
pub(super) fn fitted(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// The text cut into lines of at most that many columns, at its own breaks too. Numbers stay whole.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for part in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in words(part) {
            let wide = columns(&word);
            if used + wide > width && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(&word);
            used += wide;
        }
        lines.push(line);
    }
    lines
}

/// Runs of narrow characters, and wide characters one by one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut narrow = false;
    for c in text.chars() {
        let is_narrow = c.is_ascii_graphic();
        match words.last_mut() {
            Some(last) if narrow && is_narrow => last.push(c),
            _ => words.push(c.to_string()),
        }
        narrow = is_narrow;
    }
    words
}
