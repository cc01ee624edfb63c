//! Byte offsets become lines: their number, their text, the place within.

use reportlake::text::Span;

/// The lines of a text.
pub(crate) struct Lines<'t> {
    text: &'t str,
    /// The byte where each line begins; the first is 0.
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Finds the lines of a text. Never fails; an empty text has one empty line.
    pub(crate) fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The number of the line, from 1, that the span begins on.
    pub(crate) fn number(&self, span: Span) -> usize {
        self.starts.partition_point(|&start| start <= span.start as usize).max(1)
    }

    /// The line of that number without its end, or the empty string.
    pub(crate) fn line(&self, number: usize) -> &'t str {
        self.span(number).of(self.text).trim_end_matches(['\n', '\r'])
    }

    /// Where the line of that number lies.
    pub(crate) fn span(&self, number: usize) -> Span {
        let start = number.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(self.text.len());
        Span::new(start, self.starts.get(number).copied().unwrap_or(self.text.len()))
    }

    /// From the start of the line that the span begins on to the end of the span.
    pub(crate) fn up_to(&self, span: Span) -> &'t str {
        Span { start: self.span(self.number(span)).start, end: span.end }.of(self.text)
    }

    /// `L12` or `L12-14`.
    pub(crate) fn place(&self, span: Span) -> String {
        let first = self.number(span);
        let last = self.number(Span { start: span.end.saturating_sub(1).max(span.start), end: span.end });
        if first == last { format!("L{first}") } else { format!("L{first}-{last}") }
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;
    use reportlake::text::Span;

    #[test]
    fn finds_lines_by_their_bytes() {
        let text = "一\r\nbc\n\nd";
        let lines = Lines::new(text);
        assert_eq!((lines.number(Span::new(0, 1)), lines.number(Span::new(5, 6)), lines.number(Span::new(8, 8))), (1, 2, 3));
        assert_eq!((lines.line(1), lines.line(2), lines.line(3), lines.line(4), lines.line(5)), ("一", "bc", "", "d", ""));
        assert_eq!(lines.place(Span::new(5, 10)), "L2-4");
        assert_eq!(lines.up_to(Span::new(6, 7)), "bc");
    }
}
