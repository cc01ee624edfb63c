//! A line without pipes becomes items: cells between runs of spaces, or one cell, or prose.

use super::{Kind, LONGEST_CELL, Lexer};
use crate::extract::table::piece::{is_page_number, without_markup};
use crate::extract::table::sight::{ends_sentence, has_wide_gap, is_value, trimmed, wide_gap};
use crate::text::{Span, label_key};

impl Lexer<'_> {
    /// Reads one such line, which is no rule and holds something.
    pub(super) fn spaces(&mut self, line: &str, start: usize, span: Span, text: &str) {
        if ends_sentence(text.as_bytes()) {
            self.push(span, Kind::Prose, 0, 0);
            return;
        }
        let wide = has_wide_gap(text.as_bytes());
        if !wide && text.len() > LONGEST_CELL {
            self.push(span, Kind::Prose, 0, 0);
            return;
        }
        if is_page_number(text) {
            return;
        }
        let mut at = if wide { self.spaced_label(line, start) } else { 0 };
        while at < line.len() {
            let gap = if wide { wide_gap(&line[at..]) } else { None };
            let end = gap.map_or(line.len(), |(from, _)| at + from);
            self.segment(&line[at..end], start + at);
            at = gap.map_or(line.len(), |(_, to)| at + to);
        }
    }

    /// Takes the words that a line begins with where all of them together are a label with gaps inside; where they end.
    fn spaced_label(&mut self, line: &str, start: usize) -> usize {
        let (mut end, mut words) = (0, 0);
        while end < line.len() {
            let (from, to) = wide_gap(&line[end..]).map_or((line.len(), line.len()), |(from, to)| (end + from, end + to));
            let word = line[end..from].trim();
            if !word.is_empty() && is_value(word.rsplit(' ').next().unwrap_or(word)) {
                break;
            }
            words += usize::from(!word.is_empty());
            end = to;
        }
        let (span, text) = trimmed(&line[..end], start);
        if words < 2 || text.len() > LONGEST_CELL {
            return 0;
        }
        label_key(text, &mut self.key);
        let Some(label) = self.labels.get(&self.key) else { return 0 };
        self.push(span, Kind::Label(label), 0, 0);
        end
    }

    /// A piece of a line without pipes: one cell, or several with one space between them.
    ///
    /// A value at its end is a cell of its own before anything else is tried: the key of a label leaves signs out, so that
    /// `3.其他 /` would be the label alone.
    fn segment(&mut self, piece: &str, at: usize) {
        let (mut span, mut text) = without_markup(trimmed(piece, at));
        let mut values = Vec::new();
        while let Some((head, tail)) = text.rsplit_once(' ').filter(|(_, tail)| is_value(tail)) {
            values.push(trimmed(tail, span.end as usize - tail.len()));
            (span, text) = without_markup(trimmed(head, span.start as usize));
        }
        self.words(span, text);
        for (span, value) in values.into_iter().rev() {
            let (kind, unit) = self.classify(value);
            self.push(span, kind, unit, 0);
        }
    }

    /// A piece without values at its end: one cell, or a cell a word.
    fn words(&mut self, span: Span, text: &str) {
        if text.is_empty() {
            return;
        }
        let (kind, unit) = self.classify(text);
        if !matches!(kind, Kind::Word | Kind::Garbled) || !text.contains(' ') || text.len() > LONGEST_CELL {
            self.push(span, kind, unit, 0);
            return;
        }
        let mut from = 0;
        for word in text.split(' ') {
            let (span, word_text) = trimmed(word, span.start as usize + from);
            from += word.len() + 1;
            if !word_text.is_empty() {
                let (kind, unit) = self.classify(word_text);
                self.push(span, kind, unit, 0);
            }
        }
    }
}
