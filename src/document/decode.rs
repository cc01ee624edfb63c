//! Bytes become UTF-8: byte order mark, strict UTF-8, then the first of the witnesses that leaves hardly an error.
//!
//! Witnesses, in order: the form in which an anchor was found, the charset that the document declares, and a detector.
//! A text that is strict UTF-8 is UTF-8 whatever it declares: no legacy text of any length is by accident. GBK and
//! GB2312 are decoded as GB18030, which holds both.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

/// What the detector is given at most: more costs time and tells nothing new.
const DETECT_BYTES: usize = 16 << 10;
/// One error in so many bytes is damage to the text, more is another encoding.
const ERRORS_PER_BYTES: u64 = 200;
/// Where a declared charset is looked for.
const DECLARED_BYTES: usize = 4 << 10;

/// How the characters of a needle were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Nothing was searched for.
    Unknown,
    /// UTF-8, as it stands or escaped in ASCII.
    Utf8,
    /// GB18030, GBK or GB2312.
    Gb,
    /// Big5.
    Big5,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
}

impl Form {
    /// The encoding that writes so.
    pub(super) fn encoding(self) -> Option<&'static Encoding> {
        match self {
            Self::Unknown => None,
            Self::Utf8 => Some(UTF_8),
            Self::Gb => Some(GB18030),
            Self::Big5 => Some(BIG5),
            Self::Utf16Le => Some(UTF_16LE),
            Self::Utf16Be => Some(UTF_16BE),
        }
    }
}

/// Text and how it was read.
pub(super) struct Decoded {
    /// The text, without byte order mark.
    pub(super) text: String,
    /// The encoding in lower case.
    pub(super) encoding: String,
    /// Byte sequences that became U+FFFD.
    pub(super) errors: u64,
}

/// Decodes a whole file or line. Never fails; `hint` is the form in which an anchor was found.
pub(super) fn decode(bytes: &[u8], hint: Form) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..]);
    }
    let wide = utf16_without_mark(bytes);
    if wide.is_none()
        && let Ok(text) = simdutf8::basic::from_utf8(bytes)
    {
        return Decoded { text: text.to_owned(), encoding: "utf-8".to_owned(), errors: 0 };
    }
    // The detector costs more than all the rest: it is asked last, and only if the others fail.
    let witnesses = [wide, hint.encoding(), declared(bytes)].into_iter().flatten();
    let mut best: Option<Decoded> = None;
    for encoding in witnesses.chain(std::iter::once_with(|| detected(bytes))) {
        let decoded = with(encoding, bytes);
        // Encodings of one byte never fail: a few errors do not take the word from an earlier witness.
        if decoded.errors <= bytes.len() as u64 / ERRORS_PER_BYTES + 1 {
            return decoded;
        }
        if best.as_ref().is_none_or(|best| decoded.errors < best.errors) {
            best = Some(decoded);
        }
    }
    best.unwrap_or_else(|| with(UTF_8, bytes))
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let errors = if had_errors { text.matches('\u{fffd}').count().max(1) as u64 } else { 0 };
    Decoded { text: text.into_owned(), encoding: encoding.name().to_ascii_lowercase(), errors }
}

/// The charset named by a meta tag or an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARED_BYTES)].to_ascii_lowercase();
    [&b"charset"[..], b"encoding"].iter().find_map(|key| {
        memchr::memmem::find_iter(&head, key).find_map(|at| {
            let rest = head[at + key.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
            let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
            let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte))).unwrap_or(rest.len());
            // A document whose bytes can be searched for ASCII is not UTF-16, whatever it declares.
            Encoding::for_label(&rest[..end]).filter(|found| *found != REPLACEMENT && *found != UTF_16LE && *found != UTF_16BE)
        })
    })
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let window = &bytes[start..bytes.len().min(start + DETECT_BYTES)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window, window.len() == bytes.len() - start);
    detector.guess(None, Utf8Detection::Allow)
}

/// UTF-16 shows by the zero bytes of its digits, spaces and newlines, all on one side.
pub(super) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DETECT_BYTES) & !1];
    let mut zeros = [0usize; 2];
    for at in memchr::memchr_iter(0, head) {
        zeros[at % 2] += 1;
    }
    let enough = head.len() / 200 + 1;
    let encoding = match zeros {
        // 一 is U+4E00: its zero byte is on the other side.
        [even, odd] if odd >= enough && odd > 2 * even => UTF_16LE,
        [even, odd] if even >= enough && even > 2 * odd => UTF_16BE,
        _ => return None,
    };
    // Zero bytes in text of another encoding are characters of their own: then the halves are no text.
    let (text, had_errors) = encoding.decode_without_bom_handling(head);
    let odd = text.chars().filter(|c| c.is_control() && !c.is_whitespace() || matches!(c, '\u{e000}'..='\u{f8ff}')).count();
    (!had_errors && odd * 20 <= head.len()).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "政府信息公开工作年度报告\n2022年1月1日至12月31日，共收到申请36件，均已答复。\n一、总体情况";

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let hant = "政府資訊公開工作年度報告\n2022年共收到申請36件，均已答覆。依照條例第五十條規定，由本機關編制。";
        let mark = |prefix: &[u8], rest: Vec<u8>| [prefix.to_vec(), rest].concat();
        for (bytes, hint, text, encoding) in [
            (TEXT.as_bytes().to_vec(), Form::Unknown, TEXT, "utf-8"),
            (mark(b"\xef\xbb\xbf", TEXT.as_bytes().to_vec()), Form::Unknown, TEXT, "utf-8"),
            (GB18030.encode(TEXT).0.into_owned(), Form::Unknown, TEXT, "gb18030"),
            (GB18030.encode(TEXT).0.into_owned(), Form::Gb, TEXT, "gb18030"),
            (BIG5.encode(hant).0.into_owned(), Form::Unknown, hant, "big5"),
            (wide(TEXT, u16::to_le_bytes), Form::Unknown, TEXT, "utf-16le"),
            (wide(TEXT, u16::to_be_bytes), Form::Unknown, TEXT, "utf-16be"),
            (mark(b"\xff\xfe", wide(TEXT, u16::to_le_bytes)), Form::Unknown, TEXT, "utf-16le"),
            (mark(b"\xfe\xff", wide(TEXT, u16::to_be_bytes)), Form::Unknown, TEXT, "utf-16be"),
        ] {
            let decoded = decode(&bytes, hint);
            assert_eq!((decoded.text.as_str(), decoded.encoding.as_str(), decoded.errors), (text, encoding, 0));
        }
    }

    #[test]
    fn a_wrong_declaration_does_not_spoil_the_text() {
        let page = format!("<meta charset='gb2312'><p>{TEXT}");
        assert_eq!(decode(page.as_bytes(), Form::Unknown).encoding, "utf-8");
        let page = format!("<meta http-equiv=x content=\"text/html; charset=gb2312\"><p>{TEXT}㐀");
        let decoded = decode(&GB18030.encode(&page).0, Form::Unknown);
        assert_eq!((decoded.text.as_str(), decoded.errors), (page.as_str(), 0));
    }

    #[test]
    fn truncated_characters_are_counted() {
        let bytes = GB18030.encode(TEXT).0;
        let decoded = decode(&bytes[..bytes.len() - 1], Form::Gb);
        assert_eq!((decoded.encoding.as_str(), decoded.errors), ("gb18030", 1));
        let decoded = decode(&TEXT.as_bytes()[..TEXT.len() - 1], Form::Utf8);
        assert_eq!((decoded.encoding.as_str(), decoded.errors), ("utf-8", 1));
    }
}
