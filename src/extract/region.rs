//! The name of an agency becomes the division that it belongs to, or nothing: never a guess.
//!
//! A name is read from its left as a path of places (吉林省吉林市昌邑区...), each below the one before. A path that
//! ends in one division is that division. What the name leaves open (朝阳区, 太平镇, 区司法局) only the rest of the
//! document may settle: a longer name elsewhere, a credit code, an area code. The order is: the path in the name; a
//! name that no other division has; the parent in the context; the credit code; the area code.

mod evidence;
mod path;
mod words;

use crate::definition::{Division, Gazetteer, Level};
use evidence::{CreditCode, credit_code, narrow};
use path::{Path, is_telling, path};
use words::{
    BRANCHES, CENTRAL_BODIES, CENTRAL_ENDS, CENTRAL_OFFICES, NO_COUNTY, TOWN_KINDS, TOWN_OFFICES, TOWN_ORGANS, begins_with, ends_with, is_word, words,
};

/// Where an agency belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Region {
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

/// Finds the division of an agency. `agency` is its name in simplified script; `context` are other texts of the
/// document that may settle what the name leaves open: publisher, names in the text, index number, contact sentence.
/// With a `year`, the report's, divisions that were gone by then are no candidates; without one, every name since 2008 counts. `None` is 'not known'. Never fails.
#[must_use]
pub(super) fn locate(gazetteer: &Gazetteer, agency: &str, context: &[&str], year: Option<i32>) -> Option<Region> {
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
        let is_whole = candidates.iter().any(|place| place.name.chars().nth(2).is_some());
        if begins_a_smaller_place(rest) || (named == 1 && !is_whole && begins_a_town(rest)) {
            let is_near = |part: &Division| named == 1 || candidates.iter().any(|place| place.parent == part.parent);
            return self.known_elsewhere(|part| !self.gazetteer.has_parts(part) && is_near(part));
        }
        if let [place] = candidates.as_slice() {
            if self.gazetteer.has_parts(place) && (names_a_part(rest) || is_township(rest)) {
                return self.known_elsewhere(|part| part.is_below(place) && !self.gazetteer.has_parts(part));
            }
            if named == 1 && place.level == Level::County && !is_telling(place.name) {
                return self.known_elsewhere(|part| part.name == place.name);
            }
            return Some(self.region(place, if named > 1 { "path" } else { "name" }));
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
        if is_township(agency) {
            return self.known_elsewhere(|place| !self.gazetteer.has_parts(place));
        }
        let seat = agency.trim_start_matches(['我', '本']).chars().next().filter(|seat| SEATS.contains(seat))?;
        self.known_elsewhere(|place| place.name.ends_with(seat))
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

/// Whether what follows a county's name makes it the name of something smaller: 和平区街道, 肥乡镇人民政府.
fn begins_a_smaller_place(rest: &str) -> bool {
    let town = rest.strip_prefix(['镇', '乡']);
    begins_with(rest, "街道 社区居") || town.is_some_and(|organ| organ.is_empty() || begins_with(organ, TOWN_ORGANS))
}

/// Whether what follows a county's name of two characters makes it a town's: 新县镇, 古县渡镇. No town's name is 渡 alone.
fn begins_a_town(rest: &str) -> bool {
    let mut later = rest.chars();
    let is_word = later.next().is_some_and(|first| matches!(first, '城' | '乡'));
    (begins_with(rest, "镇 乡") && !begins_with(rest, "乡村 乡镇 镇村")) || (begins_with(later.as_str(), "镇 乡") && !is_word)
}

/// Whether a text names a township or a subdistrict: 太平镇人民政府, 某某街道办事处. Not 乡村振兴局, not 城乡综合执法局.
fn is_township(text: &str) -> bool {
    words(TOWN_KINDS).any(|kind| {
        text.match_indices(kind).any(|(at, _)| {
            let (Some(before), Some(after)) = (text.get(..at), text.get(at + kind.len()..)) else { return false };
            let is_pair = before.ends_with('城') || before.ends_with('乡');
            !before.is_empty() && (after.is_empty() || begins_with(after, TOWN_ORGANS) || (!is_pair && begins_with(after, TOWN_OFFICES)))
        })
    })
}

/// Whether a text begins with a county that no table knows (某某区人民政府): its parent would be the wrong answer.
/// A development zone is no county, and neither are 城市 and 市场.
fn names_a_part(rest: &str) -> bool {
    const ORGANS: &[char] = &['局', '厅', '委', '院', '府', '办', '处', '所', '站', '会', '部', '署', '队'];
    let head: Vec<(usize, char)> = rest.char_indices().take(7).collect();
    let Some(place) = head.iter().position(|(_, c)| matches!(c, '区' | '县' | '市' | '旗')) else { return false };
    let Some(&(at, rank)) = head.get(place) else { return false };
    let (Some(token), Some(after)) = (rest.get(..at + rank.len_utf8()), rest.get(at + rank.len_utf8()..)) else { return false };
    let is_word = token.contains(ORGANS) || ends_with(token, NO_COUNTY) || after.starts_with(['场', '划', '域', '级', '政', '容']);
    place >= 2 && !is_word
}

/// Whether a name is that of a central body itself, and not of one of its branches, whose place we should know.
fn is_central(agency: &str) -> bool {
    let name = agency.strip_prefix("中华人民共和国").unwrap_or(agency);
    let name = words(CENTRAL_OFFICES).find_map(|office| name.strip_suffix(office)).filter(|rest| !rest.is_empty()).unwrap_or(name);
    if name.starts_with("国务院") || is_word(name, CENTRAL_BODIES) {
        return true;
    }
    begins_with(name, "国家 中国 全国 中央") && ends_as_central(name)
}

/// Whether a national name is that of one organ, and not of a branch of it.
fn ends_as_central(name: &str) -> bool {
    let is_branch = words(BRANCHES).any(|word| name.contains(word));
    let last_end = words(CENTRAL_ENDS).filter_map(|end| name.find(end).map(|at| at + end.len())).max();
    let is_one_organ = name.matches('局').count() + name.matches("委员会").count() <= 1;
    !is_branch && last_end == Some(name.len()) && is_one_organ
}

#[cfg(test)]
mod tests;
