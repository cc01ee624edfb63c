//! Two reports in one text: the first counts, in every layout, and nothing of the second gets into its numbers.

use fastrand::Rng;
use reportlake::extract::{Cell, Extractor};
use reportlake::finding::Code;

use super::truth::damage::Damage;
use super::truth::form::Edition;
use super::truth::layout::Layout;
use super::truth::{SEED, make};

/// Pairs of reports of each layout and edition.
const EACH: u64 = 6;

/// What one pair showed: `true` where every cell of the first is read as it is alone.
fn check(extractor: &Extractor, layout: Layout, edition: Edition, seed: u64) -> bool {
    let place = format!("{}, {edition:?}, seed {seed}", layout.name());
    let alone = make(layout, edition, vec![Damage::None], &mut Rng::with_seed(seed)).text;
    let both = make(layout, edition, vec![Damage::TwoReports], &mut Rng::with_seed(seed)).text;
    assert!(both.starts_with(&alone) && both.len() > alone.len() * 3 / 2, "{place}: the first report stands first");
    let (first, found) = (extractor.extract(&alone), extractor.extract(&both));
    assert!(found.findings.iter().any(|f| f.code == Code::SecondReport), "{place}: {:?}", found.findings);
    let identity = |of: &reportlake::Extraction| (of.identity.year, of.identity.agency.clone(), of.identity.region_code.clone(), of.edition);
    assert_eq!(identity(&found), identity(&first), "{place}");
    assert_eq!(found.cells.len(), first.cells.len(), "{place}");
    for (cell, own) in found.cells.iter().zip(&first.cells) {
        assert!(cell.value.is_none() || cell.value == own.value, "{place}: {cell:?} of {own:?}");
        assert!(cell.span.is_none_or(|span| span.end as usize <= alone.len()), "{place}: {cell:?} stands in the second report");
    }
    let strange: Vec<_> = found.figures.iter().filter(|figure| figure.span.end as usize > alone.len()).map(|f| f.phrase.of(&both)).collect();
    assert!(strange.is_empty(), "{place}: figures of the second report: {strange:?}");
    let read = |cells: &[Cell]| cells.iter().map(|cell| (cell.value.map(f64::to_bits), cell.state)).collect::<Vec<_>>();
    read(&found.cells) == read(&first.cells)
}

#[test]
fn the_first_of_two_reports_is_read_as_if_it_stood_alone() {
    let extractor = Extractor::builtin().expect("the definitions that ship with the program compile");
    let (mut pairs, mut alike) = (0, 0);
    for (at, layout) in (0_u64..).zip(Layout::ALL) {
        for seed in 0..2 * EACH {
            let edition = if seed.is_multiple_of(2) { Edition::Std2021 } else { Edition::Trial2019 };
            pairs += 1;
            alike += u32::from(check(&extractor, layout, edition, SEED + at * 100 + seed));
        }
    }
    assert!(alike * 100 >= pairs * 99, "{alike} of {pairs} are read as if they stood alone");
}
