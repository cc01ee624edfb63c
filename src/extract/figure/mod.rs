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
use crate::definition::{Family, PatternRules};
use crate::text::Span;

/// Reads the figures of the prose, by place. `tables` are the spans of the decoded tables, sorted, where no figure stands.
///
/// A number gives at most one figure: of the first kind, in the order of the definition, with a wording that fits. A denial
/// (未收到…) gives one for each kind that it denies. Never fails; a text without figures gives an empty list.
#[must_use]
pub(super) fn figures(family: &Family, text: &str, sections: &[Section], tables: &[Span]) -> Vec<Figure> {
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
        let mut candidates = unit.candidates(words).iter().map(|&at| &rules.patterns[at]).filter(|p| p.before.is_match(words)).peekable();
        if candidates.peek().is_none() || words::is_no_statement(words) {
            return;
        }
        let end = sentence::after(prose, quantity.end, &mut self.after);
        let (rest, suffix) = words::without_suffix(&self.after);
        let fits = |pattern: &&PatternRules| {
            pattern.after.map_or_else(|| words::is_end(rest), |after| rules.wording(after).is_match(rest))
                && !pattern.unless.is_some_and(|unless| rules.wording(unless).is_match(words))
        };
        let Some(pattern) = candidates.find(fits) else { return };
        self.found.push(Figure {
            figure: pattern.figure,
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
        words::without_single(&mut self.after);
        let mut denied = rules.denied_by(&self.after).peekable();
        if denied.peek().is_none() {
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
        for figure in denied {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write;

    use serde::Deserialize;

    use super::*;
    use crate::definition::builtin;

    #[derive(Deserialize)]
    struct Cases {
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        text: String,
        #[serde(default)]
        found: Vec<(String, f64, String, String, String)>,
    }

    fn cases() -> Vec<Case> {
        toml::from_str::<Cases>(include_str!("../../../tests/data/figures.toml")).unwrap().cases
    }

    fn read(family: &Family, text: &str) -> Vec<Figure> {
        let section = Section { number: 1, form: None, heading: Span::new(0, 0), body: Span::new(0, text.len()) };
        figures(family, text, &[section], &[])
    }

    #[test]
    fn sentences_state_what_the_cases_say_and_nothing_else() {
        let family = &builtin().unwrap()[0];
        let mut wrong = String::new();
        for case in cases() {
            let found: Vec<_> = read(family, &case.text)
                .into_iter()
                .map(|f| {
                    let code = &family.figures[f.figure].code;
                    let code = if f.negated { format!("-{code}") } else { code.clone() };
                    (code, f.value, f.unit, f.qualifier.unwrap_or("").to_owned(), f.period.to_owned())
                })
                .collect();
            if found != case.found {
                write!(wrong, "\n{}\n  want {:?}\n  got  {found:?}", case.text, case.found).unwrap();
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    #[test]
    fn every_figure_of_the_definition_has_a_case() {
        let family = &builtin().unwrap()[0];
        let mut missing: BTreeSet<&str> = family.figures.iter().map(|f| f.code.as_str()).collect();
        let cases = cases();
        for (code, ..) in cases.iter().flat_map(|case| &case.found) {
            missing.remove(code.trim_start_matches('-'));
        }
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn spans_name_the_number_and_a_clause_that_holds_it() {
        let family = &builtin().unwrap()[0];
        for case in cases() {
            for figure in read(family, &case.text) {
                assert!(figure.phrase.start <= figure.span.start && figure.span.end <= figure.phrase.end, "{}", case.text);
                assert!(!figure.span.of(&case.text).is_empty() && !figure.phrase.of(&case.text).is_empty(), "{}", case.text);
                assert_eq!(figure.section, 1);
            }
        }
    }

    #[test]
    fn what_stands_in_a_table_is_no_figure() {
        let family = &builtin().unwrap()[0];
        let text = "收到政府信息公开申请7件。主动公开政府信息9条。";
        let cut = text.find("主动").unwrap();
        let codes = |tables: &[Span]| figures(family, text, &[], tables).iter().map(|f| f.value).collect::<Vec<_>>();
        assert_eq!(codes(&[Span::new(0, cut)]), [9.0]);
        assert_eq!(codes(&[Span::new(cut, text.len())]), [7.0]);
        assert_eq!(codes(&[Span::new(0, text.len())]), [0.0; 0]);
    }

    #[test]
    fn cut_and_doubled_sentences_do_not_panic() {
        let family = &builtin().unwrap()[0];
        for case in cases() {
            let text = case.text.repeat(3).replace(['。', '，'], "");
            for (at, _) in text.char_indices().step_by(23) {
                read(family, &text[at..]);
                read(family, &text[..at]);
            }
        }
    }

    #[test]
    fn long_runs_cost_no_more_than_their_length() {
        let family = &builtin().unwrap()[0];
        for run in ["1,111", "十", "未", "件", "1件", "收到政府信息公开申请3件、", "甲\n", "\n"] {
            read(family, &run.repeat(20_000));
        }
    }
}
