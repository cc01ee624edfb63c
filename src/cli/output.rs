//! Text becomes bytes on the two outputs. The only code that writes to them.
//!
//! A reader that closes the pipe early has what it wanted: that is a quiet end. Any other failure to write what was
//! asked for is an error. What cannot be said on the error output is lost, for there is nobody left to tell.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};

use super::failure::Failure;

/// Writes what was asked for to the standard output.
///
/// # Errors
/// When it cannot be written; a closed pipe is no error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Writes bytes as they are to the standard output.
///
/// # Errors
/// When they cannot be written; a closed pipe is no error.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::internal(format!("cannot write to the standard output: {e}")).hint("check the disk or the file that it goes to"))
        }
        _ => Ok(()),
    }
}

/// Writes one message to the error output.
pub(crate) fn say(message: &str) {
    let mut err = io::stderr().lock();
    // Nobody is left to tell that the error output is closed.
    let _: io::Result<()> = err.write_all(message.as_bytes()).and_then(|()| err.write_all(b"\n")).and_then(|()| err.flush());
}

/// Whether the standard output is a terminal.
pub(crate) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether the error output is a terminal.
pub(crate) fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Colours for the standard output: on a terminal, unless `NO_COLOR` is set or the terminal is dumb.
pub(crate) fn paint() -> Paint {
    if stdout_is_terminal() && wanted() { Paint::Colours } else { Paint::Plain }
}

/// Colours for the error output, by the same rule.
pub(crate) fn stderr_paint() -> Paint {
    if stderr_is_terminal() && wanted() { Paint::Colours } else { Paint::Plain }
}

fn wanted() -> bool {
    env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && env::var_os("TERM").is_none_or(|v| v != "dumb")
}

/// Whether text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    /// With ANSI colours.
    Colours,
    /// As it is.
    Plain,
}

/// What a piece of text is, as far as its colour goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A heading.
    Heading,
    /// What holds.
    Good,
    /// What is in doubt.
    Doubt,
    /// What fails.
    Bad,
    /// What is only there for completeness.
    Faint,
    /// What the eye should find.
    Mark,
    /// Everything else.
    Plain,
}

impl Paint {
    /// The text in the colour of its role. Pad before, since colours have no width but bytes.
    pub(crate) fn text(self, role: Role, text: &str) -> String {
        let code = match role {
            Role::Heading => "1",
            Role::Good => "32",
            Role::Doubt => "33",
            Role::Bad => "1;31",
            Role::Faint => "2",
            Role::Mark => "1;36",
            Role::Plain => "",
        };
        if self == Self::Plain || code.is_empty() { text.to_owned() } else { format!("\u{1b}[{code}m{text}\u{1b}[0m") }
    }
}
