//! A line of plain JSON becomes the values of its known keys, in one pass and without building anything else.
//!
//! Plain is what crawls and exports write: an object whose known values are strings, whole numbers, truth values or null.
//! Whatever is not plain, and whatever may be wrong, is left to the thorough reader in [`super::json`], so that the two never
//! differ: what is read here, that one reads too, and alike. It costs 40,000 instructions for a report of 7,400 bytes with 190
//! escapes; the searches of memchr, begun anew at each, made it 49,000.

use std::borrow::Cow;

use super::fields::{Field, FieldNames};

/// A value as text; `None` for null, lists and objects.
pub(super) type Value<'a> = Option<Cow<'a, str>>;
/// A known key's field, its rank, and its value.
pub(super) type Known<'a> = (Field, usize, Value<'a>);

/// Lists and objects within each other that are followed.
const DEPTH: u8 = 16;
/// Digits of a whole number that fits into 64 bits.
const DIGITS: usize = 18;
/// What is set aside for a string with escapes at first.
const STRING_BYTES: usize = 64 << 10;
/// How many bytes are looked at together: a report has an escape every 40 bytes, too near for a search that has to be begun.
const STEP_BYTES: usize = 16;
/// One in every byte.
const ONES: u128 = u128::MAX / 255;

/// The values of the known keys in the order of the line; `None` if the line is not plain or gives a known key twice.
pub(super) fn parse<'a>(line: &'a str, names: &FieldNames) -> Option<Vec<Known<'a>>> {
    let line = line.trim_end_matches([' ', '\t', '\r', '\n']);
    // One pass rules out control characters for all that follows: no string may hold one.
    if line.bytes().fold(u8::MAX, u8::min) < b' ' {
        return None;
    }
    let mut cursor = Cursor { line, at: 0 };
    cursor.expect(b'{')?;
    let mut known = Vec::with_capacity(5);
    if !cursor.takes(b'}') {
        loop {
            cursor.member(names, &mut known)?;
            if !cursor.takes(b',') {
                break;
            }
        }
        cursor.expect(b'}')?;
    }
    (cursor.at == line.len()).then_some(known)
}

