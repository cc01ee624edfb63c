//! The compiled definition: what the engine follows, shared by reference between all workers.

use rustc_hash::{FxHashMap, FxHashSet};

use super::beginnings::Beginnings;
use super::example::Example;
use super::figure::{FigureForm, FigureRules};
use super::heading::Headings;
use super::issuer::IssuerRules;
use super::recognise::RecogniseRules;
use crate::text::key_sign;

/// A compiled family of reports.
#[derive(Debug)]
pub struct Family {
    /// The code in `documents.family`.
    pub code: String,
    /// The Chinese name of the report.
    pub label_zh: String,
    /// The English name of the report.
    pub label_en: String,
    /// The norm that prescribes it.
    pub source: String,
    /// BLAKE3 of the definition's text, in hex: `documents.definition_hash`.
    pub hash: String,
    /// The definition's text, as it was compiled: a shard carries it to the merge.
    pub text: String,
    /// The editions, in the order of the definition.
    pub editions: Vec<Edition>,
    /// The sections, by number.
    pub sections: Vec<SectionForm>,
    /// The wordings of their headings.
    pub headings: Headings,
    /// The form of each edition, parallel to `editions`; without tables where the definition describes none.
    pub forms: Vec<Form>,
    /// Every label of every table, by its key.
    pub labels: Labels,
    /// What tells a report of the family from other documents.
    pub recognise: RecogniseRules,
    /// Where a report says whose it is, of which year, and what it says of itself.
    pub issuer: IssuerRules,
    /// The numbers in the prose, in the order of the definition.
    pub figures: Vec<FigureForm>,
    /// How the prose words them.
    pub figure_rules: FigureRules,
    /// Short texts and what must be read from them, in the order of the definition.
    pub examples: Vec<Example>,
}

/// One edition of the form.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The code in `documents.edition`.
    pub code: String,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The notice that prescribes it.
    pub source: String,
    /// The first report year.
    pub first_year: i32,
    /// The last report year, or `i32::MAX` while it is in force.
    pub last_year: i32,
}

/// One section of the report.
#[derive(Debug, Clone)]
pub struct SectionForm {
    /// Its number, from 1.
    pub number: u8,
    /// Its code.
    pub code: String,
    /// The heading without its number.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The keys of all wordings of its heading, the longest first.
    pub keys: Vec<String>,
}

/// The form of one edition.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Its tables, in order; `Cell::table` counts in this list.
    pub tables: Vec<TableForm>,
}

/// How the cells of a table become rows of its Parquet table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A row for each row of the form, a column for each of its columns.
    Wide,
    /// A row for each cell.
    Long,
    /// One printed row, cut into blocks of equal columns, a row each.
    Blocks,
}

/// The number of a cell in its table, in the order of the form.
pub type Slot = usize;

/// One table of one edition.
#[derive(Debug, Clone)]
pub struct TableForm {
    /// The name of the Parquet table.
    pub name: String,
    /// How its cells become rows.
    pub shape: Shape,
    /// The index of its section in [`Family::sections`].
    pub section: usize,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The Parquet column for the code of the row.
    pub row_key: String,
    /// The Parquet column for the code of the group.
    pub group_key: Option<String>,
    /// The Parquet column for the kind of the row.
    pub kind_key: Option<String>,
    /// What the columns are called.
    pub column_key: String,
    /// The columns, in the order of the form.
    pub columns: Vec<Column>,
    /// The groups of rows.
    pub groups: Vec<Group>,
    /// The rows, in the order of the form, alternatives among them.
    pub rows: Vec<Row>,
    /// The equations between the cells.
    pub equations: Vec<Equation>,
    /// The number of cells with all alternatives: every [`Slot`] is below it.
    pub slots: usize,
}

/// Whether a column holds counts or amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A whole number.
    Count,
    /// A number that may have decimals.
    Amount,
}

/// One column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its code.
    pub code: String,
    /// The label as the form prints it.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The unit of the form; empty where it prints none.
    pub unit: String,
    /// Counts or amounts.
    pub kind: ValueKind,
    /// Whether values may be negative.
    pub signed: bool,
    /// The code of another edition that measures the same.
    pub comparable_with: Option<String>,
    /// Why values of two editions must not be put in one series.
    pub break_note: Option<String>,
}

