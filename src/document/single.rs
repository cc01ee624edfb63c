//! A file that is one record becomes a document.

use super::feed::{Feed, Trouble};
use super::lines::{Lines, Place};
use super::probe::{self, HEAD_BYTES};
use super::read::{Done, Reader, is_wide};
use super::record::document;
use super::{Document, Met, Quarantined, decode};

impl Reader<'_> {
    /// A file that is one record; one that is damaged is lost whole.
    pub(super) fn single(&mut self, source: usize, name: &str, filled: usize, feed: &mut Feed, each: &mut dyn FnMut(Met)) -> Result<Done, Trouble> {
        let limit = self.limits.record_bytes;
        let size = feed.size().and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
        self.buffer.reserve(size.min(limit).saturating_sub(self.buffer.len()) + 1);
        let filled = self.read_to(limit.saturating_add(1), filled, feed)?;
        let place = Place { source, record: 0, byte_offset: 0 };
        if filled > limit {
            let bytes = filled as u64 + drain(feed)?;
            let message = format!("the document has more than {limit} bytes");
            let row = place.quarantined("read", "record_too_long", message, &self.buffer[..filled]);
            self.buffer = Vec::new();
            each(Met::Quarantined(Quarantined { bytes, ..row }));
            return Ok(Done::new(1, feed.place(), "read"));
        }
        if let Some(damage) = feed.held() {
            drain(feed)?;
            each(Met::Quarantined(damage.quarantined(source, 0)));
            return Ok(Done::new(1, feed.place(), "read"));
        }
        let bytes = &self.buffer[..filled];
        let Some(form) = self.anchors.find(bytes) else {
            each(Met::NotReport { source, records: 1, reason: "no_anchor" });
            return Ok(Done::new(1, feed.place(), "read"));
        };
        let decoded = decode::decode(bytes, form);
        if is_wide(bytes) && probe::is_jsonl(decoded.text.as_bytes(), name) {
            return Ok(self.decoded_lines(source, decoded, feed.place(), each));
        }
        each(match document(decoded, place, name, filled as u64, self.limits) {
            Ok(document) => Met::Document(document),
            Err(gave_up) => Met::Quarantined(place.quarantined("html", gave_up.code(), gave_up.to_string(), bytes)),
        });
        Ok(Done::new(1, feed.place(), "read"))
    }

    /// JSONL in UTF-16 cannot be cut into lines before it is decoded; its offsets count in the decoded text.
    fn decoded_lines(&mut self, source: usize, decoded: decode::Decoded, bytes: u64, each: &mut dyn FnMut(Met)) -> Done {
        let mut feed = Feed::memory(decoded.text.into_bytes());
        let encoding = decoded.encoding;
        let mut named = |met| {
            each(match met {
                Met::Document(document) => Met::Document(Document { encoding: encoding.clone(), ..document }),
                other => other,
            });
        };
        let (records, finished) = Lines::new(self, &mut feed, source, (0, 0), u64::MAX).run(0, &mut named);
        Done { finished, ..Done::new(records, bytes, "read") }
    }
}

/// Reads what is left of a source, whatever of it is damaged; gives its size.
fn drain(feed: &mut Feed) -> Result<u64, Trouble> {
    let mut block = vec![0; HEAD_BYTES];
    let mut bytes = 0;
    loop {
        match feed.fill(&mut block) {
            Ok(0) => return Ok(bytes),
            Ok(read) => bytes += read as u64,
            Err(Trouble::Damaged(_)) => {}
            Err(trouble) => return Err(trouble),
        }
    }
}
