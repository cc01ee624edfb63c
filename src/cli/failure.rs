//! What went wrong becomes one line with the cause and one with the remedy.

use std::error::Error;
use std::fmt::Write as _;

use reportlake::definition::DefinitionError;

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

/// An error with its sources on one line, each cause once.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !line.contains(&text) {
            let _ = write!(line, ": {text}");
        }
        next = cause.source();
    }
    line
}

impl From<DefinitionError> for Failure {
    fn from(error: DefinitionError) -> Self {
        Self::usage(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn one_line_cause_one_line_remedy() {
        let failure = Failure::usage("no file `a\u{1b}`").hint("check the name");
        assert_eq!(failure.lines(), "error: no file `a\\u{1b}`\nhint: check the name");
    }
}
