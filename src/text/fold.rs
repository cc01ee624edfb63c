//! Text as printed becomes text to compare: simplified script, half width, no punctuation.
//!
//! Folding never rewrites a document; it makes keys for labels and names. Every character of the Basic Multilingual
//! Plane becomes at most one character, looked up in one table, so that a folded window maps back to its source
//! character by character. The traditional forms come from the `fast2s` crate.

use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use super::set::CharSet;

/// The script that a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Simplified characters.
    Hans,
    /// Traditional characters.
    Hant,
}

impl Script {
    /// The code of the dataset: `hans` or `hant`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Hans => "hans",
            Self::Hant => "hant",
        }
    }
}

/// Traditional forms that `fast2s` keeps because they are also simplified ones, and the variants that mirrors write.
const VARIANTS: &[(char, char)] = &[
    ('爲', '为'),
    ('衆', '众'),
    ('羣', '群'),
    ('祕', '秘'),
    ('啓', '启'),
    ('裏', '里'),
    ('佔', '占'),
    ('佈', '布'),
    ('於', '于'),
    ('覆', '复'),
    ('複', '复'),
    ('徵', '征'),
    ('麪', '面'),
    ('麵', '面'),
    ('綫', '线'),
    ('捨', '舍'),
];

/// Where ideographs stand: nothing else has a traditional form.
const IDEOGRAPHS: [RangeInclusive<char>; 3] = ['\u{3400}'..='\u{4DBF}', '\u{4E00}'..='\u{9FFF}', '\u{F900}'..='\u{FAFF}'];

/// What the characters below U+10000 become.
struct Forms {
    /// The character, by its code; 0 where it is left out.
    of: Vec<u16>,
    /// Those that stay as they are.
    same: Box<CharSet>,
}

/// The folded form of every character; 0 for a surrogate.
static SIMPLE: LazyLock<Forms> = LazyLock::new(|| {
    let mut table: Vec<u16> = (0..=u16::MAX).collect();
    for range in IDEOGRAPHS {
        // The converter looks at the neighbours of a character: with digits between them, each stands alone.
        let alone: String = range.clone().flat_map(|c| [c, '0']).collect();
        for (from, to) in range.zip(fast2s::convert(&alone).chars().step_by(2)) {
            if let (Some(from), Some(to)) = (narrow(from), narrow(to)) {
                table[usize::from(from)] = to;
            }
        }
    }
    for &(variant, simple) in VARIANTS {
        if let (Some(from), Some(to)) = (narrow(variant), narrow(simple)) {
            table[usize::from(from)] = to;
        }
    }
    for code in 0xFF01..=0xFF5E_u16 {
        table[usize::from(code)] = code - 0xFEE0;
    }
    for (code, simple) in [(0x3000, 0x20), (0xA0, 0x20), (0x2002, 0x20), (0x2003, 0x20), (0x2009, 0x20), (0xFF5C, 0x7C)] {
        table[code] = simple;
    }
    forms(table)
});

/// The character of a label key for every character; 0 for what a key leaves out.
static KEY: LazyLock<Forms> = LazyLock::new(|| {
    let key = |&code: &u16| match char::from_u32(u32::from(code)) {
        Some('\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}') => code,
        Some(c) if c.is_alphanumeric() => narrow(c.to_ascii_lowercase()).unwrap_or(0),
        _ => 0,
    };
    forms(SIMPLE.of.iter().map(key).collect())
});

/// The folded form of every character; 0 for white space and for what has no width.
static SQUEEZED: LazyLock<Forms> = LazyLock::new(|| {
    let squeezed = |&code: &u16| match char::from_u32(u32::from(code)) {
        Some('\u{FEFF}' | '\u{200B}') => 0,
        Some(c) if c.is_whitespace() => 0,
        _ => code,
    };
    forms(SIMPLE.of.iter().map(squeezed).collect())
});

fn forms(table: Vec<u16>) -> Forms {
    let same = (1..=u16::MAX).filter(|code| table.get(usize::from(*code)) == Some(code));
    let same = Box::new(same.filter_map(|code| char::from_u32(u32::from(code))).collect());
    Forms { same, of: table }
}

fn narrow(c: char) -> Option<u16> {
    u16::try_from(u32::from(c)).ok()
}

/// What becomes of a part of a text.
pub(crate) enum Piece<'t> {
    /// It stays as it is.
    Same(&'t str),
    /// A character of so many bytes becomes another one.
    Other(char, usize),
    /// One character is left out.
    Nothing,
}

/// Calls `take` with each part of `text` in order: its first byte, and what becomes of it in simplified script, half width
/// and without white space.
pub(crate) fn squeeze<'t>(text: &'t str, take: impl FnMut(usize, Piece<'t>)) {
    pieces(&SQUEEZED, text, take);
}

