//! Tags in order become the depth at which a parser would put them, at least.
//!
//! The parser that builds the tree has no limit of its own and needs quadratic time in the depth (reliability.md T5). This
//! follows its rules for closing elements, and where it cannot it counts too many, never too few: a page that passes nests no
//! deeper than a few times the limit.

use super::GaveUp;
use super::tag::{Class, Tag};
use crate::document::Limits;

/// Whether a tag goes on to the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It does.
    Keep,
    /// It is dropped; the text around it stays.
    Drop,
}

/// The elements that are open.
pub(super) struct Nest<'a> {
    limits: &'a Limits,
    open: Vec<Tag>,
    /// Elements open beyond the depth that is kept.
    excess: usize,
}

fn is_table_part(class: Class) -> bool {
    matches!(class, Class::Table | Class::Caption | Class::Group | Class::Row | Class::Cell)
}

impl<'a> Nest<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, open: Vec::new(), excess: 0 }
    }

    fn top(&self) -> Option<Class> {
        self.open.last().map(|tag| tag.class())
    }

    /// Opens an element.
    pub(super) fn open(&mut self, tag: Tag) -> Result<Verdict, GaveUp> {
        let class = tag.class();
        if class == Class::Void {
            return Ok(Verdict::Keep);
        }
        if self.excess > 0 {
            return if matches!(class, Class::Block | Class::Table) { self.exceed() } else { Ok(Verdict::Drop) };
        }
        match class {
            Class::Caption | Class::Group => return Ok(self.open_part(tag, &[])),
            Class::Row => return Ok(self.open_part(tag, &[Class::Group])),
            Class::Cell => return Ok(self.open_part(tag, &[Class::Row, Class::Group])),
            Class::Table | Class::Void | Class::Title => {}
            Class::Block | Class::Heading | Class::Paragraph | Class::Item | Class::Term => {
                if self.top() == Some(Class::Paragraph) {
                    self.open.pop();
                }
                if class != Class::Block && self.top() == Some(class) {
                    self.open.pop();
                }
            }
        }
        if self.open.len() >= self.limits.html_depth_kept {
            return self.exceed();
        }
        self.open.push(tag);
        Ok(Verdict::Keep)
    }

    fn exceed(&mut self) -> Result<Verdict, GaveUp> {
        self.excess += 1;
        if self.open.len() + self.excess > self.limits.html_depth { Err(GaveUp::TooDeep) } else { Ok(Verdict::Drop) }
    }

    /// A part of a table closes what is open down to its parent; outside of a table it means nothing.
    fn open_part(&mut self, tag: Tag, parents: &[Class]) -> Verdict {
        let is_parent = |open: &Tag| open.class() == Class::Table || parents.contains(&open.class());
        let Some(parent) = self.open.iter().rposition(is_parent) else { return Verdict::Drop };
        self.open.truncate(parent + 1);
        self.open.push(tag);
        Verdict::Keep
    }

    /// Closes an element.
    pub(super) fn close(&mut self, tag: Tag) -> Verdict {
        let class = tag.class();
        if self.excess > 0 {
            if matches!(class, Class::Block | Class::Table) {
                self.excess -= 1;
            }
            return Verdict::Drop;
        }
        let stops = |open: Class| match class {
            Class::Table => false,
            Class::Caption | Class::Group | Class::Row | Class::Cell => open == Class::Table,
            Class::Block => is_table_part(open),
            _ => is_table_part(open) || open == Class::Block,
        };
        let matches = |open: &Tag| *open == tag || (class == Class::Heading && open.class() == Class::Heading);
        let found = self.open.iter().rposition(|open| matches(open) || stops(open.class()));
        match found.filter(|at| matches(&self.open[*at])) {
            Some(at) => {
                self.open.truncate(at);
                Verdict::Keep
            }
            // Of an item the parser knows better; other ends without a beginning mean nothing.
            None if class == Class::Item || class == Class::Term => Verdict::Keep,
            None => Verdict::Drop,
        }
    }
}
