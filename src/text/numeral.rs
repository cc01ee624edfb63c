//! A printed number becomes a value, a sign for 'nothing', or nothing known.
//!
//! What is accepted stands in one table, [`Rule`]. A text may need several of its rules at once, as `１，０３６件` does; what
//! needs anything else is illegible, never guessed. Source: the forms met in real reports.

use super::fold::ascii_folded;

macro_rules! rules {
    ($($(#[doc = $doc:literal])* $name:ident $code:literal [$($example:literal),*],)*) => {
        /// A rule by which what a cell prints is read. The list is closed: what fits none of these is illegible.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[doc = $doc])* $name,)*
        }

        impl Rule {
            /// Every rule, in order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What it accepts, in English.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc,)*).trim_ascii(),)*
                }
            }

            /// Texts that need it.
            #[must_use]
            pub fn examples(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &[$($example),*],)*
                }
            }
        }
    };
}

rules! {
    /// Nothing but white space.
    Blank "blank" ["", "\u{3000}"],
    /// A slash, or two.
    Slash "slash" ["/", "／", "//"],
    /// Dashes only; Markdown writes a backslash before.
    Dash "dash" ["-", "—", "——", "\\-"],
    /// The word for none.
    NoneWord "none_word" ["无", "無"],
    /// Digits from 0 to 9, at most 15 of them, so that every one counts.
    Digits "digits" ["0", "119", "12345678"],
    /// One decimal point between digits.
    DecimalPoint "decimal_point" ["434.18", "59237.2449"],
    /// Commas before every group of three digits.
    Thousands "thousands" ["1,119", "12,345,678"],
    /// Digits or the signs between them in full width.
    FullWidth "full_width" ["０", "１，１１９", "４３４．１８"],
    /// A plus or minus right before the digits; Markdown writes a backslash before.
    Sign "sign" ["+35", "-8", "\\-8"],
    /// One unit behind the digits; the value counts in it.
    Unit "unit" ["251000元", "1424.4万元", "5 份"],
}

/// The rules that one text needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules(u16);

impl Rules {
    fn of(rule: Rule) -> Self {
        Self(1 << rule as u16)
    }

    fn add(&mut self, rule: Rule) {
        self.0 |= Self::of(rule).0;
    }

    /// Each of them, in the order of the table. None for what is illegible.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |&rule| self.0 & Self::of(rule).0 != 0)
    }
}

/// A number as printed: its value without unit conversion, the unit where one is printed, and the rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Printed<'t> {
    /// The value, in the printed unit.
    pub value: f64,
    /// The unit as printed, without what folds away; empty where none is printed.
    pub unit: &'t str,
    /// The rules that accepted it.
    pub rules: Rules,
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

impl Reading<'_> {
    /// The rules by which it was read.
    ///
    /// ```
    /// let rules = |text| reportlake::text::read_number(text).rules().iter().map(|rule| rule.code()).collect::<Vec<_>>();
    /// assert_eq!(rules("1,119件"), ["digits", "thousands", "unit"]);
    /// assert!(rules("11①9").is_empty(), "no rule, no number");
    /// ```
    #[must_use]
    pub fn rules(&self) -> Rules {
        match self {
            Self::Number(printed) => printed.rules,
            Self::Blank => Rules::of(Rule::Blank),
            Self::Slash => Rules::of(Rule::Slash),
            Self::Dash => Rules::of(Rule::Dash),
            Self::NoneWord => Rules::of(Rule::NoneWord),
            Self::Other => Rules::default(),
        }
    }
}

/// Units that may stand behind a number in a cell.
const UNITS: &[&str] = &["万元", "亿元", "元", "件", "项", "条", "个", "份", "次", "宗", "起", "萬元", "億元", "項", "條", "個"];

/// More digits are not all kept by an `f64`.
const MOST_DIGITS: usize = 15;

/// Reads the text of one cell. Never fails: what no [`Rule`] accepts is [`Reading::Other`].
#[must_use]
pub fn read_number(text: &str) -> Reading<'_> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}');
    match text {
        "" => return Reading::Blank,
        "0" => return Reading::Number(Printed { value: 0.0, unit: "", rules: Rules::of(Rule::Digits) }),
        "/" | "／" | "\\" | "//" | "∕" => return Reading::Slash,
        "无" | "無" => return Reading::NoneWord,
        _ => {}
    }
    let text = text.strip_prefix('\\').filter(|rest| rest.starts_with(['-', '+'])).unwrap_or(text);
    if text.chars().all(|c| matches!(c, '-' | '—' | '－' | '–' | '―' | '─' | '﹣' | '−' | '_')) {
        return Reading::Dash;
    }
    read_digits(text).map_or(Reading::Other, Reading::Number)
}

