//! The name of an agency becomes the division that it belongs to, or nothing: never a guess.
//!
//! A name is read from its left as a path of places (吉林省吉林市昌邑区...), each below the one before. A path that
//! ends in one division is that division. What the name leaves open (朝阳区, 太平镇, 区司法局) only the rest of the
//! document may settle: a longer name elsewhere, a credit code, an area code. The order is: the path in the name; a
//! name that no other division has; the parent in the context; the credit code; the area code.

mod evidence;
mod kind;
mod path;

use crate::definition::{Division, Gazetteer, Level};
use evidence::{CreditCode, credit_code, narrow};
pub use kind::kind_of;
use path::{Path, path};

/// Where an agency belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// GB/T 2260 code; `None` for a central body.
    pub code: Option<&'static str>,
    /// The full official name of the division by itself (昌邑区); `None` for a central body.
    pub name: Option<&'static str>,
    /// ISO 3166-2 code of the province; `CN` for a central body.
    pub province: &'static str,
    /// What it is known from: `path`, `name`, `context`, `credit_code`, `area_code` or `central`.
    pub how: &'static str,
    /// Whether a credit code in the context belongs to another place. The name wins; the contradiction is to be told.
    pub conflict: bool,
}

/// Finds the division of an agency, whatever the year: names that went out of use since 2008 count, too. See
/// [`locate_in_year`].
#[must_use]
pub fn locate(gazetteer: &Gazetteer, agency: &str, context: &[&str]) -> Option<Region> {
    locate_in_year(gazetteer, agency, context, None)
}

/// Finds the division of an agency. `agency` is its name in simplified script; `context` are other texts of the
/// document that may settle what the name leaves open: publisher, names in the text, index number, contact sentence.
/// With a `year`, the report's, divisions that were gone by then are no candidates. `None` is 'not known'. Never fails.
#[must_use]
pub fn locate_in_year(gazetteer: &Gazetteer, agency: &str, context: &[&str], year: Option<i32>) -> Option<Region> {
    let agency = agency.trim();
    let finder = Finder { gazetteer, context, year, credit: credit_code(gazetteer, context) };
    match path(gazetteer, agency, year) {
        Path::Contradictory => None,
        Path::Places { ends, named, rest } => finder.of_places(&ends, named, rest),
        Path::Nothing if is_central(agency) => Some(Region { code: None, name: None, province: "CN", how: "central", conflict: false }),
        Path::Nothing => finder.of_seat(agency),
    }
}

/// What one search looks at.
struct Finder<'a> {
    gazetteer: &'a Gazetteer,
    context: &'a [&'a str],
    year: Option<i32>,
    credit: Option<CreditCode<'a>>,
}

impl Finder<'_> {
    /// The region of a name that begins with `named` places and may end in each of `ends`, `rest` following.
    fn of_places(&self, ends: &[usize], named: usize, rest: &str) -> Option<Region> {
        let divisions = self.gazetteer.divisions();
        let candidates: Vec<&Division> = ends.iter().filter_map(|&end| divisions.get(end)).collect();
        if let [place] = candidates.as_slice() {
            if names_a_part(rest) || (is_township(rest) && place.level < Level::County && self.gazetteer.has_parts(place)) {
                return self.below(place);
            }
            if named == 1 && (begins_a_smaller_place(rest) || (!is_telling(place) && place.level == Level::County)) {
                return self.below_anything(place.name);
            }
            return Some(self.region(place, if named > 1 { "path" } else { "name" }));
        }
        if begins_a_smaller_place(rest) {
            return None;
        }
        self.settle(candidates)
    }

    /// Settles which of several namesakes is meant.
    fn settle(&self, candidates: Vec<&Division>) -> Option<Region> {
        let (candidates, how) = narrow(self.gazetteer, candidates, self.context, self.credit.as_ref());
        match candidates.as_slice() {
            [one] => Some(self.region(one, how)),
            _ => None,
        }
    }

    /// The region of a name without a place: a seat word (区司法局, 我县) or a township, known from the context only.
    fn of_seat(&self, agency: &str) -> Option<Region> {
        let agency = agency.trim_start_matches(['我', '本']);
        let seat = agency.chars().next().filter(|seat| SEATS.contains(seat));
        if seat.is_none() && !is_township(agency) {
            return None;
        }
        self.known_elsewhere(|place| match seat {
            Some(seat) => place.name.ends_with(seat),
            None => !self.gazetteer.has_parts(place),
        })
    }

    /// A part of `place` that its name does not tell, known from the context.
    fn below(&self, place: &Division) -> Option<Region> {
        self.known_elsewhere(|part| part.is_below(place) && !self.gazetteer.has_parts(part))
    }

    /// The division of this name, known from the context in full.
    fn below_anything(&self, name: &str) -> Option<Region> {
        self.known_elsewhere(|part| part.name == name)
    }

    /// The one acceptable division that the names in the context begin with, else the one of the credit code.
    fn known_elsewhere(&self, is_acceptable: impl Fn(&Division) -> bool) -> Option<Region> {
        let divisions = self.gazetteer.divisions();
        let mut found: Option<&Division> = None;
        for text in self.context {
            let Path::Places { ends, .. } = path(self.gazetteer, text.trim(), self.year) else { continue };
            let [end] = ends.as_slice() else { continue };
            let Some(place) = divisions.get(*end).filter(|place| is_acceptable(place)) else { continue };
            if found.is_some_and(|other| other.code != place.code) {
                return None;
            }
            found = Some(place);
        }
        if let Some(place) = found {
            return Some(self.region(place, "context"));
        }
        let registered = self.credit.as_ref().and_then(|credit| self.gazetteer.by_code(credit.region));
        registered.filter(|place| is_acceptable(place)).map(|place| self.region(place, "credit_code"))
    }

    /// The answer, with the check against the credit code.
    fn region(&self, place: &Division, how: &'static str) -> Region {
        let conflict = self.credit.as_ref().is_some_and(|credit| credit.contradicts(self.gazetteer, place));
        Region { code: Some(place.code), name: Some(place.name), province: place.iso, how, conflict }
    }
}

