//! A text becomes its lines without frames, and a part of it becomes a window: folded, without white space, with the
//! way back to the source for every byte.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::{Span, fold_char};

/// A line without white space, pipes and marks at its ends. Never empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Its first byte in the document.
    pub(super) start: usize,
}

impl Line<'_> {
    /// One past its last byte in the document.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Its place in the document.
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.end())
    }
}

/// Whether a character at the end of a line is only its frame: Markdown, table borders, bullets.
fn is_frame(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, '|' | '#' | '*' | '=' | '_' | '-' | '~' | '`' | ' ' | '\t'..='\r');
    }
    matches!(c, '·' | '•' | '｜' | '\u{FEFF}' | '\u{200B}' | '\u{2500}'..='\u{257F}' | '■' | '▪' | '◆' | '●' | '★' | '\u{3000}') || c.is_whitespace()
}

/// Whether a character that begins with this byte may be a frame: the blocks of ASCII, Latin-1 and of the signs.
fn may_be_frame(first: u8) -> bool {
    first < 0x80 || matches!(first, 0xC2 | 0xE1..=0xE3 | 0xEF)
}

/// A line without its frame, and how many bytes stand before what is left.
fn unframed(raw: &str) -> (&str, usize) {
    let mut cut = raw;
    if cut.as_bytes().first().is_some_and(|first| may_be_frame(*first)) {
        cut = cut.trim_start_matches(is_frame);
    }
    let before = raw.len() - cut.len();
    let last = cut.len().checked_sub(3).and_then(|at| cut.as_bytes().get(at)).copied();
    // A last character of three bytes in the blocks of ideographs ends most lines.
    if !matches!(last, Some(0xE4..=0xE9)) || cut.as_bytes().last().is_some_and(u8::is_ascii) {
        cut = cut.trim_end_matches(is_frame);
    }
    (cut, before)
}

/// The lines of `text[range]` that hold something, in order. A range that cuts a character gives none.
pub(super) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Line<'_>> {
    let part = text.get(range.clone()).unwrap_or("");
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < part.len() {
            let begin = at;
            let rest = &part[begin..];
            let raw = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
            at += raw.len() + 1;
            let (cut, before) = unframed(raw);
            if !cut.is_empty() {
                return Some(Line { text: cut, start: range.start + begin + before });
            }
        }
        None
    })
}

/// The greatest character boundary of `text` that is not above `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What a window makes of every character below U+10000: its folded form, or 0 where it is left out.
static FORMS: LazyLock<Box<[u16; 1 << 16]>> = LazyLock::new(|| {
    let forms: Vec<u16> = (0..=u16::MAX)
        .map(|code| {
            let folded = char::from_u32(u32::from(code)).map_or('\0', fold_char);
            let is_left_out = folded.is_whitespace() || folded == '\u{FEFF}' || folded == '\u{200B}';
            if is_left_out { 0 } else { u16::try_from(u32::from(folded)).unwrap_or(0) }
        })
        .collect();
    forms.into_boxed_slice().try_into().unwrap_or_else(|_| Box::new([0; 1 << 16]))
});

/// The length of the ideographs and other characters of three bytes that `bytes` begins with and that stay as they are.
fn unchanged(forms: &[u16; 1 << 16], bytes: &[u8]) -> usize {
    let (characters, _) = bytes.as_chunks::<3>();
    let stays = |&&[first, second, third]: &&[u8; 3]| {
        let code = u16::from(first) << 12 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F);
        first & 0xF0 == 0xE0 && forms[usize::from(code)] == code
    };
    3 * characters.iter().take_while(stays).count()
}

/// A part of a text, folded and without white space.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// What patterns are matched against.
    pub(super) text: String,
    /// Where runs begin whose characters have as many bytes here as in the source: the places here and there.
    runs: Vec<(u32, u32)>,
}

impl Window {
    /// The window of one line.
    pub(super) fn of(line: &Line<'_>) -> Self {
        let mut window = Self::default();
        window.push(line.text, line.start);
        window
    }

