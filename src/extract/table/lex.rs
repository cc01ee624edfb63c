//! A text becomes items: the labels, numbers and words that its tables are made of, line by line.
//!
//! One pass over the text, whatever the layout: cells are cut at pipes and box characters where a line has any, else at
//! runs of spaces and tabs. A line of prose is one item. Nothing is decided here about rows and columns.

use memchr::{memchr, memchr2, memchr3, memmem};

use super::super::State;
use crate::definition::{LabelId, Labels};
use crate::text::{Reading, Span, label_key, read_number};

/// What separates cells beside the pipe.
const BOXES: [char; 4] = ['│', '┃', '║', '｜'];

/// The longest text, in bytes, that can be a cell; anything longer is prose.
const LONGEST_CELL: usize = 240;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A label of the form.
    Label(LabelId),
    /// A number.
    Number(f64),
    /// A sign for 'nothing': slash, dash or 无.
    Sign(State),
    /// An empty slot between two separators, or a line that holds nothing but one.
    Blank,
    /// A slot that belongs to the cell at its left or above it (canonical HTML).
    Same,
    /// A short text with digits that is no number in any accepted form.
    Garbled,
    /// Another short text.
    Word,
    /// A part of a label that was joined to its beginning.
    Joined,
    /// A long text.
    Prose,
}

impl Kind {
    /// Whether it stands where a value is printed.
    pub(crate) fn is_value(self) -> bool {
        matches!(self, Self::Number(_) | Self::Sign(_) | Self::Garbled)
    }
}

/// One cell, or one piece of a cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// Its text, trimmed; empty for a blank slot.
    pub(crate) span: Span,
    /// The unit that is printed behind a number.
    pub(crate) unit: Option<Span>,
    /// The index of its line in [`Lexed::lines`].
    pub(crate) line: u32,
    /// Its slot in a line of pipes, from 0.
    pub(crate) slot: u16,
    /// What it is.
    pub(crate) kind: Kind,
}

/// One line that holds items.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line {
    /// The number of slots between pipes; 0 for a line without pipes.
    pub(crate) slots: u16,
    /// Whether two pipes adjoin: the line is padded, and blank slots at its end are no cells.
    pub(crate) padded: bool,
}

/// The items of a text, in order.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    /// The items, by place.
    pub(crate) items: Vec<Item>,
    /// The lines that hold items or pipes, by place.
    pub(crate) lines: Vec<Line>,
    /// For every line of pads only, its place and the number of its pipes.
    pub(crate) pads: Vec<(Span, usize)>,
}

/// Cuts a text into items.
pub(crate) fn lex(text: &str, labels: &Labels) -> Lexed {
    let bytes = text.as_bytes();
    let boxes = BOXES.iter().any(|c| memmem::find(bytes, c.encode_utf8(&mut [0; 4]).as_bytes()).is_some());
    let out = Lexed { items: Vec::with_capacity(512), lines: Vec::with_capacity(256), pads: Vec::new() };
    let mut lexer = Lexer { text, labels, boxes, key: String::new(), out };
    let mut start = 0;
    while start < bytes.len() {
        let end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |n| start + n);
        lexer.line(start, end);
        start = end + 1;
    }
    lexer.out
}

struct Lexer<'t> {
    text: &'t str,
    labels: &'t Labels,
    /// Whether the text has box characters at all: few have, and looking for them is dear.
    boxes: bool,
    key: String,
    out: Lexed,
}

