//! Records of a crawl become documents: the text of WET, the pages of WARC.
//!
//! The length that a record declares is a limit, not a promise: if no other record follows there, the record is quarantined
//! and reading goes on at the next that can be found (reliability.md T25). ISO 28500.

use std::collections::BTreeMap;

use memchr::memmem;

use super::feed::{Damage, Feed, Trouble};
use super::http::{self, Payload};
use super::lines::Place;
use super::read::Reader;
use super::record::document;
use super::{Document, Met, Quarantined, decode, probe};

/// How long the header of a record may be.
const HEADER_BYTES: usize = 64 << 10;
/// How much is read at once.
const CHUNK_BYTES: usize = 256 << 10;
/// What must follow a record: two line ends and the next one's first word.
const BEHIND_BYTES: usize = 9;

/// A stream of records that is being read.
pub(super) struct Warc<'r, 'a> {
    reader: &'r mut Reader<'a>,
    feed: &'r mut Feed,
    source: usize,
    /// Where the buffer begins in the source as inflated.
    base: u64,
    /// What is not yet read lies in `buffer[from..filled]`.
    from: usize,
    filled: usize,
    met: u64,
    not_reports: BTreeMap<&'static str, u64>,
}

/// What the header of a record says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    kind: String,
    length: Option<usize>,
    uri: Option<String>,
    date: Option<String>,
    id: Option<String>,
    content_type: String,
}

impl<'r, 'a> Warc<'r, 'a> {
    /// Begins with `filled` bytes already in the reader's buffer.
    pub(super) fn new(reader: &'r mut Reader<'a>, feed: &'r mut Feed, source: usize, filled: usize) -> Self {
        Self { reader, feed, source, base: 0, from: 0, filled, met: 0, not_reports: BTreeMap::new() }
    }

