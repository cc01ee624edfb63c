//! Documents on disk become decoded text, each with its place.
//!
//! `parse_inputs` -> `discover` (every file under the inputs, sorted) -> `units` (a plan that depends on the input only)
//! -> `read` (one unit: recognise, reject by the anchors on raw bytes, decode) -> [`Met`]. One file per container.
//! The room knows nothing of reports but the anchors that it is handed. What is odd about a record is a [`Quarantined`];
//! [`DocumentError`] is for the inputs as a whole.

mod anchors;
#[cfg(test)]
mod container_tests;
mod decode;
mod discover;
mod error;
mod escape;
mod feed;
mod fields;
mod frames;
mod gzip;
mod hash;
mod html;
mod http;
mod inflate;
mod input;
mod json;
mod lines;
mod met;
mod one;
mod parquet_file;
mod plain_json;
mod plan;
mod probe;
mod read;
mod record;
mod single;
#[cfg(test)]
mod tests;
mod warc;
mod zstandard;

pub use anchors::Anchors;
pub use discover::{Source, SourceKind, discover};
pub use error::DocumentError;
pub use escape::printable;
pub use fields::FieldNames;
pub use hash::{Digest, content_hash, document_id, hex};
pub use input::{Input, InputPath, parse_inputs};
pub use met::{Document, Limits, Met, PartReading, Quarantined, TextBasis};
pub use one::read_one;
pub use plan::{Extent, Part, Unit, packed, parts, units};
pub use read::read;