impl Lexer<'_> {
    fn line(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        let has_pipe = memchr(b'|', line.as_bytes()).is_some();
        if has_pipe || self.boxes && line.contains(BOXES) {
            self.pipes(line, start);
        } else if !line.trim().is_empty() && !is_rule(line) {
            self.out.lines.push(Line::default());
            self.spaces(line, start);
        }
    }

    /// A line of cells between pipes.
    fn pipes(&mut self, line: &str, start: usize) {
        if line.bytes().all(|b| b == b'|' || b == b' ' || b == b'\r') {
            self.only_pipes(line, start);
            return;
        }
        if is_rule(line) {
            return;
        }
        self.out.lines.push(Line { padded: line.as_bytes().windows(2).any(|pair| pair == b"||"), ..Line::default() });
        let (mut at, mut slot, mut first, mut rest) = (start, 0, true, line);
        loop {
            let cut = if self.boxes { rest.find(|c| c == '|' || BOXES.contains(&c)) } else { memchr(b'|', rest.as_bytes()) };
            let cell = &rest[..cut.unwrap_or(rest.len())];
            let blank = cell.trim().is_empty();
            match cut {
                Some(_) if first && blank => {}
                None if blank => break,
                _ => {
                    self.cell(cell, at, slot);
                    slot += 1;
                }
            }
            first = false;
            let Some(cut) = cut else { break };
            let next = cut + rest[cut..].chars().next().map_or(1, char::len_utf8);
            at += next;
            rest = &rest[next..];
        }
        self.last_line().slots = slot;
    }

    /// A line of pads, of one empty cell, or of the pipe that begins a row.
    fn only_pipes(&mut self, line: &str, start: usize) {
        let pipes = line.bytes().filter(|&b| b == b'|').count();
        self.out.pads.push((Span::new(start, start + line.len()), pipes));
        if line.trim_end().len() > 1 && pipes == 1 {
            self.out.lines.push(Line { slots: 1, ..Line::default() });
            self.push(Span::new(start, start), Kind::Blank, None, 0);
        }
    }

    fn last_line(&mut self) -> &mut Line {
        if self.out.lines.is_empty() {
            self.out.lines.push(Line::default());
        }
        let last = self.out.lines.len() - 1;
        &mut self.out.lines[last]
    }

    fn push(&mut self, span: Span, kind: Kind, unit: Option<Span>, slot: u16) {
        let line = u32::try_from(self.out.lines.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.out.items.push(Item { span, unit, line, slot, kind });
    }

    /// One cell between pipes.
    fn cell(&mut self, cell: &str, at: usize, slot: u16) {
        let (span, text) = trimmed(cell, at);
        let (kind, unit) = self.classify(text, span);
        self.push(span, kind, unit, slot);
    }

    /// A line without pipes: cells between runs of spaces, or one cell, or prose.
    fn spaces(&mut self, line: &str, start: usize) {
        let (span, text) = trimmed(line, start);
        let wide = has_wide_gap(text.as_bytes());
        if !wide && text.len() > LONGEST_CELL || ends_sentence(text.as_bytes()) {
            self.push(span, Kind::Prose, None, 0);
            return;
        }
        let mut at = 0;
        while at < line.len() {
            let gap = if wide { wide_gap(&line[at..]) } else { None };
            let end = gap.map_or(line.len(), |(from, _)| at + from);
            self.segment(&line[at..end], start + at);
            at = gap.map_or(line.len(), |(_, to)| at + to);
        }
    }

    /// A piece of a line without pipes: one cell, or several with one space between them.
    ///
    /// A value at its end is a cell of its own before anything else is tried: the key of a label leaves signs out, so that
    /// `3.其他 /` would be the label alone.
    fn segment(&mut self, piece: &str, at: usize) {
        let (span, text) = trimmed(piece, at);
        if text.is_empty() {
            return;
        }
        if let Some((head, tail)) = text.rsplit_once(' ').filter(|(_, tail)| is_value(tail)) {
            self.segment(head, span.start as usize);
            let (tail_span, tail_text) = trimmed(tail, span.end as usize - tail.len());
            let (kind, unit) = self.classify(tail_text, tail_span);
            self.push(tail_span, kind, unit, 0);
            return;
        }
        let (kind, unit) = self.classify(text, span);
        if !matches!(kind, Kind::Word | Kind::Garbled) || !text.contains(' ') || text.len() > LONGEST_CELL {
            self.push(span, kind, unit, 0);
            return;
        }
        let mut from = 0;
        for word in text.split(' ') {
            let (span, word_text) = trimmed(word, span.start as usize + from);
            from += word.len() + 1;
            if !word_text.is_empty() {
                let (kind, unit) = self.classify(word_text, span);
                self.push(span, kind, unit, 0);
            }
        }
    }

    fn classify(&mut self, text: &str, span: Span) -> (Kind, Option<Span>) {
        if text.len() > LONGEST_CELL {
            return (Kind::Prose, None);
        }
        match text.as_bytes() {
            b"0" => return (Kind::Number(0.0), None),
            b"" => return (Kind::Blank, None),
            digits if digits.len() < 10 && digits.iter().all(u8::is_ascii_digit) => {
                let value: u32 = digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
                return (Kind::Number(f64::from(value)), None);
            }
            _ if text == "←" || text == "↑" => return (Kind::Same, None),
            _ => {}
        }
        match read_number(text) {
            Reading::Number(printed) => {
                let unit = (!printed.unit.is_empty()).then(|| Span::new(span.end as usize - printed.unit.len(), span.end as usize));
                return (Kind::Number(printed.value), unit);
            }
            Reading::Blank => return (Kind::Blank, None),
            Reading::Slash => return (Kind::Sign(State::Slash), None),
            Reading::Dash => return (Kind::Sign(State::Dash), None),
            Reading::NoneWord => return (Kind::Sign(State::NoneWord), None),
            Reading::Other => {}
        }
        if let Some(label) = self.labels.exact(text) {
            return (Kind::Label(label), None);
        }
        label_key(text, &mut self.key);
        if let Some(label) = self.labels.find(&self.key).or_else(|| self.without_letters()) {
            return (Kind::Label(label), None);
        }
        (if looks_numeric(text) { Kind::Garbled } else { Kind::Word }, None)
    }
}

