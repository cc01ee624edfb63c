//! Damage to numbers.

use fastrand::Rng;
use reportlake::extract::State;

use crate::truth::form::{GridCell, Row};
use crate::truth::layout::Layout;
use crate::truth::numbers::ONE;
use crate::truth::sheet::Sheet;
use crate::truth::style::{Digits, Print, decimal};

/// A slot whose number satisfies a condition; prefers tables with equations.
fn pick(sheet: &Sheet, rng: &mut Rng, fits: impl Fn(i64) -> bool) -> Option<usize> {
    let all: Vec<usize> = (0..sheet.slots.len()).filter(|&s| sheet.prints[s].value().is_some_and(&fits)).collect();
    (!all.is_empty()).then(|| all[rng.usize(0..all.len())])
}

/// The row of a slot: the other slots of its line.
fn row_of(sheet: &Sheet, slot: usize) -> Vec<usize> {
    sheet.value_rows().into_iter().map(|(_, _, slots)| slots).find(|slots| slots.contains(&slot)).unwrap_or_default()
}

fn hide_row(sheet: &mut Sheet, slot: usize, states: &[State]) {
    for own in row_of(sheet, slot) {
        sheet.prints[own].hide(states);
    }
}

fn note_slip(sheet: &mut Sheet, slot: usize) {
    if sheet.slots[slot].table > 0 {
        sheet.slip = Some(slot);
    }
}

/// `119` becomes `1 19`: no reader may make anything but 119 of it.
pub(super) fn broken(layout: Layout, sheet: &mut Sheet, rng: &mut Rng) {
    sheet.style.digits = Digits::Plain;
    let Some(slot) = pick(sheet, rng, |v| v >= 10 * ONE && v % ONE == 0) else { return };
    let value = sheet.prints[slot].value().unwrap_or_default();
    let digits = decimal(value);
    let cut = rng.usize(1..digits.len());
    sheet.prints[slot].text = format!("{} {}", &digits[..cut], &digits[cut..]);
    sheet.prints[slot].hide(&[State::Illegible, State::ColumnUnknown]);
    if layout.is_drawn() || matches!(layout, Layout::Bare | Layout::BareSpaced | Layout::Alternating) {
        hide_row(sheet, slot, &[State::ColumnUnknown]);
    }
}

/// `119` becomes two cells, `1` and `19`: the row has one cell too many.
pub(super) fn split(sheet: &mut Sheet, rng: &mut Rng) {
    let Some(slot) = pick(sheet, rng, |v| v >= 10 * ONE && v % ONE == 0) else { return };
    let digits = decimal(sheet.prints[slot].value().unwrap_or_default());
    let cut = rng.usize(1..digits.len());
    let (head, tail) = (digits[..cut].to_owned(), digits[cut..].to_owned());
    sheet.prints[slot].text = head;
    for grid in &mut sheet.grids {
        for row in &mut grid.rows {
            let Row::Cells(cells) = row else { continue };
            if let Some(at) = cells.iter().position(|c| c.slot == Some(slot)) {
                let spare = cells[at].colspan - 1;
                cells[at].colspan = 1;
                cells.insert(at + 1, GridCell { text: tail.clone(), slot: None, rowspan: 1, colspan: spare.max(1) });
            }
        }
    }
    hide_row(sheet, slot, &[State::ColumnUnknown, State::Illegible]);
}

/// `119` with footnote mark 1 becomes `1191`: that is what the text prints.
pub(super) fn glued(sheet: &mut Sheet, rng: &mut Rng) {
    let Some(slot) = pick(sheet, rng, |v| v % ONE == 0 && v > 0) else { return };
    let value = (sheet.prints[slot].value().unwrap_or_default() / ONE * 10 + rng.i64(1..4)) * ONE;
    sheet.overwrite(slot, value, rng);
    note_slip(sheet, slot);
}

/// `119` becomes `19` or `11`.
pub(super) fn lost_digit(sheet: &mut Sheet, rng: &mut Rng) {
    let Some(slot) = pick(sheet, rng, |v| v >= 10 * ONE && v % ONE == 0) else { return };
    let mut digits = decimal(sheet.prints[slot].value().unwrap_or_default());
    digits.remove(rng.usize(0..digits.len()));
    let value = digits.parse::<i64>().unwrap_or_default() * ONE;
    sheet.prints[slot].text = digits;
    if let crate::truth::style::Expect::Number { value: printed, .. } = &mut sheet.prints[slot].expect {
        *printed = value;
    }
    note_slip(sheet, slot);
}

/// One number is another one, as agencies' slips are.
pub(super) fn slip(sheet: &mut Sheet, rng: &mut Rng) {
    let all: Vec<usize> = (0..sheet.slots.len()).filter(|&s| sheet.slots[s].table > 0).collect();
    let slot = all[rng.usize(0..all.len())];
    let old = sheet.truth[slot];
    let value = loop {
        let value = match rng.u8(0..3) {
            0 => rng.i64(0..30) * ONE,
            1 => old + rng.i64(-3..4) * ONE,
            _ => old * 10,
        };
        if value > 0 && value != old {
            break value;
        }
    };
    sheet.overwrite(slot, value, rng);
    sheet.slip = Some(slot);
}

/// A row of the second table stands one column further right or left.
pub(super) fn shifted(layout: Layout, sheet: &mut Sheet, rng: &mut Rng) {
    let rows: Vec<Vec<usize>> = sheet.value_rows().into_iter().filter(|(table, ..)| *table == 1).map(|(_, _, slots)| slots).collect();
    let slots = &rows[rng.usize(0..rows.len())];
    let mut prints: Vec<Print> = slots.iter().map(|&s| sheet.prints[s].clone()).collect();
    let gap = Print::nothing(["", "\u{a0}"][rng.usize(0..2)], State::Blank);
    let leaves_no_trace = |print: &Print| print.is_empty() && !layout.keeps(&print.text);
    if rng.bool() {
        prints.insert(0, gap);
    } else if leaves_no_trace(&gap) && leaves_no_trace(&prints[0]) && !layout.is_drawn() {
        // One vanished cell for another: the text is that of the row where it was.
        return;
    } else {
        prints.remove(0);
        prints.push(gap);
    }
    for (&slot, print) in slots.iter().zip(prints) {
        sheet.prints[slot] = print;
    }
}

/// Only the rows that are not below 三, and the sum of 三, print their totals.
pub(super) fn few_totals(sheet: &mut Sheet) {
    for (at, slot) in sheet.slots.iter().enumerate() {
        let keeps = matches!(slot.row, "new_received" | "carried_over_in" | "results_total" | "carried_over_out");
        if slot.table == 1 && slot.column == "total" && !keeps {
            sheet.prints[at] = Print::nothing("\u{a0}", State::Blank);
        }
    }
}

/// A number holds something that is no digit.
pub(super) fn illegible(sheet: &mut Sheet, rng: &mut Rng) {
    let Some(slot) = pick(sheet, rng, |_| true) else { return };
    let text = ["1?", "□", "##", "�2", "3O", "٣", "1१", "𝟏２", "12①", "7¹"][rng.usize(0..10)];
    sheet.prints[slot].text = String::from(text);
    sheet.prints[slot].lose(&[State::Illegible, State::ColumnUnknown]);
    let states = [State::ColumnUnknown];
    for own in row_of(sheet, slot).into_iter().filter(|&own| own != slot) {
        sheet.prints[own].hide(&states);
    }
}
