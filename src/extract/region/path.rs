//! The beginning of an agency's name becomes a path of places.

use crate::definition::{Division, Gazetteer, Hit, NameForm};

/// What a name begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Path<'a> {
    /// No place.
    Nothing,
    /// A place, and then one that does not lie below it.
    Contradictory,
    /// One or more places, each below the one before.
    Places {
        /// The indices of the divisions that the last name may mean, by code; never empty.
        ends: Vec<usize>,
        /// How many places are named.
        named: usize,
        /// What follows the last.
        rest: &'a str,
    },
}

/// Reads the places that an agency's name begins with. A national body's name goes before its branch's place
/// (国家税务总局桐庐县税务局), as does that of a party or league.
pub(super) fn path<'a>(gazetteer: &Gazetteer, agency: &'a str, year: Option<i32>) -> Path<'a> {
    let mut hits = Vec::new();
    let first = walk(gazetteer, agency, year, &mut hits);
    if first != Path::Nothing || !HEADS.iter().any(|head| agency.starts_with(head)) || agency.starts_with("国务院") {
        return first;
    }
    let starts = agency.char_indices().map(|(at, _)| at).skip(1).filter(|at| agency.get(..*at).is_some_and(is_head));
    for start in starts {
        let Some(branch) = agency.get(start..) else { continue };
        let found = walk(gazetteer, branch, year, &mut hits);
        if found != Path::Nothing {
            return found;
        }
    }
    Path::Nothing
}

/// How the name of a body begins that has branches in the provinces.
const HEADS: &[&str] = &[
    "国家",
    "中国",
    "中华人民共和国",
    "中共",
    "共青团",
    "全国",
    "自然资源部",
    "生态环境部",
    "财政部",
    "水利部",
    "交通运输部",
    "农业农村部",
    "商务部",
    "公安部",
    "审计署",
    "海关总署",
    "应急管理部",
    "教育部",
    "民航",
];

/// Whether the place of a branch may follow.
fn is_head(text: &str) -> bool {
    const ENDS: &[&str] = &["局", "署", "部", "委员会", "银行", "院", "中共", "共产党", "共和国", "共青团", "驻", "(", "（", "民航", "公司"];
    ENDS.iter().any(|end| text.ends_with(end))
}

/// Reads places from the very beginning.
fn walk<'a>(gazetteer: &Gazetteer, text: &'a str, year: Option<i32>, hits: &mut Vec<Hit>) -> Path<'a> {
    let mut rest = text;
    let mut ends: Vec<usize> = Vec::new();
    let mut named = 0;
    let mut last = NameForm::Full;
    let mut is_contradictory = false;
    loop {
        candidates(gazetteer, rest, year, hits);
        let Some((bytes, form, next)) = step(gazetteer, &ends, hits) else {
            is_contradictory = named > 0 && hits.iter().any(|hit| hit.form == NameForm::Full && is_telling(rest, hit));
            break;
        };
        let Some(after) = rest.get(bytes..) else { break };
        (rest, ends, last) = (after, next, form);
        named += 1;
    }
    let is_province = |index: &usize| gazetteer.divisions().get(*index).is_some_and(|place| place.parent.is_none());
    let is_refused = last == NameForm::Short && !may_follow_short(rest, ends.iter().all(is_province));
    match named {
        0 => Path::Nothing,
        _ if is_refused => Path::Nothing,
        _ if is_contradictory => Path::Contradictory,
        _ => Path::Places { ends, named, rest },
    }
}

/// The names at the beginning of a text that were in use for a report of that year.
fn candidates(gazetteer: &Gazetteer, text: &str, year: Option<i32>, hits: &mut Vec<Hit>) {
    gazetteer.hits(text, hits);
    hits.retain(|hit| gazetteer.divisions().get(hit.division).is_some_and(|place| place.is_of(year)));
}

/// The longest name that goes on from `ends`: its bytes, its form, and the divisions that it may mean.
fn step(gazetteer: &Gazetteer, ends: &[usize], hits: &[Hit]) -> Option<(usize, NameForm, Vec<usize>)> {
    let division = |index: usize| gazetteer.divisions().get(index);
    let goes_on = |hit: &Hit| {
        let Some(place) = division(hit.division) else { return false };
        let is_part = |above: &Division| place.is_below(above);
        ends.is_empty() || (hit.form == NameForm::Full && ends.iter().any(|&end| division(end).is_some_and(is_part)))
    };
    hits.chunk_by(|left, right| left.bytes == right.bytes).find_map(|same| {
        let mut next: Vec<usize> = same.iter().filter(|hit| goes_on(hit)).map(|hit| hit.division).collect();
        next.sort_unstable();
        next.dedup();
        let first = same.first()?;
        (!next.is_empty()).then_some((first.bytes, first.form, next))
    })
}

/// Whether a name that does not fit is surely one of a place: of three characters or more.
fn is_telling(text: &str, hit: &Hit) -> bool {
    text.get(..hit.bytes).is_some_and(|name| name.chars().nth(2).is_some())
}

/// Whether a name without its rank can be a place before `rest`: 宁波海关, but not 南京路街道, 中山大学 or, among
/// prefectures, 北海局, which is the bureau of a sea.
fn may_follow_short(rest: &str, is_province: bool) -> bool {
    const OTHER_PLACES: &[char] = &['区', '县', '州', '山', '湖', '江', '河', '岛', '寺', '路', '街', '镇', '乡', '村', '道', '巷', '站', '门', '桥'];
    const OTHER_OWNERS: &[&str] = &[
        "街道",
        "镇人民政府",
        "乡人民政府",
        "镇政府",
        "乡政府",
        "社区",
        "大学",
        "学院",
        "学校",
        "中学",
        "小学",
        "医院",
        "公司",
        "集团",
        "路",
        "居委",
        "村委",
    ];
    const ENDS: &[&str] =
        &["局", "厅", "委员会", "委", "办", "办公室", "署", "队", "海关", "府", "中心", "支行", "分行", "处", "部", "团", "院", "会", "特派员"];
    let is_other = rest.starts_with(OTHER_PLACES) || OTHER_OWNERS.iter().any(|word| rest.contains(word));
    let is_sea = rest == "局" && !is_province;
    !is_other && !is_sea && ENDS.iter().any(|end| rest.ends_with(end))
}
