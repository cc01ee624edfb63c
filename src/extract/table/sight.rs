//! A text becomes what is told at first sight: whether it is a sentence, a rule, a value, and where white space ends.
//!
//! All of these look at bytes where bytes can tell, for they are asked of every line and cell.

use memchr::{memchr2, memchr3};

use crate::text::{Reading, Span, ascii_folded, is_foreign_digit, read_number};

/// A text that begins with an ideograph other than 无: neither a number nor a sign for 'nothing'.
pub(super) fn is_worded(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(0xE4..=0xE9)) && !text.starts_with(['无', '無'])
}

/// A text that is printed where a value is.
pub(super) fn is_value(text: &str) -> bool {
    !matches!(read_number(text), Reading::Other | Reading::Blank)
}

/// A text that is mostly digits: a value that cannot be read, not a word.
pub(super) fn looks_numeric(text: &str) -> bool {
    // Digits are ASCII or, in full width, have 0xBC in the middle; ideographs begin with 0xE4 to 0xE9. Most words are told by
    // counting bytes.
    let count = |is: fn(u8) -> bool| text.bytes().filter(|&b| is(b)).count();
    let digits = count(|b| b.is_ascii_digit() || b == 0xBC);
    let is_word = match digits {
        // Digits of other scripts are no ideographs.
        0 => matches!(text.as_bytes().first(), Some(0xE4..=0xE9)) || !text.contains(is_foreign_digit),
        _ => digits * 2 < count(|b| matches!(b, 0xE4..=0xE9)),
    };
    if is_word {
        return false;
    }
    let digits = text.chars().filter(|&c| ascii_folded(c).is_ascii_digit() || is_foreign_digit(c)).count();
    digits > 0 && digits * 2 >= text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The text without white space around it, and where it stands.
pub(super) fn trimmed(text: &str, at: usize) -> (Span, &str) {
    let bytes = text.as_bytes();
    let (mut from, mut to) = (0, bytes.len());
    while from < to && bytes[from] == b' ' {
        from += 1;
    }
    while from < to && bytes[to - 1] == b' ' {
        to -= 1;
    }
    // Nearly every text begins and ends with a sign of ASCII or an ideograph; the rules of Unicode cost more.
    let inner = &bytes[from..to];
    let ends_solid = match inner {
        [.., last] if last.is_ascii() => is_solid(*last),
        [.., third, _, _] => *third >= 0xE4,
        _ => false,
    };
    if !ends_solid || !is_solid(inner[0]) {
        to = text.trim_end().len();
        from = (text.len() - text.trim_start().len()).min(to);
        if to == 0 {
            (from, to) = (text.len(), text.len());
        }
    }
    (Span::new(at + from, at + to), &text[from..to])
}

/// Whether a character that begins with this byte is no white space, whatever follows: those of ASCII, ideographs and all
/// behind them.
#[inline]
pub(super) fn is_solid(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte >= 0xE4
}

/// Whether a text holds two spaces in a row, a tab or a wide space.
pub(super) fn has_wide_gap(text: &[u8]) -> bool {
    let mut at = 0;
    while let Some(next) = memchr3(b' ', b'\t', 0xE3, &text[at..]) {
        at += next + 1;
        match text[at - 1] {
            b'\t' => return true,
            b' ' if text.get(at) == Some(&b' ') => return true,
            0xE3 if text[at..].starts_with(&[0x80, 0x80]) => return true,
            _ => {}
        }
    }
    false
}

/// Whether a text holds a full stop or a semicolon of prose: `。` (E3 80 82) or `；` (EF BC 9B).
pub(super) fn ends_sentence(text: &[u8]) -> bool {
    if text.ends_with("。".as_bytes()) {
        return true;
    }
    let mut at = 0;
    while let Some(next) = memchr2(0x82, 0x9B, &text[at..]) {
        at += next + 1;
        if text[..at].ends_with("。".as_bytes()) || text[..at].ends_with("；".as_bytes()) {
            return true;
        }
    }
    false
}

/// The first run of at least two spaces, or of a tab or a wide space: where it begins and ends.
pub(super) fn wide_gap(text: &str) -> Option<(usize, usize)> {
    let mut run: Option<(usize, usize, bool)> = None;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            let (from, count, wide) = run.unwrap_or((at, 0, false));
            run = Some((from, count + 1, wide || c == '\t' || c == '\u{3000}'));
        } else if let Some((from, ..)) = run.take().filter(|&(_, count, wide)| count > 1 || wide) {
            return Some((from, at));
        }
    }
    None
}

/// A line that only draws: `---|---`, `+----+`, `├───┼──┤`.
pub(super) fn is_rule(line: &str) -> bool {
    let (mut strokes, mut drawn) = (0, false);
    for c in line.chars() {
        match c {
            '-' | '=' => strokes += 1,
            '\u{2500}'..='\u{257F}' if !matches!(c, '│' | '┃' | '║') => (strokes, drawn) = (strokes + 3, true),
            '|' | '+' | ':' | '│' | '┃' | '║' | ' ' | '\t' | '\r' => {}
            _ => return false,
        }
    }
    strokes >= 3 && (drawn || line.contains("---") || line.contains("==="))
}
