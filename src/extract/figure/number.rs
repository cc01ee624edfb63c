//! A number at a place becomes a quantity: value, qualifier and a unit of the definition.

use std::sync::LazyLock;

use super::words;
use crate::definition::FigureRules;
use crate::text::{CharSet, chinese_number, fold_char, is_foreign_digit};

/// A number with a unit. Its value counts in that unit: 万 and 亿 are multiplied out.
pub(super) struct Quantity {
    /// Where the number begins.
    pub(super) start: usize,
    /// Where the number, with 万 or 亿, ends.
    pub(super) number_end: usize,
    /// Where the unit ends.
    pub(super) end: usize,
    /// The value, in the unit.
    pub(super) value: f64,
    /// What stands between number and unit: 余, 多.
    pub(super) qualifier: Option<&'static str>,
    /// The index in [`FigureRules::units`].
    pub(super) unit: usize,
}

/// No more digits than an `f64` holds exactly.
const MOST_DIGITS: u32 = 15;

/// Reads the digits at `at`: where they end, and the quantity if a unit follows and nothing shows that they are part of
/// something else (a date, a range, an ordinal, a name).
pub(super) fn digits(prose: &str, at: usize, rules: &FigureRules) -> (usize, Option<Quantity>) {
    let (end, plain) = plain(prose, at);
    if !may_be_counted(prose, end, rules) {
        return (end, None);
    }
    if prose.as_bytes()[end..].iter().find(|&&b| b != b' ').is_none_or(|&b| b.is_ascii() && !matches!(b, b'%' | b'\r' | b'\n')) {
        return (end, None);
    }
    let quantity = plain.filter(|_| stands_alone(&prose[..at])).and_then(|(mantissa, decimals)| measured(prose, at, end, mantissa, decimals, rules));
    (end, quantity)
}

/// Reads the Chinese numeral at `at` in the same way.
pub(super) fn numeral(prose: &str, at: usize, rules: &FigureRules) -> (usize, Option<Quantity>) {
    let end = at + NUMERALS.inside(&prose.as_bytes()[at..]);
    let counts = prose[end..].chars().next().is_some_and(|c| rules.may_follow_number(fold_char(c)) && !is_part_of_word(c));
    if !counts || follows_numeral(&prose[..at]) {
        return (end, None);
    }
    let quantity = chinese_number(&prose[at..end]).and_then(|value| measured(prose, at, end, u64::from(value), 0, rules));
    (end, quantity)
}

/// Whether what stands at byte `end` may be a unit or stand before one.
fn may_be_counted(prose: &str, end: usize, rules: &FigureRules) -> bool {
    prose[end..].chars().next().is_some_and(|c| rules.may_follow_number(fold_char(c)))
}

/// The characters of Chinese numerals.
static NUMERALS: LazyLock<CharSet> = LazyLock::new(|| "零〇一二三四五六七八九十百千两兩".chars().collect());

/// Whether a character after a Chinese numeral shows that nothing is counted: 一是, 三、, 一步, 二月. So does 个, as in 一个.
fn is_part_of_word(c: char) -> bool {
    matches!(
        c,
        '、' | '是'
            | '步'
            | '年'
            | '月'
            | '级'
            | '定'
            | '个'
            | '個'
            | '方'
            | '些'
            | '般'
            | '批'
            | ')'
            | '）'
            | ','
            | '，'
            | '体'
            | '系'
            | '致'
            | '直'
            | '律'
    )
}

/// Digits with separators between groups of three and a decimal point: their end, mantissa and number of decimals.
/// Nothing but the end where there are too many.
fn plain(prose: &str, at: usize) -> (usize, Option<(u64, u32)>) {
    let rest = &prose[at..];
    let (mut mantissa, mut count, mut decimals, mut point, mut end) = (0_u64, 0_u32, 0_u32, false, 0);
    let mut chars = rest.char_indices();
    while let Some((index, c)) = chars.next() {
        match fold_char(c) {
            digit @ '0'..='9' => {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(u32::from(digit) - u32::from('0')));
                count += 1;
                decimals += u32::from(point);
                end = index + c.len_utf8();
            }
            '.' if !point && leading_digits(chars.as_str()) > 0 => point = true,
            ',' if !point && count <= MOST_DIGITS && leading_digits(chars.as_str()) == 3 && groups_so_far(&rest[..index]) => {}
            _ => break,
        }
    }
    (at + end, (count <= MOST_DIGITS).then_some((mantissa, decimals)))
}

/// The number of digits that the text begins with, up to four.
fn leading_digits(text: &str) -> usize {
    text.chars().take(4).take_while(|&c| fold_char(c).is_ascii_digit()).count()
}

/// Whether digits before a separator are a first group of one to three, or groups of three after one.
fn groups_so_far(text: &str) -> bool {
    let last = text.rsplit([',', '，']).next().unwrap_or("").chars().count();
    let grouped = text.contains([',', '，']);
    if grouped { last == 3 } else { (1..=3).contains(&last) }
}

