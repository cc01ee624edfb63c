//! The first bytes become a kind: by content, then by name.

use serde::de::IgnoredAny;

use super::decode::{self, Form};

/// How much of a file is looked at to tell its kind.
pub(super) const HEAD_BYTES: usize = 64 << 10;
/// Where the tags of HTML are looked for.
const HTML_HEAD_BYTES: usize = 4 << 10;

/// What the first bytes say about a file that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is not read, and counted under this outcome.
    Other(&'static str),
    /// Members of gzip.
    Gzip,
    /// Frames of zstd.
    Zstandard,
    /// Columns.
    Parquet,
    /// Records of a crawl: WARC or WET.
    Warc,
}

/// First bytes of what is no text.
const MAGIC: &[(&[u8], Kind)] = &[
    (b"\x89PNG\r\n\x1a\n", Kind::Other("skipped:image")),
    (b"\xff\xd8\xff", Kind::Other("skipped:image")),
    (b"GIF87a", Kind::Other("skipped:image")),
    (b"GIF89a", Kind::Other("skipped:image")),
    (b"II*\0", Kind::Other("skipped:image")),
    (b"MM\0*", Kind::Other("skipped:image")),
    (b"%PDF-", Kind::Other("unsupported:pdf")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Other("unsupported:doc")),
    (b"PAR1", Kind::Parquet),
    (b"\x1f\x8b", Kind::Gzip),
    (b"\x28\xb5\x2f\xfd", Kind::Zstandard),
    (b"WARC/1.", Kind::Warc),
    (b"WARC/0.", Kind::Warc),
    (b"BZh", Kind::Other("unsupported:bzip2")),
    (b"\xfd7zXZ\0", Kind::Other("unsupported:xz")),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other("unsupported:7z")),
    (b"Rar!\x1a\x07", Kind::Other("unsupported:rar")),
];

/// What a file is by its magic number; `None` for what may be text.
pub(super) fn kind(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"PK\x03\x04") {
        let is_docx = memchr::memmem::find(head, b"word/").is_some();
        return Some(Kind::Other(if is_docx { "unsupported:docx" } else { "unsupported:zip" }));
    }
    let is_riff_image = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    let is_bitmap = head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]);
    if is_riff_image || is_bitmap {
        return Some(Kind::Other("skipped:image"));
    }
    // Parallel compressors begin with a skippable frame: sixteen magic numbers.
    if head.get(1..4) == Some(b"\x2a\x4d\x18") && head[0] >> 4 == 5 {
        return Some(Kind::Zstandard);
    }
    MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind)
}

/// The name of what a compressed file holds: without the ending of the compression.
pub(super) fn inner_name(name: &str) -> &str {
    if has_extension(name, &["gz", "zst", "zstd"]) { name.rsplit_once('.').map_or(name, |(inner, _)| inner) } else { name }
}

/// Whether the file holds a JSON object on each line: its first line that is not blank does, or its name says so. A first
/// line that is longer than the head counts when it begins like an object with a key.
pub(super) fn is_jsonl(head: &[u8], name: &str) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty());
    let by_content = first.is_some_and(|line| match line.strip_prefix(b"{") {
        None => false,
        Some(_) if is_object(line) => true,
        Some(inside) => head.len() + 3 >= HEAD_BYTES && line.len() * 2 > head.len() && inside.trim_ascii_start().starts_with(b"\""),
    });
    by_content || has_extension(name, &["jsonl", "ndjson"])
}

fn is_object(line: &[u8]) -> bool {
    let parses = |text: &str| serde_json::from_str::<IgnoredAny>(text).is_ok();
    match simdutf8::basic::from_utf8(line) {
        Ok(text) => parses(text),
        Err(_) => parses(&decode::decode(line, Form::Unknown).text),
    }
}

/// Whether decoded text is HTML: it says so in its first 4 KiB, it begins with a tag of HTML, or its name says so and
/// there is a tag.
pub(super) fn is_html(text: &str, name: &str) -> bool {
    let bytes = text.as_bytes();
    if memchr::memchr(b'<', &bytes[..bytes.len().min(HTML_HEAD_BYTES * 4)]).is_none() {
        return false;
    }
    let head: String = text.trim_start().chars().take(HTML_HEAD_BYTES).flat_map(char::to_lowercase).collect();
    let says_so = ["<!doctype html", "<html", "<body"].iter().any(|tag| head.contains(tag));
    let begins = ["<table", "<div", "<p>", "<p ", "<head", "<meta", "<title", "<h1", "<section", "<article", "<center", "<span"];
    let markdown = has_extension(name, &["md", "markdown"]);
    (says_so && !markdown)
        || head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || (!markdown && begins.iter().any(|tag| head.starts_with(tag)))
        || memchr::memmem::find(bytes, b"<table").is_some_and(|_| memchr::memmem::find(bytes, b"</table>").is_some())
        || (head.contains('<') && has_extension(name, &["html", "htm", "shtml", "xhtml"]))
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| extensions.iter().any(|extension| last.eq_ignore_ascii_case(extension)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_the_name() {
        for (head, name, expected) in [
            (&b"{\"text\":\"a\"}\n"[..], "a.txt", true),
            (b"\n  \n{\"a\":1}", "a", true),
            (b"\xef\xbb\xbf{\"a\":1}\n", "a", true),
            (b"{\n \"a\": 1\n}\n", "a.json", false),
            (b"{not json}\n", "a.txt", false),
            (b"{not json}\n", "a.jsonl", true),
            (b"plain", "a", false),
        ] {
            assert_eq!(is_jsonl(head, name), expected, "{head:?} {name}");
        }
        let long = [b"{\"text\": \"".to_vec(), vec![b'x'; HEAD_BYTES]].concat();
        assert!(is_jsonl(&long[..HEAD_BYTES], "a"));
    }

    #[test]
    fn html_is_told_from_markdown_with_a_table() {
        assert!(is_html("\n<!DOCTYPE HTML><p>x", "a"));
        assert!(is_html("<?xml version='1.0'?>\n<html>", "a.xml"));
        assert!(is_html("x <b>", "A.HTML"));
        assert!(!is_html("# x\n\n<table>", "a.md"));
        assert!(!is_html("1 < 2", "a.txt"));
    }

    #[test]
    fn binary_files_are_told_by_their_magic() {
        assert_eq!(kind(b"%PDF-1.7"), Some(Kind::Other("unsupported:pdf")));
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n.."), Some(Kind::Other("skipped:image")));
        assert_eq!(kind(b"PK\x03\x04 word/document.xml"), Some(Kind::Other("unsupported:docx")));
        assert_eq!(kind("二〇二二年".as_bytes()), None);
    }
}
