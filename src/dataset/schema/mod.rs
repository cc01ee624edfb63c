//! The families' definitions become the tables of the dataset: names, keys, columns, types, units, labels, all as data.

mod codebook;
mod dictionary;
mod fixed;
mod form;
mod words;

pub use codebook::{CodeEntry, codebook};
pub(super) use dictionary::quoted;
pub use dictionary::{dictionary_json, dictionary_sql, dictionary_text};
pub(super) use fixed::prefix;
pub(super) use form::columns as form_columns;

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::definition::{Family, Shape};

/// The version of the tables' layout, in the metadata of every file. It rises when a column changes its name, type or meaning.
pub const SCHEMA_VERSION: u32 = 1;

/// What is wrong with the families as one dataset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Two families give one table.
    #[error("table `{table}` is defined by the families `{first}` and `{second}`: rename one")]
    TableTwice {
        /// The name.
        table: String,
        /// The family that has it first.
        first: String,
        /// The family that has it again.
        second: String,
    },
    /// A family gives a table that every dataset has.
    #[error("family `{family}` defines table `{table}`, which every dataset has: rename it")]
    TableReserved {
        /// The name.
        table: String,
        /// The family.
        family: String,
    },
    /// Editions disagree about what a table is.
    #[error("family `{family}`, table `{table}`: shape and keys differ between editions")]
    EditionsDiffer {
        /// The name.
        table: String,
        /// The family.
        family: String,
    },
    /// A table has two columns of one name.
    #[error("table `{table}` has two columns `{column}`: rename the code or the key in the definition")]
    ColumnTwice {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
}

/// How the files of a lake are partitioned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Partitioning {
    /// `year=2022`.
    #[default]
    Year,
    /// `year=2022/province=CN-ZJ`; `province` leaves the body.
    YearProvince,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Documents.
    Documents,
    /// Witnesses of what documents are.
    Attributes,
    /// Places where documents were met.
    Occurrences,
    /// Sections.
    Sections,
    /// A table of a family's form.
    Form {
        /// The index of the family.
        family: usize,
        /// How its cells become rows.
        shape: Shape,
    },
    /// Cells of all forms.
    Cells,
    /// Equations of all forms.
    Checks,
    /// Numbers in the prose.
    Figures,
    /// Oddities.
    Findings,
    /// The codebook.
    Codes,
    /// Files met.
    Sources,
    /// What could not be read.
    Quarantine,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text: Utf8.
    Text,
    /// A count as stated, or a number of bytes or records: Int64.
    Count,
    /// An amount: Float64.
    Amount,
    /// A year, place or ordinal: Int32.
    Small,
    /// Yes or no: Boolean.
    Flag,
    /// A day: Date32.
    Day,
}

impl ColumnType {
    /// The type in Arrow.
    #[must_use]
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Count => DataType::Int64,
            Self::Amount => DataType::Float64,
            Self::Small => DataType::Int32,
            Self::Flag => DataType::Boolean,
            Self::Day => DataType::Date32,
        }
    }

    /// The type in SQL.
    #[must_use]
    pub fn sql(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Count => "BIGINT",
            Self::Amount => "DOUBLE PRECISION",
            Self::Small => "INTEGER",
            Self::Flag => "BOOLEAN",
            Self::Day => "DATE",
        }
    }
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnInfo {
    /// The name; needs no quoting.
    pub name: String,
    /// The type.
    pub kind: ColumnType,
    /// Whether it may be null.
    pub nullable: bool,
    /// The unit of its values; `None` where it has none, or where a column `unit` states it.
    pub unit: Option<String>,
    /// What it is, in Chinese.
    pub label_zh: String,
    /// What it is, in English.
    pub label_en: String,
    /// Table and column under which its codes stand in `codes`; `None` where it holds no codes.
    pub codes: Option<(String, String)>,
}

/// One table of the dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name; needs no quoting.
    pub name: String,
    /// What its rows are.
    pub content: Content,
    /// What it is, in English.
    pub label_en: String,
    /// What it is, in Chinese.
    pub label_zh: String,
    /// The columns that tell its rows apart.
    pub keys: Vec<String>,
    /// All columns, `province` among them even where it is a partition.
    pub columns: Vec<ColumnInfo>,
    /// Whether its files are partitioned.
    pub partitioned: bool,
}

impl Table {
    /// The columns of the file body.
    pub fn body(&self, partitioning: Partitioning) -> impl Iterator<Item = &ColumnInfo> {
        let gone = if self.partitioned && partitioning == Partitioning::YearProvince { "province" } else { "" };
        self.columns.iter().filter(move |c| c.name != gone)
    }

    /// The Arrow schema of the file body, with units and labels as field metadata. The same for the same families, always.
    #[must_use]
    pub fn arrow(&self, partitioning: Partitioning) -> SchemaRef {
        let fields: Vec<Field> = self.body(partitioning).map(field).collect();
        Arc::new(Schema::new(fields))
    }
}

fn field(column: &ColumnInfo) -> Field {
    let mut metadata = HashMap::new();
    let mut add = |key: &str, value: &str| {
        if !value.is_empty() {
            metadata.insert(key.to_owned(), value.to_owned());
        }
    };
    add("label_zh", &column.label_zh);
    add("label_en", &column.label_en);
    add("unit", column.unit.as_deref().unwrap_or(""));
    if let Some((table, name)) = &column.codes {
        add("codes", &format!("{table}.{name}"));
    }
    Field::new(&column.name, column.kind.arrow(), column.nullable).with_metadata(metadata)
}

/// Every table of the dataset that the families give, in the order of the contract: fixed ones first and last, the families' own between.
///
/// # Errors
/// When two families, or a family and the fixed tables, give one name; when the editions of one table disagree.
pub fn tables(families: &[Family]) -> Result<Vec<Table>, SchemaError> {
    let own = form::tables(families)?;
    let mut all = fixed::documents();
    let ground = fixed::ground();
    if let Some(table) = own.iter().find(|t| all.iter().chain(&ground).any(|f| f.name == t.name)) {
        let Content::Form { family, .. } = table.content else { unreachable!("the tables of forms are tables of forms") };
        return Err(SchemaError::TableReserved { table: table.name.clone(), family: families[family].code.clone() });
    }
    all.extend(own);
    all.extend(ground);
    match all.iter().find_map(|t| Some((t, twice(&t.columns)?))) {
        Some((table, column)) => Err(SchemaError::ColumnTwice { table: table.name.clone(), column }),
        None => Ok(all),
    }
}

/// The first name that two columns have.
fn twice(columns: &[ColumnInfo]) -> Option<String> {
    columns.iter().enumerate().find(|(at, c)| columns[..*at].iter().any(|other| other.name == c.name)).map(|(_, c)| c.name.clone())
}