/// Whether what stands before digits leaves them a number of their own.
fn stands_alone(before: &str) -> bool {
    let mut back = before.chars().rev().skip_while(|c| *c == ' ').map(fold_char);
    match back.next() {
        Some(c) if c.is_ascii_alphanumeric() || is_foreign_digit(c) => false,
        Some('第' | '-' | '~' | '—' | '–' | '−' | '/' | '.' | '+' | '*' | '×' | '#' | '$' | '〔' | '[' | '【' | '=' | '_' | '№') => false,
        Some(',') => !back.next().is_some_and(|c| c.is_ascii_digit()),
        Some('至' | '到') => !back.find(|c| *c != ' ').is_some_and(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '次' | '件' | '条')),
        None | Some(_) => true,
    }
}

/// Whether what stands before a Chinese numeral makes it a part of a word, an ordinal or a vague number.
fn follows_numeral(before: &str) -> bool {
    const PARTS: &[char] = &[
        '第', '数', '几', '上', '下', '统', '同', '专', '唯', '单', '逐', '之', '某', '任', '这', '那', '另', '每', '哪', '万', '亿', '初', '再',
        '首', '末', '最', '进', '其', '、', '零', '〇', '-', '—',
    ];
    before.chars().next_back().map(fold_char).is_some_and(|c| c.is_ascii_alphanumeric() || PARTS.contains(&c) || is_foreign_digit(c))
}

/// The number that ends at `end`, if a unit of the definition follows: `12`, `12 余万`, `1.2万余`...
fn measured(prose: &str, start: usize, end: usize, mantissa: u64, decimals: u32, rules: &FigureRules) -> Option<Quantity> {
    let mut at = skip_space(prose, end);
    let mut qualifier = None;
    let mut number_end = end;
    let mut exponent = 0;
    for _ in 0..3 {
        let c = prose[at..].chars().next()?;
        match fold_char(c) {
            '余' | '多' if qualifier.is_none() => qualifier = Some(words::OVER),
            '万' if exponent == 0 => exponent = 4,
            '亿' if exponent == 0 => exponent = 8,
            '千' if exponent == 0 => exponent = 3,
            _ => break,
        }
        at += c.len_utf8();
        if exponent > 0 && qualifier.is_none() {
            number_end = at;
        }
        at = skip_space(prose, at);
    }
    let rest = &prose[at..];
    let first = fold_char(rest.chars().next()?);
    let (unit, length) =
        rules.units.iter().enumerate().filter(|(_, unit)| unit.first == first).find_map(|(index, unit)| Some((index, prefix(rest, &unit.unit)?)))?;
    Some(Quantity { start, number_end, end: at + length, value: scaled(mantissa, decimals, exponent), qualifier, unit })
}

/// `mantissa` / 10^`decimals` * 10^`exponent`, rounded once, so that 434.18 万 is 4341800.
fn scaled(mantissa: u64, decimals: u32, exponent: u32) -> f64 {
    let power = |n: u32| 10_f64.powi(i32::try_from(n).unwrap_or(i32::MAX));
    if exponent >= decimals { mantissa as f64 * power(exponent - decimals) } else { mantissa as f64 / power(decimals - exponent) }
}

/// The length in bytes of `unit` at the beginning of `text`, which may be in either script.
fn prefix(text: &str, unit: &str) -> Option<usize> {
    let mut chars = text.chars();
    unit.chars().all(|wanted| chars.next().map(fold_char) == Some(wanted)).then_some(text.len() - chars.as_str().len())
}

/// Skips spaces and at most one line break, where a sentence was broken between a number and its unit.
fn skip_space(prose: &str, at: usize) -> usize {
    let rest = prose[at..].trim_start_matches([' ', '\u{3000}', '\u{A0}']);
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
    prose.len() - rest.trim_start_matches([' ', '\u{3000}']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_end_where_the_number_does() {
        for (text, end, mantissa, decimals) in [
            ("1,036件", 5, 1036, 0),
            ("１，０３６件", 15, 1036, 0),
            ("434.18万元", 6, 43418, 2),
            ("17,28条", 2, 17, 0),
            ("2022,100条", 4, 2022, 0),
            ("12,345,678次", 10, 12_345_678, 0),
            ("3.件", 1, 3, 0),
        ] {
            assert_eq!(plain(text, 0), (end, Some((mantissa, decimals))), "{text}");
        }
        assert_eq!(plain("1234567890123456", 0), (16, None));
    }

    #[test]
    fn ten_thousands_are_exact() {
        assert!((scaled(43418, 2, 4) - 4_341_800.0).abs() < f64::EPSILON);
        assert!((scaled(12, 1, 4) - 12_000.0).abs() < f64::EPSILON);
        assert!((scaled(38005, 2, 0) - 380.05).abs() < f64::EPSILON);
    }
}
