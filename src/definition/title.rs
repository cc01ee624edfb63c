//! What the definition says of titles becomes a search for them in one line of folded text without white space.
//!
//! A title is `before topic after end tail`: 《某市2022年 政府信息公开 工作年度 报告》（本级）. Agency and year may stand in
//! each of `before`, `after` and `tail`. Of several topics the last counts, of several ends the first behind it.

use std::ops::Range;

use memchr::memmem::Finder;
use schemars::JsonSchema;
use serde::Deserialize;

use super::report::Report;

/// The words of titles, as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TitleEntry {
    /// What a report is about.
    pub topics: Vec<String>,
    /// What a report is called, at most 26 characters behind the topic; the longer of two words with one beginning first.
    pub ends: Vec<String>,
    /// What may follow it, besides a note in brackets or behind a dash.
    pub behind: Vec<String>,
}

/// The words of titles, prepared.
#[derive(Debug)]
pub struct TitleForm {
    /// The topics that no other one is the beginning of, each with those that it is the beginning of.
    topics: Vec<(Finder<'static>, Vec<String>)>,
    ends: Vec<String>,
    /// The ends that no other one is the beginning of.
    shortest_ends: Vec<Finder<'static>>,
    /// The first characters of the ends.
    end_firsts: Vec<char>,
    behind: Vec<String>,
}

/// The parts of a title, as byte ranges in the text that was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleParts {
    /// What stands before the topic.
    pub before: Range<usize>,
    /// What stands between the topic and the end.
    pub after: Range<usize>,
    /// What the report is called.
    pub end: Range<usize>,
    /// What follows; empty without.
    pub tail: Range<usize>,
}

/// The most characters between topic and end.
const AFTER: usize = 26;
/// The most characters of a note behind the end.
const NOTE: usize = 30;

impl TitleForm {
    /// Prepares the words; what is wrong goes to `report`.
    pub(super) fn new(written: &TitleEntry, report: &mut Report<'_>) -> Self {
        if written.topics.iter().chain(&written.ends).any(String::is_empty) {
            report.add("title", "a word of a title is empty");
        }
        Self::of(&written.topics, &written.ends, &written.behind)
    }

    fn of(topics: &[String], ends: &[String], behind: &[String]) -> Self {
        let is_shortest = |topic: &&String| {
            !topic.is_empty() && !topics.iter().any(|other| !other.is_empty() && *topic != other && topic.starts_with(other.as_str()))
        };
        let longer = |short: &str| topics.iter().filter(|topic| topic.len() > short.len() && topic.starts_with(short)).cloned().collect();
        let topics = topics.iter().filter(is_shortest).map(|topic| (Finder::new(topic.as_bytes()).into_owned(), longer(topic))).collect();
        let ends: Vec<String> = ends.iter().filter(|end| !end.is_empty()).cloned().collect();
        let mut end_firsts: Vec<char> = ends.iter().filter_map(|end| end.chars().next()).collect();
        end_firsts.sort_unstable();
        end_firsts.dedup();
        let is_shortest = |end: &&String| !ends.iter().any(|other| *end != other && end.starts_with(other.as_str()));
        let shortest_ends = ends.iter().filter(is_shortest).map(|end| Finder::new(end.as_bytes()).into_owned()).collect();
        Self { topics, shortest_ends, ends, end_firsts, behind: behind.to_vec() }
    }

    /// Whether the text holds the words of a title: what a report is about, and what it is called.
    #[must_use]
    pub fn has_words(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        self.shortest_ends.iter().any(|end| end.find(bytes).is_some()) && self.topics.iter().any(|(topic, _)| topic.find(bytes).is_some())
    }

    /// Whether the whole text is a title.
    #[must_use]
    pub fn is_title(&self, text: &str) -> bool {
        self.read(text).is_some()
    }

