//! The official name of a division becomes the name that people use.

/// What says the rank of a division. Longest first, where one ends with another.
const RANKS: &[&str] = &["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "省", "市", "州", "盟", "区", "县", "旗"];

/// Peoples that autonomous divisions are named after and whose names do not end in 族.
const PEOPLES: &[&str] = &["蒙古", "哈萨克", "柯尔克孜", "锡伯", "塔吉克", "维吾尔"];

/// Peoples whose names have more than one character before 族; every other has one. 各族 stands for several together.
const LONG_PEOPLES: &[&str] = &[
    "维吾尔族",
    "布依族",
    "朝鲜族",
    "哈尼族",
    "哈萨克族",
    "傈僳族",
    "拉祜族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "达斡尔族",
    "仫佬族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
    "土家族",
    "蒙古族",
];

/// The name without what says its rank, and without the peoples before an autonomous rank; never under two characters:
/// rather than that, a people's name stays (鄂温克), or the whole name (城区).
pub(super) fn short(name: &'static str) -> &'static str {
    let Some(rank) = RANKS.iter().find(|rank| name.ends_with(**rank)) else { return name };
    let Some(bare) = name.strip_suffix(rank).filter(|bare| is_long_enough(bare)) else { return name };
    if rank.starts_with("自治") { without_peoples(bare) } else { bare }
}

/// Cuts the peoples off the end of a name.
fn without_peoples(mut name: &'static str) -> &'static str {
    loop {
        let people = LONG_PEOPLES.iter().chain(PEOPLES).find_map(|people| name.strip_suffix(people));
        let people = people.or_else(|| name.ends_with('族').then(|| before_people(name)));
        match people.filter(|rest| is_long_enough(rest)) {
            Some(rest) => name = rest,
            None => break,
        }
    }
    // What is left may be a people itself: 东乡族自治县 is 东乡县.
    name.strip_suffix('族').filter(|rest| is_long_enough(rest)).unwrap_or(name)
}

/// What stands before a people of one character and 族.
fn before_people(name: &'static str) -> &'static str {
    let cut = name.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    name.get(..cut).unwrap_or(name)
}

/// At least two characters.
fn is_long_enough(name: &str) -> bool {
    name.chars().nth(1).is_some()
}
