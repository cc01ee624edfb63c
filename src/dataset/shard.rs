//! What one machine read of a corpus becomes a shard on disk, and whole shards are found again.
//!
//! A shard stands in `LAKE/shards/2-of-8`, or wherever it was copied to. Its files are written below `staging/`, synced,
//! and named after their bytes, so that no name ever stands for other bytes; the seal `shard.json` is moved over the
//! old one last. Whatever happens in between, the shard is the old one or the new one, whole. The next run removes
//! what an earlier one left behind, and nothing that a run did not make.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::{LakeError, OnDisk};
use super::seal::{SEAL, Seal, SealedFile};
use super::snapshot::{Staging, SyncEach, create_with_parents, holder, require_ours, take_lock};
use super::storage::{EntryKind, Storage, remove, write_file};

/// Hex digits of the hash in a file's name.
const NAME_DIGITS: usize = 12;

/// What the names of a shard's files begin with.
const WORDS: [&str; 4] = ["definition", "fragments", "index", "readings"];

/// A shard that this process alone may write, until the value is dropped.
pub struct HeldShard<'a> {
    root: PathBuf,
    storage: &'a dyn Storage,
    /// Held open for its lock.
    _lock: File,
}

impl<'a> HeldShard<'a> {
    /// Makes the place of a shard in a lake where there is none, takes its lock, and removes what an earlier run left
    /// behind. The lake itself is not held: shards are written side by side.
    ///
    /// # Errors
    /// [`LakeError::Busy`] where another run writes the shard, [`LakeError::Foreign`] where the directory of the lake
    /// holds something else, and what the disk says.
    pub fn hold(lake: &Path, name: &str, storage: &'a dyn Storage) -> Result<Self, LakeError> {
        create_with_parents(storage, lake)?;
        require_ours(storage, lake)?;
        let root = lake.join("shards").join(name);
        create_with_parents(storage, &root)?;
        let lock = take_lock(&root)?;
        let shard = Self { root, storage, _lock: lock };
        shard.clean()?;
        Ok(shard)
    }

    /// Where the shard stands.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The shard as it stands; `None` where there is none, or where its seal is not what was written.
    #[must_use]
    pub fn standing(&self) -> Option<SealedShard> {
        SealedShard::read(&self.root).ok()
    }

    /// Begins to write the shard anew.
    ///
    /// # Errors
    /// What the disk says.
    pub fn begin(&self) -> Result<Staging, LakeError> {
        let staging = self.root.join("staging");
        self.storage.create_directory(&staging).on("create", &staging)?;
        Ok(Staging { number: 0, root: staging.clone(), scratch: staging })
    }

    /// Writes one more file of the shard.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, staging: &Staging, name: &str, bytes: &[u8]) -> Result<PathBuf, LakeError> {
        let path = staging.root.join(name);
        write_file(self.storage, &path, bytes).on("write", &path)?;
        Ok(path)
    }

    /// Replaces the shard by what was staged. `seal` names all its files, as [`sealed_file`] gives them.
    ///
    /// # Errors
    /// What the disk says. An error leaves the shard that stood there; none is retried.
    pub fn publish(&self, staging: &Staging, seal: &Seal, sync: SyncEach) -> Result<(), LakeError> {
        let storage = self.storage;
        let staged = |file: &SealedFile| staging.root.join(staged_name(&file.name));
        let paths: Vec<PathBuf> = seal.files.iter().map(staged).collect();
        sync(&paths, &|path| storage.sync_file(path)).map_err(|(path, source)| LakeError::Disk { action: "sync", path, source })?;
        for (file, path) in seal.files.iter().zip(&paths) {
            let named = self.root.join(&file.name);
            storage.rename(path, &named).on("name", &named)?;
        }
        storage.sync_directory(&self.root).on("sync", &self.root)?;
        let (unsealed, sealed) = (self.write(staging, SEAL, &seal.to_json())?, self.root.join(SEAL));
        storage.sync_file(&unsealed).on("sync", &unsealed)?;
        storage.rename(&unsealed, &sealed).on("replace", &sealed)?;
        storage.sync_directory(&self.root).on("sync", &self.root)
    }

    /// Removes what is staged, and the files of a run that are in no seal.
    ///
    /// # Errors
    /// What the disk says.
    pub fn clean(&self) -> Result<(), LakeError> {
        let seal = Seal::read(&self.root).ok();
        let is_sealed = |name: &str| seal.as_ref().is_some_and(|seal| seal.files.iter().any(|file| file.name == name));
        for entry in self.storage.list(&self.root).on("list", &self.root)? {
            let ours = WORDS.iter().any(|word| entry.name.strip_prefix(word).is_some_and(|rest| rest.starts_with('-')));
            let is_left_behind = entry.name == "staging" || (entry.kind == EntryKind::File && ours && !is_sealed(&entry.name));
            if is_left_behind {
                remove(self.storage, &entry).on("remove", &entry.path)?;
            }
        }
        Ok(())
    }
}

