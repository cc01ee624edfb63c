//! The main job: the words of the command line become a run, and its end a summary.

use reportlake::dataset::Partitioning;
use reportlake::run::{self, Options, Summary};
use serde_json::json;

use super::args::ExtractArguments;
use super::exit::Exit;
use super::failure::{Failure, told};
use super::progress::{Manner, Reporter};
use super::{interrupt, output, pipelines, summary};

/// Runs the main job.
///
/// # Errors
/// Whatever kept the run from publishing.
pub(crate) fn run(arguments: &ExtractArguments) -> Result<Exit, Failure> {
    let manner = Manner::of(arguments.progress);
    match publish(arguments, manner) {
        Ok(summary) => {
            match manner {
                Manner::None => {}
                Manner::Json => output::say(&summary::object(&summary, &arguments.out)),
                Manner::Bar | Manner::Plain => output::say(&summary::page(&summary, &arguments.out, output::stderr_paint())),
            }
            Ok(Exit::from_number(summary.exit_code()))
        }
        // Whoever reads objects reads the failure as one.
        Err(failure) if manner == Manner::Json => {
            let message = json!({"message_type": "error", "exit_code": failure.exit.number(), "message": failure.cause, "hint": failure.hint});
            output::say(&message.to_string());
            Ok(failure.exit)
        }
        Err(failure) => Err(failure),
    }
}

fn publish(arguments: &ExtractArguments, manner: Manner) -> Result<Summary, Failure> {
    let families = pipelines::families(&arguments.pipelines)?;
    let interrupt = interrupt::flag()?;
    let reporter = Reporter::new(manner);
    let ended = run::extract(&arguments.inputs, families, &options(arguments), &interrupt, &|event| reporter.tell(&event));
    reporter.close();
    ended.map_err(|error| told(Exit::from_number(error.exit_code()), &error))
}

/// The words as plain values.
fn options(arguments: &ExtractArguments) -> Options {
    let mut options = Options::default();
    options.out.clone_from(&arguments.out);
    options.threads = arguments.threads.map(usize::from);
    options.memory = arguments.memory;
    options.text_field.clone_from(&arguments.text_field);
    options.html_field.clone_from(&arguments.html_field);
    options.url_field.clone_from(&arguments.url_field);
    options.tables.clone_from(&arguments.tables);
    options.partitioning = if arguments.partition_by == "year" { Partitioning::Year } else { Partitioning::YearProvince };
    options
}
