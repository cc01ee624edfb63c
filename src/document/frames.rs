//! A zstd file of many frames becomes places to cut it: the headers tell where each frame ends, nothing is inflated.
//!
//! RFC 8878, section 3.1. Only JSONL is cut: what the first frame holds tells.

use super::feed::{Checked, Trouble};
use super::inflate::Codec;
use super::probe::{self, Kind};
use super::zstandard::Zstandard;
use super::{Source, feed::Feed};

/// Parts have at least so many compressed bytes.
const PART_BYTES: u64 = 4 << 20;
/// How much is read at once to hop from block to block.
const WINDOW_BYTES: usize = 4 << 10;
/// The longest header of a frame, and more than one of a block.
const HEADER_BYTES: usize = 18;

/// Where parts begin: at frames, at least 4 MiB apart, the first at 0. `None` where there is one part or no JSONL.
pub(super) fn starts(source: &Source, head: &[u8]) -> Option<Vec<u64>> {
    let starts = frame_starts(source)?;
    (starts.len() > 1 && holds_jsonl(source, head)).then_some(starts)
}

fn frame_starts(source: &Source) -> Option<Vec<u64>> {
    let mut window = Window { file: Checked::open(source).ok()?, at: 0, bytes: Vec::new() };
    let mut starts = vec![0];
    let (mut at, mut last) = (0, 0);
    // A frame that cannot be followed belongs, with all behind it, to the last part: where a damaged header leads to, none begins.
    while let Some(end) = frame_end(&mut window, at) {
        if at - last >= PART_BYTES && source.bytes - at >= PART_BYTES {
            starts.push(at);
            last = at;
        }
        if end >= source.bytes {
            break;
        }
        at = end;
    }
    Some(starts)
}

/// Where the frame that begins at `at` ends.
fn frame_end(window: &mut Window, at: u64) -> Option<u64> {
    let head = window.read(at).ok()?;
    let number = |from: usize| Some(u64::from(u32::from_le_bytes(head.get(from..from + 4)?.try_into().ok()?)));
    let magic = number(0)?;
    if magic >> 4 == 0x0184_d2a5 {
        return Some(at + 8 + number(4)?);
    }
    if !head.starts_with(Zstandard::MAGIC) {
        return None;
    }
    let descriptor = *head.get(4)?;
    let single_segment = descriptor & 0x20 != 0;
    let window_bytes = u64::from(!single_segment);
    let dictionary_bytes = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size_bytes = match descriptor >> 6 {
        0 => u64::from(single_segment),
        flag => 1 << flag,
    };
    let mut at = at + 5 + window_bytes + dictionary_bytes + size_bytes;
    loop {
        let block = window.read(at).ok()?;
        let header = u32::from_le_bytes([*block.first()?, *block.get(1)?, *block.get(2)?, 0]);
        // A block of one repeated byte stores that byte alone.
        let stored = if header >> 1 & 3 == 1 { 1 } else { u64::from(header >> 3) };
        at += 3 + stored;
        if header & 1 == 1 {
            return Some(at + if descriptor & 4 != 0 { 4 } else { 0 });
        }
    }
}

/// A piece of the file, so that small frames do not cost a read each.
struct Window {
    file: Checked,
    at: u64,
    bytes: Vec<u8>,
}

impl Window {
    /// The bytes from a place on: enough for a header, unless the file ends.
    fn read(&mut self, place: u64) -> Result<&[u8], Trouble> {
        let inside = place.checked_sub(self.at).and_then(|skip| usize::try_from(skip).ok()).filter(|skip| skip + HEADER_BYTES <= self.bytes.len());
        let skip = if let Some(skip) = inside {
            skip
        } else {
            self.bytes.resize(WINDOW_BYTES, 0);
            let read = self.file.read_at(&mut self.bytes, place)?;
            self.bytes.truncate(read);
            self.at = place;
            0
        };
        Ok(&self.bytes[skip..])
    }
}

fn holds_jsonl(source: &Source, head: &[u8]) -> bool {
    let Ok(codec) = Zstandard::new() else { return false };
    let mut feed = Feed::memory(head.to_vec()).inflated(Vec::new(), Codec::Zstandard(codec), u64::MAX);
    let mut inside = vec![0; probe::HEAD_BYTES];
    let mut filled = 0;
    while let Ok(read) = feed.fill(&mut inside[filled..]) {
        filled += read;
        if read == 0 || filled == inside.len() {
            break;
        }
    }
    let inside = &inside[..filled];
    !matches!(probe::kind(inside), Some(Kind::Warc | Kind::Other(_) | Kind::Parquet)) && probe::is_jsonl(inside, probe::inner_name(&source.uri))
}
