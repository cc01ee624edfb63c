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
fn the_navigation_above_a_report_speaks_for_nothing() {
    let families = families();
    let report = "桐庐县信访局2023年政府信息公开工作年度报告\n本报告依据条例编制，统计期限为2023年1月1日至2023年12月31日。\n一、总体情况\n\
                  （一）主动公开。全年公开信息41条，更新及时，办事的群众反映良好。\n二、存在的主要问题及改进情况\n人手不足。\n三、其他需要报告的事项\n无";
    let navigations = [
        "首页\n新闻中心\n政务公开\n当前位置：首页 > 政务公开 > 政府信息公开年报\n",
        "首页 走进桐庐 新闻中心 政务公开 政策解读 办事服务 互动交流 意见征集\n政府信息公开指南\n政府信息公开制度\n政府信息公开年报\n",
        "首页\n要闻动态\n政策解读\n意见征集\n财政预决算\n公开指南\n",
        "| 首页 | 新闻 | 政务 | 服务 | 互动 |\n网站首页 > 新闻中心 > 通知公告 > 正文\n",
    ];
    for navigation in navigations {
        let text = format!("{navigation}{report}");
        assert!(recognise(&text, families).family.is_some(), "{navigation}");
        let found = identify(&families[0], &text, &[], &mut Vec::new()).0;
        assert_eq!((found.agency.as_deref(), found.year), (Some("桐庐县信访局"), Some(2023)), "{navigation}");
    }
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
