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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::fragment::{Partition, Rank};
    use crate::dataset::schema::Partitioning;

    fn staged(id: u8, group: Option<u8>, stated: u32, failed: i32, published: i32) -> Staged {
        let mut one = Staged::for_tests([id; 16], Partition::unknown(Partitioning::Year));
        one.group = group.map(|group| [group; 16]);
        one.rank = Rank { stated, failed: -failed, published };
        one
    }

    #[test]
    fn the_best_of_each_group_is_latest_whatever_the_order() {
        let mut documents = vec![
            staged(1, Some(1), 200, 0, 10),
            staged(2, Some(1), 240, 3, 10),
            staged(3, Some(1), 240, 0, 9),
            staged(5, Some(1), 240, 0, 10),
            staged(4, Some(1), 240, 0, 10),
            staged(4, Some(1), 240, 0, 10),
            staged(6, Some(2), 0, 9, i32::MIN),
            staged(7, None, 0, 0, 0),
            staged(8, None, 0, 0, 0),
        ];
        for _ in 0..documents.len() {
            documents.rotate_left(1);
            mark_latest(&mut documents);
            let mut latest: Vec<u8> = documents.iter().filter(|staged| staged.is_latest).map(|staged| staged.id[0]).collect();
            latest.sort_unstable();
            assert_eq!(latest, [4, 4, 6, 7, 8]);
        }
    }
}
