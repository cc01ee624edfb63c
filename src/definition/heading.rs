//! The wordings of all headings become a tree of their letters, which a text is read along.
//!
//! Texts are compared by their label keys: folded, letters and digits only. Most texts are told from a heading by their
//! first two letters, and none needs its key to be written.

use std::ops::Range;

use super::family::SectionForm;
use crate::text::key_char;

/// Every wording of every heading.
#[derive(Debug)]
pub struct Headings {
    /// The root first; the children of each node stand side by side, by letter.
    nodes: Vec<Node>,
}

/// The letters of a key, and its section.
type Wording = (Vec<char>, usize);

/// What some wordings begin with.
#[derive(Debug, Default)]
struct Node {
    /// Its last letter.
    letter: char,
    /// The first and the last section of which it is a whole wording.
    forms: Option<(usize, usize)>,
    /// Where the beginnings stand that are one letter longer.
    children: Range<usize>,
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
        let mut wordings: Vec<Wording> = keys.map(|(form, key)| (key.chars().collect(), form)).collect();
        wordings.retain(|(letters, _)| !letters.is_empty());
        wordings.sort_unstable();
        let mut nodes = vec![Node::default()];
        // For each node the wordings that begin with it, and its length.
        let mut below: Vec<(&[Wording], usize)> = vec![(&wordings, 0)];
        let mut at = 0;
        while let Some(&(wordings, length)) = below.get(at) {
            let (whole, longer) = wordings.split_at(wordings.iter().take_while(|(letters, _)| letters.len() == length).count());
            let first_child = nodes.len();
            for group in longer.chunk_by(|(one, _), (other, _)| one[length] == other[length]) {
                nodes.push(Node { letter: group[0].0[length], ..Node::default() });
                below.push((group, length + 1));
            }
            nodes[at].forms = whole.first().zip(whole.last()).map(|(first, last)| (first.1, last.1));
            nodes[at].children = first_child..nodes.len();
            at += 1;
        }
        Self { nodes }
    }

    /// The longest heading that the text begins with; of two sections' of one wording that of the last.
    #[must_use]
    pub fn longest(&self, text: &str) -> Option<Heading> {
        let mut node = self.nodes.first()?;
        let mut longest = None;
        for (at, c) in text.char_indices() {
            let Some(letter) = key_char(c) else { continue };
            let Some(child) = self.child(node, letter) else { break };
            if let Some((_, last)) = child.forms {
                longest = Some(Heading { form: last, end: at + c.len_utf8() });
            }
            node = child;
        }
        longest
    }

    /// The section of the heading that the text begins with and behind which at most `slack` bytes of its key follow; the
    /// first section of several. No mark may stand before the heading.
    #[must_use]
    pub fn alone(&self, text: &str, slack: usize) -> Option<usize> {
        text.chars().next().and_then(key_char)?;
        let mut node = self.nodes.first()?;
        let mut letters = text.chars().filter_map(key_char);
        let mut first = None;
        while let Some(letter) = letters.next()
            && let Some(child) = self.child(node, letter)
        {
            if let Some((form, _)) = child.forms.filter(|_| is_within(letters.clone(), slack)) {
                first = Some(first.map_or(form, |first: usize| first.min(form)));
            }
            node = child;
        }
        first
    }

    /// The beginning that is longer by that letter.
    fn child(&self, node: &Node, letter: char) -> Option<&Node> {
        match self.nodes.get(node.children.clone())? {
            // Behind their first letters most wordings go on alone.
            [only] => Some(only).filter(|child| child.letter == letter),
            children => children.get(children.binary_search_by_key(&letter, |child| child.letter).ok()?),
        }
    }
}

/// Whether the letters take at most so many bytes.
fn is_within(letters: impl Iterator<Item = char>, most: usize) -> bool {
    let mut bytes = 0;
    for letter in letters {
        bytes += letter.len_utf8();
        if bytes > most {
            return false;
        }
    }
    true
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
