//! Pieces of labels become labels again.
//!
//! Narrow columns break labels over lines, and PDF text interleaves the pieces of a vertical group label with the rows
//! beside it. A piece that begins a label waits for the words that complete it; several may wait at once. What is left is
//! compared with the labels that are missing: characters are lost, replaced and injected on the way to us.

use super::lex::{Item, Kind, Line};
use crate::definition::{LabelId, Labels, Use};
use crate::text::label_key;

/// The shortest key, in characters, that is compared approximately: shorter ones are too like each other.
const SHORTEST: usize = 5;

/// One character in so many may be damaged.
const DAMAGED_PART: usize = 4;

/// The most pieces of one label that are compared approximately as one.
const MOST_PIECES: usize = 4;

/// The most beginnings that wait at once: a form has fewer labels, and each word is compared with all of them.
const MOST_PENDING: usize = 100;

/// A label of which the beginning was met.
struct Pending {
    key: String,
    /// The items that it consists of so far.
    parts: Vec<usize>,
}

/// The labels of one table, and the items that become some of them.
struct Joiner<'j> {
    labels: &'j Labels,
    keys: Vec<(LabelId, &'j str)>,
    text: &'j str,
    items: &'j [Item],
    lines: &'j [Line],
    edition: usize,
    table: usize,
    pending: Vec<Pending>,
    /// The last label, with the pieces that go on with it.
    last: Option<(LabelId, String)>,
    out: Vec<Item>,
}

/// The items with broken labels joined: a label stands where its first piece stood, its other pieces are [`Kind::Joined`]. What
/// is part of a label whose other parts are not there is a [`Kind::Piece`].
pub(crate) fn join(labels: &Labels, text: &str, items: &[Item], lines: &[Line], edition: usize, table: usize) -> Vec<Item> {
    if !items.iter().any(|i| matches!(i.kind, Kind::Word)) {
        return items.to_vec();
    }
    let keys = labels.ids().filter(|&id| labels.uses_in(id, edition, table).next().is_some()).map(|id| (id, labels.key(id))).collect();
    let mut joiner = Joiner { labels, keys, text, items, lines, edition, table, pending: Vec::new(), last: None, out: items.to_vec() };
    let mut at = 0;
    while at < items.len() {
        at += match items[at].kind {
            Kind::Word => joiner.words(at),
            Kind::Label(label) if joiner.meaning(label).is_none() => joiner.words(at),
            Kind::Label(label) => joiner.label(at, label),
            _ => 1,
        };
    }
    for part in std::mem::take(&mut joiner.pending).iter().flat_map(|p| &p.parts) {
        joiner.out[*part].kind = Kind::Piece;
    }
    joiner.approximate();
    joiner.out
}

