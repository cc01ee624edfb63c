//! Which rows of a page have a value: Parquet's definition levels of a flat column.

use super::push_number;

/// Which rows have a value, a bit each; the bits are not kept until one has none.
#[derive(Debug, Default)]
pub(super) struct Presence {
    rows: usize,
    nulls: usize,
    bits: Vec<u8>,
}

impl Presence {
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn nulls(&self) -> usize {
        self.nulls
    }

    /// Adds one row.
    #[inline]
    pub(super) fn push(&mut self, there: bool) {
        if self.nulls == 0 {
            self.extend(there, 1);
            return;
        }
        let place = self.rows % 8;
        match self.bits.last_mut().filter(|_| place > 0) {
            Some(last) => *last |= u8::from(there) << place,
            None => self.bits.push(u8::from(there)),
        }
        self.rows += 1;
        self.nulls += usize::from(!there);
    }

    /// Adds rows that all have a value, or all have none.
    #[inline]
    pub(super) fn extend(&mut self, there: bool, rows: usize) {
        if there && self.nulls == 0 {
            self.rows += rows;
        } else {
            self.extend_bits(there, rows);
        }
    }

    fn extend_bits(&mut self, there: bool, rows: usize) {
        if self.nulls == 0 {
            let before = std::mem::take(&mut self.rows);
            self.bits.clear();
            self.set(before);
        }
        if there {
            self.set(rows);
        } else {
            self.rows += rows;
            self.nulls += rows;
            self.bits.resize(self.rows.div_ceil(8), 0);
        }
    }

    /// Adds the bits of rows with a value.
    fn set(&mut self, rows: usize) {
        let end = self.rows + rows;
        let mut at = self.rows;
        while at < end && !at.is_multiple_of(8) {
            self.bits[at / 8] |= 1 << (at % 8);
            at += 1;
        }
        self.bits.resize(self.bits.len() + (end - at) / 8, 0xff);
        if !(end - at).is_multiple_of(8) {
            self.bits.push((1 << ((end - at) % 8)) - 1);
        }
        self.rows = end;
    }

    /// Adds the levels, with their length before them.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        if self.nulls == 0 || self.nulls == self.rows {
            push_number(self.rows << 1, out);
            out.push(u8::from(self.nulls == 0));
        } else {
            push_number(self.bits.len() << 1 | 1, out);
            out.extend_from_slice(&self.bits);
        }
        let length = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
        out[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }

    pub(super) fn clear(&mut self) {
        (self.rows, self.nulls) = (0, 0);
        self.bits.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_the_rows_however_they_came() {
        let lengths = [3, 1, 8, 5, 16, 1, 7, 30, 2];
        let (mut by_one, mut by_run) = (Presence::default(), Presence::default());
        for (at, rows) in lengths.into_iter().enumerate() {
            by_run.extend(at % 2 == 0, rows);
            (0..rows).for_each(|_| by_one.push(at % 2 == 0));
        }
        let bit = |at: usize| by_run.bits[at / 8] >> (at % 8) & 1 == 1;
        let expected = lengths.into_iter().enumerate().flat_map(|(at, rows)| std::iter::repeat_n(at % 2 == 0, rows));
        assert!(expected.enumerate().all(|(at, there)| bit(at) == there));
        assert_eq!((&by_one.bits, by_one.rows, by_one.nulls), (&by_run.bits, 73, 37));
    }
}
