//! The nouns of reading: what a record turned out to be, and the limits that hold for it.

use super::hash::Digest;

/// What the text that spans count in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextBasis {
    /// The decoded file.
    Text,
    /// The unescaped field of a JSON object.
    Json,
    /// The canonical rendering of HTML.
    Html,
}

impl TextBasis {
    /// The code of the dataset: `text`, `json` or `html`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Html => "html",
        }
    }
}

/// A record that may be a report, decoded. The text is UTF-8 without byte order mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The text that all spans count in.
    pub text: String,
    /// What that text is.
    pub basis: TextBasis,
    /// The encoding that was found, in lower case: `utf-8`, `gb18030`, `big5`, `utf-16le` ...
    pub encoding: String,
    /// How many byte sequences the encoding does not have; each became U+FFFD. 0 for a clean document.
    pub decode_errors: u64,
    /// Index into the sources.
    pub source: usize,
    /// 0 for a whole file; in JSONL the line number from 0 **within the part** (see [`PartReading`]).
    pub record: u64,
    /// The field `id` of a JSON record.
    pub record_id: Option<String>,
    /// The field `date` or `timestamp` of a JSON record, as it stands.
    pub record_date: Option<String>,
    /// The field `url` of a JSON record.
    pub url: Option<String>,
    /// Bytes that the record takes in its source.
    pub bytes: u64,
}

/// A record that could not be read or was given up: a row of the table `quarantine`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Index into the sources.
    pub source: usize,
    /// As in [`Document`]: within the part.
    pub record: u64,
    /// Where the record begins in its source.
    pub byte_offset: u64,
    /// `read`, `json`, `warc`, `http` or `html`.
    pub stage: &'static str,
    /// A stable code: `unreadable`, `changed_while_reading`, `damaged`, `truncated`, `window_too_large`, `record_too_long`,
    /// `bad_json`, `duplicate_key`, `bad_warc`, `bad_length`, `bad_http`,
    /// `html_too_deep`, `html_too_large`, `table_bomb`.
    pub code: &'static str,
    /// One sentence in English; untrusted characters are escaped.
    pub message: String,
    /// Bytes of the record; 0 where nothing could be read.
    pub bytes: u64,
    /// The first bytes of the record as they stand, at most 4 KiB.
    pub sample: Vec<u8>,
}

/// What a record turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// Text with an anchor: the caller decides whether it is a report.
    Document(Document),
    /// Records that are no reports, counted together: `no_anchor`, or `no_text` for a JSON object without text.
    NotReport {
        /// Index into the sources.
        source: usize,
        /// How many.
        records: u64,
        /// A stable code.
        reason: &'static str,
    },
    /// A record that could not be read.
    Quarantined(Quarantined),
}

/// What one part gave. `records` = documents + not reports + quarantined records, always.
///
/// In JSONL a record is a line, blank ones included. Parts are read independently, so that `record` counts from 0 in
/// each: the caller adds the `records` of the earlier parts of the same source, in the order of [`super::units`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartReading {
    /// Index into the sources.
    pub source: usize,
    /// Where the part begins in its source; parts of one source sort by it.
    pub start: u64,
    /// Lines, or 1 for a whole file; 0 for what was skipped, is empty or could not be opened.
    pub records: u64,
    /// Bytes of the part, without those that belong to its neighbours.
    pub bytes_read: u64,
    /// The part's share of [`super::content_hash`], empty where the first part has all of it; `None` where it was not read to its end, as for what is skipped or unsupported.
    pub digest: Option<Vec<Digest>>,
    /// `read`, `empty`, `skipped:fifo`, `skipped:image` ..., `unsupported:pdf` ..., `unreadable`, `changed_while_reading`.
    pub outcome: &'static str,
}

/// What a document may cost. A record that needs more is quarantined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a record: a line of JSONL without its newline, or a file that is one document. Default 64 MiB.
    pub record_bytes: usize,
    /// Nesting of HTML that is kept; deeper tags are dropped and their text stays. Default 512, as browsers do.
    pub html_depth_kept: usize,
    /// Nesting of HTML that is read at all. Default 4,096.
    pub html_depth: usize,
    /// Tags of HTML that say something about lines and tables. Default 250,000.
    pub html_tags: usize,
    /// Slots of the grid of one table. Default 4 Mi.
    pub grid_slots: usize,
    /// Slots of the grid for each byte of the table. Default 200.
    pub grid_slots_per_byte: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record_bytes: 64 << 20, html_depth_kept: 512, html_depth: 4096, html_tags: 250_000, grid_slots: 4 << 20, grid_slots_per_byte: 200 }
    }
}
