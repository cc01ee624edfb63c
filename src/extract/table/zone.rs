//! Items become zones: where each table stands, and which edition of the form it is.

use std::ops::Range;

use super::lex::{Item, Kind, Lexed, Line};
use crate::definition::{Family, LabelId, Labels, TableForm, Use};
use crate::extract::Section;
use crate::finding::{Code, Finding};

/// The part of the items that one table may stand in.
pub(crate) struct Zone {
    /// The indices of its items.
    pub(crate) items: Range<usize>,
    /// The section that it stands in, where that has a heading.
    pub(crate) section: Option<usize>,
}

/// What the readers of a table see: its items and what its labels mean.
pub(crate) struct View<'v> {
    /// The text of the document.
    pub(crate) text: &'v str,
    /// The labels of the family.
    pub(crate) labels: &'v Labels,
    /// The lines that the items lie on.
    pub(crate) lines: &'v [Line],
    /// All items of the text.
    pub(crate) all: &'v [Item],
    /// Whether another table of the text has lost the columns of its values.
    pub(crate) spoilt: bool,
    /// The items of the zone.
    pub(crate) items: &'v [Item],
    /// The edition.
    pub(crate) edition: usize,
    /// The index of the table in the edition's form.
    pub(crate) index: usize,
    /// The table.
    pub(crate) table: &'v TableForm,
}

impl View<'_> {
    /// What an item is in this table.
    pub(crate) fn uses(&self, item: &Item) -> impl Iterator<Item = Use> {
        let label = if let Kind::Label(label) = item.kind { Some(label) } else { None };
        label.into_iter().flat_map(|label| self.labels.uses_in(label, self.edition, self.index))
    }

    /// Whether two cells that hold something stand on one line of pipes: a row a line, not a cell a line.
    pub(crate) fn has_rows_on_lines(&self) -> bool {
        let mut filled = self.items.iter().filter(|i| !matches!(i.kind, Kind::Blank | Kind::Tail) && self.line(i).slots > 1).map(|i| i.line);
        let mut previous = filled.next();
        filled.any(|line| previous.replace(line) == Some(line))
    }

    /// Whether nothing else stands on the line of an item.
    pub(crate) fn is_alone(&self, item: &Item) -> bool {
        let at = self.items.partition_point(|i| i.span < item.span);
        let other = |i: Option<&Item>| i.is_some_and(|i| i.line == item.line);
        !other(at.checked_sub(1).and_then(|before| self.items.get(before))) && !other(self.items.get(at + 1))
    }

    /// Where an item begins on its line, in columns of a terminal: wide characters take two.
    pub(crate) fn column(&self, item: &Item) -> usize {
        let before = self.text.get(..item.span.start as usize).unwrap_or("");
        columns(before.rfind('\n').map_or(before, |at| &before[at + 1..]))
    }

    /// How many columns of a terminal an item takes.
    pub(crate) fn width(&self, item: &Item) -> usize {
        columns(item.span.of(self.text))
    }

    /// The line of an item.
    #[inline]
    pub(crate) fn line(&self, item: &Item) -> Line {
        self.lines.get(item.line as usize).copied().unwrap_or_default()
    }
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum()
}

/// The edition whose own labels the text has, else the one that the report year prescribes.
///
/// Labels that several editions share tell nothing. A text whose labels are another edition's than its year's gets a finding.
pub(crate) fn edition(family: &Family, lexed: &Lexed, sections: &[Section], year: Option<i32>, findings: &mut Vec<Finding>) -> Option<usize> {
    let by_year = year.and_then(|y| family.editions.iter().position(|e| (e.first_year..=e.last_year).contains(&y)));
    let mut votes = vec![0; family.editions.len()];
    let end = first_report(lexed, sections);
    for &(_, label) in lexed.labels.iter().take_while(|(at, _)| *at < end) {
        if let Some(only) = family.labels.owner(label) {
            votes[only] += 1;
        }
    }
    let best = (0..votes.len()).max_by_key(|&at| (votes[at], by_year == Some(at))).filter(|&at| votes[at] >= 2);
    match (best, by_year) {
        (Some(best), Some(year_says)) if best != year_says => {
            let codes = (&family.editions[best].code, &family.editions[year_says].code);
            findings
                .push(Finding::new(Code::EditionMismatch, format!("the tables are those of {}, the report year prescribes {}", codes.0, codes.1)));
            Some(best)
        }
        (best, by_year) => best.or(by_year),
    }
}

/// The number of items before a second report in the same text.
fn first_report(lexed: &Lexed, sections: &[Section]) -> usize {
    let second = sections.iter().skip(1).find(|s| s.form.is_none());
    second.map_or(lexed.items.len(), |s| lexed.items.partition_point(|i| i.span.start < s.body.start))
}

/// Where a table stands: its section, unless most of its row labels stand elsewhere.
pub(crate) fn zone(family: &Family, lexed: &Lexed, sections: &[Section], edition: usize, index: usize, table: &TableForm) -> Zone {
    let meanings = family.labels.meanings(edition, index);
    let names_row = |label: LabelId| meanings.get(label as usize).is_some_and(|m| m.row.is_some());
    let end = first_report(lexed, sections);
    let labels = &lexed.labels[..lexed.labels.partition_point(|(at, _)| *at < end)];
    let labelled = || labels.iter().filter(|(_, label)| names_row(*label)).map(|(at, _)| *at);
    let section = sections.iter().position(|s| s.form == Some(table.section));
    if let Some(at) = section {
        let body = sections[at].body;
        let items = within(lexed, sections[at].heading.end as usize..body.end as usize);
        let (inside, all) = labelled().fold((0, 0), |(inside, all), at| (inside + usize::from(items.contains(&at)), all + 1));
        if inside * 2 >= all {
            return Zone { items, section };
        }
    }
    let labelled: Vec<usize> = labelled().collect();
    let first = labelled.first().copied().unwrap_or(lexed.items.len());
    let last_heading = labelled.last().map_or(lexed.items.len(), |&last| {
        let from = lexed.items[last].span.start;
        let next = sections.iter().map(|s| s.heading.start).filter(|&h| h > from).min();
        next.map_or(lexed.items.len(), |h| lexed.items.partition_point(|i| i.span.start < h))
    });
    Zone { items: first..last_heading.max(first), section }
}

fn within(lexed: &Lexed, bytes: Range<usize>) -> Range<usize> {
    let index = |at: usize| lexed.items.partition_point(|i| (i.span.start as usize) < at);
    let start = index(bytes.start);
    start..index(bytes.end).max(start)
}
