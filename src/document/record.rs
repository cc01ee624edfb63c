//! The fields of a record, or the text of a file, become a document.

use super::json::Fields;
use super::lines::Place;
use super::read::Reader;
use super::{Document, Limits, Met, TextBasis, decode, html, probe};

/// The document that the fields of a record make; `None` where it has no text. `written` is the record as it stands, with
/// its encoding and how many errors that had.
pub(super) fn document_of(fields: Fields<'_>, place: Place, encoding: (&str, u64), written: &[u8], reader: &Reader<'_>) -> Option<Met> {
    let (text, basis) = match (fields.text, fields.html) {
        (Some(text), _) if !probe::is_html(&text, "") => (text.into_owned(), TextBasis::Json),
        (Some(page), _) | (None, Some(page)) => match html::canonical(&page, reader.limits) {
            Ok(text) => (text, TextBasis::Html),
            Err(gave_up) => return Some(Met::Quarantined(place.quarantined("html", gave_up.code(), gave_up.to_string(), written))),
        },
        (None, None) => return None,
    };
    Some(Met::Document(Document {
        text: without_mark(text),
        basis,
        encoding: encoding.0.to_owned(),
        decode_errors: encoding.1,
        source: place.source,
        record: place.record,
        record_id: fields.id,
        record_date: fields.date,
        url: fields.url,
        bytes: written.len() as u64,
    }))
}

/// Decoded text as a document, rendered if it is HTML.
pub(super) fn document(decoded: decode::Decoded, place: Place, name: &str, bytes: u64, limits: &Limits) -> Result<Document, html::GaveUp> {
    let (text, basis) = if probe::is_html(&decoded.text, name) {
        (html::canonical(&decoded.text, limits)?, TextBasis::Html)
    } else {
        (decoded.text, TextBasis::Text)
    };
    Ok(Document {
        text: without_mark(text),
        basis,
        encoding: decoded.encoding,
        decode_errors: decoded.errors,
        source: place.source,
        record: place.record,
        record_id: None,
        record_date: None,
        url: None,
        bytes,
    })
}

/// A byte order mark inside a field is no text either.
fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}
