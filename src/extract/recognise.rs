//! A text becomes a verdict: a report of which family, on what evidence, or not a report, and why.
//!
//! Three looks, each dearer than the one before: the anchors (a literal search; most texts end here), the lines (titles,
//! headings, labels and values of the form), and only where these leave doubt the wordings of the opening.

use memchr::memmem;

use super::line::{Line, Window, floor, last_lines, line, lines};
use crate::definition::{Family, LabelId, Signs, may_match};
use crate::text::{Span, label_key};

/// Whether a text is a report, and why we think so.
#[derive(Clone, Debug, Default)]
pub struct Recognition {
    /// The index of the family; `None` for what is not a report.
    pub family: Option<usize>,
    /// What speaks for and against, in the order in which it was looked for.
    pub evidence: Vec<Evidence>,
    /// Why it is not a report: a stable code such as `no_anchor`; empty for a report.
    pub reason: &'static str,
}

/// One thing that speaks for or against.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What it is: a rule of the definition.
    pub rule: String,
    /// How much it counts; negative against.
    pub weight: i32,
    /// Where it stands.
    pub span: Span,
}

/// The lines at the beginning that are looked at for titles and signs.
const HEAD_LINES: usize = 60;
/// The first lines, in which signs count whatever the line holds.
const FIRST_LINES: usize = 5;
/// Titles and signs stand in lines of at most this many bytes.
const TITLE_BYTES: usize = 240;
/// The length of the opening in bytes.
const OPENING_BYTES: usize = 1500;
/// The bytes of sentences below which a text has no body.
const PROSE_BYTES: usize = 120;
/// The bytes below which a line is no heading.
const SHORTEST_HEADING: usize = 9;
/// The bytes before the 、 behind a heading's number, from the line break on.
const LONGEST_NUMBER: usize = 12;
/// The headings from which on a text with values is a report, if nothing spoke against it.
const CERTAIN_HEADINGS: usize = 4;
/// A line from which on a line may be a sentence, in bytes.
const SENTENCE_BYTES: usize = 60;

/// Decides whether `text` is a report of one of the families. Never fails.
#[must_use]
pub fn recognise(text: &str, families: &[Family]) -> Recognition {
    let mut refused: Option<Recognition> = None;
    for (index, family) in families.iter().enumerate() {
        if !family.recognise.finders.iter().any(|finder| finder.find(text.as_bytes()).is_some()) {
            continue;
        }
        let mut weighing = Weighing::new(family, text);
        if weighing.decide() {
            return Recognition { family: Some(index), evidence: weighing.evidence, reason: "" };
        }
        refused.get_or_insert(Recognition { family: None, evidence: weighing.evidence, reason: weighing.worst.1 });
    }
    refused.unwrap_or(Recognition { reason: "no_anchor", ..Recognition::default() })
}

/// What the lines of a text show.
#[derive(Default)]
struct Seen {
    headings: Vec<(usize, Span)>,
    labels: Vec<u32>,
    values: usize,
    prose: usize,
    /// Titles as folded text, different ones only.
    titles: Vec<(String, Span)>,
    /// Lines that are a title and a date, and the place of the last of them.
    links: usize,
    link: Span,
    /// Where the opening begins.
    opening: usize,
    key: String,
}

struct Weighing<'f> {
    family: &'f Family,
    text: &'f str,
    evidence: Vec<Evidence>,
    score: i32,
    worst: (i32, &'static str),
}

/// Whether a line is an item of a page's navigation or a row of them. Their words (新闻中心, 政策解读, 意见征集) say nothing of the
/// document: they stand above every page of a site.
fn is_navigation(text: &str) -> bool {
    let is_short = |item: &str, most: usize| item.chars().nth(most).is_none();
    let items = text.split(|c: char| c.is_whitespace() || matches!(c, '|' | '>' | '›' | '»' | '·' | '/')).filter(|item| !item.is_empty());
    let (mut count, mut all_short) = (0, true);
    for item in items {
        count += 1;
        all_short &= is_short(item, 10);
    }
    all_short && (count >= 3 || (count == 1 && is_short(text, 8) && !text.contains(['报', '報'])))
}

impl<'f> Weighing<'f> {
    fn new(family: &'f Family, text: &'f str) -> Self {
        Self { family, text, evidence: Vec::with_capacity(16), score: 0, worst: (0, "mention_only") }
    }
}

