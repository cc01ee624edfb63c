//! A zstd frame becomes the bytes that it holds. Skippable frames hold nothing.

use zstd::stream::raw::{Decoder, Operation as _};

use super::inflate::{Bad, Step};

/// The decoder of one frame after the other. It takes windows of up to 128 MiB, as libzstd does by itself.
pub(super) struct Zstandard {
    decoder: Decoder<'static>,
}

impl Zstandard {
    /// The magic number of a frame.
    pub(super) const MAGIC: &'static [u8] = b"\x28\xb5\x2f\xfd";

    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self { decoder: Decoder::new()? })
    }

    /// Makes ready for the next frame.
    pub(super) fn restart(&mut self) -> Result<(), Bad> {
        self.decoder.reinit().map_err(|error| bad(&error))
    }

    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Bad> {
        let status = self.decoder.run_on_buffers(input, output).map_err(|error| bad(&error))?;
        Ok(Step { taken: status.bytes_read, given: status.bytes_written, ended: status.remaining == 0 })
    }
}

/// What libzstd said, in words that help.
fn bad(error: &std::io::Error) -> Bad {
    let said = error.to_string();
    if said.contains("requires too much memory") {
        let message = "a zstd frame needs a window of more than 128 MiB; compress it again without --long, or pipe `zstd -dc --long=31` in";
        return Bad { code: "window_too_large", message: message.to_owned() };
    }
    Bad { code: "damaged", message: format!("a zstd frame is damaged: {said}") }
}
