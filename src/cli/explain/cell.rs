//! One cell from every side: what is printed and where, what it was read as, and every equation that holds it.

use reportlake::definition::TableForm;
use reportlake::extract::{Cell, Check, Outcome, Verification};
use reportlake::text::{Rule, read_number};

use super::checks::{formed, side};
use super::view::{View, mark, number, place};
use crate::cli::escape::escaped;
use crate::cli::failure::Failure;
use crate::cli::grid::{Grid, Piece, Side, clip, clip_front, line, piece, plain, width};
use crate::cli::output::Role;

/// The width of a line around a cell.
const LINE: usize = 100;

/// Shows the cells that `wanted` names: `table.row.column`, or all of a row or a table.
///
/// # Errors
/// When the form has no such cell, with the nearest names that it has.
pub(crate) fn cells(view: &View<'_>, wanted: &str, out: &mut String) -> Result<(), Failure> {
    let found = select(view, wanted)?;
    match found.as_slice() {
        [(table, cell)] => one(view, table, cell, out),
        many => list(view, many, out),
    }
    Ok(())
}

/// The cells that a name stands for, at least one.
///
/// # Errors
/// When the form has no such cell, with the names that it has.
pub(crate) fn select<'a>(view: &View<'a>, wanted: &str) -> Result<Vec<(&'a TableForm, &'a Cell)>, Failure> {
    let mut parts = wanted.split('.');
    let (table, row, column) = (parts.next().unwrap_or(""), parts.next(), parts.next());
    let fits = |form: &TableForm, cell: &Cell| {
        form.name == table
            && row.is_none_or(|row| form.rows.get(cell.row).is_some_and(|r| r.code == row))
            && column.is_none_or(|column| form.columns.get(cell.column).is_some_and(|c| c.code == column))
    };
    let all = view.extraction.cells.iter().filter_map(|cell| Some((view.tables().get(cell.table)?, cell)));
    let found: Vec<_> = all.filter(|(form, cell)| fits(form, cell)).collect();
    if found.is_empty() || parts.next().is_some() {
        return Err(Failure::usage(format!("the document has no cell `{wanted}`")).hint(names(view, table, row)));
    }
    Ok(found)
}

/// The names that stand at the place where the wanted one failed.
fn names(view: &View<'_>, table: &str, row: Option<&str>) -> String {
    let tables = view.tables();
    if tables.is_empty() {
        return "it has no tables; explain it without --cell to see why".to_owned();
    }
    let Some(form) = tables.iter().find(|form| form.name == table) else {
        return format!("its tables are {}", tables.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join(", "));
    };
    match row.and_then(|row| form.rows.iter().find(|r| r.code == row)) {
        Some(row) => {
            let columns: Vec<&str> = row.columns.iter().filter_map(|&at| form.columns.get(at)).map(|c| c.code.as_str()).collect();
            format!("the columns of `{table}.{}` are {}", row.code, columns.join(", "))
        }
        None => format!("the rows of `{table}` are {}", form.rows.iter().map(|r| r.code.as_str()).collect::<Vec<_>>().join(", ")),
    }
}

/// Many cells, a line each: the value beside the line that it was read from.
fn list(view: &View<'_>, found: &[(&TableForm, &Cell)], out: &mut String) {
    let mut grid = Grid::new(&[Side::Left, Side::Right]);
    for (form, cell) in found {
        let (text, role) = mark(cell);
        let (at, bytes, words) = cell.span.map_or_else(Default::default, |span| {
            let words = clip(escaped(view.lines.line(view.lines.number(span))).trim(), LINE);
            (view.lines.place(span), format!("{}..{}", span.start, span.end), words)
        });
        grid.row(vec![
            plain(place(form, cell.row, cell.column)),
            piece(role, text),
            plain(cell.state.code()),
            plain(cell.verification.map_or("", Verification::code)),
            piece(Role::Faint, at),
            piece(Role::Faint, bytes),
            plain(words),
        ]);
    }
    grid.write(view.paint, out);
}

