//! What the run of a shard came to becomes a page that a person wants to read, or one object.

use std::path::Path;

use reportlake::run::{ShardOutcome, ShardSummary};
use serde_json::json;

use super::escape::escaped;
use super::grid::{Grid, line, piece, plain};
use super::output::{Paint, Role};
use super::size::{bytes, counted};
use super::summary::{shell, some, states};

/// The page, without a last line end.
pub(crate) fn page(summary: &ShardSummary, lake: &Path, paint: Paint) -> String {
    let mut out = String::new();
    let title = match summary.outcome {
        ShardOutcome::Written => format!("Wrote shard {}.", summary.shard),
        ShardOutcome::Unchanged => format!("Nothing to do: shard {} already holds all this.", summary.shard),
    };
    line(&mut out, &format!("{}\n", paint.text(Role::Heading, &title)));
    facts(summary, paint, &mut out);
    if !summary.unreadable.is_empty() {
        line(&mut out, &format!("\nNot readable: {}", escaped(&some(&summary.unreadable))));
    }
    let of = summary.shard.of();
    let when = match of {
        1 => "To publish it:".to_owned(),
        2 => "When both shards are written, publish them:".to_owned(),
        _ => format!("When all {of} shards are written, publish them:"),
    };
    line(&mut out, &format!("\n{when}\n  reportlake merge --out {}", shell(&lake.to_string_lossy())));
    out.trim_end().to_owned()
}

fn facts(summary: &ShardSummary, paint: Paint, out: &mut String) {
    let counts = &summary.counts;
    let mut grid = Grid::new(&[]);
    let mut row = |name: &str, value: String, more: String| grid.row(vec![piece(Role::Faint, name), plain(value), piece(Role::Faint, more)]);
    let (sources, corpus) = summary.corpus;
    row("corpus", counted(sources, "file"), bytes(corpus));
    row("read", counted(counts.sources, "file"), format!("{}, {}", bytes(counts.bytes), counted(counts.records, "record")));
    row("reports", counted(counts.reports, "report"), String::new());
    row("not reports", counted(counts.not_reports, "record"), states(&counts.not_reports_by_reason));
    if !counts.skipped.is_empty() {
        row("skipped", counted(counts.skipped.values().sum(), "file"), states(&counts.skipped));
    }
    if counts.quarantined > 0 {
        row("quarantined", counted(counts.quarantined, "record"), states(&counts.quarantined_by_code));
    }
    let (files, size) = summary.files;
    row("shard", escaped(&summary.path.to_string_lossy()), format!("{}, {}", counted(files, "file"), bytes(size)));
    row("took", format!("{:.1} s", summary.seconds.values().sum::<f64>()), String::new());
    grid.write(paint, out);
}

/// The same as one JSON object.
pub(crate) fn object(summary: &ShardSummary, lake: &Path) -> String {
    json!({
        "message_type": "summary",
        "outcome": match summary.outcome { ShardOutcome::Written => "written", ShardOutcome::Unchanged => "unchanged" },
        "lake": lake.to_string_lossy(),
        "shard": summary.shard.number(),
        "shards": summary.shard.of(),
        "path": summary.path.to_string_lossy(),
        "counts": summary.counts,
        "files": summary.files.0,
        "bytes": summary.files.1,
        "unreadable": summary.unreadable,
        "seconds": summary.seconds,
    })
    .to_string()
}
