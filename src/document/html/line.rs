//! Events become lines: blocks one a line, whitespace collapsed.

use super::event::Event;
use super::tag::Class;

/// Text that grows line by line; never an empty line unless asked for.
#[derive(Default)]
pub(super) struct Lines {
    /// Whole lines, and the one that is being written.
    pub(super) out: String,
    /// Where that one begins.
    start: usize,
    /// Whether whitespace stands before the next word.
    gap: bool,
}

impl Lines {
    /// Adds words; any run of whitespace becomes one space, and none at the ends of a line.
    pub(super) fn words(&mut self, text: &str) {
        for (at, word) in text.split(char::is_whitespace).enumerate() {
            self.gap |= at > 0;
            if !word.is_empty() {
                if self.gap && self.out.len() > self.start {
                    self.out.push(' ');
                }
                self.gap = false;
                self.out.push_str(word);
            }
        }
    }

    /// Adds text whose newlines count.
    pub(super) fn verbatim(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_line();
            }
            self.words(line);
        }
    }

    /// Whitespace, whatever stands on its two sides.
    pub(super) fn space(&mut self) {
        self.gap = true;
    }

    /// Ends the line, if there is anything on it.
    pub(super) fn end_line(&mut self) {
        if self.out.len() > self.start {
            self.out.push('\n');
        }
        self.start = self.out.len();
        self.gap = false;
    }
}

/// The text of a cell on one line, `|` as `¦`; and how many lines it would take as blocks. Lines are set apart by a space:
/// 1 above 19 is not 119. A cell that holds nothing but an arrow gets another arrow, since ours have a meaning.
pub(super) fn one_line(events: &[Event<'_>]) -> (String, usize) {
    let mut lines = Lines::default();
    let mut count = 0;
    let mut written = 0;
    for event in events {
        match event {
            Event::Text(text) => lines.words(text),
            Event::Open(open) if open.tag.class() == Class::Title => {}
            Event::Open(_) | Event::Close(_) => {
                lines.space();
                count += usize::from(lines.out.len() > written);
                written = lines.out.len();
            }
        }
    }
    count += usize::from(lines.out.len() > written);
    let text = match lines.out.as_str() {
        "←" => "⟵".to_owned(),
        "↑" => "⇑".to_owned(),
        text if text.contains('|') => text.replace('|', "¦"),
        _ => lines.out,
    };
    (text, count)
}
