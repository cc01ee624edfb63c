//! The table of administrative divisions becomes a look-up from names and codes to divisions.
//!
//! A division is a province, a prefecture or a county with its six-digit code of GB/T 2260. The first two digits of a
//! code name the province and the first four the prefecture, so that what lies below what is told from the codes. The
//! data stand in `pipelines/gazetteer.tsv` (today's) and `pipelines/gazetteer-retired.tsv` (names and codes that went
//! out of use since 2008: kept so that an old name is not taken for another place of today).

mod parse;
mod short;

use std::sync::LazyLock;

/// The table that ships with the program.
static BUILTIN: LazyLock<Gazetteer> = LazyLock::new(|| {
    Gazetteer::new(
        include_str!("../../pipelines/gazetteer.tsv"),
        include_str!("../../pipelines/gazetteer-retired.tsv"),
        include_str!("../../pipelines/area-codes.tsv"),
    )
});

/// The rank of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Provinces, autonomous regions, municipalities, special administrative regions.
    Province,
    /// Prefecture-level cities, prefectures, autonomous prefectures, leagues.
    Prefecture,
    /// Counties, districts, county-level cities, banners, also those directly under a province.
    County,
}

/// One division under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    /// Six digits of GB/T 2260.
    pub code: &'static str,
    /// The full official name in simplified script.
    pub name: &'static str,
    /// The name without what says its rank, at least two characters (浙江, 杭州, 延边); the full name where nothing can go.
    pub short: &'static str,
    /// The index of the division above it; `None` for a province, and where what was above is no longer in the table.
    pub parent: Option<usize>,
    /// Its rank.
    pub level: Level,
    /// ISO 3166-2 code of its province: `CN-ZJ`.
    pub iso: &'static str,
    /// The year of the first issue that no longer lists this name with this code; `None` for a division of today.
    pub gone_year: Option<i32>,
}

impl Division {
    /// Whether `self` lies below `above`, by their codes. Nothing lies below itself.
    #[must_use]
    pub fn is_below(&self, above: &Division) -> bool {
        let shared = match above.level {
            Level::Province => 2,
            Level::Prefecture => 4,
            Level::County => return false,
        };
        self.level > above.level && self.code.get(..shared) == above.code.get(..shared)
    }

    /// Whether the name was in use in a report of that year, or may have been: where the year is not known, and in the
    /// years between the last issue that lists it and the first that does not.
    #[must_use]
    pub fn is_of(&self, year: Option<i32>) -> bool {
        match (self.gone_year, year) {
            (Some(gone), Some(year)) => year <= gone,
            _ => true,
        }
    }
}

/// A name that stands at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// How many bytes of the text it takes.
    pub bytes: usize,
    /// Whether its rank is named (杭州市, 延边州, 景宁县) or left out (杭州).
    pub form: NameForm,
    /// The index of the division.
    pub division: usize,
}

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameForm {
    /// With its rank: 杭州市, 延边朝鲜族自治州, 延边州, 景宁县.
    Full,
    /// Without: 浙江, 杭州, 延边.
    Short,
}

/// A name as the index holds it. Sorted by first character, then by division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name {
    text: &'static str,
    division: usize,
    use_: NameUse,
}

