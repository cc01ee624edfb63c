//! Sources become units of work: a plan that depends on the input only, never on threads.
//!
//! A file is one part; a JSONL file of more than 8 MiB is cut into ranges of 8 MiB, each of which owns the lines that
//! start in it, and so is one of many zstd frames, between frames, and one of many Parquet row groups. Members of gzip
//! cannot be told without inflating them: that is one part. Parts are packed in order into units.

use std::io::Read as _;

use super::feed::open_regular;
use super::probe::{self, HEAD_BYTES, Kind};
use super::{Source, SourceKind, frames, parquet_file};

/// The length of the ranges that large JSONL files are cut into.
pub(super) const CUT_BYTES: u64 = 8 << 20;
/// A unit takes no further part beyond this many bytes in a large corpus ...
const UNIT_BYTES_MAX: u64 = 64 << 20;
/// ... or this many in a small one, so that there is something to share out.
const UNIT_BYTES_MIN: u64 = 4 << 20;
/// The number of units that a corpus between the two is cut into, about.
const UNITS_WANTED: u64 = 256;
/// A unit takes at most this many parts.
const UNIT_PARTS: usize = 512;

/// How much of a source a part takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The whole file, whatever it is.
    Whole,
    /// The lines that start in `start..end`.
    Lines {
        /// First byte of the range, a multiple of 8 MiB.
        start: u64,
        /// One past its last byte.
        end: u64,
    },
    /// The lines that start in the zstd frames of `start..end`, compressed; but for the first part, without one that starts
    /// where the part does, and with one that starts where it ends.
    Frames {
        /// Where the first frame begins.
        start: u64,
        /// Where the last frame ends.
        end: u64,
    },
    /// Row groups of a Parquet file.
    RowGroups {
        /// Index of the first.
        start: u64,
        /// Index behind the last.
        end: u64,
        /// Their size in the file.
        bytes: u64,
    },
}

/// A piece of a source that is read independently of all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Index into the sources.
    pub source: usize,
    /// How much of it.
    pub extent: Extent,
}

/// Parts that are read together, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Sorted by source, then by place. Never empty.
    pub parts: Vec<Part>,
}

/// Cuts the sources into parts, each with its bytes, in order. Every source is in at least one part, those that will be
/// skipped too, so that each gets its reading. Looks into files above 8 MiB to see whether they can be cut; a file that
/// cannot be opened is one part, and the reading will say why. Never fails.
#[must_use]
pub fn parts(sources: &[Source]) -> Vec<(Part, u64)> {
    sources.iter().enumerate().flat_map(|(index, source)| parts_of(index, source)).collect()
}

/// Plans the reading of all sources: their [`parts`], packed. Never fails.
#[must_use]
pub fn units(sources: &[Source]) -> Vec<Unit> {
    packed(&parts(sources))
}

/// Packs parts, which are in the order of [`parts`], into units of 4 to 64 MiB (by how many bytes there are) or 512 parts.
/// Never fails.
#[must_use]
pub fn packed(parts: &[(Part, u64)]) -> Vec<Unit> {
    let total: u64 = parts.iter().map(|(_, len)| len).sum();
    let wanted = (total / UNITS_WANTED).clamp(UNIT_BYTES_MIN, UNIT_BYTES_MAX);
    let mut units = Vec::new();
    let (mut unit, mut bytes) = (Unit::default(), 0);
    for &(part, len) in parts {
        if !unit.parts.is_empty() && (bytes + len > wanted || unit.parts.len() >= UNIT_PARTS) {
            units.push(std::mem::take(&mut unit));
            bytes = 0;
        }
        unit.parts.push(part);
        bytes += len;
    }
    if !unit.parts.is_empty() {
        units.push(unit);
    }
    units
}

fn parts_of(index: usize, source: &Source) -> Vec<(Part, u64)> {
    let part = |extent, bytes| (Part { source: index, extent }, bytes);
    if source.bytes <= CUT_BYTES || source.kind != SourceKind::Regular {
        return vec![part(Extent::Whole, source.bytes)];
    }
    match cuts(source) {
        Some(cuts) => cuts.into_iter().map(|(extent, bytes)| part(extent, bytes)).collect(),
        None => vec![part(Extent::Whole, source.bytes)],
    }
}

/// The parts of a large file; `None` if it cannot be cut.
fn cuts(source: &Source) -> Option<Vec<(Extent, u64)>> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    open_regular(&source.path).and_then(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head)).ok()?;
    match probe::kind(&head) {
        None if probe::is_jsonl(&head, &source.uri) => {
            let starts = (0..source.bytes.div_ceil(CUT_BYTES)).map(|cut| cut * CUT_BYTES);
            let range = |start: u64| (start, source.bytes.min(start + CUT_BYTES));
            Some(starts.map(range).map(|(start, end)| (Extent::Lines { start, end }, end - start)).collect())
        }
        Some(Kind::Zstandard) => {
            let starts = frames::starts(source, &head)?;
            let ends = starts.iter().skip(1).copied().chain(std::iter::once(source.bytes));
            Some(starts.iter().zip(ends).map(|(&start, end)| (Extent::Frames { start, end }, end - start)).collect())
        }
        Some(Kind::Parquet) => {
            let groups = parquet_file::parts(source)?;
            Some(groups.into_iter().map(|(start, end, bytes)| (Extent::RowGroups { start, end, bytes }, bytes)).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn source(bytes: u64) -> Source {
        Source { uri: String::new(), path: PathBuf::from("/nowhere/at/all"), bytes, modified_ns: 0, inode: 0, device: 0, kind: SourceKind::Regular }
    }

    #[test]
    fn every_source_is_planned_once_and_units_are_bounded() {
        for (sizes, expected) in [
            (vec![], vec![]),
            (vec![0; 1025], vec![512, 512, 1]),
            (vec![1 << 20; 9], vec![4, 4, 1]),
            (vec![1 << 30, 1, 1], vec![1, 2]),
            (vec![64 << 20; 1000], vec![1; 1000]),
        ] {
            let sources: Vec<Source> = sizes.into_iter().map(source).collect();
            let units = units(&sources);
            assert_eq!(units.iter().map(|unit| unit.parts.len()).collect::<Vec<_>>(), expected);
            let planned: Vec<usize> = units.iter().flat_map(|unit| &unit.parts).map(|part| part.source).collect();
            assert_eq!(planned, (0..sources.len()).collect::<Vec<_>>());
        }
    }
}
