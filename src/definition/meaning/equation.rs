//! Equations: codes that are known, rows that have the same columns, in every edition of the table.

use super::super::equation::{Addend, Mistake, expand, parse};
use super::super::labels::is_printed;
use super::super::report::Report;
use super::super::spelling;
use super::super::table::compile;
use super::super::written::{CheckEntry, EachEntry, TableEntry};

/// The kinds that `sum(kind)` can name.
const KINDS: [&str; 4] = ["inflow", "outcome", "sum", "outflow"];

/// Checks the words of every equation of the table at `path`.
pub(super) fn words(path: &str, entry: &TableEntry, report: &mut Report<'_>) {
    for (at, check) in entry.checks.iter().enumerate() {
        let place = format!("{path}.checks[{at}].equation");
        if check.label_en.trim().is_empty() {
            report.at(
                &format!("{path}.checks[{at}].label_en"),
                format!("check `{}` does not say what it checks", check.code),
                "one sentence in English",
            );
        }
        match parse(&check.equation) {
            Err(mistake) => note(&place, check, mistake, report),
            Ok((left, right)) => {
                let addends: Vec<&Addend> = left.iter().chain(&right).collect();
                for (nth, addend) in addends.iter().enumerate() {
                    if let Some(mistake) = addend_mistake(addend, check, entry) {
                        note(&place, check, mistake, report);
                    } else if addends[..nth].contains(addend) {
                        let message = format!("`{}` is there twice", addend.word());
                        let hint = "every addend counts once; what stands on both sides cancels".to_owned();
                        note(&place, check, Mistake { word: addend.word().to_owned(), message, hint }, report);
                    }
                }
            }
        }
    }
}

fn addend_mistake(addend: &Addend, check: &CheckEntry, entry: &TableEntry) -> Option<Mistake> {
    let word = addend.word();
    let mistake = |message: String, hint: String| Some(Mistake { word: word.to_owned(), message, hint });
    let rows = || entry.rows.iter().map(|r| r.code.as_str());
    let columns = || entry.columns.iter().map(|c| c.code.as_str());
    match (addend, check.each) {
        (Addend::Kind(_), EachEntry::Row) => {
            mistake("`sum(kind)` cannot stand in an equation for each row".to_owned(), "kinds are of rows: name the columns".to_owned())
        }
        (Addend::Kind(kind), EachEntry::Column) if !KINDS.contains(&kind.as_str()) => {
            mistake(format!("unknown kind `{kind}`"), spelling::hint(kind, KINDS))
        }
        (Addend::Kind(kind), EachEntry::Column) if !entry.rows.iter().any(|r| r.kind.is_some_and(|k| k.code() == kind)) => {
            mistake(format!("no row is of kind `{kind}`"), format!("give the rows that are summed `kind = \"{kind}\"`"))
        }
        (Addend::Code(code), EachEntry::Column) if !rows().any(|r| r == code) => {
            let hint = if columns().any(|c| c == code) {
                "it is a column: an equation between columns has `each = \"row\"`".to_owned()
            } else {
                spelling::hint(code, rows())
            };
            mistake(format!("unknown row `{code}`"), hint)
        }
        (Addend::Code(code), EachEntry::Row) if !columns().any(|c| c == code) => {
            let hint = if rows().any(|r| r == code) {
                "it is a row: an equation between rows has `each = \"column\"`".to_owned()
            } else {
                spelling::hint(code, columns())
            };
            mistake(format!("unknown column `{code}`"), hint)
        }
        (Addend::Code(code), EachEntry::Column) => hole(code, entry).and_then(|edition| {
            let hint = "sum a kind, or write a table for each edition".to_owned();
            mistake(format!("the row `{code}` is not printed in edition `{edition}`, where the equation is to hold too"), hint)
        }),
        _ => None,
    }
}

/// The first edition of the table that does not print the row.
fn hole<'e>(code: &str, entry: &'e TableEntry) -> Option<&'e str> {
    let row = entry.rows.iter().find(|r| r.code == code)?;
    entry.editions.iter().map(String::as_str).find(|edition| !is_printed(row, edition))
}

/// Checks what every equation of the table at `path` says of its cells. Only for a table whose codes are all known.
pub(super) fn cells(path: &str, entry: &TableEntry, report: &mut Report<'_>) {
    for edition in &entry.editions {
        let form = compile(entry, edition, &[]);
        for (at, check) in entry.checks.iter().enumerate() {
            for mistake in expand(check, &form.rows, &form.columns).err().into_iter().flatten() {
                note(&format!("{path}.checks[{at}].equation"), check, mistake, report);
            }
        }
    }
}

fn note(path: &str, check: &CheckEntry, mistake: Mistake, report: &mut Report<'_>) {
    report.at_word(path, &mistake.word, format!("check `{}`: {}", check.code, mistake.message), mistake.hint);
}
