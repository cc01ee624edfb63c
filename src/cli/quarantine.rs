//! What could not be read becomes a list: where, why, what to do.

use std::collections::BTreeMap;

use reportlake::dataset::{Lake, QuarantineEntry};

use super::args::QuarantineArguments;
use super::escape::escaped;
use super::exit::Exit;
use super::failure::Failure;
use super::grid::{Grid, Side, clip, line, piece, plain};
use super::output::{self, Role};

/// The width of the beginning of a record.
const SAMPLE: usize = 72;

/// Lists the quarantine of a lake.
///
/// # Errors
/// When nothing is published there, or it cannot be read.
pub(crate) fn run(arguments: &QuarantineArguments) -> Result<Exit, Failure> {
    let lake = Lake::open(&arguments.lake)?;
    let entries = lake.quarantine()?;
    let paint = output::paint();
    let mut out = String::new();
    if entries.is_empty() {
        line(&mut out, "nothing is in quarantine: every record was read");
        output::print(&out)?;
        return Ok(Exit::Done);
    }
    let mut by_code: BTreeMap<&str, Vec<&QuarantineEntry>> = BTreeMap::new();
    for entry in &entries {
        by_code.entry(&entry.code).or_default().push(entry);
    }
    for (code, entries) in by_code {
        let records = if entries.len() == 1 { "record" } else { "records" };
        line(&mut out, &format!("{}  {} {records}", paint.text(Role::Heading, &escaped(code)), entries.len()));
        let mut grid = Grid::new(&[Side::Left, Side::Right, Side::Right]);
        for entry in &entries {
            let place = format!("{} record {}", escaped(&entry.source_uri), entry.record);
            grid.row(vec![
                plain(place),
                piece(Role::Faint, format!("at byte {}", entry.byte_offset)),
                piece(Role::Faint, format!("{} bytes", entry.bytes)),
            ]);
        }
        grid.write(paint, &mut out);
        for message in distinct(entries.iter().map(|entry| entry.message.as_str())) {
            line(&mut out, &format!("  {}", escaped(message)));
        }
        if let Some(sample) = entries.iter().find_map(|entry| entry.sample.as_deref()) {
            line(&mut out, &format!("  {}", paint.text(Role::Faint, &format!("begins: {}", clip(&escaped(sample), SAMPLE)))));
        }
        line(&mut out, &format!("  {}\n", paint.text(Role::Doubt, retry(code))));
    }
    line(&mut out, "Mend the sources and run the same `extract` again: what can then be read joins the lake.");
    output::print(&out)?;
    Ok(Exit::Done)
}

/// The different texts in their order, at most three.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut different: Vec<&str> = Vec::new();
    for text in texts {
        if different.len() < 3 && !different.contains(&text) {
            different.push(text);
        }
    }
    different
}

/// What to do about a code.
fn retry(code: &str) -> &'static str {
    match code {
        "unreadable" => "check that the file is there and may be read",
        "changed_while_reading" => "run again while nothing writes to the file",
        "damaged" | "truncated" => "fetch the file again; what comes before and after the damage was read",
        "window_too_large" => "compress the file again without --long, or pipe `zstd -dc --long=31` in",
        "bad_warc" | "bad_length" | "bad_http" => "fetch the record again; the records around it were read",
        "record_too_long" => "split the record",
        "bad_json" | "duplicate_key" => "mend the line; a line is one JSON object",
        "html_too_deep" | "html_too_large" | "table_bomb" => "save the page anew, or convert it to text",
        "gave_up" => "split the document; `reportlake explain` shows how far it was read",
        "panic" => "a bug of ours: please send us the record",
        _ => "look at it with `reportlake explain FILE --record N`",
    }
}
