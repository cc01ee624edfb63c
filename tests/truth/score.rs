//! An extraction becomes counts: what of the printed numbers was read right, refused or wrong.

use std::collections::BTreeMap;

use reportlake::extract::{Extraction, Extractor, State, Verification};

use super::form::TABLES;
use super::sheet::Sheet;
use super::slip;
use super::style::Expect;

/// What became of the cells of some reports.
#[derive(Clone, Debug, Default)]
pub(crate) struct Score {
    pub(crate) reports: u64,
    pub(crate) missed: u64,
    /// Cells that the text determines: read as printed, number or none.
    pub(crate) right: u64,
    /// Numbers that the text determines, but that are not stated; by state.
    pub(crate) refused: BTreeMap<&'static str, u64>,
    /// Cells without a printed number, with another state than theirs; by state.
    pub(crate) other_state: BTreeMap<&'static str, u64>,
    /// Cells that damage hid: stated as printed, or refused with a state that says so.
    pub(crate) lost_right: u64,
    /// Cells that damage hid, refused with a state that says something else; by state.
    pub(crate) lost_other: BTreeMap<&'static str, u64>,
    /// Cells of rows whose text is that of other numbers: they print what they print.
    pub(crate) foreign: u64,
    /// Any other number is stated.
    pub(crate) wrong: u64,
    /// Of the wrong ones, those that are called confirmed.
    pub(crate) wrong_confirmed: u64,
    /// Numbers that do not fit the others.
    pub(crate) slips: u64,
    /// Those with an equation that fails on what the text determines; of these, those of which a check of their table fails or which are refused.
    pub(crate) shown: u64,
    pub(crate) noticed: u64,
    /// Those that alone explain what fails, in a table that the text determines; of these, those that are named.
    pub(crate) locatable: u64,
    pub(crate) located: u64,
}

impl Score {
    /// Cells whose number or emptiness the text determines.
    pub(crate) fn intact(&self) -> u64 {
        self.right + self.refused.values().sum::<u64>() + self.other_state.values().sum::<u64>()
    }

    /// Cells that damage hid.
    pub(crate) fn lost(&self) -> u64 {
        self.lost_right + self.lost_other.values().sum::<u64>()
    }

    pub(crate) fn cells(&self) -> u64 {
        self.intact() + self.lost() + self.foreign + self.wrong
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.reports += other.reports;
        self.missed += other.missed;
        self.right += other.right;
        self.lost_right += other.lost_right;
        self.foreign += other.foreign;
        self.wrong += other.wrong;
        self.wrong_confirmed += other.wrong_confirmed;
        self.slips += other.slips;
        self.shown += other.shown;
        self.locatable += other.locatable;
        self.noticed += other.noticed;
        self.located += other.located;
        for (own, others) in
            [(&mut self.refused, &other.refused), (&mut self.other_state, &other.other_state), (&mut self.lost_other, &other.lost_other)]
        {
            for (state, count) in others {
                *own.entry(state).or_default() += count;
            }
        }
    }
}

/// What one report scores.
pub(crate) struct Verdict {
    pub(crate) score: Score,
}

/// What was read for one slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read {
    pub(crate) state: State,
    pub(crate) value: Option<f64>,
    pub(crate) verification: Option<Verification>,
}

/// What was read for each slot of the report; `None` for cells that the reader does not think are in the form.
pub(crate) fn reads(extractor: &Extractor, sheet: &Sheet, found: &Extraction) -> Vec<Option<Read>> {
    let mut reads = vec![None; sheet.slots.len()];
    let (Some(family), Some(edition)) = (found.recognition.family, found.edition) else { return reads };
    let form = &extractor.families()[family].forms[edition];
    for cell in &found.cells {
        let table = &form.tables[cell.table];
        let (row, column) = (table.rows[cell.row].code.as_str(), table.columns[cell.column].code.as_str());
        let slot = sheet.slots.iter().position(|s| TABLES[s.table] == table.name && s.row == row && s.column == column);
        if let Some(slot) = slot {
            reads[slot] = Some(Read { state: cell.state, value: cell.value, verification: cell.verification });
        }
    }
    reads
}

fn same(value: i64, stated: f64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "the numbers have at most nine digits")]
    let printed = value as f64 / 10_000.0;
    (printed - stated).abs() <= 1e-9 * printed.abs().max(1.0)
}

/// Compares what was read with what is printed.
pub(crate) fn verdict(extractor: &Extractor, sheet: &Sheet, text: &str) -> Verdict {
    let found = extractor.extract(text);
    let mut score = Score { reports: 1, ..Score::default() };
    let edition = found.recognition.family.zip(found.edition).map(|(f, e)| extractor.families()[f].editions[e].code.as_str());
    if edition != Some(sheet.edition.code()) {
        score.missed = 1;
    }
    for (print, read) in sheet.prints.iter().zip(reads(extractor, sheet, &found)) {
        class(&print.expect, read.as_ref(), &mut score);
    }
    slip::count(extractor, sheet, &found, &mut score);
    Verdict { score }
}

/// A cell that is wrong, or refused although the text determines it.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) slot: usize,
    pub(crate) read: Option<Read>,
    pub(crate) is_wrong: bool,
}

/// The cells of a report that are not as they should be.
pub(crate) fn faults(extractor: &Extractor, sheet: &Sheet, text: &str) -> Vec<Fault> {
    let found = extractor.extract(text);
    let mut faults = Vec::new();
    for (slot, (print, read)) in sheet.prints.iter().zip(reads(extractor, sheet, &found)).enumerate() {
        let mut score = Score::default();
        class(&print.expect, read.as_ref(), &mut score);
        if score.right + score.lost_right + score.foreign == 0 {
            faults.push(Fault { slot, read, is_wrong: score.wrong > 0 });
        }
    }
    faults
}

/// Counts one cell.
fn class(expect: &Expect, read: Option<&Read>, score: &mut Score) {
    let state = read.map_or(State::RowMissing, |r| r.state);
    let code = read.map_or("no_cell", |r| r.state.code());
    let stated = read.and_then(|r| r.value);
    let is_right = match (expect, stated) {
        (Expect::Number { value, .. }, Some(stated)) => same(*value, stated),
        (Expect::Nothing { .. }, Some(_)) => false,
        (Expect::Foreign { values }, Some(stated)) => values.iter().any(|&v| same(v, stated)),
        (_, None) => true,
    };
    if !is_right {
        score.wrong += 1;
        score.wrong_confirmed += u64::from(read.and_then(|r| r.verification) == Some(Verification::Confirmed));
        return;
    }
    match expect {
        Expect::Foreign { .. } => score.foreign += 1,
        Expect::Number { refusable, .. } if !refusable.is_empty() => {
            if stated.is_some() || refusable.contains(&state) {
                score.lost_right += 1;
            } else {
                *score.lost_other.entry(code).or_default() += 1;
            }
        }
        Expect::Number { .. } if stated.is_some() => score.right += 1,
        Expect::Number { .. } => *score.refused.entry(code).or_default() += 1,
        Expect::Nothing { states, lost } => match (read.is_some() && states.contains(&state), lost) {
            (true, true) => score.lost_right += 1,
            (true, false) => score.right += 1,
            (false, true) => *score.lost_other.entry(code).or_default() += 1,
            (false, false) => *score.other_state.entry(code).or_default() += 1,
        },
    }
}
