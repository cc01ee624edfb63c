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
use super::hash::{Digest, RangeHash};
use super::inflate::{Codec, Inflated};
use super::{Quarantined, Source, SourceKind};

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

/// Why reading cannot go on, or not here.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The system refused.
    Refused(io::Error),
    /// The file is not what it was.
    Changed,
    /// A piece of what is compressed is lost; reading again goes on behind it.
    Damaged(Damage),
}

/// A member, frame or row group that could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// Where it begins in the source, compressed as that is.
    pub(super) offset: u64,
    /// From there to where reading can go on.
    pub(super) bytes: u64,
    /// `damaged`, `truncated` or `window_too_large`.
    pub(super) code: &'static str,
    /// One sentence.
    pub(super) message: String,
}

impl Damage {
    /// The row of the quarantine that counts as the given record.
    pub(super) fn quarantined(self, source: usize, record: u64) -> Quarantined {
        let Self { offset, bytes, code, message } = self;
        Quarantined { source, record, byte_offset: offset, stage: "read", code, message, bytes, sample: Vec::new() }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Refused(error)
    }
}

impl Trouble {
    /// The code of the quarantine, which for a source as a whole is also its outcome.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "unreadable",
            Self::Changed => "changed_while_reading",
            Self::Damaged(damage) => damage.code,
        }
    }

    /// One sentence.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Refused(error) => error.to_string(),
            Self::Changed => "the file changed while it was read".to_owned(),
            Self::Damaged(damage) => damage.message.clone(),
        }
    }
}

/// Where bytes come from.
enum Origin {
    File { file: File, stamp: Stamp },
    Stdin,
    Memory(io::Cursor<Vec<u8>>),
}

/// A source that is read as it lies on the disk, hashed on the way.
pub(super) struct Raw {
    origin: Origin,
    /// Where the next read begins.
    at: u64,
    /// How far it was hashed: what is read again is not hashed again.
    hashed: u64,
    hash: RangeHash,
}

impl Raw {
    fn new(origin: Origin, hash: RangeHash) -> Self {
        Self { origin, at: 0, hashed: 0, hash }
    }

    /// Where the next read begins.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// Goes to a place, where the source allows it.
    pub(super) fn seek(&mut self, place: u64) -> bool {
        let is_file = matches!(self.origin, Origin::File { .. });
        if is_file {
            self.at = place;
        }
        is_file
    }

    /// Reads once into the buffer; 0 at the end. What was read counts only because the file is still what it was.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Trouble> {
        let read = match &mut self.origin {
            Origin::Stdin => uninterrupted(|| io::stdin().lock().read(buffer))?,
            Origin::Memory(cursor) => cursor.read(buffer)?,
            Origin::File { file, stamp } => {
                let read = uninterrupted(|| file.read_at(buffer, self.at))?;
                if Stamp::of(&file.metadata()?) != *stamp {
                    return Err(Trouble::Changed);
                }
                read
            }
        };
        let end = self.at + read as u64;
        if end > self.hashed {
            let known = usize::try_from(self.hashed.saturating_sub(self.at)).unwrap_or(read);
            self.hash.update(self.at + known as u64, &buffer[known..read]);
            self.hashed = end;
        }
        self.at = end;
        Ok(read)
    }
}

/// A source that is being read, front to back.
pub(super) enum Feed {
    /// As it lies on the disk.
    Raw(Box<Raw>),
    /// What its members or frames hold.
    Inflated(Box<Inflated>),
}

impl Feed {
    /// Opens a source at its beginning.
    pub(super) fn open(source: &Source) -> io::Result<Self> {
        if source.kind == SourceKind::Stdin {
            return Ok(Self::Raw(Box::new(Raw::new(Origin::Stdin, RangeHash::whole(None)))));
        }
        let file = open_regular(&source.path)?;
        let stamp = Stamp::of(&file.metadata()?);
        Ok(Self::Raw(Box::new(Raw::new(Origin::File { file, stamp }, RangeHash::whole(Some(stamp.bytes))))))
    }

