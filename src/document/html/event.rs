//! A parsed page becomes a flat list of events, so that everything behind it is a loop over a slice.

use scraper::{Html, Node};

use super::tag::{Class, Tag};

/// What happens in document order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event<'t> {
    /// An element begins.
    Open(Open),
    /// Text, its entities decoded.
    Text(&'t str),
    /// The element of that tag ends.
    Close(Tag),
}

/// The beginning of an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// Its tag.
    pub(super) tag: Tag,
    /// The index of its end in the list.
    pub(super) end: usize,
    /// As given; 1 where it is not.
    pub(super) colspan: usize,
    /// As given; 1 where it is not, 0 for the rest of the group.
    pub(super) rowspan: usize,
    /// For a table: whether another lies in it.
    pub(super) holds_table: bool,
}

/// Lists the events of a page. Elements without a tag of ours have none; every `Open` has its `Close`.
pub(super) fn events(page: &Html) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    let mut tables: Vec<usize> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut next = Some(page.tree.root());
    while let Some(node) = next {
        open.push(enter(node.value(), &mut events, &mut tables));
        next = node.first_child();
        let mut last = node;
        while next.is_none() {
            if let Some(Some(at)) = open.pop() {
                leave(at, &mut events, &mut tables);
            }
            next = last.next_sibling();
            match last.parent() {
                Some(parent) if next.is_none() => last = parent,
                Some(_) => {}
                None => return events,
            }
        }
    }
    events
}

fn enter<'t>(node: &'t Node, events: &mut Vec<Event<'t>>, tables: &mut Vec<usize>) -> Option<usize> {
    let element = match node {
        Node::Text(text) => {
            events.push(Event::Text(text));
            return None;
        }
        Node::Element(element) => element,
        _ => return None,
    };
    let tag = Tag::of(element.name())?;
    let at = events.len();
    if tag.class() == Class::Table {
        if let Some(Event::Open(outer)) = tables.last().and_then(|outer| events.get_mut(*outer)) {
            outer.holds_table = true;
        }
        tables.push(at);
    }
    let span = |name: &str| element.attr(name).and_then(|value| value.parse().ok()).unwrap_or(1);
    let is_cell = tag.class() == Class::Cell;
    let (colspan, rowspan) = if is_cell { (span("colspan"), span("rowspan")) } else { (1, 1) };
    events.push(Event::Open(Open { tag, end: at, colspan, rowspan, holds_table: false }));
    Some(at)
}

fn leave(at: usize, events: &mut Vec<Event<'_>>, tables: &mut Vec<usize>) {
    let end = events.len();
    if let Some(Event::Open(open)) = events.get_mut(at) {
        open.end = end;
        let tag = open.tag;
        if tag.class() == Class::Table {
            tables.pop();
        }
        events.push(Event::Close(tag));
    }
}
