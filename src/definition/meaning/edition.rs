//! Editions: their codes, the notice that prescribes each, and years that do not overlap.

use super::super::report::Report;
use super::super::spelling;
use super::super::written::EditionEntry;
use super::code::{Grammar, codes};

/// Checks the editions.
pub(super) fn check(editions: &[EditionEntry], report: &mut Report<'_>) {
    if editions.is_empty() {
        report.at("editions", "the family has no edition", "add `[[editions]]` with the notice that prescribes the form and its first year");
    }
    codes(report, "edition", Grammar::Snake, editions.iter().enumerate().map(|(at, e)| (format!("editions[{at}].code"), e.code.as_str())));
    for (at, edition) in editions.iter().enumerate() {
        if edition.source.trim().is_empty() {
            report.at(
                &format!("editions[{at}].source"),
                format!("edition `{}` names no source", edition.code),
                "name the notice that prescribes the form",
            );
        }
        let (first, last) = years(edition);
        if last < first {
            let message = format!("edition `{}` ends in {last}, before it begins in {first}", edition.code);
            report.at(
                &format!("editions[{at}].last_year"),
                message,
                "the last year is the same or a later one; leave it out while the edition is in force",
            );
            continue;
        }
        for other in &editions[..at] {
            overlap(at, edition, other, report);
        }
    }
}

fn years(edition: &EditionEntry) -> (i32, i32) {
    (edition.first_year, edition.last_year.unwrap_or(i32::MAX))
}

fn overlap(at: usize, edition: &EditionEntry, other: &EditionEntry, report: &mut Report<'_>) {
    let ((first, last), (other_first, other_last)) = (years(edition), years(other));
    if other_last < other_first || last < other_first || other_last < first {
        return;
    }
    let year = first.max(other_first);
    let message = format!("editions `{}` and `{}` are both in force in {year}", other.code, edition.code);
    // The later edition ends the earlier one: the earlier one's last year is what must change.
    let (earlier, later) = if first <= other_first { (edition, other) } else { (other, edition) };
    let end = later.first_year.saturating_sub(1);
    let hint = if end < earlier.first_year {
        "editions of one family follow each other".to_owned()
    } else {
        format!("`last_year = {end}` in edition `{}`", earlier.code)
    };
    report.at(&format!("editions[{at}].first_year"), message, hint);
}

/// Checks a list of editions that stands at `path`: not empty, each known to `whole` (the family, a table) and there once.
pub(super) fn list(path: &str, list: &[String], owner: &str, whole: (&str, &[&str]), report: &mut Report<'_>) {
    let (whole, known) = whole;
    if list.is_empty() {
        report.at(path, format!("{owner} is in no edition"), "name at least one, or delete it");
    }
    for (at, code) in list.iter().enumerate() {
        let path = format!("{path}[{at}]");
        if !known.contains(&code.as_str()) {
            report.at(&path, format!("{owner}: {whole} has no edition `{code}`"), spelling::hint(code, known.iter().copied()));
        }
        if list[..at].contains(code) {
            report.at(&path, format!("{owner}: the edition `{code}` is there twice"), "name it once");
        }
    }
}
