//! The lines of a table show its grid: how its cells lie, and whether it has a column that the form does not have.

use super::lex::{Item, Kind};
use super::rows::Run;
use super::zone::View;
use crate::definition::{Equation, Row, Shape, Use};

/// How the cells of a table lie in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Canonical HTML: slots are marked that belong to their neighbours.
    Html,
    /// A row a line, between pipes, every slot explicit.
    Grid,
    /// A row a line, between pipes, padded at the end: blank slots there are no cells.
    Rows,
    /// A cell a line, with pipes.
    Cells,
    /// Without pipes.
    Plain,
}

impl Layout {
    /// The code of the dataset.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Grid => "grid",
            Self::Rows => "rows",
            Self::Cells => "cells",
            Self::Plain => "plain",
        }
    }
}

/// How the lines of a table show its grid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    /// How its cells lie.
    pub(crate) layout: Layout,
    /// Every line of cells has the same slots, or marks those that belong to their neighbours: a slot is a column.
    pub(crate) exact: bool,
    /// Some line ends with text: a blank at the end of another is a cell.
    pub(crate) open: bool,
    /// What the counts of values of its rows show.
    pub(crate) counts: Counts,
    /// The number of columns before one that the form does not have; `None` where it has none, or where its place is not known.
    pub(crate) extra: Option<usize>,
}

/// What the counts of values show, all rows of a table together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// No row has more values than columns.
    Plausible,
    /// Some row has more values than columns, or values whose row is not known: order means little.
    Disordered,
    /// Values stand before the labels of their rows: only a line that holds a label and its values tells whose they are.
    Displaced,
    /// The table has a column that the form does not have, and which one it is is not known.
    ExtraColumn,
}

impl Grid {
    /// What the lines of the runs show.
    pub(crate) fn of(view: &View<'_>, runs: &[Run], displaced: bool) -> Self {
        let any = |is: &dyn Fn(&Item) -> bool| view.items.iter().any(is);
        let padded = any(&|i| view.line(i).padded);
        let marked = any(&|i| i.kind == Kind::Same);
        let layout = match view.has_rows_on_lines() {
            _ if marked => Layout::Html,
            true if padded => Layout::Rows,
            true => Layout::Grid,
            false if any(&|i| view.line(i).slots > 0) => Layout::Cells,
            false => Layout::Plain,
        };
        let exact = marked || layout == Layout::Grid && usual_slots(view).is_some();
        let plain = Self { layout, exact, open: any(&|i| view.line(i).open), counts: Counts::Plausible, extra: None };
        let extra = extra_column(view, plain, runs);
        let grid = Self { extra: extra.ok().flatten(), ..plain };
        let counts = match extra {
            Err(()) => Counts::ExtraColumn,
            Ok(_) if displaced => Counts::Displaced,
            Ok(_) => grid.count(view, runs),
        };
        Self { counts, ..grid }
    }

    /// Whether the table has a column that the form does not have.
    pub(crate) fn is_wider(self) -> bool {
        self.extra.is_some() || self.counts == Counts::ExtraColumn
    }

    /// The number of cells that a row of the form has in this table.
    pub(crate) fn width(self, row: &Row) -> usize {
        row.columns.len() + usize::from(self.extra.is_some())
    }

    fn count(self, view: &View<'_>, runs: &[Run]) -> Counts {
        let (mut over, mut by_one) = (0, 0);
        for run in runs {
            let count = values(view, run).count();
            let width = self.width(&view.table.rows[run.row]);
            // A row that the form does not have brings its own values, as many as any other.
            over += usize::from(count > width || !run.stray.len().is_multiple_of(width));
            by_one += usize::from(count == width + 1 || through_last_value(view, run) == width + 1);
        }
        match (over, by_one) {
            (0, _) => Counts::Plausible,
            (_, n) if n > 2 && n * 4 > runs.len() => Counts::ExtraColumn,
            _ => Counts::Disordered,
        }
    }

    /// The cells of a run, without the pads of its line; what may be one at the end of a line is one only where lines end without a pipe.
    pub(crate) fn cells<'v>(self, view: &'v View<'_>, run: &'v Run) -> impl Iterator<Item = &'v Item> {
        let is_pad = move |item: &Item| {
            let line = view.line(item);
            matches!(self.layout, Layout::Rows | Layout::Cells) && line.slots > 1 && item.kind == Kind::Blank && item.slot + line.pads >= line.slots
        };
        let cells = run.items.iter().map(|&at| &view.items[at]);
        cells.filter(move |i| (i.kind != Kind::Tail || self.open) && !is_pad(i))
    }

    /// The cells beside the label, or beside the last part of a label that is broken over lines.
    pub(crate) fn beside<'v>(self, view: &'v View<'_>, run: &'v Run) -> impl Iterator<Item = &'v Item> {
        let from = row_start(view, run);
        self.cells(view, run).filter(move |i| i.line == from.line && i.span.start >= from.span.start)
    }
}

/// The item behind which the cells of a run stand: its label, or the last part of it where all its values stand behind that.
fn row_start<'v>(view: &'v View<'_>, run: &Run) -> &'v Item {
    let label = &view.items[run.label];
    let Some(first) = values(view, run).next().filter(|v| v.line != label.line && view.line(v).slots > 1) else { return label };
    let part = view.items[run.label..].iter().take_while(|i| i.span < first.span).filter(|i| i.line == first.line && i.kind == Kind::Joined).last();
    part.filter(|_| values(view, run).all(|v| v.line == first.line)).unwrap_or(label)
}

/// The values of a run.
pub(crate) fn values<'v>(view: &'v View<'_>, run: &'v Run) -> impl Iterator<Item = &'v Item> + Clone {
    run.items.iter().map(|&at| &view.items[at]).filter(|i| i.kind.is_value())
}

