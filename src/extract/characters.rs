//! The characters of a text become findings: what was lost, injected or converted on its way to us, and how much of it.
//!
//! Labels and names are matched through all of this, and no value is read inside it. A few searches for what clean text does
//! not hold tell that there is nothing to say, at some two instructions a byte.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};
use memchr::{memchr_iter, memchr2_iter, memchr3, memchr3_iter};

use crate::finding::{Code, Finding};
use crate::text::{Script, Span};

/// What is met. The order is that of [`KINDS`].
#[derive(Clone, Copy)]
enum Kind {
    Replaced,
    Slipped,
    Dates,
    Readings,
    Commas,
    Wide,
    OverConverted,
    Taiwan,
}

/// The finding that each kind belongs to, and what is counted.
const KINDS: [(Code, &str); 8] = [
    (Code::CharactersDamaged, "characters that were replaced"),
    (Code::CharactersDamaged, "places where a byte was lost and others slipped"),
    (Code::CharactersDamaged, "dates that lost characters"),
    (Code::CharactersInjected, "readings behind characters"),
    (Code::CharactersInjected, "commas beside commas"),
    (Code::CharactersWide, "digits and letters in full width"),
    (Code::CharactersConverted, "characters converted to one of another word"),
    (Code::CharactersConverted, "words of Taiwan"),
];

/// Words with a character that a converter took for another word's, by that character: 制定 is no 製定, 关系 is 關係.
const OVER_CONVERTED: &[(&str, &[&str])] = &[
    ("製", &["製度", "製定", "機製", "體製", "控製", "強製"]),
    ("麵", &["全麵", "方麵", "層麵", "麵向", "書麵"]),
    ("係", &["體係", "聯係"]),
    ("齣", &["齣版", "齣具", "齣臺", "齣台", "提齣"]),
    ("乾", &["乾部"]),
];

/// What Taiwan says for 文件, 信息, 程序, 公布, 宏观, 优化, 网络, 数据库, 用户.
const TAIWAN: &[&str] = &["性檔案", "資訊", "程式", "公佈", "巨觀", "最佳化", "網路", "資料庫", "使用者"];

/// The bytes in which most signs make a text suspicious: the period stands in the first section, and mirrors write everything anew.
const NEAR: usize = 2000;

/// How often each kind was met, and where first.
#[derive(Default)]
struct Met([Option<(usize, Span)>; KINDS.len()]);

impl Met {
    fn note(&mut self, kind: Kind, start: usize, end: usize) {
        let (count, first) = self.0[kind as usize].get_or_insert((0, Span::new(start, end)));
        *count += 1;
        if start < first.start as usize {
            *first = Span::new(start, end);
        }
    }
}

/// Notes what happened to the characters of a text. Never fails.
pub(super) fn note(text: &str, script: Script, findings: &mut Vec<Finding>) {
    let mut met = Met::default();
    if is_suspicious(text.as_bytes()) {
        signs_of_one_byte(text, &mut met);
        signs_of_three(text, &mut met);
        broken_dates(text.as_bytes()).for_each(|(from, to)| met.note(Kind::Dates, from, to));
    }
    if script == Script::Hant {
        converted(text, &mut met);
    }
    if met.0.iter().all(Option::is_none) {
        return;
    }
    for code in [Code::CharactersDamaged, Code::CharactersInjected, Code::CharactersWide, Code::CharactersConverted] {
        let own = || KINDS.iter().zip(&met.0).filter(|((of, _), _)| *of == code).filter_map(|((_, what), met)| Some((what, (*met)?)));
        let Some(first) = own().map(|(_, (_, span))| span).min() else { continue };
        let counts: Vec<String> = own().map(|(what, (count, _))| format!("{what}: {count}")).collect();
        findings.push(Finding::at(code, first, counts.join("; ")));
    }
}

