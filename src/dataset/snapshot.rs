//! Finished files become the published snapshot, by one rename.
//!
//! A lake is held under its `LOCK` while a run writes it. A snapshot is written below `staging/`, synced whole, moved
//! to `snapshots/NNNNNN` by one rename, and published by another that moves the link `current`. Whatever happens in
//! between, a reader of `current` finds the old or the new snapshot, whole. The next run recovers: what stands in
//! `staging/` is garbage, and a snapshot that is whole but was not yet linked is linked. Nothing in `snapshots/` is
//! ever deleted, and nothing that a run did not make is ever touched.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::error::{LakeError, OnDisk};
use super::manifest::{DataFile, Manifest};
use super::storage::{Entry, EntryKind, Storage, remove, write_file};

/// How `LOCK` begins, so that a lake is told from a directory of somebody else.
const MARK: &str = "reportlake lake, last held by process ";

/// What a lake holds at its top.
const NAMES: [&str; 6] = ["CURRENT", "LOCK", "current", "shards", "snapshots", "staging"];

/// Syncs each of the paths with the given function, in any order, in parallel or not.
pub type SyncEach<'a> = &'a dyn Fn(&[PathBuf], &(dyn Fn(&Path) -> io::Result<()> + Sync)) -> Result<(), (PathBuf, io::Error)>;

/// A lake that this process alone may write, until the value is dropped.
pub struct HeldLake<'a> {
    root: PathBuf,
    storage: &'a dyn Storage,
    published: Option<u64>,
    next: u64,
    /// Held open for its lock.
    _lock: File,
}

/// A snapshot that is being written.
#[derive(Clone, Debug)]
pub struct Staging {
    /// Its number.
    pub number: u64,
    /// Where it is written.
    pub root: PathBuf,
    /// For what is needed until then: fragments.
    pub scratch: PathBuf,
}

impl<'a> HeldLake<'a> {
    /// Makes the lake where there is none, takes its lock, and recovers what an earlier run left behind.
    ///
    /// # Errors
    /// [`LakeError::Busy`] where another run holds it, [`LakeError::Foreign`] where the directory holds something
    /// else, [`LakeError::Damaged`] where it is in no state that a run leaves behind, and what the disk says.
    pub fn hold(root: &Path, storage: &'a dyn Storage) -> Result<Self, LakeError> {
        create_with_parents(storage, root)?;
        require_ours(storage, root)?;
        let lock = take_lock(root)?;
        let mut lake = Self { root: root.to_owned(), storage, published: None, next: 1, _lock: lock };
        lake.recover()?;
        Ok(lake)
    }

    /// The number of the published snapshot.
    #[must_use]
    pub fn published(&self) -> Option<u64> {
        self.published
    }

    /// The manifest of the published snapshot.
    ///
    /// # Errors
    /// Those of [`Manifest::read`].
    pub fn manifest(&self) -> Result<Option<Manifest>, LakeError> {
        self.published.map(|number| Manifest::read(&self.snapshot(number))).transpose()
    }

    /// Begins a snapshot.
    ///
    /// # Errors
    /// What the disk says.
    pub fn begin(&self) -> Result<Staging, LakeError> {
        let staging = self.root.join("staging");
        let root = staging.join(name_of(self.next));
        let scratch = staging.join("fragments");
        for path in [&root, &root.join("data"), &scratch] {
            self.storage.create_directory(path).on("create", path)?;
        }
        Ok(Staging { number: self.next, root, scratch })
    }

