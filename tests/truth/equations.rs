//! The arithmetic of the form, written a second time: which numbers must add up.
//!
//! Codes and sums are typed from the notices, not from the definitions of the program.

use std::collections::{BTreeMap, BTreeSet};

use reportlake::extract::State;

use super::form::{APPLICANTS, CHANNELS, OUTCOMES, RESULTS, TABLES};

/// Table, row and column of a cell, by their codes.
pub(crate) type Place = (&'static str, &'static str, &'static str);

/// What stands in a cell, as far as sums care.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Content {
    /// In ten-thousandths.
    Number(i64),
    /// Counts as nothing.
    Empty,
    Unknown,
}

impl Content {
    /// What a cell holds that was read so.
    pub(crate) fn of(state: State, value: Option<f64>) -> Self {
        match value {
            #[expect(clippy::cast_possible_truncation, reason = "the numbers have at most nine digits and four decimals")]
            Some(value) => Self::Number((value * 10_000.0).round() as i64),
            None if matches!(state, State::Blank | State::Slash | State::Dash | State::NoneWord) => Self::Empty,
            None => Self::Unknown,
        }
    }
}

/// The cells that a report prints, with what is in them.
pub(crate) type Cells = BTreeMap<Place, Content>;

/// Two sums that the form wants equal.
#[derive(Debug)]
pub(crate) struct Sums {
    pub(crate) left: Vec<Place>,
    pub(crate) right: Vec<Place>,
}

/// What became of two sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Result {
    pub(crate) failed: bool,
    /// Both sums in ten-thousandths; `None` where one of them cannot be known or has no number.
    pub(crate) sums: Option<(i64, i64)>,
    pub(crate) support: u32,
    pub(crate) nonzero: u32,
}

/// The equations between the rows that are there.
pub(crate) fn equations(cells: &Cells) -> Vec<Sums> {
    let mut sums = Vec::new();
    let requests = TABLES[1];
    for (column, _) in APPLICANTS {
        let at = |row: &'static str| (requests, row, column);
        let leaves =
            OUTCOMES.iter().map(|o| o.code).filter(|c| !matches!(*c, "new_received" | "carried_over_in" | "results_total" | "carried_over_out"));
        sums.push(Sums { left: vec![at("new_received"), at("carried_over_in")], right: vec![at("results_total"), at("carried_over_out")] });
        sums.push(Sums { left: vec![at("results_total")], right: leaves.map(at).collect() });
    }
    for outcome in OUTCOMES {
        let six = APPLICANTS[..6].iter().map(|(column, _)| (requests, outcome.code, *column)).collect();
        sums.push(Sums { left: six, right: vec![(requests, outcome.code, "total")] });
    }
    for channel in CHANNELS {
        let four = RESULTS[..4].iter().map(|(column, _)| (TABLES[2], channel, *column)).collect();
        sums.push(Sums { left: four, right: vec![(TABLES[2], channel, "total")] });
    }
    for own in &mut sums {
        own.left.retain(|place| cells.contains_key(place));
        own.right.retain(|place| cells.contains_key(place));
    }
    sums.retain(|own| !own.left.is_empty() && !own.right.is_empty());
    sums
}

impl Sums {
    pub(crate) fn places(&self) -> impl Iterator<Item = &Place> {
        self.left.iter().chain(&self.right)
    }

    /// Adds up. Empty cells count nothing where each side has a number.
    pub(crate) fn result(&self, cells: &Cells) -> Result {
        let contents: Vec<Content> = self.places().map(|place| cells[place]).collect();
        let (left, right) = contents.split_at(self.left.len());
        let numbers = |side: &[Content]| side.iter().filter_map(|c| if let Content::Number(v) = c { Some(*v) } else { None }).collect::<Vec<i64>>();
        let (left, right, is_known) = (numbers(left), numbers(right), !contents.contains(&Content::Unknown));
        let sums = (is_known && !left.is_empty() && !right.is_empty()).then(|| (left.iter().sum::<i64>(), right.iter().sum::<i64>()));
        let all: Vec<i64> = left.into_iter().chain(right).collect();
        let count = |length: usize| u32::try_from(length).expect("a form has hundreds of cells");
        Result {
            failed: sums.is_some_and(|(left, right)| left != right),
            sums,
            support: count(all.len()),
            nonzero: count(all.iter().filter(|v| **v != 0).count()),
        }
    }
}

/// The cells of all equations that fail.
pub(crate) fn failing(cells: &Cells) -> BTreeSet<Place> {
    equations(cells).iter().filter(|own| own.result(cells).failed).flat_map(Sums::places).copied().collect()
}
