//! Random statutory numbers are printed in every layout and demanded back. The whole count is that of `examples/accuracy.rs`.

use fastrand::Rng;
use reportlake::extract::Extractor;

use super::truth::damage::Damage;
use super::truth::form::Edition;
use super::truth::layout::Layout;
use super::truth::score::{Score, verdict};
use super::truth::{SEED, make, report};

/// The share of intact cells that may not be lost again. The goal is 99.9 %; `docs/accuracy.md` shows the layouts that keep us
/// from it, blank cells in `pdftotext -layout` and `html2text` above all: they are refused, not guessed.
const LEAST_RIGHT: f64 = 0.985;

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
fn damaged_reports_confirm_no_wrong_cell() {
    let extractor = Extractor::builtin().expect("the definitions that ship with the program compile");
    let mut total = Score::default();
    for number in 0..400 {
        let report = report(SEED, number);
        let score = verdict(&extractor, &report.sheet, &report.text).score;
        assert_eq!((score.missed, score.wrong_confirmed), (0, 0), "report {number}: {}, {}", report.layout.name(), report.damage_name());
        total.add(&score);
    }
    assert!(total.wrong * 1000 < total.cells(), "{} of {} cells are wrong", total.wrong, total.cells());
}
