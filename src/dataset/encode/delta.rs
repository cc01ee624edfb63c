//! Numbers that rise from row to row become their differences, in as many bits as those need.
//!
//! This is Parquet's `DELTA_BINARY_PACKED`. Places in a text are almost all different: a dictionary of them is as long as
//! they are, while from cell to cell they rise by little.

use super::push_number;

/// Differences that share a least one, as the norm has it.
const BLOCK: usize = 128;

/// Differences that share a width; 32 of any width end with a whole word.
const MINIBLOCK: usize = 32;

/// The numbers of a page.
#[derive(Debug, Default)]
pub(super) struct Deltas {
    values: Vec<i32>,
}

impl Deltas {
    /// Adds a number.
    #[inline]
    pub(super) fn push(&mut self, value: i32) {
        self.values.push(value);
    }

    /// The least and the greatest; `None` where there are none.
    pub(super) fn extent(&self) -> Option<(i32, i32)> {
        Some((*self.values.iter().min()?, *self.values.iter().max()?))
    }

    /// Adds the page's values.
    pub(super) fn encode(&mut self, out: &mut Vec<u8>) {
        let (first, rest) = self.values.split_first().unwrap_or((&0, &[]));
        push_number(BLOCK, out);
        push_number(BLOCK / MINIBLOCK, out);
        push_number(self.values.len(), out);
        push_signed(*first, out);
        let mut before = *first;
        for values in rest.chunks(BLOCK) {
            let mut deltas = [0; BLOCK];
            for (delta, &value) in deltas.iter_mut().zip(values) {
                *delta = value.wrapping_sub(std::mem::replace(&mut before, value));
            }
            push_block(&deltas[..values.len()], out);
        }
        self.values.clear();
    }
}

/// Adds a number, small whether it is positive or negative.
fn push_signed(number: i32, out: &mut Vec<u8>) {
    push_number(((number << 1) ^ (number >> 31)).cast_unsigned() as usize, out);
}

/// Adds the least difference, the widths, and what each difference is above the least.
fn push_block(deltas: &[i32], out: &mut Vec<u8>) {
    let least = deltas.iter().copied().min().unwrap_or(0);
    push_signed(least, out);
    let widths = out.len();
    out.extend_from_slice(&[0; BLOCK / MINIBLOCK]);
    for (at, miniblock) in deltas.chunks(MINIBLOCK).enumerate() {
        let mut above = [0; MINIBLOCK];
        for (above, delta) in above.iter_mut().zip(miniblock) {
            *above = delta.wrapping_sub(least).cast_unsigned();
        }
        let width = 32 - above.iter().fold(0, |all, above| all | above).leading_zeros();
        out[widths + at] = width.to_le_bytes()[0];
        push_bits(&above, width, out);
    }
}

/// Adds numbers of that many bits, one after the other.
fn push_bits(numbers: &[u32; MINIBLOCK], width: u32, out: &mut Vec<u8>) {
    let (mut waiting, mut bits) = (0_u64, 0);
    for &number in numbers {
        waiting |= u64::from(number) << bits;
        bits += width;
        if bits >= 32 {
            out.extend_from_slice(&waiting.to_le_bytes()[..4]);
            waiting >>= 32;
            bits -= 32;
        }
    }
}
