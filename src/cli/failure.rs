//! What went wrong becomes one line with the cause and one with the remedy.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, ErrorKind};

use reportlake::dataset::{LakeError, SchemaError};
use reportlake::definition::DefinitionError;
use reportlake::document::DocumentError;

use super::escape::escaped;
use super::exit::Exit;

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub(crate) struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// What went wrong: lower case, no full stop.
    pub cause: String,
    /// What to do, where we know it.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure of the disk or of the program.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        Self { exit: Exit::Internal, cause: cause.into(), hint: None }
    }

    /// A failure of the arguments.
    pub(crate) fn usage(cause: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, cause: cause.into(), hint: None }
    }

    /// The same with its remedy.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The lines for the error output: `error: ..`, then `hint: ..`.
    pub(crate) fn lines(&self) -> String {
        let mut lines = String::new();
        for (at, line) in self.cause.lines().enumerate() {
            let lead = if at == 0 { "error: " } else { "\n" };
            // Writing to a string cannot fail.
            let _ = write!(lines, "{lead}{}", escaped(line));
        }
        if let Some(hint) = &self.hint {
            let _ = write!(lines, "\nhint: {}", escaped(hint));
        }
        lines
    }
}

/// Words that begin a remedy in the messages of the rooms: `..; wait until it has ended`, `..: give another name`.
const REMEDIES: [&str; 10] = ["give ", "check ", "wait ", "rename ", "move ", "remove ", "run ", "use ", "`extract` ", "`extract --shard I/N` "];

/// An error of a room: its message and those of its sources on one line, the remedy on another.
pub(crate) fn told(exit: Exit, error: &dyn Error) -> Failure {
    let message = error.to_string();
    let remedy = [": ", "; "].iter().flat_map(|sign| message.match_indices(sign)).filter(|(at, sign)| {
        let rest = &message[at + sign.len()..];
        REMEDIES.iter().any(|word| rest.starts_with(word))
    });
    let (mut cause, mut hint) = match remedy.min() {
        Some((at, sign)) => (message[..at].to_owned(), Some(message[at + sign.len()..].to_owned())),
        None => (message, None),
    };
    let mut next = error.source();
    while let Some(source) = next {
        if hint.is_none() {
            hint = source.downcast_ref::<io::Error>().and_then(remedy_of).map(str::to_owned);
        }
        let text = source.to_string();
        if !cause.contains(&text) {
            cause = format!("{cause}: {text}");
        }
        next = source.source();
    }
    Failure { exit, cause, hint }
}

/// What to do about a refusal of the system, where it is known.
fn remedy_of(error: &io::Error) -> Option<&'static str> {
    /// Too many open files, of the process and of the machine: the standard library has no kind for them.
    const TOO_MANY_FILES: [i32; 2] = [24, 23];
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some("make room on that disk, or give another with --out, and run the same command again")
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Some("give a directory that you may write to with --out"),
        _ if error.raw_os_error().is_some_and(|code| TOO_MANY_FILES.contains(&code)) => Some("raise `ulimit -n`, or give fewer --threads"),
        _ => None,
    }
}

impl From<SchemaError> for Failure {
    fn from(error: SchemaError) -> Self {
        told(Exit::Usage, &error)
    }
}

impl From<LakeError> for Failure {
    fn from(error: LakeError) -> Self {
        let exit = match error {
            LakeError::Missing { .. } | LakeError::Foreign { .. } | LakeError::NoShard { .. } | LakeError::Unsealed { .. } => Exit::Usage,
            LakeError::Busy { .. } => Exit::Locked,
            _ => Exit::Internal,
        };
        told(exit, &error)
    }
}

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Self {
        told(Exit::Usage, &error)
    }
}

impl From<DefinitionError> for Failure {
    fn from(error: DefinitionError) -> Self {
        Self::usage(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{Exit, Failure};
    use reportlake::dataset::LakeError;

    #[test]
    fn one_line_cause_one_line_remedy() {
        let failure = Failure::usage("no file `a\u{1b}`").hint("check the name");
        assert_eq!(failure.lines(), "error: no file `a\\u{1b}`\nhint: check the name");
    }

    #[test]
    fn the_remedy_of_a_room_stands_apart_from_the_cause() {
        let error = LakeError::Busy { path: "lake".into(), holder: Some(7) };
        let failure = Failure::from(error);
        assert_eq!(failure.lines(), "error: lake is held by process 7\nhint: wait until it has ended");
        assert_eq!(failure.exit, Exit::Locked);
        let source = io::Error::other("no space left");
        let failure = Failure::from(LakeError::Disk { action: "write", path: "lake".into(), source });
        assert_eq!(failure.lines(), "error: could not write lake: no space left");
        let source = io::Error::from(io::ErrorKind::StorageFull);
        let failure = Failure::from(LakeError::Disk { action: "write", path: "lake".into(), source });
        assert_eq!(failure.hint.as_deref(), Some("make room on that disk, or give another with --out, and run the same command again"));
    }
}
