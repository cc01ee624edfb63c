//! All documents of the corpus become the latest of each agency and year, and the others.
//!
//! Among documents of one agency, region, year and scope the latest is the one with the most stated cells; among
//! those, with the fewest failing checks; then the one published last; then the one whose name sorts first, which
//! only makes the choice certain. A document whose agency or year is not known stands alone.

use std::cmp::Reverse;

use super::error::LakeError;
use super::fragment::{Rank, Staged};
use super::merge::Each;

/// A document that may be the latest of its group.
#[derive(Clone, Copy, Debug)]
struct Claim {
    group: [u8; 16],
    rank: Rank,
    id: [u8; 16],
    /// Which of all documents it is.
    at: usize,
}

impl Claim {
    /// The claim of the document; `None` where it stands alone.
    fn of(staged: &Staged, at: usize) -> Option<Self> {
        Some(Self { group: staged.group?, rank: staged.rank, id: staged.id, at })
    }
}

/// Whether each of so many documents is the latest of its group: those without one are. Equal documents are alike. About
/// `most` claims are in memory at a time.
///
/// # Errors
/// Those of `each`.
pub(super) fn latest(documents: usize, most: usize, each: Each) -> Result<Vec<bool>, LakeError> {
    let mut latest = vec![true; documents];
    let shares = documents.div_ceil(most).max(1);
    let mut claims = Vec::new();
    for share in 0..shares {
        let mut at = 0..documents;
        each(&mut |staged| {
            claims.extend(at.next().and_then(|at| Claim::of(&staged, at)).filter(|claim| usize::from(claim.group[0]) % shares == share));
        })?;
        claims.sort_unstable_by_key(|claim: &Claim| (claim.group, Reverse(claim.rank), claim.id));
        for group in claims.chunk_by(|a, b| a.group == b.group) {
            for claim in group {
                latest[claim.at] = claim.id == group[0].id;
            }
        }
        claims.clear();
    }
    Ok(latest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::fragment::Partition;
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
            for most in [1, 4, 100] {
                let each: Each = &|take| {
                    documents.iter().copied().for_each(take);
                    Ok(())
                };
                let marks = latest(documents.len(), most, each).expect("marked");
                let latest = documents.iter().zip(marks).filter(|(_, is_latest)| *is_latest);
                let mut names: Vec<u8> = latest.map(|(staged, _)| staged.id[0]).collect();
                names.sort_unstable();
                assert_eq!(names, [4, 4, 6, 7, 8]);
            }
        }
    }
}
