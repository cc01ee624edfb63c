//! Why a run published nothing, and the exit code that says so.

use std::path::PathBuf;

use arrow::error::ArrowError;

use super::share::Shard;
use crate::dataset::{LakeError, SchemaError};
use crate::definition::DefinitionError;
use crate::document::DocumentError;

/// Why a run published nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The inputs cannot be taken as they were given.
    #[error(transparent)]
    Inputs(#[from] DocumentError),
    /// The families cannot be one dataset.
    #[error(transparent)]
    Definitions(#[from] SchemaError),
    /// A definition that shards carry cannot be compiled.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// The lake refused.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// No input was given.
    #[error("no input is given: give a file, a directory, or - for standard input")]
    NoInput,
    /// No family was given.
    #[error("no definition is given: a run needs at least one")]
    NoFamily,
    /// `--tables` names a table that does not exist.
    #[error("there is no table `{name}`; there are {known}")]
    UnknownTable {
        /// The name.
        name: String,
        /// Those that exist.
        known: String,
    },
    /// `--tables` both names tables and leaves tables out.
    #[error("the list of tables mixes names with and without `-`: either name those to keep or those to leave out")]
    MixedTables,
    /// The lake was made from other inputs.
    #[error("{} holds {}, and this run is given {}; give the same inputs (NAME=PATH names one), or another lake with --out", path.display(), list(held), list(given))]
    OtherInputs {
        /// The lake.
        path: PathBuf,
        /// The names of its inputs.
        held: Vec<String>,
        /// The names of the inputs given.
        given: Vec<String>,
    },
    /// The lake would be read as an input.
    #[error("the lake {} lies in input {name}, so that it would be read as one of its documents; give a place outside with --out", path.display())]
    LakeInInput {
        /// The lake.
        path: PathBuf,
        /// The name of the input.
        name: String,
    },
    /// Nothing lies under an input.
    #[error("input {name} holds no file; nothing was published; see that its disk is there")]
    EmptyInput {
        /// Its name.
        name: String,
    },
    /// More documents are gone than a corpus loses.
    #[error(
        "{now} documents are left of {before}: more than 5 % are gone; nothing was published; see that the inputs are whole, or make a new lake with --out"
    )]
    DocumentsGone {
        /// Documents of the published snapshot.
        before: u64,
        /// Documents of this run.
        now: u64,
    },
    /// The standard input cannot be read by several machines.
    #[error("the standard input cannot be shared out among shards; give files or directories")]
    StdinShard,
    /// Two shards are not of one run.
    #[error(
        "the shards {} and {} do not belong together: {what} differ: {of_first}, {of_second}; run `extract --shard` again for those that are not wanted", first.display(), second.display()
    )]
    ShardsDiffer {
        /// What differs, in the plural.
        what: &'static str,
        /// One shard.
        first: PathBuf,
        /// Another.
        second: PathBuf,
        /// What the first has.
        of_first: String,
        /// What the second has.
        of_second: String,
    },
    /// A shard was written by another version.
    #[error("the shard {} was written by reportlake {version}, this is {}; use that version for all of them", path.display(), env!("CARGO_PKG_VERSION"))]
    ShardVersion {
        /// The shard.
        path: PathBuf,
        /// The version.
        version: String,
    },
    /// Not all shards are there.
    #[error("{} missing; run `extract --shard` for {}, or give its place too", missing(shards), if shards.len() == 1 { "it" } else { "each" })]
    ShardsMissing {
        /// Those that are not there.
        shards: Vec<Shard>,
    },
    /// One shard is there twice.
    #[error("shard {shard} is given twice, as {} and {}; give it once", first.display(), second.display())]
    ShardTwice {
        /// Which.
        shard: Shard,
        /// Where.
        first: PathBuf,
        /// And where.
        second: PathBuf,
    },
    /// A file that several shards read was not the same file for each.
    #[error("{uri} changed between the runs of {} and {}; run both again, with `cp -p` or `rsync -t` where it is a copy", first.display(), second.display())]
    SourceChanged {
        /// The file.
        uri: String,
        /// One shard.
        first: PathBuf,
        /// Another.
        second: PathBuf,
    },
    /// A shard was written anew while it was merged.
    #[error("the shard {} was written anew while it was merged; run `merge` again", path.display())]
    ShardReplaced {
        /// The shard.
        path: PathBuf,
    },
    /// The run was asked to stop.
    #[error("interrupted; nothing was published; the next run begins anew")]
    Interrupted,
    /// The threads could not be started.
    #[error("could not start {threads} threads; give fewer with --threads")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system said.
        source: rayon::ThreadPoolBuildError,
    },
    /// Arrow refused rows of ours.
    #[error("could not build a table")]
    Table(#[from] ArrowError),
}

impl Error {
    /// The exit code of the contract: 2 usage or definition, 4 budget or gate, 5 another run holds the lake, 130
    /// interrupted, 1 anything else.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Inputs(_)
            | Self::Definitions(_)
            | Self::NoInput
            | Self::NoFamily
            | Self::UnknownTable { .. }
            | Self::MixedTables
            | Self::OtherInputs { .. }
            | Self::LakeInInput { .. }
            | Self::Definition(_)
            | Self::StdinShard
            | Self::ShardsDiffer { .. }
            | Self::ShardVersion { .. }
            | Self::ShardsMissing { .. }
            | Self::ShardTwice { .. }
            | Self::SourceChanged { .. }
            | Self::Lake(LakeError::Foreign { .. } | LakeError::NoShard { .. } | LakeError::Unsealed { .. }) => 2,
            Self::EmptyInput { .. } | Self::DocumentsGone { .. } => 4,
            Self::Lake(LakeError::Busy { .. }) => 5,
            Self::Interrupted => 130,
            Self::Lake(_) | Self::Threads { .. } | Self::Table(_) | Self::ShardReplaced { .. } => 1,
        }
    }
}

fn list(names: &[String]) -> String {
    names.join(", ")
}

/// `shard 2/8 is`, `shards 2/8, 3/8 are`: the first few.
fn missing(shards: &[Shard]) -> String {
    const SHOWN: usize = 10;
    let names: Vec<String> = shards.iter().take(SHOWN).map(Shard::to_string).collect();
    match shards.len().saturating_sub(SHOWN) {
        0 if names.len() == 1 => format!("shard {} is", names[0]),
        0 => format!("shards {} are", names.join(", ")),
        more => format!("shards {} and {more} more are", names.join(", ")),
    }
}
