//! The block of a response becomes the page that was sent: without headers, chunks and compression.
//!
//! Crawlers often store the page as it was after decoding and leave the headers as they were: what does not look
//! chunked or compressed is taken as it stands.

use std::borrow::Cow;

use memchr::memmem;

use super::Limits;
use super::feed::{Feed, Trouble};
use super::gzip::Gzip;
use super::inflate::Codec;

/// A page and what it was sent as.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Payload<'a> {
    /// The page.
    pub(super) body: Cow<'a, [u8]>,
    /// The content type in lower case; empty where none is stated.
    content_type: String,
}

impl<'a> Payload<'a> {
    /// A page that is stored without headers of its own.
    pub(super) fn plain(body: &'a [u8], content_type: &str) -> Self {
        Self { body: Cow::Borrowed(body), content_type: content_type.to_ascii_lowercase() }
    }

    /// Whether the content type leaves it open that this is text.
    pub(super) fn may_be_text(&self) -> bool {
        !["image/", "audio/", "video/", "font/", "application/pdf", "application/zip"].iter().any(|kind| self.content_type.starts_with(kind))
    }

    /// A file name that says what the content type does.
    pub(super) fn name(&self) -> &'static str {
        if self.content_type.contains("html") { "page.html" } else { "" }
    }
}

/// Reads a response: status line, headers, body.
pub(super) fn payload<'a>(block: &'a [u8], limits: &Limits) -> Result<Payload<'a>, String> {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"].iter().filter_map(|end| memmem::find(block, end).map(|at| (at, at + end.len()))).min();
    let (head, start) = ends.ok_or("the response has no blank line after its headers")?;
    let headers = String::from_utf8_lossy(&block[..head]).to_ascii_lowercase();
    let field = |wanted: &str| {
        headers
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.trim() == wanted)
            .map(|(_, value)| value.trim().to_owned())
    };
    let mut body = Cow::Borrowed(&block[start..]);
    if field("transfer-encoding").is_some_and(|value| value.contains("chunked"))
        && let Some(whole) = without_chunks(&body)
    {
        body = Cow::Owned(whole);
    }
    if body.starts_with(Gzip::MAGIC) {
        body = Cow::Owned(gunzip(body.into_owned(), limits.record_bytes)?);
    }
    Ok(Payload { body, content_type: field("content-type").unwrap_or_default() })
}

/// Joins the chunks; `None` if the first is none. Of a body that is cut off, what is there.
fn without_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let size = chunk(rest);
        let Some((bytes, start)) = size else { return (!joined.is_empty()).then_some(joined) };
        if bytes == 0 {
            return Some(joined);
        }
        let end = start.saturating_add(bytes).min(rest.len());
        joined.extend_from_slice(&rest[start..end]);
        rest = &rest[end..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// The size of the chunk that begins here, and where its bytes begin.
fn chunk(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(1024)])?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let digits = line.split(';').next()?.trim();
    Some((usize::from_str_radix(digits, 16).ok()?, end + 1))
}

fn gunzip(bytes: Vec<u8>, limit: usize) -> Result<Vec<u8>, String> {
    let mut feed = Feed::memory(bytes).inflated(Vec::new(), Codec::Gzip(Gzip::new()), u64::MAX);
    let mut out = Vec::new();
    let mut block = vec![0; 64 << 10];
    loop {
        match feed.fill(&mut block) {
            Ok(0) => return Ok(out),
            Ok(read) => out.extend_from_slice(&block[..read]),
            Err(Trouble::Damaged(damage)) => return Err(format!("the response is compressed, and damaged: {}", damage.message)),
            Err(trouble) => return Err(trouble.message()),
        }
        if out.len() > limit {
            return Err(format!("the response inflates to more than {limit} bytes"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn body(block: &[u8]) -> Result<String, String> {
        payload(block, &Limits::default()).map(|payload| String::from_utf8_lossy(&payload.body).into_owned())
    }

    #[test]
    fn chunks_and_compression_are_undone_where_they_are() {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (block, expected) in [
            ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nbody".to_owned(), "body"),
            ("HTTP/1.0 200 OK\n\nbody".to_owned(), "body"),
            (format!("{chunked}4\r\nbody\r\n5;x=1\r\n more\r\n0\r\n\r\n"), "body more"),
            (format!("{chunked}4\r\nbody\r\nff\r\n cut"), "body cut"),
            (format!("{chunked}not chunked"), "not chunked"),
        ] {
            assert_eq!(body(block.as_bytes()).as_deref(), Ok(expected));
        }
        let mut encoder = flate2::write::GzEncoder::new(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".to_vec(), flate2::Compression::fast());
        encoder.write_all(b"page").unwrap();
        let mut block = encoder.finish().unwrap();
        assert_eq!(body(&block).as_deref(), Ok("page"));
        block.truncate(block.len() - 3);
        assert!(body(&block).is_err());
        assert!(body(b"HTTP/1.1 200 OK").is_err());
    }
}
