//! The end of a command becomes a number that scripts can rely on.

use std::process::ExitCode;

/// How a command ended. The list is closed; the numbers are a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or nothing to do. Odd documents are findings, not failures.
    Done = 0,
    /// The disk or the program failed.
    Internal = 1,
    /// The arguments or a definition are wrong.
    Usage = 2,
    /// Published, but a source could not be read that the last snapshot did not already hold as unreadable.
    Unreadable = 3,
    /// A budget or a gate was exceeded; nothing was published.
    Refused = 4,
    /// Another run holds the lake.
    Locked = 5,
    /// Interrupted; nothing was published.
    Interrupted = 130,
}

impl Exit {
    /// Every way to end, by number.
    pub(crate) const ALL: [Self; 7] = [Self::Done, Self::Internal, Self::Usage, Self::Unreadable, Self::Refused, Self::Locked, Self::Interrupted];

    /// The number that the shell sees.
    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    /// What the number means, in the words of the help and the man page.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done, or nothing to do; odd documents are findings, not failures",
            Self::Internal => "the disk or the program failed",
            Self::Usage => "wrong arguments, or a wrong definition",
            Self::Unreadable => "published, but a source could not be read, for the first time",
            Self::Refused => "a budget or a gate was exceeded; nothing was published",
            Self::Locked => "another run holds the lake",
            Self::Interrupted => "interrupted; nothing was published, run the same command again",
        }
    }

    /// The way to end that has this number; a number outside of the list is an internal failure.
    pub(crate) fn from_number(number: u8) -> Self {
        Self::ALL.into_iter().find(|exit| exit.number() == number).unwrap_or(Self::Internal)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn the_numbers_are_those_of_the_contract() {
        assert_eq!(Exit::ALL.map(Exit::number), [0, 1, 2, 3, 4, 5, 130]);
        assert!(Exit::ALL.into_iter().all(|exit| Exit::from_number(exit.number()) == exit));
    }
}
