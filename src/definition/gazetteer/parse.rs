//! The tables as written become divisions and the index of their names.
//!
//! Tab-separated, with a line of column names. A line that is not well formed is left out: the tables ship with the
//! program and the tests count their lines.

use super::short::short;
use super::{Division, Gazetteer, Level, Name, NameUse};

impl Gazetteer {
    /// Reads today's divisions (`code name parent level iso`), the retired (`code name parent level gone`) and the
    /// area codes (`area_code codes`).
    pub(super) fn new(today: &'static str, retired: &'static str, area_codes: &'static str) -> Self {
        let mut divisions: Vec<Division> = today.lines().skip(1).filter_map(|line| division(line, None)).collect();
        divisions.sort_by_key(|division| division.code);
        let isos: Vec<(&str, &'static str)> = today.lines().skip(1).filter_map(iso).collect();
        let count = divisions.len();
        divisions.extend(retired.lines().skip(1).filter_map(|line| division(line, line.rsplit('\t').next().and_then(year))));
        let parents: Vec<Option<usize>> = divisions.iter().map(|division| parent(&divisions[..count], division)).collect();
        for (division, parent) in divisions.iter_mut().zip(parents) {
            division.parent = parent;
            division.iso = isos.iter().find(|(province, _)| division.code.starts_with(province)).map_or("", |(_, iso)| iso);
        }
        divisions[count..].sort_by_key(|division| division.code);
        let names = names(&divisions);
        let mut initials: Vec<(char, usize)> = names.iter().enumerate().map(|(at, name)| (initial(name), at)).collect();
        initials.dedup_by_key(|(initial, _)| *initial);
        let mut area_codes: Vec<(&str, Vec<&str>)> = area_codes.lines().skip(1).filter_map(area_code).collect();
        area_codes.sort();
        Self { divisions, today: count, names, initials, area_codes }
    }
}

/// The two digits and the ISO code of a province's line.
fn iso(line: &'static str) -> Option<(&'static str, &'static str)> {
    let iso = line.rsplit('\t').next().filter(|iso| !iso.is_empty())?;
    Some((line.get(..2)?, iso))
}

/// The year of `2019-04`.
fn year(month: &str) -> Option<i32> {
    month.get(..4)?.parse().ok()
}

/// One line without what only the whole table tells.
fn division(line: &'static str, gone_year: Option<i32>) -> Option<Division> {
    let mut fields = line.split('\t');
    let (code, name, _parent, level) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let level = match level {
        "province" => Level::Province,
        "prefecture" => Level::Prefecture,
        "county" => Level::County,
        _ => return None,
    };
    Some(Division { code, name, short: short(name), parent: None, level, iso: "", gone_year })
}

/// The nearest division of today above one; today's are sorted by code.
fn parent(today: &[Division], division: &Division) -> Option<usize> {
    let find = |digits: usize| {
        let wanted = division.code.get(..digits)?;
        let at = today.partition_point(|other| other.code < wanted);
        today.get(at).filter(|above| division.is_below(above)).map(|_| at)
    };
    match division.level {
        Level::Province => None,
        Level::Prefecture => find(2),
        Level::County => find(4).or_else(|| find(2)),
    }
}

/// The index of all names, by first character.
fn names(divisions: &[Division]) -> Vec<Name> {
    let provinces: Vec<&str> = divisions.iter().filter(|d| d.level == Level::Province).map(|d| d.short).collect();
    let mut names = Vec::with_capacity(2 * divisions.len());
    for (index, division) in divisions.iter().enumerate() {
        names.push(Name { text: division.name, division: index, use_: NameUse::Full });
        let Some(use_) = short_use(division, &provinces).filter(|_| division.short != division.name) else { continue };
        let is_heir = |heir: &Division| heir.gone_year.is_none() && heir.short == division.short;
        if division.gone_year.is_none() || !divisions.iter().any(is_heir) {
            names.push(Name { text: division.short, division: index, use_ });
        }
    }
    names.sort_unstable_by_key(|name| (initial(name), name.division));
    names
}

/// The first character of a name.
fn initial(name: &Name) -> char {
    name.text.chars().next().unwrap_or_default()
}

/// How the short name of a division may be used. 海南 and 吉林 are the provinces, so that their namesakes need their
/// rank; a county's short name is too often a town's or a street's, so that only 景宁县 for
/// 景宁畲族自治县 is known.
fn short_use(division: &Division, provinces: &[&str]) -> Option<NameUse> {
    let shadowed = provinces.contains(&division.short);
    match division.level {
        Level::Province if division.name.ends_with("自治区") => Some(NameUse::ShortOrWith("自治区")),
        Level::Province => Some(NameUse::Short),
        Level::Prefecture if division.name.ends_with("自治州") && shadowed => Some(NameUse::OnlyWith("州")),
        Level::Prefecture if division.name.ends_with("自治州") => Some(NameUse::ShortOrWith("州")),
        Level::Prefecture => (!shadowed).then_some(NameUse::Short),
        Level::County if division.name.ends_with("自治县") => Some(NameUse::OnlyWith("县")),
        Level::County if division.name.ends_with("自治旗") => Some(NameUse::OnlyWith("旗")),
        Level::County => None,
    }
}

/// One line of the area codes.
fn area_code(line: &'static str) -> Option<(&'static str, Vec<&'static str>)> {
    let (area_code, codes) = line.split_once('\t')?;
    Some((area_code, codes.split(' ').collect()))
}
