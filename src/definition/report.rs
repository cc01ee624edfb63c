//! What the parts of a definition find wrong becomes problems with places.

use super::error::Problem;
use super::tree::Tree;

/// The hint where a part knows no better one.
const SEE: &str = "`pipelines/README.md` and the schema beside it say what may stand here";

/// Where the parts of a definition report what is wrong with them.
pub(super) struct Report<'r> {
    tree: &'r Tree<'r>,
    problems: Vec<Problem>,
}

impl<'r> Report<'r> {
    /// An empty report on the definition of that tree.
    #[must_use]
    pub(super) fn new(tree: &'r Tree<'r>) -> Self {
        Self { tree, problems: Vec::new() }
    }

    /// Notes a problem; its place is the first occurrence of `about` in the file, in quotes before bare.
    pub(super) fn add(&mut self, about: &str, message: &str) {
        let text = self.tree.text;
        let offset = text.find(&format!("\"{about}\"")).or_else(|| text.find(about)).unwrap_or(0);
        self.push(offset, message.to_owned(), Some(SEE.to_owned()));
    }

    /// Notes a problem with the value at `path`.
    pub(super) fn at(&mut self, path: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.push(self.tree.value(path).start, message.into(), Some(hint.into()));
    }

    /// Notes a problem with the key at `path`.
    pub(super) fn at_key(&mut self, path: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.push(self.tree.key(path).start, message.into(), Some(hint.into()));
    }

    /// Notes a problem with one word of the string at `path`; with the whole string where the word is not in it.
    pub(super) fn at_word(&mut self, path: &str, word: &str, message: impl Into<String>, hint: impl Into<String>) {
        let value = self.tree.value(path);
        let inside = self.tree.text.get(value.clone()).and_then(|source| whole_word(source, word));
        self.push(value.start + inside.unwrap_or(0), message.into(), Some(hint.into()));
    }

    /// Notes a problem at a byte of the text.
    pub(super) fn push(&mut self, offset: usize, message: String, hint: Option<String>) {
        self.problems.push(Problem::at(self.tree.text, offset, message, hint));
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// The number of problems so far.
    #[must_use]
    pub(super) fn len(&self) -> usize {
        self.problems.len()
    }

    /// The problems, in the order in which they were noted.
    #[must_use]
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// Where `word` stands in `source` with no letter, digit or underscore beside it.
fn whole_word(source: &str, word: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    source.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = source[..at].chars().next_back();
        let after = source[at + word.len()..].chars().next();
        !word.is_empty() && !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}
