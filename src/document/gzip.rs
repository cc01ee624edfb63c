//! A gzip member becomes the bytes that it holds; its length and checksum are tested.

use flate2::{Decompress, FlushDecompress, Status};

use super::inflate::{Bad, Step};

/// The largest window of deflate, as a power of two.
const WINDOW_BITS: u8 = 15;

/// The decoder of one member after the other.
pub(super) struct Gzip {
    decoder: Decompress,
}

impl Gzip {
    /// Magic number and the only method that there is.
    pub(super) const MAGIC: &'static [u8] = b"\x1f\x8b\x08";

    pub(super) fn new() -> Self {
        Self { decoder: Decompress::new_gzip(WINDOW_BITS) }
    }

    /// Makes ready for the next member.
    pub(super) fn restart(&mut self) {
        // The header is read only by a new decoder: `reset` would go on without it.
        self.decoder = Decompress::new_gzip(WINDOW_BITS);
    }

    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Bad> {
        let (taken_before, given_before) = (self.decoder.total_in(), self.decoder.total_out());
        if taken_before == 0 && input.first() == Some(&0) {
            // Tapes and disks pad with zeros; gzip ignores them too.
            let taken = input.iter().position(|byte| *byte != 0).unwrap_or(input.len());
            return Ok(Step { taken, given: 0, ended: true });
        }
        let status = self.decoder.decompress(input, output, FlushDecompress::None);
        let count = |before: u64, after: u64| usize::try_from(after - before).unwrap_or(usize::MAX);
        let (taken, given) = (count(taken_before, self.decoder.total_in()), count(given_before, self.decoder.total_out()));
        match status {
            Ok(status) => {
                let ended = status == Status::StreamEnd;
                if ended {
                    self.restart();
                }
                Ok(Step { taken, given, ended })
            }
            Err(error) => Err(Bad { code: "damaged", message: format!("a gzip member is damaged: {error}") }),
        }
    }
}
