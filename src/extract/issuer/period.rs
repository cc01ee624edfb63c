//! The opening becomes the statistical period. Damaged dates are never reconstructed.

use chrono::Datelike;

use super::super::Date;
use super::super::line::floor;
use super::passage::Passage;
use crate::definition::IssuerRules;
use crate::text::Span;

/// The statistical period: both days, or only the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// The first day and its place.
    pub(super) start: Option<(Date, Span)>,
    /// The last day and its place.
    pub(super) end: (Date, Span),
}

/// The years for which a text may state a period, in days: a school year and a little, or a part of a year after a reform.
const DAYS: std::ops::RangeInclusive<i64> = 27..=800;

/// Finds the statistical period in a passage.
pub(super) fn find(rules: &IssuerRules, passage: &Passage, source: &str) -> Option<Period> {
    let window = &passage.window;
    let text = window.text.as_str();
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"20").map(|at| from + at) {
        from = at + 1;
        let Some((first, last)) = range(text, at) else { continue };
        from = last.end;
        if text.as_bytes()[..at].last().is_some_and(u8::is_ascii_digit) || text.as_bytes().get(last.end).is_some_and(u8::is_ascii_digit) {
            continue;
        }
        let (Some(start), Some(end)) = (first.date(first.year), last.date(first.year)) else { continue };
        let before = &text[floor(text, at.saturating_sub(90))..at];
        let whole_year = (start.month0(), start.day0()) == (0, 0) && (end.month(), end.day()) == (12, 31);
        if DAYS.contains(&(end - start).num_days()) && (whole_year || rules.period_context.is_match(before)) {
            let span = |day: &Printed| window.span(source, day.start..day.end);
            return Some(Period { start: Some((start, span(&first))), end: (end, span(&last)) });
        }
    }
    only_end(rules, passage, source)
}

fn only_end(rules: &IssuerRules, passage: &Passage, source: &str) -> Option<Period> {
    let index = rules.agency.len() + rules.year.len() + rules.scopes.len();
    let (from, found) = passage.matches(&rules.period_end, index).next()?;
    let part = |name| found.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let end = Date::from_ymd_opt(i32::try_from(part("year")?).ok()?, part("month")?, part("day")?)?;
    let span = Span::default();
    let whole = found.name("year").zip(found.get(0)).map_or(span, |(year, all)| passage.window.span(source, from + year.start()..from + all.end()));
    Some(Period { start: None, end: (end, whole) })
}

/// A day as printed, and its place in the window.
struct Printed {
    year: Option<u32>,
    month: u32,
    day: u32,
    start: usize,
    end: usize,
}

impl Printed {
    /// The day; in `year` where the text leaves the year out.
    fn date(&self, year: Option<u32>) -> Option<Date> {
        Date::from_ymd_opt(i32::try_from(self.year.or(year)?).ok()?, self.month, self.day)
    }
}

/// Two days with a word between them, the first at byte `at`; the second year may be left out.
fn range(text: &str, at: usize) -> Option<(Printed, Printed)> {
    const BETWEEN: [&str; 8] = ["至", "到", "。", ";", "—", "~", "–", "-"];
    let first = day_at(text, at, 2).filter(|day| day.year.is_some())?;
    let stops = |c: char| c.is_ascii_digit() || BETWEEN.iter().any(|mark| mark.starts_with(c));
    let word = skipped(text, first.end, 4, stops);
    let rest = text.get(word..)?;
    let length = match rest.chars().next()? {
        c @ ('至' | '到' | '~') => c.len_utf8(),
        c @ ('—' | '-' | '–') => rest.len() - rest.trim_start_matches(c).len(),
        _ => return None,
    };
    let second = skipped(text, word + length, 2, |c| c.is_ascii_digit() || matches!(c, '。' | ';'));
    Some((first, day_at(text, second, 2)?))
}

/// The place behind at most `most` characters for which `stops` does not hold.
fn skipped(text: &str, from: usize, most: usize, stops: impl Fn(char) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or("");
    from + rest.chars().take(most).take_while(|c| !stops(*c)).map(char::len_utf8).sum::<usize>()
}

/// The day at byte `at`, with or without its year, the number of its day in at most `digits` digits.
fn day_at(text: &str, at: usize, digits: usize) -> Option<Printed> {
    let year = number(text, at, 4).filter(|(year, end)| end - at == 4 && (2000..2100).contains(year));
    let year = year.and_then(|(year, end)| Some((year, separator(text, end, '年')?)));
    let (month, end) = number(text, year.map_or(at, |year| year.1), 2)?;
    let (day, end) = number(text, separator(text, end, '月')?, digits)?;
    let end = if text.get(end..)?.starts_with('日') { end + '日'.len_utf8() } else { end };
    Some(Printed { year: year.map(|year| year.0), month, day, start: at, end })
}

/// The number of at most `most` digits at byte `at`, and where it ends.
fn number(text: &str, at: usize, most: usize) -> Option<(u32, usize)> {
    let digits = text.as_bytes().get(at..)?.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
    Some((text.get(at..at + digits)?.parse().ok()?, at + digits))
}

/// The place behind what parts the numbers of a day: `word`, a full stop, a hyphen or a slash.
fn separator(text: &str, at: usize, word: char) -> Option<usize> {
    let mark = text.get(at..)?.chars().next().filter(|c| *c == word || matches!(c, '.' | '-' | '/'))?;
    Some(at + mark.len_utf8())
}

/// The one day that a value of the metadata block begins with: `2024-01-10`, `2024年1月10日`, `2024/1/10 09:30`.
pub(super) fn single_day(text: &str) -> Option<Date> {
    let at = usize::from(text.starts_with(['[', '(']));
    [2, 1].into_iter().find_map(|digits| {
        let day = day_at(text, at, digits).filter(|day| day.year.is_some())?;
        let rest = text.get(day.end..)?;
        let is_hour = matches!(rest.as_bytes(), [b'0'..=b'9', b'0'..=b'9', b':', ..]);
        (is_hour || text[..day.end].ends_with('日') || !rest.starts_with(|c: char| c.is_ascii_digit())).then(|| day.date(None))
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_or_refused() {
        let day = |text: &str| single_day(text).map(|d| d.to_string());
        assert_eq!(day("2024-01-10"), Some("2024-01-10".to_owned()));
        assert_eq!(day("2024年1月10日"), Some("2024-01-10".to_owned()));
        assert_eq!(day("2024-01-1009:30:00"), Some("2024-01-10".to_owned()));
        assert_eq!(day("2025-0116"), None);
        assert_eq!(day("2024-13-10"), None);
        assert_eq!(day("2024-01-100"), None);
    }
}