/// Cuts `text` into what stays and what does not. What stays is most of a text and is found at a few instructions a
/// character; characters above U+FFFF, of which no table knows, stay.
#[inline]
fn pieces<'t>(forms: &Forms, text: &'t str, mut take: impl FnMut(usize, Piece<'t>)) {
    let mut at = 0;
    loop {
        let same = forms.same.inside(&text.as_bytes()[at..]);
        if same > 0 {
            take(at, Piece::Same(&text[at..at + same]));
            at += same;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        match forms.of.get(c as usize) {
            Some(&form) if u32::from(form) != u32::from(c) || form == 0 => {
                let other = char::from_u32(u32::from(form)).filter(|_| form != 0);
                take(at, other.map_or(Piece::Nothing, |other| Piece::Other(other, c.len_utf8())));
            }
            _ => take(at, Piece::Same(&text[at..end])),
        }
        at = end;
    }
}

/// One character in simplified script and half width; itself where it has no such form.
#[must_use]
pub fn fold_char(c: char) -> char {
    narrow(c).and_then(|code| char::from_u32(u32::from(SIMPLE.of[usize::from(code)]))).unwrap_or(c)
}

/// One character in simplified script; its width stays.
fn simplify_char(c: char) -> char {
    if ('\u{2E80}'..'\u{FB00}').contains(&c) && !c.is_whitespace() { fold_char(c) } else { c }
}

/// `text` in simplified script, one character for one; the width stays.
#[must_use]
pub fn simplified(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let same = SIMPLE.same.inside(rest.as_bytes());
        out.push_str(&rest[..same]);
        let mut later = rest[same..].chars();
        out.extend(later.next().map(simplify_char));
        rest = later.as_str();
    }
    out
}

/// Only the width: full-width forms become ASCII, everything else stays.
#[must_use]
pub fn ascii_folded(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        _ => c,
    }
}

/// Appends `text` to `out` in simplified script and half width, one character for one.
pub fn fold_into(text: &str, out: &mut String) {
    out.extend(text.chars().map(fold_char));
}

/// `text` in simplified script and half width, one character for one.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Writes the key that labels are compared by into `out`: folded, lower case, letters and digits only.
///
/// `out` is cleared first. May leave it empty: a key of a text without letters or digits.
pub fn label_key(text: &str, out: &mut String) {
    out.clear();
    out.reserve(text.len());
    pieces(&KEY, text, |_, piece| match piece {
        // No table knows a character above U+FFFF, and no key has one.
        Piece::Same(part) if part.len() == 4 && part.as_bytes()[0] >= 0xF0 => {}
        Piece::Same(part) => out.push_str(part),
        Piece::Other(c, _) => out.push(c),
        Piece::Nothing => {}
    });
}

/// The character of a label key that a character becomes; `None` for what a key leaves out.
#[must_use]
#[inline]
pub fn key_char(c: char) -> Option<char> {
    let code = KEY.of[usize::from(narrow(c)?)];
    char::from_u32(u32::from(code)).filter(|_| code != 0)
}

/// The character of a label key that a character becomes, letters of alphabets left out.
#[must_use]
#[inline]
pub fn key_sign(c: char) -> Option<char> {
    key_char(c).filter(|c| *c >= '\u{2E80}' || c.is_ascii_digit() || !is_letter(*c))
}

/// A letter of an alphabet: mirrors inject the readings of characters, which no Chinese label has.
#[must_use]
pub fn is_letter(c: char) -> bool {
    c < '\u{2E80}' && c.is_alphabetic()
}

/// How many characters of Chinese tell the script of a text.
const SCRIPT_LETTERS: usize = 400;

/// The characters of Chinese that fold to themselves.
static SIMPLE_LETTERS: LazyLock<Box<CharSet>> = LazyLock::new(|| Box::new(LETTERS.filter(|c| SIMPLE.same.has(*c)).collect()));

/// Where the characters of Chinese stand.
const LETTERS: Range<char> = '\u{3400}'..'\u{FB00}';

/// The script of a text, from its first 400 characters of Chinese: traditional where more than one in forty folds to another one.
#[must_use]
pub fn script_of(text: &str) -> Script {
    let (mut letters, mut traditional, mut at) = (0, 0, 0);
    while letters < SCRIPT_LETTERS {
        let simple = SIMPLE_LETTERS.inside(&text.as_bytes()[at..]);
        letters += simple / 3;
        at += simple;
        let Some(c) = text[at..].chars().next() else { break };
        if letters < SCRIPT_LETTERS && LETTERS.contains(&c) {
            letters += 1;
            traditional += 1;
        }
        at += c.len_utf8();
    }
    if traditional * 40 > letters.min(SCRIPT_LETTERS) { Script::Hant } else { Script::Hans }
}

/// The length in bytes of the character that begins with this byte.
#[must_use]
pub(crate) fn length_of(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ignore_script_width_space_and_punctuation() {
        let key = |text: &str| {
            let mut out = String::new();
            label_key(text, &mut out);
            out
        };
        assert_eq!(key("（一）予以公開"), key("(一) 予以公开"));
        assert_eq!(key("１．屬於國家秘密"), key("1.属于国家秘密"));
        assert_eq!(key("|||"), "");
    }

    #[test]
    fn only_ideographs_have_a_traditional_form() {
        for c in ('\u{3400}'..='\u{FAFF}').filter(|c| !c.is_whitespace()) {
            let alone = fast2s::convert(&c.to_string());
            if !VARIANTS.iter().any(|(variant, _)| *variant == c) {
                assert_eq!(alone.chars().next(), Some(fold_char(c)), "{c}");
            }
        }
    }

    #[test]
    fn scripts_are_told_apart() {
        assert_eq!(script_of("濱江區統計局堅持以習近平"), Script::Hant);
        assert_eq!(script_of("滨江区统计局坚持以"), Script::Hans);
        assert_eq!(script_of(""), Script::Hans);
    }
}
