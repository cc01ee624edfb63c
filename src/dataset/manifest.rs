//! What a snapshot says of itself becomes `manifest.json`, and back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{LakeError, OnDisk};

/// The layout of `manifest.json`; a reader refuses a higher one.
const FORMAT: u32 = 1;

/// One published state: what went in, what came out, every file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// The layout of this file.
    pub format: u32,
    /// The version of the program.
    pub version: String,
    /// The number of the snapshot.
    pub snapshot: u64,
    /// The number of the one before; `None` for the first.
    pub previous: Option<u64>,
    /// BLAKE3 in hex of everything that the data follow from and are: equal hashes mean equal bytes.
    pub content_hash: String,
    /// BLAKE3 in hex of every source's address, size, time and identity; empty where a source has none (standard input).
    pub fingerprint: String,
    /// The names of the INPUTs, sorted.
    pub inputs: Vec<String>,
    /// The options that decide the data, by name.
    pub options: BTreeMap<String, String>,
    /// The hash of each family's definition, by its code.
    pub definitions: BTreeMap<String, String>,
    /// The numbers of the run.
    pub counts: Counts,
    /// The addresses of the sources that could not be read, sorted.
    pub unreadable: Vec<String>,
    /// The rows of each table.
    pub tables: BTreeMap<String, u64>,
    /// Every data file, by path.
    pub files: Vec<DataFile>,
    /// Seconds of each stage. Not part of the content.
    pub timings: BTreeMap<String, f64>,
}

/// The numbers of a run. Every record is a report, not a report, or quarantined.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Sources met.
    pub sources: u64,
    /// Bytes of the sources.
    pub bytes: u64,
    /// Records read.
    pub records: u64,
    /// Records that are reports, equal texts counted each time.
    pub reports: u64,
    /// Different documents.
    pub documents: u64,
    /// Records that are no report.
    pub not_reports: u64,
    /// The same by reason.
    pub not_reports_by_reason: BTreeMap<String, u64>,
    /// Records that could not be read or were given up.
    pub quarantined: u64,
    /// The same by code.
    pub quarantined_by_code: BTreeMap<String, u64>,
    /// Sources that were not looked at, by kind: `symlink`, `fifo`, `image`...
    pub skipped: BTreeMap<String, u64>,
    /// Documents by status.
    pub documents_by_status: BTreeMap<String, u64>,
    /// Documents by report year; 0 for 'not known'.
    pub documents_by_year: BTreeMap<i32, u64>,
    /// Cells of the forms.
    pub cells: u64,
    /// Cells in which a number is printed and read.
    pub cells_stated: u64,
    /// Stated cells that the form's arithmetic confirms.
    pub cells_confirmed: u64,
    /// Stated cells that the form's arithmetic contradicts.
    pub cells_contradicted: u64,
    /// Equations that do not hold.
    pub checks_failed: u64,
}

/// One Parquet file of the snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DataFile {
    /// The path below the snapshot: `data/requests/year=2022/part-00000-0123456789ab.parquet`.
    pub path: String,
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// Its bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes, in hex.
    pub blake3: String,
}

impl Manifest {
    /// Sorts the files, counts the rows of each table, and seals the content with its hash.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.format = FORMAT;
        self.files.sort();
        self.tables = self.files.iter().fold(BTreeMap::new(), |mut rows, file| {
            *rows.entry(file.table.clone()).or_default() += file.rows;
            rows
        });
        self.content_hash = self.content();
        self
    }

    /// The hash of what the data follow from and are: no number, no time, no trait of the host.
    fn content(&self) -> String {
        let content =
            Self { snapshot: 0, previous: None, content_hash: String::new(), fingerprint: String::new(), timings: BTreeMap::new(), ..self.clone() };
        blake3::hash(&content.to_json()).to_hex().to_string()
    }

    /// The bytes of `manifest.json`.
    ///
    /// # Panics
    /// Never: it holds only strings and numbers.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a manifest holds only strings and numbers");
        bytes.push(b'\n');
        bytes
    }

    /// Reads the manifest of the snapshot that stands at `snapshot`.
    ///
    /// # Errors
    /// [`LakeError::Disk`] where it cannot be read, [`LakeError::Damaged`] where it is not what was written.
    pub fn read(snapshot: &Path) -> Result<Self, LakeError> {
        let path = snapshot.join("manifest.json");
        let damaged = |reason: String| LakeError::Damaged { path: path.clone(), reason };
        let bytes = fs::read(&path).on("read", &path)?;
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if manifest.format > FORMAT {
            return Err(damaged(format!("it has format {}, this program knows up to {FORMAT}; use a newer one", manifest.format)));
        }
        if manifest.content() != manifest.content_hash {
            return Err(damaged("its content is not what its content_hash says".to_owned()));
        }
        Ok(manifest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Manifest {
        let file = |table: &str, rows| DataFile { path: format!("data/{table}/x.parquet"), table: table.into(), rows, ..DataFile::default() };
        Manifest { files: vec![file("b", 2), file("a", 1), file("b", 3)], ..Manifest::default() }.sealed()
    }

    #[test]
    fn says_the_same_after_a_round_trip() {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join("manifest.json"), example().to_json()).expect("written");
        let read = Manifest::read(directory.path()).expect("read");
        assert_eq!(read, example());
        assert_eq!(read.tables, BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 5)]));
    }

    #[test]
    fn notices_a_changed_number_but_no_time() {
        let directory = tempfile::tempdir().expect("a directory");
        for (change, whole) in [(("\"rows\": 3", "\"rows\": 4"), false), (("\"snapshot\": 0", "\"snapshot\": 9"), true)] {
            let text = String::from_utf8(example().to_json()).expect("UTF-8").replace(change.0, change.1);
            fs::write(directory.path().join("manifest.json"), text).expect("written");
            assert_eq!(Manifest::read(directory.path()).is_ok(), whole, "{change:?}");
        }
    }
}
