//! A command line becomes a run of the library, and what came of it becomes words for people.
//!
//! The only code that writes to the outputs. Each command has a file; what they share is how they
//! [end](exit), [fail](failure) and [print](output).

mod args;
mod definitions;
mod escape;
mod exit;
mod explain;
mod extract;
mod failure;
mod grid;
mod interrupt;
mod merge;
mod output;
mod path;
mod pipelines;
mod progress;
mod quarantine;
mod schema;
mod shard;
mod shell;
mod size;
mod summary;

pub(crate) use args::Arguments;
use args::Command;
pub(crate) use exit::Exit;
pub(crate) use failure::Failure;

/// Runs the command.
///
/// # Errors
/// When it could not do what it was asked for: the cause, the remedy, and how the program ends.
pub(crate) fn run(arguments: Arguments) -> Result<Exit, Failure> {
    match arguments.command {
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Definitions(arguments) => definitions::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Path(arguments) => path::run(&arguments),
        Command::Quarantine(arguments) => quarantine::run(&arguments),
        Command::Completions(arguments) => shell::completions(arguments.shell),
        Command::Man => shell::man(),
    }
}

/// Prints why a command failed.
pub(crate) fn show_failure(failure: &Failure) {
    output::say(&failure.lines());
}

/// Prints what the argument parser has to say: an error, or the help and the version that were asked for.
pub(crate) fn show_usage(message: &clap::Error) -> Exit {
    if message.use_stderr() {
        output::say(message.render().to_string().trim_end());
        return Exit::Usage;
    }
    let text = message.render();
    let text = if output::stdout_is_terminal() { text.ansi().to_string() } else { text.to_string() };
    output::print(&text).map_or_else(
        |failure| {
            show_failure(&failure);
            failure.exit
        },
        |()| Exit::Done,
    )
}
