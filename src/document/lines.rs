//! JSONL becomes documents, line by line, within a range of the file and with bounded memory.
//!
//! A part owns the lines that start in its range. It begins one byte early, so that it sees whether its first byte starts a
//! line, and it reads on past its end until its last line ends. Any cut therefore gives the same lines. A part that is
//! compressed cannot begin early: it leaves its first line to the part before. Lines without an anchor are counted and
//! never parsed. A damaged member costs the line that it interrupts.

use super::anchors::Hit;
use super::feed::{Damage, Feed, Trouble};
use super::read::Reader;
use super::record::document_of;
use super::{Met, Quarantined, decode, json};

/// How much is read at once: what stays in the second-level cache while it is scanned.
const CHUNK_BYTES: usize = 256 << 10;
/// How much is read at once beyond the end of a range.
const BEYOND_BYTES: u64 = 64 << 10;
/// How much of a record that is given up is kept.
pub(super) const SAMPLE_BYTES: usize = 4 << 10;

/// The lines of a range that are being read.
pub(super) struct Lines<'r, 'a> {
    reader: &'r mut Reader<'a>,
    feed: &'r mut Feed,
    source: usize,
    /// Where the range ends.
    end: u64,
    /// Where the buffer begins.
    base: u64,
    /// How much of the buffer is filled.
    filled: usize,
    /// Whether the part ended and its last line is being read to its end.
    beyond: bool,
    /// Lines met so far.
    met: u64,
    without_anchor: u64,
    without_text: u64,
}

impl<'r, 'a> Lines<'r, 'a> {
    /// Begins at `base`, with `filled` bytes already in the reader's buffer.
    pub(super) fn new(reader: &'r mut Reader<'a>, feed: &'r mut Feed, source: usize, at: (u64, usize), end: u64) -> Self {
        Self { reader, feed, source, end, base: at.0, filled: at.1, beyond: false, met: 0, without_anchor: 0, without_text: 0 }
    }

    /// Reads a range from its first byte on. Gives the number of lines, all of them accounted for by `each`.
    pub(super) fn run(mut self, start: u64, each: &mut dyn FnMut(Met)) -> (u64, Result<(), Trouble>) {
        let done = match self.skip_to_line(start) {
            Ok(true) => self.read_lines(each),
            Ok(false) => Ok(()),
            Err(Trouble::Damaged(damage)) => {
                // The part before stops at the damage: what follows it is ours.
                self.lose(damage, each);
                self.read_lines(each)
            }
            Err(trouble) => Err(trouble),
        };
        for (records, reason) in [(self.without_anchor, "no_anchor"), (self.without_text, "no_text")] {
            if records > 0 {
                each(Met::NotReport { source: self.source, records, reason });
            }
        }
        (self.met, done)
    }

    /// Moves on to the first line that starts at `start` or after; false if none does in the range.
    fn skip_to_line(&mut self, start: u64) -> Result<bool, Trouble> {
        if start == 0 {
            return Ok(true);
        }
        loop {
            if let Some(newline) = memchr::memchr(b'\n', &self.reader.buffer[..self.filled]) {
                self.drop_front(newline + 1);
                return Ok(self.base < self.end);
            }
            self.drop_front(self.filled);
            if self.base >= self.end || self.fill()? == 0 {
                return Ok(false);
            }
        }
    }

    fn read_lines(&mut self, each: &mut dyn FnMut(Met)) -> Result<(), Trouble> {
        loop {
            match self.read_on(each) {
                // What lies beyond the end belongs to a later part, which tells of it.
                Err(Trouble::Damaged(_)) if self.beyond => return Ok(()),
                Err(Trouble::Damaged(damage)) => self.lose(damage, each),
                done => return done,
            }
        }
    }

    /// Quarantines a damaged member, and with it the line that it interrupts.
    fn lose(&mut self, damage: Damage, each: &mut dyn FnMut(Met)) {
        self.drop_front(self.filled);
        each(Met::Quarantined(damage.quarantined(self.source, self.met)));
        self.met += 1;
    }

    /// At the end of a part: whether the source goes on. Then the line that crosses the end, or begins there, is ours.
    fn goes_on(&mut self) -> bool {
        self.beyond = self.feed.go_beyond();
        if self.beyond {
            self.end = self.base + self.filled as u64 + 1;
        }
        self.beyond
    }

