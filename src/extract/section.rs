//! A text becomes sections: the whole of it, cut at the headings of the form.
//!
//! The row labels of the form begin with 一、二、三、四 as its headings do, so that a heading needs its whole phrase. A text may
//! list its headings first, as a table of contents: the longest rising chain of headings counts, the later one of two.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Section;
use crate::definition::Family;
use crate::finding::{Code, Finding};
use crate::text::{Span, label_key};

/// The bytes after a heading's number that can still belong to the heading.
const WINDOW: usize = 150;

/// What stands behind the number of a heading.
static COMMA: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("、"));

/// The fewest headings of a report that another one follows in the same text.
const LEAST_HEADINGS: usize = 4;

/// The fewest bytes of the longest section of a report: in a table of contents a heading follows upon the other.
const LEAST_BODY: usize = 120;

/// The most places of headings that are looked at: a text with more was not made for readers, and every one is compared with those before it.
const MOST_HEADINGS: usize = 2000;

/// A place where a heading may stand.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// The index in `Family::sections`.
    form: usize,
    start: usize,
    end: usize,
}

/// Cuts the text at the headings. The bodies adjoin and cover the text. Never fails: without headings, one section 0.
#[must_use]
pub(crate) fn sections(family: &Family, text: &str, findings: &mut Vec<Finding>) -> Vec<Section> {
    let mut found = numbered(family, text);
    if found.len() < 3 {
        found.extend(unnumbered(family, text));
        found.sort_by_key(|c| c.start);
    }
    found.truncate(MOST_HEADINGS);
    let (chain, second) = first_report(&found, longest_chain(&found));
    for form in &family.sections {
        if !chain.is_empty() && chain.iter().all(|c| family.sections[c.form].number != form.number) {
            findings.push(Finding::new(Code::SectionMissing, format!("section {} ({}) has no heading", form.number, form.label_zh)));
        }
    }
    let mut sections = Vec::with_capacity(chain.len() + 1);
    let mut cut = chain.first().map_or(text.len(), |c| c.start);
    if cut > 0 || chain.is_empty() {
        sections.push(Section { number: 0, form: None, heading: Span::default(), body: Span::new(0, cut) });
    }
    for (at, candidate) in chain.iter().enumerate() {
        let end = chain.get(at + 1).map_or(second.unwrap_or(text.len()), |next| next.start);
        sections.push(Section {
            number: family.sections[candidate.form].number,
            form: Some(candidate.form),
            heading: Span::new(candidate.start, candidate.end),
            body: Span::new(cut, end),
        });
        cut = end;
    }
    if let Some(second) = second {
        let rest = Span::new(second, text.len());
        findings.push(Finding::at(Code::SecondReport, rest, "the sections begin anew: another report follows and is left out"));
        sections.push(Section { number: 0, form: None, heading: Span::new(second, second), body: rest });
    }
    sections
}

/// The text without another report behind it: the part that tells whose report it is, and all of it. The title and the first
/// words of the other stand in the last section, as the signature of this one may: neither tells.
#[must_use]
pub(crate) fn without_other<'t>(text: &'t str, sections: &[Section]) -> (&'t str, &'t str) {
    let [.., last, other] = sections else { return (text, text) };
    let part = |end: u32| text.get(..end as usize).unwrap_or(text);
    if other.form.is_some() { (text, text) } else { (part(last.heading.end), part(other.body.start)) }
}

/// The headings of the first report, and where those of a second one begin. Of two reports in one text the first counts, since
/// the title and what else tells whose report it is are looked for from the beginning.
fn first_report(found: &[Candidate], chain: Vec<Candidate>) -> (Vec<Candidate>, Option<usize>) {
    let Some(start) = chain.first().map(|c| c.start) else { return (chain, None) };
    let before: Vec<Candidate> = found.iter().copied().filter(|c| c.end <= start).collect();
    let first = longest_chain(&before);
    if is_report(&first) {
        return (first, Some(start));
    }
    let end = chain.last().map_or(start, |c| c.end);
    let behind: Vec<Candidate> = found.iter().copied().filter(|c| c.start >= end).collect();
    let second = longest_chain(&behind);
    let second = second.first().map(|c| c.start).filter(|_| is_report(&second) && is_report(&chain));
    (chain, second)
}

/// Whether so many headings with text between them are those of a report.
fn is_report(chain: &[Candidate]) -> bool {
    let longest = chain.windows(2).map(|pair| pair[1].start - pair[0].end).max().unwrap_or(0);
    chain.len() >= LEAST_HEADINGS && longest >= LEAST_BODY
}

/// Headings behind a Chinese number and a comma, anywhere in the text: some texts are one line.
fn numbered(family: &Family, text: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    for comma in COMMA.find_iter(text.as_bytes()) {
        let before = text[..comma].trim_end_matches(' ');
        let Some(number) = before.chars().next_back().filter(|&c| is_number(c)) else { continue };
        let start = before.len() - number.len_utf8();
        if before[..start].ends_with(['十', '第', '（', '(']) {
            continue;
        }
        if let Some((form, end)) = heading_at(family, text, comma + COMMA.needle().len()) {
            found.push(Candidate { form, start, end });
        }
    }
    found
}

