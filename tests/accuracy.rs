//! Random statutory numbers are printed in every layout and demanded back. The whole count is that of `examples/accuracy.rs`.

use fastrand::Rng;
use reportlake::extract::Extractor;

use super::truth::damage::Damage;
use super::truth::form::Edition;
use super::truth::layout::Layout;
use super::truth::score::{Score, faults, verdict};
use super::truth::{SEED, make, report};

/// The share of intact cells that must be right.
const LEAST_RIGHT: f64 = 0.999;

/// The same with every kind of damage, some of several kinds at once.
const LEAST_RIGHT_DAMAGED: f64 = 0.998;

/// Reports of each layout and edition.
const EACH: usize = 4;

/// Undamaged reports of a layout.
fn undamaged(extractor: &Extractor, layout: Layout, rng: &mut Rng) -> Score {
    let mut score = Score::default();
    for edition in [Edition::Std2021, Edition::Trial2019] {
        for _ in 0..EACH {
            let report = make(layout, edition, vec![Damage::None], rng);
            score.add(&verdict(extractor, &report.sheet, &report.text).score);
        }
    }
    score
}

#[test]
fn undamaged_reports_are_read_right_or_refused_in_every_layout() {
    let extractor = Extractor::builtin().expect("the definitions that ship with the program compile");
    let mut rng = Rng::with_seed(SEED);
    let mut total = Score::default();
    for layout in Layout::ALL {
        let score = undamaged(&extractor, layout, &mut rng);
        assert_eq!(score.missed, 0, "{}: reports not found", layout.name());
        assert_eq!(score.wrong, 0, "{}: wrong cells", layout.name());
        total.add(&score);
    }
    let share = total.right as f64 / total.intact() as f64;
    assert!(share >= LEAST_RIGHT, "{:.3} % of the intact cells are right", 100.0 * share);
}

#[test]
fn damaged_reports_have_no_wrong_cell() {
    let extractor = Extractor::builtin().expect("the definitions that ship with the program compile");
    let mut total = Score::default();
    for number in 0..2000 {
        let report = report(SEED, number);
        let score = verdict(&extractor, &report.sheet, &report.text).score;
        let name = format!("report {number}: {}, {}", report.layout.name(), report.damage_name());
        let faults = faults(&extractor, &report.sheet, &report.text);
        let wrong: Vec<_> = faults.iter().filter(|f| f.is_wrong).map(|f| (report.sheet.slots[f.slot], f.read)).collect();
        assert!(score.missed == 0 && wrong.is_empty(), "{name}: {wrong:?}");
        total.add(&score);
    }
    assert!(total.shown > 0 && total.noticed == total.shown, "{} of {} slips noticed", total.noticed, total.shown);
    assert!(total.locatable > 0 && total.located == total.locatable, "{} of {} slips located", total.located, total.locatable);
    let share = total.right as f64 / total.intact() as f64;
    assert!(total.lost() + total.foreign < total.cells() / 3, "much of what is printed cannot be known");
    assert!(share >= LEAST_RIGHT_DAMAGED, "{:.3} % of the intact cells are right", 100.0 * share);
}
