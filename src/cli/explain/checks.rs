//! The equations, figures and findings in words: what fails first.

use std::collections::{BTreeMap, BTreeSet};

use reportlake::definition::{Equation, TableForm, Term};
use reportlake::extract::{Check, Figure, Outcome};
use reportlake::finding::{Code, Severity};
use reportlake::text::Span;

use super::view::{View, mark, number, place, row_and_column};
use crate::cli::escape::escaped;
use crate::cli::grid::{Grid, Side, clip, clip_front, line, piece, plain};
use crate::cli::output::Role;

/// The width of a phrase.
const PHRASE: usize = 76;

/// What the form's arithmetic says.
pub(crate) fn checks(view: &View<'_>, out: &mut String) {
    let all = &view.extraction.checks;
    if all.is_empty() {
        return;
    }
    let count = |wanted: Outcome| all.iter().filter(|check| check.outcome == wanted).count();
    let (holds, fails, idle) = (count(Outcome::Holds), count(Outcome::Fails), count(Outcome::NotComputable));
    view.heading("Checks", &format!("{holds} equations hold, {fails} fail, {idle} cannot be computed"), out);
    for wanted in [Outcome::Fails, Outcome::Holds, Outcome::NotComputable] {
        let mut grid = Grid::new(&[Side::Left, Side::Left, Side::Left, Side::Right]);
        let shown = all.iter().filter(|check| check.outcome == wanted && (wanted == Outcome::Fails || check.nonzero > 0));
        for (check, (table, equation)) in shown.filter_map(|check| Some((check, formed(view, check)?))) {
            row(check, table, equation, &mut grid);
        }
        grid.write(view.paint, out);
        if wanted == Outcome::Fails {
            located(view, out);
        }
    }
    quiet(view, out);
}

/// The table and the equation of a check.
pub(crate) fn formed<'a>(view: &View<'a>, check: &Check) -> Option<(&'a TableForm, &'a Equation)> {
    let table = view.tables().get(check.table)?;
    Some((table, table.equations.get(check.equation)?))
}

fn row(check: &Check, table: &TableForm, equation: &Equation, grid: &mut Grid) {
    let (word, role) = outcome(check.outcome);
    let sign = if check.outcome == Outcome::Holds { "=" } else { "≠" };
    let side = |value: Option<f64>| value.map_or_else(|| "?".to_owned(), number);
    grid.row(vec![
        piece(role, word),
        plain(&equation.code),
        plain(format!("{}.{}", table.name, equation.scope)),
        piece(role, format!("{} {sign} {}", side(check.left), side(check.right))),
        piece(Role::Faint, format!("on {} stated, {} not zero", check.support, check.nonzero)),
        piece(Role::Faint, if equation.printed { "printed in the form" } else { "" }),
    ]);
}

/// The cells that explain the failures, each once, with what the equations imply.
fn located(view: &View<'_>, out: &mut String) {
    let places: BTreeSet<(usize, usize, usize)> =
        view.extraction.checks.iter().filter_map(|check| check.located.map(|(row, column)| (check.table, row, column))).collect();
    for (table, row, column) in places {
        let (Some(form), Some(cell)) = (view.tables().get(table), view.cell(table, row, column)) else { continue };
        let value = cell.value.map_or_else(|| "nothing".to_owned(), number);
        let implied = cell.proposed.map_or_else(String::new, |proposed| format!(", the equations imply {}", number(proposed)));
        let words = format!("one cell explains this: {} states {value}{implied}", place(form, row, column));
        line(out, &format!("  {}", view.paint.text(Role::Doubt, &words)));
    }
}

/// The word of an outcome.
fn outcome(outcome: Outcome) -> (&'static str, Role) {
    match outcome {
        Outcome::Holds => ("holds", Role::Good),
        Outcome::Fails => ("fails", Role::Bad),
        Outcome::NotComputable => ("not computable", Role::Faint),
    }
}

/// The checks that say little, one line for each rule.
fn quiet(view: &View<'_>, out: &mut String) {
    let mut zeros: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut idle: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for check in &view.extraction.checks {
        let Some((_, equation)) = formed(view, check) else { continue };
        match check.outcome {
            Outcome::Holds if check.nonzero == 0 => zeros.entry(&equation.code).or_default().push(&equation.scope),
            Outcome::NotComputable if check.nonzero == 0 => idle.entry(&equation.code).or_default().push(&equation.scope),
            _ => {}
        }
    }
    for (words, rules) in [("holds on zeros only, which shows little:", zeros), ("cannot be computed:", idle)] {
        for (code, scopes) in rules {
            let text = format!("{code} {words} {}", clip(&scopes.join(", "), PHRASE));
            line(out, &format!("  {}", view.paint.text(Role::Faint, &text)));
        }
    }
}