/// What a name in the index stands for by itself, and with one of the given endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameUse {
    Full,
    Short,
    ShortOrWith(&'static str),
    OnlyWith(&'static str),
}

/// Today's provinces, prefectures and counties, and the names of retired ones.
#[derive(Debug)]
pub struct Gazetteer {
    divisions: Vec<Division>,
    /// How many of them are of today.
    today: usize,
    names: Vec<Name>,
    /// The first characters of the names, sorted, and where in `names` each begins.
    initials: Vec<(char, usize)>,
    area_codes: Vec<(&'static str, Vec<&'static str>)>,
}

impl Gazetteer {
    /// The table that ships with the program; read once, at the first call.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The divisions, today's first, sorted by code. Indices count in this list.
    #[must_use]
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// The division of today with this code; `None` for a retired code or one that never was.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Division> {
        let (today, _) = self.divisions.split_at(self.today);
        today.binary_search_by(|division| division.code.cmp(code)).ok().and_then(|index| today.get(index))
    }

    /// Whether a code is or was that of a division.
    #[must_use]
    pub fn knows_code(&self, code: &str) -> bool {
        let (_, retired) = self.divisions.split_at(self.today);
        self.by_code(code).is_some() || retired.binary_search_by(|division| division.code.cmp(code)).is_ok()
    }

    /// All divisions with this full official name, by code, today's first; may be empty.
    pub fn by_name<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Division> + 'a {
        let same = self.names_like(name).iter().filter(move |entry| entry.use_ == NameUse::Full && entry.text == name);
        same.filter_map(|entry| self.divisions.get(entry.division))
    }

    /// Adds to `hits` (emptied first) every name that the text begins with, longest first, then by code.
    pub fn hits(&self, text: &str, hits: &mut Vec<Hit>) {
        hits.clear();
        for name in self.names_like(text) {
            hits.extend(text.strip_prefix(name.text).and_then(|rest| name.hit(rest)));
        }
        hits.sort_by(|left, right| right.bytes.cmp(&left.bytes).then(left.division.cmp(&right.division)));
    }

    /// The names that begin with the first character of a text.
    fn names_like(&self, text: &str) -> &[Name] {
        let at = text.chars().next().and_then(|initial| self.initials.binary_search_by(|(other, _)| other.cmp(&initial)).ok());
        let begin = |at: usize| self.initials.get(at).map_or(self.names.len(), |(_, begin)| *begin);
        at.and_then(|at| self.names.get(begin(at)..begin(at + 1))).unwrap_or_default()
    }

    /// The codes of the prefectures (or counties and provinces without any) that share a telephone area code, written
    /// with its leading zero; empty where it is not known.
    #[must_use]
    pub fn by_area_code(&self, area_code: &str) -> &[&'static str] {
        let found = self.area_codes.binary_search_by(|(code, _)| (*code).cmp(area_code)).ok();
        found.and_then(|index| self.area_codes.get(index)).map_or(&[], |(_, codes)| codes)
    }

    /// Whether a division of today has others below it.
    #[must_use]
    pub fn has_parts(&self, division: &Division) -> bool {
        let first = self.divisions.partition_point(|other| other.gone_year.is_none() && other.code <= division.code);
        self.divisions.get(first).is_some_and(|next| next.gone_year.is_none() && next.is_below(division))
    }
}

impl Name {
    /// The hit of a name whose text has just been met, `rest` following.
    fn hit(&self, rest: &str) -> Option<Hit> {
        let (form, more) = match self.use_ {
            NameUse::Full => (NameForm::Full, 0),
            NameUse::ShortOrWith(ending) | NameUse::OnlyWith(ending) if rest.starts_with(ending) => (NameForm::Full, ending.len()),
            NameUse::Short | NameUse::ShortOrWith(_) => (NameForm::Short, 0),
            NameUse::OnlyWith(_) => return None,
        };
        Some(Hit { bytes: self.text.len() + more, form, division: self.division })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_table_is_whole() {
        let gazetteer = Gazetteer::builtin();
        let count = |level| gazetteer.divisions.iter().filter(|d| d.gone_year.is_none() && d.level == level).count();
        assert_eq!((count(Level::Province), count(Level::Prefecture), count(Level::County)), (34, 333, 2847));
        let lines = include_str!("../../pipelines/gazetteer-retired.tsv").lines().count() - 1;
        assert_eq!(gazetteer.divisions.iter().filter(|d| d.gone_year.is_some()).count(), lines);
        for division in &gazetteer.divisions {
            assert!(division.code.len() == 6 && division.iso.len() == 5, "{division:?}");
            assert_eq!(division.parent.is_none() && division.gone_year.is_none(), division.level == Level::Province, "{division:?}");
            if let Some(parent) = division.parent {
                assert!(division.is_below(&gazetteer.divisions[parent]), "{division:?}");
            }
        }
    }

    #[test]
    fn every_name_hits_its_division_first() {
        let gazetteer = Gazetteer::builtin();
        let mut hits = Vec::new();
        for (index, division) in gazetteer.divisions.iter().enumerate() {
            gazetteer.hits(division.name, &mut hits);
            let found = hits.iter().any(|hit| hit.division == index && hit.bytes == division.name.len() && hit.form == NameForm::Full);
            assert!(found, "{division:?} {hits:?}");
            assert!(gazetteer.by_name(division.name).any(|other| other == division));
        }
    }

    #[test]
    fn short_names_leave_out_the_rank() {
        let cases = [
            ("330000", "浙江"),
            ("650000", "新疆"),
            ("150000", "内蒙古"),
            ("222400", "延边"),
            ("422800", "恩施"),
            ("652800", "巴音郭楞"),
            ("331127", "景宁"),
            ("150724", "鄂温克"),
            ("620421", "靖远"),
        ];
        for (code, short) in cases {
            assert_eq!(Gazetteer::builtin().by_code(code).map(|division| division.short), Some(short));
        }
    }
}
