//! Beginnings of reports and other documents, as data, against what must be read from them.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde::Deserialize;

use super::identify;
use crate::definition::{Family, builtin};
use crate::extract::recognise;

#[derive(Deserialize)]
struct Cases<T> {
    cases: Vec<T>,
}

static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| builtin().expect("the definitions that ship with the program compile"));

fn families() -> &'static [Family] {
    &FAMILIES
}

#[test]
fn titles_and_openings_name_agency_and_year() {
    let families = families();
    let cases: Cases<(String, String, i32)> = toml::from_str(include_str!("../../../tests/data/titles.toml")).expect("the data are well-formed");
    assert!(cases.cases.len() >= 60);
    let mut wrong = Vec::new();
    for (text, agency, year) in &cases.cases {
        let (identity, attributes) = identify(&families[0], text, &[], &mut Vec::new());
        let got = (identity.agency.clone().unwrap_or_default(), identity.year.unwrap_or(0));
        if got != (agency.clone(), *year) {
            wrong.push(format!("{text}\n  wanted {agency} {year}\n  got    {} {}", got.0, got.1));
        }
        for attribute in attributes.iter().filter(|a| a.field == "agency" && a.chosen) {
            assert_eq!(identity.agency.as_deref(), Some(attribute.value.as_str()));
            assert!(!attribute.span.of(text).is_empty(), "{text}");
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.cases.len(), wrong.join("\n"));
}

#[test]
fn what_is_no_report_is_refused_for_its_reason() {
    let families = families();
    let cases: Cases<(String, String)> = toml::from_str(include_str!("../../../tests/data/not_reports.toml")).expect("the data are well-formed");
    assert!(cases.cases.len() >= 25);
    let mut wrong = Vec::new();
    for (reason, text) in &cases.cases {
        let got = recognise(text, families);
        if got.family.is_some() || got.reason != reason {
            let evidence: Vec<String> = got.evidence.iter().map(|e| format!("{} {}", e.rule, e.weight)).collect();
            wrong.push(format!("{text}\n  wanted {reason}, got {:?} {}: {}", got.family, got.reason, evidence.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.cases.len(), wrong.join("\n"));
}

#[test]
fn the_metadata_block_is_read_and_its_labels_are_no_values() {
    let families = families();
    let read = |text: &str| identify(&families[0], text, &[], &mut Vec::new()).0;
    let found = read("索 引 号：| 113300/2023-0001 | 发布机构： | 桐庐县水利局 |\n文　号 | 有 效 性 |\n发文日期：2023年1月12日 浏览次数：36\n");
    assert_eq!(found.index_number.as_deref(), Some("113300/2023-0001"));
    assert_eq!(found.publisher.as_deref(), Some("桐庐县水利局"));
    assert_eq!(found.document_number, None);
    assert_eq!(found.published_on.map(|d| d.to_string()).as_deref(), Some("2023-01-12"));
    let found = read("索引号\n113300/2023-0002\n发布日期\n2023-02-01\n今天是2024年1月1日\n");
    assert_eq!(found.index_number.as_deref(), Some("113300/2023-0002"));
    assert_eq!(found.published_on.map(|d| d.to_string()).as_deref(), Some("2023-02-01"));
    assert_eq!(read("桐庐县水利局\n2019年12月3日星期二\n").published_on, None);
}

proptest! {
    #[test]
    fn nothing_panics(text in "(?s)[年月日0-9报告报告政府信息公开工作年度局区人民|：:、一二〇《》 \n\u{3000}\\PC]{0,160}") {
        let families = families();
        let text = format!("{text}政府信息公开");
        let _ = recognise(&text, families);
        let (identity, attributes) = identify(&families[0], &text, &[], &mut Vec::new());
        prop_assert!(identity.year.is_none_or(|y| (2000..=2035).contains(&y)));
        prop_assert!(attributes.iter().all(|a| a.span.is_empty() || !a.span.of(&text).is_empty()));
    }
}
