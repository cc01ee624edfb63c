//! A text becomes its lines without frames, and a part of it becomes a window: folded, without white space, with the
//! way back to the source for every byte.

use std::ops::Range;

use crate::definition::Screen;
use crate::text::{Piece, Span, squeeze, squeeze_by};

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

/// The bytes of ASCII at the ends of lines that are only their frames.
const ASCII_FRAMES: [bool; 256] = {
    let frames = b"|#*=_-~` \t\n\x0B\x0C\r";
    let mut is_frame = [false; 256];
    let mut at = 0;
    while at < frames.len() {
        is_frame[frames[at] as usize] = true;
        at += 1;
    }
    is_frame
};

/// Whether a character of ASCII at the end of a line is only its frame: a mark of Markdown or a border, white space.
fn is_ascii_frame(byte: u8) -> bool {
    ASCII_FRAMES[usize::from(byte)]
}

/// Whether a character at the end of a line is only its frame: Markdown, table borders, bullets.
fn is_frame(c: char) -> bool {
    if c.is_ascii() {
        return is_ascii_frame(c as u8);
    }
    matches!(c, '·' | '•' | '｜' | '\u{FEFF}' | '\u{200B}' | '\u{2500}'..='\u{257F}' | '■' | '▪' | '◆' | '●' | '★' | '\u{3000}') || c.is_whitespace()
}

/// Whether a character that begins with this byte, not of ASCII, may be a frame: the blocks of Latin-1 and of the signs.
fn may_begin_frame(first: u8) -> bool {
    matches!(first, 0xC2 | 0xE1..=0xE3 | 0xEF)
}

/// A line without its frame, and how many bytes stand before what is left.
fn unframed(raw: &str) -> (&str, usize) {
    let bytes = raw.as_bytes();
    let mut start = bytes.iter().take_while(|byte| is_ascii_frame(**byte)).count();
    if bytes.get(start).is_some_and(|first| may_begin_frame(*first)) {
        start = raw.len() - raw[start..].trim_start_matches(is_frame).len();
    }
    let end = raw.len() - bytes[start..].iter().rev().take_while(|byte| is_ascii_frame(**byte)).count();
    let cut = &raw[start..end];
    // A last character of one byte, or of three in the blocks of ideographs and behind them, ends most lines.
    let is_bare = match cut.as_bytes() {
        [.., last] if last.is_ascii() => true,
        [.., first, _, _] => matches!(first, 0xE4..=0xE9),
        _ => false,
    };
    (if is_bare { cut } else { cut.trim_end_matches(is_frame) }, start)
}

/// The line that `raw`, from byte `start` of a document to a line break, holds; `None` where it is only a frame.
pub(super) fn line(raw: &str, start: usize) -> Option<Line<'_>> {
    let (cut, before) = unframed(raw);
    if cut.is_empty() { None } else { Some(Line { text: cut, start: start + before }) }
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
            if let Some(line) = line(raw, range.start + begin) {
                return Some(line);
            }
        }
        None
    })
}

/// The last lines of `text` that hold something, in order: at most `most`, and none that begins before byte `from`.
pub(super) fn last_lines(text: &str, from: usize, most: usize) -> Vec<Line<'_>> {
    let mut found = Vec::with_capacity(most);
    let mut rest = text.get(from..).unwrap_or("");
    while !rest.is_empty() && found.len() < most {
        let begin = memchr::memrchr(b'\n', rest.as_bytes()).map_or(0, |at| at + 1);
        found.extend(line(&rest[begin..], from + begin));
        rest = &rest[..begin.saturating_sub(1)];
    }
    found.reverse();
    found
}

/// The greatest character boundary of `text` that is not above `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A part of a text, folded and without white space.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// What patterns are matched against.
    pub(super) text: String,
    /// Where runs begin whose characters have as many bytes here as in the source: the places here and there.
    runs: Vec<(u32, u32)>,
    /// Whether the last run goes on.
    is_open: bool,
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

    /// The window of a part of the source that begins at byte `start` of it, and the places in it where words of a screen may
    /// begin. They are met on the way, which saves half of a search for the words.
    pub(super) fn marked(part: &str, start: usize, screen: &Screen) -> (Self, Vec<usize>) {
        let mut window = Self::default();
        window.text.reserve(part.len());
        window.runs.reserve(part.len() / 48);
        let mut marks = Vec::with_capacity(part.len() / 24);
        squeeze_by(screen.plain(), part, &mut marks, |at, piece| window.take(start + at, piece));
        (window, marks)
    }

    /// Appends a part of the source that begins at byte `start` of it.
    pub(super) fn push(&mut self, part: &str, start: usize) {
        self.text.reserve(part.len());
        self.is_open = false;
        squeeze(part, |at, piece| self.take(start + at, piece));
    }

    /// Appends what becomes of the source from byte `at` on.
    fn take(&mut self, at: usize, piece: Piece<'_>) {
        if !self.is_open && !matches!(piece, Piece::Nothing) {
            self.begin_run(at);
        }
        match piece {
            Piece::Same(same) => {
                self.text.push_str(same);
                self.is_open = true;
            }
            Piece::Other(folded, bytes) => {
                self.text.push(folded);
                self.is_open = folded.len_utf8() == bytes;
            }
            Piece::Nothing => self.is_open = false,
        }
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
