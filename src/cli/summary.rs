//! What a run came to becomes a page that a person wants to read, or one object.

use std::collections::BTreeMap;
use std::path::Path;

use reportlake::run::{RunOutcome, Summary};
use serde_json::json;

use super::escape::escaped;
use super::grid::{Grid, line, piece, plain};
use super::output::{Paint, Role};
use super::size::{bytes, count, counted};

/// The page, without a last line end.
pub(crate) fn page(summary: &Summary, lake: &Path, paint: Paint) -> String {
    let mut out = String::new();
    let title = match summary.outcome {
        RunOutcome::Published => format!("Published snapshot {}.", summary.number),
        RunOutcome::Unchanged => format!("Nothing to do: snapshot {} already holds all this.", summary.number),
    };
    line(&mut out, &format!("{}\n", paint.text(Role::Heading, &title)));
    facts(summary, lake, paint, &mut out);
    let shown = lake.to_string_lossy();
    if !summary.unreadable.is_empty() {
        line(&mut out, &format!("\nNot readable: {}", escaped(&some(&summary.unreadable))));
    }
    if summary.counts.quarantined > 0 {
        line(&mut out, &format!("\nWhat could not be read, and why:\n  reportlake quarantine {}", shell(&shown)));
    }
    line(&mut out, &format!("\nA first look, with DuckDB:\n  {}", query(&shown)));
    out.trim_end().to_owned()
}

fn facts(summary: &Summary, lake: &Path, paint: Paint, out: &mut String) {
    let counts = &summary.counts;
    let mut grid = Grid::new(&[]);
    let mut row = |name: &str, value: String, more: String| grid.row(vec![piece(Role::Faint, name), plain(value), piece(Role::Faint, more)]);
    row("read", counted(counts.sources, "file"), format!("{}, {}", bytes(counts.bytes), counted(counts.records, "record")));
    row("reports", counted(counts.reports, "report"), years(&counts.documents_by_year));
    row("documents", counted(counts.documents, "document"), states(&counts.documents_by_status));
    let stated = format!("{} stated", count(counts.cells_stated));
    let contradicted = if counts.cells_contradicted > 0 { format!(", {} contradicted", count(counts.cells_contradicted)) } else { String::new() };
    row("cells", stated, format!("{} confirmed by the form's arithmetic{contradicted}", count(counts.cells_confirmed)));
    let failing = if counts.checks_failed == 1 { "1 equation fails".to_owned() } else { format!("{} equations fail", count(counts.checks_failed)) };
    let advice = if counts.checks_failed > 0 { "table `checks`, outcome 'fails'; the printed numbers stay" } else { "" };
    row("checks", failing, advice.to_owned());
    row("not reports", counted(counts.not_reports, "record"), states(&counts.not_reports_by_reason));
    if !counts.skipped.is_empty() {
        row("skipped", counted(counts.skipped.values().sum(), "file"), states(&counts.skipped));
    }
    if counts.quarantined > 0 {
        row("quarantined", counted(counts.quarantined, "record"), states(&counts.quarantined_by_code));
    }
    let (files, size) = summary.files;
    row(
        "lake",
        escaped(&lake.join("current").to_string_lossy()),
        format!("{}, {}, {}", counted(summary.tables.len() as u64, "table"), counted(files, "file"), bytes(size)),
    );
    row("took", format!("{:.1} s", summary.seconds.values().sum::<f64>()), String::new());
    grid.write(paint, out);
}

/// `2021: 3  2022: 5  not known: 1`
fn years(years: &BTreeMap<i32, u64>) -> String {
    let known = years.iter().filter(|(year, _)| **year != 0).map(|(year, number)| format!("{year}: {}", count(*number)));
    let unknown = years.get(&0).map(|number| format!("year not known: {}", count(*number)));
    known.chain(unknown).collect::<Vec<_>>().join("  ")
}

/// `9 complete, 1 tables lost`, the most first.
pub(super) fn states(states: &BTreeMap<String, u64>) -> String {
    let mut states: Vec<(&String, &u64)> = states.iter().collect();
    states.sort_by_key(|(name, number)| (std::cmp::Reverse(**number), name.as_str()));
    states.iter().map(|(name, number)| format!("{} {}", count(**number), name.replace('_', " "))).collect::<Vec<_>>().join(", ")
}

/// The first few of a list.
pub(super) fn some(names: &[String]) -> String {
    let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
    format!("{}{more}", names[..names.len().min(3)].join(", "))
}

/// A query that works as it stands, in any shell that has `python3` with the package `duckdb`.
fn query(lake: &str) -> String {
    let files = format!("{lake}/current/documents/**/*.parquet");
    if !lake.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)) {
        return format!("select agency, report_year, status from '{}'", escaped(&files.replace('\'', "''")));
    }
    format!(
        "python3 -c \"import duckdb; duckdb.sql('''select report_year, agency, status, cells_confirmed, checks_failed from '{files}' order by all''').show()\""
    )
}

/// A word for the shell.
pub(super) fn shell(word: &str) -> String {
    if word.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c)) {
        word.to_owned()
    } else {
        format!("'{}'", escaped(word).replace('\'', "'\\''"))
    }
}

/// The same as one JSON object.
pub(crate) fn object(summary: &Summary, lake: &Path) -> String {
    json!({
        "message_type": "summary",
        "outcome": match summary.outcome { RunOutcome::Published => "published", RunOutcome::Unchanged => "unchanged" },
        "lake": lake.to_string_lossy(),
        "snapshot": summary.number,
        "path": summary.snapshot.join("data").to_string_lossy(),
        "counts": summary.counts,
        "tables": summary.tables,
        "files": summary.files.0,
        "bytes": summary.files.1,
        "unreadable": summary.unreadable,
        "newly_unreadable": summary.newly_unreadable,
        "seconds": summary.seconds,
    })
    .to_string()
}