impl Joiner<'_> {
    fn key(&self, at: usize) -> String {
        let mut key = String::new();
        label_key(self.items[at].span.of(self.text), &mut key);
        self.labels.in_own_words(&key).unwrap_or(key)
    }

    /// What a label is in this table.
    fn meaning(&self, label: LabelId) -> Option<Use> {
        self.labels.uses_in(label, self.edition, self.table).next()
    }

    /// Takes the words of one line from here on, as many as are one piece; how many.
    fn words(&mut self, at: usize) -> usize {
        let line = self.items[at].line;
        let piped = self.lines.get(line as usize).is_some_and(|l| l.slots > 0);
        let on_line = self.items[at..].iter().take_while(|i| i.kind == Kind::Word && i.line == line).count().max(1);
        let longest = self.keys.iter().map(|(_, key)| key.len()).max().unwrap_or(0);
        let mut length = 0;
        // More words than the longest label has are none together.
        let fits = |key: &String| {
            length += key.len();
            length <= longest
        };
        let first = self.key(at);
        let others = (at + 1..at + if piped { 1 } else { on_line }).map(|part| self.key(part));
        let keys: Vec<String> = std::iter::once(first.clone()).chain(others).take_while(fits).collect();
        for count in (1..=keys.len()).rev() {
            let key = keys[..count].concat();
            let parts: Vec<usize> = (at..at + count).collect();
            if !key.is_empty() && self.take(&parts, &key) {
                return count;
            }
        }
        if self.items[at].kind == Kind::Word && !first.is_empty() && self.keys.iter().any(|(_, k)| k.contains(first.as_str())) {
            self.out[at].kind = Kind::Piece;
        }
        1
    }

    /// Whether the parts are a label, or a part of one whose beginning was met, or begin one.
    fn take(&mut self, parts: &[usize], key: &str) -> bool {
        if let Some(&(label, _)) = self.keys.iter().find(|(_, k)| *k == key) {
            self.become_label(parts, label);
        } else if let Some((waiting, label)) = completed(&self.pending, &self.keys, key) {
            let mut whole = self.pending.remove(waiting).parts;
            whole.extend(parts);
            self.become_label(&whole, label);
        } else if let Some(waiting) = self.pending.iter_mut().rev().find(|p| begins(&self.keys, &p.key, key)) {
            waiting.key.push_str(key);
            waiting.parts.extend(parts);
        } else if self.goes_on(key) {
            for &part in parts {
                self.out[part].kind = Kind::Joined;
            }
        } else if self.pending.len() < MOST_PENDING && begins(&self.keys, "", key) {
            self.pending.push(Pending { key: key.to_owned(), parts: parts.to_vec() });
        } else {
            return false;
        }
        true
    }

    fn become_label(&mut self, parts: &[usize], label: LabelId) {
        for &part in parts {
            self.out[part].kind = Kind::Joined;
        }
        self.out[parts[0]].kind = Kind::Label(label);
        self.last = Some((label, self.labels.key(label).to_owned()));
    }

    /// A label completes the piece before it where both together are another one: `（七` and `）总计`.
    fn label(&mut self, at: usize, label: LabelId) -> usize {
        let key = self.labels.key(label);
        let whole = self.pending.last().and_then(|p| self.keys.iter().find(|(_, k)| k.strip_prefix(p.key.as_str()) == Some(key)));
        if let Some(&(whole, _)) = whole {
            let mut parts = self.pending.pop().map_or_else(Vec::new, |p| p.parts);
            parts.push(at);
            self.become_label(&parts, whole);
        } else {
            self.last = Some((label, key.to_owned()));
        }
        1
    }

    /// Whether a piece goes on with the last label, of which the definition also knows a short form.
    fn goes_on(&mut self, key: &str) -> bool {
        let Some((label, so_far)) = &self.last else { return false };
        let (meaning, grown) = (self.meaning(*label), format!("{so_far}{key}"));
        let known = self.keys.iter().any(|(id, k)| k.starts_with(&grown) && self.meaning(*id) == meaning);
        if known {
            self.last = Some((*label, grown));
        }
        known
    }

    /// Names the words, and the pieces that completed nothing, that are almost a label which is missing.
    fn approximate(&mut self) {
        let open = |item: &Item| matches!(item.kind, Kind::Word | Kind::Piece);
        let left: Vec<usize> = (0..self.out.len()).filter(|&at| open(&self.out[at])).collect();
        let keys: Vec<String> = left.iter().map(|&at| self.key(at)).collect();
        let mut first = 0;
        while first < left.len() {
            let near = |pair: &[usize]| self.items[pair[1]].line - self.items[pair[0]].line <= 1;
            let adjoining = left[first..].windows(2).take(MOST_PIECES - 1).take_while(|pair| near(pair)).count() + 1;
            let found =
                (1..=adjoining).rev().find_map(|count| self.approximated(&keys[first..first + count], left[first]).map(|label| (count, label)));
            if let Some((count, label)) = found {
                self.become_label(&left[first..first + count], label);
            }
            first += found.map_or(1, |(count, _)| count);
        }
    }

    /// The label that some pieces are together, each of them needed: without its first or last piece it must not be nearer.
    fn approximated(&self, pieces: &[String], at: usize) -> Option<LabelId> {
        let nearest = |pieces: &[String]| {
            let mut key = pieces.concat();
            key.retain(|c| c >= '\u{2E80}' || c.is_ascii_digit());
            if key.chars().count() < SHORTEST { None } else { self.nearest(&key, at) }
        };
        let (distance, label) = nearest(pieces)?;
        let needless = |part: &[String]| nearest(part).is_some_and(|(without, other)| other == label && without <= distance);
        let is_needless = pieces.len() > 1 && (needless(&pieces[1..]) || needless(&pieces[..pieces.len() - 1]));
        (!is_needless).then_some(label)
    }

    /// The one label whose key is so near that the other must be a damaged form of it, and how far it is; `None` where two are as
    /// near, where that label is there already, or where it does not belong between the rows around it.
    fn nearest(&self, key: &str, at: usize) -> Option<(usize, LabelId)> {
        let word: Vec<char> = key.chars().collect();
        let (mut best, mut second) = ((usize::MAX, None), usize::MAX);
        for &(label, other) in &self.keys {
            let other: Vec<char> = other.chars().collect();
            let allowed = other.len().min(word.len()) / DAMAGED_PART;
            if other.len() < SHORTEST || other.len().abs_diff(word.len()) > allowed {
                continue;
            }
            let distance = distance(&word, &other);
            if distance > allowed {
                continue;
            }
            let meaning = self.meaning(label);
            if distance < best.0 {
                second = if best.1.is_some_and(|b| self.meaning(b) != meaning) { best.0 } else { second };
                best = (distance, Some(label));
            } else if best.1.is_some_and(|b| self.meaning(b) != meaning) {
                second = second.min(distance);
            }
        }
        let is_there = |label: LabelId| self.out.iter().any(|i| i.kind == Kind::Label(label));
        best.1.filter(|&label| second > best.0 && !is_there(label) && self.is_in_order(label, at)).map(|label| (best.0, label))
    }

    /// Whether a row label stands between the rows that it stands between in the form.
    fn is_in_order(&self, label: LabelId, at: usize) -> bool {
        let Some(Use::Row(row)) = self.meaning(label) else { return true };
        let row_of = |item: &Item| {
            let Kind::Label(label) = item.kind else { return None };
            let mut uses = self.labels.uses_in(label, self.edition, self.table);
            if let (Some(Use::Row(row)), None) = (uses.next(), uses.next()) { Some(row) } else { None }
        };
        self.out[..at].iter().rev().find_map(row_of).is_none_or(|before| before < row)
            && self.out[at + 1..].iter().find_map(row_of).is_none_or(|behind| row < behind)
    }
}

/// The number of characters to insert, delete or replace (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn completed(pending: &[Pending], keys: &[(LabelId, &str)], key: &str) -> Option<(usize, LabelId)> {
    pending.iter().enumerate().rev().find_map(|(at, p)| {
        let whole = |k: &str| k.strip_prefix(p.key.as_str()) == Some(key);
        keys.iter().find(|(_, k)| whole(k)).map(|(label, _)| (at, *label))
    })
}

fn begins(keys: &[(LabelId, &str)], start: &str, key: &str) -> bool {
    keys.iter().any(|(_, k)| k.strip_prefix(start).is_some_and(|rest| rest.starts_with(key) && rest.len() > key.len()))
}
