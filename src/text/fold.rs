//! Text as printed becomes text to compare: simplified script, half width, no punctuation.
//!
//! Folding never rewrites a document; it makes keys for labels and names. Every character of the Basic Multilingual
//! Plane becomes at most one character, looked up in one table, so that a folded window maps back to its source
//! character by character. The traditional forms come from the `fast2s` crate.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

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

/// The folded form of every character below U+10000; 0 for a surrogate.
static SIMPLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
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
    table
});

/// The character of a label key for every character below U+10000; 0 for what a key leaves out.
static KEY: LazyLock<Vec<u16>> = LazyLock::new(|| {
    SIMPLE
        .iter()
        .map(|&code| match char::from_u32(u32::from(code)) {
            Some('\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}') => code,
            Some(c) if c.is_alphanumeric() => narrow(c.to_ascii_lowercase()).unwrap_or(0),
            _ => 0,
        })
        .collect()
});

fn narrow(c: char) -> Option<u16> {
    u16::try_from(u32::from(c)).ok()
}

/// One character in simplified script and half width; itself where it has no such form.
#[must_use]
pub fn fold_char(c: char) -> char {
    narrow(c).and_then(|code| char::from_u32(u32::from(SIMPLE[usize::from(code)]))).unwrap_or(c)
}

/// One character in simplified script; its width stays.
#[must_use]
pub fn simplify_char(c: char) -> char {
    if ('\u{2E80}'..'\u{FB00}').contains(&c) && !c.is_whitespace() { fold_char(c) } else { c }
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
    let table = &*KEY;
    for c in text.chars() {
        let Some(code) = narrow(c) else { continue };
        if let Some(key) = char::from_u32(u32::from(table[usize::from(code)])).filter(|&key| key != '\0') {
            out.push(key);
        }
    }
}

/// The script of a text, from its first 400 characters of Chinese: traditional where more than one in forty folds to another one.
#[must_use]
pub fn script_of(text: &str) -> Script {
    let (mut letters, mut traditional) = (0, 0);
    for c in text.chars().filter(|c| ('\u{3400}'..'\u{FB00}').contains(c)).take(400) {
        letters += 1;
        traditional += usize::from(fold_char(c) != c);
    }
    if traditional * 40 > letters { Script::Hant } else { Script::Hans }
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