/// Reads a text that is neither blank nor a sign for 'nothing'.
fn read_digits(text: &str) -> Option<Printed<'_>> {
    let mut rules = Rules::of(Rule::Digits);
    let mut rest = text;
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '＋' | '-' | '－' | '−' | '﹣' | '–'));
    if let Some(sign) = sign {
        rules.add(Rule::Sign);
        rest = &text[sign.len_utf8()..];
    }
    let digits_end = rest.find(|c| !matches!(ascii_folded(c), '0'..='9' | '.' | ',')).unwrap_or(rest.len());
    let (digits, tail) = rest.split_at(digits_end);
    let unit = tail.trim_start();
    if !unit.is_empty() {
        if !UNITS.contains(&unit) {
            return None;
        }
        rules.add(Rule::Unit);
    }
    if !digits.is_ascii() {
        rules.add(Rule::FullWidth);
    }
    let magnitude = magnitude(digits, &mut rules)?;
    let negative = sign.is_some_and(|sign| ascii_folded(sign) != '+');
    Some(Printed { value: if negative { -magnitude } else { magnitude }, unit, rules })
}

/// The value of `119`, `1,119` or `434.18`; `None` for anything else.
fn magnitude(digits: &str, rules: &mut Rules) -> Option<f64> {
    // The digits, and the point between them.
    let mut plain = [0_u8; MOST_DIGITS + 1];
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
        *plain.get_mut(length).filter(|_| length < MOST_DIGITS + usize::from(point))? = u8::try_from(c).ok()?;
        length += 1;
    }
    if length == 0 || plain[length - 1] == b'.' || since_comma.is_some_and(|n| n != 3) {
        return None;
    }
    if point {
        rules.add(Rule::DecimalPoint);
    }
    if since_comma.is_some() {
        rules.add(Rule::Thousands);
    }
    std::str::from_utf8(&plain[..length]).ok()?.parse().ok()
}

/// A digit of another script than ours (`٣`, `१`, `𝟏`): never a part of a number, and no word either. Marks that count something
/// else, as ① and ¹ do, are none.
#[must_use]
pub fn is_foreign_digit(c: char) -> bool {
    let is_mark =
        |c| matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{218F}' | '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' | '\u{3200}'..='\u{33FF}');
    c > '\u{7F}' && c.is_numeric() && !ascii_folded(c).is_ascii_digit() && !is_mark(c)
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
    fn each_rule_reads_its_examples() {
        for &rule in Rule::ALL {
            assert!(!rule.examples().is_empty(), "{rule:?}");
            for text in rule.examples() {
                assert!(read_number(text).rules().iter().any(|needed| needed == rule), "{text}: {:?}", read_number(text));
            }
        }
    }

    /// Of all characters only the digits of ASCII and their full-width forms are digits, wherever they stand.
    #[test]
    fn no_other_character_is_a_digit() {
        for c in ('\0'..=char::MAX).filter(|&c| !c.is_whitespace() && !ascii_folded(c).is_ascii_digit()) {
            let text = c.to_string();
            let alone = read_number(&text);
            assert!(!matches!(alone, Reading::Number(_)), "{c:?}: {alone:?}");
            if c.is_alphanumeric() {
                for text in [format!("1{c}"), format!("{c}1"), format!("1{c}2"), format!("1.{c}"), format!("1,{c}23"), format!("-{c}")] {
                    let is_unit = UNITS.iter().any(|unit| text.strip_prefix('1') == Some(unit));
                    assert!(is_unit || read_number(&text) == Reading::Other, "{text}");
                }
            }
        }
    }

    #[test]
    fn marks_are_no_digits_and_foreign_digits_are_no_words() {
        for c in "٣१𝟏০〇".chars() {
            assert!(is_foreign_digit(c), "{c}");
        }
        for c in "3３①¹²₃⑴㈠三Ⅲ无a".chars() {
            assert!(!is_foreign_digit(c), "{c}");
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
            ("+35", 35.0),
            ("1,119", 1119.0),
            ("1424.4万元", 1424.4),
            ("12345678", 12_345_678.0),
            ("123456789012345", 123_456_789_012_345.0),
            ("5 份", 5.0),
        ] {
            assert_eq!(value(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn refused_forms() {
        let texts = [
            "1 19",
            "1,11",
            "12,3456",
            "1.2.3",
            ",5",
            "5.",
            "1e5",
            "119①",
            "119¹",
            "119*",
            "三",
            "100余",
            "",
            "12345678901234567890",
            "1234567890123456",
            "- 8",
            "+-8",
            "+",
            "8-",
            "٣",
            "1٣",
            "1|19",
            "1/19",
            "1\n19",
            "3万",
            "5 份件",
        ];
        for text in texts {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn signs_for_nothing() {
        assert_eq!(read_number(" — "), Reading::Dash);
        assert_eq!(read_number("/"), Reading::Slash);
        assert_eq!(read_number("无"), Reading::NoneWord);
        assert_eq!(read_number("\u{3000}"), Reading::Blank);
        assert_eq!(read_number("——"), Reading::Dash);
        for text in ["一", "—一", "- -", "/-"] {
            assert_eq!(read_number(text), Reading::Other, "{text}");
        }
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
