//! Values become encoded column chunks: what a row group of a Parquet file is made of.
//!
//! `ArrowWriter` looks up every value of every row by its hash, and that was half the time of the merge. A report's rows
//! are known better: a document's name, year and agency are the same in all its rows and become one run, the codes of
//! a form are known by number, and most values repeat. So a [`Column`] is a dictionary and the places in it, which
//! take one or two whole bytes each (zstd then finds what repeats), until the dictionary is full; from there on, and
//! for text that hardly repeats, values are written plain. Places in a text, which rise, are written as differences. Levels and runs are those of
//! <https://parquet.apache.org/docs/file-format/data-pages/encodings/>; the parquet crate writes headers and footer.

mod chunk;
mod codes;
mod column;
mod delta;
mod dictionary;
mod extent;
mod numbers;
mod presence;
mod text;

pub(super) use self::chunk::{Chunk, Press};
pub(super) use self::column::{Block, Column, Habit};

/// Adds a number, seven bits a byte.
fn push_number(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests;
