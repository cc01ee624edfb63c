//! The families' definitions become the codebook: every code with its labels.

use crate::definition::Family;

/// One code of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeEntry {
    /// The table that the code stands in.
    pub table_name: String,
    /// The column that the code stands in, or what the columns of the table are called where the code is a column.
    pub column_name: String,
    /// The code.
    pub code: String,
    /// The Chinese label, for a form as it prints it; `None` where it prints none.
    pub label_zh: Option<String>,
    /// The English label.
    pub label_en: Option<String>,
    /// The unit of its values.
    pub unit: Option<String>,
    /// The edition of the form; `None` where the code belongs to none.
    pub edition: Option<String>,
    /// The code that it is part of: of a row its group, of a section its family.
    pub parent: Option<String>,
    /// The code of another edition that measures the same.
    pub comparable_with: Option<String>,
    /// Why values of two editions must not be put in one series.
    pub break_note: Option<String>,
}

/// Every code of the dataset, in the order of the tables and the definitions.
#[must_use]
pub fn codebook(_families: &[Family]) -> Vec<CodeEntry> {
    Vec::new()
}
