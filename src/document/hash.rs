//! Bytes become names: the hash of a document and of a source.

use std::fmt::Write as _;

use blake3::Hasher;
use blake3::hazmat::{HasherExt as _, Mode, left_subtree_len, merge_subtrees_non_root, merge_subtrees_root};

use super::plan::CUT_BYTES;

/// Up to this size every byte of a file is hashed; above, 64 KiB of every 8 MiB.
pub(super) const WHOLE_HASH_BYTES: u64 = 64 << 20;
/// What is hashed of each 8 MiB of a larger file.
const SAMPLE_BYTES: u64 = 64 << 10;

/// The `document_id`: the first 16 bytes of BLAKE3 over the text as UTF-8, followed by the ordinal of the report within
/// its record as four bytes, little end first.
#[must_use]
pub fn document_id(text: &str, ordinal: u32) -> [u8; 16] {
    let mut hasher = Hasher::new();
    hasher.update(text.as_bytes()).update(&ordinal.to_le_bytes());
    first_half(hasher.finalize().as_bytes())
}

/// The `content_hash` of a source from the digests of its parts in order: 32 hexadecimal digits. Up to 64 MiB these are the
/// first 16 bytes of BLAKE3 over the whole file (what `b3sum` prints). A larger file would cost more to hash than to scan:
/// there it is BLAKE3 over its size (eight bytes, little end first) and the digests of the first 64 KiB of every 8 MiB.
#[must_use]
pub fn content_hash(bytes: u64, digests: &[[u8; 32]]) -> String {
    let whole = match digests {
        [one] => *one,
        _ if bytes <= WHOLE_HASH_BYTES && !digests.is_empty() => merge(bytes, digests, End::Root),
        _ => sampled(bytes, digests),
    };
    hex(&first_half(&whole))
}

/// Bytes as lower case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn first_half(hash: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

fn sampled(bytes: u64, digests: &[[u8; 32]]) -> [u8; 32] {
    let mut hasher = Hasher::new();
    hasher.update(&bytes.to_le_bytes());
    for digest in digests {
        hasher.update(digest);
    }
    *hasher.finalize().as_bytes()
}

#[derive(Clone, Copy)]
enum End {
    Root,
    Inner,
}

/// Joins the chaining values of 8 MiB subtrees; the depth is at most three, since a file has at most eight.
fn merge(bytes: u64, digests: &[[u8; 32]], end: End) -> [u8; 32] {
    if let [one] = digests {
        return *one;
    }
    let left_bytes = left_subtree_len(bytes);
    let middle = usize::try_from(left_bytes / CUT_BYTES).unwrap_or(1).clamp(1, digests.len() - 1);
    let (left, right) = digests.split_at(middle);
    let left = merge(left_bytes, left, End::Inner);
    let right = merge(bytes - left_bytes, right, End::Inner);
    match end {
        End::Root => *merge_subtrees_root(&left, &right, Mode::Hash).as_bytes(),
        End::Inner => merge_subtrees_non_root(&left, &right, Mode::Hash),
    }
}

/// How a range of a source enters its hash.
enum Share {
    /// The range is all there is.
    All,
    /// A subtree of the hash of a whole file.
    Subtree,
    /// The first 64 KiB of each 8 MiB; the digests of the finished ones.
    Samples(Vec<[u8; 32]>),
}

/// The hash of a range of a source, fed with whatever is read of it in order.
pub(super) struct RangeHash {
    hasher: Hasher,
    start: u64,
    end: u64,
    size: u64,
    share: Share,
}

impl RangeHash {
    /// Of a source read in one piece; `size` is `None` for standard input, which is always hashed whole.
    pub(super) fn whole(size: Option<u64>) -> Self {
        let large = size.filter(|size| *size > WHOLE_HASH_BYTES);
        let share = if large.is_some() { Share::Samples(Vec::new()) } else { Share::All };
        Self { hasher: Hasher::new(), start: 0, end: u64::MAX, size: large.unwrap_or(0), share }
    }

    /// Of the 8 MiB from `start` on of a source that has more. Any other range is hashed by itself.
    pub(super) fn cut(start: u64, end: u64, size: u64) -> Self {
        let mut hasher = Hasher::new();
        if size > WHOLE_HASH_BYTES {
            return Self { hasher, start, end: end.min(start + SAMPLE_BYTES), size, share: Share::All };
        }
        let is_subtree = start.is_multiple_of(CUT_BYTES) && end - start <= CUT_BYTES && (start > 0 || end < size);
        if !is_subtree {
            return Self { hasher, start, end, size, share: Share::All };
        }
        hasher.set_input_offset(start);
        Self { hasher, start, end, size, share: Share::Subtree }
    }