    /// Publishes what was staged, and returns where it stands. `files` are all its data files.
    ///
    /// # Errors
    /// What the disk says. An error before the link moved leaves the old snapshot published; none is retried.
    pub fn publish(&mut self, staging: &Staging, manifest: &Manifest, views: &str, files: &[DataFile], sync: SyncEach) -> Result<PathBuf, LakeError> {
        let storage = self.storage;
        let mut paths: Vec<PathBuf> = files.iter().map(|file| staging.root.join(&file.path)).collect();
        for (name, bytes) in [("manifest.json", manifest.to_json().as_slice()), ("views.sql", views.as_bytes())] {
            let path = staging.root.join(name);
            write_file(storage, &path, bytes).on("write", &path)?;
            paths.push(path);
        }
        let failed = |(path, source)| LakeError::Disk { action: "sync", path, source };
        let directories = directories_of(&paths, &staging.root);
        sync(&paths, &|path| storage.sync_file(path)).map_err(failed)?;
        sync(&directories, &|path| storage.sync_directory(path)).map_err(failed)?;

        let snapshot = self.snapshot(staging.number);
        storage.rename(&staging.root, &snapshot).on("publish", &snapshot)?;
        for directory in [self.root.join("snapshots"), self.root.join("staging")] {
            storage.sync_directory(&directory).on("sync", &directory)?;
        }
        self.next = staging.number + 1;
        self.point_to(staging.number)?;
        Ok(snapshot)
    }

    /// Removes everything staged.
    ///
    /// # Errors
    /// What the disk says.
    pub fn clean(&self) -> Result<(), LakeError> {
        let staging = self.root.join("staging");
        for entry in self.storage.list(&staging).on("list", &staging)? {
            remove(self.storage, &entry).on("remove", &entry.path)?;
        }
        Ok(())
    }

    /// The commit: the link `current` moves, then its copy as text.
    fn point_to(&mut self, number: u64) -> Result<(), LakeError> {
        let storage = self.storage;
        let (link, text) = (self.root.join("staging/current"), self.root.join("staging/CURRENT"));
        write_file(storage, &text, format!("{}\n", name_of(number)).as_bytes()).on("write", &text)?;
        storage.sync_file(&text).on("sync", &text)?;
        storage.link(Path::new(&format!("snapshots/{}/data", name_of(number))), &link).on("create", &link)?;
        let (current, copy) = (self.root.join("current"), self.root.join("CURRENT"));
        storage.rename(&link, &current).on("replace", &current)?;
        self.published = Some(number);
        storage.rename(&text, &copy).on("replace", &copy)?;
        storage.sync_directory(&self.root).on("sync", &self.root)
    }

    fn recover(&mut self) -> Result<(), LakeError> {
        for name in ["snapshots", "staging"] {
            let path = self.root.join(name);
            self.storage.create_directory(&path).on("create", &path)?;
        }
        self.clean()?;
        let link = linked(&self.root)?;
        let text = written(&self.root);
        self.published = link.or(text);
        if let Some(number) = self.published {
            Manifest::read(&self.snapshot(number))?;
        }
        let numbers = self.numbers()?;
        self.next = numbers.last().map_or(1, |highest| highest + 1);
        let unlinked = numbers.iter().rev().copied().take_while(|&number| Some(number) > self.published);
        let newest = unlinked.into_iter().find(|&number| is_whole(&self.snapshot(number)));
        match newest.or(self.published) {
            Some(number) if link != Some(number) || text != Some(number) => self.point_to(number),
            _ => Ok(()),
        }
    }

    /// The numbers that are taken in `snapshots/`, ascending; other names are somebody else's and left alone.
    fn numbers(&self) -> Result<Vec<u64>, LakeError> {
        let path = self.root.join("snapshots");
        let entries = self.storage.list(&path).on("list", &path)?;
        let numbers: BTreeSet<u64> = entries.iter().filter_map(|entry| number_of(&entry.name)).collect();
        Ok(numbers.into_iter().collect())
    }

    fn snapshot(&self, number: u64) -> PathBuf {
        self.root.join("snapshots").join(name_of(number))
    }
}

/// The published snapshot of the lake at `root`, for readers: no lock is needed.
///
/// # Errors
/// [`LakeError::Missing`] where nothing is published, [`LakeError::Damaged`] where `current` is not ours.
pub fn published(root: &Path) -> Result<PathBuf, LakeError> {
    let number = linked(root)?.or_else(|| written(root)).ok_or_else(|| LakeError::Missing { path: root.to_owned() })?;
    Ok(root.join("snapshots").join(name_of(number)))
}

fn name_of(number: u64) -> String {
    format!("{number:06}")
}

