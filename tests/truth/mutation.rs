//! A report with known numbers becomes one whose print differs in one thing: a digit, a point, a row.
//!
//! Whatever the print says is read right or not elsewhere. Here the question is what the form's arithmetic makes of
//! numbers that are no longer the ones that were reported.

use std::collections::BTreeSet;

use fastrand::Rng;

use super::damage::Damage;
use super::equations::{Cells, Content, Place, equations, failing};
use super::form::{Edition, TABLES};
use super::layout::Layout;
use super::numbers::ONE;
use super::sheet::Sheet;
use super::style::{Expect, Print, decimal};

/// What is done to the print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mutation {
    ChangedDigit,
    MovedPoint,
    SwappedInRow,
    SwappedInColumn,
    SwappedAnywhere,
    SwappedRows,
    ShiftedRow,
    ShiftedRows,
    DroppedRow,
}

impl Mutation {
    pub(crate) const ALL: [Self; 9] = [
        Self::ChangedDigit,
        Self::MovedPoint,
        Self::SwappedInRow,
        Self::SwappedInColumn,
        Self::SwappedAnywhere,
        Self::SwappedRows,
        Self::ShiftedRow,
        Self::ShiftedRows,
        Self::DroppedRow,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ChangedDigit => "a digit changed",
            Self::MovedPoint => "a decimal point moved",
            Self::SwappedInRow => "two cells of a row swapped",
            Self::SwappedInColumn => "two cells of a column swapped",
            Self::SwappedAnywhere => "two cells of a table swapped",
            Self::SwappedRows => "two rows swapped",
            Self::ShiftedRow => "a row shifted by a column",
            Self::ShiftedRows => "rows shifted down by one",
            Self::DroppedRow => "a row dropped",
        }
    }
}

/// What the form's equations can see of a mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    /// An equation fails.
    Seen,
    /// A row is not there.
    RowMissing,
    /// Every equation with the numbers still holds on them.
    Kept,
    /// An equation would fail, but one of its sides has no number any more, so it is not computed.
    Silenced,
    /// No equation has any of the numbers: they stand in the first table.
    Uncovered,
}

/// A report that was changed on its way to print.
pub(crate) struct Mutant {
    pub(crate) mutation: Mutation,
    /// Its `truth` is what was reported, its `prints` are what is printed.
    pub(crate) sheet: Sheet,
    pub(crate) sight: Sight,
    /// The cells of all equations that fail on what is printed.
    pub(crate) failing: BTreeSet<Place>,
    pub(crate) text: String,
}

