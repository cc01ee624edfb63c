//! What is wrong with a definition, all of it at once, each with its place and a hint.

use std::fmt;

/// One thing that is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do, where we know it.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem at byte `offset` of `text`; an offset outside of it is its start.
    #[must_use]
    pub fn at(text: &str, offset: usize, message: String, hint: Option<String>) -> Self {
        let before = text.get(..offset).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1, message, hint }
    }
}

/// Everything that is wrong with one definition file.
#[derive(Debug, thiserror::Error)]
pub struct DefinitionError {
    /// The file.
    pub path: String,
    /// The problems, by place. Never empty.
    pub problems: Vec<Problem>,
}

impl DefinitionError {
    /// The error of the file at `path`; the problems are put in order, and what is said twice is said once.
    #[must_use]
    pub fn new(path: &str, mut problems: Vec<Problem>) -> Self {
        problems.sort();
        problems.dedup();
        Self { path: path.to_owned(), problems }
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{}:{}:{}: {}", self.path, problem.line, problem.column, problem.message)?;
            if let Some(hint) = &problem.hint {
                write!(f, "\n  hint: {hint}")?;
            }
        }
        Ok(())
    }
}
