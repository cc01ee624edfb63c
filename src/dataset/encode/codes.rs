//! Places in a dictionary become the bytes of Parquet's hybrid of runs and literals.

use super::dictionary::Code;
use super::push_number;

/// The codes of a page's values, one by one or as runs: whichever the first came as.
#[derive(Debug, Default)]
pub(super) struct Codes {
    each: Vec<Code>,
    runs: Vec<(Code, usize)>,
    count: usize,
}

impl Codes {
    /// Adds one code.
    #[inline]
    pub(super) fn push(&mut self, code: Code) {
        if self.runs.is_empty() {
            self.each.push(code);
            self.count += 1;
        } else {
            self.push_run(code, 1);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds the same code several times.
    pub(super) fn push_run(&mut self, code: Code, count: usize) {
        self.count += count;
        if !self.each.is_empty() {
            self.each.extend(std::iter::repeat_n(code, count));
            return;
        }
        match self.runs.last_mut() {
            Some((last, length)) if *last == code => *length += count,
            _ if count > 0 => self.runs.push((code, count)),
            _ => {}
        }
    }

    pub(super) fn extend(&mut self, codes: &[Code]) {
        if self.runs.is_empty() {
            self.each.extend_from_slice(codes);
            self.count += codes.len();
        } else {
            for &code in codes {
                self.push_run(code, 1);
            }
        }
    }

    /// Sets the flag of every code that is there. `flags` has one for each of the dictionary.
    pub(super) fn mark(&self, flags: &mut [bool]) {
        self.each.iter().for_each(|&code| flags[usize::from(code)] = true);
        self.runs.iter().for_each(|&(code, _)| flags[usize::from(code)] = true);
    }

    /// Adds the width of a code in bits, and the codes.
    pub(super) fn encode(&mut self, dictionary: usize, out: &mut Vec<u8>) {
        let wide = dictionary > 256;
        out.push(if wide { 16 } else { 8 });
        // Short runs would cost the reader more than they spare.
        if self.each.is_empty() && self.runs.len() * 2 > self.count {
            let runs = self.runs.drain(..);
            self.each.extend(runs.flat_map(|(code, count)| std::iter::repeat_n(code, count)));
        }
        if let Some(&first) = self.each.first().filter(|first| self.each.iter().all(|code| code == *first)) {
            push_run(first, self.each.len(), wide, out);
        } else if !self.each.is_empty() {
            literal(&self.each, wide, out);
        }
        self.runs.iter().for_each(|&(code, count)| push_run(code, count, wide, out));
    }

    pub(super) fn clear(&mut self) {
        self.each.clear();
        self.runs.clear();
        self.count = 0;
    }
}

fn push_run(code: Code, count: usize, wide: bool, out: &mut Vec<u8>) {
    push_number(count << 1, out);
    let [low, high] = code.to_le_bytes();
    out.push(low);
    if wide {
        out.push(high);
    }
}

/// Adds codes one by one; they are filled up to a multiple of eight.
fn literal(codes: &[Code], wide: bool, out: &mut Vec<u8>) {
    let groups = codes.len().div_ceil(8);
    push_number(groups << 1 | 1, out);
    let fill = groups * 8 - codes.len();
    if wide {
        out.extend(codes.iter().flat_map(|code| code.to_le_bytes()));
        out.extend(std::iter::repeat_n(0, 2 * fill));
    } else {
        out.extend(codes.iter().map(|code| code.to_le_bytes()[0]));
        out.extend(std::iter::repeat_n(0, fill));
    }
}
