//! What leaves no choice is what the rules read: held on generated reports of every layout, whole and damaged.

use fastrand::Rng;

use super::super::{Reading, blocks, certain, label, lex, rows, zone};
use crate::definition::{Family, Shape, builtin};
use crate::extract::{issuer, section};
use crate::truth::damage::Damage;
use crate::truth::form::Edition;
use crate::truth::layout::Layout;
use crate::truth::{SEED, make, report};

/// The layouts that most corpora have.
const COMMON: [Layout; 5] = [Layout::Rows, Layout::RowsLeading, Layout::Cells, Layout::CellsLeading, Layout::Canonical];

/// The number of tables of a text, and of those that leave no choice. Each of these must be what the rules make of it.
fn count(family: &Family, text: &str, name: &str) -> (usize, usize) {
    let sections = section::sections(family, text, &mut Vec::new());
    let (identity, _) = issuer::identify(family, text, &sections, &mut Vec::new());
    let lexed = lex::lex(text, &family.labels);
    let Some(edition) = zone::edition(family, &lexed, &sections, identity.year, &mut Vec::new()) else { return (0, 0) };
    let tables = &family.forms[edition].tables;
    let mut found = 0;
    for (index, table) in tables.iter().enumerate() {
        let zone = zone::zone(family, &lexed, &sections, edition, index, table);
        let items = &lexed.items[zone.items.clone()];
        let view = zone::View { text, labels: &family.labels, lines: &lexed.lines, all: &lexed.items, spoilt: false, items, edition, index, table };
        let mut certainly = Vec::new();
        let Some(reading) = certain::read(&view, &mut certainly) else { continue };
        let items = label::join(&family.labels, text, items, &lexed.lines, edition, index);
        let view = zone::View { items: &items, ..view };
        let mut findings = Vec::new();
        let ruled = if table.shape == Shape::Blocks { blocks::read(&view, &mut findings) } else { rows::read(&view, &mut findings) };
        let shown = |r: &Reading| format!("{:?} {:?} {:?} {}", r.entries, r.active, r.span, r.layout);
        let ruled = ruled.as_ref().map(shown);
        assert!(ruled.as_ref() == Some(&shown(&reading)), "{name}: {} is read otherwise in\n{text}", table.name);
        assert_eq!(findings, certainly, "{name}: {}", table.name);
        found += 1;
    }
    (tables.len(), found)
}

#[test]
fn whole_reports_of_common_layouts_leave_no_choice() {
    let families = builtin().expect("the definitions that ship with the program compile");
    let mut rng = Rng::with_seed(SEED);
    for layout in Layout::ALL {
        let (mut all, mut found) = (0, 0);
        for edition in [Edition::Std2021, Edition::Trial2019] {
            for _ in 0..20 {
                let report = make(layout, edition, vec![Damage::None], &mut rng);
                let counts = count(&families[0], &report.text, layout.name());
                (all, found) = (all + counts.0, found + counts.1);
            }
        }
        // The generator leaves blank cells and breaks numbers even where nothing is damaged: those tables leave a choice.
        if COMMON.contains(&layout) {
            assert!(found * 2 > all, "{}: {found} of {all} tables", layout.name());
        }
    }
}

#[test]
fn damaged_reports_are_read_alike_or_left_to_the_rules() {
    let families = builtin().expect("the definitions that ship with the program compile");
    for number in 0..4000 {
        let report = report(SEED, number);
        count(&families[0], &report.text, report.damage_name());
    }
}
