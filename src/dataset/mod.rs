//! From cells to files.

mod error;
mod manifest;
mod snapshot;
mod storage;

pub use error::LakeError;
pub use manifest::{Counts, DataFile, Manifest};
pub use snapshot::{HeldLake, Staging, SyncEach, published};
pub use storage::{Disk, Entry, EntryKind, Storage};
