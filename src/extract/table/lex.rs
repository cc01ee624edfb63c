//! A text becomes items: the labels, numbers and words that its tables are made of, line by line.
//!
//! One pass over the text, whatever the layout: cells are cut at pipes and box characters where a line has any, else at
//! runs of spaces and tabs. A line of prose is one item. Nothing is decided here about rows and columns.

mod spaces;

use std::sync::LazyLock;

use memchr::{memchr, memchr_iter, memchr2, memmem};

use super::super::State;
use super::piece::{has_doubled_pipes, without_markup};
use super::sight::{is_rule, is_solid, is_worded, looks_numeric, trimmed};
use crate::definition::{LabelId, Labels};
use crate::text::{Reading, Span, is_letter, key_char, read_number};

/// What separates cells beside the pipe.
const BOXES: [char; 4] = ['│', '┃', '║', '｜'];

/// The longest text, in bytes, that can be a cell; anything longer is prose.
const LONGEST_CELL: usize = 240;

/// The number of adjoining pipes from which they can only be the remains of nested tables: no table of a form is as wide.
const WALL: usize = 60;

/// The bytes in which the end of a label lies. Looking at eight at a time costs less than to start a vector search.
const NEAR: usize = 80;

/// A one in every byte.
const EVERY_BYTE: u64 = 0x0101_0101_0101_0101;

/// Eight pipes, and eight line breaks.
const PIPES: u64 = EVERY_BYTE * b'|' as u64;
const BREAKS: u64 = EVERY_BYTE * b'\n' as u64;

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
    /// An empty slot behind the last pipe of a line that does not begin with one: a cell where lines end without a pipe.
    Tail,
    /// A slot that belongs to the cell at its left or above it (canonical HTML).
    Same,
    /// A short text with digits that is no number in any accepted form.
    Garbled,
    /// Another short text.
    Word,
    /// A part of a label that was joined to its beginning.
    Joined,
    /// A part of some label, whose other parts were not found.
    Piece,
    /// A long text.
    Prose,
}

impl Kind {
    /// Whether it stands where a value is printed.
    #[inline]
    pub(crate) fn is_value(self) -> bool {
        matches!(self, Self::Number(_) | Self::Sign(_) | Self::Garbled)
    }
}

/// One cell, or one piece of a cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// Its text, trimmed; empty for a blank slot.
    pub(crate) span: Span,
    /// The number of bytes at its end that are the unit printed behind a number.
    pub(crate) unit: u8,
    /// The index of its line in [`Lexed::lines`].
    pub(crate) line: u32,
    /// Its slot in a line of pipes, from 0.
    pub(crate) slot: u16,
    /// What it is.
    pub(crate) kind: Kind,
}

impl Item {
    /// The unit that is printed behind a number.
    #[inline]
    pub(crate) fn unit(&self) -> Option<Span> {
        (self.unit > 0).then(|| Span { start: self.span.end.saturating_sub(u32::from(self.unit)), end: self.span.end })
    }
}

/// One line that holds items.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line {
    /// The number of slots between pipes; 0 for a line without pipes.
    pub(crate) slots: u16,
    /// Whether two pipes adjoin: the line is padded, and blank slots at its end are no cells.
    pub(crate) padded: bool,
    /// Whether the line ends with text, not with a pipe.
    pub(crate) open: bool,
    /// Whether the line begins with a pipe.
    pub(crate) leading: bool,
    /// The number of slots at its end that hold at most one space: pads, where the table has any.
    pub(crate) pads: u16,
}

/// The items of a text, in order.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    /// The items, by place.
    pub(crate) items: Vec<Item>,
    /// The items that are labels, by their indices: a fifth of all, and most questions are about them.
    pub(crate) labels: Vec<(usize, LabelId)>,
    /// The lines that hold items or pipes, by place.
    pub(crate) lines: Vec<Line>,
    /// The lines of nothing but so many pipes that they can only be the remains of nested tables.
    pub(crate) walls: Vec<Span>,
}

/// Cuts a text into items.
pub(crate) fn lex(text: &str, labels: &Labels) -> Lexed {
    // A report has 250 to 600 items: fewer allocations than growing.
    let out = Lexed { items: Vec::with_capacity(640), labels: Vec::with_capacity(128), lines: Vec::with_capacity(320), walls: Vec::new() };
    let mut lexer = Lexer { text, bytes: text.as_bytes(), labels, boxes: has_boxes(text.as_bytes()), key: String::new(), line: 0, out };
    let mut start = 0;
    while start < text.len() {
        start = lexer.read_line(start);
    }
    lexer.out
}

