//! What the disk, or what stands on it, keeps a lake from.

use std::io;
use std::path::{Path, PathBuf};

/// Why a lake could not be opened or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LakeError {
    /// The disk refused.
    #[error("could not {action} {}", path.display())]
    Disk {
        /// What was tried: `write`, `sync`...
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another run holds the lake.
    #[error("{} is held by {}; wait until it has ended", path.display(), holder.map_or("another run".to_owned(), |pid| format!("process {pid}")))]
    Busy {
        /// The lake.
        path: PathBuf,
        /// The process that holds it, where it could be read.
        holder: Option<u32>,
    },
    /// The path holds something else than a lake.
    #[error("{} is not empty and is no lake; give a new or an empty directory", path.display())]
    Foreign {
        /// The path.
        path: PathBuf,
    },
    /// There is no lake, or it was never published.
    #[error("{} holds no snapshot; `extract` makes one", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The lake is not in a state that a run can leave behind.
    #[error("{} is damaged: {reason}; nothing was changed", path.display())]
    Damaged {
        /// What is damaged.
        path: PathBuf,
        /// How, and what to do.
        reason: String,
    },
    /// There is no shard.
    #[error("{} holds no shard; `extract --shard I/N` writes one", path.display())]
    NoShard {
        /// The path.
        path: PathBuf,
    },
    /// A shard has no seal: its run did not come to its end.
    #[error("the shard {} is not finished; run its `extract --shard` again", path.display())]
    Unsealed {
        /// The shard.
        path: PathBuf,
    },
    /// A shard is not what was written.
    #[error("the shard {} is damaged: {reason}; run its `extract --shard` again, or copy it again", path.display())]
    DamagedShard {
        /// The shard.
        path: PathBuf,
        /// How.
        reason: String,
    },
    /// Arrow or Parquet refused a file of ours.
    #[error("could not write {}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: parquet::errors::ParquetError,
    },
    /// A staged document could not be read back.
    #[error("the staged documents in {} are damaged: {reason}", path.display())]
    Fragment {
        /// The file of the fragment.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// Names the action and the place of a failed file operation.
pub(crate) trait OnDisk<T> {
    /// Turns the system's error into a [`LakeError::Disk`].
    fn on(self, action: &'static str, path: &Path) -> Result<T, LakeError>;
}

impl<T> OnDisk<T> for io::Result<T> {
    fn on(self, action: &'static str, path: &Path) -> Result<T, LakeError> {
        self.map_err(|source| LakeError::Disk { action, path: path.to_owned(), source })
    }
}
