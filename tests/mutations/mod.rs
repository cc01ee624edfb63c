//! Checks that can fail: numbers that are not the reported ones are not confirmed. The whole count is that of `examples/accuracy.rs`.

mod contract;

use reportlake::extract::{Extractor, Verification};

use super::truth::mutation::{Mutation, Sight, mutant};
use super::truth::sighted::{Own, Sighted, count, sighted};
use super::truth::{SEED, report};
use contract::both;

/// Mutants of the sample: each kind of mutation in each layout at least three times.
const MUTANTS: u64 = 600;

fn extractor() -> Extractor {
    Extractor::builtin().expect("the definitions that ship with the program compile")
}

#[test]
fn no_number_that_a_mutation_made_wrong_is_confirmed_where_the_form_can_see_it() {
    let extractor = extractor();
    let mut total = Sighted::default();
    for number in 0..MUTANTS {
        let mutant = mutant(SEED, number);
        let own = sighted(&extractor, &mutant);
        let place = format!("mutant {number}: {}", mutant.mutation.name());
        assert_eq!(own.wrong(Own::Fail, Verification::Confirmed), 0, "{place}: {own:?}");
        assert_eq!(own.wrong(Own::Fail, Verification::ConsistentZero), 0, "{place}: {own:?}");
        total.add(&own);
    }
    assert_eq!(total.reports, MUTANTS);
    let seen = total.sights[&Sight::Seen] + total.sights[&Sight::RowMissing];
    assert!(seen * 10 > MUTANTS * 6, "the form sees {seen} of {MUTANTS}");
    assert!(total.noticed * 10 > MUTANTS * 6, "of {MUTANTS}, {} are noticed", total.noticed);
}

#[test]
fn checks_say_what_the_contract_says_of_mutants_and_of_damaged_reports() {
    let extractor = extractor();
    let texts = (0..MUTANTS).map(|number| mutant(SEED, number).text).chain((0..MUTANTS).map(|number| report(SEED, number).text));
    for (at, text) in texts.enumerate() {
        let Some((first, second)) = both(&extractor, &extractor.extract(&text)) else { continue };
        assert_eq!(first, second, "text {at}");
    }
}

/// Three wrong cells at the corners of a rectangle look like one at the fourth, which is then named in error.
#[test]
fn cells_beside_a_located_one_are_neither_contradicted_nor_confirmed() {
    let rows = include_str!("../specimens/01_rows.txt");
    let printed = [
        ("(一)予以公开 | 6 | 2 | 0 | 0 | 0 | 1 | 9", "(一)予以公开 | 7 | 1 | 0 | 0 | 0 | 1 | 9"),
        ("1.本机关不掌握相关政府信息 | 2 | 0 | 0", "1.本机关不掌握相关政府信息 | 1 | 0 | 0"),
    ];
    let text = printed.iter().fold(rows.to_owned(), |text, (was, is)| {
        assert!(text.contains(was), "{was}");
        text.replace(was, is)
    });
    let extractor = extractor();
    let (own, _) = both(&extractor, &extractor.extract(&text)).expect("a report");
    assert_eq!(own.located["requests"], ("requests", "unable_not_held", "commercial_enterprise"));
    for place in [("requests", "unable_not_held", "natural_person"), ("requests", "granted", "commercial_enterprise")] {
        assert_eq!(own.verifications[&place], Verification::Untested, "{place:?}");
    }
}

#[test]
fn every_kind_of_mutation_is_counted() {
    assert_eq!(count(&extractor(), 18).len(), Mutation::ALL.len());
}
