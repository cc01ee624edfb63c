//! From extractions to files: the tables, their rows, and how both become a published snapshot.
//!
//! [`Record`] is all that the dataset knows of one document. [`tables`] declares every table once, as data; the Arrow
//! schemas, the data dictionary and the views all follow from it. Records wait in fragments ([`FragmentWriter`]), are
//! merged a [`Bucket`] at a time into Parquet files, and a [`HeldLake`] publishes these as one snapshot. [`Lake`] is
//! what readers open.

mod columns;
mod encode;
mod error;
#[cfg(test)]
pub(crate) mod faulty;
mod fragment;
mod lake;
mod latest;
#[cfg(test)]
pub(crate) mod made;
mod manifest;
mod merge;
mod pack;
mod properties;
mod quarantined;
mod record;
mod schema;
mod seal;
mod shard;
mod snapshot;
mod storage;
mod table_file;
mod trim;
mod views;

pub use columns::{QuarantineEntry, SourceEntry};
pub use error::LakeError;
pub use fragment::{Fragment, FragmentReader, FragmentWriter, Origin, Partition, Placed};
pub use lake::Lake;
pub use manifest::{Counts, DataFile, Manifest};
pub use merge::{Bucket, Merge, Plan, plan};
pub use properties::{ROW_GROUP_BYTES, ROW_GROUP_ROWS};
pub use record::{DocumentMeta, Occurrence, Record, Standing, hex};
pub use schema::{
    CodeEntry, ColumnInfo, ColumnType, Content, Partitioning, SCHEMA_VERSION, SchemaError, Table, codebook, dictionary_json, dictionary_sql,
    dictionary_text, tables,
};
pub use seal::{Seal, SealedFile};
pub use shard::{HeldShard, SealedShard, find_shards, sealed_file};
pub use snapshot::{HeldLake, Staging, SyncEach, published};
pub use storage::{Disk, Entry, EntryKind, Storage};
pub use table_file::{TableFile, Target};
pub use trim::Trim;
pub use views::views_sql;

#[cfg(test)]
mod tests;
