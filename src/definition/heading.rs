//! The wordings of all headings become one search for the heading that a text begins with.
//!
//! Texts are compared by their label keys: folded, letters and digits only. Most texts are told from a heading by their
//! first two characters, without the rest of the key.

use super::family::SectionForm;
use crate::text::key_char;

/// Every wording of every heading.
#[derive(Debug)]
pub struct Headings {
    /// Sorted by key.
    wordings: Vec<Wording>,
    /// The characters that keys begin with, and where in `wordings` those with each begin and end.
    firsts: Vec<(char, usize, usize)>,
    /// The length in bytes of the longest key.
    longest: usize,
}

/// One wording of a heading.
#[derive(Debug)]
struct Wording {
    key: String,
    /// The second character of the key; NUL where it has none.
    second: char,
    /// The index of its section.
    form: usize,
}

/// A heading that a text begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The index of its section.
    pub form: usize,
    /// One past its last byte in the text.
    pub end: usize,
}

impl Headings {
    /// Prepares the search.
    pub(super) fn new(sections: &[SectionForm]) -> Self {
        let keys = sections.iter().enumerate().flat_map(|(form, section)| section.keys.iter().map(move |key| (form, key)));
        let wording = |(form, key): (usize, &String)| Wording { key: key.clone(), second: key.chars().nth(1).unwrap_or('\0'), form };
        let mut wordings: Vec<Wording> = keys.filter(|(_, key)| !key.is_empty()).map(wording).collect();
        wordings.sort_by(|one, other| one.key.cmp(&other.key).then(one.form.cmp(&other.form)));
        let mut firsts: Vec<(char, usize, usize)> = Vec::new();
        for (at, first) in wordings.iter().enumerate().filter_map(|(at, wording)| Some((at, wording.key.chars().next()?))) {
            match firsts.last_mut() {
                Some((last, _, end)) if *last == first => *end = at + 1,
                _ => firsts.push((first, at, at + 1)),
            }
        }
        let longest = wordings.iter().map(|wording| wording.key.len()).max().unwrap_or(0);
        Self { wordings, firsts, longest }
    }

    /// The longest heading that the text begins with; of two sections' of one wording that of the last.
    #[must_use]
    pub fn longest(&self, text: &str) -> Option<Heading> {
        let (key, possible) = self.begin(text, 0)?;
        let found = possible.iter().filter(|wording| key.starts_with(wording.key.as_str())).max_by_key(|wording| wording.key.len())?;
        Some(Heading { form: found.form, end: end_of_key(text, found.key.len()) })
    }

    /// The section of the heading that the text begins with and behind which at most `slack` bytes of its key follow; the
    /// first section of several. No mark may stand before the heading.
    #[must_use]
    pub fn alone(&self, text: &str, slack: usize) -> Option<usize> {
        let (key, possible) = text.chars().next().and_then(key_char).and_then(|_| self.begin(text, slack.min(self.longest) + 1))?;
        let fits = |wording: &&Wording| {
            let rest = key.strip_prefix(wording.key.as_str());
            rest.is_some_and(|rest| rest.len() <= slack)
        };
        possible.iter().filter(fits).map(|wording| wording.form).min()
    }

    /// The key of a text that begins like a heading, `more` bytes longer than the longest of one, and the wordings with its
    /// first character.
    fn begin(&self, text: &str, more: usize) -> Option<(String, &[Wording])> {
        let mut letters = text.chars().filter_map(key_char);
        let first = letters.next()?;
        let &(_, begin, end) = self.firsts.iter().find(|(known, ..)| *known == first)?;
        let possible = self.wordings.get(begin..end)?;
        let second = letters.next().unwrap_or('\0');
        if !possible.iter().any(|wording| wording.second == second || wording.second == '\0') {
            return None;
        }
        let mut key = String::with_capacity(self.longest + more + 8);
        key.push(first);
        key.extend(Some(second).filter(|second| *second != '\0'));
        while key.len() < self.longest + more
            && let Some(letter) = letters.next()
        {
            key.push(letter);
        }
        Some((key, possible))
    }
}

/// Where the characters end that make the first `bytes` bytes of the key of a text.
fn end_of_key(text: &str, bytes: usize) -> usize {
    let mut length = 0;
    for (at, c) in text.char_indices() {
        length += key_char(c).map_or(0, char::len_utf8);
        if length >= bytes {
            return at + c.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings() -> Headings {
        let section = |keys: &[&str]| SectionForm {
            number: 0,
            code: String::new(),
            label_zh: String::new(),
            label_en: String::new(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        };
        Headings::new(&[section(&["总体情况", "概述"]), section(&["主动公开信息情况", "主动公开情况", "主动公开"])])
    }

    #[test]
    fn the_longest_heading_counts_and_marks_do_not() {
        let longest = |text: &str| headings().longest(text).map(|found| (found.form, &text[..found.end]).1.to_owned());
        assert_eq!(longest(" 總 体情况。正文"), Some(" 總 体情况".to_owned()));
        assert_eq!(longest("主动公开情况"), Some("主动公开情况".to_owned()));
        assert_eq!(longest("主动公开的"), Some("主动公开".to_owned()));
        assert_eq!(longest("主动公"), None);
        assert_eq!(longest(""), None);
    }

    #[test]
    fn a_heading_alone_may_be_followed_by_little() {
        let headings = headings();
        assert_eq!(headings.alone("概述(2022)", 4), Some(0));
        assert_eq!(headings.alone("概述(2022)", 3), None);
        assert_eq!(headings.alone("《概述》", 4), None);
        assert_eq!(headings.alone("主动公开的信息很多", usize::MAX), Some(1));
    }
}
