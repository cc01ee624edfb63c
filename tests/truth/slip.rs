//! One number of a report does not fit the others: what its equations show of that, and what was said of it.

use std::collections::BTreeSet;

use reportlake::extract::{Check, Extraction, Extractor, Outcome};

use super::equations::{Cells, Content, Place, Sums, equations};
use super::form::TABLES;
use super::mutation::place;
use super::score::{Read, Score, reads};
use super::sheet::Sheet;
use super::style::Expect;

/// What the text says for certain.
fn determined(sheet: &Sheet) -> Cells {
    let content = |slot: usize| match &sheet.prints[slot].expect {
        Expect::Number { value, refusable } if refusable.is_empty() => Content::Number(*value),
        Expect::Nothing { lost: false, .. } => Content::Empty,
        _ => Content::Unknown,
    };
    (0..sheet.slots.len()).map(|slot| (place(sheet, slot), content(slot))).collect()
}

/// The only cell of which all equations fail and no other fails: one number explains what is seen.
fn culprit(cells: &Cells, computed: &[Sums]) -> Option<Place> {
    let failing: Vec<bool> = computed.iter().map(|own| own.result(cells).failed).collect();
    let with = |place: &Place| computed.iter().map(|own| own.places().any(|p| p == place)).collect::<Vec<bool>>();
    let suspects: BTreeSet<Place> = computed.iter().flat_map(Sums::places).copied().filter(|place| with(place) == failing).collect();
    let mut suspects = suspects.into_iter();
    suspects.next().filter(|_| suspects.next().is_none())
}

/// Counts the slip of a report, if it has one: whether a check fails, or the number is refused, where what the text determines lets one fail, and whether the cell is
/// named where that leaves no other.
pub(super) fn count(extractor: &Extractor, sheet: &Sheet, found: &Extraction, score: &mut Score) {
    let Some(slot) = sheet.slip else { return };
    let Some(form) = found.recognition.family.zip(found.edition).map(|(f, e)| &extractor.families()[f].forms[e]) else { return };
    let (wanted, cells) = (place(sheet, slot), determined(sheet));
    let all: Vec<Sums> = equations(&cells).into_iter().filter(|own| own.left[0].0 == wanted.0).collect();
    let is_whole = all.iter().flat_map(Sums::places).all(|place| cells[place] != Content::Unknown);
    let computed: Vec<Sums> = all.into_iter().filter(|own| own.result(&cells).sums.is_some()).collect();
    let own = |check: &&Check| form.tables[check.table].name == TABLES[sheet.slots[slot].table] && check.outcome == Outcome::Fails;
    let is_named = |check: &Check| {
        let table = &form.tables[check.table];
        check.located.is_some_and(|(row, column)| table.rows[row].code == wanted.1 && table.columns[column].code == wanted.2)
    };
    score.slips += 1;
    if computed.iter().any(|sums| sums.result(&cells).failed) {
        score.shown += 1;
        let is_stated = |read: &Read| read.value.is_some();
        let is_refused = !reads(extractor, sheet, found)[slot].as_ref().is_some_and(is_stated);
        score.noticed += u64::from(is_refused || found.checks.iter().any(|c| own(&c)));
    }
    if is_whole && culprit(&cells, &computed) == Some(wanted) {
        score.locatable += 1;
        score.located += u64::from(found.checks.iter().filter(own).any(is_named));
    }
}