/// One side of an equation: what is not zero by its code, the rest by its number.
///
/// `scope` is the row or column that all cells share: a cell is named by the other one.
pub(crate) fn side(view: &View<'_>, table: usize, scope: &str, terms: &[Term]) -> String {
    let Some(form) = view.tables().get(table) else { return String::new() };
    let mut parts = Vec::new();
    let mut nothing = 0;
    for (row, column) in terms.iter().filter_map(|term| row_and_column(form, term.slot)) {
        let Some(cell) = view.cell(table, row, column) else { continue };
        let (row, column) = (&form.rows[row].code, &form.columns[column].code);
        let name = if row == scope { column } else { row };
        match cell.value {
            Some(value) if value != 0.0 || terms.len() == 1 => parts.push(format!("{name} {}", number(value))),
            None if !cell.state.is_accounted_for() => parts.push(format!("{name} {}", mark(cell).0.trim())),
            _ => nothing += 1,
        }
    }
    match (parts.is_empty(), nothing) {
        (_, 0) => {}
        (true, _) => parts.push(format!("{nothing} cells that are 0 or blank")),
        (false, _) => parts.push(format!("{nothing} that are 0 or blank")),
    }
    parts.join(" + ")
}

/// The numbers in the prose, each with its phrase.
pub(crate) fn figures(view: &View<'_>, out: &mut String) {
    let figures = &view.extraction.figures;
    if figures.is_empty() {
        return;
    }
    view.heading("Figures", &format!("{} numbers in the prose", figures.len()), out);
    let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Left, Side::Left]);
    for figure in figures {
        let form = view.family().and_then(|family| family.figures.get(figure.figure));
        let mut words: Vec<&str> = figure.qualifier.into_iter().collect();
        words.extend(figure.negated.then_some("denied"));
        words.extend((figure.period != "year" && !figure.period.is_empty()).then_some(figure.period));
        grid.row(vec![
            plain(form.map_or("?", |f| &f.code)),
            piece(Role::Mark, number(figure.value)),
            plain(escaped(&figure.unit)),
            piece(Role::Doubt, words.join(", ")),
            piece(Role::Faint, view.lines.place(figure.span)),
            plain(phrase(view, figure)),
        ]);
    }
    grid.write(view.paint, out);
}

/// The clause with its number between marks.
fn phrase(view: &View<'_>, figure: &Figure) -> String {
    let before = Span { start: figure.phrase.start, end: figure.span.start };
    let after = Span { start: figure.span.end, end: figure.phrase.end };
    let quote = |span: Span| escaped(span.of(view.text));
    let before = clip_front(quote(before).trim_start(), PHRASE / 2);
    clip(&format!("{before}【{}】{}", quote(figure.span), quote(after).trim_end()), PHRASE)
}

/// What is odd, the gravest first, with what to do about it.
pub(crate) fn findings(view: &View<'_>, out: &mut String) {
    let findings = &view.extraction.findings;
    view.heading("Findings", if findings.is_empty() { "nothing odd" } else { "" }, out);
    let mut grid = Grid::new(&[]);
    for severity in [Severity::Grave, Severity::Warning, Severity::Note] {
        for finding in findings.iter().filter(|finding| finding.severity() == severity) {
            let role = match severity {
                Severity::Grave => Role::Bad,
                Severity::Warning => Role::Doubt,
                Severity::Note => Role::Faint,
            };
            let place = finding.span.map_or_else(String::new, |span| view.lines.place(span));
            grid.row(vec![piece(role, severity.code()), plain(finding.code.code()), piece(Role::Faint, place), plain(escaped(&finding.message))]);
            grid.row(vec![plain(""), plain(""), plain(""), piece(Role::Faint, remedy(finding.code))]);
        }
    }
    grid.write(view.paint, out);
}

/// What a reader of the data can do about a finding.
fn remedy(code: Code) -> &'static str {
    match code {
        Code::TableLost | Code::TableDeduplicated => "extract the text again from the original page: the numbers are not in this one",
        Code::TableMissing | Code::RowMissing => "compare with the original; the cells are typed as not known, never as 0",
        Code::ColumnUnknown => "read the row in the original; its numbers stand in the line that is shown",
        Code::Illegible | Code::NotAnInteger => "see the raw text of the cell with --cell",
        Code::RowsMerged | Code::ExtraRow => "nothing to do; the report prints its table so",
        Code::SecondReport => "cut the text in two if the other report matters to you",
        Code::CheckFailed | Code::SlipLocated => "look at the cell with --cell; the agency may have erred, so the printed number stays",
        Code::WitnessConflict => "see the witnesses under Identity; the chosen one comes first",
        Code::YearUnknown | Code::AgencyUnknown => "see attributes for what was looked at; the document is kept without it",
        Code::EditionMismatch => "nothing to do; the labels of the tables decide",
        Code::SectionMissing => "nothing to do; its text belongs to the section before",
        Code::CharactersDamaged => "extract the text again from the original page if names matter to you",
        Code::CharactersInjected | Code::CharactersWide | Code::CharactersConverted => "nothing to do; labels are matched through it",
        Code::GaveUp => "split the document, or send it to us: a limit was reached",
        Code::FigureDiffers => "both are kept; compare the sentence with the cell",
        _ => "see the data dictionary: reportlake schema",
    }
}
