//! A place in the prose becomes the words around it: back to the beginning of the sentence, on to the end of the clause.

use crate::text::{Piece, fold_char, squeeze};

/// How far back a sentence is followed, in bytes: one that is longer is a text without stops.
const LONGEST: usize = 480;

/// How far on a clause is followed, in characters.
const LONGEST_CLAUSE: usize = 70;

/// A heading or a list item in a line of its own is at most so long, in bytes.
const LONGEST_HEADING: usize = 90;

/// The sentence around the last place asked for, folded once for all its numbers.
pub(super) struct Sentence<'t> {
    text: &'t str,
    /// No sentence begins before this byte.
    floor: usize,
    start: usize,
    /// The byte up to which the sentence is folded.
    known: usize,
    folded: String,
}

impl<'t> Sentence<'t> {
    /// The text in which places are asked for.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, floor: 0, start: 0, known: 0, folded: String::new() }
    }

    /// Forgets the sentence: what stands before byte `at` is not prose.
    pub(super) fn begin_at(&mut self, at: usize) {
        self.floor = at;
        self.start = at;
        self.known = at;
        self.folded.clear();
    }

    /// Where the sentence of byte `at` begins, and its words up to there, folded and without white space. Places must ascend.
    pub(super) fn before(&mut self, at: usize) -> (usize, &str) {
        let at = at.max(self.known);
        let from = self.known.max(floor_boundary(self.text, at.saturating_sub(LONGEST)));
        if let Some(stop) = last_stop(self.text, from, at) {
            self.restart(stop);
        } else if from > self.known || at - self.start > 2 * LONGEST {
            let comma = self.text[from..at].find([',', '，']).map_or(from, |n| from + n);
            self.restart(comma);
        }
        fold_into(&self.text[self.known..at], &mut self.folded);
        self.known = at;
        (self.start, &self.folded)
    }

    fn restart(&mut self, at: usize) {
        let rest = &self.text[at..];
        self.start = at + (rest.len() - rest.trim_start().len());
        self.start = self.start.max(self.floor);
        self.known = self.start;
        self.folded.clear();
    }
}

/// The largest character boundary that is not above `at`.
fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&n| text.is_char_boundary(n)).unwrap_or(0)
}

/// Where the last sentence that begins between `from` and `to` begins.
fn last_stop(text: &str, from: usize, to: usize) -> Option<usize> {
    let window = text.get(from..to)?;
    window.char_indices().rev().find(|&(at, c)| is_stop(c) || c == '\n' && breaks(text, from + at)).map(|(at, c)| from + at + c.len_utf8())
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '；' | ';' | '！' | '!' | '？' | '?' | '|' | '｜')
}

/// Whether the line break at byte `at` ends a sentence, and not only a printed line. Looks at most so far as a heading is long.
fn breaks(text: &str, at: usize) -> bool {
    let around = &text[floor_boundary(text, at.saturating_sub(2 * LONGEST_HEADING))..at];
    let line = around.rsplit('\n').next().unwrap_or("").trim();
    let next = &text[at + 1..floor_boundary(text, at + 1 + LONGEST_HEADING)];
    let next = next.split('\n').next().unwrap_or("").trim();
    let Some(last) = line.chars().next_back() else { return true };
    is_stop(last)
        || matches!(last, ':' | '：')
        || next.is_empty()
        || next.starts_with(['|', '#', '*', '-', '•', '●', '■'])
        || is_item(next)
        || line.len() <= LONGEST_HEADING && is_item(line)
}

/// Whether a line begins with the number of a heading or of a list item: 一、 （一） 1. 1、 (1) 第一
fn is_item(line: &str) -> bool {
    let numeral = |c: char| fold_char(c).is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let opened = line.strip_prefix(['(', '（', '第']);
    let rest = opened.unwrap_or(line);
    let after = rest.trim_start_matches(numeral);
    if after.len() == rest.len() {
        return false;
    }
    match opened {
        Some(_) => after.starts_with([')', '）', '条', '條', '章', '部']),
        None if after.starts_with('是') => true,
        None => {
            let mut chars = after.chars();
            chars.next().is_some_and(|c| matches!(c, '、' | '.' | '．' | ')' | '）')) && !chars.next().is_some_and(|c| fold_char(c).is_ascii_digit())
        }
    }
}

/// Folds the clause from byte `at` on into `out`: up to the next comma or stop, which is left out. Returns where it ends.
pub(super) fn after(prose: &str, at: usize, out: &mut String) -> usize {
    out.clear();
    let rest = &prose[at..];
    let ends = |&(n, c): &(usize, char)| matches!(c, ',' | '，') || is_stop(c) || c == '\n' && breaks(prose, at + n);
    let end = rest.char_indices().enumerate().find(|(n, c)| *n >= LONGEST_CLAUSE || ends(c)).map_or(prose.len(), |(_, (n, _))| at + n);
    fold_into(&prose[at..end], out);
    at + prose[at..end].trim_end().len()
}

/// Folds without white space.
fn fold_into(text: &str, out: &mut String) {
    squeeze(text, |_, piece| match piece {
        Piece::Same(same) => out.push_str(same),
        Piece::Other(folded, _) => out.push(folded),
        Piece::Nothing => {}
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_after_stops_and_survive_broken_lines() {
        for (text, expected) in [
            ("甲。乙丙，丁", "乙丙,丁"),
            ("甲乙丙丁\n戊己", "甲乙丙丁戊己"),
            ("一、甲乙\n丙丁", "丙丁"),
            ("甲乙：\n丙丁", "丙丁"),
            ("甲乙\n\n丙丁", "丙丁"),
            ("甲乙\n二是丙丁", "二是丙丁"),
            ("| 甲 | 乙 丙", "乙丙"),
        ] {
            assert_eq!(Sentence::new(text).before(text.len()).1, expected, "{text}");
        }
    }

    #[test]
    fn a_sentence_grows_with_its_numbers() {
        let text = "甲，乙，丙。丁";
        let mut sentence = Sentence::new(text);
        assert_eq!(sentence.before(6), (0, "甲,"));
        assert_eq!(sentence.before(15), (0, "甲,乙,丙"));
        assert_eq!(sentence.before(21), (18, "丁"));
    }
}
