//! An open source becomes bytes, as long as it stays the file that it was.
//!
//! Size, time and identity are compared after every read: no byte that is handed on was read from a file that had
//! changed by then (reliability.md T22). Nothing is mapped into memory.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use super::discover::modified_ns;
use super::{Source, SourceKind};

/// What a file was when it was looked at: if one of these differs, it is another file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    device: u64,
    inode: u64,
    /// Size.
    pub(super) bytes: u64,
    modified_ns: i128,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino(), bytes: metadata.len(), modified_ns: modified_ns(metadata) }
    }

    /// What the source was when it was discovered.
    pub(super) fn discovered(source: &Source) -> Self {
        Self { device: source.device, inode: source.inode, bytes: source.bytes, modified_ns: source.modified_ns }
    }
}

/// Why reading cannot go on.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The system refused.
    Refused(io::Error),
    /// The file is not what it was.
    Changed,
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Refused(error)
    }
}

impl Trouble {
    /// The code of the quarantine, which is also the outcome of the source.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "unreadable",
            Self::Changed => "changed_while_reading",
        }
    }

    /// One sentence.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Refused(error) => error.to_string(),
            Self::Changed => "the file changed while it was read".to_owned(),
        }
    }
}

/// A source that is being read, front to back.
pub(super) enum Feed {
    /// A regular file.
    File {
        /// Open for reading.
        file: File,
        /// Where the next read begins.
        at: u64,
        /// What the file was when it was opened.
        stamp: Stamp,
    },
    /// Standard input.
    Stdin,
    /// Bytes that were decoded already.
    Memory(io::Cursor<Vec<u8>>),
}

impl Feed {
    /// Opens a source at its beginning.
    pub(super) fn open(source: &Source) -> io::Result<Self> {
        if source.kind == SourceKind::Stdin {
            return Ok(Self::Stdin);
        }
        let file = open_regular(&source.path)?;
        let stamp = Stamp::of(&file.metadata()?);
        Ok(Self::File { file, at: 0, stamp })
    }

    /// Opens a source at a place, if it is still what it was when it was discovered.
    pub(super) fn open_at(source: &Source, place: u64) -> Result<Self, Trouble> {
        match Self::open(source)? {
            Self::File { stamp, .. } if stamp != Stamp::discovered(source) => Err(Trouble::Changed),
            Self::File { file, stamp, .. } => Ok(Self::File { file, at: place, stamp }),
            other => Ok(other),
        }
    }

    /// The size when it was opened, where it is known.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Self::File { stamp, .. } => Some(stamp.bytes),
            Self::Stdin => None,
            Self::Memory(cursor) => Some(cursor.get_ref().len() as u64),
        }
    }

    /// Reads once into the buffer; 0 at the end. What was read counts only because the file is still what it was.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Trouble> {
        match self {
            Self::Stdin => Ok(uninterrupted(|| io::stdin().lock().read(buffer))?),
            Self::Memory(cursor) => Ok(cursor.read(buffer)?),
            Self::File { file, at, stamp } => {
                let read = uninterrupted(|| file.read_at(buffer, *at))?;
                if Stamp::of(&file.metadata()?) != *stamp {
                    return Err(Trouble::Changed);
                }
                *at += read as u64;
                Ok(read)
            }
        }
    }
}

/// Opens a file for reading, without waiting for anything, and only if it is a regular file once it is open.
pub(super) fn open_regular(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no longer a regular file")) }
}

fn uninterrupted(mut read: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match read() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