/// Whether a text has any of [`BOXES`]: few have, and looking for them cell by cell is dear.
fn has_boxes(bytes: &[u8]) -> bool {
    static WIDE_PIPE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("｜"));
    memchr_iter(0xE2, bytes).any(|at| matches!(bytes.get(at + 1..at + 3), Some([0x94, 0x82 | 0x83] | [0x95, 0x91])))
        || WIDE_PIPE.find(bytes).is_some()
}

/// A cell that is a label.
struct KnownLabel {
    id: LabelId,
    /// Where its text ends.
    end: usize,
    /// The pipe or line break behind it.
    cut: usize,
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    labels: &'t Labels,
    /// Whether the text has box characters at all.
    boxes: bool,
    key: String,
    /// The index of the line at hand.
    line: u32,
    out: Lexed,
}

impl Lexer<'_> {
    /// Reads the line that begins at byte `start`, and gives the byte at which the next begins.
    fn read_line(&mut self, start: usize) -> usize {
        // Half of all reports have a cell a line, so that nearly all lines are a number and a pipe, or the pipe that begins a row.
        if let Some([b'|', b'\n']) = self.bytes.get(start..start + 2) {
            return start + 2;
        }
        if let Some((value, to, cut)) = self.number(start)
            && let Some([b'|', b'\n']) = self.bytes.get(cut..cut + 2)
        {
            self.begin_line(Line { slots: 1, ..Line::default() });
            self.push(Span::new(start, to), Kind::Number(f64::from(value)), 0, 0);
            return cut + 2;
        }
        if let Some(label) = self.label(start).filter(|label| self.bytes.get(label.cut) == Some(&b'|')) {
            self.begin_line(Line::default());
            self.push(Span::new(start, label.end), Kind::Label(label.id), 0, 0);
            let mut line = Line { slots: 1, ..Line::default() };
            let at = self.behind(label.cut, &mut line);
            return self.cells(start, at, label.cut, line);
        }
        let cut = self.cut(start);
        if !self.ends_line(cut) {
            return self.pipes(start, cut);
        }
        let line = &self.text[start..cut];
        let (span, text) = trimmed(line, start);
        if !text.is_empty() && !is_rule(line) {
            self.begin_line(Line::default());
            self.spaces(line, start, span, text);
        }
        cut + 1
    }

    /// Where the cell that begins at byte `at` is cut: at a pipe or box character, or at the end of the line.
    fn cut(&self, at: usize) -> usize {
        if self.boxes {
            let rest = self.text[at..].find(|c| matches!(c, '|' | '\n') || BOXES.contains(&c));
            return rest.map_or(self.bytes.len(), |n| at + n);
        }
        let near = &self.bytes[at..self.bytes.len().min(at + NEAR)];
        let (eights, _) = near.as_chunks::<8>();
        for (n, eight) in eights.iter().enumerate() {
            let eight = u64::from_le_bytes(*eight);
            let found = zero_bytes(eight ^ PIPES) | zero_bytes(eight ^ BREAKS);
            if found != 0 {
                return at + n * 8 + found.trailing_zeros() as usize / 8;
            }
        }
        let from = at + eights.len() * 8;
        memchr2(b'|', b'\n', &self.bytes[from..]).map_or(self.bytes.len(), |n| from + n)
    }

    /// Whether a cut is the end of a line.
    #[inline]
    fn ends_line(&self, cut: usize) -> bool {
        matches!(self.bytes.get(cut), None | Some(b'\n'))
    }

    fn begin_line(&mut self, line: Line) {
        self.line = u32::try_from(self.out.lines.len()).unwrap_or(u32::MAX);
        self.out.lines.push(line);
    }

    /// A line of cells between pipes, the first of them at byte `first`. Gives the byte at which the next line begins.
    fn pipes(&mut self, start: usize, first: usize) -> usize {
        let content = self.bytes[start..].iter().position(|b| !matches!(b, b'|' | b' ' | b'\r')).map_or(self.bytes.len(), |n| start + n);
        if self.ends_line(content) {
            self.only_pipes(&self.text[start..content], start);
            return content + 1;
        }
        if matches!(self.bytes[content], b'-' | b'=' | b'+' | b':' | b'\t' | 0xE2) {
            let end = memchr(b'\n', &self.bytes[content..]).map_or(self.bytes.len(), |n| content + n);
            if is_rule(&self.text[start..end]) {
                return end + 1;
            }
        }
        if self.bytes[start] == b'|' && content == start + 1 {
            let end = memchr(b'\n', &self.bytes[content..]).map_or(self.bytes.len(), |n| content + n);
            if has_doubled_pipes(&self.text[start..end]) {
                self.doubled_pipes(&self.text[start..end], start);
                return end + 1;
            }
        }
        self.begin_line(Line::default());
        self.cells(start, start, first, Line::default())
    }

    /// The cells of the line that begins at byte `start`, from byte `at` on; the first of the line ends at byte `cut`.
    fn cells(&mut self, start: usize, mut at: usize, mut cut: usize, mut line: Line) -> usize {
        let (index, mut leading) = (self.out.lines.len() - 1, false);
        loop {
            let from = self.skip_spaces(at);
            if self.takes_cell(from, at > start, &mut cut, line.slots) {
                line.pads = 0;
            } else if self.ends_line(cut) {
                if !leading && cut > at {
                    self.push(Span::new(at, at), Kind::Tail, 0, line.slots);
                }
                break;
            } else if at == start {
                (leading, line.leading) = (true, true);
                at = self.behind(cut, &mut line);
                continue;
            } else {
                line.pads = if cut - at < 2 { line.pads + 1 } else { 0 };
                self.push(Span::new(cut, cut), Kind::Blank, 0, line.slots);
            }
            line.slots = line.slots.saturating_add(1);
            if self.ends_line(cut) {
                line.open = true;
                break;
            }
            at = self.behind(cut, &mut line);
        }
        self.out.lines[index] = line;
        cut + 1
    }

    /// Takes the cell that begins at byte `from`, spaces left out, unless it is blank. Sets its cut, which that of the first cell of
    /// a line is already.
    #[inline]
    fn takes_cell(&mut self, from: usize, is_later: bool, cut: &mut usize, slot: u16) -> bool {
        match self.bytes.get(from) {
            None | Some(b'|' | b'\n') => {
                *cut = from;
                return false;
            }
            Some(b'0'..=b'9') => {
                if let Some((value, to, end)) = self.number(from) {
                    *cut = end;
                    self.push(Span::new(from, to), Kind::Number(f64::from(value)), 0, slot);
                    return true;
                }
            }
            _ => {}
        }
        if let Some(label) = self.label(from) {
            *cut = label.cut;
            self.push(Span::new(from, label.end), Kind::Label(label.id), 0, slot);
            return true;
        }
        if is_later {
            *cut = self.cut(from);
        }
        let is_blank = !is_solid(self.bytes[from]) && self.text[from..*cut].trim_start().is_empty();
        if !is_blank {
            self.cell(from, *cut, slot);
        }
        !is_blank
    }

    /// The byte behind a separator.
    fn behind(&self, cut: usize, line: &mut Line) -> usize {
        if self.bytes[cut] != b'|' {
            return cut + BOXES[0].len_utf8();
        }
        line.padded |= self.bytes.get(cut + 1) == Some(&b'|');
        cut + 1
    }

    /// A cell between pipes that takes a closer look.
    fn cell(&mut self, at: usize, cut: usize, slot: u16) {
        let printed = self.text[at..cut].trim_end_matches(' ');
        if let Some(label) = self.labels.exact(printed).filter(|_| printed.len() <= LONGEST_CELL) {
            self.push(Span::new(at, at + printed.len()), Kind::Label(label), 0, slot);
            return;
        }
        let (span, text) = without_markup(trimmed(&self.text[at..cut], at));
        let (kind, unit) = self.classify(text);
        self.push(span, kind, unit, slot);
    }

    /// The number at byte `from`, where its cell is digits and spaces only: its value, its end and the cut.
    ///
    /// Nearly all cells are, and looking at each byte is cheaper than finding the end of the cell first. Ten digits may be more
    /// than 32 bits hold.
    #[inline]
    fn number(&self, from: usize) -> Option<(u32, usize, usize)> {
        let (mut to, mut value) = (from, 0_u32);
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(to) {
            value = value.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
            to += 1;
        }
        if to == from || to - from > 9 {
            return None;
        }
        let cut = self.skip_spaces(to);
        matches!(self.bytes.get(cut), None | Some(b'|' | b'\n')).then_some((value, to, cut))
    }

    /// The label that the cell from byte `from` on is, where it is spelled as the definition spells it.
    ///
    /// Nearly all labels are, and finding them by their beginnings costs less than finding the end of the cell first.
    fn label(&self, from: usize) -> Option<KnownLabel> {
        let rest = self.bytes.get(from..).filter(|_| !self.boxes)?;
        let cut = |length: usize| self.skip_spaces(from + length);
        let is_whole = |length| length <= LONGEST_CELL && matches!(self.bytes.get(cut(length)), None | Some(b'|' | b'\n'));
        let (id, length) = self.labels.beginnings().find(rest, is_whole)?;
        Some(KnownLabel { id, end: from + length, cut: cut(length) })
    }

    #[inline]
    fn skip_spaces(&self, mut at: usize) -> usize {
        while self.bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        at
    }

    /// A line of pads, of one empty cell, or of the pipe that begins a row.
    fn only_pipes(&mut self, line: &str, start: usize) {
        let pipes = line.bytes().filter(|&b| b == b'|').count();
        if pipes >= WALL {
            self.out.walls.push(Span::new(start, start + line.len()));
        }
        // ` |` and `| ||` are a blank cell, with pads behind it; `|` and `||` are pads, or begin a row.
        let drawn = line.trim();
        let pads = drawn.strip_prefix("| ").unwrap_or(drawn);
        let is_cell = pipes == 1 || line.starts_with(' ') || pads.len() < drawn.len();
        if line.trim_end().len() > 1 && is_cell && pads.bytes().all(|b| b == b'|') {
            self.begin_line(Line { slots: 1, ..Line::default() });
            self.push(Span::new(start, start), Kind::Blank, 0, 0);
        }
    }

    #[inline]
    fn push(&mut self, span: Span, kind: Kind, unit: u8, slot: u16) {
        if let Kind::Label(label) = kind {
            self.out.labels.push((self.out.items.len(), label));
        }
        self.out.items.push(Item { span, unit, line: self.line, slot, kind });
    }

    /// A line of cells with a pipe on both sides of each: `|规章||3||0|`.
    fn doubled_pipes(&mut self, line: &str, start: usize) {
        let inner = line.trim().trim_matches('|');
        let mut at = start + line.find(inner).unwrap_or(0);
        let (index, mut slots) = (self.out.lines.len(), 0);
        self.begin_line(Line { leading: true, ..Line::default() });
        for cell in inner.split("||") {
            self.cell(at, at + cell.len(), slots);
            at += cell.len() + "||".len();
            slots += 1;
        }
        self.out.lines[index].slots = slots;
    }

    fn classify(&mut self, text: &str) -> (Kind, u8) {
        if text.len() > LONGEST_CELL {
            return (Kind::Prose, 0);
        }
        match text.as_bytes() {
            b"" => return (Kind::Blank, 0),
            digits @ [b'0'..=b'9', ..] if digits.len() < 10 && digits.iter().all(u8::is_ascii_digit) => {
                let value: u32 = digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
                return (Kind::Number(f64::from(value)), 0);
            }
            [0xE2, ..] if text == "←" || text == "↑" => return (Kind::Same, 0),
            _ => {}
        }
        if let Some(label) = self.labels.exact(text) {
            return (Kind::Label(label), 0);
        }
        match if is_worded(text) { Reading::Other } else { read_number(text) } {
            Reading::Number(printed) => {
                return (Kind::Number(printed.value), u8::try_from(printed.unit.len()).unwrap_or(0));
            }
            Reading::Blank => return (Kind::Blank, 0),
            Reading::Slash => return (Kind::Sign(State::Slash), 0),
            Reading::Dash => return (Kind::Sign(State::Dash), 0),
            Reading::NoneWord => return (Kind::Sign(State::NoneWord), 0),
            Reading::Other => {}
        }
        if self.labels.is_possible(text) {
            // What is spelled otherwise is mostly another script: where every other character changes, each alone costs half.
            self.key.clear();
            self.key.extend(text.chars().filter_map(key_char));
            if let Some(label) = self.labels.find(&self.key).or_else(|| self.without_letters()) {
                return (Kind::Label(label), 0);
            }
        }
        (if looks_numeric(text) { Kind::Garbled } else { Kind::Word }, 0)
    }

    /// The label of the key without letters: mirrors inject the readings of characters, and no label of a form has letters.
    fn without_letters(&mut self) -> Option<LabelId> {
        if !self.key.contains(is_letter) {
            return None;
        }
        self.key.retain(|c| !is_letter(c));
        self.labels.find(&self.key)
    }
}

/// A mark in the first byte that is zero, and perhaps in some above it; 0 where none is.
fn zero_bytes(eight: u64) -> u64 {
    eight.wrapping_sub(EVERY_BYTE) & !eight & (EVERY_BYTE << 7)
}

#[cfg(test)]
mod tests;
