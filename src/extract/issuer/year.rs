//! Folded text becomes the years that it names, and all witnesses of the report year become one year.

use std::ops::Range;

use super::Said;

/// The years that a report may be of. The first reports are of 2000 (local rules before the national ones of 2008).
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2035;

/// A year in folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Year {
    /// The year; the later one of a school year.
    pub(super) value: i32,
    /// Its place with what belongs to it: 年, 年度, 学年.
    pub(super) range: Range<usize>,
}

/// The years in a title or a part of it, in order: `2022年`, `2022年度`, `二〇二二年`, `2021-2022学年`, `2022`.
pub(super) fn years(text: &str) -> Vec<Year> {
    let mut found: Vec<Year> = Vec::new();
    let mut at = 0;
    loop {
        at += text.as_bytes()[at..].iter().take_while(|byte| !may_begin_year(**byte)).count();
        let rest = &text[at..];
        if rest.is_empty() {
            break;
        }
        let run = digits(rest);
        if run == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        if let Some(value) = value(&rest[..run]).filter(|v| YEARS.contains(v)) {
            let end = at + run + suffix(&rest[run..]);
            let between = found.last().map(|last| &text[last.range.end..at]);
            match found.last_mut() {
                Some(last) if matches!(between, Some("-" | "—" | "——" | "~" | "至")) && text[at + run..].starts_with("学年") => {
                    *last = Year { value, range: last.range.start..end };
                }
                _ => found.push(Year { value, range: at..end }),
            }
        }
        at += run;
    }
    found
}

/// Whether a byte is a digit or begins 二: none other begins what is read as a year.
fn may_begin_year(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == 0xE4
}

/// The length of the run of digits that `text` begins with; Chinese digits only where the run begins like a year.
fn digits(text: &str) -> usize {
    let ascii = text.bytes().take_while(u8::is_ascii_digit).count();
    if ascii > 0 || !text.starts_with('二') {
        return ascii;
    }
    text.chars().take_while(|c| chinese_digit(*c).is_some()).map(char::len_utf8).sum()
}

fn chinese_digit(c: char) -> Option<i32> {
    const ZEROS: [char; 4] = ['〇', '○', '零', 'Ο'];
    if ZEROS.contains(&c) {
        return Some(0);
    }
    "一二三四五六七八九".chars().position(|d| d == c).and_then(|at| i32::try_from(at + 1).ok())
}

/// The value of a run of exactly four digits.
fn value(run: &str) -> Option<i32> {
    let mut total = 0;
    let mut count = 0;
    for c in run.chars() {
        total = total * 10 + c.to_digit(10).and_then(|d| i32::try_from(d).ok()).or_else(|| chinese_digit(c))?;
        count += 1;
        if count > 4 {
            return None;
        }
    }
    (count == 4).then_some(total)
}

/// The length of what belongs to a year.
fn suffix(text: &str) -> usize {
    ["学年度", "学年", "年度", "年"].iter().find(|s| text.starts_with(**s)).map_or(0, |s| s.len())
}

/// Whether a report may be of the year.
pub(super) fn is_plausible(year: i32) -> bool {
    YEARS.contains(&year)
}

/// The year that the text speaks of most, counting only `20..年`; `None` where two are named equally often.
pub(super) fn most_named(text: &str) -> Option<Said<i32>> {
    let mut counts = [(0_u32, 0_usize); 36];
    for at in memchr::memmem::find_iter(text.as_bytes(), "年".as_bytes()) {
        let Some(run) = at.checked_sub(4).and_then(|from| text.get(from..at)) else { continue };
        let before = at.checked_sub(5).and_then(|b| text.as_bytes().get(b)).is_some_and(u8::is_ascii_digit);
        if let Some(slot) = value(run).filter(|v| !before && YEARS.contains(v)).and_then(|v| usize::try_from(v - 2000).ok()) {
            counts[slot].0 += 1;
            counts[slot].1 = at - 4;
        }
    }
    let best = (0..counts.len()).max_by_key(|slot| counts[*slot].0)?;
    let (count, at) = counts[best];
    let tie = counts.iter().filter(|c| c.0 == count).count() > 1;
    let value = i32::try_from(best).ok()? + 2000;
    (count > 0 && !tie).then(|| Said { value, span: crate::text::Span::new(at, at + 4), witness: "most_named_year", rank: 9 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_every_spelling() {
        let values = |text: &str| years(text).iter().map(|y| y.value).collect::<Vec<_>>();
        assert_eq!(values("2022年度某局"), [2022]);
        assert_eq!(values("二〇二二年"), [2022]);
        assert_eq!(values("二○一九年度"), [2019]);
        assert_eq!(values("2021-2022学年"), [2022]);
        assert_eq!(values("2021年某局2021年度"), [2021, 2021]);
        assert_eq!(values("202020年12月"), Vec::<i32>::new());
        assert_eq!(values("1999年"), Vec::<i32>::new());
        assert_eq!(years("2022年度")[0].range, 0.."2022年度".len());
    }
}
