//! Mutants become counts: what the form's arithmetic saw of each, and what was said of the numbers that are wrong.

use std::collections::BTreeMap;

use reportlake::extract::{Extractor, Outcome, State, Verification};

use super::SEED;
use super::equations::{Content, Place, failing};
use super::mutation::{Mutant, Mutation, Sight, mutant, place};
use super::score::{Read, reads};

/// What became of the mutants of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sighted {
    pub(crate) reports: u64,
    pub(crate) sights: BTreeMap<Sight, u64>,
    /// Mutants of which a check fails, or a row is called missing.
    pub(crate) noticed: u64,
    /// Cells that state another number than the reported one, by what the equations with them do and what is said of the cell.
    pub(crate) wrong: BTreeMap<(Own, Verification), u64>,
}

/// What the equations with a wrong cell do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Own {
    /// One of them fails on what was read.
    Fail,
    /// One of them fails on what is printed, but not all of its numbers could be read.
    NotRead,
    /// None of them fails: the wrong numbers add up.
    Hold,
}

impl Sighted {
    /// The wrong cells of which this is said.
    pub(crate) fn wrong(&self, own: Own, said: Verification) -> u64 {
        self.wrong.get(&(own, said)).copied().unwrap_or(0)
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.reports += other.reports;
        self.noticed += other.noticed;
        other.sights.iter().for_each(|(sight, count)| *self.sights.entry(*sight).or_default() += count);
        other.wrong.iter().for_each(|(said, count)| *self.wrong.entry(*said).or_default() += count);
    }
}

/// What is said of one mutant.
pub(crate) fn sighted(extractor: &Extractor, mutant: &Mutant) -> Sighted {
    let found = extractor.extract(&mutant.text);
    let read = reads(extractor, &mutant.sheet, &found);
    let is_missing = |cell: &Option<Read>| cell.is_some_and(|read| read.state == State::RowMissing);
    let is_noticed = found.checks.iter().any(|c| c.outcome == Outcome::Fails) || read.iter().any(is_missing);
    let mut own = Sighted { reports: 1, noticed: u64::from(is_noticed), ..Sighted::default() };
    own.sights.insert(mutant.sight, 1);
    let content = |cell: &Option<Read>| cell.map_or(Content::Unknown, |read| Content::of(read.state, read.value));
    let places: Vec<Place> = (0..read.len()).map(|slot| place(&mutant.sheet, slot)).collect();
    let failing = failing(&places.iter().copied().zip(read.iter().map(content)).collect());
    for ((read, truth), place) in read.iter().zip(&mutant.sheet.truth).zip(&places) {
        let Some(Read { value: Some(_), verification: Some(said), .. }) = read else { continue };
        if content(read) != Content::Number(*truth) {
            let equations = match (failing.contains(place), mutant.failing.contains(place)) {
                (true, _) => Own::Fail,
                (_, true) => Own::NotRead,
                _ => Own::Hold,
            };
            *own.wrong.entry((equations, *said)).or_default() += 1;
        }
    }
    own
}

/// Counts the first mutants of the seed, by kind.
pub(crate) fn count(extractor: &Extractor, mutants: u64) -> BTreeMap<Mutation, Sighted> {
    let mut counts = BTreeMap::<Mutation, Sighted>::new();
    for number in 0..mutants {
        let mutant = mutant(SEED, number);
        counts.entry(mutant.mutation).or_default().add(&sighted(extractor, &mutant));
    }
    counts
}