fn one(view: &View<'_>, form: &TableForm, cell: &Cell, out: &mut String) {
    let (row, column) = (&form.rows[cell.row], &form.columns[cell.column]);
    out.push_str(&view.paint.text(Role::Heading, &place(form, cell.row, cell.column)));
    line(out, &format!("  {} × {}\n", row.label_zh, column.label_zh));
    source(view, cell, out);
    let mut grid = Grid::new(&[]);
    let unit = cell.unit.map_or_else(|| column.unit.clone(), |span| format!("{} (printed in the cell)", view.quote(span)));
    let value = cell.value.map_or_else(|| piece(Role::Doubt, "none"), |v| piece(Role::Mark, format!("{} {unit}", number(v))));
    grid.row(vec![piece(Role::Faint, "value"), value]);
    let raw = cell.span.map_or_else(|| "nothing is printed".to_owned(), |span| format!("\"{}\"", escaped(span.of(view.text))));
    grid.row(vec![piece(Role::Faint, "raw"), plain(raw)]);
    if let Some(span) = cell.span {
        grid.row(vec![piece(Role::Faint, "read by"), rules(span.of(view.text))]);
    }
    grid.row(vec![piece(Role::Faint, "state"), plain(cell.state.code())]);
    if let Some(verification) = cell.verification {
        grid.row(vec![piece(Role::Faint, "verification"), piece(super::view::sign(cell.verification).1, verification.code())]);
    }
    if let Some(proposed) = cell.proposed {
        grid.row(vec![
            piece(Role::Faint, "proposed"),
            piece(Role::Doubt, format!("{}, which the equations imply; the printed value stays", number(proposed))),
        ]);
    }
    grid.write(view.paint, out);
    equations(view, form, cell, out);
}

/// The rules by which what is printed was read.
fn rules(raw: &str) -> Piece {
    let named: Vec<&str> = read_number(raw).rules().iter().map(Rule::code).collect();
    if named.is_empty() { piece(Role::Doubt, "no rule: it is in no accepted form") } else { plain(named.join(", ")) }
}

/// The source line with a mark under the cell.
fn source(view: &View<'_>, cell: &Cell, out: &mut String) {
    let Some(span) = cell.span else { return };
    let number = view.lines.number(span);
    let lead = format!("  line {number}, bytes {}..{}  ", span.start, span.end);
    let up_to = view.lines.up_to(span);
    let printed = span.of(view.text);
    let before = escaped(up_to.strip_suffix(printed).unwrap_or(""));
    // A long line is cut at the front, so that the cell stays in sight.
    let shown = clip_front(&before, LINE / 2);
    let rest = view.lines.line(number).get(up_to.len()..).unwrap_or("");
    let cell_text = escaped(printed);
    let (faint, marked) = (view.paint.text(Role::Faint, &lead), view.paint.text(Role::Mark, &cell_text));
    line(out, &format!("{faint}{shown}{marked}{}", clip(&escaped(rest), LINE / 2)));
    let indent = " ".repeat(width(&lead) + width(&shown));
    line(out, &format!("{indent}{}\n", view.paint.text(Role::Mark, &"^".repeat(width(&cell_text).max(1)))));
}

/// Every equation that contains the cell, with both sides.
fn equations(view: &View<'_>, form: &TableForm, cell: &Cell, out: &mut String) {
    let slot = form.rows[cell.row].slot(cell.column);
    let holds = |check: &&Check| {
        check.table == cell.table
            && formed(view, check).is_some_and(|(_, equation)| equation.left.iter().chain(&equation.right).any(|term| Some(term.slot) == slot))
    };
    for check in view.extraction.checks.iter().filter(holds) {
        let Some((_, equation)) = formed(view, check) else { continue };
        let role = match check.outcome {
            Outcome::Holds => Role::Good,
            Outcome::Fails => Role::Bad,
            Outcome::NotComputable => Role::Faint,
        };
        let printed = if equation.printed { ", printed in the form" } else { "" };
        let title = format!("{} {}", equation.code, check.outcome.code());
        let rest = format!("for {}, on {} stated cells, {} not zero{printed}", equation.scope, check.support, check.nonzero);
        line(out, &format!("\n  {}  {}", view.paint.text(role, &title), view.paint.text(Role::Faint, &rest)));
        let sign = if check.outcome == Outcome::Fails { "≠" } else { "=" };
        let sum = |value: Option<f64>| value.map_or_else(|| "?".to_owned(), number);
        let (left, right) = (sum(check.left), sum(check.right));
        let width = left.len().max(right.len());
        line(out, &format!("      {left:>width$}  {}", side(view, check.table, &equation.scope, &equation.left)));
        line(out, &format!("    {sign} {right:>width$}  {}", side(view, check.table, &equation.scope, &equation.right)));
    }
}