/// The number of slots that nine lines of pipes in ten have; `None` where they differ more.
pub(crate) fn usual_slots(view: &View<'_>) -> Option<u16> {
    let mut seen: Vec<(u16, usize)> = Vec::new();
    let mut previous = None;
    let mut lines = 0;
    for item in view.items {
        let slots = view.line(item).slots;
        if slots < 2 || previous.replace(item.line) == Some(item.line) {
            continue;
        }
        lines += 1;
        match seen.iter_mut().find(|(n, _)| *n == slots) {
            Some(found) => found.1 += 1,
            None => seen.push((slots, 1)),
        }
    }
    seen.into_iter().max_by_key(|s| s.1).filter(|s| s.1 * 10 >= lines * 9).map(|s| s.0)
}

/// The number of cells beside the label from the first value to the last, blank ones between them.
pub(crate) fn through_last_value(view: &View<'_>, run: &Run) -> usize {
    let line = view.items[run.label].line;
    let (mut cells, mut through) = (0, 0);
    for item in run.items.iter().map(|&at| &view.items[at]).take_while(|i| i.line == line && view.line(i).slots > 1) {
        let is_value = item.kind.is_value();
        cells += usize::from(is_value || cells > 0);
        if is_value {
            through = cells;
        }
    }
    through
}

/// The rows that must bear out that a strange word in the head is no head of a column.
const LEAST_ROWS: usize = 3;

/// The place of a column that the form does not have: `Ok(None)` where there is none, `Err` where it is not known which it is.
///
/// The head names it: a word that is no label stands among the labels of the columns, behind that of its neighbour. Most rows must
/// have a cell more than the form, or some whose numbers add up without that cell.
fn extra_column(view: &View<'_>, grid: Grid, runs: &[Run]) -> Result<Option<usize>, ()> {
    let place = match strange_head(view, runs) {
        Head::Known => return Ok(None),
        Head::Strange(_) if grid.exact => return Err(()),
        Head::Strange(place) => place,
    };
    let (mut all, mut wider, mut borne_out, mut contradicted) = (0, 0, 0, 0);
    for run in runs {
        let width = view.table.rows[run.row].columns.len();
        let count = values(view, run).count();
        let cells = if view.line(&view.items[run.label]).slots > 1 { grid.beside(view, run).count() } else { grid.cells(view, run).count() };
        all += usize::from(count > 0);
        let is_wider = count > 0 && (count == width + 1 || count <= width && cells == width + 1);
        wider += usize::from(is_wider);
        if is_wider && count != width + 1 {
            continue;
        }
        match adds_up(view, run, place.filter(|_| is_wider)) {
            Some(true) => borne_out += 1,
            Some(false) => contradicted += 1,
            None => {}
        }
    }
    match place {
        Some(place) if wider > 0 && contradicted <= borne_out && (wider * 2 >= all || borne_out > contradicted) => Ok(Some(place)),
        _ if wider == 0 && borne_out >= LEAST_ROWS && contradicted == 0 => Ok(None),
        _ => Err(()),
    }
}

/// Whether the values of a run, as many as its row has columns and not all zero, satisfy the row's equation; the one at `left_out`
/// does not count.
fn adds_up(view: &View<'_>, run: &Run, left_out: Option<usize>) -> Option<bool> {
    let row = &view.table.rows[run.row];
    let own = values(view, run).enumerate().filter(|(at, _)| Some(*at) != left_out);
    let numbers: Vec<f64> = own.map(|(_, i)| if let Kind::Number(value) = i.kind { value } else { 0.0 }).collect();
    let equation = row_equation(view, row).filter(|_| numbers.len() == row.columns.len() && numbers.iter().any(|&v| v != 0.0))?;
    let side = |terms: &[crate::definition::Term]| terms.iter().map(|t| numbers[t.slot - row.first_slot]).sum::<f64>();
    Some((side(&equation.left) - side(&equation.right)).abs() < 1e-9)
}

/// The equation between the cells of one row, if the form has one.
pub(crate) fn row_equation<'v>(view: &'v View<'_>, row: &Row) -> Option<&'v Equation> {
    let slots = row.first_slot..row.first_slot + row.columns.len();
    view.table.equations.iter().find(|e| e.left.iter().chain(&e.right).all(|t| slots.contains(&t.slot)))
}

/// What the head of a table names.
enum Head {
    /// The columns of the form.
    Known,
    /// A word that is no label, too; if it is the only one, the number of columns before it.
    Strange(Option<usize>),
}

/// Looks for a word that is no label among the heads of the columns.
fn strange_head(view: &View<'_>, runs: &[Run]) -> Head {
    if view.table.shape != Shape::Wide {
        return Head::Known;
    }
    let first = runs.first().map_or(0, |r| r.label);
    let mut known = vec![false; view.table.columns.len()];
    let mut places = Vec::new();
    let mut before = None;
    for item in &view.items[..first] {
        match item.kind {
            Kind::Label(_) => {
                before = view.uses(item).find_map(|u| if let Use::Column(column) = u { Some(column) } else { None });
                if let Some(column) = before {
                    known[column] = true;
                }
            }
            Kind::Word if known.contains(&true) => places.push(before.take().map(|column| column + 1)),
            Kind::Blank | Kind::Tail | Kind::Same | Kind::Joined | Kind::Piece => {}
            _ => before = None,
        }
    }
    if places.is_empty() || known.iter().filter(|k| **k).count() + places.len() <= known.len() {
        return Head::Known;
    }
    let sure = places.len() == 1 && known.iter().all(|k| *k);
    Head::Strange(places[0].filter(|_| sure))
}