    /// Reads all records. Gives their number, all of them accounted for by `each`.
    pub(super) fn run(mut self, each: &mut dyn FnMut(Met)) -> (u64, Result<(), Trouble>) {
        let done = loop {
            match self.record(each) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(Trouble::Damaged(damage)) => self.lose(damage, each),
                Err(trouble) => break Err(trouble),
            }
        };
        for (reason, records) in &self.not_reports {
            each(Met::NotReport { source: self.source, records: *records, reason });
        }
        (self.met, done)
    }

    /// Quarantines a damaged member, and with it the record that it interrupts.
    fn lose(&mut self, damage: Damage, each: &mut dyn FnMut(Met)) {
        self.advance(self.filled - self.from);
        each(Met::Quarantined(damage.quarantined(self.source, self.met)));
        self.met += 1;
    }

    fn record(&mut self, each: &mut dyn FnMut(Met)) -> Result<bool, Trouble> {
        loop {
            if self.ensure(1)? == 0 {
                return Ok(false);
            }
            let blank = self.bytes().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if blank == 0 {
                break;
            }
            self.advance(blank);
        }
        let Some(head) = self.header_bytes()? else {
            return self.give_up(0, "bad_warc", "a record does not begin with a WARC header".to_owned(), each);
        };
        let header = parse_header(&self.bytes()[..head]);
        let Some(length) = header.length else {
            return self.give_up(head, "bad_warc", "a record declares no length".to_owned(), each);
        };
        let limit = self.reader.limits.record_bytes;
        if length > limit {
            return self.give_up(head, "record_too_long", format!("the record declares {length} bytes, more than {limit}"), each);
        }
        let total = head + length;
        if self.ensure(total)? < total || !self.next_begins_at(total)? {
            return self.give_up(head, "bad_length", format!("the record declares {length} bytes, and does not end there"), each);
        }
        self.read_record(&header, head, total, each);
        self.advance(total);
        Ok(true)
    }

    /// The length of the header, its blank line included.
    fn header_bytes(&mut self) -> Result<Option<usize>, Trouble> {
        loop {
            let bytes = &self.bytes()[..self.bytes().len().min(HEADER_BYTES)];
            let known = bytes.len().min(b"WARC/".len());
            if bytes[..known] != b"WARC/"[..known] {
                return Ok(None);
            }
            let ends = [&b"\r\n\r\n"[..], b"\n\n"].iter().filter_map(|end| memmem::find(bytes, end).map(|at| at + end.len())).min();
            let available = self.bytes().len();
            if ends.is_some() || available >= HEADER_BYTES || self.ensure(available + 1)? == available {
                return Ok(ends);
            }
        }
    }

    /// Whether the source ends there, or another record begins, as far as can be seen.
    fn next_begins_at(&mut self, total: usize) -> Result<bool, Trouble> {
        match self.ensure(total + BEHIND_BYTES) {
            Ok(_) => {}
            // What follows is damaged: this record is not.
            Err(Trouble::Damaged(damage)) => self.feed.hold(damage),
            Err(trouble) => return Err(trouble),
        }
        let behind = &self.bytes()[total..];
        let blank = behind.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let word = &behind[blank..behind.len().min(blank + b"WARC/".len())];
        Ok(b"WARC/".starts_with(word))
    }

    fn read_record(&mut self, header: &Header, head: usize, total: usize, each: &mut dyn FnMut(Met)) {
        let place = self.place();
        self.met += 1;
        let written = &self.reader.buffer[self.from..self.from + total];
        let block = &written[head..];
        let payload = match header.kind.as_str() {
            "conversion" => Ok(Payload::plain(block, "")),
            "response" if header.content_type.starts_with("application/http") || block.starts_with(b"HTTP/") => {
                http::payload(block, self.reader.limits)
            }
            "response" | "resource" => Ok(Payload::plain(block, &header.content_type)),
            _ => return *self.not_reports.entry("no_text").or_default() += 1,
        };
        let payload = match payload {
            Ok(payload) => payload,
            Err(message) => return each(Met::Quarantined(place.quarantined("http", "bad_http", message, written))),
        };
        if !payload.may_be_text() || probe::kind(&payload.body).is_some() {
            return *self.not_reports.entry("no_text").or_default() += 1;
        }
        let Some(form) = self.reader.anchors.find(&payload.body) else {
            return *self.not_reports.entry("no_anchor").or_default() += 1;
        };
        let decoded = decode::decode(&payload.body, form);
        each(match document(decoded, place, payload.name(), total as u64, self.reader.limits) {
            Ok(document) => {
                let (record_id, record_date, url) = (header.id.clone(), header.date.clone(), header.uri.clone());
                Met::Document(Document { record_id, record_date, url, ..document })
            }
            Err(gave_up) => Met::Quarantined(place.quarantined("html", gave_up.code(), gave_up.to_string(), written)),
        });
    }

    /// Quarantines the record that begins here and goes to the next that can be found behind its first `behind` bytes.
    fn give_up(&mut self, behind: usize, code: &'static str, message: String, each: &mut dyn FnMut(Met)) -> Result<bool, Trouble> {
        let place = self.place();
        let row = place.quarantined("warc", code, message, self.bytes());
        self.met += 1;
        let found = self.go_to_next(behind);
        let bytes = self.place().byte_offset - place.byte_offset;
        each(Met::Quarantined(Quarantined { bytes, ..row }));
        found.map(|()| true)
    }

    fn go_to_next(&mut self, behind: usize) -> Result<(), Trouble> {
        const NEXT: &[u8] = b"\nWARC/1.";
        self.advance(behind.saturating_sub(1));
        loop {
            if let Some(at) = memmem::find(self.bytes(), NEXT) {
                self.advance(at + 1);
                return Ok(());
            }
            // The mark may stand across two reads.
            self.advance(self.bytes().len().saturating_sub(NEXT.len() - 1));
            let kept = self.bytes().len();
            if self.ensure(kept + 1)? == kept {
                self.advance(kept);
                return Ok(());
            }
        }
    }

    fn place(&self) -> Place {
        Place { source: self.source, record: self.met, byte_offset: self.base + self.from as u64 }
    }

    fn bytes(&self) -> &[u8] {
        &self.reader.buffer[self.from..self.filled]
    }

    fn advance(&mut self, bytes: usize) {
        self.from += bytes;
    }

    /// Reads until so many bytes lie in the buffer, or the source ends; gives how many there are. The buffer grows with
    /// what is really there, not with what is asked for.
    fn ensure(&mut self, wanted: usize) -> Result<usize, Trouble> {
        while self.filled - self.from < wanted {
            let buffer = &mut self.reader.buffer;
            if self.from > 0 && buffer.len() - self.filled < CHUNK_BYTES / 2 {
                buffer.copy_within(self.from..self.filled, 0);
                self.base += self.from as u64;
                self.filled -= self.from;
                self.from = 0;
                if self.filled < CHUNK_BYTES && buffer.len() > 2 * CHUNK_BYTES {
                    buffer.truncate(2 * CHUNK_BYTES);
                    buffer.shrink_to(2 * CHUNK_BYTES);
                }
            }
            if buffer.len() <= self.filled {
                let grown = (self.filled * 2).max(2 * CHUNK_BYTES).min(self.filled.max(wanted) + CHUNK_BYTES);
                buffer.resize(grown.max(self.filled + 1), 0);
            }
            let read = self.feed.fill(&mut buffer[self.filled..])?;
            if read == 0 {
                break;
            }
            self.filled += read;
        }
        Ok(self.filled - self.from)
    }
}

/// Reads the named fields of a header; names in any case, the last of a repeated field counts.
fn parse_header(bytes: &[u8]) -> Header {
    let mut header = Header::default();
    for line in String::from_utf8_lossy(bytes).lines().skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let text = || Some(value.trim_start_matches('<').trim_end_matches('>').to_owned()).filter(|text| !text.is_empty());
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => header.kind = value.to_ascii_lowercase(),
            "content-length" => header.length = value.parse().ok(),
            "warc-target-uri" => header.uri = text(),
            "warc-date" => header.date = text(),
            "warc-record-id" => header.id = text(),
            "content-type" => header.content_type = value.to_ascii_lowercase(),
            _ => {}
        }
    }
    header
}
