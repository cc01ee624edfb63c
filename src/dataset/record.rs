//! One document becomes a record: its text, where it was met, what was extracted.

use crate::extract::{Date, Extraction};

/// All that the dataset knows of one document, but for what only the whole corpus tells.
#[derive(Clone, Debug)]
pub struct Record {
    /// BLAKE3-128 over the text and the ordinal of the report within its record.
    pub id: [u8; 16],
    /// How the text was come by.
    pub meta: DocumentMeta,
    /// Where equal text was met, sorted by source and record. Never empty.
    pub occurrences: Vec<Occurrence>,
    /// The text that spans count in.
    pub text: String,
    /// The index of the family in the list that the tables were made from.
    pub family: usize,
    /// What the document says.
    pub extraction: Extraction,
}

/// How the text of a document was come by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentMeta {
    /// What spans count in: `text`, `json` or `html`.
    pub text_basis: String,
    /// The encoding that the bytes were decoded from: `utf-8`, `gb18030`...
    pub encoding: String,
}

/// One place where a document was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The INPUT's last component and the path below it, with `/`.
    pub source_uri: String,
    /// The number of the record in its file, as `--record` takes it; 0 for a file that is one document.
    pub record: u64,
    /// What the record calls itself; `None` where it does not.
    pub record_id: Option<String>,
    /// The day that the record carries; never taken for the report year.
    pub record_date: Option<Date>,
    /// The address that the record gives; `None` where it gives none.
    pub url: Option<String>,
    /// The size of the file or record as stored, in bytes.
    pub bytes: u64,
}

/// What only the whole corpus tells of a document: set when fragments are merged, never by extraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether it is the best of its agency, region, year and scope.
    pub is_latest: bool,
    /// The document that it repeats; `None` where it repeats none.
    pub duplicate_of: Option<[u8; 16]>,
}

/// The name of a document in the dataset: 32 hex digits in lower case.
#[must_use]
pub fn hex(id: &[u8; 16]) -> String {
    let mut digits = [0; 32];
    hex_into(id, &mut digits).to_owned()
}

/// The same as [`hex`] without an allocation.
pub(super) fn hex_into<'d>(id: &[u8; 16], digits: &'d mut [u8; 32]) -> &'d str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in digits.chunks_exact_mut(2).zip(id) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    std::str::from_utf8(digits).unwrap_or("")
}