/// A place in a line. Each step gives `None` where the line is not plain.
struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Whether the next byte but for spaces is this one; then it is taken, with the spaces behind it.
    fn takes(&mut self, byte: u8) -> bool {
        self.skip_spaces();
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
            self.skip_spaces();
        }
        found
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.takes(byte).then_some(())
    }

    fn member(&mut self, names: &FieldNames, known: &mut Vec<Known<'a>>) -> Option<()> {
        let Cow::Borrowed(key) = self.string()? else { return None };
        self.expect(b':')?;
        let Some((field, rank)) = names.find(key) else { return self.skip(0) };
        if known.iter().any(|other| (other.0, other.1) == (field, rank)) {
            return None;
        }
        known.push((field, rank, self.scalar()?));
        Some(())
    }

    /// The value of a known key.
    fn scalar(&mut self) -> Option<Value<'a>> {
        let start = self.at;
        let whole = match self.peek()? {
            b'"' => return self.string().map(Some),
            b'[' | b'{' | b'n' => return self.skip(0).map(|()| None),
            b't' | b'f' => return self.skip(0).map(|()| Some(Cow::Borrowed(&self.line[start..self.at]))),
            _ => {
                self.skip(0)?;
                &self.line[start..self.at]
            }
        };
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        let is_plain = digits.len() <= DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()) && whole != "-0";
        is_plain.then_some(Some(Cow::Borrowed(whole)))
    }

    /// A string, borrowed where it holds no escapes.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        let start = self.open()?;
        let mut at = self.next_mark(start)?;
        if self.line.as_bytes()[at] == b'"' {
            self.at = at + 1;
            return Some(Cow::Borrowed(&self.line[start..at]));
        }
        let mut text = String::with_capacity((self.line.len() - start).min(STRING_BYTES));
        let mut from = start;
        loop {
            text.push_str(&self.line[from..at]);
            if self.line.as_bytes()[at] == b'"' {
                self.at = at + 1;
                return Some(Cow::Owned(text));
            }
            from = self.unescape(at, &mut text)?;
            at = self.next_mark(from)?;
        }
    }

    /// Takes the quotation mark that begins a string; gives the place behind it.
    fn open(&self) -> Option<usize> {
        (self.peek()? == b'"').then_some(self.at + 1)
    }

    /// The next quotation mark or escape.
    #[inline]
    fn next_mark(&self, from: usize) -> Option<usize> {
        let (steps, rest) = self.line.as_bytes().get(from..)?.as_chunks();
        let mut at = from;
        for step in steps {
            if has_mark(step) {
                return Some(at + first_mark(step));
            }
            at += STEP_BYTES;
        }
        rest.iter().position(|byte| is_mark(*byte)).map(|more| at + more)
    }

    /// Reads the escape at a place; gives the place behind it.
    fn unescape(&self, at: usize, text: &mut String) -> Option<usize> {
        text.push(match self.line.as_bytes().get(at + 1)? {
            b'n' => '\n',
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let high = self.unit(at)?;
                if !(0xd800..0xdc00).contains(&high) {
                    text.push(char::from_u32(high)?);
                    return Some(at + 6);
                }
                let low = self.unit(at + 6).filter(|low| (0xdc00..0xe000).contains(low))?;
                text.push(char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))?);
                return Some(at + 12);
            }
            _ => return None,
        });
        Some(at + 2)
    }

    /// The code unit that stands as `\uXXXX` at a place.
    fn unit(&self, at: usize) -> Option<u32> {
        let escape = self.line.as_bytes().get(at..at + 6)?.strip_prefix(b"\\u")?;
        escape.iter().try_fold(0, |unit, byte| Some((unit << 4) | char::from(*byte).to_digit(16)?))
    }

    /// Skips a value that is not wanted.
    fn skip(&mut self, depth: u8) -> Option<()> {
        match self.peek()? {
            b'"' => self.skip_string(),
            b'{' if depth < DEPTH => self.skip_list(b'}', |cursor| {
                cursor.skip_string()?;
                cursor.expect(b':')?;
                cursor.skip(depth + 1)
            }),
            b'[' if depth < DEPTH => self.skip_list(b']', |cursor| cursor.skip(depth + 1)),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            b'-' | b'0'..=b'9' => self.skip_number(),
            _ => None,
        }
    }

    fn skip_list(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        if self.takes_end(end) {
            return Some(());
        }
        loop {
            item(self)?;
            if !self.takes(b',') {
                return self.takes_end(end).then_some(());
            }
        }
    }

    /// Whether a list ends here. The spaces behind it are left to whoever asks next.
    fn takes_end(&mut self, end: u8) -> bool {
        self.skip_spaces();
        let found = self.peek() == Some(end);
        self.at += usize::from(found);
        found
    }

    fn skip_string(&mut self) -> Option<()> {
        let mut at = self.next_mark(self.open()?)?;
        while self.line.as_bytes()[at] == b'\\' {
            let behind = match self.line.as_bytes().get(at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at + 2,
                b'u' => self.unit(at).map(|_| at + 6)?,
                _ => return None,
            };
            at = self.next_mark(behind)?;
        }
        self.at = at + 1;
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let found = self.line[self.at..].starts_with(word);
        self.at += word.len();
        found.then_some(())
    }

    /// RFC 8259, section 6.
    fn skip_number(&mut self) -> Option<()> {
        self.at += usize::from(self.peek() == Some(b'-'));
        let whole = self.digits()?;
        if whole > 1 && self.line.as_bytes()[self.at - whole] == b'0' {
            return None;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Some(())
    }

    /// Takes digits, one at least; gives how many.
    fn digits(&mut self) -> Option<usize> {
        let rest = &self.line.as_bytes()[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count > 0).then_some(count)
    }
}

#[expect(clippy::needless_bitwise_bool, reason = "without a branch many bytes are compared at once")]
fn is_mark(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\')
}

#[inline]
fn has_mark(step: &[u8; STEP_BYTES]) -> bool {
    step.iter().fold(false, |found, byte| found | is_mark(*byte))
}

/// The place of the first mark; the step has one.
#[inline]
fn first_mark(step: &[u8; STEP_BYTES]) -> usize {
    let bytes = u128::from_le_bytes(*step);
    // The lowest bit that is left is the highest of the first byte that equals the mark.
    let marks = |mark: u8| {
        let other = bytes ^ (ONES * u128::from(mark));
        other.wrapping_sub(ONES) & !other & (ONES << 7)
    };
    (marks(b'"') | marks(b'\\')).trailing_zeros() as usize / 8
}