/// One group of rows.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its code.
    pub code: String,
    /// The label, where the form prints one.
    pub label_zh: Option<String>,
    /// The English name.
    pub label_en: String,
}

/// What a row is in the arithmetic of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// What came in.
    Inflow,
    /// One way in which it was handled.
    Outcome,
    /// The sum of the outcomes.
    Sum,
    /// What goes on to the next year.
    Outflow,
}

impl RowKind {
    /// The code in definitions and in the dataset.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Inflow => "inflow",
            Self::Outcome => "outcome",
            Self::Sum => "sum",
            Self::Outflow => "outflow",
        }
    }
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its code.
    pub code: String,
    /// The label as the form prints it.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// What it is in the arithmetic of the table.
    pub kind: Option<RowKind>,
    /// The index of its group.
    pub group: Option<usize>,
    /// The columns that it has, ascending.
    pub columns: Vec<usize>,
    /// The slot of its first cell; the others follow in the order of `columns`.
    pub first_slot: Slot,
    /// The rows that it stands for when a report prints it in their place; empty for an ordinary row.
    pub instead_of: Vec<usize>,
    /// The code of another edition that measures the same.
    pub comparable_with: Option<String>,
    /// Why values of two editions must not be put in one series.
    pub break_note: Option<String>,
}

impl Row {
    /// The slot of the cell in `column`, or `None` where the row has no such cell.
    #[must_use]
    pub fn slot(&self, column: usize) -> Option<Slot> {
        self.columns.iter().position(|&c| c == column).map(|at| self.first_slot + at)
    }
}

/// One cell in an equation. All coefficients are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The cell.
    pub slot: Slot,
    /// Its row: a term of a row that the report does not print counts for nothing.
    pub row: usize,
}

/// One equation of the form: the sum of one side equals the sum of the other.
#[derive(Debug, Clone)]
pub struct Equation {
    /// The code of the check: `R1`.
    pub code: String,
    /// The code of the row or column that it is about.
    pub scope: String,
    /// The sum on the left.
    pub left: Vec<Term>,
    /// The sum on the right.
    pub right: Vec<Term>,
    /// Whether the form prints the rule.
    pub printed: bool,
}

/// The number of a label in [`Labels`].
pub type LabelId = u32;

/// What a label is in one table of one edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The row of that index.
    Row(usize),
    /// The column of that index.
    Column(usize),
    /// The group of that index.
    Group(usize),
    /// Part of the table's frame.
    Furniture,
}

/// What a label is in one table of one edition, all uses together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// The row that it names; the last one where it names several.
    pub row: Option<u16>,
    /// Whether it names a column.
    pub column: bool,
    /// Whether it names a group or is part of the table's frame.
    pub other: bool,
}

/// Every label of every table of a family, found by its key.
#[derive(Debug, Default)]
pub struct Labels {
    pub(super) by_key: FxHashMap<String, LabelId>,
    /// Parallel to the ids: the uses of the label as (edition, table, use).
    pub(super) uses: Vec<Vec<(usize, usize, Use)>>,
    /// By edition and table, and then parallel to the ids: the uses in short, so that a label's is one look-up.
    pub(super) meanings: Vec<Vec<Vec<Meaning>>>,
    pub(super) keys: Vec<String>,
    /// The labels by their bytes, as the definition writes them, with punctuation in half width and broken in the middle:
    /// most reports print exactly that, and a look-up without folding costs a tenth.
    pub(super) by_bytes: FxHashMap<Box<[u8]>, LabelId>,
    /// The same spellings, for a text of which the end is not known.
    pub(super) beginnings: Beginnings,
    /// Parallel to the ids: the one edition that uses the label, or `None` where several do.
    pub(super) owners: Vec<Option<usize>>,
    /// The labels by their keys without the number that leads them: `1.`, `（一）`, `一、`.
    pub(super) bare: FxHashMap<String, LabelId>,
    /// How the labels begin and end: nearly every text that is none is told by that.
    pub(super) edges: FxHashSet<u64>,
    /// The words that stand in labels for words of the form, and those.
    pub(super) variants: Vec<(String, String)>,
    /// The length in bytes of the longest key.
    pub longest: usize,
}

