//! The file operations that publishing is made of, behind one small trait.
//!
//! Everything that a lake writes goes through [`Storage`], so that tests can fail an operation, or cut all that
//! follow it, at every place. [`Disk`] is the one that programs use.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What stands under one name of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A directory, no link to one.
    Directory,
    /// A file, no link to one.
    File,
    /// A link, a device, anything else.
    Other,
}

/// One name of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The last component; names that are not UTF-8 are kept lossily and never ours.
    pub name: String,
    /// What stands there.
    pub kind: EntryKind,
    /// Where it stands.
    pub path: PathBuf,
}

/// The file operations that publishing is made of. Each one either happened whole or gave an error; a file that is
/// being written may be left half.
pub trait Storage: Sync {
    /// Makes a directory; its parent exists. That it exists already is no error.
    ///
    /// # Errors
    /// What the system says.
    fn create_directory(&self, path: &Path) -> io::Result<()>;

    /// Makes a new file and opens it for writing; an existing one is an error.
    ///
    /// # Errors
    /// What the system says.
    fn create_file(&self, path: &Path) -> io::Result<Box<dyn Write + Send>>;

    /// Waits until the file's bytes are on the disk. Never called twice for one state: after a failure the
    /// system may have dropped the bytes.
    ///
    /// # Errors
    /// What the system says.
    fn sync_file(&self, path: &Path) -> io::Result<()>;

    /// Waits until the names in a directory are on the disk.
    ///
    /// # Errors
    /// What the system says.
    fn sync_directory(&self, path: &Path) -> io::Result<()>;

    /// Moves `from` to `to` in one step; a file or link at `to` is replaced.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Makes a symbolic link at `path` that says `target`.
    ///
    /// # Errors
    /// What the system says.
    fn link(&self, target: &Path, path: &Path) -> io::Result<()>;

    /// Removes a file or a link.
    ///
    /// # Errors
    /// What the system says.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Removes an empty directory.
    ///
    /// # Errors
    /// What the system says.
    fn remove_directory(&self, path: &Path) -> io::Result<()>;

    /// The names of a directory, sorted.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Storage for Disk {
    fn create_directory(&self, path: &Path) -> io::Result<()> {
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && fs::symlink_metadata(path)?.is_dir() => Ok(()),
            other => other,
        }
    }

    fn create_file(&self, path: &Path) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(OpenOptions::new().write(true).create_new(true).open(path)?))
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn link(&self, target: &Path, path: &Path) -> io::Result<()> {
        std::os::unix::fs::symlink(target, path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_directory(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        #[expect(clippy::disallowed_methods, reason = "recovery must see what a crash left behind; the names are sorted below")]
        let listing = fs::read_dir(path)?;
        let mut entries = listing.map(|entry| entry_of(&entry?)).collect::<io::Result<Vec<_>>>()?;
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }
}

fn entry_of(entry: &fs::DirEntry) -> io::Result<Entry> {
    let kind = entry.file_type()?;
    let kind = if kind.is_dir() {
        EntryKind::Directory
    } else if kind.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    };
    Ok(Entry { name: entry.file_name().to_string_lossy().into_owned(), kind, path: entry.path() })
}

/// Removes what stands under `path`, links not followed. What is not there is no error.
///
/// # Errors
/// What the system says of the first thing that cannot be removed.
pub(super) fn remove(storage: &dyn Storage, entry: &Entry) -> io::Result<()> {
    if entry.kind != EntryKind::Directory {
        return gone_is_fine(storage.remove_file(&entry.path));
    }
    // The directories are removed after what they hold; a list instead of recursion, since depth is not ours to trust.
    let mut open = vec![entry.path.clone()];
    let mut directories = Vec::new();
    while let Some(path) = open.pop() {
        for inner in storage.list(&path)? {
            if inner.kind == EntryKind::Directory {
                open.push(inner.path);
            } else {
                gone_is_fine(storage.remove_file(&inner.path))?;
            }
        }
        directories.push(path);
    }
    directories.iter().rev().try_for_each(|path| gone_is_fine(storage.remove_directory(path)))
}

fn gone_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Writes a whole small file.
///
/// # Errors
/// What the system says.
pub(super) fn write_file(storage: &dyn Storage, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = storage.create_file(path)?;
    file.write_all(bytes)?;
    file.flush()
}
