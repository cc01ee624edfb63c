//! A page as found becomes a page that is safe and quick to parse: only the tags that make lines and tables, no attribute
//! but spans, no scripts, comments or deleted text, footnote marks set apart, and no deeper than the limit.
//!
//! One pass, linear in the size of the page. Tags are delimited as the HTML standard does it (attributes may hold `>`).

use super::GaveUp;
use super::nest::{Nest, Verdict};
use super::tag::{Class, Tag};
use crate::document::Limits;

/// How far the end of deleted text is looked for.
const DELETED_BYTES: usize = 4 << 10;
/// How often that may be in vain: a page with more has no order to rely on, and looking would take quadratic time.
const PATIENCE: usize = 1000;
/// How far the end of a superscript is looked for.
const SUPERSCRIPT_BYTES: usize = 256;

/// Elements whose content is no text of the page; to the end of the page if they do not end.
const SKIPPED: [&str; 4] = ["script", "style", "iframe", "textarea"];
/// Elements whose content is no text of the page, if they end at all.
const SKIPPED_IF_CLOSED: [&str; 6] = ["noscript", "template", "select", "svg", "noembed", "noframes"];

/// Reduces a page.
pub(super) fn sift(page: &str, limits: &Limits) -> Result<String, GaveUp> {
    let mut sifter = Sifter {
        page,
        at: 0,
        out: String::with_capacity(page.len() / 2),
        nest: Nest::new(limits),
        titles: 0,
        unclosed: Vec::new(),
        patience: PATIENCE,
    };
    let mut tags = 0;
    while let Some(open) = memchr::memchr(b'<', &page.as_bytes()[sifter.at..]) {
        let open = sifter.at + open;
        sifter.out.push_str(&page[sifter.at..open]);
        sifter.at = open;
        sifter.markup()?;
        tags += 1;
        if tags > limits.html_tags {
            return Err(GaveUp::TooLarge);
        }
    }
    sifter.out.push_str(&page[sifter.at..]);
    Ok(sifter.out)
}

struct Sifter<'p> {
    page: &'p str,
    /// Where reading stands; always between characters.
    at: usize,
    out: String,
    nest: Nest<'p>,
    titles: usize,
    /// Names whose end was looked for in vain: looking again would take quadratic time.
    unclosed: Vec<&'static str>,
    /// How often the end of deleted text may still be looked for in vain.
    patience: usize,
}

/// A tag, delimited.
struct Found<'p> {
    name: &'p str,
    attributes: &'p str,
    /// Just behind its `>`.
    end: usize,
}

impl<'p> Sifter<'p> {
    /// Takes whatever begins with the `<` that reading stands at.
    fn markup(&mut self) -> Result<(), GaveUp> {
        let rest = &self.page[self.at..];
        let mut next = rest[1..].bytes();
        match (next.next(), next.next()) {
            (Some(b'!'), _) if rest.starts_with("<!--") => self.at += rest[2..].find("-->").map_or(rest.len(), |end| end + 5),
            (Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => {
                let found = self.delimit(self.at + 2);
                self.at = found.end;
                self.end_tag(found.name);
            }
            (Some(b'!' | b'?' | b'/'), _) => self.skip_past(">"),
            (Some(letter), _) if letter.is_ascii_alphabetic() => {
                let found = self.delimit(self.at + 1);
                self.at = found.end;
                self.start_tag(&found)?;
            }
            _ => {
                self.out.push_str("&lt;");
                self.at += 1;
            }
        }
        Ok(())
    }

    fn skip_past(&mut self, what: &str) {
        self.at = self.page[self.at..].find(what).map_or(self.page.len(), |end| self.at + end + what.len());
    }

    /// Finds the end of the tag whose name begins at `from`. A `>` in a quoted value does not end it.
    fn delimit(&self, from: usize) -> Found<'p> {
        let bytes = self.page.as_bytes();
        let name_end = from + bytes[from..].iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>')).unwrap_or(bytes.len() - from);
        let mut at = name_end;
        while at < bytes.len() && bytes[at] != b'>' {
            at += match bytes[at] {
                b'=' => {
                    let value = at + 1 + bytes[at + 1..].iter().take_while(|b| b.is_ascii_whitespace()).count();
                    match bytes.get(value) {
                        Some(quote @ (b'"' | b'\'')) => memchr::memchr(*quote, &bytes[value + 1..]).map_or(bytes.len(), |end| value + 2 + end) - at,
                        _ => value - at,
                    }
                }
                _ => 1,
            };
        }
        let at = at.min(bytes.len());
        Found { name: &self.page[from..name_end], attributes: &self.page[name_end..at], end: (at + 1).min(bytes.len()) }
    }

    fn end_tag(&mut self, name: &str) {
        let Some(tag) = Tag::of(name) else { return };
        match tag.class() {
            Class::Title => {}
            Class::Void => self.write(&["<", tag.name(), ">"]),
            _ if self.nest.close(tag) == Verdict::Keep => self.write(&["</", tag.name(), ">"]),
            _ => {}
        }
    }

