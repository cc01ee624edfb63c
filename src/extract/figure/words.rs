//! The words around a number become what they mean for it: a qualifier, a period, or that it states nothing.
//!
//! These are words of the language, not of a family of reports. All text here is folded.

use std::sync::LazyLock;

use regex::Regex;

/// The code for 约, 近, 左右.
pub(super) const ABOUT: &str = "about";
/// The code for 余, 多, 超过, 以上.
pub(super) const OVER: &str = "over";
/// The code for 不足, 不到.
pub(super) const UNDER: &str = "under";

/// What may stand between the words that name a number and the number itself, and the qualifier that it is.
const LINKS: &[(&str, Option<&str>)] = &[
    ("大约", Some(ABOUT)),
    ("约", Some(ABOUT)),
    ("将近", Some(ABOUT)),
    ("接近", Some(ABOUT)),
    ("近", Some(ABOUT)),
    ("超过", Some(OVER)),
    ("超", Some(OVER)),
    ("逾", Some(OVER)),
    ("突破", Some(OVER)),
    ("不足", Some(UNDER)),
    ("不到", Some(UNDER)),
    ("共计", None),
    ("合计", None),
    ("总计", None),
    ("累计", None),
    ("总共", None),
    ("一共", None),
    ("共有", None),
    ("共", None),
    ("计", None),
    ("达到", None),
    ("高达", None),
    ("达", None),
    ("为", None),
    ("有", None),
    ("了", None),
    ("仅", None),
    (":", None),
];

/// What may follow a unit and belongs to the number, and the qualifier that it is.
const SUFFIXES: &[(&str, &str)] = &[("以上", OVER), ("左右", ABOUT), ("上下", ABOUT), ("余", OVER), ("多", OVER)];

/// What may follow a number that nothing else is counted by.
const ENDS: &[&str] = &[
    "、", "(", ")", "”", "》", ":", "和", "与", "及", "以及", "并", "均", "其中", "较", "比", "同比", "全部", "已", "都", "占", "且", "按", "依法",
    "…", "/",
];

static NO_STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:每(?:年|月|季|周|半|日|天|个|人|件|次)|计划|拟|力争|争取|去年|上年同期|同期|往年|不少于|不低于|不超过|至少|最多|以内|将(?:举办|开展|组织|发布|完成|新增)|原则上)[^,]*$|(?:未|没|没有|无)(?:发生|收到|接到|接收|受理|出现|产生|发出|收取|有)?$|(?:增加|增长|减少|下降|上升|降低|提升|提高|新增了?|多|少)(?:了|约)?$",
    )
    .expect("the expression is well written")
});

static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:如果|若|是否|确保|力争|避免|防止|杜绝|保证|去年|上年同期|往年|计划)[^,]*$|[如凡有毫对]$").expect("the expression is well written")
});

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("20[0-9]{2}年|全年|本年|年内|今年|一年来|年度内|截至|截止|截止到|历年|以来|累计").expect("the expression is well written")
});

/// The words before a number without those that only link it to them, and the qualifier among these.
pub(super) fn without_links(before: &str) -> (&str, Option<&'static str>) {
    let (mut rest, mut qualifier) = (before, None);
    while rest.ends_with(may_end_link) {
        let Some((shorter, found)) = LINKS.iter().find_map(|(link, q)| rest.strip_suffix(link).map(|r| (r, *q))) else { break };
        rest = shorter;
        qualifier = qualifier.or(found);
    }
    (rest, qualifier)
}

/// Whether a character is the last of one of [`LINKS`]: most words before a number are none.
fn may_end_link(c: char) -> bool {
    matches!(c, '约' | '近' | '过' | '超' | '逾' | '破' | '足' | '到' | '计' | '共' | '有' | '达' | '为' | '了' | '仅' | ':')
}

/// What follows a unit without what belongs to the number, and the qualifier that this is.
pub(super) fn without_suffix(after: &str) -> (&str, Option<&'static str>) {
    SUFFIXES.iter().find_map(|(suffix, q)| after.strip_prefix(suffix).map(|rest| (rest, Some(*q)))).unwrap_or((after, None))
}

/// Takes 一件, 一起, 一例 or 一宗 out of what follows a denying word: 未收到一件申请 denies as 未收到申请 does.
pub(super) fn without_single(after: &mut String) {
    let Some(at) = after.find('一') else { return };
    let end = at + '一'.len_utf8();
    if let Some(unit) = after[end..].chars().next().filter(|c| matches!(c, '件' | '起' | '例' | '宗')) {
        after.replace_range(at..end + unit.len_utf8(), "");
    }
}

/// Whether nothing follows that the number may count instead of the words before it.
pub(super) fn is_end(after: &str) -> bool {
    after.is_empty() || ENDS.iter().any(|end| after.starts_with(end))
}

/// Whether the clause before a number speaks of a change, a plan, a rule or another year.
pub(super) fn is_no_statement(before: &str) -> bool {
    NO_STATEMENT.is_match(before)
}

/// Whether the clause before a denying word makes it a condition, an aim, or part of another word.
pub(super) fn is_condition(before: &str) -> bool {
    CONDITION.is_match(before)
}

/// What a number is about, by the words of its sentence: `year`, `cumulative` or `unknown`.
///
/// 全年 and its like win over 截至, 截至 over a named year, a named year over 累计; two different years leave it unknown.
pub(super) fn period(sentence: &str) -> &'static str {
    let (mut all_time, mut total, mut years) = (false, false, (None::<&str>, false));
    for found in TIME.find_iter(sentence) {
        match found.as_str() {
            "截至" | "截止" | "截止到" | "历年" | "以来" => all_time = true,
            "累计" => total = true,
            year if year.starts_with("20") => years = (Some(year), years.1 || years.0.is_some_and(|y| y != year)),
            _ => return "year",
        }
    }
    match years {
        _ if all_time => "cumulative",
        (Some(_), false) => "year",
        (None, _) if total => "cumulative",
        _ => "unknown",
    }
}

/// The length in bytes of the denying word that `text` begins with.
pub(super) fn denying_word(text: &str) -> usize {
    let word = ["没有", "沒有", "未曾"].into_iter().find(|w| text.starts_with(w));
    word.map_or_else(|| text.chars().next().map_or(0, char::len_utf8), str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_is_taken_off() {
        for (link, qualifier) in LINKS {
            assert_eq!(without_links(&format!("信息{link}")), ("信息", *qualifier), "{link}");
        }
        assert_eq!(without_links("信息累计超过"), ("信息", Some(OVER)));
        assert_eq!(without_links("信息"), ("信息", None));
    }

    #[test]
    fn periods_follow_the_words_of_the_sentence() {
        for (sentence, expected) in [
            ("2022年,公开", "year"),
            ("2022年累计公开", "year"),
            ("截至2022年底,全年公开", "year"),
            ("截至2022年底,共公开", "cumulative"),
            ("累计公开", "cumulative"),
            ("2021年公开5条,2022年公开", "unknown"),
            ("公开", "unknown"),
        ] {
            assert_eq!(period(sentence), expected, "{sentence}");
        }
    }
}
