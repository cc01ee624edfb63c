//! The opening becomes the statistical period. Damaged dates are never reconstructed.

use std::sync::LazyLock;

use chrono::Datelike;
use regex::{Captures, Regex};

use super::super::Date;
use super::super::line::{Window, floor};
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

/// Two days with a word between them; the second year may be left out. General grammar of dates, of no family.
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<start>(20[0-9]{2})[年.\-/]([0-9]{1,2})[月.\-/]([0-9]{1,2})日?)[^0-9。;至到—~–-]{0,4}(?:至|到|—+|-+|~|–+)[^0-9。;]{0,2}(?P<end>(?:(20[0-9]{2})[年.\-/])?([0-9]{1,2})[月.\-/]([0-9]{1,2})日?)",
    )
    .expect("the pattern is constant")
});

/// The years for which a text may state a period, in days: a school year and a little, or a part of a year after a reform.
const DAYS: std::ops::RangeInclusive<i64> = 27..=800;

/// Finds the statistical period in a window.
pub(super) fn find(rules: &IssuerRules, window: &Window, source: &str) -> Option<Period> {
    for found in RANGE.captures_iter(&window.text) {
        let Some(whole) = found.get(0) else { continue };
        let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
        let bytes = window.text.as_bytes();
        if digit(whole.start().checked_sub(1).and_then(|at| bytes.get(at))) || digit(bytes.get(whole.end())) {
            continue;
        }
        let (Some(start), Some(end)) = (day(&found, 2, None), day(&found, 6, number(&found, 2))) else { continue };
        let before = &window.text[floor(&window.text, whole.start().saturating_sub(90))..whole.start()];
        let whole_year = (start.month0(), start.day0()) == (0, 0) && (end.month(), end.day()) == (12, 31);
        if DAYS.contains(&(end - start).num_days()) && (whole_year || rules.period_context.is_match(before)) {
            let span = |name| found.name(name).map_or(Span::default(), |m| window.span(source, m.range()));
            return Some(Period { start: Some((start, span("start"))), end: (end, span("end")) });
        }
    }
    only_end(rules, window, source)
}

fn only_end(rules: &IssuerRules, window: &Window, source: &str) -> Option<Period> {
    let found = rules.period_end.captures(&window.text)?;
    let part = |name| found.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let end = Date::from_ymd_opt(i32::try_from(part("year")?).ok()?, part("month")?, part("day")?)?;
    let span = Span::default();
    let whole = found.name("year").zip(found.get(0)).map_or(span, |(year, all)| window.span(source, year.start()..all.end()));
    Some(Period { start: None, end: (end, whole) })
}

fn number(found: &Captures<'_>, group: usize) -> Option<i32> {
    found.get(group)?.as_str().parse().ok()
}

/// The day in three groups from `first`; `year` where the text leaves it out.
fn day(found: &Captures<'_>, first: usize, year: Option<i32>) -> Option<Date> {
    let part = |group| number(found, group).and_then(|n| u32::try_from(n).ok());
    Date::from_ymd_opt(number(found, first).or(year)?, part(first + 1)?, part(first + 2)?)
}

/// The one day that a value of the metadata block begins with: `2024-01-10`, `2024年1月10日`, `2024/1/10 09:30`.
pub(super) fn single_day(text: &str) -> Option<Date> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[\[(]?(20[0-9]{2})[年.\-/]([0-9]{1,2})[月.\-/]([0-9]{1,2})(日|$|[^0-9]|[0-9]{2}:)").expect("the pattern is constant")
    });
    let found = DAY.captures(text)?;
    day(&found, 1, None)
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
