//! A text becomes its lines without frames, and a part of it becomes a window: folded, without white space, with the
//! way back to the source for every byte.

use std::ops::Range;

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
    c.is_whitespace()
        || matches!(
            c,
            '|' | '#' | '*' | '=' | '_' | '-' | '~' | '`' | '·' | '•' | '｜' | '\u{FEFF}' | '\u{200B}' | '\u{2500}'
                ..='\u{257F}' | '■' | '▪' | '◆' | '●' | '★'
        )
}

/// The lines of `text[range]` that hold something, in order. A range that cuts a character gives none.
pub(super) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Line<'_>> {
    let part = text.get(range.clone()).unwrap_or("");
    let mut at = range.start;
    part.split('\n').filter_map(move |raw| {
        let begin = at;
        at += raw.len() + 1;
        let cut = raw.trim_start_matches(is_frame);
        let start = begin + raw.len() - cut.len();
        let cut = cut.trim_end_matches(is_frame);
        if cut.is_empty() { None } else { Some(Line { text: cut, start }) }
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

/// A part of a text, folded and without white space.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// What patterns are matched against.
    pub(super) text: String,
    /// For each byte of `text`, the place of its character in the source.
    at: Vec<u32>,
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
        self.text.reserve(part.len());
        self.at.reserve(part.len());
        for (offset, c) in part.char_indices() {
            let c = fold_char(c);
            if !c.is_whitespace() && c != '\u{FEFF}' && c != '\u{200B}' {
                let place = u32::try_from(start + offset).unwrap_or(u32::MAX);
                self.at.resize(self.at.len() + c.len_utf8(), place);
                self.text.push(c);
            }
        }
    }

    /// What is printed in `source` at `self.text[range]`, without white space and without what stands between the parts.
    pub(super) fn printed(&self, source: &str, range: Range<usize>) -> String {
        let mut out = String::with_capacity(range.len());
        let mut last = u32::MAX;
        for &place in self.at.get(range).unwrap_or(&[]) {
            if place != last {
                out.extend(source.get(place as usize..).and_then(|rest| rest.chars().next()));
                last = place;
            }
        }
        out
    }

    /// The place in `source` of `self.text[range]`.
    pub(super) fn span(&self, source: &str, range: Range<usize>) -> Span {
        let Some(&start) = self.at.get(range.start) else { return Span::default() };
        let Some(&last) = range.end.checked_sub(1).and_then(|end| self.at.get(end)) else { return Span::default() };
        let length = source.get(last as usize..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Span::new(start as usize, last as usize + length)
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
