//! A part of the text becomes a window that is searched sentence by sentence.
//!
//! Most patterns of a definition match within a sentence. They are looked for only in the sentences that hold their words,
//! which are few; each byte that a pattern is matched against costs as much as all the search for words.

use std::ops::Range;

use regex::Captures;

use super::super::line::Window;
use crate::definition::{IssuerRules, Pattern, SENTENCE_STOP, may_match};

/// A window, and which of the sentences of the definition it may hold, and where.
#[derive(Debug)]
pub(super) struct Passage {
    /// The text.
    pub(super) window: Window,
    /// The patterns that all of it may match.
    there: u32,
    /// What stands between its stops, each with the patterns that it may match.
    sentences: Vec<(Range<usize>, u32)>,
}

impl Passage {
    /// The passage of `text` between two bytes; empty where they cut a character.
    pub(super) fn new(rules: &IssuerRules, text: &str, range: Range<usize>) -> Self {
        let (window, marks) = Window::marked(text.get(range.clone()).unwrap_or(""), range.start, &rules.sentences);
        let stops = memchr::memmem::find_iter(window.text.as_bytes(), SENTENCE_STOP);
        let (mut sentences, mut from, mut later) = (Vec::with_capacity(24), 0, marks.as_slice());
        let mut all = rules.sentences.scan_at(&window.text, &[]);
        for stop in stops.chain([window.text.len()]) {
            let own;
            (own, later) = later.split_at(later.partition_point(|mark| *mark < stop));
            let found = rules.sentences.scan_at(&window.text, own);
            all = all.and(found);
            sentences.push((from..stop, found.patterns()));
            from = stop + SENTENCE_STOP.len();
        }
        Self { there: all.patterns(), sentences, window }
    }

    /// The parts in which the pattern of that index in the screen of the sentences may match, in order.
    fn parts<'p>(&'p self, pattern: &'p Pattern, index: usize) -> impl Iterator<Item = Range<usize>> + 'p {
        let by_sentence = pattern.is_of_sentence();
        let whole = (!by_sentence && may_match(self.there, index)).then_some(0..self.window.text.len());
        let sentences = if by_sentence { self.sentences.as_slice() } else { &[] };
        whole.into_iter().chain(sentences.iter().filter(move |(_, there)| may_match(*there, index)).map(|(part, _)| part.clone()))
    }

    /// The groups of all its matches, and the byte of the window from which on their places count.
    pub(super) fn matches<'p>(&'p self, pattern: &'p Pattern, index: usize) -> impl Iterator<Item = (usize, Captures<'p>)> {
        self.parts(pattern, index).flat_map(move |part| {
            let from = part.start;
            pattern.captures_iter(&self.window.text[part]).into_iter().flatten().map(move |groups| (from, groups))
        })
    }

    /// The place of its first match in the window.
    pub(super) fn find(&self, pattern: &Pattern, index: usize) -> Option<Range<usize>> {
        self.parts(pattern, index).find_map(|part| {
            let found = pattern.find(&self.window.text[part.clone()])?;
            Some(part.start + found.start()..part.start + found.end())
        })
    }
}