fn number_of(name: &str) -> Option<u64> {
    let number = name.parse().ok()?;
    (name_of(number) == name).then_some(number)
}

/// The number that the link `current` says; `None` where there is no link.
fn linked(root: &Path) -> Result<Option<u64>, LakeError> {
    let path = root.join("current");
    let damaged = |reason: &str| LakeError::Damaged { path: path.clone(), reason: reason.to_owned() };
    match fs::read_link(&path) {
        Ok(target) => {
            let target = target.to_string_lossy().into_owned();
            let name = target.strip_prefix("snapshots/").and_then(|rest| rest.strip_suffix("/data"));
            let number = name.and_then(number_of).ok_or_else(|| damaged("it points to no snapshot; remove it, and CURRENT decides"))?;
            Ok(Some(number))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Err(damaged("it is no link; move it away, and CURRENT decides")),
        Err(error) => Err(error).on("read", &path),
    }
}

/// The number that `CURRENT` says; `None` where it says none.
fn written(root: &Path) -> Option<u64> {
    number_of(fs::read_to_string(root.join("CURRENT")).ok()?.trim_end())
}

/// Whether a snapshot is all there: its manifest is what was written, and every file has its size.
fn is_whole(snapshot: &Path) -> bool {
    let size_is_right = |file: &DataFile| fs::metadata(snapshot.join(&file.path)).is_ok_and(|found| found.len() == file.bytes);
    Manifest::read(snapshot).is_ok_and(|manifest| manifest.files.iter().all(size_is_right))
}

/// Every directory from `root` down to the given files, the deepest first.
fn directories_of(files: &[PathBuf], root: &Path) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    for file in files {
        for directory in file.ancestors().skip(1).take_while(|path| path.starts_with(root)) {
            if !found.insert(directory.to_owned()) {
                break;
            }
        }
    }
    found.into_iter().rev().collect()
}

pub(super) fn create_with_parents(storage: &dyn Storage, root: &Path) -> Result<(), LakeError> {
    let missing: Vec<&Path> = root.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
    for path in missing.into_iter().rev() {
        storage.create_directory(path).on("create", path)?;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        storage.sync_directory(parent).on("sync", parent)?;
    }
    Ok(())
}

/// Refuses a directory that is neither empty nor a lake, nor one that shards are written to.
pub(super) fn require_ours(storage: &dyn Storage, root: &Path) -> Result<(), LakeError> {
    let entries = storage.list(root).on("list", root)?;
    let is_lock = |entry: &Entry| entry.name == "LOCK" && entry.kind == EntryKind::File;
    let content = entries.iter().find(|entry| is_lock(entry)).map(|entry| fs::read(&entry.path).on("read", &entry.path)).transpose()?;
    let only_ours = || entries.iter().all(|entry| NAMES.contains(&entry.name.as_str()));
    let ours = match &content {
        None => entries.iter().all(|entry| entry.name == "shards" && entry.kind == EntryKind::Directory),
        Some(content) => content.starts_with(MARK.as_bytes()) || (content.is_empty() && only_ours()),
    };
    if ours { Ok(()) } else { Err(LakeError::Foreign { path: root.to_owned() }) }
}

/// Takes the lock, and says in the file who holds it. The system lets it go when the process ends, however it ends.
pub(super) fn take_lock(root: &Path) -> Result<File, LakeError> {
    let path = root.join("LOCK");
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).on("open", &path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(LakeError::Busy { path: root.to_owned(), holder: holder(&mut file) }),
        Err(TryLockError::Error(error)) => return Err(error).on("lock", &path),
    }
    // One write of a fixed length: whoever reads the file sees the old or the new holder.
    let line = format!("{MARK}{:>10}\n", std::process::id());
    file.rewind().and_then(|()| file.write_all(line.as_bytes())).on("write", &path)?;
    Ok(file)
}

pub(super) fn holder(file: &mut File) -> Option<u32> {
    let mut line = String::new();
    file.read_to_string(&mut line).ok()?;
    line.strip_prefix(MARK)?.trim().parse().ok()
}

#[cfg(test)]
#[path = "snapshot_tests.rs"]
mod tests;
