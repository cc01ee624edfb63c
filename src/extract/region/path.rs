//! The beginning of an agency's name becomes a path of places.

use super::words::{HEAD_ENDS, HEADS, ORGAN_ENDS, OTHER_OWNERS, PLACE_WORDS, RANK_WORDS, begins_with, ends_with, words};
use crate::definition::{Division, Gazetteer, Hit, Level, NameForm};

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
    if first != Path::Nothing || !begins_with(agency, HEADS) || agency.starts_with("国务院") {
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

/// Whether the place of a branch may follow.
fn is_head(text: &str) -> bool {
    ends_with(text, HEAD_ENDS)
}

/// Reads places from the very beginning.
fn walk<'a>(gazetteer: &Gazetteer, text: &'a str, year: Option<i32>, hits: &mut Vec<Hit>) -> Path<'a> {
    let mut rest = text;
    let mut ends: Vec<usize> = Vec::new();
    let mut named = 0;
    let mut last = NameForm::Full;
    let mut is_contradictory = false;
    loop {
        gazetteer.hits(rest, hits);
        hits.retain(|hit| gazetteer.divisions().get(hit.division).is_some_and(|place| place.is_of(year)));
        if named == 0 {
            free_words(rest, hits);
        }
        let Some((bytes, form, next)) = step(gazetteer, &ends, hits) else {
            let is_county = ends.iter().all(|&end| gazetteer.divisions().get(end).is_some_and(|place| place.level == Level::County));
            is_contradictory =
                named > 0 && !is_county && hits.iter().any(|hit| hit.form == NameForm::Full && rest.get(..hit.bytes).is_some_and(is_telling));
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

/// Takes the rank from names that a word begins in. In 文山市场监督管理局 the 市 belongs to the market, so that 文山市
/// counts as the shorter 文山, as which the prefecture counts, too.
fn free_words(text: &str, hits: &mut [Hit]) {
    for hit in hits.iter_mut().filter(|hit| hit.form == NameForm::Full) {
        let rank = text.get(..hit.bytes).and_then(|name| name.char_indices().next_back()).map_or(0, |(at, _)| at);
        if text.get(rank..).is_some_and(|word| begins_with(word, RANK_WORDS)) {
            (hit.bytes, hit.form) = (rank, NameForm::Short);
        }
    }
    hits.sort_by(|left, right| right.bytes.cmp(&left.bytes).then(left.division.cmp(&right.division)));
}

/// The longest name that goes on from `ends`: its bytes, its form, and the divisions that it may mean.
fn step(gazetteer: &Gazetteer, ends: &[usize], hits: &[Hit]) -> Option<(usize, NameForm, Vec<usize>)> {
    let division = |index: usize| gazetteer.divisions().get(index);
    let goes_on = |hit: &Hit| {
        let Some(place) = division(hit.division) else { return false };
        let is_part = |above: &Division| place.is_below(above) && (is_telling(place.name) || is_right_below(gazetteer, place, above));
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

/// Whether a name is surely one of a place: 东区 and 城区 are words, too.
pub(super) fn is_telling(name: &str) -> bool {
    !(name.ends_with('区') && name.chars().nth(2).is_none())
}

/// Whether nothing stands between a place and the one above it.
fn is_right_below(gazetteer: &Gazetteer, place: &Division, above: &Division) -> bool {
    place.parent.and_then(|parent| gazetteer.divisions().get(parent)).is_some_and(|parent| parent.code == above.code)
}

/// Whether a name without its rank can be a place before `rest`: 宁波海关, but not 南京路街道, 中山大学 or, among
/// prefectures, 北海局, which is the bureau of a sea.
fn may_follow_short(rest: &str, is_province: bool) -> bool {
    const OTHER_PLACES: &[char] = &['区', '县', '州', '山', '湖', '江', '河', '岛', '寺', '路', '街', '镇', '乡', '村', '道', '巷', '站', '门', '桥'];
    let is_place = rest.starts_with(OTHER_PLACES) && !begins_with(rest, PLACE_WORDS);
    let is_other = is_place || words(OTHER_OWNERS).any(|word| rest.contains(word));
    let is_town = rest.replace("城镇", "").replace("乡镇", "").replace("村镇", "").contains('镇');
    let is_sea = rest == "局" && !is_province;
    !is_other && !is_town && !is_sea && ends_with(rest, ORGAN_ENDS)
}
