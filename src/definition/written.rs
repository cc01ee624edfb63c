//! The definition as a contributor writes it: one type per TOML table, nothing resolved yet.

use schemars::JsonSchema;
use serde::Deserialize;

use super::example::ExampleEntry;
use super::figure::FigureEntry;
use super::issuer::IssuerEntry;
use super::recognise::RecogniseEntry;

/// A family of statutory reports.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Definition {
    /// Who the family is.
    pub family: FamilyEntry,
    /// The editions of its form, the newest first.
    pub editions: Vec<EditionEntry>,
    /// The sections of the report.
    pub sections: Vec<SectionEntry>,
    /// The tables of the form.
    pub tables: Vec<TableEntry>,
    /// What tells a report of the family from other documents.
    pub recognise: RecogniseEntry,
    /// Where a report says whose it is, of which year, and what it says of itself.
    pub issuer: IssuerEntry,
    /// The numbers in the prose: a closed list.
    #[serde(default)]
    pub figures: Vec<FigureEntry>,
    /// Short texts and what must be read from them; at least one.
    #[serde(default)]
    pub examples: Vec<ExampleEntry>,
}

/// Who the family is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FamilyEntry {
    /// The code in `documents.family`: lower case, digits, underscores.
    pub code: String,
    /// The Chinese name of the report.
    pub label_zh: String,
    /// The English name of the report.
    pub label_en: String,
    /// The norm that prescribes it.
    pub source: String,
    /// Words that converters between scripts put in place of others in labels: the form's word, then theirs.
    #[serde(default)]
    pub variants: Vec<[String; 2]>,
}

/// One edition of the form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditionEntry {
    /// The code in `documents.edition`.
    pub code: String,
    /// The Chinese name of the edition.
    pub label_zh: String,
    /// The English name of the edition.
    pub label_en: String,
    /// The notice that prescribes it.
    pub source: String,
    /// The first report year that it is valid for.
    pub first_year: i32,
    /// The last report year; absent while it is in force.
    pub last_year: Option<i32>,
}

/// One section of the report.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionEntry {
    /// Its number in the report, from 1.
    pub number: u8,
    /// The code in `sections.code`.
    pub code: String,
    /// The heading without its number.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// Other wordings of the heading.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// How the cells of a table become rows of its Parquet table.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum ShapeEntry {
    /// A row for each row of the form, a column for each of its columns.
    Wide,
    /// A row for each cell.
    Long,
    /// One printed row, cut into blocks of equal columns, a row each.
    Blocks,
}

/// One table of the form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TableEntry {
    /// The name of the Parquet table; entries of one name are the same table in other editions.
    pub name: String,
    /// The editions that print it like this.
    pub editions: Vec<String>,
    /// How its cells become rows.
    pub shape: ShapeEntry,
    /// The code of the section that it stands in.
    pub section: String,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The unit of its cells where a column names no other.
    pub unit: String,
    /// The Parquet column that holds the code of the row.
    pub row_key: String,
    /// The Parquet column that holds the code of the group.
    pub group_key: Option<String>,
    /// The Parquet column that holds the kind of the row.
    pub kind_key: Option<String>,
    /// What the columns are called; a Parquet column only where the shape is long.
    pub column_key: String,
    /// Labels that stand in the table and are neither row, column nor group.
    #[serde(default)]
    pub furniture: Vec<String>,
    /// The columns, in the order of the form.
    pub columns: Vec<ColumnEntry>,
    /// The groups of rows.
    #[serde(default)]
    pub groups: Vec<GroupEntry>,
    /// The rows, in the order of the form.
    pub rows: Vec<RowEntry>,
    /// The equations between its cells.
    #[serde(default)]
    pub checks: Vec<CheckEntry>,
}

/// What kind of number a column holds.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum ValueKindEntry {
    /// A count: a whole number.
    #[default]
    Count,
    /// An amount, which may have decimals.
    Amount,
}

/// One column.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnEntry {
    /// Its code.
    pub code: String,
    /// The label as the form prints it.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// Other wordings of the label.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its unit, where it is not the table's.
    pub unit: Option<String>,
    /// Whether it holds counts or amounts.
    #[serde(default)]
    pub kind: ValueKindEntry,
    /// Whether values may be negative.
    #[serde(default)]
    pub signed: bool,
    /// The code of another edition that measures the same.
    pub comparable_with: Option<String>,
    /// Why values of two editions must not be put in one series.
    pub break_note: Option<String>,
}

/// One group of rows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupEntry {
    /// Its code.
    pub code: String,
    /// The label, where the form prints one.
    pub label_zh: Option<String>,
    /// The English name.
    pub label_en: String,
    /// Other wordings of the label.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The columns that its rows have, where they do not have all.
    pub columns: Option<Vec<String>>,
}

/// What a row is in the arithmetic of its table.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum RowKindEntry {
    /// What came in.
    Inflow,
    /// One way in which it was handled.
    Outcome,
    /// The sum of the outcomes.
    Sum,
    /// What goes on to the next year.
    Outflow,
}

impl RowKindEntry {
    /// The code in `sum(kind)`.
    #[must_use]
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Inflow => "inflow",
            Self::Outcome => "outcome",
            Self::Sum => "sum",
            Self::Outflow => "outflow",
        }
    }
}

/// One row.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RowEntry {
    /// Its code.
    pub code: String,
    /// The label as the form prints it.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// Other wordings of the label.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its group.
    pub group: Option<String>,
    /// What it is in the arithmetic of the table.
    pub kind: Option<RowKindEntry>,
    /// The editions that have it, where not all of the table's do.
    pub editions: Option<Vec<String>>,
    /// The rows that it stands for where a report prints one row in their place.
    #[serde(default)]
    pub instead_of: Vec<String>,
    /// The code of another edition that measures the same.
    pub comparable_with: Option<String>,
    /// Why values of two editions must not be put in one series.
    pub break_note: Option<String>,
}

/// What an equation is repeated for.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum EachEntry {
    /// One equation between rows, for each column.
    Column,
    /// One equation between columns, for each row.
    Row,
}

/// One equation of the form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckEntry {
    /// Its code.
    pub code: String,
    /// What it is repeated for.
    pub each: EachEntry,
    /// Sums of codes on both sides of one `=`; `sum(outcome)` is the sum of all rows of that kind.
    pub equation: String,
    /// Whether the form prints the rule.
    #[serde(default)]
    pub printed: bool,
    /// What it says, in English.
    pub label_en: String,
}