impl Labels {
    /// The label of exactly that key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<LabelId> {
        self.by_key.get(key).copied()
    }

    /// The label that is printed exactly as the definition writes it, but for the width of its punctuation. A text that reads
    /// as a number or as a sign for 'nothing' is none.
    #[must_use]
    pub fn exact(&self, text: &str) -> Option<LabelId> {
        self.by_bytes.get(text.as_bytes()).copied()
    }

    /// The labels by their beginnings, spelled as [`exact`](Self::exact) wants them.
    #[must_use]
    pub fn beginnings(&self) -> &Beginnings {
        &self.beginnings
    }

    /// The label of that key, else the one label that differs from it only by the number that leads it.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<LabelId> {
        if key.len() > self.longest + 6 {
            return None;
        }
        let find = |key: &str| self.get(key).or_else(|| self.bare.get(without_number(key)).copied());
        find(key).or_else(|| self.in_own_words(key).and_then(|own| find(&own)))
    }

    /// The key with the form's words in place of those that converters write for them; `None` where it has none of these.
    #[must_use]
    pub fn in_own_words(&self, key: &str) -> Option<String> {
        let mut own = None;
        for (other, word) in self.variants.iter().filter(|(other, _)| key.contains(other.as_str())) {
            own = Some(own.as_deref().unwrap_or(key).replace(other, word));
        }
        own
    }

    /// Whether [`find`](Self::find) may know the key of a text, with its letters or without them: `false` is certain, and a
    /// tenth of the cost of making the key.
    #[must_use]
    pub fn is_possible(&self, text: &str) -> bool {
        self.edges.contains(&edges(text))
    }

    /// What the label is, wherever it is used: (edition, table, use).
    #[must_use]
    pub fn uses(&self, label: LabelId) -> &[(usize, usize, Use)] {
        self.uses.get(label as usize).map_or(&[], Vec::as_slice)
    }

    /// What the label is in one table of one edition.
    pub fn uses_in(&self, label: LabelId, edition: usize, table: usize) -> impl Iterator<Item = Use> {
        self.uses(label).iter().filter(move |u| u.0 == edition && u.1 == table).map(|u| u.2)
    }

    /// What every label, by its number, is in one table of one edition; empty for a table that has no labels.
    #[must_use]
    pub fn meanings(&self, edition: usize, table: usize) -> &[Meaning] {
        self.meanings.get(edition).and_then(|tables| tables.get(table)).map_or(&[], Vec::as_slice)
    }

    /// The one edition that uses the label; `None` where several do.
    #[must_use]
    pub fn owner(&self, label: LabelId) -> Option<usize> {
        self.owners.get(label as usize).copied().flatten()
    }

    /// The key of a label.
    #[must_use]
    pub fn key(&self, label: LabelId) -> &str {
        self.keys.get(label as usize).map_or("", String::as_str)
    }

    /// All labels, in the order of the definition.
    pub fn ids(&self) -> impl Iterator<Item = LabelId> {
        (0..).take(self.keys.len())
    }
}

/// The first two characters behind the number that leads a label, and its last two, from the last back; letters left out.
pub(super) fn edges(text: &str) -> u64 {
    let begins = first_two(text.chars().filter_map(key_sign), is_numeral);
    begins << 32 | first_two(text.chars().rev().filter_map(key_sign), |_| false)
}

/// The first two characters behind those that are skipped, as a number: no key has a character above U+FFFF.
fn first_two(signs: impl Iterator<Item = char>, is_skipped: impl Fn(char) -> bool) -> u64 {
    let mut found = 0;
    for sign in signs {
        match found {
            0 if is_skipped(sign) => {}
            0 => found = u64::from(sign) << 16,
            _ => return found | u64::from(sign),
        }
    }
    found
}

/// A key without the number that leads it; the key itself where nothing would be left.
pub(super) fn without_number(key: &str) -> &str {
    let bare = key.trim_start_matches(is_numeral);
    if bare.chars().count() < 2 { key } else { bare }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}
