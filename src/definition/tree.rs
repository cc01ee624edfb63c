//! The text of a definition becomes a tree whose every key and value knows its place.
//!
//! A path names a part of the tree: `tables[2].rows[4].group`; a key with other characters stands in quotes:
//! `examples[0].expect.cells."requests.granted.total"`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Problem;

/// A definition's text and what TOML makes of it.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    /// The text.
    pub text: &'t str,
    /// The tree.
    pub root: Spanned<DeTable<'t>>,
}

/// Key and value of one part of the tree.
struct Part<'p> {
    key: Option<Range<usize>>,
    value: Range<usize>,
    node: Node<'p>,
}

enum Node<'p> {
    Table(&'p DeTable<'p>),
    Value(&'p DeValue<'p>),
}

impl<'t> Tree<'t> {
    /// Parses the text.
    ///
    /// # Errors
    /// Every place where the text is no TOML.
    pub(super) fn parse(text: &'t str) -> Result<Self, Vec<Problem>> {
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Self { text, root });
        }
        let problem = |e: &toml::de::Error| {
            let offset = e.span().map_or(0, |s| s.start);
            Problem::at(text, offset, e.message().to_lowercase(), Some("the file must be valid TOML before anything else is checked".to_owned()))
        };
        let mut problems: Vec<Problem> = errors.iter().map(problem).collect();
        problems.sort();
        // One slip often breaks the rest of its line.
        problems.dedup_by_key(|p| p.line);
        Err(problems)
    }

    /// Where the value at `path` stands; where there is none, the nearest part above it that there is.
    #[must_use]
    pub(super) fn value(&self, path: &str) -> Range<usize> {
        self.walk(path).value
    }

    /// Where the key at `path` stands; the value for what has no key, such as an element of a list.
    #[must_use]
    pub(super) fn key(&self, path: &str) -> Range<usize> {
        let part = self.walk(path);
        part.key.unwrap_or(part.value)
    }

    fn walk(&self, path: &str) -> Part<'_> {
        let mut part = Part { key: None, value: self.root.span(), node: Node::Table(self.root.get_ref()) };
        for step in steps(path) {
            match part.node.step(&step) {
                Some(next) => part = next,
                None => break,
            }
        }
        part
    }
}

impl<'p> Node<'p> {
    fn step(&self, step: &Step<'_>) -> Option<Part<'p>> {
        let of = |key, value: &'p Spanned<DeValue<'p>>| Part { key, value: value.span(), node: Node::Value(value.get_ref()) };
        let table = match *self {
            Self::Table(table) => Some(table),
            Self::Value(value) => value.as_table(),
        };
        match (step, self) {
            (Step::Key(name), _) => table?.get_key_value(*name).map(|(key, value)| of(Some(key.span()), value)),
            (Step::Element(at), Self::Value(value)) => value.as_array()?.get(*at).map(|value| of(None, value)),
            (Step::Element(_), Self::Table(_)) => None,
        }
    }
}

/// One step of a path.
#[derive(Debug, PartialEq, Eq)]
enum Step<'p> {
    Key(&'p str),
    Element(usize),
}

fn steps(path: &str) -> Vec<Step<'_>> {
    let mut found = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (step, after) = if let Some(quoted) = rest.strip_prefix('"') {
            let (name, after) = quoted.split_once('"').unwrap_or((quoted, ""));
            (Step::Key(name), after)
        } else if let Some(open) = rest.strip_prefix('[') {
            let (number, after) = open.split_once(']').unwrap_or((open, ""));
            (Step::Element(number.parse().unwrap_or(usize::MAX)), after)
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            (Step::Key(&rest[..end]), &rest[end..])
        };
        found.push(step);
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_the_very_value() {
        let text = "[[a]]\nb = [1, { c = \"x\" }]\n[d]\n\"e.f\" = 2\n";
        let tree = Tree::parse(text).expect("valid TOML");
        assert_eq!(&text[tree.value("a[0].b[1].c")], "\"x\"");
        assert_eq!(&text[tree.key("a[0].b[1].c")], "c");
        assert_eq!(&text[tree.value("d.\"e.f\"")], "2");
        assert_eq!(&text[tree.value("a[0].b[9]")], "[1, { c = \"x\" }]");
    }

    #[test]
    fn every_syntax_error_is_reported() {
        let problems = Tree::parse("a = \nb = 1\nc = = 2\n").expect_err("not TOML");
        assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 3]);
    }
}
