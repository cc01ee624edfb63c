//! Inputs become sources: every file below them, sorted by name, none of them opened.
//!
//! The only place that walks directories. Symlinks below an input are not followed, and nothing but a regular file is
//! ever opened: a FIFO would block for ever (reliability.md T20, T21).

use std::fs::{FileType, Metadata};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{DocumentError, Input, InputPath, printable};

/// What kind of thing a source is, by its directory entry alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A regular file.
    Regular,
    /// Standard input: its size is not known, and it cannot be read twice.
    Stdin,
    /// Something that is never opened, as the outcome of `sources`: `skipped:fifo`, `skipped:socket`, `skipped:device`, `skipped:symlink`.
    Skipped(&'static str),
    /// The system refused to tell what it is or what lies in it, and said why.
    Unreadable(String),
}

/// One file that was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The input's name and the path below it, with `/`; escaped by [`printable`]. Unique and the order of sources.
    pub uri: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Size when it was met; 0 where not known.
    pub bytes: u64,
    /// Time of the last change, in nanoseconds since 1970; may be negative.
    pub modified_ns: i128,
    /// Identity on its device.
    pub inode: u64,
    /// The device.
    pub device: u64,
    /// What kind of thing it is.
    pub kind: SourceKind,
}

/// Finds every file below the inputs. Shape: sorted by the bytes of `uri`, each once. A directory that cannot be listed
/// is a source of kind `Unreadable`, so that what is missing can be seen.
///
/// # Errors
/// An input that has vanished since it was parsed.
pub fn discover(inputs: &[Input]) -> Result<Vec<Source>, DocumentError> {
    let mut sources = Vec::new();
    for input in inputs {
        match &input.path {
            InputPath::Stdin => sources.push(Source { kind: SourceKind::Stdin, ..unknown(input.name.clone(), PathBuf::from("-")) }),
            InputPath::File(path) => {
                let metadata =
                    path.metadata().map_err(|source| DocumentError::Unreadable { path: printable(path.as_os_str().as_encoded_bytes()), source })?;
                sources.push(met(input.name.clone(), path.clone(), &metadata));
            }
            InputPath::Dir(root) => walk(&input.name, root, &mut sources),
        }
    }
    sources.sort_unstable_by(|a, b| a.uri.as_bytes().cmp(b.uri.as_bytes()));
    Ok(sources)
}

fn walk(name: &str, root: &Path, sources: &mut Vec<Source>) {
    let uri = |path: &Path| match path.strip_prefix(root) {
        Ok(below) if below.as_os_str().is_empty() => name.to_owned(),
        Ok(below) => format!("{name}/{}", printable(below.as_os_str().as_encoded_bytes())),
        Err(_) => format!("{name}/{}", printable(path.as_os_str().as_encoded_bytes())),
    };
    for entry in WalkDir::new(root).follow_links(false).follow_root_links(true) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.depth() == 0 => {}
            Ok(entry) => match entry.metadata() {
                Ok(metadata) => sources.push(met(uri(entry.path()), entry.into_path(), &metadata)),
                Err(error) => sources.push(refused(uri(entry.path()), entry.into_path(), &error)),
            },
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                sources.push(refused(uri(&path), path, &error));
            }
        }
    }
}

fn met(uri: String, path: PathBuf, metadata: &Metadata) -> Source {
    Source {
        uri,
        path,
        bytes: if metadata.is_file() { metadata.len() } else { 0 },
        modified_ns: modified_ns(metadata),
        inode: metadata.ino(),
        device: metadata.dev(),
        kind: kind(metadata.file_type()),
    }
}

/// Time of the last change, in nanoseconds since 1970.
pub(super) fn modified_ns(metadata: &Metadata) -> i128 {
    i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec())
}

fn kind(file_type: FileType) -> SourceKind {
    if file_type.is_file() {
        SourceKind::Regular
    } else if file_type.is_symlink() {
        SourceKind::Skipped("skipped:symlink")
    } else if file_type.is_fifo() {
        SourceKind::Skipped("skipped:fifo")
    } else if file_type.is_socket() {
        SourceKind::Skipped("skipped:socket")
    } else {
        SourceKind::Skipped("skipped:device")
    }
}

fn refused(uri: String, path: PathBuf, error: &walkdir::Error) -> Source {
    let said = error.io_error().map_or_else(|| "the directory could not be listed".to_owned(), ToString::to_string);
    Source { kind: SourceKind::Unreadable(said), ..unknown(uri, path) }
}

fn unknown(uri: String, path: PathBuf) -> Source {
    Source { uri, path, bytes: 0, modified_ns: 0, inode: 0, device: 0, kind: SourceKind::Regular }
}
