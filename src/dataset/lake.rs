//! A lake on disk becomes its published snapshot: tables, files, schemas.

use std::path::{Path, PathBuf};

use arrow::datatypes::SchemaRef;

use super::error::LakeError;
use super::manifest::{DataFile, Manifest};
use super::snapshot::published;

/// The published snapshot of a lake, for readers. It stays readable while other snapshots are published.
#[derive(Clone, Debug)]
pub struct Lake {
    /// Where the snapshot stands; no link is part of the last components.
    pub snapshot: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl Lake {
    /// Opens what is published at the moment. Takes no lock.
    ///
    /// # Errors
    /// [`LakeError::Missing`] where nothing is published, [`LakeError::Damaged`] where it is not what was published,
    /// [`LakeError::Disk`] where it cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LakeError> {
        let snapshot = published(path.as_ref())?;
        let manifest = Manifest::read(&snapshot)?;
        Ok(Self { snapshot, manifest })
    }

    /// The directory of the tables.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.snapshot.join("data")
    }

    /// The names of the tables, sorted.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.manifest.tables.keys().map(String::as_str)
    }

    /// The files of a table, sorted by path; empty for a table that does not exist.
    pub fn files(&self, table: &str) -> impl Iterator<Item = (PathBuf, &DataFile)> {
        self.manifest.files.iter().filter(move |file| file.table == table).map(|file| (self.snapshot.join(&file.path), file))
    }

    /// The schema of a table's files: the partition columns are in the path, not here. `None` for a table that does not exist.
    ///
    /// # Errors
    /// Where the table's first file cannot be read.
    pub fn schema(&self, table: &str) -> Result<Option<SchemaRef>, LakeError> {
        self.files(table).next().map(|(path, _)| schema_of(&path)).transpose()
    }
}

fn schema_of(path: &Path) -> Result<SchemaRef, LakeError> {
    use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};

    let file = std::fs::File::open(path).map_err(|source| LakeError::Disk { action: "open", path: path.to_owned(), source })?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .map_err(|error| LakeError::Damaged { path: path.to_owned(), reason: error.to_string() })?;
    Ok(metadata.schema().clone())
}
