//! `a + b = sum(outcome)` becomes one equation between cells for each column or row that it is about.

use std::collections::BTreeSet;

use super::family::{Column, Equation, Row, Term};
use super::written::{CheckEntry, EachEntry};

/// One addend of a written equation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Addend {
    /// One row or column.
    Code(String),
    /// All rows of a kind.
    Kind(String),
}

impl Addend {
    /// The code or kind, as it stands in the text.
    #[must_use]
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Code(word) | Self::Kind(word) => word,
        }
    }
}

/// Both sides of a written equation.
pub(super) type Sides = (Vec<Addend>, Vec<Addend>);

/// The cells on both sides of an equation.
type Terms = (Vec<Term>, Vec<Term>);

/// What is wrong with an equation, and with which word of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// The word; empty for the whole equation.
    pub word: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Mistake {
    fn new(word: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { word: word.to_owned(), message: message.into(), hint: hint.into() }
    }
}

/// Reads a written equation: sums of codes or `sum(kind)` on both sides of one `=`.
///
/// # Errors
/// The first place where the text is no such equation.
pub(super) fn parse(text: &str) -> Result<Sides, Mistake> {
    const FORM: &str = "write it as `a + b = c` or `total = sum(outcome)`";
    let mut sides = text.split('=');
    match (sides.next(), sides.next(), sides.next()) {
        (Some(left), Some(right), None) => Ok((side(left)?, side(right)?)),
        (_, None, _) => Err(Mistake::new("", "the equation has no `=`", FORM)),
        _ => Err(Mistake::new("", "the equation has more than one `=`", "write one equation for each `=`")),
    }
}

fn side(text: &str) -> Result<Vec<Addend>, Mistake> {
    text.split('+')
        .map(|word| {
            let word = word.trim();
            let is_code = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if let Some(kind) = word.strip_prefix("sum(").and_then(|rest| rest.strip_suffix(')')).map(str::trim).filter(|kind| is_code(kind)) {
                return Ok(Addend::Kind(kind.to_owned()));
            }
            if is_code(word) {
                return Ok(Addend::Code(word.to_owned()));
            }
            let message = if word.is_empty() { "a code is missing beside `+` or `=`".to_owned() } else { format!("`{word}` is no code") };
            Err(Mistake::new("", message, "only codes, `sum(kind)`, `+` and `=` stand in an equation; bring a negative addend to the other side"))
        })
        .collect()
}

/// One written check as one equation for each column or row that it is about.
///
/// Between rows, it holds in every column in which they have cells; between columns, in every row that has all of them.
///
/// # Errors
/// Everything that keeps it from meaning something in the table.
pub(super) fn expand(check: &CheckEntry, rows: &[Row], columns: &[Column]) -> Result<Vec<Equation>, Vec<Mistake>> {
    let sides = parse(&check.equation).map_err(|mistake| vec![mistake])?;
    let mut mistakes = Vec::new();
    let mut said = BTreeSet::new();
    let mut equations = Vec::new();
    let mut add = |scope: &str, (left, right)| {
        equations.push(Equation { code: check.code.clone(), scope: scope.to_owned(), left, right, printed: check.printed });
    };
    match check.each {
        EachEntry::Column => {
            for (at, column) in columns.iter().enumerate() {
                match between_rows(&sides, rows, at, &column.code) {
                    Ok(Some(terms)) => add(&column.code, terms),
                    Ok(None) => {}
                    // One column is enough to show what is wrong with a row.
                    Err(found) => mistakes.extend(found.into_iter().filter(|m| said.insert(m.word.clone()))),
                }
            }
        }
        EachEntry::Row => {
            for (at, row) in rows.iter().enumerate() {
                let along = |side: &[Addend]| side.iter().map(|a| term_in(row, at, columns, a.word())).collect::<Option<Vec<Term>>>();
                if let (Some(left), Some(right)) = (along(&sides.0), along(&sides.1)) {
                    add(&row.code, (left, right));
                }
            }
        }
    }
    if equations.is_empty() && mistakes.is_empty() {
        let (one, many) = if check.each == EachEntry::Row { ("row", "columns") } else { ("column", "rows") };
        mistakes.push(Mistake::new(
            "",
            format!("the equation never applies: no {one} has cells in all of its {many}"),
            "look at the `columns` of the groups",
        ));
    }
    if mistakes.is_empty() { Ok(equations) } else { Err(mistakes) }
}

fn term_in(row: &Row, at: usize, columns: &[Column], code: &str) -> Option<Term> {
    let column = columns.iter().position(|c| c.code == code)?;
    Some(Term { slot: row.slot(column)?, row: at })
}

/// Both sides in one column; `None` where none of the rows has a cell in it.
fn between_rows((left, right): &Sides, rows: &[Row], column: usize, name: &str) -> Result<Option<Terms>, Vec<Mistake>> {
    let terms = |addend: &Addend| -> Vec<Term> {
        let is_meant = |row: &Row| match addend {
            Addend::Code(code) => &row.code == code,
            Addend::Kind(kind) => row.kind.is_some_and(|k| k.code() == kind),
        };
        let meant = rows.iter().enumerate().filter(|(_, row)| is_meant(row));
        meant.filter_map(|(at, row)| row.slot(column).map(|slot| Term { slot, row: at })).collect()
    };
    let sums = |side: &[Addend]| side.iter().map(|a| (a.clone(), terms(a))).collect::<Vec<_>>();
    let (left, right) = (sums(left), sums(right));
    let all = || left.iter().chain(&right);
    if all().all(|(_, terms)| terms.is_empty()) {
        return Ok(None);
    }
    let lacking = all().filter(|(_, terms)| terms.is_empty()).map(|(addend, _)| {
        let what = if matches!(addend, Addend::Code(_)) { "row" } else { "no row of kind" };
        let verb = if matches!(addend, Addend::Code(_)) { "has no cell" } else { "has a cell" };
        let message = format!("{what} `{}` {verb} in column `{name}`, where other rows of the equation have one", addend.word());
        Mistake::new(addend.word(), message, "the rows of an equation need the same columns")
    });
    let mut mistakes: Vec<Mistake> = lacking.collect();
    let slots = |side: &[(Addend, Vec<Term>)]| side.iter().flat_map(|(_, terms)| terms.iter().copied()).collect::<Vec<Term>>();
    let (left_terms, right_terms) = (slots(&left), slots(&right));
    let both: Vec<&Term> = left_terms.iter().chain(&right_terms).collect();
    if both.iter().enumerate().any(|(at, term)| both[..at].contains(term)) {
        mistakes.push(Mistake::new("", "a row counts twice in the equation", "name each row once, itself or by its kind"));
    }
    if mistakes.is_empty() { Ok(Some((left_terms, right_terms))) } else { Err(mistakes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_and_kinds() {
        let (left, right) = parse("a + b = sum(outcome)").expect("a good equation");
        assert_eq!(left, [Addend::Code("a".into()), Addend::Code("b".into())]);
        assert_eq!(right, [Addend::Kind("outcome".into())]);
    }

    #[test]
    fn refuses_what_is_no_equation() {
        for text in ["a + b", "a = b = c", "a - b = c", "a + = b", "", "sum() = a", "sum(a = b"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
