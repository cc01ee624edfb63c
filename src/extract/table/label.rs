//! Pieces of labels become labels again.
//!
//! Narrow columns break labels over lines, and PDF text interleaves the pieces of a vertical group label with the rows
//! beside it. A piece that begins a label waits for the words that complete it; several may wait at once. What is left is
//! compared with the labels that are missing: characters are lost, replaced and injected on the way to us.

use super::lex::{Item, Kind};
use crate::definition::{LabelId, Labels};
use crate::text::label_key;

/// The shortest key, in characters, that is compared approximately: shorter ones are too like each other.
const SHORTEST: usize = 5;

/// One character in so many may be damaged.
const DAMAGED_PART: usize = 4;

/// A label of which the beginning was met.
struct Pending {
    key: String,
    /// The item that began it.
    first: usize,
    /// The items that went on with it.
    rest: Vec<usize>,
}

/// The items with broken labels joined: a label stands where its first piece stood, its other pieces are [`Kind::Joined`].
pub(crate) fn join(labels: &Labels, text: &str, items: &[Item], edition: usize, table: usize) -> Vec<Item> {
    let mut out = items.to_vec();
    if !items.iter().any(|i| matches!(i.kind, Kind::Word)) {
        return out;
    }
    let keys: Vec<(LabelId, &str)> =
        labels.ids().filter(|&id| labels.uses_in(id, edition, table).next().is_some()).map(|id| (id, labels.key(id))).collect();
    let mut whole_labels = vec![false; items.len()];
    let mut pending: Vec<Pending> = Vec::new();
    let mut key = String::new();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.kind == Kind::Word) {
        label_key(item.span.of(text), &mut key);
        if key.is_empty() {
            continue;
        }
        if let Some((waiting, label)) = completed(&pending, &keys, &key) {
            let whole = pending.remove(waiting);
            out[whole.first].kind = Kind::Label(label);
            for part in whole.rest.iter().chain([&at]) {
                out[*part].kind = Kind::Joined;
                whole_labels[*part] = true;
            }
        } else if let Some(waiting) = pending.iter_mut().rev().find(|p| begins(&keys, &p.key, &key)) {
            waiting.key.push_str(&key);
            waiting.rest.push(at);
        } else if key.chars().count() > 1 && begins(&keys, "", &key) {
            pending.push(Pending { key: key.clone(), first: at, rest: Vec::new() });
        } else if keys.iter().any(|(_, k)| k.contains(key.as_str())) {
            out[at].kind = Kind::Joined;
        }
    }
    for part in pending {
        part.rest.iter().chain([&part.first]).for_each(|&at| out[at].kind = Kind::Joined);
    }
    approximate(&keys, text, items, &whole_labels, &mut out);
    out
}

/// Names the words, and the pieces that completed nothing, that are almost a label which is missing.
fn approximate(keys: &[(LabelId, &str)], text: &str, items: &[Item], whole_labels: &[bool], out: &mut [Item]) {
    let mut key = String::new();
    for at in 0..out.len() {
        if whole_labels[at] || items[at].kind != Kind::Word || !matches!(out[at].kind, Kind::Word | Kind::Joined) {
            continue;
        }
        label_key(items[at].span.of(text), &mut key);
        key.retain(|c| c >= '\u{2E80}' || c.is_ascii_digit());
        if key.chars().count() < SHORTEST {
            continue;
        }
        let missing = keys.iter().filter(|(id, _)| !out.iter().any(|i| i.kind == Kind::Label(*id)));
        if let Some(label) = nearest(missing, &key) {
            out[at].kind = Kind::Label(label);
        }
    }
}

/// The one label whose key is so near that the other must be a damaged form of it; `None` where two are as near.
fn nearest<'k>(keys: impl Iterator<Item = &'k (LabelId, &'k str)>, key: &str) -> Option<LabelId> {
    let word: Vec<char> = key.chars().collect();
    let (mut best, mut second) = ((usize::MAX, None), usize::MAX);
    for (label, other) in keys {
        let other: Vec<char> = other.chars().collect();
        let allowed = other.len().min(word.len()) / DAMAGED_PART;
        if other.len() < SHORTEST || other.len().abs_diff(word.len()) > allowed {
            continue;
        }
        let distance = distance(&word, &other);
        if distance > allowed {
            continue;
        }
        if distance < best.0 {
            second = best.0;
            best = (distance, Some(*label));
        } else {
            second = second.min(distance);
        }
    }
    best.1.filter(|_| second > best.0)
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
