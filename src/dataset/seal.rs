//! What a shard says of itself becomes `shard.json`, and back.
//!
//! The seal is written last: a shard without it was not finished. It names every file of the shard with its hash, and
//! everything that the shards of one run must agree in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{LakeError, OnDisk};
use super::manifest::Counts;

/// The layout of a shard's files; a reader refuses any other.
const FORMAT: u32 = 2;

/// The name of the seal in its shard.
pub(super) const SEAL: &str = "shard.json";

/// One finished shard: what it is a share of, what it holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seal {
    /// The layout of the shard.
    pub format: u32,
    /// The version of the program.
    pub version: String,
    /// Which of the shards it is, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
    /// BLAKE3 in hex of the plan that all shards share: the address and size of every source, and where it is cut.
    pub plan: String,
    /// The sources of the plan.
    pub sources: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The parts that they are cut into.
    pub parts: u64,
    /// As in the manifest of a snapshot: tells whether the sources are still what they were, on this machine.
    pub fingerprint: String,
    /// The names of the INPUTs, sorted.
    pub inputs: Vec<String>,
    /// The options that decide the data, by name.
    pub options: BTreeMap<String, String>,
    /// The code and the hash of each family's definition, in the order of the run.
    pub definitions: Vec<(String, String)>,
    /// The numbers of this share; those of documents are known only when shards are merged.
    pub counts: Counts,
    /// The addresses of this share that could not be read, sorted.
    pub unreadable: Vec<String>,
    /// Seconds of each stage.
    pub timings: BTreeMap<String, f64>,
    /// Every file of the shard, by name.
    pub files: Vec<SealedFile>,
    /// BLAKE3 in hex of all the rest.
    pub content_hash: String,
}

/// One file of a shard.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SealedFile {
    /// Its name in the shard: what it is, and the first digits of its hash.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes, in hex.
    pub blake3: String,
}

impl Seal {
    /// Sorts the files and seals the content with its hash.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.format = FORMAT;
        self.files.sort();
        self.content_hash = self.content();
        self
    }

    fn content(&self) -> String {
        blake3::hash(&Self { content_hash: String::new(), ..self.clone() }.to_json()).to_hex().to_string()
    }

    /// The bytes of `shard.json`.
    ///
    /// # Panics
    /// Never: it holds only strings and numbers.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a seal holds only strings and numbers");
        bytes.push(b'\n');
        bytes
    }

    /// Reads the seal of the shard that stands at `shard`.
    ///
    /// # Errors
    /// [`LakeError::Unsealed`] where there is none, [`LakeError::DamagedShard`] where it is not what was written,
    /// [`LakeError::Disk`] where it cannot be read.
    pub fn read(shard: &Path) -> Result<Self, LakeError> {
        let path = shard.join(SEAL);
        let damaged = |reason: String| LakeError::DamagedShard { path: shard.to_owned(), reason };
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(LakeError::Unsealed { path: shard.to_owned() }),
            other => other.on("read", &path)?,
        };
        let seal: Self = serde_json::from_slice(&bytes).map_err(|error| damaged(format!("{SEAL} cannot be read, {error}")))?;
        if seal.format != FORMAT {
            return Err(damaged(format!("it has format {}, this program knows {FORMAT}", seal.format)));
        }
        if seal.content() != seal.content_hash {
            return Err(damaged(format!("{SEAL} is not what its content_hash says")));
        }
        Ok(seal)
    }

    /// The files whose names begin with this word, by name.
    pub fn files_of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a SealedFile> {
        self.files.iter().filter(move |file| file.name.strip_prefix(word).is_some_and(|rest| rest.starts_with('-')))
    }
}
