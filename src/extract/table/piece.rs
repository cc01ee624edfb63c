//! A piece of a line becomes what it holds: without marks around it, or nothing, where it is the number of a page.

use super::sight::trimmed;
use crate::text::Span;

/// Whether each cell of a line has a pipe on both sides: `|规章||3||0|`. No cell is blank then, or the line would be a padded one.
pub(super) fn has_doubled_pipes(line: &str) -> bool {
    let line = line.trim();
    let inner = line.trim_matches('|');
    line.len() == inner.len() + 2 && inner.contains("||") && inner.split("||").all(|cell| !cell.is_empty() && !cell.contains('|'))
}

/// The most marks, one within the other, that are taken off a cell: more are a line drawn with them.
const MOST_MARKS: usize = 8;

/// A cell without the marks of emphasis and the tags around what it holds: `**3**`, `<span style="...">3</span>`.
pub(super) fn without_markup((mut span, mut text): (Span, &str)) -> (Span, &str) {
    for _ in 0..MOST_MARKS {
        let Some(inner) = unwrapped(text) else { break };
        (span, text) = trimmed(inner, span.start as usize + text.find(inner).unwrap_or(0));
    }
    (span, text)
}

/// What stands between one pair of marks; `None` where there is none.
fn unwrapped(text: &str) -> Option<&str> {
    match text.as_bytes().first()? {
        b'*' | b'_' => {
            ["**", "__", "*", "_"].iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark)).filter(|inner| !inner.trim().is_empty())
        }
        b'<' => {
            let opened = &text[text.find('>')? + 1..];
            opened.strip_suffix('>').and_then(|rest| rest.rfind("</").map(|at| &rest[..at]))
        }
        _ => None,
    }
}

/// The number of a page: `第 7 页`, `- 7 -`, `第7页 共12页`. A bare number is none: it may be a value.
pub(super) fn is_page_number(line: &str) -> bool {
    const LONGEST: usize = 40;
    if line.len() > LONGEST || !line.ends_with(['页', '頁', '-', '—', '－', '–']) || line.contains("  ") {
        return false;
    }
    let framed = line.starts_with('第') || line.starts_with(['-', '—', '－', '–']);
    let digits = line.chars().filter(|&c| crate::text::ascii_folded(c).is_ascii_digit()).count();
    let rest = |c: char| c.is_whitespace() || crate::text::ascii_folded(c).is_ascii_digit() || "第页頁共/-—－–,，".contains(c);
    framed && (1..7).contains(&digits) && line.chars().all(rest)
}