/// Mutant `number` of a seed: mutations and layouts in turn, all else at random.
pub(crate) fn mutant(seed: u64, number: u64) -> Mutant {
    let mut rng = Rng::with_seed(seed.rotate_left(17) ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let turn = usize::try_from(number).unwrap_or(0);
    let mutation = Mutation::ALL[turn % Mutation::ALL.len()];
    let layout = Layout::ALL[turn / Mutation::ALL.len() % Layout::ALL.len()];
    loop {
        let edition = if rng.u8(0..4) == 0 { Edition::Trial2019 } else { Edition::Std2021 };
        let mut sheet = Sheet::random(edition, &mut rng);
        if !mutation.apply(layout, &mut sheet, &mut rng) {
            continue;
        }
        let sight = if mutation == Mutation::DroppedRow { Sight::RowMissing } else { sight(&sheet) };
        let failing = failing(&printed(&sheet));
        layout.settle(&mut sheet);
        let text = layout.render(&sheet, &mut rng);
        return Mutant { mutation, sheet, sight, failing, text };
    }
}

/// The slots whose print is another number than the reported one.
pub(crate) fn changed(sheet: &Sheet) -> impl Iterator<Item = usize> {
    (0..sheet.slots.len()).filter(|&slot| sheet.prints[slot].value().unwrap_or(0) != sheet.truth[slot])
}

impl Mutation {
    /// Changes the print. `false` where these numbers do not let it.
    fn apply(self, layout: Layout, sheet: &mut Sheet, rng: &mut Rng) -> bool {
        match self {
            Self::ChangedDigit => changed_digit(sheet, rng),
            Self::MovedPoint => moved_point(sheet, rng),
            Self::SwappedInRow => swapped(sheet, rng, |a, b| a.1 == b.1),
            Self::SwappedInColumn => swapped(sheet, rng, |a, b| a.2 == b.2),
            Self::SwappedAnywhere => swapped(sheet, rng, |a, b| a.1 != b.1 && a.2 != b.2),
            Self::SwappedRows => swapped_rows(sheet, rng),
            Self::ShiftedRow => shifted_row(sheet, rng),
            Self::ShiftedRows => shifted_rows(sheet, rng),
            Self::DroppedRow => {
                Damage::RowMissing.to_sheet(layout, sheet, rng);
                return true;
            }
        }
        changed(sheet).next().is_some()
    }
}

/// The codes of a slot.
pub(crate) fn place(sheet: &Sheet, slot: usize) -> Place {
    let own = sheet.slots[slot];
    (TABLES[own.table], own.row, own.column)
}

/// A slot that prints a number other than zero, or any number where none does.
fn pick(sheet: &Sheet, rng: &mut Rng) -> Option<usize> {
    let all: Vec<usize> = (0..sheet.slots.len()).filter(|&slot| sheet.prints[slot].value().is_some()).collect();
    let busy: Vec<usize> = all.iter().copied().filter(|&slot| sheet.truth[slot] != 0).collect();
    let from = if busy.is_empty() || rng.u8(0..4) == 0 { all } else { busy };
    (!from.is_empty()).then(|| from[rng.usize(0..from.len())])
}

/// Prints this very number, zero as a digit too.
fn write(sheet: &mut Sheet, slot: usize, value: i64) {
    let text = sheet.style.written(value, sheet.slots[slot].kind);
    sheet.prints[slot] = Print { text, expect: Expect::Number { value, refusable: Vec::new() } };
}

fn changed_digit(sheet: &mut Sheet, rng: &mut Rng) {
    let Some(slot) = pick(sheet, rng) else { return };
    let mut digits: Vec<char> = decimal(sheet.truth[slot] / ONE * ONE).chars().collect();
    let at = rng.usize(usize::from(digits[0] == '-')..digits.len());
    digits[at] = char::from(rng.u8(b'1'..=b'9'));
    let whole: i64 = digits.iter().collect::<String>().parse().expect("digits");
    write(sheet, slot, whole * ONE + sheet.truth[slot] % ONE);
}

fn moved_point(sheet: &mut Sheet, rng: &mut Rng) {
    let Some(slot) = pick(sheet, rng) else { return };
    let value = sheet.truth[slot];
    let moved = if rng.bool() { value * 10 } else { value / 10 };
    write(sheet, slot, moved);
}

/// Swaps the prints of two cells of a table that stand to each other as wanted.
fn swapped(sheet: &mut Sheet, rng: &mut Rng, fits: impl Fn(Place, Place) -> bool) {
    let Some(one) = pick(sheet, rng) else { return };
    let own = place(sheet, one);
    let differs = |other: usize| sheet.truth[other] != sheet.truth[one];
    let others: Vec<usize> =
        (0..sheet.slots.len()).filter(|&o| sheet.slots[o].table == sheet.slots[one].table && fits(own, place(sheet, o)) && differs(o)).collect();
    if !others.is_empty() {
        sheet.prints.swap(one, others[rng.usize(0..others.len())]);
    }
}

/// The rows of one table, as the slots of each; only rows of one length.
fn rows(sheet: &Sheet, rng: &mut Rng) -> Vec<Vec<usize>> {
    let table = [0, 1, 1, 1, 2][rng.usize(0..5)];
    if table == 2 {
        // One printed row holds its three blocks.
        return (0..sheet.slots.len()).filter(|&s| sheet.slots[s].table == 2).collect::<Vec<_>>().chunks(5).map(<[usize]>::to_vec).collect();
    }
    let all: Vec<Vec<usize>> = sheet.value_rows().into_iter().filter(|(own, ..)| *own == table).map(|(_, _, slots)| slots).collect();
    let length = all[0].len();
    all.into_iter().filter(|slots| slots.len() == length).collect()
}

fn swapped_rows(sheet: &mut Sheet, rng: &mut Rng) {
    let rows = rows(sheet, rng);
    let (one, other) = (rng.usize(0..rows.len()), rng.usize(0..rows.len()));
    if one != other {
        rows[one].iter().zip(&rows[other]).for_each(|(&a, &b)| sheet.prints.swap(a, b));
    }
}

fn shifted_row(sheet: &mut Sheet, rng: &mut Rng) {
    let rows = rows(sheet, rng);
    let slots = &rows[rng.usize(0..rows.len())];
    let mut prints: Vec<Print> = slots.iter().map(|&slot| sheet.prints[slot].clone()).collect();
    // What leaves the row on one side comes in on the other, or an empty cell does.
    let gap = Print::nothing("\u{a0}", reportlake::extract::State::Blank);
    let (is_right, is_round) = (rng.bool(), rng.bool());
    if is_right {
        prints.rotate_right(1);
    } else {
        prints.rotate_left(1);
    }
    let last = prints.len() - 1;
    if !is_round {
        prints[if is_right { 0 } else { last }] = gap;
    }
    for (&slot, print) in slots.iter().zip(prints) {
        sheet.prints[slot] = print;
    }
}

/// From some row on, every row prints the numbers of the row above.
fn shifted_rows(sheet: &mut Sheet, rng: &mut Rng) {
    let rows = rows(sheet, rng);
    let (first, last) = (rng.usize(0..rows.len()), rows.len() - 1);
    for at in (first..last).rev() {
        for (&from, &to) in rows[at].iter().zip(&rows[at + 1]) {
            sheet.prints[to] = sheet.prints[from].clone();
        }
    }
}

/// What is printed. A row that is not there has no number either.
fn printed(sheet: &Sheet) -> Cells {
    let content = |slot: usize| sheet.prints[slot].value().map_or(Content::Empty, Content::Number);
    (0..sheet.slots.len()).map(|slot| (place(sheet, slot), content(slot))).collect()
}

/// What the equations on the print can see. Where one fails, they see it.
fn sight(sheet: &Sheet) -> Sight {
    let cells = printed(sheet);
    let as_numbers = |content: Content| if let Content::Number(_) = content { content } else { Content::Number(0) };
    let filled: Cells = cells.iter().map(|(place, content)| (*place, as_numbers(*content))).collect();
    let all = equations(&cells);
    if changed(sheet).all(|slot| sheet.slots[slot].table == 0) {
        Sight::Uncovered
    } else if all.iter().any(|e| e.result(&cells).failed) {
        Sight::Seen
    } else if all.iter().any(|e| e.result(&filled).failed) {
        Sight::Silenced
    } else {
        Sight::Kept
    }
}