/// Whether a text may hold any of what is counted, but for words. What is looked for hardly ever stands in clean text, so that each
/// search runs through at some thirty bytes a step; what stands everywhere if at all is looked for at the beginning.
fn is_suspicious(bytes: &[u8]) -> bool {
    static LOST: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\u{FFFD}"));
    static SIGNS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| [",,", ",、", "０"].map(Finder::new));
    let near = beginning(bytes);
    // Of the vowels with tones, some begin with each of these two bytes.
    memchr3(b'?', 0xC3, 0xC4, bytes).is_some()
        || LOST.find(bytes).is_some()
        || SIGNS.iter().any(|sign| sign.find(near).is_some())
        || memchr_iter(b'(', near).any(|at| near.get(at + 1).is_some_and(u8::is_ascii_lowercase))
        || broken_dates(near).next().is_some()
}

fn beginning(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(NEAR)]
}

/// `?!` and `??` between ideographs, and readings in brackets of half width.
fn signs_of_one_byte(text: &str, met: &mut Met) {
    let bytes = text.as_bytes();
    for at in memchr2_iter(b'?', b')', bytes) {
        let rest = &bytes[at + 1..];
        match bytes[at] {
            b')' => reading(text, at, 1, met),
            _ if !is_ideograph(bytes, at) => {}
            // A byte of `？！` or `！` is gone and the next character begins in its middle: 三?!敝贫.
            _ if rest.first() == Some(&b'!') && rest.get(1).is_some_and(|b| matches!(b, 0xE4..=0xE9)) => met.note(Kind::Slipped, at, at + 2),
            _ if rest.first() == Some(&b'?') => {
                let length = rest.iter().take_while(|b| **b == b'?').count();
                met.note(Kind::Replaced, at, at + 1 + length);
            }
            _ => {}
        }
    }
}

/// Commas beside commas, the mark of a lost character, full-width digits and readings in brackets of full width.
fn signs_of_three(text: &str, met: &mut Met) {
    const WIDE_COMMA: &[u8] = "，".as_bytes();
    const ENUMERATION: &[u8] = "、".as_bytes();
    let bytes = text.as_bytes();
    for at in memchr3_iter(0xBC, 0xBF, b',', bytes) {
        let rest = &bytes[at + 1..];
        let follows_ef = at > 0 && bytes[at - 1] == 0xEF;
        match (bytes[at], rest.first()) {
            (b',', Some(b',' | 0xE3 | 0xEF)) => {
                let length = if rest[0] == b',' { 1 } else { WIDE_COMMA.len() };
                let is_comma = length == 1 || rest.starts_with(WIDE_COMMA) || rest.starts_with(ENUMERATION);
                if is_comma && is_ideograph(bytes, at) {
                    met.note(Kind::Commas, at, at + 1 + length);
                }
            }
            (0xBF, Some(0xBD)) if follows_ef => met.note(Kind::Replaced, at - 1, at + 2),
            (0xBC, Some(0x89)) if follows_ef => reading(text, at - 1, "）".len(), met),
            (0xBC, Some(0x90..=0x99 | 0xA1..=0xBA)) if follows_ef => met.note(Kind::Wide, at - 1, at + 2),
            _ => {}
        }
    }
}

/// Whether an ideograph ends at byte `at`.
fn is_ideograph(bytes: &[u8], at: usize) -> bool {
    at >= 3 && matches!(bytes[at - 3], 0xE4..=0xE9)
}

/// The reading of a character before a bracket that closes at byte `close`: `務(wù)`, `共和(he)(he)國`.
fn reading(text: &str, close: usize, length: usize, met: &mut Met) {
    const LONGEST: usize = 6;
    let before = &text[..close];
    let bytes = before.as_bytes();
    // Tone marks have two bytes; nearly every bracket closes behind something else.
    let is_letter = match bytes {
        [.., last] if last.is_ascii() => last.is_ascii_lowercase(),
        [.., 0xC3..=0xC7, _] => true,
        _ => false,
    };
    if !is_letter {
        return;
    }
    let mut letters: Vec<char> = before.chars().rev().take_while(|c| c.is_lowercase() && *c < '\u{250}').take(LONGEST + 1).collect();
    letters.reverse();
    let open = close - letters.iter().map(|c| c.len_utf8()).sum::<usize>();
    let Some(head) = before[..open].strip_suffix('(').or_else(|| before[..open].strip_suffix('（')) else { return };
    let is_behind_one = is_ideograph(head.as_bytes(), head.len()) || head.ends_with([')', '）']);
    if is_behind_one && letters.len() <= LONGEST && is_syllable(&letters) {
        met.note(Kind::Readings, head.len(), close + length);
    }
}

