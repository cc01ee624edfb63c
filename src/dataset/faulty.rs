//! The disk, made to fail or to stop at one operation: for tests.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::storage::{Disk, Entry, Storage};

/// What happens at the chosen operation, and after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// This operation fails; the others work.
    Fails,
    /// This one and all that follow fail, as after a kill.
    Cut,
    /// As `Cut`, but the operation itself still happened.
    CutAfter,
}

/// The disk, with a fault at one operation. Every write to a file is one. Nothing is really synced: tests cut programs, not power.
#[derive(Clone)]
pub(crate) struct Faulty {
    operations: Arc<AtomicUsize>,
    at: usize,
    fault: Fault,
}

impl Faulty {
    pub(crate) fn new(at: usize, fault: Fault) -> Self {
        Self { operations: Arc::default(), at, fault }
    }

    /// Without a fault.
    pub(crate) fn none() -> Self {
        Self::new(usize::MAX, Fault::Fails)
    }

    /// The operations so far.
    pub(crate) fn operations(&self) -> usize {
        self.operations.load(Ordering::Relaxed)
    }

    fn step<T>(&self, operation: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let number = self.operations.fetch_add(1, Ordering::Relaxed);
        let error = || io::Error::other("injected");
        match self.fault {
            Fault::Fails if number == self.at => Err(error()),
            Fault::Cut if number >= self.at => Err(error()),
            Fault::CutAfter if number > self.at => Err(error()),
            Fault::CutAfter if number == self.at => operation().and_then(|_| Err(error())),
            _ => operation(),
        }
    }
}

impl Storage for Faulty {
    fn create_directory(&self, path: &Path) -> io::Result<()> {
        self.step(|| Disk.create_directory(path))
    }
    fn create_file(&self, path: &Path) -> io::Result<Box<dyn Write + Send>> {
        let file = self.step(|| Disk.create_file(path))?;
        Ok(Box::new(FaultyFile { file, faults: self.clone() }))
    }
    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.step(|| path.metadata().map(drop))
    }
    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        self.step(|| path.metadata().map(drop))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|| Disk.rename(from, to))
    }
    fn link(&self, target: &Path, path: &Path) -> io::Result<()> {
        self.step(|| Disk.link(target, path))
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step(|| Disk.remove_file(path))
    }
    fn remove_directory(&self, path: &Path) -> io::Result<()> {
        self.step(|| Disk.remove_directory(path))
    }
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.step(|| Disk.list(path))
    }
}

/// A file on the faulty disk.
struct FaultyFile {
    file: Box<dyn Write + Send>,
    faults: Faulty,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Self { file, faults } = self;
        faults.step(|| file.write(bytes)).inspect_err(|_| {
            // A write that fails may have come half way.
            let _half = file.write(&bytes[..bytes.len() / 2]);
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A directory for a test, in memory where the machine has one: these tests move thousands of files.
pub(crate) fn directory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a directory")
}
