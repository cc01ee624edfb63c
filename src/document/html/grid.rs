//! A table becomes its grid: every slot is a cell, or belongs to the cell at its left or above.
//!
//! Follows the algorithm for forming a table of the HTML standard (section 4.9.12), with its clamps: colspan 1 to 1000, rowspan
//! 0 to 65534, 0 for the rest of the row group, and no cell outgrows its group. Where cells overlap, the first keeps the slot.

use super::GaveUp;
use super::event::Event;
use super::line;
use super::tag::Class;
use crate::document::Limits;

const COLSPAN_MAX: usize = 1000;
const ROWSPAN_MAX: usize = 65534;
/// What a span attribute takes in the source, about.
const SPAN_BYTES: usize = 12;
/// A cell with more characters is prose: the table is there for the layout.
const PROSE_CHARS: usize = 1000;
/// In a table of one row, a cell with more characters is prose ...
const ROW_PROSE_CHARS: usize = 200;
/// ... and one with several lines and more characters.
const ROW_LINES_CHARS: usize = 80;

/// One place of the grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Slot {
    /// No cell covers it.
    #[default]
    Empty,
    /// A cell begins here; its text on one line, without `|`.
    Cell(String),
    /// Belongs to the cell at its left.
    Left,
    /// Belongs to the cell above.
    Up,
}

/// A table: its caption and its rows, all of one width.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Grid {
    /// The caption, if it says something.
    pub(super) caption: Option<String>,
    /// Shape: rows x columns, at least two columns. Rows without any cell are left out.
    pub(super) rows: Vec<Vec<Slot>>,
}

struct Cell {
    text: String,
    lines: usize,
    colspan: usize,
    rowspan: usize,
}

#[derive(Default)]
struct Group {
    rows: Vec<Vec<Cell>>,
}

/// Reads a table that holds no other, given its events. `None` if it is there for the layout only: one column, or prose.
pub(super) fn grid(events: &[Event<'_>], limits: &Limits) -> Result<Option<Grid>, GaveUp> {
    let (groups, caption, bytes) = read(events);
    if groups.iter().all(|group| group.rows.is_empty()) || is_prose(&groups) {
        return Ok(None);
    }
    let most = limits.grid_slots.min(bytes.saturating_mul(limits.grid_slots_per_byte));
    let mut rows = Vec::new();
    let mut slots = 0;
    for group in groups {
        form(group, &mut rows, &mut slots, most)?;
    }
    // Columns at the right in which no cell begins come from a careless colspan.
    let width = rows.iter().filter_map(|row| row.iter().rposition(|slot| matches!(slot, Slot::Cell(_)))).max().map_or(0, |last| last + 1);
    if width < 2 {
        return Ok(None);
    }
    if rows.len().saturating_mul(width) > most {
        return Err(GaveUp::TableBomb);
    }
    for row in &mut rows {
        row.resize(width, Slot::Empty);
    }
    rows.retain(|row| row.iter().any(|slot| *slot != Slot::Empty));
    Ok(Some(Grid { caption, rows }))
}

/// The row groups in the order of the standard, feet last; the caption; the size of the table in bytes, about.
fn read(events: &[Event<'_>]) -> (Vec<Group>, Option<String>, usize) {
    let (mut groups, mut feet) = (Vec::new(), Vec::new());
    let mut group = Group::default();
    let mut caption = None;
    let mut at = 0;
    let mut bytes = 0;
    while let Some(event) = events.get(at) {
        bytes += weight(event);
        match event {
            Event::Open(open) if matches!(open.tag.class(), Class::Cell | Class::Caption) => {
                let inside = events.get(at + 1..open.end - events_offset(events)).unwrap_or_default();
                bytes += inside.iter().map(weight).sum::<usize>();
                let (text, lines) = line::one_line(inside);
                if open.tag.class() == Class::Caption {
                    caption = Some(text).filter(|text| !text.is_empty());
                } else if let Some(row) = group.rows.last_mut() {
                    row.push(Cell { text, lines, colspan: open.colspan, rowspan: open.rowspan });
                }
                at = open.end - events_offset(events);
            }
            Event::Open(open) if open.tag.class() == Class::Row => group.rows.push(Vec::new()),
            Event::Close(tag) if tag.class() == Class::Group => {
                let done = std::mem::take(&mut group);
                if tag.name() == "tfoot" { feet.push(done) } else { groups.push(done) }
            }
            _ => {}
        }
        at += 1;
    }
    groups.push(group);
    groups.extend(feet);
    (groups, caption, bytes)
}

/// Ends count in the list of the page; the first event of the slice is the table's own beginning.
fn events_offset(events: &[Event<'_>]) -> usize {
    match events.first() {
        Some(Event::Open(table)) => table.end + 1 - events.len(),
        _ => 0,
    }
}

fn weight(event: &Event<'_>) -> usize {
    match event {
        Event::Text(text) => text.len(),
        Event::Close(_) => 0,
        Event::Open(open) => {
            let spans = usize::from(open.colspan != 1) + usize::from(open.rowspan != 1);
            open.tag.name().len() + 2 + spans * SPAN_BYTES
        }
    }
}

fn is_prose(groups: &[Group]) -> bool {
    let rows: Vec<_> = groups.iter().flat_map(|group| &group.rows).filter(|row| !row.is_empty()).collect();
    let single = rows.len() == 1;
    rows.into_iter().flatten().any(|cell| {
        // Bytes bound characters from above: most cells are not counted.
        let chars = if cell.text.len() > ROW_LINES_CHARS { cell.text.chars().count() } else { 0 };
        chars > PROSE_CHARS || (single && (chars > ROW_PROSE_CHARS || (cell.lines > 1 && chars > ROW_LINES_CHARS)))
    })
}

/// Places the cells of a row group.
fn form(group: Group, rows: &mut Vec<Vec<Slot>>, slots: &mut usize, most: usize) -> Result<(), GaveUp> {
    let height = group.rows.len();
    // For each column, how many more rows the cell above takes.
    let mut below: Vec<usize> = Vec::new();
    for (y, cells) in group.rows.into_iter().enumerate() {
        let covered = below.iter().rposition(|rows| *rows > 0).map_or(0, |last| last + 1);
        let mut row: Vec<Slot> = below[..covered].iter_mut().map(take_row).collect();
        let mut x = 0;
        for cell in cells {
            while row.get(x).is_some_and(|slot| *slot != Slot::Empty) {
                x += 1;
            }
            let width = cell.colspan.clamp(1, COLSPAN_MAX);
            let left = height - y - 1;
            let down = if cell.rowspan == 0 { left } else { (cell.rowspan.min(ROWSPAN_MAX) - 1).min(left) };
            if *slots + row.len() + width > most {
                return Err(GaveUp::TableBomb);
            }
            if row.len() < x + width {
                row.resize(x + width, Slot::Empty);
            }
            if below.len() < x + width {
                below.resize(x + width, 0);
            }
            let mut text = Some(cell.text);
            for (slot, below) in row[x..x + width].iter_mut().zip(&mut below[x..x + width]) {
                if *slot == Slot::Empty {
                    *slot = text.take().map_or(Slot::Left, Slot::Cell);
                    *below = down;
                }
            }
            x += width;
        }
        *slots += row.len();
        if *slots > most {
            return Err(GaveUp::TableBomb);
        }
        rows.push(row);
    }
    Ok(())
}

fn take_row(below: &mut usize) -> Slot {
    if *below == 0 {
        return Slot::Empty;
    }
    *below -= 1;
    Slot::Up
}
