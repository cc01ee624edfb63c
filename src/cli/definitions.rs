//! Definitions become a verdict: every error with its place, every example with what differs.

use reportlake::definition::builtin;
use reportlake::extract::{Extractor, run_examples};

use super::args::DefinitionsArguments;
use super::escape::escaped;
use super::exit::Exit;
use super::failure::Failure;
use super::grid::line;
use super::output::{self, Role};
use super::pipelines;

/// Compiles definitions and runs the examples that they ship with.
///
/// # Errors
/// When a file cannot be read, a definition is wrong, or an example does not give what it must.
pub(crate) fn run(arguments: &DefinitionsArguments) -> Result<Exit, Failure> {
    let families = if arguments.files.is_empty() { builtin()? } else { pipelines::read_all(&arguments.files)? };
    let extractor = Extractor::new(families);
    let outcomes = run_examples(&extractor);
    let paint = output::paint();
    let mut out = String::new();
    for family in extractor.families() {
        let mine: Vec<_> = outcomes.iter().filter(|outcome| outcome.family == family.code).collect();
        let held = mine.iter().filter(|outcome| outcome.holds()).count();
        let editions = family.editions.iter().map(|e| e.code.as_str()).collect::<Vec<_>>().join(", ");
        let title = paint.text(Role::Heading, &family.code);
        line(&mut out, &format!("{title}  {}; editions {editions}; {held} of {} examples hold", family.label_zh, mine.len()));
        for outcome in mine {
            let word = if outcome.holds() { paint.text(Role::Good, "holds") } else { paint.text(Role::Bad, "fails") };
            line(&mut out, &format!("  {word}  {}", escaped(&outcome.name)));
            outcome.differences.iter().for_each(|difference| line(&mut out, &format!("           {}", escaped(difference))));
        }
    }
    output::print(&out)?;
    let failed = outcomes.iter().filter(|outcome| !outcome.holds()).count();
    if failed == 0 {
        return Ok(Exit::Done);
    }
    Err(Failure::usage(format!("{failed} of {} examples do not give what they must", outcomes.len()))
        .hint("change the definition or the example; `reportlake explain FILE --pipeline DEFINITION` shows what is read"))
}