    /// The window of `text[range]`; empty where the range cuts a character.
    pub(super) fn cut(text: &str, range: Range<usize>) -> Self {
        let mut window = Self::default();
        window.push(text.get(range.clone()).unwrap_or(""), range.start);
        window
    }

    /// Appends a part of the source that begins at byte `start` of it.
    pub(super) fn push(&mut self, part: &str, start: usize) {
        let forms: &[u16; 1 << 16] = &FORMS;
        let bytes = part.as_bytes();
        self.text.reserve(part.len());
        let mut is_open = false;
        // What stands before `at` and from `same` on is to be copied as it is.
        let (mut same, mut at) = (0, 0);
        while let Some(&first) = bytes.get(at) {
            let (code, length) = match (first, bytes.get(at + 1), bytes.get(at + 2)) {
                (0..0x80, ..) => (u32::from(first), 1),
                (0xE0..0xF0, Some(&second), Some(&third)) => {
                    (u32::from(first & 0xF) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F), 3)
                }
                _ => part[at..].chars().next().map_or((0, 1), |c| (u32::from(c), c.len_utf8())),
            };
            let form = forms.get(code as usize).map_or(code, |form| u32::from(*form));
            if form == code && form != 0 {
                if !is_open {
                    is_open = true;
                    self.begin_run(start + at);
                }
                at += length;
                at += unchanged(forms, &bytes[at..]);
                continue;
            }
            self.text.push_str(&part[same..at]);
            if let Some(folded) = char::from_u32(form).filter(|_| form != 0) {
                if !is_open {
                    self.begin_run(start + at);
                }
                self.text.push(folded);
                is_open = folded.len_utf8() == length;
            } else {
                is_open = false;
            }
            at += length;
            same = at;
        }
        self.text.push_str(&part[same..]);
    }

    fn begin_run(&mut self, source: usize) {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.runs.push((place(self.text.len()), place(source)));
    }

    /// What is printed in `source` at `self.text[range]`, without white space and without what stands between the parts.
    pub(super) fn printed(&self, source: &str, range: Range<usize>) -> String {
        let mut out = String::with_capacity(range.len());
        let mut at = range.start;
        let first = self.run_of(at);
        for run in first..self.runs.len() {
            let end = self.runs.get(run + 1).map_or(self.text.len(), |next| next.0 as usize).min(range.end);
            if at >= end {
                break;
            }
            out.push_str(self.run_span(source, run, at..end).of(source));
            at = end;
        }
        out
    }

    /// The place in `source` of `self.text[range]`.
    pub(super) fn span(&self, source: &str, range: Range<usize>) -> Span {
        if range.is_empty() || range.end > self.text.len() {
            return Span::default();
        }
        let last = self.run_of(range.end - 1);
        let first = self.run_of(range.start);
        let start = self.run_span(source, first, range.start..range.start + 1).start;
        let end = self.run_span(source, last, range.end - 1..range.end).end;
        Span { start, end }
    }

    /// The index of the run that byte `at` of the window belongs to.
    fn run_of(&self, at: usize) -> usize {
        self.runs.partition_point(|run| run.0 as usize <= at).saturating_sub(1)
    }

    /// The place in `source` of a part of one run, from the beginning of its first character to the end of its last.
    fn run_span(&self, source: &str, run: usize, part: Range<usize>) -> Span {
        let Some(&(here, there)) = self.runs.get(run) else { return Span::default() };
        let place = |at: usize| there as usize + floor(&self.text, at) - here as usize;
        let last = place(part.end - 1);
        let length = source.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Span::new(place(part.start), last + length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_finds_its_way_back() {
        let text = "| # 統計　期限 |\n２０２２年";
        let window = Window::cut(text, 0..text.len());
        assert_eq!(window.text, "|#统计期限|2022年");
        let at = window.text.find("期限").unwrap_or(0);
        assert_eq!(window.span(text, at..at + 6).of(text), "期限");
        let at = window.text.find("2022").unwrap_or(0);
        assert_eq!(window.span(text, at..at + 4).of(text), "２０２２");
        let lines: Vec<&str> = lines(text, 0..text.len()).map(|l| l.text).collect();
        assert_eq!(lines, ["統計　期限", "２０２２年"]);
    }
}
