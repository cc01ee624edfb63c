//! Bytes become names: the hash of a document and of a source.
//!
//! A document is named by BLAKE3, which nobody can make collide. A source is only to be known again: XXH3 does that at the
//! speed of memory, where BLAKE3 cost a fifth of reading a report.

use std::fmt::Write as _;

use blake3::Hasher;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::plan::CUT_BYTES;

/// Up to this size every byte of a file is hashed; above, 64 KiB of every 8 MiB.
pub(super) const WHOLE_HASH_BYTES: u64 = 64 << 20;
/// What is hashed of each 8 MiB of a larger file.
const SAMPLE_BYTES: u64 = 64 << 10;

/// The digest of a block of 8 MiB: XXH3 of 128 bits, in its canonical order.
pub type Digest = [u8; 16];

/// The `document_id`: the first 16 bytes of BLAKE3 over the text as UTF-8, followed by the ordinal of the report within
/// its record as four bytes, little end first.
#[must_use]
pub fn document_id(text: &str, ordinal: u32) -> [u8; 16] {
    let mut hasher = Hasher::new();
    hasher.update(text.as_bytes()).update(&ordinal.to_le_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    half
}

/// The `content_hash` of a source from the digests of its blocks of 8 MiB in order: 32 hexadecimal digits. Of a source of one
/// block it is that block's digest (what `xxhsum -H2` prints); else XXH3 over its size (eight bytes, little end first) and
/// the digests. Above 64 MiB the digest of a block is that of its first 64 KiB: hashing it all would cost more than to scan it.
#[must_use]
pub fn content_hash(bytes: u64, digests: &[Digest]) -> String {
    if let [one] = digests {
        return hex(one);
    }
    let all: Vec<u8> = bytes.to_le_bytes().into_iter().chain(digests.iter().flatten().copied()).collect();
    hex(&xxh3_128(&all).to_be_bytes())
}

/// Bytes as lower case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The digests of the blocks in a range of a source, fed with whatever is read of it in order.
pub(super) struct RangeHash {
    hasher: Xxh3,
    start: u64,
    end: u64,
    /// How much of each block is hashed.
    sample: u64,
    done: Vec<Digest>,
    /// The block that is being hashed.
    block: Option<u64>,
}

impl RangeHash {
    /// Of a source read in one piece; `size` is `None` for standard input, which is always hashed whole.
    pub(super) fn whole(size: Option<u64>) -> Self {
        let hash = Self::cut(0, size.unwrap_or(u64::MAX), size.unwrap_or(0));
        // Nothing is a block too, so that an empty file has a hash.
        Self { block: Some(0), ..hash }
    }

    /// Of the blocks from `start` to `end` of a source of `size` bytes.
    pub(super) fn cut(start: u64, end: u64, size: u64) -> Self {
        let sample = if size > WHOLE_HASH_BYTES { SAMPLE_BYTES } else { CUT_BYTES };
        Self { hasher: Xxh3::new(), start, end, sample, done: Vec::new(), block: None }
    }

    /// Of nothing.
    pub(super) fn nothing() -> Self {
        Self::cut(0, 0, 0)
    }

    /// The first place from `at` on whose byte is hashed; `None` behind the end.
    pub(super) fn next_wanted(&self, at: u64) -> Option<u64> {
        let place = if at % CUT_BYTES < self.sample { at } else { at.next_multiple_of(CUT_BYTES) };
        (place < self.end).then_some(place)
    }

    /// Takes the bytes that stand at `at`; those outside the range are left out.
    pub(super) fn update(&mut self, mut at: u64, mut bytes: &[u8]) {
        let behind = at.saturating_add(bytes.len() as u64);
        while let Some(place) = self.next_wanted(at.max(self.start)).filter(|place| *place < behind) {
            let block = place / CUT_BYTES;
            if self.block.is_some_and(|open| open != block) {
                self.done.push(self.hasher.digest128().to_be_bytes());
                self.hasher.reset();
            }
            self.block = Some(block);
            bytes = &bytes[index(place - at)..];
            let taken = (block * CUT_BYTES + self.sample).min(self.end).min(behind) - place;
            self.hasher.update(&bytes[..index(taken)]);
            bytes = &bytes[index(taken)..];
            at = place + taken;
        }
    }

    /// The share of [`content_hash`].
    pub(super) fn finish(mut self) -> Vec<Digest> {
        if self.block.is_some() {
            self.done.push(self.hasher.digest128().to_be_bytes());
        }
        self.done
    }
}

/// An offset within a buffer.
fn index(offset: u64) -> usize {
    usize::try_from(offset).expect("what is read at once fits into memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash of a source that is read block by block, in parts of `cut` bytes, a little of the neighbours included.
    fn in_parts(size: u64, cut: u64, block: &[u8]) -> String {
        let part = |start: u64| {
            let mut hash = RangeHash::cut(start, size.min(start + cut), size);
            let (mut at, to) = (start.saturating_sub(1), size.min(start + cut + 5));
            while at < to {
                let within = usize::try_from(at).unwrap() % block.len();
                let len = (block.len() - within).min(usize::try_from(to - at).unwrap());
                hash.update(at, &block[within..within + len]);
                at += len as u64;
            }
            hash.finish()
        };
        let digests: Vec<Digest> = (0..size.div_ceil(cut)).flat_map(|i| part(i * cut)).collect();
        content_hash(size, &digests)
    }

    #[test]
    fn parts_hash_like_the_whole_file() {
        let block: Vec<u8> = (0..1_000_003u32).map(|i| u8::try_from(i * 31 % 251).unwrap_or(0)).collect();
        for size in [CUT_BYTES + 1, 3 * CUT_BYTES, WHOLE_HASH_BYTES, WHOLE_HASH_BYTES + CUT_BYTES + 3] {
            let whole = in_parts(size, u64::MAX / 2, &block);
            for cut in [CUT_BYTES, 3 * CUT_BYTES] {
                assert_eq!(in_parts(size, cut, &block), whole);
            }
        }
    }

    #[test]
    fn a_small_file_hashes_as_the_standard_tool_does() {
        for (bytes, expected) in [(&b""[..], "99aa06d3014798d86001c324468d497f"), (b"abc", "06b05ab6733a618578af5f94892f3950")] {
            let mut hash = RangeHash::whole(Some(bytes.len() as u64));
            hash.update(0, bytes);
            assert_eq!(content_hash(bytes.len() as u64, &hash.finish()), expected);
        }
        assert!(RangeHash::nothing().finish().is_empty());
    }

    #[test]
    fn the_ordinal_is_part_of_the_name() {
        assert_ne!(document_id("a", 0), document_id("a", 1));
        assert_eq!(hex(&document_id("", 0)).len(), 32);
    }
}
