//! Members and frames become the bytes that they hold, one after the other, whatever befell some of them.
//!
//! A gzip file is any number of members, a zstd file any number of frames: all are read. One that is damaged is told of
//! once, with its place, and reading goes on at the next that can be found. Memory: an input buffer and the decoder's
//! window, of 128 MiB at most, however much comes out.

use super::feed::{Damage, Raw, Trouble};
use super::gzip::Gzip;
use super::zstandard::Zstandard;

/// How much is read at once.
const INPUT_BYTES: usize = 128 << 10;
/// A decoder may notice damage late: so far back the next member or frame is looked for.
const REWIND_BYTES: u64 = 1 << 20;
/// After so many damages nothing is read twice any more.
const REWINDS: u32 = 1000;

/// What a step of a decoder did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Bytes of the input that are done with.
    pub(super) taken: usize,
    /// Bytes of the output that were written.
    pub(super) given: usize,
    /// Whether the member or frame ended here, all of it given out.
    pub(super) ended: bool,
}

/// What is wrong with a member or frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bad {
    /// `damaged` or `window_too_large`.
    pub(super) code: &'static str,
    /// One sentence.
    pub(super) message: String,
}

/// The two compressions that are read as streams.
pub(super) enum Codec {
    /// RFC 1952.
    Gzip(Gzip),
    /// RFC 8878.
    Zstandard(Zstandard),
}

impl Codec {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Bad> {
        match self {
            Self::Gzip(gzip) => gzip.step(input, output),
            Self::Zstandard(zstandard) => zstandard.step(input, output),
        }
    }

    fn restart(&mut self) -> Result<(), Bad> {
        match self {
            Self::Gzip(gzip) => gzip.restart(),
            Self::Zstandard(zstandard) => return zstandard.restart(),
        }
        Ok(())
    }

    /// The first bytes of every member or frame that holds something.
    fn magic(&self) -> &'static [u8] {
        match self {
            Self::Gzip(_) => Gzip::MAGIC,
            Self::Zstandard(_) => Zstandard::MAGIC,
        }
    }
}

/// A compressed source, inflated as it is read.
pub(super) struct Inflated {
    raw: Raw,
    codec: Codec,
    /// What was read and not yet inflated lies in `input[from..]`.
    input: Vec<u8>,
    from: usize,
    /// Where the current member or frame begins.
    begun: u64,
    /// Whether the next byte begins a member or frame.
    between: bool,
    /// Where this part ends: no member that begins there or later is begun.
    stop: u64,
    /// Whether the decoder has more to give than the last output could take.
    pending: bool,
    rewinds: u32,
    held: Option<Damage>,
}

impl Inflated {
    /// Begins with what was already read of the source, up to the first member that begins at `stop` or later.
    pub(super) fn new(raw: Raw, head: Vec<u8>, codec: Codec, stop: u64) -> Self {
        let begun = raw.at() - head.len() as u64;
        Self { raw, codec, input: head, from: 0, begun, between: true, stop, pending: false, rewinds: 0, held: None }
    }

    /// How far the source was inflated.
    pub(super) fn place(&self) -> u64 {
        self.raw.at() - (self.input.len() - self.from) as u64
    }

    /// The source.
    pub(super) fn into_raw(self) -> Raw {
        self.raw
    }

    /// Keeps a damage for the next reading: what came before it is looked at first.
    pub(super) fn hold(&mut self, damage: Damage) {
        self.held = Some(damage);
    }

    /// The damage that is kept.
    pub(super) fn held(&mut self) -> Option<Damage> {
        self.held.take()
    }

    /// Goes on behind the end of the part; false at the end of the source.
    pub(super) fn go_beyond(&mut self) -> bool {
        let more = self.stop != u64::MAX;
        self.stop = u64::MAX;
        more
    }

    /// Inflates once into the buffer; 0 at the end of the part.
    pub(super) fn fill(&mut self, output: &mut [u8]) -> Result<usize, Trouble> {
        if let Some(damage) = self.held.take() {
            return Err(Trouble::Damaged(damage));
        }
        loop {
            if self.between && self.place() >= self.stop {
                return Ok(0);
            }
            if self.from == self.input.len() && !self.pending && self.refill()? == 0 {
                return if self.between { Ok(0) } else { Err(self.cut_off()?) };
            }
            if self.between {
                self.begun = self.place();
            }
            match self.codec.step(&self.input[self.from..], output) {
                Ok(step) => {
                    self.from += step.taken;
                    self.between = step.ended;
                    self.pending = !step.ended && step.given == output.len();
                    if step.given > 0 {
                        return Ok(step.given);
                    }
                    if step.taken == 0 && !step.ended && self.more()? == 0 {
                        return Err(self.cut_off()?);
                    }
                }
                Err(Bad { code, message }) => {
                    let (offset, bytes) = self.skip_damage()?;
                    return Err(Trouble::Damaged(Damage { offset, bytes, code, message }));
                }
            }
        }
    }

    /// Reads more where nothing is left. Gives the number of bytes, 0 at the end of the source.
    fn refill(&mut self) -> Result<usize, Trouble> {
        self.input.resize(INPUT_BYTES, 0);
        let read = self.raw.fill(&mut self.input);
        self.input.truncate(*read.as_ref().unwrap_or(&0));
        self.from = 0;
        read
    }

    /// Reads more behind what is left.
    fn more(&mut self) -> Result<usize, Trouble> {
        self.input.drain(..self.from);
        self.from = 0;
        let kept = self.input.len();
        self.input.resize(kept + INPUT_BYTES, 0);
        let read = self.raw.fill(&mut self.input[kept..]);
        self.input.truncate(kept + read.as_ref().unwrap_or(&0));
        read
    }

    /// The source ends within a member: it is cut off, or a damaged one took the last ones for its own.
    fn cut_off(&mut self) -> Result<Trouble, Trouble> {
        self.from = self.input.len();
        let (offset, bytes) = self.skip_damage()?;
        let (code, message) = if self.from == self.input.len() {
            ("truncated", "the file ends within a compressed member; what came before it was read")
        } else {
            ("damaged", "a compressed member is damaged: it does not end where the next begins")
        };
        Ok(Trouble::Damaged(Damage { offset, bytes, code, message: message.to_owned() }))
    }

    /// Moves on to the next member or frame. Gives where the lost one began, and how many bytes were lost.
    fn skip_damage(&mut self) -> Result<(u64, u64), Trouble> {
        let begun = self.begun;
        let rewound = (begun + 1).max(self.place().saturating_sub(REWIND_BYTES));
        self.rewinds += 1;
        if rewound < self.place() && self.rewinds <= REWINDS && self.raw.seek(rewound) {
            self.input.clear();
            self.from = 0;
        } else if self.place() == begun {
            self.from += 1;
        }
        self.find_next()?;
        self.codec.restart().map_err(|bad| std::io::Error::other(bad.message))?;
        (self.between, self.pending) = (true, false);
        Ok((begun, self.place() - begun))
    }

    /// Goes to the next place that looks like a beginning, or to the end.
    fn find_next(&mut self) -> Result<(), Trouble> {
        let magic = self.codec.magic();
        loop {
            if let Some(at) = memchr::memmem::find(&self.input[self.from..], magic) {
                self.from += at;
                return Ok(());
            }
            // The magic may stand across two reads.
            self.from = self.from.max(self.input.len().saturating_sub(magic.len() - 1));
            if self.more()? == 0 {
                self.from = self.input.len();
                return Ok(());
            }
        }
    }
}
