//! Agencies and where they belong stand in `tests/data/regions.tsv`.

use proptest::prelude::*;

use super::locate;
use crate::definition::Gazetteer;

#[test]
fn agencies_are_located_as_the_table_says() {
    let mut wrong = Vec::new();
    for line in include_str!("../../../tests/data/regions.tsv").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let agency = fields[0];
        let how = fields.get(2).copied().unwrap_or("");
        let context: Vec<&str> = fields.get(3).map_or_else(Vec::new, |texts| texts.split('|').collect());
        let found = locate(Gazetteer::builtin(), agency, &context, None);
        let (code, found_how) = found.as_ref().map_or(("-", ""), |region| (region.code.unwrap_or(region.province), region.how));
        if (code, found_how) != (fields[1], how) {
            wrong.push(format!("{line} -> {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_name_wins_over_a_credit_code_that_contradicts_it() {
    let conflict = |agency, code| locate(Gazetteer::builtin(), agency, &[code], None).map(|region| (region.code, region.conflict));
    assert_eq!(conflict("滨江区统计局", "113704020042222221/2022-00001"), Some((Some("330108"), true)));
    assert_eq!(conflict("枣庄市统计局", "113704020042222221/2022-00001"), Some((Some("370400"), false)));
}

#[test]
fn a_name_that_went_out_of_use_counts_only_before() {
    let code = |year| locate(Gazetteer::builtin(), "清河区人民政府", &[], year).and_then(|region| region.code);
    assert_eq!((code(None), code(Some(2015)), code(Some(2022))), (None, None, Some("211204")));
    // 重庆市江北区 went between two issues, of 2023 and 2026: nobody knows it for a report of 2025.
    let code = |year| locate(Gazetteer::builtin(), "江北区人民政府", &[], year).and_then(|region| region.code);
    assert_eq!((code(Some(2022)), code(Some(2025)), code(Some(2027))), (None, None, Some("330205")));
}

#[test]
fn every_division_is_found_by_its_full_path() {
    let gazetteer = Gazetteer::builtin();
    for division in gazetteer.divisions().iter().filter(|division| division.gone_year.is_none()) {
        let mut path = String::from(division.name);
        let mut at = division.parent;
        while let Some(above) = at.map(|index| gazetteer.divisions()[index]) {
            path.insert_str(0, above.name);
            at = above.parent;
        }
        let found = locate(gazetteer, &format!("{path}人民政府"), &[], None);
        assert_eq!(found.as_ref().and_then(|region| region.code), Some(division.code), "{path}");
    }
}

/// Texts made of the pieces that names are made of, and of anything else.
fn names() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => (0..Gazetteer::builtin().divisions().len()).prop_map(|index| Gazetteer::builtin().divisions()[index].name.to_owned()),
        2 => prop::sample::select(vec!["人民政府", "局", "国家税务总局", "镇", "街道办事处", "区", "我", "驻", "0571-87654321", "113704020042222221"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_located_or_not(agency in names(), context in prop::collection::vec(names(), 0..3), year in prop::option::of(1990..2100)) {
        let context: Vec<&str> = context.iter().map(String::as_str).collect();
        let region = locate(Gazetteer::builtin(), &agency, &context, year);
        if let Some(region) = region {
            prop_assert_eq!(region.code.is_some(), region.how != "central");
            prop_assert_eq!(region.code.is_some(), region.province.len() == 5);
        }
    }
}