impl Weighing<'_> {
    fn add(&mut self, rule: &str, weight: i32, span: Span, reason: &'static str) {
        self.score += weight;
        if weight < self.worst.0 {
            self.worst = (weight, reason);
        }
        self.evidence.push(Evidence { rule: rule.to_owned(), weight, span });
    }

    fn decide(&mut self) -> bool {
        let rules = &self.family.recognise;
        let seen = self.look();
        let weights = &rules.weights;
        if seen.titles.len() + seen.links >= 3 {
            let span = seen.titles.get(2).map_or(seen.link, |t| t.1);
            self.add("links", weights.links, span, "list_of_links");
        } else if let Some((_, span)) = seen.titles.first() {
            self.add("title", weights.title, *span, "");
        }
        for (form, span) in &seen.headings {
            self.add(&self.family.sections[*form].code, weights.heading, *span, "");
        }
        let nowhere = Span::default();
        if seen.labels.len() >= 4 {
            self.add("labels", weights.labels, nowhere, "");
        }
        if seen.labels.len() >= 10 {
            self.add("form", weights.form, nowhere, "");
            if seen.values == 0 {
                self.add("empty_form", weights.empty_form, nowhere, "notice_or_template");
            }
        }
        if seen.values >= 8 && seen.labels.len() >= 4 {
            self.add("values", weights.values, nowhere, "");
        }
        if seen.prose < PROSE_BYTES {
            let reason = if seen.labels.len() >= 10 { "notice_or_template" } else { "no_body" };
            self.add("no_prose", weights.no_prose, nowhere, reason);
        }
        let certain = seen.headings.len() >= CERTAIN_HEADINGS && seen.values >= 8 && self.worst.0 == 0;
        if !certain && (self.score > 0 || seen.prose >= PROSE_BYTES) {
            let opening = self.text.get(seen.opening..floor(self.text, seen.opening + OPENING_BYTES)).unwrap_or("");
            self.signs(&self.family.recognise.opening, opening, seen.opening, 1);
        }
        self.score >= rules.threshold
    }

    /// Adds what the signs say of a part of the text that begins at byte `start`, and gives its window; `share` divides the
    /// weight of what speaks against.
    fn signs(&mut self, signs: &Signs, part: &str, start: usize, share: i32) -> Window {
        let (window, marks) = Window::marked(part, start, &signs.screen);
        let there = signs.screen.scan_at(&window.text, &marks).patterns();
        if there == 0 {
            return window;
        }
        for (_, sign) in signs.signs.iter().enumerate().filter(|(index, _)| may_match(there, *index)) {
            if self.evidence.iter().any(|e| e.rule == sign.code) {
                continue;
            }
            let Some(found) = sign.pattern.find(&window.text) else { continue };
            let span = window.span(self.text, found.range());
            self.add(&sign.code, if sign.weight < 0 { sign.weight / share } else { sign.weight }, span, sign.reason);
        }
        window
    }

    /// Goes through the lines once.
    fn look(&mut self) -> Seen {
        let mut seen = Seen { opening: usize::MAX, ..Seen::default() };
        let mut previous: Option<Line<'_>> = None;
        let mut rest = 0;
        for (number, line) in lines(self.text, 0..self.text.len()).enumerate() {
            if number < HEAD_LINES && line.text.len() <= TITLE_BYTES && seen.headings.is_empty() {
                self.head_line(&line, previous.as_ref(), number, &mut seen);
            }
            if line.text.len() >= SHORTEST_HEADING {
                self.heading(&line, &mut seen);
            }
            if !is_full(&seen) {
                self.tokens(&line, &mut seen);
            }
            if seen.prose < PROSE_BYTES && is_sentence(line.text) && !self.is_label(line.text, &mut seen.key) {
                seen.prose += line.text.len();
                seen.opening = seen.opening.min(line.start);
            }
            rest = line.end();
            if is_full(&seen) && seen.prose >= PROSE_BYTES && (number >= HEAD_LINES || !seen.headings.is_empty()) {
                break;
            }
            previous = Some(line);
        }
        self.later_headings(rest, &mut seen);
        seen.opening = seen.opening.min(seen.titles.first().map_or(usize::MAX, |t| t.1.end as usize)).min(self.text.len());
        if seen.opening == self.text.len() {
            seen.opening = 0;
        }
        if seen.titles.is_empty() {
            self.last_title(&mut seen);
        }
        if seen.headings.len() < 3 {
            self.inline_headings(&mut seen);
        }
        seen
    }

    /// Looks for headings in the lines behind byte `from`, those where everything else was seen: first where a number and
    /// 、 begin a line, which costs a tenth. Only where that does not find enough to be certain, each line is asked, also
    /// those that have lost their number.
    fn later_headings(&self, from: usize, seen: &mut Seen) {
        let bytes = self.text.as_bytes();
        let known = seen.headings.len();
        for comma in memmem::find_iter(&bytes[from..], "、").map(|at| from + at) {
            let near = comma.saturating_sub(LONGEST_NUMBER).max(from);
            let Some(begin) = memchr::memrchr(b'\n', &bytes[near..comma]).map(|at| near + at + 1) else { continue };
            let end = memchr::memchr(b'\n', &bytes[comma..]).map_or(bytes.len(), |at| comma + at);
            if let Some(line) = line(&self.text[begin..end], begin).filter(|line| line.text.len() >= SHORTEST_HEADING) {
                self.heading(&line, seen);
            }
        }
        if seen.headings.len() < CERTAIN_HEADINGS {
            seen.headings.truncate(known);
            self.other_headings(from, seen);
        }
    }

    /// Looks for headings in all the lines behind byte `from`.
    fn other_headings(&self, from: usize, seen: &mut Seen) {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < bytes.len() {
            let length = memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
            if length >= SHORTEST_HEADING
                && seen.headings.len() < self.family.sections.len()
                && let Some(line) = line(&self.text[at..at + length], at)
            {
                self.heading(&line, seen);
            }
            at += length + 1;
        }
    }

    /// Looks for a title and for signs in a line at the beginning, alone and behind the line before.
    fn head_line(&mut self, line: &Line<'_>, previous: Option<&Line<'_>>, number: usize, seen: &mut Seen) {
        let is_like_title = may_be_title(line.text);
        if (number >= FIRST_LINES && !is_like_title) || has_mark(line.text, |mark| mark == '。') || is_navigation(line.text) {
            return;
        }
        let share = if seen.titles.is_empty() { 1 } else { 4 };
        let before = self.score;
        let window = self.signs(&self.family.recognise.line, line.text, line.start, share);
        if self.score < before || !is_like_title {
            return;
        }
        let rules = &self.family.issuer;
        if let Some(link) = rules.link.find(&window.text) {
            if rules.title.is_title(&window.text[..link.start()]) {
                seen.links += 1;
                seen.link = line.span();
            }
            return;
        }
        let is_title = |window: &Window| rules.title.is_title(&window.text) && !rules.not_title.is_match(&window.text);
        if is_title(&window) {
            // A title so short names neither agency nor year: 政府信息公开年报 is the name of the page above.
            if window.text.chars().nth(8).is_some() {
                note_title(seen, window.text, line.span());
            }
        } else if let Some(previous) = previous.filter(|p| p.text.len() <= TITLE_BYTES / 2) {
            let mut joined = Window::of(previous);
            joined.push(line.text, line.start);
            if is_title(&joined) {
                note_title(seen, joined.text, previous.span().cover(line.span()));
            }
        }
    }

    /// A title in the last lines.
    fn last_title(&self, seen: &mut Seen) {
        let start = floor(self.text, self.text.len().saturating_sub(600));
        for line in last_lines(self.text, start, 4).iter().rev().filter(|l| l.text.len() <= TITLE_BYTES && may_be_title(l.text)) {
            let window = Window::of(line);
            if self.family.issuer.title.is_title(&window.text) && !self.family.issuer.not_title.is_match(&window.text) {
                note_title(seen, window.text, line.span());
            }
        }
    }

    /// Notes the section whose heading the line is.
    fn heading(&self, line: &Line<'_>, seen: &mut Seen) {
        if line.text.len() > 150 {
            return;
        }
        let cut = line.text.trim_start_matches(is_before_heading);
        if let Some(form) = self.family.headings.alone(cut, 12) {
            note_heading(seen, form, line.span());
        }
    }

    /// Headings inside of paragraphs: a number, 、 and the phrase.
    fn inline_headings(&self, seen: &mut Seen) {
        let mark = "、";
        for at in memmem::find_iter(self.text.as_bytes(), mark.as_bytes()) {
            let number = self.text[..at].chars().next_back();
            if !number.is_some_and(|c| "一二三四五六七".contains(c)) {
                continue;
            }
            let rest = &self.text[at + mark.len()..];
            let rest = &rest[..floor(rest, 120)];
            if let Some(form) = self.family.headings.alone(rest, usize::MAX) {
                note_heading(seen, form, Span::new(at - 3, at + mark.len()));
            }
        }
    }

    fn is_label(&self, text: &str, key: &mut String) -> bool {
        text.len() <= 2 * self.family.labels.longest && self.label(text, key).is_some()
    }

    /// The label that a cell is; most are printed exactly as the definition writes them.
    fn label(&self, text: &str, key: &mut String) -> Option<LabelId> {
        self.family.labels.exact(text).or_else(|| {
            label_key(text, key);
            self.family.labels.get(key)
        })
    }

    /// Counts labels and values of the form in the cells of a line.
    fn tokens(&self, line: &Line<'_>, seen: &mut Seen) {
        let bytes = line.text.as_bytes();
        if bytes.len() > 400 && memchr::memchr(b'|', bytes).is_none() {
            return;
        }
        if memchr::memchr2(0xE2, 0xEF, bytes).is_some() && line.text.contains(['│', '｜']) {
            line.text.split(['|', '\t', '│', '｜']).for_each(|part| self.part(part, seen));
            return;
        }
        let mut from = 0;
        for at in memchr::memchr2_iter(b'|', b'\t', bytes) {
            self.part(&line.text[from..at], seen);
            from = at + 1;
            if is_full(seen) {
                return;
            }
        }
        self.part(&line.text[from..], seen);
    }

    /// Counts the cells between two borders: two blanks part them, too.
    fn part(&self, part: &str, seen: &mut Seen) {
        let part = part.trim();
        if part.is_empty() || is_full(seen) {
            return;
        }
        if memchr::memchr(b' ', part.as_bytes()).is_some_and(|at| part[at..].contains("  ")) {
            part.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).for_each(|cell| self.token(cell, seen));
        } else {
            self.token(part, seen);
        }
    }

    /// Counts one cell.
    fn token(&self, token: &str, seen: &mut Seen) {
        if token.len() <= 24 && is_value(token) {
            seen.values += 1;
        } else if seen.labels.len() < 10 && token.len() >= 6 && token.len() <= 130 {
            let label = self.label(token, &mut seen.key);
            if let Some(label) = label.filter(|l| !seen.labels.contains(l)) {
                seen.labels.push(label);
            }
        }
    }
}