    /// Of nothing.
    pub(super) fn nothing() -> Self {
        Self::cut(0, 0, u64::MAX)
    }

    /// The first place from `at` on whose byte is hashed; `None` behind the end.
    pub(super) fn next_wanted(&self, at: u64) -> Option<u64> {
        match self.share {
            Share::Samples(_) if at % CUT_BYTES >= SAMPLE_BYTES => Some(at.next_multiple_of(CUT_BYTES)).filter(|next| *next < self.size),
            Share::Samples(_) => Some(at).filter(|at| *at < self.size),
            Share::All | Share::Subtree => Some(at),
        }
    }

    /// Takes the bytes that stand at `at`; those outside the range are left out.
    pub(super) fn update(&mut self, at: u64, bytes: &[u8]) {
        if let Share::Samples(done) = &mut self.share {
            return sample(&mut self.hasher, done, at, bytes);
        }
        let len = bytes.len() as u64;
        let (from, to) = (self.start.max(at), self.end.min(at.saturating_add(len)));
        if from < to {
            let index = |place: u64| usize::try_from(place - at).unwrap_or(bytes.len());
            self.hasher.update(&bytes[index(from)..index(to)]);
        }
    }

    /// The share of [`content_hash`].
    pub(super) fn finish(self) -> [u8; 32] {
        match self.share {
            Share::All => *self.hasher.finalize().as_bytes(),
            Share::Subtree => self.hasher.finalize_non_root(),
            Share::Samples(mut done) => {
                if self.hasher.count() > 0 {
                    done.push(*self.hasher.finalize().as_bytes());
                }
                sampled(self.size, &done)
            }
        }
    }
}

/// Feeds the sampled part of each 8 MiB and closes a sample where the next one begins.
fn sample(hasher: &mut Hasher, done: &mut Vec<[u8; 32]>, mut at: u64, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        let within = at % CUT_BYTES;
        if within == 0 && at > 0 {
            done.push(*hasher.finalize().as_bytes());
            hasher.reset();
        }
        let step = usize::try_from(CUT_BYTES - within).unwrap_or(usize::MAX).min(bytes.len());
        let taken = usize::try_from(SAMPLE_BYTES.saturating_sub(within)).unwrap_or(0).min(step);
        hasher.update(&bytes[..taken]);
        bytes = &bytes[step..];
        at += step as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(len: usize) -> Vec<u8> {
        (0..len).map(|i| u8::try_from(i * 31 % 251).unwrap_or(0)).collect()
    }

    #[test]
    fn parts_hash_like_the_whole_file() {
        let cut = usize::try_from(CUT_BYTES).unwrap();
        for len in [cut + 1, 3 * cut, 5 * cut + 777] {
            let data = bytes(len);
            let digests: Vec<_> = (0..len.div_ceil(cut))
                .map(|i| {
                    let (start, end) = (i * cut, ((i + 1) * cut).min(len));
                    let mut hash = RangeHash::cut(start as u64, end as u64, len as u64);
                    hash.update(start.saturating_sub(1) as u64, &data[start.saturating_sub(1)..(end + 5).min(len)]);
                    hash.finish()
                })
                .collect();
            assert_eq!(content_hash(len as u64, &digests), hex(&blake3::hash(&data).as_bytes()[..16]));
        }
    }

    #[test]
    fn large_files_hash_alike_in_one_piece_and_in_parts() {
        let size = WHOLE_HASH_BYTES + CUT_BYTES + 3;
        let block = bytes(1 << 20);
        let mut whole = RangeHash::whole(Some(size));
        let mut cuts: Vec<_> = (0..size.div_ceil(CUT_BYTES)).map(|i| RangeHash::cut(i * CUT_BYTES, size.min((i + 1) * CUT_BYTES), size)).collect();
        let mut at = 0;
        while at < size {
            let piece = &block[..usize::try_from((size - at).min(1 << 20)).unwrap()];
            whole.update(at, piece);
            for cut in &mut cuts {
                cut.update(at, piece);
            }
            at += piece.len() as u64;
        }
        let digests: Vec<_> = cuts.into_iter().map(RangeHash::finish).collect();
        assert_eq!(content_hash(size, &[whole.finish()]), content_hash(size, &digests));
    }

    #[test]
    fn the_ordinal_is_part_of_the_name() {
        assert_ne!(document_id("a", 0), document_id("a", 1));
        assert_eq!(hex(&document_id("", 0)).len(), 32);
    }
}
