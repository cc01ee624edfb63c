//! Events become the canonical text of a page.

use super::GaveUp;
use super::event::Event;
use super::grid::{self, Grid, Slot};
use super::line::{self, Lines};
use super::tag::Class;
use crate::document::Limits;

/// Writes the events of a page as text: the title, unless a heading of the first rank repeats it; blocks one a line; tables
/// one row a line. Two tables with nothing between them are set apart by an empty line.
pub(super) fn render(events: &[Event<'_>], limits: &Limits) -> Result<String, GaveUp> {
    let mut lines = Lines::default();
    if let Some(title) = title(events) {
        lines.words(&title);
        lines.end_line();
    }
    let mut preformatted = 0;
    let mut behind_table = None;
    let mut at = 0;
    while let Some(event) = events.get(at) {
        match event {
            Event::Text(text) if preformatted > 0 => lines.verbatim(text),
            Event::Text(text) => lines.words(text),
            Event::Close(tag) => {
                preformatted -= usize::from(tag.name() == "pre");
                lines.end_line();
            }
            Event::Open(open) if open.tag.class() == Class::Title => at = open.end,
            Event::Open(open) => {
                preformatted += usize::from(open.tag.name() == "pre");
                lines.end_line();
                if open.tag.class() == Class::Table
                    && !open.holds_table
                    && let Some(grid) = grid::grid(&events[at..=open.end], limits)?
                {
                    if behind_table == Some(lines.out.len()) {
                        lines.out.push('\n');
                    }
                    write(&grid, &mut lines);
                    behind_table = Some(lines.out.len());
                    at = open.end;
                }
            }
        }
        at += 1;
    }
    lines.end_line();
    Ok(lines.out)
}

/// The title of the page, unless a heading of the first rank says the same.
fn title(events: &[Event<'_>]) -> Option<String> {
    let named = |name: &'static str| {
        events.iter().enumerate().filter_map(move |(at, event)| match event {
            Event::Open(open) if open.tag.name() == name => Some(line::one_line(&events[at + 1..open.end]).0),
            _ => None,
        })
    };
    let title = named("title").next().filter(|title| !title.is_empty())?;
    named("h1").all(|heading| heading != title).then_some(title)
}

fn write(grid: &Grid, lines: &mut Lines) {
    if let Some(caption) = &grid.caption {
        lines.words(caption);
        lines.end_line();
    }
    for row in &grid.rows {
        lines.out.push('|');
        for slot in row {
            lines.out.push(' ');
            lines.out.push_str(match slot {
                Slot::Empty => "",
                Slot::Cell(text) => text,
                Slot::Left => "←",
                Slot::Up => "↑",
            });
            lines.out.push_str(" |");
        }
        lines.end_line();
    }
}
