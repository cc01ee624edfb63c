//! Shards become a published snapshot, and the end of the run a summary.

use reportlake::run::{self, Summary};

use super::args::MergeArguments;
use super::exit::Exit;
use super::extract::{effort, end, watched};
use super::failure::Failure;
use super::progress::Manner;
use super::summary;

/// Publishes what the shards of a run hold.
///
/// # Errors
/// Whatever kept the run from publishing.
pub(crate) fn run(arguments: &MergeArguments) -> Result<Exit, Failure> {
    let manner = Manner::of(arguments.effort.progress);
    let ended = publish(arguments, manner);
    let exit = ended.as_ref().map_or(Exit::Done, |summary| Exit::from_number(summary.exit_code()));
    let lake = &arguments.out;
    end(manner, ended, exit, |summary| summary::object(summary, lake), |summary, paint| summary::page(summary, lake, paint))
}

fn publish(arguments: &MergeArguments, manner: Manner) -> Result<Summary, Failure> {
    let mut options = effort(&arguments.effort);
    options.out.clone_from(&arguments.out);
    watched(manner, |stop, tell| run::merge(&arguments.shards, &options, stop, tell))
}
