//! All documents of the corpus become the latest of each agency and year, and the others.
//!
//! Among documents of one agency, region, year and scope the latest is the one with the most stated cells; among
//! those, with the fewest failing checks; then the one published last; then the one whose name sorts first, which
//! only makes the choice certain. A document whose agency or year is not known stands alone.

use std::cmp::Reverse;

use super::fragment::Staged;

/// Marks the latest document of each group. Equal documents are marked alike.
pub fn mark_latest(documents: &mut [Staged]) {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let key = |staged: &Staged| (staged.group, Reverse(staged.rank), staged.id);
    order.sort_unstable_by_key(|&at| key(&documents[at]));
    let mut best: Option<Staged> = None;
    for at in order {
        let staged = &mut documents[at];
        staged.is_latest = match &best {
            Some(best) if staged.group.is_some() && best.group == staged.group => best.id == staged.id,
            _ => true,
        };
        if staged.is_latest {
            best = Some(*staged);
        }
    }
}
