//! The parts of a plan are dealt out among shards.
//!
//! The rule looks at the plan only, so that every machine that sees the same sources deals alike. A huge file is cut
//! before it is dealt, so that it is shared out as well.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::str::FromStr;

/// What reading a part costs beside its bytes, in bytes: small files are opened one by one.
const PART_COST: u64 = 16 << 10;

/// The most shards of a run: each is a directory, and all are opened by the merge.
const SHARDS: u32 = 10_000;

/// One of the shards of a run: the first of two is `1/2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// The shard `number`, from 1, of `of`; `None` where there is no such shard, or where there are more than 10,000.
    #[must_use]
    pub fn new(number: u32, of: u32) -> Option<Self> {
        ((1..=of).contains(&number) && of <= SHARDS).then_some(Self { number, of })
    }

    /// Which it is, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many there are.
    #[must_use]
    pub fn of(self) -> u32 {
        self.of
    }

    /// The name of its directory.
    #[must_use]
    pub fn name(self) -> String {
        format!("{}-of-{}", self.number, self.of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = text.split_once('/').and_then(|(number, of)| Some((number.trim().parse().ok()?, of.trim().parse().ok()?)));
        let shard = numbers.and_then(|(number, of)| Self::new(number, of));
        shard.ok_or_else(|| format!("`{text}` is no shard; write I/N with I from 1 to N and N up to {SHARDS}, such as 2/8"))
    }
}

/// The parts that a shard reads, ascending. `bytes` are those of every part of the plan. The largest parts are dealt
/// first, each to the shard that has least so far: no shard has more than another by more than one part. Never fails.
pub(super) fn share(bytes: &[u64], shard: Shard) -> Vec<usize> {
    let mut order: Vec<usize> = (0..bytes.len()).collect();
    order.sort_unstable_by_key(|&part| (Reverse(bytes[part]), part));
    let mut least: BinaryHeap<Reverse<(u64, u32)>> = (1..=shard.of).map(|number| Reverse((0, number))).collect();
    let mut mine = Vec::with_capacity(bytes.len() / shard.of as usize + 1);
    for part in order {
        let Some(mut top) = least.peek_mut() else { break };
        let Reverse((load, number)) = &mut *top;
        *load += bytes[part] + PART_COST;
        if *number == shard.number {
            mine.push(part);
        }
    }
    mine.sort_unstable();
    mine
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_shard_is_written_as_one_of_many() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        assert_eq!(Shard::new(2, 8).map(|shard| (shard.to_string(), shard.name())), Some(("2/8".to_owned(), "2-of-8".to_owned())));
        for text in ["", "2", "0/8", "9/8", "2/0", "-1/8", "2/8/9", "a/b", "1/10001"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_huge_file_is_shared_out() {
        let bytes = [8 << 20; 64];
        let shares: Vec<usize> = (1..=8).map(|number| share(&bytes, Shard { number, of: 8 }).len()).collect();
        assert_eq!(shares, [8; 8]);
    }

    proptest! {
        #[test]
        fn every_part_is_in_one_share_and_shares_are_even(bytes in prop::collection::vec(0_u64..(8 << 20), 0..300), of in 1_u32..40) {
            let shares: Vec<Vec<usize>> = (1..=of).map(|number| share(&bytes, Shard { number, of })).collect();
            let mut all: Vec<usize> = shares.iter().flatten().copied().collect();
            prop_assert!(shares.iter().all(|share| share.is_sorted()));
            all.sort_unstable();
            prop_assert_eq!(all, (0..bytes.len()).collect::<Vec<_>>());
            let load = |share: &Vec<usize>| share.iter().map(|&part| bytes[part] + PART_COST).sum::<u64>();
            let loads = || shares.iter().map(load);
            let largest = bytes.iter().max().map_or(0, |most| most + PART_COST);
            prop_assert!(loads().max().unwrap_or(0) - loads().min().unwrap_or(0) <= largest);
        }
    }
}
