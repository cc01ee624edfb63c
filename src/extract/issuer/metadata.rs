//! The block of labels at the top or the bottom of a page becomes what the document says of itself.
//!
//! A label may be followed by `:`, by `|` or by the end of its line. Where a value is empty, converters drop its cell
//! and the next label takes its place: a value that is a label is no value.

use super::super::Date;
use super::super::line::{Line, Window};
use super::period::single_day;
use super::{Said, WITNESS_METADATA};
use crate::definition::{IssuerRules, MetadataField};
use crate::text::{Span, label_key};

/// What the metadata block says.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    /// The index number.
    pub(super) index_number: Option<Said<String>>,
    /// The number of the document.
    pub(super) document_number: Option<Said<String>>,
    /// The publishing body, as printed.
    pub(super) publisher: Option<Said<String>>,
    /// The days that are labelled, the day of publication first.
    pub(super) dates: Vec<Said<Date>>,
    /// The title.
    pub(super) title: Option<Span>,
}

/// Lines of more bytes are prose.
const LINE_BYTES: usize = 420;
/// The longest label, in characters.
const LABEL_CHARS: usize = 8;

/// Reads the labelled values of the given lines.
pub(super) fn read(rules: &IssuerRules, source: &str, lines: &[Line<'_>]) -> Metadata {
    let mut found = Metadata::default();
    let mut key = String::new();
    for (number, line) in lines.iter().enumerate().filter(|(_, l)| l.text.len() <= LINE_BYTES) {
        if has_value_mark(line.text) {
            line_values(rules, source, line, &mut key, &mut found);
        }
        if line.text.len() <= 3 * LABEL_CHARS + 6 {
            label_key(line.text, &mut key);
            if let Some(field) = rules.label(&key).filter(|f| *f != MetadataField::Other)
                && let Some(next) = lines.get(number + 1)
            {
                let window = Window::of(next);
                let value = 0..window.text.len();
                keep(rules, source, &window, value, field, &mut key, &mut found);
            }
        }
    }
    found.dates.sort_by_key(|d| d.rank);
    found
}

/// Whether a line holds what parts a label from its value: `:`, `：` or `|`.
fn has_value_mark(line: &str) -> bool {
    memchr::memchr3_iter(b':', b'|', "：".as_bytes()[0], line.as_bytes()).any(|at| line[at..].starts_with([':', '|', '：']))
}

/// The labels and values of one line.
fn line_values(rules: &IssuerRules, source: &str, line: &Line<'_>, key: &mut String, found: &mut Metadata) {
    let window = Window::of(line);
    let text = window.text.as_str();
    let mut labels: Vec<(usize, usize, MetadataField)> = Vec::new();
    for (at, _) in text.match_indices([':', '|']) {
        if let Some((start, field)) = label_before(rules, text, at, key)
            && labels.last().is_none_or(|l| l.1 <= start)
        {
            labels.push((start, at, field));
        }
    }
    for (index, &(_, end, field)) in labels.iter().enumerate() {
        let next = labels.get(index + 1).map_or(text.len(), |l| l.0);
        let region = &text[end..next];
        let skipped = region.len() - region.trim_start_matches([':', '|']).len();
        let value = &region[skipped..];
        let length = value.find('|').unwrap_or(value.len());
        keep(rules, source, &window, end + skipped..end + skipped + length, field, key, found);
    }
}

/// The label that ends before byte `at`, and where it begins.
fn label_before(rules: &IssuerRules, text: &str, at: usize, key: &mut String) -> Option<(usize, MetadataField)> {
    let before = text[..at].trim_end_matches([']', '】', '|', ':']);
    let last = before.chars().next_back()?;
    if last.is_alphanumeric() && !rules.ends_label(last) {
        return None;
    }
    let mut starts = [0; LABEL_CHARS];
    let mut many = 0;
    for (slot, (start, _)) in starts.iter_mut().zip(before.char_indices().rev()) {
        *slot = start;
        many += 1;
    }
    starts[..many].iter().enumerate().skip(1).rev().find_map(|(count, &start)| {
        label_key(&before[start..], key);
        let field = rules.label(key)?;
        let previous = before[..start].chars().next_back();
        let apart = previous.is_none_or(|c| !c.is_alphabetic());
        (apart || count >= 3).then_some((start, field))
    })
}

/// Keeps a value, if it is one.
fn keep(
    rules: &IssuerRules,
    source: &str,
    window: &Window,
    range: std::ops::Range<usize>,
    field: MetadataField,
    key: &mut String,
    found: &mut Metadata,
) {
    let value = &window.text[range.clone()];
    label_key(value, key);
    if value.is_empty() || value.len() > 300 || rules.label(key).is_some() || rules.empty.is_match(&value.to_ascii_lowercase()) {
        return;
    }
    let span = window.span(source, range);
    let printed = span.of(source);
    let word = printed.split(|c: char| c.is_whitespace() || c == '　').next().unwrap_or(printed);
    let first = Span::new(span.start as usize, span.start as usize + word.len());
    let said = |span: Span| Said { value: span.of(source).to_owned(), span, witness: WITNESS_METADATA, rank: 7 };
    match field {
        MetadataField::IndexNumber if word.bytes().any(|b| b.is_ascii_digit()) => drop(found.index_number.get_or_insert_with(|| said(first))),
        MetadataField::DocumentNumber if word.chars().any(char::is_numeric) => drop(found.document_number.get_or_insert_with(|| said(span))),
        MetadataField::Publisher => drop(found.publisher.get_or_insert_with(|| said(first))),
        MetadataField::Title => drop(found.title.get_or_insert(span)),
        MetadataField::PublishedOn | MetadataField::Dated => {
            if let Some(day) = single_day(value) {
                let rank = u8::from(field != MetadataField::PublishedOn);
                found.dates.push(Said { value: day, span, witness: WITNESS_METADATA, rank });
            }
        }
        _ => {}
    }
}
