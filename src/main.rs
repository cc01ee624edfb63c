//! Arguments become a run of one command, and its end an exit code.

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => return cli::show_usage(&usage).into(),
    };
    let exit = cli::run(arguments).unwrap_or_else(|failure| {
        cli::show_failure(&failure);
        failure.exit
    });
    exit.into()
}