/// Whether enough of the form was seen.
fn is_full(seen: &Seen) -> bool {
    seen.labels.len() >= 10 && seen.values >= 8
}

/// Whether a character may stand before the words of a heading.
fn is_before_heading(c: char) -> bool {
    matches!(c, '0'..='9' | '(' | ')' | '（' | '）' | '、' | '.' | '．' | ' ' | '\u{3000}' | ':' | '：' | '，' | '第' | '部' | '分')
        || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八')
}

fn note_title(seen: &mut Seen, title: String, span: Span) {
    if seen.titles.len() < 3 && !seen.titles.iter().any(|(known, _)| known.contains(&title) || title.contains(known.as_str())) {
        seen.titles.push((title, span));
    }
}

fn note_heading(seen: &mut Seen, form: usize, span: Span) {
    if !seen.headings.iter().any(|(known, _)| *known == form) {
        seen.headings.push((form, span));
    }
}

/// Whether a line may be a title: it is long enough and holds one of 报, 報, 总, 總 or 公, looked for as bytes.
pub(super) fn may_be_title(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 9 {
        return false;
    }
    let mut at = 0;
    while let Some(&[first, second, third]) = bytes.get(at..at + 3) {
        match (first, second, third) {
            (0xE6, 0x8A, 0xA5) | (0xE5, 0xA0, 0xB1) | (0xE6, 0x80, 0xBB) | (0xE7, 0xB8, 0xBD) | (0xE5, 0x85, 0xAC) => return true,
            _ => at += if first < 0xE0 { 1 } else { 3 },
        }
    }
    false
}

