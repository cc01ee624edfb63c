//! The main job: the words of the command line become a run, and its end a summary.

use std::sync::atomic::AtomicBool;

use reportlake::dataset::Partitioning;
use reportlake::run::{self, Event, Options, Shard, ShardSummary, Summary};
use serde_json::json;

use super::args::{Effort, ExtractArguments};
use super::exit::Exit;
use super::failure::{Failure, told};
use super::interrupt::Interrupt;
use super::output::Paint;
use super::progress::{Manner, Reporter};
use super::{output, pipelines, shard, summary};

/// Runs the main job, or the share of it that `--shard` names.
///
/// # Errors
/// Whatever kept the run from publishing, or from writing its shard.
pub(crate) fn run(arguments: &ExtractArguments) -> Result<Exit, Failure> {
    let manner = Manner::of(arguments.effort.progress);
    let lake = &arguments.out;
    match arguments.shard {
        None => {
            let ended = publish(arguments, manner);
            let exit = ended.as_ref().map_or(Exit::Done, |summary| Exit::from_number(summary.exit_code()));
            end(manner, ended, exit, |summary| summary::object(summary, lake), |summary, paint| summary::page(summary, lake, paint))
        }
        Some(shard) => {
            let ended = write(arguments, shard, manner);
            // Whether the lake already held what could not be read is for the merge to say.
            end(manner, ended, Exit::Done, |summary| shard::object(summary, lake), |summary, paint| shard::page(summary, lake, paint))
        }
    }
}

/// Tells how a run ended, in its manner.
///
/// # Errors
/// Why it failed; whoever reads objects has read the failure as one.
pub(super) fn end<S>(
    manner: Manner,
    ended: Result<S, Failure>,
    exit: Exit,
    object: impl Fn(&S) -> String,
    page: impl Fn(&S, Paint) -> String,
) -> Result<Exit, Failure> {
    match ended {
        Ok(summary) => {
            match manner {
                Manner::None => {}
                Manner::Json => output::say(&object(&summary)),
                Manner::Bar | Manner::Plain => output::say(&page(&summary, output::stderr_paint())),
            }
            Ok(exit)
        }
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
    watched(manner, |stop, tell| run::extract(&arguments.inputs, families, &options(arguments), stop, tell))
}

fn write(arguments: &ExtractArguments, shard: Shard, manner: Manner) -> Result<ShardSummary, Failure> {
    let families = pipelines::families(&arguments.pipelines)?;
    watched(manner, |stop, tell| run::extract_shard(&arguments.inputs, families, shard, &options(arguments), stop, tell))
}

/// Runs a job with its flag for signals, and shows what it tells of itself.
///
/// # Errors
/// Why the job failed.
pub(super) fn watched<T>(manner: Manner, job: impl FnOnce(&AtomicBool, &(dyn Fn(Event) + Sync)) -> Result<T, run::Error>) -> Result<T, Failure> {
    let interrupt = Interrupt::listen()?;
    let reporter = Reporter::new(manner);
    let tell = |event: Event| {
        interrupt.hear(&event);
        reporter.tell(&event);
    };
    let ended = job(interrupt.flag(), &tell);
    reporter.close();
    ended.map_err(|error| told(Exit::from_number(error.exit_code()), &error))
}

/// The words as plain values.
fn options(arguments: &ExtractArguments) -> Options {
    let mut options = effort(&arguments.effort);
    options.out.clone_from(&arguments.out);
    options.text_field.clone_from(&arguments.text_field);
    options.html_field.clone_from(&arguments.html_field);
    options.url_field.clone_from(&arguments.url_field);
    options.tables.clone_from(&arguments.tables);
    options.partitioning = if arguments.partition_by == "year" { Partitioning::Year } else { Partitioning::YearProvince };
    options
}

/// The words that every run has, as plain values.
pub(super) fn effort(effort: &Effort) -> Options {
    Options { threads: effort.threads.map(usize::from), memory: effort.memory, ..Options::default() }
}
