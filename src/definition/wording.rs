//! A regular expression of a definition becomes a search that is prepared when it is first needed.
//!
//! A definition has hundreds of expressions, and a document meets few of them. Each is read when the definition is
//! compiled, which finds what is wrong with it and which characters it can end with; the search itself is made at
//! its first use, on whatever thread that is.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::pattern::Needed;

/// The most characters of a class that are told one by one.
const MOST_OF_A_CLASS: usize = 32;

/// From this size on an expression is prepared at once, so that one that is too large is told.
const LARGE: usize = 10_000;

/// An expression that is known to be well written.
#[derive(Debug)]
pub(crate) struct Wording {
    source: String,
    endings: Option<BTreeSet<char>>,
    prepared: OnceLock<Option<Regex>>,
}

impl Wording {
    /// Takes an expression; what is wrong with it is told in words.
    pub(super) fn new(source: &str) -> Result<Self, String> {
        let read = regex_syntax::parse(source).map_err(|error| error.to_string())?;
        let mut found = BTreeSet::new();
        let never_empty = add_endings(&read, &mut found) == Some(Length::Some);
        let wording = Self { source: source.to_owned(), endings: never_empty.then_some(found), prepared: OnceLock::new() };
        if size(&read) > LARGE && wording.prepare().is_none() { Err("it is too large".to_owned()) } else { Ok(wording) }
    }

    /// The characters that a match can end with; `None` where that may be any, or where a match may be empty.
    pub(super) fn endings(&self) -> Option<&BTreeSet<char>> {
        self.endings.as_ref()
    }

    /// What every match holds; worked out at each call.
    pub(super) fn needed(&self) -> Needed {
        regex_syntax::parse(&self.source).map_or_else(|_| Needed::default(), |hir| Needed::of(&hir))
    }

    /// Whether the text holds what is searched for.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.prepare().is_some_and(|regex| regex.is_match(text))
    }

    fn prepare(&self) -> Option<&Regex> {
        self.prepared.get_or_init(|| Regex::new(&self.source).ok()).as_ref()
    }
}

/// Whether a match may be empty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// It never is.
    Some,
    /// It may be.
    None,
}

/// Adds the characters that a match can end with; `None` where they are too many.
fn add_endings(hir: &Hir, found: &mut BTreeSet<char>) -> Option<Length> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(Length::None),
        HirKind::Literal(literal) => {
            found.insert(std::str::from_utf8(&literal.0).ok()?.chars().next_back()?);
            Some(Length::Some)
        }
        HirKind::Class(Class::Unicode(class)) => {
            for range in class.ranges() {
                if range.len() > MOST_OF_A_CLASS {
                    return None;
                }
                found.extend(range.start()..=range.end());
            }
            Some(Length::Some)
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Repetition(repetition) => {
            let length = add_endings(&repetition.sub, found)?;
            Some(if repetition.min == 0 { Length::None } else { length })
        }
        HirKind::Capture(capture) => add_endings(&capture.sub, found),
        HirKind::Concat(parts) => {
            for part in parts.iter().rev() {
                if add_endings(part, found)? == Length::Some {
                    return Some(Length::Some);
                }
            }
            Some(Length::None)
        }
        HirKind::Alternation(parts) => {
            let mut length = Length::Some;
            for part in parts {
                if add_endings(part, found)? == Length::None {
                    length = Length::None;
                }
            }
            Some(length)
        }
    }
}

/// About how large the search will be: characters and ranges of classes, as often as they are repeated.
fn size(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len(),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1);
            size(&repetition.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
        HirKind::Capture(capture) => size(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(size).fold(0, usize::saturating_add),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_ends_with_what_it_says() {
        let ends = |source: &str| Wording::new(source).unwrap().endings().map(|found| found.iter().collect::<String>());
        for (source, expected) in [
            ("(?:收费通知[^;]*(总金额|金额))$", Some("额")),
            ("收到(的)?(申请|件|数量?)?", Some("件到数请的量")),
            ("(^|[,:])答复(案件)*", Some("件复")),
            ("自然人[0-9]+[件宗]", Some("件宗")),
            ("收到[^;]*", None),
            ("(申请)?", None),
            ("", None),
        ] {
            let sorted = expected.map(|e| e.chars().collect::<BTreeSet<_>>().into_iter().collect::<String>());
            assert_eq!(ends(source), sorted, "{source}");
        }
    }

    #[test]
    fn expressions_are_refused_when_they_are_read() {
        assert!(Wording::new("收到[").is_err());
        assert_eq!(Wording::new(r"(?:\pL{900}){900}").err().as_deref(), Some("it is too large"));
        assert!(Wording::new("收到(申请)?$").is_ok_and(|wording| wording.is_match("未收到") && !wording.is_match("收到信")));
    }
}