/// Words that stand for the place where a text is written, by the rank that they name.
const SEATS: &[char] = &['省', '市', '州', '盟', '区', '县', '旗'];

/// Whether a county's name tells a place at all: 东区 and 城区 are every town's.
fn is_telling(place: &Division) -> bool {
    !(place.name.ends_with('区') && place.name.chars().nth(2).is_none())
}

/// Whether what follows a county's name makes it the name of something smaller: 和平区街道, 新县镇.
fn begins_a_smaller_place(rest: &str) -> bool {
    const SMALLER: &[&str] = &["街道", "镇", "乡", "社区", "村", "路"];
    SMALLER.iter().any(|word| rest.starts_with(word)) && !rest.starts_with("乡村") && !rest.starts_with("乡镇") && !rest.starts_with("村镇")
}

/// Whether a text names a township or a subdistrict: 太平镇人民政府, 某某街道办事处. Not 乡村振兴局, not 城乡建设局.
fn is_township(text: &str) -> bool {
    const KINDS: &[&str] = &["街道", "镇", "乡", "苏木"];
    const ORGANS: &[&str] = &["人民政府", "政府", "办事处", "党", "人大", "便民", "综合", "财政所", "社会", "公共"];
    KINDS.iter().any(|kind| {
        text.match_indices(kind).any(|(at, _)| {
            let (Some(before), Some(after)) = (text.get(..at), text.get(at + kind.len()..)) else { return false };
            let is_named = before.chars().next_back().is_some_and(|last| last != '城' && last != '乡');
            is_named && (after.is_empty() || ORGANS.iter().any(|organ| after.starts_with(organ)))
        })
    })
}

/// Whether a text begins with a county that no table knows (某某区人民政府): its parent would be the wrong answer.
/// A development zone is no county, and neither are 城市 and 市场.
fn names_a_part(rest: &str) -> bool {
    const NO_COUNTY: &[&str] = &[
        "开发区",
        "高新区",
        "经开区",
        "新区",
        "园区",
        "保税区",
        "示范区",
        "管理区",
        "风景区",
        "名胜区",
        "保护区",
        "旅游区",
        "度假区",
        "合作区",
        "工业区",
        "实验区",
        "试验区",
        "产业区",
        "社区",
        "港区",
        "库区",
        "灌区",
        "矿区",
        "林区",
        "景区",
        "自治区",
        "军区",
        "小区",
        "牧区",
        "功能区",
        "商务区",
        "先行区",
        "集聚区",
        "区划",
        "山区",
        "地区",
        "城市",
        "都市",
        "超市",
        "门市",
        "上市",
        "市区",
        "城区",
    ];
    const ORGANS: &[char] = &['局', '厅', '委', '院', '府', '办', '处', '所', '站', '会', '部', '署', '队'];
    let head: Vec<(usize, char)> = rest.char_indices().take(7).collect();
    let Some(place) = head.iter().position(|(_, c)| matches!(c, '区' | '县' | '市' | '旗')) else { return false };
    let Some(&(at, rank)) = head.get(place) else { return false };
    let (Some(token), Some(after)) = (rest.get(..at + rank.len_utf8()), rest.get(at + rank.len_utf8()..)) else { return false };
    let is_word =
        token.contains(ORGANS) || NO_COUNTY.iter().any(|word| token.ends_with(word)) || after.starts_with(['场', '划', '域', '级', '政', '容']);
    place >= 2 && !is_word
}

/// Whether a name is that of a central body itself, and not of one of its branches, whose place we should know.
fn is_central(agency: &str) -> bool {
    const BODIES: &[&str] = &[
        "外交部",
        "国防部",
        "教育部",
        "科学技术部",
        "科技部",
        "工业和信息化部",
        "公安部",
        "国家安全部",
        "民政部",
        "司法部",
        "财政部",
        "人力资源和社会保障部",
        "人力资源社会保障部",
        "自然资源部",
        "生态环境部",
        "住房和城乡建设部",
        "住房城乡建设部",
        "交通运输部",
        "水利部",
        "农业农村部",
        "商务部",
        "文化和旅游部",
        "退役军人事务部",
        "退役军人部",
        "应急管理部",
        "审计署",
        "海关总署",
        "供销合作总社",
    ];
    const OFFICES: &[&str] = &["办公厅", "办公室", "机关", "综合司"];
    const ENDS: &[&str] = &["总局", "局", "总署", "署", "部", "委员会", "委", "银行", "院", "办公厅", "办公室", "总社", "理事会"];
    let name = agency.strip_prefix("中华人民共和国").unwrap_or(agency);
    let name = OFFICES.iter().find_map(|office| name.strip_suffix(office)).filter(|rest| !rest.is_empty()).unwrap_or(name);
    if name.starts_with("国务院") || BODIES.contains(&name) {
        return true;
    }
    let is_national = name.starts_with("国家") || name.starts_with("中国") || name.starts_with("全国") || name.starts_with("中央");
    let is_branch = ["分局", "支局", "支行", "分行", "分院", "监管局", "特派", "派出", "公司", "国家级"].iter().any(|word| name.contains(word));
    let first_end = ENDS.iter().filter_map(|end| name.find(end).map(|at| at + end.len())).max();
    let organs = name.matches("局").count() + name.matches("委员会").count();
    is_national && !is_branch && first_end == Some(name.len()) && organs <= 1
}

#[cfg(test)]
mod tests;
