//! The cells become grids that look like the form, and beside each row the words that it was read from.

use std::collections::BTreeMap;

use reportlake::definition::{Row, TableForm};
use reportlake::extract::{Cell, State, Verification};
use reportlake::text::Span;

use super::view::{LEGEND, View, mark};
use crate::cli::escape::escaped;
use crate::cli::grid::{Grid, Piece, Side, clip_middle, line, piece, plain};
use crate::cli::output::Role;

/// The width of the words that a row was read from.
const QUOTE: usize = 88;

/// All tables of the form.
pub(crate) fn tables(view: &View<'_>, out: &mut String) {
    let extraction = view.extraction;
    let edition = view.edition().map_or_else(|| "edition not known".to_owned(), |e| format!("{}, {} ({})", e.code, e.label_zh, e.source));
    view.heading("Tables", &format!("{edition}; layout {}; {}", extraction.layout, extraction.status.code()), out);
    if extraction.cells.is_empty() {
        out.push_str("  no cells: the definition describes no table for this document\n");
        return;
    }
    for (index, table) in view.tables().iter().enumerate() {
        let cells: Vec<&Cell> = view.cells_of(index).collect();
        if !cells.is_empty() {
            one(view, index, table, &cells, out);
        }
    }
    out.push('\n');
    LEGEND.lines().for_each(|words| line(out, &format!("  {}", view.paint.text(Role::Faint, words))));
}

fn one(view: &View<'_>, index: usize, table: &TableForm, cells: &[&Cell], out: &mut String) {
    line(out, &format!("\n  {}  {}  {}", view.paint.text(Role::Mark, &table.name), table.label_zh, tally(cells)));
    if cells.iter().all(|cell| cell.state == State::LostUpstream || cell.state == State::LostByDedup) {
        out.push_str("  the table stood there and was destroyed before the text reached us: nothing can be read, and nothing is made up\n");
        return;
    }
    let rows: Vec<(usize, &Row)> = table.rows.iter().enumerate().filter(|(at, _)| cells.iter().any(|cell| cell.row == *at)).collect();
    // Columns of one table may differ from row to row: rows of the same columns share a header.
    let mut at = 0;
    while at < rows.len() {
        let same = rows[at..].iter().take_while(|(_, row)| row.columns == rows[at].1.columns).count();
        grid(view, index, table, &rows[at..at + same], out);
        at += same;
    }
    line(out, &format!("  {}", view.paint.text(Role::Faint, "read from")));
    sources(view, cells, &rows, out);
}

/// How many cells are known, in words.
fn tally(cells: &[&Cell]) -> String {
    let count = |wanted: Verification| cells.iter().filter(|cell| cell.verification == Some(wanted)).count();
    let stated = cells.iter().filter(|cell| cell.state == State::Stated).count();
    let mut words = vec![format!("{stated} of {} cells stated", cells.len())];
    for (number, word) in [
        (count(Verification::Confirmed), "confirmed"),
        (count(Verification::ConsistentZero), "zeros"),
        (count(Verification::Contradicted), "contradicted"),
        (count(Verification::Untested), "untested"),
    ] {
        if number > 0 {
            words.push(format!("{number} {word}"));
        }
    }
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| cell.state != State::Stated) {
        *others.entry(cell.state.code()).or_default() += 1;
    }
    words.extend(others.into_iter().map(|(state, number)| format!("{number} {state}")));
    words.join(", ")
}

fn grid(view: &View<'_>, index: usize, table: &TableForm, rows: &[(usize, &Row)], out: &mut String) {
    let Some((_, first)) = rows.first() else { return };
    let columns = &first.columns;
    let mut sides = vec![Side::Left];
    sides.extend(columns.iter().map(|_| Side::Right));
    let mut grid = Grid::new(&sides);
    let head = |at: &usize| piece(Role::Faint, format!("{} ", table.columns.get(*at).map_or("", |c| &c.label_zh)));
    grid.row(std::iter::once(plain("")).chain(columns.iter().map(head)).collect());
    for (at, row) in rows {
        let value = |column: &usize| view.cell(index, *at, *column).map_or_else(|| plain(""), marked);
        grid.row(std::iter::once(plain(&row.code)).chain(columns.iter().map(value)).collect());
    }
    grid.write(view.paint, out);
}

fn marked(cell: &Cell) -> Piece {
    let (text, role) = mark(cell);
    piece(role, text)
}

/// Each row with its lines, its bytes and its words.
fn sources(view: &View<'_>, cells: &[&Cell], rows: &[(usize, &Row)], out: &mut String) {
    let mut grid = Grid::new(&[]);
    for (at, row) in rows {
        let span = cells.iter().filter(|cell| cell.row == *at).filter_map(|cell| cell.span).reduce(Span::cover);
        let pieces = match span {
            Some(span) => vec![
                plain(&row.code),
                piece(Role::Faint, view.lines.place(span)),
                piece(Role::Faint, format!("{}..{}", span.start, span.end)),
                plain(clip_middle(escaped(view.lines.up_to(span)).trim(), QUOTE)),
            ],
            None => vec![plain(&row.code), piece(Role::Faint, "-"), piece(Role::Faint, "-"), piece(Role::Doubt, "not printed")],
        };
        grid.row(pieces);
    }
    grid.write(view.paint, out);
}
