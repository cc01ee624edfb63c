//! Why a run published nothing, and the exit code that says so.

use std::path::PathBuf;

use arrow::error::ArrowError;

use crate::dataset::{LakeError, SchemaError};
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
            | Self::Lake(LakeError::Foreign { .. }) => 2,
            Self::EmptyInput { .. } | Self::DocumentsGone { .. } => 4,
            Self::Lake(LakeError::Busy { .. }) => 5,
            Self::Interrupted => 130,
            Self::Lake(_) | Self::Threads { .. } | Self::Table(_) => 1,
        }
    }
}

fn list(names: &[String]) -> String {
    names.join(", ")
}
