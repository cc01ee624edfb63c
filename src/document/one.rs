//! One record becomes a document, without the test for anchors: for looking at a single file.

use std::path::{Path, PathBuf};

use super::read::read;
use super::{Anchors, Document, DocumentError, Extent, FieldNames, Input, InputPath, Limits, Met, Part, Unit, discover, printable};

/// Reads one record of a file, counted from 0 (the first where none is named); `-` reads standard input. JSONL is read up to
/// the record.
///
/// # Errors
/// A file that is not there, cannot be read or is not text; a record that it does not have or that would be quarantined.
pub fn read_one(path: &Path, record: Option<u64>) -> Result<Document, DocumentError> {
    let shown = printable(path.as_os_str().as_encoded_bytes());
    let stdin = path == Path::new("-");
    let place = if stdin { InputPath::Stdin } else { InputPath::File(PathBuf::from(path)) };
    let sources = discover(&[Input { name: shown.clone(), path: place }])?;
    let wanted = record.unwrap_or(0);
    let unit = Unit { parts: vec![Part { source: 0, extent: Extent::Whole }] };
    let mut found = None;
    let mut keep = |met: Met| match &met {
        Met::Document(Document { record, .. }) if *record == wanted => found = Some(met),
        Met::Quarantined(row) if row.record == wanted || row.code == "unreadable" || row.code == "changed_while_reading" => found = Some(met),
        Met::Document(_) | Met::NotReport { .. } | Met::Quarantined(_) => {}
    };
    let readings = read(&unit, &sources, &Anchors::everything(), &Limits::default(), &FieldNames::default(), &mut keep);
    match found {
        Some(Met::Document(document)) => Ok(document),
        Some(Met::Quarantined(row)) => Err(DocumentError::Quarantined { path: shown, record: row.record, code: row.code, message: row.message }),
        _ => {
            let (records, kind) = readings.first().map_or((0, "empty"), |reading| (reading.records, reading.outcome));
            if kind == "read" {
                Err(DocumentError::NoRecord { path: shown, record: wanted, records })
            } else {
                Err(DocumentError::NotText { path: shown, kind })
            }
        }
    }
}