    fn read_on(&mut self, each: &mut dyn FnMut(Met)) -> Result<(), Trouble> {
        let mut searched = 0;
        while self.base < self.end {
            let complete = memchr::memrchr(b'\n', &self.reader.buffer[searched..self.filled]).map(|at| searched + at + 1);
            if let Some(complete) = complete {
                let owned = self.owned(complete);
                self.process(owned, each);
                self.drop_front(owned);
                searched = 0;
                continue;
            }
            if self.filled > self.reader.limits.record_bytes {
                self.give_up_line(each)?;
                searched = 0;
                continue;
            }
            searched = self.filled;
            if self.fill()? == 0 && !self.goes_on() {
                self.process(self.filled, each);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Of whole lines, how many bytes belong to lines that start in the range.
    fn owned(&self, complete: usize) -> usize {
        let left = usize::try_from(self.end - self.base).unwrap_or(usize::MAX);
        if complete <= left {
            return complete;
        }
        memchr::memchr(b'\n', &self.reader.buffer[left - 1..complete]).map_or(complete, |newline| left + newline)
    }

    /// Reads more behind what is there; the buffer grows while a line does not end, up to the limit of a record and a byte.
    fn fill(&mut self) -> Result<usize, Trouble> {
        let most = self.reader.limits.record_bytes.saturating_add(1);
        let buffer = &mut self.reader.buffer;
        if buffer.len() <= self.filled {
            let wanted = (self.filled * 2).clamp(CHUNK_BYTES.min(most), most).max(self.filled + 1);
            buffer.resize(wanted, 0);
        }
        let at = self.base + self.filled as u64;
        let room = usize::try_from(self.end.saturating_sub(at).max(BEYOND_BYTES)).unwrap_or(usize::MAX);
        let until = buffer.len().min(self.filled.saturating_add(room));
        let read = self.feed.fill(&mut buffer[self.filled..until])?;
        self.filled += read;
        Ok(read)
    }

    fn drop_front(&mut self, bytes: usize) {
        self.reader.buffer.copy_within(bytes..self.filled, 0);
        self.filled -= bytes;
        self.base += bytes as u64;
        if self.filled < CHUNK_BYTES && self.reader.buffer.len() > CHUNK_BYTES {
            self.reader.buffer.truncate(CHUNK_BYTES);
            self.reader.buffer.shrink_to(CHUNK_BYTES);
        }
    }

    /// Quarantines a line that is longer than a record may be, and skips to its end.
    fn give_up_line(&mut self, each: &mut dyn FnMut(Met)) -> Result<(), Trouble> {
        let byte_offset = self.base;
        let sample = self.reader.buffer[..self.filled.min(SAMPLE_BYTES)].to_vec();
        let skipped = self.skip_line();
        let bytes = self.base - byte_offset;
        let limit = self.reader.limits.record_bytes;
        each(Met::Quarantined(Quarantined {
            source: self.source,
            record: self.met,
            byte_offset,
            stage: "read",
            code: "record_too_long",
            message: format!("the line has more than {limit} bytes"),
            bytes,
            sample,
        }));
        self.met += 1;
        skipped
    }

    fn skip_line(&mut self) -> Result<(), Trouble> {
        loop {
            if let Some(newline) = memchr::memchr(b'\n', &self.reader.buffer[..self.filled]) {
                self.drop_front(newline + 1);
                return Ok(());
            }
            self.drop_front(self.filled);
            if self.fill()? == 0 && !self.goes_on() {
                // The end of the file ends the line: nothing is left in the range.
                self.end = self.end.min(self.base);
                return Ok(());
            }
        }
    }

    /// Scans whole lines and reads those that hold an anchor.
    fn process(&mut self, len: usize, each: &mut dyn FnMut(Met)) {
        let region = &self.reader.buffer[..len];
        let newlines = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        let first = self.met;
        let (mut line, mut from) = (first, 0);
        let mut read = 0;
        for hit in self.reader.anchors.lines(region) {
            line += newlines(&region[from..hit.start]);
            from = hit.start;
            read += 1;
            let place = Place { source: self.source, record: line, byte_offset: self.base + hit.start as u64 };
            match read_line(&region[hit.start..hit.end], hit, place, self.reader) {
                Some(met) => each(met),
                None => self.without_text += 1,
            }
        }
        let unended = u64::from(region.last().is_some_and(|byte| *byte != b'\n'));
        self.met = line + newlines(&region[from..]) + unended;
        self.without_anchor += self.met - first - read;
    }
}

/// Where a record stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Index into the sources.
    pub(super) source: usize,
    /// Line within the part.
    pub(super) record: u64,
    /// First byte in the source.
    pub(super) byte_offset: u64,
}

impl Place {
    /// A quarantine row for the record that stands here.
    pub(super) fn quarantined(self, stage: &'static str, code: &'static str, message: String, bytes: &[u8]) -> Quarantined {
        let sample = bytes[..bytes.len().min(SAMPLE_BYTES)].to_vec();
        Quarantined {
            source: self.source,
            record: self.record,
            byte_offset: self.byte_offset,
            stage,
            code,
            message,
            bytes: bytes.len() as u64,
            sample,
        }
    }
}

/// Reads one line that holds an anchor; `None` where the object has no text.
pub(super) fn read_line(line: &[u8], hit: Hit, place: Place, reader: &Reader<'_>) -> Option<Met> {
    let marked = if place.byte_offset == 0 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
    let decoded;
    let (text, encoding, decode_errors) = if let Ok(text) = simdutf8::basic::from_utf8(marked) {
        (text, "utf-8", 0)
    } else {
        decoded = decode::decode(marked, hit.form);
        (decoded.text.as_str(), decoded.encoding.as_str(), decoded.errors)
    };
    let fields = match json::parse(text, reader.names) {
        Ok(fields) => fields,
        Err(bad) => return Some(Met::Quarantined(place.quarantined("json", bad.code, bad.message, line))),
    };
    document_of(fields, place, (encoding, decode_errors), line, reader)
}
