//! A printed number becomes a value, a sign for 'nothing', or nothing known.
//!
//! Each accepted form is one row of [`Form`]; what fits none is illegible, never guessed. Source: the forms met in real
//! reports (thousands separators, full width, signs, units written into the cell).

use super::fold::ascii_folded;

/// The rule by which a printed number was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `119`, `434.18`.
    Plain,
    /// `1,119` or `1，119`: groups of three.
    Grouped,
    /// `+35`, `-8`.
    Signed,
    /// `251000元`, `0件`, `3.2万元`: the unit stands in the cell.
    WithUnit,
}

/// A number as printed: its value without unit conversion, the unit where one is printed, and the rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Printed<'t> {
    /// The value, in the printed unit.
    pub value: f64,
    /// The unit as printed, without what folds away; empty where none is printed.
    pub unit: &'t str,
    /// The rule that accepted it.
    pub form: Form,
}

/// What a cell's text says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading<'t> {
    /// A number.
    Number(Printed<'t>),
    /// Nothing but white space.
    Blank,
    /// `/` and its variants.
    Slash,
    /// `-`, `—`, `——` and their variants.
    Dash,
    /// 无.
    NoneWord,
    /// No number: a label, a sentence, or a number in no accepted form.
    Other,
}

/// Units that may stand behind a number in a cell.
const UNITS: &[&str] = &["万元", "亿元", "元", "件", "项", "条", "个", "份", "次", "宗", "起", "萬元", "項", "條", "個"];

/// Reads the text of one cell. Never fails: what is in no accepted form is [`Reading::Other`].
///
/// Accepted: digits in half or full width, one decimal point, separators between groups of three, one sign, one unit.
#[must_use]
pub fn read_number(text: &str) -> Reading<'_> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}');
    match text {
        "" => return Reading::Blank,
        "0" => return Reading::Number(Printed { value: 0.0, unit: "", form: Form::Plain }),
        "/" | "／" | "\\" | "//" | "∕" => return Reading::Slash,
        "无" | "無" => return Reading::NoneWord,
        _ => {}
    }
    if text.chars().all(|c| matches!(c, '-' | '—' | '－' | '–' | '―' | '─' | '﹣' | '−' | '_' | '一')) {
        return if text.starts_with('一') { Reading::Other } else { Reading::Dash };
    }
    read_digits(text).map_or(Reading::Other, Reading::Number)
}

/// Reads a text that is neither blank nor a sign for 'nothing'.
fn read_digits(text: &str) -> Option<Printed<'_>> {
    let (negative, signed, rest) = sign(text);
    let digits_end = rest.find(|c| !matches!(ascii_folded(c), '0'..='9' | '.' | ',')).unwrap_or(rest.len());
    let (digits, tail) = rest.split_at(digits_end);
    let unit = tail.trim_start();
    if !unit.is_empty() && !UNITS.contains(&unit) {
        return None;
    }
    let (magnitude, grouped) = magnitude(digits)?;
    let form = match (signed, grouped, unit.is_empty()) {
        (_, _, false) => Form::WithUnit,
        (true, _, _) => Form::Signed,
        (_, true, _) => Form::Grouped,
        _ => Form::Plain,
    };
    Some(Printed { value: if negative { -magnitude } else { magnitude }, unit, form })
}

fn sign(text: &str) -> (bool, bool, &str) {
    let mut chars = text.chars();
    match chars.next() {
        Some('+' | '＋') => (false, true, chars.as_str().trim_start()),
        Some('-' | '－' | '−' | '﹣' | '–') => (true, true, chars.as_str().trim_start()),
        _ => (false, false, text),
    }
}

/// The value of `119`, `1,119` or `434.18`, and whether groups were separated. At most 15 digits, so that `f64` is exact.
fn magnitude(digits: &str) -> Option<(f64, bool)> {
    let mut plain = [0_u8; 24];
    let (mut length, mut point, mut since_comma) = (0, false, None::<usize>);
    for c in digits.chars() {
        let c = ascii_folded(c);
        match c {
            '0'..='9' => {
                since_comma = since_comma.map(|n| n + usize::from(!point));
            }
            '.' if !point && length > 0 => point = true,
            ',' if !point && (1..=3).contains(&length) && since_comma.is_none() => {
                since_comma = Some(0);
                continue;
            }
            ',' if !point && since_comma == Some(3) => {
                since_comma = Some(0);
                continue;
            }
            _ => return None,
        }
        *plain.get_mut(length).filter(|_| length < 17)? = u8::try_from(c).ok()?;
        length += 1;
    }
    if length == 0 || plain[length - 1] == b'.' || since_comma.is_some_and(|n| n != 3) {
        return None;
    }
    let value = std::str::from_utf8(&plain[..length]).ok()?.parse().ok()?;
    Some((value, since_comma.is_some()))
}

/// The value of a number in Chinese numerals below ten thousand (四, 十二, 两百零三), or `None`.
#[must_use]
pub fn chinese_number(text: &str) -> Option<u32> {
    let (mut total, mut digit, mut any) = (0_u32, None::<u32>, false);
    for c in text.chars() {
        any = true;
        match c {
            '零' | '〇' => digit = None,
            '十' => total += digit.take().unwrap_or(1) * 10,
            '百' => total += digit.take()? * 100,
            '千' => total += digit.take()? * 1000,
            _ => {
                let value = "一二三四五六七八九".chars().position(|d| d == c).or((c == '两' || c == '兩').then_some(1));
                if digit.is_some() {
                    return None;
                }
                digit = Some(u32::try_from(value?).ok()? + 1);
            }
        }
    }
    any.then_some(total + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        match read_number(text) {
            Reading::Number(printed) => Some(printed.value),
            _ => None,
        }
    }

    #[test]
    fn accepted_forms() {
        for (text, expected) in [
            ("119", 119.0),
            ("０", 0.0),
            ("１,036", 1036.0),
            ("1，119", 1119.0),
            ("+1036", 1036.0),
            ("-8", -8.0),
            ("434.18", 434.18),
            ("251000元", 251_000.0),
            ("3.2万元", 3.2),
            ("０件", 0.0),
            ("59237.2449", 59237.2449),
            ("12,345,678", 12_345_678.0),
            ("８９８１．７", 8981.7),
        ] {
            assert_eq!(value(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn refused_forms() {
        for text in ["1 19", "1,11", "12,3456", "1.2.3", ",5", "5.", "1e5", "119①", "三", "100余", "", "12345678901234567890"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn signs_for_nothing() {
        assert_eq!(read_number(" — "), Reading::Dash);
        assert_eq!(read_number("/"), Reading::Slash);
        assert_eq!(read_number("无"), Reading::NoneWord);
        assert_eq!(read_number("\u{3000}"), Reading::Blank);
        assert_eq!(read_number("一"), Reading::Other);
    }

    #[test]
    fn chinese_numerals() {
        for (text, expected) in [("四", 4), ("十二", 12), ("二十", 20), ("两百零三", 203), ("一千二百", 1200)] {
            assert_eq!(chinese_number(text), Some(expected), "{text}");
        }
        assert_eq!(chinese_number("一二"), None);
        assert_eq!(chinese_number(""), None);
    }
}
