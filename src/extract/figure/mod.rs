//! The prose becomes figures: numbers with a meaning, a unit, a qualifier and the clause that they stand in.
//!
//! One scan over the prose finds numbers and denying words; only around those is text folded and matched. Precision goes
//! before recall: a number that no wording of the definition claims, or that speaks of a change, a plan, a rule or
//! another year, is no figure.

mod number;
mod scan;
mod sentence;
mod words;

use self::number::Quantity;
use self::scan::{Mark, Scan};
use self::sentence::Sentence;
use super::{Figure, Section};
use crate::definition::Family;
use crate::text::Span;

/// Reads the figures of the prose, by place. `tables` are the spans of the decoded tables, sorted, where no figure stands.
///
/// A number gives at most one figure: of the first kind, in the order of the definition, with a wording that fits. A denial
/// (未收到…) gives one for each kind that it denies. Never fails; a text without figures gives an empty list.
#[must_use]
pub fn figures(family: &Family, text: &str, sections: &[Section], tables: &[Span]) -> Vec<Figure> {
    let mut reader = Reader { family, text, sections, sentence: Sentence::new(text), after: String::new(), found: Vec::new() };
    let mut from = 0;
    for table in tables {
        reader.prose(from, table.start as usize);
        from = from.max(table.end as usize);
    }
    reader.prose(from, text.len());
    reader.found
}

/// What is held while one document is read.
struct Reader<'r> {
    family: &'r Family,
    text: &'r str,
    sections: &'r [Section],
    sentence: Sentence<'r>,
    /// What follows the place in question, folded; kept only to be reused.
    after: String,
    found: Vec<Figure>,
}

impl Reader<'_> {
    /// Reads the prose between two tables.
    fn prose(&mut self, from: usize, to: usize) {
        let Some(prose) = self.text.get(..to).filter(|p| p.is_char_boundary(from.min(to)) && from < to) else { return };
        self.sentence.begin_at(from);
        let mut scan = Scan::new(prose, from);
        while let Some(mark) = scan.next() {
            match mark {
                Mark::Denial(at) => self.denial(prose, at),
                Mark::Digits(at) => {
                    let (end, quantity) = number::digits(prose, at, &self.family.figure_rules);
                    scan.skip_to(end);
                    self.quantity(prose, quantity);
                }
                Mark::Numeral(at) => {
                    let (end, quantity) = number::numeral(prose, at, &self.family.figure_rules);
                    scan.skip_to(end);
                    self.quantity(prose, quantity);
                }
            }
        }
    }

    /// A number with a unit becomes a figure, if a wording of the definition claims it.
    fn quantity(&mut self, prose: &str, quantity: Option<Quantity>) {
        let Some(quantity) = quantity else { return };
        let rules = &self.family.figure_rules;
        let unit = &rules.units[quantity.unit];
        let (start, whole) = self.sentence.before(quantity.start);
        let (words, prefix) = words::without_links(whole);
        let candidates = unit.before.matches(words);
        if !candidates.matched_any() || words::is_no_statement(words) {
            return;
        }
        let end = sentence::after(prose, quantity.end, &mut self.after);
        let (rest, suffix) = words::without_suffix(&self.after);
        let fits = |at: &usize| {
            let pattern = &rules.patterns[*at];
            pattern.after.as_ref().map_or_else(|| words::is_end(rest), |r| r.is_match(rest)) && !pattern.unless.as_ref().is_some_and(|r| r.is_match(words))
        };
        let Some(pattern) = candidates.iter().map(|at| unit.patterns[at]).find(fits) else { return };
        self.found.push(Figure {
            figure: rules.patterns[pattern].figure,
            section: section_at(self.sections, quantity.start),
            value: quantity.value,
            unit: unit.unit.clone(),
            qualifier: quantity.qualifier.or(suffix).or(prefix),
            negated: false,
            period: words::period(whole),
            phrase: Span::new(start, end),
            span: Span::new(quantity.start, quantity.number_end),
        });
    }

    /// A denying word becomes a figure of value 0 for each kind that its clause denies.
    fn denial(&mut self, prose: &str, at: usize) {
        let rules = &self.family.figure_rules;
        let end = sentence::after(prose, at, &mut self.after);
        let denied = rules.denied.matches(&self.after);
        if !denied.matched_any() {
            return;
        }
        let (start, before) = self.sentence.before(at);
        if words::is_condition(before) {
            return;
        }
        let period = words::period(before);
        let phrase = Span::new(start, end);
        let section = section_at(self.sections, at);
        let span = Span::new(at, at + words::denying_word(&prose[at..]));
        let mut last = None;
        for figure in denied.iter().map(|index| rules.denied_figures[index]) {
            if last.replace(figure) == Some(figure) {
                continue;
            }
            let unit = self.family.figures[figure].unit.clone();
            self.found.push(Figure { figure, section, value: 0.0, unit, qualifier: None, negated: true, period, phrase, span });
        }
    }
}

/// The number of the section that holds the byte `at`; 0 where none does.
fn section_at(sections: &[Section], at: usize) -> u8 {
    let next = sections.partition_point(|s| s.body.start as usize <= at);
    next.checked_sub(1).map_or(0, |index| sections[index].number)
}
