//! What is wrong with the inputs as a whole, with the remedy.

use std::io;

/// Why inputs cannot be taken, or one document cannot be shown. Paths are printable (see [`super::printable`]).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Nothing lies at the path.
    #[error("input {path} does not exist: give an existing file or directory, NAME=PATH, or - for standard input")]
    Missing {
        /// The path as given.
        path: String,
    },
    /// Two inputs have one name, so that their records could not be told apart.
    #[error("two inputs are named {name} ({first} and {second}): give one of them another name with NAME=PATH")]
    SameName {
        /// The name.
        name: String,
        /// The first path.
        first: String,
        /// The second path.
        second: String,
    },
    /// The path has no last component to take a name from.
    #[error("input {path} has no name: give it one with NAME=PATH")]
    NoName {
        /// The path as given.
        path: String,
    },
    /// The system refused.
    #[error("cannot read {path}: check that it exists and may be read")]
    Unreadable {
        /// The path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file is of a kind that is not read.
    #[error("{path} is not text ({kind}): give text, Markdown, HTML or JSONL")]
    NotText {
        /// The path.
        path: String,
        /// An outcome such as `unsupported:pdf` or `skipped:image`.
        kind: &'static str,
    },
    /// The file has fewer records.
    #[error("{path} has no record {record}: it has {records}, counted from 0")]
    NoRecord {
        /// The path.
        path: String,
        /// The record asked for.
        record: u64,
        /// The number of records.
        records: u64,
    },
    /// The record would be quarantined.
    #[error("cannot read record {record} of {path}: {code}: {message}")]
    Quarantined {
        /// The path.
        path: String,
        /// The record.
        record: u64,
        /// The code of the quarantine.
        code: &'static str,
        /// What is wrong.
        message: String,
    },
}