    fn start_tag(&mut self, found: &Found<'_>) -> Result<(), GaveUp> {
        let Some(tag) = Tag::of(found.name) else {
            self.dropped_tag(found);
            return Ok(());
        };
        if tag.class() == Class::Title {
            self.title();
        } else if self.nest.open(tag)? == Verdict::Keep {
            self.write(&["<", tag.name()]);
            if tag.class() == Class::Cell {
                for name in ["colspan", "rowspan"] {
                    if let Some(number) = attribute(found.attributes, name).and_then(leading_digits) {
                        self.write(&[" ", name, "=", number]);
                    }
                }
            }
            self.out.push('>');
        }
        Ok(())
    }

    fn write(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.out.push_str(piece);
        }
    }

    /// A tag that says nothing about lines; its content may have to go with it.
    fn dropped_tag(&mut self, found: &Found<'_>) {
        let is = |name: &&&str| found.name.eq_ignore_ascii_case(name);
        if let Some(name) = SKIPPED.iter().find(is) {
            self.at = self.end_of(name, self.page.len()).map_or(self.page.len(), |(_, end)| end);
        } else if let Some(name) = SKIPPED_IF_CLOSED.iter().find(is) {
            if !self.unclosed.contains(name) {
                match self.end_of(name, self.page.len()) {
                    Some((_, end)) => self.at = end,
                    None => self.unclosed.push(name),
                }
            }
        } else if found.name.eq_ignore_ascii_case("sup") {
            self.superscript();
        } else if self.patience > 0 && is_deleted(found) {
            match self.end_of(found.name, DELETED_BYTES).filter(|(content, _)| !crosses_cells(content)) {
                Some((_, end)) => self.at = end,
                None => self.patience -= 1,
            }
        }
    }

    /// The content from here to the end tag of a name, and the place behind that, within so many bytes.
    fn end_of(&self, name: &str, within: usize) -> Option<(&'p str, usize)> {
        let bytes = self.page.as_bytes();
        let window = &bytes[self.at..bytes.len().min(self.at.saturating_add(within))];
        let is_end = |at: &usize| {
            let behind = at + 2 + name.len();
            window.get(at + 2..behind).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && window.get(behind).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
        };
        let start = memchr::memmem::find_iter(window, b"</").find(is_end)?;
        let end = memchr::memchr(b'>', &bytes[self.at + start..]).map_or(bytes.len(), |end| self.at + start + end + 1);
        Some((&self.page[self.at..self.at + start], end))
    }

    /// The first title stays; it holds text only.
    fn title(&mut self) {
        if self.unclosed.contains(&"title") {
            return;
        }
        let Some((content, end)) = self.end_of("title", self.page.len()) else { return self.unclosed.push("title") };
        if self.titles == 0 {
            self.write(&["<title>", &content.replace('<', "&lt;"), "</title>"]);
        }
        self.titles += 1;
        self.at = end;
    }

    /// A footnote mark is set apart in square brackets: 119 with mark 1 is not 1191. Behind a Latin letter it is a unit
    /// (m²) and stays.
    fn superscript(&mut self) {
        let Some((content, end)) = self.end_of("sup", SUPERSCRIPT_BYTES) else { return };
        let text = without_tags(content).replace("&nbsp;", " ");
        let mark = text.trim().trim_matches(['[', ']', '(', ')', '［', '］', '（', '）', '〔', '〕']).trim();
        let is_mark = !mark.is_empty() && mark.len() <= 3 && mark.bytes().all(|b| b.is_ascii_digit());
        if is_mark && !self.out.ends_with(|last: char| last.is_ascii_alphabetic()) {
            self.write(&[" [", mark, "] "]);
            self.at = end;
        }
    }
}

fn is_deleted(found: &Found<'_>) -> bool {
    ["s", "strike", "del"].iter().any(|name| found.name.eq_ignore_ascii_case(name))
        || attribute(found.attributes, "style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
            style.contains("line-through") || style.contains("display:none")
        })
}

/// Whether content that would be dropped holds parts of a table: then its end tag belongs to something else.
fn crosses_cells(content: &str) -> bool {
    content.match_indices('<').any(|(at, _)| {
        let name = content[at + 1..].trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        Tag::of(name).is_some_and(|tag| matches!(tag.class(), Class::Table | Class::Caption | Class::Group | Class::Row | Class::Cell))
    })
}

fn without_tags(content: &str) -> String {
    let mut out = String::new();
    let mut rest = content;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    out.push_str(rest);
    out
}

/// The first value of an attribute, without its quotes.
fn attribute<'p>(attributes: &'p str, name: &str) -> Option<&'p str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().skip(1).find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '/' | '=')).map_or(rest.len(), |(end, _)| end);
        let (found, behind) = rest.split_at(end);
        let value = match behind.trim_ascii_start().strip_prefix('=') {
            None => {
                rest = behind;
                ""
            }
            Some(value) => {
                let value = value.trim_ascii_start();
                let (value, behind) = unquote(value);
                rest = behind;
                value
            }
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
    }
}

fn unquote(value: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len()))
}

/// The digits that a value begins with, as the standard reads numbers; at most nine, since spans are clamped later.
fn leading_digits(value: &str) -> Option<&str> {
    let value = value.trim_ascii_start().trim_start_matches('+');
    let digits = value.bytes().take(9).take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| &value[..digits])
}
