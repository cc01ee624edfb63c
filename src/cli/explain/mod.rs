//! One document passes through every stage, and each stage says what it saw.

mod cell;
mod checks;
mod json;
mod lines;
mod story;
mod tables;
mod view;

use reportlake::document::{printable, read_one};
use reportlake::extract::Extractor;

use self::lines::Lines;
use self::view::{Origin, View};
use super::args::ExplainArguments;
use super::escape::is_unsafe;
use super::exit::Exit;
use super::failure::Failure;
use super::grid::line;
use super::output::{self, Paint};
use super::pipelines;

/// Explains one document. What is no report is explained too: it says why not.
///
/// # Errors
/// When the file or the record cannot be read, a definition is wrong, or the document has no such cell.
pub(crate) fn run(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let extractor = Extractor::new(pipelines::families(&arguments.pipelines)?);
    let (origin, text) = load(arguments)?;
    if arguments.text {
        print_text(&text)?;
        return Ok(Exit::Done);
    }
    let extraction = extractor.extract(&text);
    let paint = output::paint();
    let view = View { origin: &origin, text: &text, lines: Lines::new(&text), families: extractor.families(), extraction: &extraction, paint };
    output::print(&told(&view, arguments)?)?;
    Ok(Exit::Done)
}

fn told(view: &View<'_>, arguments: &ExplainArguments) -> Result<String, Failure> {
    let mut out = String::new();
    match (&arguments.cell, arguments.json) {
        (None, false) => document(view, &mut out),
        (Some(wanted), false) => cell::cells(view, wanted, &mut out)?,
        (None, true) => pretty(&json::document(view), &mut out),
        (Some(wanted), true) => {
            let cells = cell::select(view, wanted)?.into_iter().map(|(_, cell)| json::cell(view, cell)).collect();
            pretty(&serde_json::Value::Array(cells), &mut out);
        }
    }
    Ok(out)
}

/// The whole document, stage by stage.
fn document(view: &View<'_>, out: &mut String) {
    story::source(view, out);
    story::recognition(view, out);
    if view.family().is_some() {
        story::identity(view, out);
        story::sections(view, out);
        tables::tables(view, out);
        checks::checks(view, out);
        checks::figures(view, out);
        checks::findings(view, out);
    }
    // The first stage needs no blank line before it.
    if out.starts_with('\n') {
        out.remove(0);
    }
}

fn pretty(value: &serde_json::Value, out: &mut String) {
    line(out, &format!("{value:#}"));
}

/// The text as spans count in it; on a terminal, which would obey what stands in it, escaped line by line.
fn print_text(text: &str) -> Result<(), Failure> {
    if output::paint() == Paint::Plain && !output::stdout_is_terminal() {
        return output::print_bytes(text.as_bytes());
    }
    let harmless = |c: char| if c != '\n' && is_unsafe(c) { format!("\\u{{{:x}}}", u32::from(c)) } else { c.to_string() };
    output::print(&text.chars().map(harmless).collect::<String>())
}

/// Reads the document from its file, whatever it holds: no word is needed for it to be read.
fn load(arguments: &ExplainArguments) -> Result<(Origin, String), Failure> {
    let document = read_one(&arguments.file, Some(arguments.record))?;
    let origin = Origin {
        file: printable(arguments.file.as_os_str().as_encoded_bytes()),
        record: document.record,
        encoding: document.encoding,
        decode_errors: document.decode_errors,
        basis: document.basis.code(),
        address: document.url,
    };
    Ok((origin, document.text))
}