/// Whether letters are a syllable of Chinese: not `app`, `www` or `pdf`.
fn is_syllable(letters: &[char]) -> bool {
    let is_vowel = |c: &&char| !c.is_ascii() || matches!(**c, 'a' | 'e' | 'i' | 'o' | 'u' | 'v');
    let consonants = letters.iter().take_while(|c| !is_vowel(c)).count();
    let vowels = letters[consonants..].iter().take_while(is_vowel).count();
    let end = &letters[consonants + vowels..];
    let begins = consonants < 2 || matches!(letters[..consonants], ['z' | 'c' | 's', 'h']);
    begins && vowels > 0 && matches!(end, [] | ['n' | 'r'] | ['n', 'g'])
}

/// Where dates lost characters: `20231月1日`, `202011日`. From their digits to the sign behind them.
fn broken_dates(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    static DAY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("日"));
    let digits = |end: usize| bytes[..end].iter().rev().take_while(|b| b.is_ascii_digit()).count();
    DAY.find_iter(bytes).filter_map(move |at| {
        let of_day = digits(at);
        if of_day > 2 {
            return Some((at - of_day, at + "日".len()));
        }
        let month = bytes[..at - of_day].strip_suffix("月".as_bytes())?.len();
        let of_month = digits(month);
        (of_month > 2).then_some((month - of_month, month + "月".len()))
    })
}

/// Words that a conversion between scripts put for others.
fn converted(text: &str, met: &mut Met) {
    let near = beginning(text.as_bytes());
    let mut signs = OVER_CONVERTED.iter().map(|(sign, _)| sign).chain(TAIWAN);
    if !signs.any(|sign| memmem::find(near, sign.as_bytes()).is_some()) {
        return;
    }
    for (sign, words) in OVER_CONVERTED {
        for at in memmem::find_iter(text.as_bytes(), sign) {
            let end = at + sign.len();
            if words.iter().any(|word| text[at..].starts_with(word) || text[..end].ends_with(word)) {
                met.note(Kind::OverConverted, at, end);
            }
        }
    }
    for word in TAIWAN {
        for at in memmem::find_iter(text.as_bytes(), word) {
            met.note(Kind::Taiwan, at, at + word.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Code, &str)]) {
        let mut findings = Vec::new();
        note(text, crate::text::script_of(text), &mut findings);
        let found: Vec<(Code, &str)> = findings.iter().map(|f| (f.code, f.message.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn clean_text_has_none() {
        for text in [
            "",
            "现公布2022年报告，统计期限自2022年1月1日起至12月31日止。共收到1,119件(其中信函3件)。",
            "通过微信(app)、网站(www.gov.cn)、客户端（pdf）公开？！是吗?",
            "本年新收(件),其他,结转",
            "濱江區統計局堅持公開，制定制度，全面關係",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn damage_is_counted() {
        check(
            "落实“三审三校”制度�，三?!敝贫�",
            &[(Code::CharactersDamaged, "characters that were replaced: 2; places where a byte was lost and others slipped: 1")],
        );
        check("索??引??号", &[(Code::CharactersDamaged, "characters that were replaced: 2")]);
        check("自20231月1日起至20231231日止", &[(Code::CharactersDamaged, "dates that lost characters: 2")]);
    }

    #[test]
    fn what_mirrors_inject_is_counted() {
        check("公開(kāi)服務（wù），共和(he)(he)國", &[(Code::CharactersInjected, "readings behind characters: 4")]);
        check("各省,、自治区,，直辖市,,市", &[(Code::CharactersInjected, "commas beside commas: 3")]);
    }

    #[test]
    fn widths_and_conversions_are_counted() {
        check("共２０件，Ａ类", &[(Code::CharactersWide, "digits and letters in full width: 3")]);
        check(
            "濱江區製定製度，全麵公開，規範性檔案與資訊公佈",
            &[(Code::CharactersConverted, "characters converted to one of another word: 3; words of Taiwan: 3")],
        );
    }
}
