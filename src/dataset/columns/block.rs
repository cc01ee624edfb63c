//! The key columns of a document's rows are put together once for all documents that have the same rows.
//!
//! A form has the same rows and columns in almost every document: their codes are copied as a block then, and not one
//! by one.

use parquet::errors::Result;

use super::column::Columns;
use crate::dataset::encode::Block;

/// The most different lists of rows that are kept: forms have few, and what a hostile corpus makes up is not kept for ever.
const MOST: usize = 16;

/// Which form rows are of: the index of the family, and of the edition in it.
pub(super) type FormId = (usize, usize);

/// Key columns that were put together for documents before.
#[derive(Debug)]
pub(super) struct Blocks<K> {
    known: Vec<Keys<K>>,
}

/// The key columns of one list of rows.
#[derive(Debug)]
struct Keys<K> {
    form: FormId,
    rows: Vec<K>,
    columns: Vec<Block>,
}

impl<K> Default for Blocks<K> {
    fn default() -> Self {
        Self { known: Vec::new() }
    }
}

impl<K: PartialEq> Blocks<K> {
    /// Fills the next columns with those that `make` makes of the rows of a form, or made of them before.
    pub(super) fn fill(
        &mut self,
        out: &mut Columns,
        form: FormId,
        rows: impl Iterator<Item = K> + Clone,
        make: impl FnOnce(&[K]) -> Vec<Block>,
    ) -> Result<()> {
        let known = self.known.iter().position(|keys| keys.form == form && is_same(&keys.rows, rows.clone()));
        let at = known.unwrap_or_else(|| {
            let rows: Vec<K> = rows.collect();
            let columns = make(&rows);
            self.known.truncate(MOST - 1);
            self.known.insert(0, Keys { form, rows, columns });
            0
        });
        self.known[at].columns.iter_mut().try_for_each(|column| out.block(column))
    }
}

/// Whether the two lists are equal.
fn is_same<K: PartialEq>(known: &[K], mut rows: impl Iterator<Item = K>) -> bool {
    let mut known = known.iter();
    rows.all(|row| known.next() == Some(&row)) && known.next().is_none()
}
