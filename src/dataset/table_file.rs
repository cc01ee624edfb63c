//! The row groups of one table become one Parquet file, named after its bytes.
//!
//! The file gets its name when it is finished, so that no name is ever used for other bytes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use parquet::arrow::ArrowSchemaConverter;
use parquet::errors::Result as ParquetResult;
use parquet::file::writer::SerializedFileWriter;

use super::columns::RowGroup;
use super::error::{LakeError, OnDisk};
use super::fragment::Partition;
use super::manifest::DataFile;
use super::properties::writer_properties;
use super::schema::{Partitioning, Table};
use super::snapshot::Staging;
use super::storage::Storage;

/// Hex digits of the hash in a file's name.
const NAME_DIGITS: usize = 12;

/// Where tables are written to.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// How.
    pub storage: &'a dyn Storage,
    /// The snapshot that is being written.
    pub staging: &'a Staging,
    /// How the files are partitioned.
    pub partitioning: Partitioning,
}

/// Counts and hashes what passes through.
struct Hashed {
    file: Box<dyn Write + Send>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// One Parquet file that is being written.
pub struct TableFile<'a> {
    target: Target<'a>,
    table: &'a str,
    writer: SerializedFileWriter<Hashed>,
    /// The directory below the snapshot.
    directory: String,
    /// The file before it has its name.
    unnamed: PathBuf,
    part: String,
    rows: u64,
}

/// A writer of row groups of the table to any place.
pub(super) fn writer<W: Write + Send>(table: &Table, partitioning: Partitioning, place: W) -> ParquetResult<SerializedFileWriter<W>> {
    let schema = ArrowSchemaConverter::new().with_coerce_types(true).convert(&table.arrow(partitioning))?;
    SerializedFileWriter::new(place, schema.root_schema_ptr(), writer_properties(table, partitioning))
}

/// Adds a row group to a file; returns its rows.
pub(super) fn write_group<W: Write + Send>(writer: &mut SerializedFileWriter<W>, group: RowGroup) -> ParquetResult<u64> {
    let mut written = writer.next_row_group()?;
    let rows = group.first().map_or(0, |chunk| chunk.closed.rows_written);
    for chunk in group {
        written.append_column(&chunk.bytes, chunk.closed)?;
    }
    written.close()?;
    Ok(rows)
}

impl<'a> TableFile<'a> {
    /// Begins the file of a bucket; `None` as partition is a table that is not partitioned.
    ///
    /// # Errors
    /// What the disk or Parquet says.
    pub fn create(target: Target<'a>, table: &'a Table, partition: Option<&Partition>, bucket: u32) -> Result<Self, LakeError> {
        let mut directory = format!("data/{}", table.name);
        let mut components = vec![directory.clone()];
        for component in partition.map(Partition::path).iter().flat_map(|path| path.split('/')) {
            directory = format!("{directory}/{component}");
            components.push(directory.clone());
        }
        for path in components.iter().map(|component| target.staging.root.join(component)) {
            target.storage.create_directory(&path).on("create", &path)?;
        }
        let part = format!("part-{bucket:05}");
        let unnamed = target.staging.root.join(format!("{directory}/{part}"));
        let file = target.storage.create_file(&unnamed).on("create", &unnamed)?;
        let hashed = Hashed { file, hasher: blake3::Hasher::new(), bytes: 0 };
        let writer = writer(table, target.partitioning, hashed).map_err(|source| LakeError::Parquet { path: unnamed.clone(), source })?;
        Ok(Self { target, table: &table.name, writer, directory, unnamed, part, rows: 0 })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// What the disk or Parquet says.
    pub(super) fn write(&mut self, group: RowGroup) -> Result<(), LakeError> {
        let rows = write_group(&mut self.writer, group);
        self.rows += rows.map_err(|source| LakeError::Parquet { path: self.unnamed.clone(), source })?;
        Ok(())
    }

    /// Finishes the file and gives it its name.
    ///
    /// # Errors
    /// What the disk or Parquet says.
    pub fn finish(self) -> Result<DataFile, LakeError> {
        let mut hashed = self.writer.into_inner().map_err(|source| LakeError::Parquet { path: self.unnamed.clone(), source })?;
        hashed.flush().on("write", &self.unnamed)?;
        let hash = hashed.hasher.finalize().to_hex();
        let path = format!("{}/{}-{}.parquet", self.directory, self.part, &hash[..NAME_DIGITS]);
        let named: &Path = &self.target.staging.root.join(&path);
        self.target.storage.rename(&self.unnamed, named).on("name", named)?;
        Ok(DataFile { path, table: self.table.to_owned(), rows: self.rows, bytes: hashed.bytes, blake3: hash.to_string() })
    }
}