/// Whether a line is a sentence: long, hardly cells, with punctuation inside.
fn is_sentence(text: &str) -> bool {
    text.len() >= SENTENCE_BYTES
        && has_mark(text, |mark| matches!(mark, ',' | '，' | '。' | '；' | '：'))
        && memchr::memchr_iter(b'|', text.as_bytes()).nth(2).is_none()
        && !has_mark(text, |mark| mark == '│')
}

/// Whether a text holds a punctuation mark of that kind: a comma, or a character whose first byte is that of the CJK
/// symbols, of full-width forms or of drawn borders, which ideographs do not begin with.
fn has_mark(text: &str, is_mark: impl Fn(char) -> bool) -> bool {
    const BLOCKS: [u8; 3] = [0xE2, 0xE3, 0xEF];
    let bytes = text.as_bytes();
    if is_mark(',') && memchr::memchr(b',', bytes).is_some() {
        return true;
    }
    memchr::memchr3_iter(BLOCKS[0], BLOCKS[1], BLOCKS[2], bytes).any(|at| text[at..].chars().next().is_some_and(&is_mark))
}

/// Whether a cell holds a number, or a sign for 'nothing'.
fn is_value(token: &str) -> bool {
    let mut any = false;
    for c in token.chars() {
        match c {
            '0'..='9' | '０'..='９' | '-' | '/' | '—' | '－' => any = true,
            '.' | ',' | '+' | '，' | ' ' => {}
            _ => return token == "无" || token == "無",
        }
    }
    any && !token.contains("---")
}
