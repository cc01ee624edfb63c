//! Untrusted names become text that is safe to print and to store.
//!
//! Different names stay different: a backslash is doubled, so that what is escaped cannot be imitated.

use std::fmt::Write as _;

/// Writes bytes that somebody else chose as printable UTF-8: control, bidirectional and invisible characters become
/// `\u{a}`, bytes that are not UTF-8 become `\xff`, a backslash becomes `\\`. Never fails; reversible.
#[must_use]
pub fn printable(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character == '\\' {
                out.push_str("\\\\");
            } else if is_unsafe(character) {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
            } else {
                out.push(character);
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// Whether a character could move the cursor, turn the direction of writing or not be seen at all.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_printable_and_stay_different() {
        for (bytes, expected) in [
            (&b"a/b.txt"[..], "a/b.txt"),
            ("浙江.txt".as_bytes(), "浙江.txt"),
            (b"esc\x1b[2J", "esc\\u{1b}[2J"),
            (b"new\nline", "new\\u{a}line"),
            (b"bad\xff\xfename", "bad\\xff\\xfename"),
            (b"bad\\xff", "bad\\\\xff"),
            ("rtl\u{202e}gnp".as_bytes(), "rtl\\u{202e}gnp"),
        ] {
            assert_eq!(printable(bytes), expected);
        }
    }
}