    /// Opens a source at a place, if it is still what it was when it was discovered. Of what is read, `hash` takes its range.
    pub(super) fn open_at(source: &Source, place: u64, hash: RangeHash) -> Result<Self, Trouble> {
        let file = open_regular(&source.path)?;
        let stamp = Stamp::of(&file.metadata()?);
        if stamp != Stamp::discovered(source) {
            return Err(Trouble::Changed);
        }
        Ok(Self::Raw(Box::new(Raw { origin: Origin::File { file, stamp }, at: place, hashed: place, hash })))
    }

    /// Bytes that were decoded already.
    pub(super) fn memory(bytes: Vec<u8>) -> Self {
        Self::Raw(Box::new(Raw::new(Origin::Memory(io::Cursor::new(bytes)), RangeHash::nothing())))
    }

    /// The size when it was opened, where it is known.
    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Self::Raw(raw) => match &raw.origin {
                Origin::File { stamp, .. } => Some(stamp.bytes),
                Origin::Memory(cursor) => Some(cursor.get_ref().len() as u64),
                Origin::Stdin => None,
            },
            Self::Inflated(_) => None,
        }
    }

    /// How far the source was read, as it lies on the disk.
    pub(super) fn place(&self) -> u64 {
        match self {
            Self::Raw(raw) => raw.at,
            Self::Inflated(inflated) => inflated.place(),
        }
    }

    /// Reads once into the buffer; 0 at the end.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Trouble> {
        match self {
            Self::Raw(raw) => raw.fill(buffer),
            Self::Inflated(inflated) => inflated.fill(buffer),
        }
    }

    /// The source, inflated. `head` is what was already read of it.
    pub(super) fn inflated(self, head: Vec<u8>, codec: Codec, stop: u64) -> Self {
        match self {
            Self::Raw(raw) => Self::Inflated(Box::new(Inflated::new(*raw, head, codec, stop))),
            inflated @ Self::Inflated(_) => inflated,
        }
    }

    /// Keeps a damage for the next reading: what came before it is looked at first.
    pub(super) fn hold(&mut self, damage: Damage) {
        if let Self::Inflated(inflated) = self {
            inflated.hold(damage);
        }
    }

    /// The damage that is kept.
    pub(super) fn held(&mut self) -> Option<Damage> {
        match self {
            Self::Raw(_) => None,
            Self::Inflated(inflated) => inflated.held(),
        }
    }

    /// At the end of a part that is not the end of its source: goes on behind it. False at the end of the source.
    pub(super) fn go_beyond(&mut self) -> bool {
        match self {
            Self::Raw(_) => false,
            Self::Inflated(inflated) => inflated.go_beyond(),
        }
    }

    /// The digests of what was read.
    pub(super) fn digest(self) -> Vec<Digest> {
        match self {
            Self::Raw(raw) => raw.hash.finish(),
            Self::Inflated(inflated) => inflated.into_raw().hash.finish(),
        }
    }
}

/// A regular file that is read here and there, as long as it stays what it was.
pub(super) struct Checked {
    file: File,
    stamp: Stamp,
}

impl Checked {
    /// Opens a source, if it is still what it was when it was discovered.
    pub(super) fn open(source: &Source) -> Result<Self, Trouble> {
        let file = open_regular(&source.path)?;
        let stamp = Stamp::of(&file.metadata()?);
        if stamp == Stamp::discovered(source) { Ok(Self { file, stamp }) } else { Err(Trouble::Changed) }
    }

    /// The size.
    pub(super) fn size(&self) -> u64 {
        self.stamp.bytes
    }

    /// Reads once from a place; 0 at the end.
    pub(super) fn read_at(&self, buffer: &mut [u8], place: u64) -> Result<usize, Trouble> {
        let read = uninterrupted(|| self.file.read_at(buffer, place))?;
        if Stamp::of(&self.file.metadata()?) == self.stamp { Ok(read) } else { Err(Trouble::Changed) }
    }
}

/// The digests of a source that is hashed apart from reading it: all of it, or the samples of a large one.
pub(super) fn digest_of(source: &Source) -> Result<Vec<Digest>, Trouble> {
    let file = Checked::open(source)?;
    let mut hash = RangeHash::whole(Some(file.size()));
    let mut block = vec![0; 256 << 10];
    let mut at = 0;
    while let Some(place) = hash.next_wanted(at) {
        at = place;
        let read = file.read_at(&mut block, at)?;
        if read == 0 {
            break;
        }
        hash.update(at, &block[..read]);
        at += read as u64;
    }
    Ok(hash.finish())
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