fn is_number(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九')
}

/// Headings that are a line of their own and have lost their number.
fn unnumbered(family: &Family, text: &str) -> Vec<Candidate> {
    let (mut key, mut at, mut found) = (String::new(), 0, Vec::new());
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.len() > WINDOW {
            continue;
        }
        label_key(line, &mut key);
        let bare = key.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六".contains(c));
        if let Some(form) = family.sections.iter().position(|s| s.keys.iter().any(|k| k == bare)) {
            found.push(Candidate { form, start, end: start + line.trim_end().len() });
        }
    }
    found
}

/// The section whose heading stands at byte `at`, and where its heading ends.
fn heading_at(family: &Family, text: &str, at: usize) -> Option<(usize, usize)> {
    let window = &text[at..text.floor_char_boundary(at + WINDOW)];
    let line = &window[..memchr::memchr(b'\n', window.as_bytes()).unwrap_or(window.len())];
    let heading = family.headings.longest(line)?;
    let end = at + heading.end;
    let stop = text[end..].chars().next().filter(|c| matches!(c, '。' | '：' | ':' | '.'));
    Some((heading.form, end + stop.map_or(0, char::len_utf8)))
}

/// The longest chain of candidates with rising section numbers; of chains of one length the one that lies latest.
fn longest_chain(found: &[Candidate]) -> Vec<Candidate> {
    let mut best: Vec<(usize, usize, Option<usize>)> = Vec::with_capacity(found.len());
    for (at, candidate) in found.iter().enumerate() {
        let (mut length, mut weight, mut previous) = (1, candidate.start, None);
        for (before, earlier) in found[..at].iter().enumerate() {
            if earlier.form < candidate.form && earlier.end <= candidate.start {
                let better = (best[before].0 + 1, best[before].1 + candidate.start);
                if better > (length, weight) {
                    (length, weight, previous) = (better.0, better.1, Some(before));
                }
            }
        }
        best.push((length, weight, previous));
    }
    let mut at = (0..found.len()).max_by_key(|&at| (best[at].0, best[at].1));
    let mut chain = Vec::new();
    while let Some(here) = at {
        chain.push(found[here]);
        at = best[here].2;
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::builtin;

    fn numbers(text: &str) -> Vec<(u8, String)> {
        let families = builtin().expect("the definitions that ship with the program compile");
        let sections = sections(&families[0], text, &mut Vec::new());
        let joined: String = sections.iter().map(|s| s.body.of(text)).collect();
        assert_eq!(joined, text, "the bodies are the text");
        sections.iter().map(|s| (s.number, s.heading.of(text).to_owned())).collect()
    }

    #[test]
    fn cuts_at_headings_not_at_row_labels() {
        let text = "前言\n一、总体情况。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n三、本年度办理结果 | 0 |\n四、结转下年度继续办理 | 0 |\n四、政府信息公开行政复议、行政诉讼情况\n";
        let found = numbers(text);
        assert_eq!(found.iter().map(|s| s.0).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!(found[1].1, "一、总体情况。");
    }

    #[test]
    fn a_list_of_contents_is_not_the_report() {
        let text = "一、总体情况\n二、主动公开政府信息情况\n一、总體情況 正文 二、主動公開政府信息情況\n表";
        let found = numbers(text);
        assert_eq!(found.iter().map(|s| s.1.as_str()).collect::<Vec<_>>(), ["", "一、总體情況", "二、主動公開政府信息情況"]);
    }

    #[test]
    fn of_two_reports_the_first_counts() {
        let report = |year: u32| {
            let body = format!("{year}年的内容。").repeat(40);
            format!(
                "一、总体情况\n{body}\n二、主动公开政府信息情况\n{body}\n三、收到和处理政府信息公开申请情况\n{body}\n四、政府信息公开行政复议、行政诉讼情况\n{body}\n"
            )
        };
        let both = |first: String, second: String| numbers(&(first + &second)).iter().map(|s| s.0).collect::<Vec<_>>();
        assert_eq!(both(report(2022), report(2021)), [1, 2, 3, 4, 0]);
        let longer = report(2022) + "五、存在的主要问题及改进情况\n没有。\n";
        assert_eq!(both(longer.clone(), report(2021)), [1, 2, 3, 4, 5, 0], "the first has more headings");
        assert_eq!(both(report(2021), longer), [1, 2, 3, 4, 0]);
    }

    #[test]
    fn no_heading_is_one_section() {
        assert_eq!(numbers("没有标题的文字"), [(0, String::new())]);
        assert_eq!(numbers(""), [(0, String::new())]);
    }
}