impl Lexer<'_> {
    /// The label of the key without letters: mirrors inject the readings of characters, and no label of a form has letters.
    fn without_letters(&mut self) -> Option<LabelId> {
        let is_letter = |c: char| c < '\u{2E80}' && c.is_alphabetic();
        if !self.key.contains(is_letter) {
            return None;
        }
        self.key.retain(|c| !is_letter(c));
        self.labels.find(&self.key)
    }
}

/// A text that is printed where a value is.
fn is_value(text: &str) -> bool {
    !matches!(read_number(text), Reading::Other | Reading::Blank)
}

/// A text that is mostly digits: a value that cannot be read, not a word.
fn looks_numeric(text: &str) -> bool {
    let digits = text.chars().filter(|&c| crate::text::ascii_folded(c).is_ascii_digit()).count();
    digits > 0 && digits * 2 >= text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The text without white space around it, and where it stands.
fn trimmed(text: &str, at: usize) -> (Span, &str) {
    let left = text.trim_start();
    let start = at + text.len() - left.len();
    let inner = left.trim_end();
    (Span::new(start, start + inner.len()), inner)
}

/// Whether a text holds two spaces in a row, a tab or a wide space.
fn has_wide_gap(text: &[u8]) -> bool {
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
fn ends_sentence(text: &[u8]) -> bool {
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
fn wide_gap(text: &str) -> Option<(usize, usize)> {
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
fn is_rule(line: &str) -> bool {
    let mut strokes = 0;
    for c in line.chars() {
        match c {
            '-' | '=' => strokes += 1,
            '\u{2500}'..='\u{257F}' if !matches!(c, '│' | '┃' | '║') => strokes += 3,
            '|' | '+' | ':' | '│' | '┃' | '║' | ' ' | '\t' | '\r' => {}
            _ => return false,
        }
    }
    strokes >= 3 && (line.contains("---") || line.contains("===") || !line.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::builtin;

    fn shape(text: &str) -> String {
        let families = builtin().expect("the definitions that ship with the program compile");
        let lexed = lex(text, &families[0].labels);
        let letter = |item: &Item| match item.kind {
            Kind::Label(_) => 'L',
            Kind::Number(_) => 'n',
            Kind::Sign(_) => '-',
            Kind::Blank => '_',
            Kind::Same => '=',
            Kind::Garbled => '?',
            Kind::Word => 'w',
            Kind::Joined => 'j',
            Kind::Prose => 'P',
        };
        lexed.items.iter().map(letter).collect()
    }

    #[test]
    fn lines_of_every_layout() {
        for (text, expected) in [
            ("规章 | 0 | 1 | 2 |", "Lnnn"),
            ("行政许可 | 5 | ||", "Ln__"),
            ("| 规章 |  | 3 |  | ", "L_n_"),
            ("规章| 0| -| /  ", "Ln--"),
            ("规章 |\n0 |\n |\n|||\n", "Ln_"),
            ("│规章  │０  │无 │", "Ln-"),
            ("规章       0      1,119  ８", "Lnnn"),
            ("一、本年新收政府信息公开申请数量   １６ １    0", "Lnnn"),
            ("行政规范性文件 2", "Ln"),
            ("（七）总计 /    /    0 5", "L--nn"),
            ("| 行政许可 | 12918 | ← | ← |", "Ln=="),
            ("| --- | --- |\n---|---\n├──┼──┤", ""),
            ("规章 | 三?！ | 1 19 |", "Lw?"),
            ("过去一年收到申请 7 件。", "P"),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
    }
}