    /// The parts of the title that the whole text is; `None` where it is none.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<TitleParts> {
        let mut topics: Vec<(usize, usize)> = Vec::new();
        for (topic, longer) in &self.topics {
            for at in topic.find_iter(text.as_bytes()) {
                topics.push((at, at + topic.needle().len()));
                topics.extend(longer.iter().filter(|word| text[at..].starts_with(word.as_str())).map(|word| (at, at + word.len())));
            }
        }
        if topics.is_empty() {
            return None;
        }
        let start = text.len() - text.trim_start_matches(is_opening).len();
        let stop = text[start..].find(is_stop).map_or(text.len(), |at| start + at);
        topics.sort_unstable();
        let topics = topics.iter().rev().filter(|(from, _)| (start..=stop).contains(from));
        topics.into_iter().find_map(|&(from, to)| {
            let (after, end, tail) = self.behind_topic(text, to)?;
            Some(TitleParts { before: start..from, after, end, tail })
        })
    }

    /// The parts behind a topic that ends at byte `from`.
    fn behind_topic(&self, text: &str, from: usize) -> Option<(Range<usize>, Range<usize>, Range<usize>)> {
        let rest = text.get(from..)?;
        for (at, first) in rest.char_indices().take(AFTER + 1) {
            let ends = if self.end_firsts.contains(&first) { self.ends.as_slice() } else { &[] };
            for end in ends.iter().filter(|end| rest[at..].starts_with(end.as_str())) {
                if let Some(tail) = self.tail(text, from + at + end.len()) {
                    return Some((from..from + at, from + at..from + at + end.len(), tail));
                }
            }
            if is_stop(first) || matches!(first, '《' | '》') {
                return None;
            }
        }
        None
    }

    /// What follows the end of a title at byte `from`: closing marks, a note, closing marks. `None` for anything else.
    fn tail(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let rest = text.get(from..)?.trim_start_matches(is_closing);
        let start = text.len() - rest.len();
        let length = if rest.is_empty() {
            0
        } else if let Some(note) = rest.strip_prefix('(') {
            let length = note.find(['(', ')']).filter(|at| note[*at..].starts_with(')'))?;
            (note[..length].chars().count() <= NOTE).then_some(length + 2)?
        } else if rest.starts_with('—') {
            dashed(rest)?
        } else {
            self.behind.iter().find(|word| rest.starts_with(word.as_str()))?.len()
        };
        rest[length..].chars().all(is_closing).then_some(start..start + length)
    }
}

/// The length of a note behind one dash or two: at least two characters without a stop.
fn dashed(text: &str) -> Option<usize> {
    let dashes = |count: usize| count * '—'.len_utf8();
    let doubled = usize::from(text[dashes(1)..].starts_with('—'));
    let length = |from: usize| {
        let note = text[from..].chars().take(NOTE).take_while(|c| !matches!(c, '。' | ','));
        let (count, bytes) = note.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
        (count >= 2).then_some(from + bytes)
    };
    length(dashes(1 + doubled)).or_else(|| length(dashes(1)))
}

fn is_opening(c: char) -> bool {
    matches!(c, '《' | '“' | '"' | '【' | '[')
}

fn is_closing(c: char) -> bool {
    matches!(c, '》' | '”' | '"' | '】' | ']')
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | ';' | ':' | '?' | '!' | ',' | '<' | '>')
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    /// The same titles as one expression.
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        let (open, close) = (r#"[《“"【\[]*"#, r#"[》”"】\]]*"#);
        let tail = r"(?P<tail>[(][^()]{0,30}[)]|——?[^。,]{2,30}|的(?:函|报告))?";
        let topic = "(?:信息公开?|政务公开)";
        let middle = format!("(?P<before>[^。;:?!,<>]*){topic}(?P<after>[^。;:?!,<>《》]{{0,26}}?)(?P<end>报告书?|年报)");
        Regex::new(&format!("^{open}{middle}{close}{tail}{close}$")).expect("the expression is well-formed")
    });

    static FORM: LazyLock<TitleForm> = LazyLock::new(|| {
        let words = |list: &str| list.split(' ').map(str::to_owned).collect::<Vec<_>>();
        TitleForm::of(&words("信息公开 信息公 政务公开"), &words("报告书 报告 年报"), &words("的函 的报告"))
    });

    fn expected(text: &str) -> Option<TitleParts> {
        let found = TITLE.captures(text)?;
        let group = |name: &str| found.name(name).map_or(0..0, |part| part.range());
        Some(TitleParts { before: group("before"), after: group("after"), end: group("end"), tail: group("tail") })
    }

    fn check(text: &str) {
        let found = FORM.read(text).map(|parts| {
            let tail = if parts.tail.is_empty() { 0..0 } else { parts.tail };
            TitleParts { tail, ..parts }
        });
        assert_eq!(found, expected(text), "{text}");
    }

    #[test]
    fn a_title_has_its_parts() {
        check("《某市2022年政府信息公开工作年度报告》(本级)");
        check("某局政务公开年报——二〇二二年");
        check("某局政务公开年报———。");
        check("关于报送2022年信息公开工作报告的报告");
    }

    proptest! {
        #[test]
        fn titles_are_read_as_the_expression_reads_them(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "信息公", "信息公开", "政务公开", "开", "报告", "报告书", "书", "年报", "的函", "的报告", "的", "《", "》", "[", "]", "\"", "(", ")",
                "—", "——", "某局", "2022年", "。", ",", ":", "很长的一段文字在这里没有意义", "<",
            ]), 0..14)
        ) {
            check(&pieces.concat());
        }
    }
}