/// The name of a file before it has its hash.
fn staged_name(name: &str) -> &str {
    name.rsplit_once('-').map_or(name, |(staged, _)| staged)
}

/// What the seal says of a staged file, read back from the disk.
///
/// # Errors
/// What the disk says.
pub fn sealed_file(path: &Path) -> Result<SealedFile, LakeError> {
    let (bytes, blake3) = hash_of(path).on("read", path)?;
    let staged = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(SealedFile { name: format!("{staged}-{}", &blake3[..NAME_DIGITS]), bytes, blake3 })
}

/// The size and BLAKE3 of a file.
fn hash_of(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; 256 << 10];
    let mut bytes = 0;
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok((bytes, hasher.finalize().to_hex().to_string())),
            Ok(read) => {
                hasher.update(&block[..read]);
                bytes += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A finished shard, to be merged. Nothing of it is ever written.
#[derive(Clone, Debug)]
pub struct SealedShard {
    /// Where it stands.
    pub root: PathBuf,
    /// What it says of itself.
    pub seal: Seal,
}

impl SealedShard {
    /// Opens a shard that nobody writes at the moment.
    ///
    /// # Errors
    /// [`LakeError::Busy`] where a run writes it, and those of [`Seal::read`].
    pub fn open(root: &Path) -> Result<Self, LakeError> {
        if let Ok(mut lock) = File::open(root.join("LOCK"))
            && let Err(TryLockError::WouldBlock) = lock.try_lock_shared()
        {
            return Err(LakeError::Busy { path: root.to_owned(), holder: holder(&mut lock) });
        }
        Self::read(root)
    }

    fn read(root: &Path) -> Result<Self, LakeError> {
        Ok(Self { root: root.to_owned(), seal: Seal::read(root)? })
    }

    /// Whether every file is what the seal says, byte for byte.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.seal.files.iter().all(|file| self.verify(file).is_ok())
    }

    /// Looks whether a file is what the seal says, byte for byte.
    ///
    /// # Errors
    /// [`LakeError::DamagedShard`] where it is not.
    pub fn verify(&self, file: &SealedFile) -> Result<(), LakeError> {
        let reason = match hash_of(&self.root.join(&file.name)) {
            Ok((bytes, blake3)) if bytes == file.bytes && blake3 == file.blake3 => return Ok(()),
            Ok((bytes, _)) if bytes != file.bytes => format!("{} has {bytes} bytes of {}", file.name, file.bytes),
            Ok(_) => format!("{} is not what was written", file.name),
            Err(error) => format!("{} cannot be read, {error}", file.name),
        };
        Err(self.damaged(reason))
    }

    /// The whole of each file whose name begins with `word`, by name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn contents(&self, word: &str) -> Result<Vec<Vec<u8>>, LakeError> {
        let paths = self.paths(word);
        paths.iter().map(|path| fs::read(path).on("read", path)).collect()
    }

    /// The paths of the files whose names begin with `word`, by name.
    #[must_use]
    pub fn paths(&self, word: &str) -> Vec<PathBuf> {
        self.seal.files_of(word).map(|file| self.root.join(&file.name)).collect()
    }

    /// Whether the shard was written anew since it was opened.
    #[must_use]
    pub fn was_replaced(&self) -> bool {
        Seal::read(&self.root).map_or(true, |seal| seal.content_hash != self.seal.content_hash)
    }

    /// The error that says that the shard is not what was written.
    #[must_use]
    pub fn damaged(&self, reason: impl Into<String>) -> LakeError {
        LakeError::DamagedShard { path: self.root.clone(), reason: reason.into() }
    }
}

/// The shards that a path means, sorted: itself, those of a lake, or those that lie in it. Unfinished ones are among them.
///
/// # Errors
/// [`LakeError::NoShard`] where there is none.
pub fn find_shards(path: &Path, storage: &dyn Storage) -> Result<Vec<PathBuf>, LakeError> {
    if is_shard(path) || path.join(SEAL).is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let missing = || LakeError::NoShard { path: path.to_owned() };
    let below = path.join("shards");
    let place = if below.is_dir() { below } else { path.to_owned() };
    let entries = storage.list(&place).map_err(|_| missing())?;
    let mut shards: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path).filter(|path| is_shard(path)).collect();
    shards.sort_by_key(|path| parse_name(path));
    if shards.is_empty() { Err(missing()) } else { Ok(shards) }
}

/// Whether a directory has the name of a shard: `2-of-8`.
fn is_shard(path: &Path) -> bool {
    parse_name(path).is_some() && path.is_dir()
}

fn parse_name(path: &Path) -> Option<(u32, u32)> {
    let (number, of) = path.file_name()?.to_str()?.split_once("-of-")?;
    Some((of.parse().ok()?, number.parse().ok()?))
}
