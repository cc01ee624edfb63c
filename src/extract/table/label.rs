//! Pieces of labels become labels again.
//!
//! Narrow columns break labels over lines, and PDF text interleaves the pieces of a vertical group label with the rows
//! beside it. A piece that begins a label waits for the words that complete it; several may wait at once.

use super::lex::{Item, Kind};
use crate::definition::{LabelId, Labels};
use crate::text::label_key;

/// A label of which the beginning was met.
struct Pending {
    key: String,
    /// The item that began it.
    first: usize,
    /// The items that went on with it.
    rest: Vec<usize>,
}

/// The items with broken labels joined: a label stands where its first piece stood, its other pieces are [`Kind::Joined`].
pub fn join(labels: &Labels, text: &str, items: &[Item], edition: usize, table: usize) -> Vec<Item> {
    let mut out = items.to_vec();
    if !items.iter().any(|i| matches!(i.kind, Kind::Word)) {
        return out;
    }
    let keys: Vec<(LabelId, &str)> =
        labels.ids().filter(|&id| labels.uses_in(id, edition, table).next().is_some()).map(|id| (id, labels.key(id))).collect();
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
    out
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
