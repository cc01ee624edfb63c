//! From text to cells. Pure: no disk, no thread, no clock; cannot fail, on any input.
//!
//! A text passes through the stages in the order of the modules: [`recognise()`] (which family, on what evidence),
//! `section` (cut at the headings), `table` (rectangles again, whatever the layout did), `check` (the form's
//! arithmetic), `issuer` (whose report, of which year) and `figure` (numbers in the prose). Each is a plain
//! function; what a stage notices it adds to the findings.

mod characters;
mod check;
mod example;
mod figure;
mod issuer;
mod line;
mod recognise;
mod region;
mod section;
#[doc(hidden)]
pub mod stage;
mod table;

pub use example::{ExampleOutcome, run_examples};
pub use recognise::{Evidence, Recognition, recognise};

use crate::definition::{DefinitionError, Family, builtin};
use crate::finding::Finding;
use crate::text::{Script, Span};

/// What one document says, in the words of its family's definition.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Extraction {
    /// Whether the text is a report, and of which family. Without a family everything else is empty.
    pub recognition: Recognition,
    /// The index of the edition in [`Family::editions`]; `None` where neither labels nor year tell it.
    pub edition: Option<usize>,
    /// Whose report it is, of which year, and what the document says of itself.
    pub identity: Identity,
    /// The witnesses behind each inferred part of the identity, by field.
    pub attributes: Vec<Attribute>,
    /// The whole text, cut at its headings; the spans adjoin and cover it.
    pub sections: Vec<Section>,
    /// Every cell of the form, in its order; empty where the edition has no tables in the definition.
    pub cells: Vec<Cell>,
    /// One for each equation of the form between rows that the report prints, in its order.
    pub checks: Vec<Check>,
    /// Numbers in the prose, by place.
    pub figures: Vec<Figure>,
    /// What is odd, in the order in which it was noticed.
    pub findings: Vec<Finding>,
    /// How the tables are laid out in the text: `rows`, `cells`, `grid`...; `none` without tables.
    pub layout: &'static str,
    /// How much of the form could be accounted for.
    pub status: Status,
    /// The script of the text.
    pub script: Script,
}

/// How much of its form a document accounts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Every cell.
    Complete,
    /// Some cells.
    Partial,
    /// None: all were destroyed before the text reached us.
    TablesLost,
    /// None: nothing shows that there were any.
    NoTables,
}

impl Status {
    /// The code of the dataset.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::TablesLost => "tables_lost",
            Self::NoTables => "no_tables",
        }
    }
}

/// Why a cell has a value, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A number is printed and read. The only state with a value.
    Stated,
    /// The cell is there and empty.
    Blank,
    /// The cell holds a slash.
    Slash,
    /// The cell holds a dash.
    Dash,
    /// The cell holds 无.
    NoneWord,
    /// The row is not in the table.
    RowMissing,
    /// The row prints numbers, but which column is whose is not known.
    ColumnUnknown,
    /// The table stood there and was destroyed.
    LostUpstream,
    /// Repeated lines of the table were removed.
    LostByDedup,
    /// The cell holds characters that are no accepted number.
    Illegible,
}

impl State {
    /// The code of the dataset.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Blank => "blank",
            Self::Slash => "slash",
            Self::Dash => "dash",
            Self::NoneWord => "none_word",
            Self::RowMissing => "row_missing",
            Self::ColumnUnknown => "column_unknown",
            Self::LostUpstream => "lost_upstream",
            Self::LostByDedup => "lost_by_dedup",
            Self::Illegible => "illegible",
        }
    }

    /// Whether we know what the report prints in the cell.
    #[must_use]
    #[inline]
    pub fn is_accounted_for(self) -> bool {
        matches!(self, Self::Stated | Self::Blank | Self::Slash | Self::Dash | Self::NoneWord)
    }
}

/// What the form's arithmetic says of a stated cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verification {
    /// An equation with it holds on something other than zeros, and none with it fails.
    Confirmed,
    /// Its equations hold, on zeros only.
    ConsistentZero,
    /// The equations that fail locate it, or locate no cell and contain it.
    Contradicted,
    /// No equation could be computed with it, or one fails by the fault of another, located cell.
    Untested,
}

impl Verification {
    /// The code of the dataset.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::ConsistentZero => "consistent_zero",
            Self::Contradicted => "contradicted",
            Self::Untested => "untested",
        }
    }
}

/// One cell of the form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The index of the table in the edition's [`Form`](crate::definition::Form).
    pub table: usize,
    /// The index of the row in its [`TableForm`](crate::definition::TableForm).
    pub row: usize,
    /// The index of the column in its [`TableForm`](crate::definition::TableForm).
    pub column: usize,
    /// The value as printed, in the printed unit; present exactly if the state is [`State::Stated`].
    pub value: Option<f64>,
    /// Why there is a value, or none.
    pub state: State,
    /// What the arithmetic says; `None` unless stated.
    pub verification: Option<Verification>,
    /// The value that the equations imply, where they locate this cell as the one that is wrong.
    pub proposed: Option<f64>,
    /// What is printed; `None` where nothing is. The raw text is this slice.
    pub span: Option<Span>,
    /// The unit where one is printed in the cell; `None` for the form's.
    pub unit: Option<Span>,
}

/// What became of one equation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both sides are equal.
    Holds,
    /// They are not.
    Fails,
    /// A cell is not accounted for, or a side has no stated cell.
    NotComputable,
}

impl Outcome {
    /// The code of the dataset.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::NotComputable => "not_computable",
        }
    }
}

/// One equation of the form on this document's cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// The index of the table in the edition's form.
    pub table: usize,
    /// The index of the equation in its table.
    pub equation: usize,
    /// The sum of the left side's stated cells; `None` unless computable.
    pub left: Option<f64>,
    /// The sum of the right side's stated cells; `None` unless computable.
    pub right: Option<f64>,
    /// What became of it.
    pub outcome: Outcome,
    /// The number of its stated cells.
    pub support: u32,
    /// The number of its stated cells that are not zero.
    pub nonzero: u32,
    /// Row and column of the one cell that explains all failures of the table; only on a check that fails.
    pub located: Option<(usize, usize)>,
}

/// One section: heading and body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its number in the form; 0 before the first heading.
    pub number: u8,
    /// The index in [`Family::sections`]; `None` before the first heading.
    pub form: Option<usize>,
    /// The heading, with its number, inside the body; empty before the first.
    pub heading: Span,
    /// Heading and text up to the next heading.
    pub body: Span,
}

/// A day, without a time zone.
pub type Date = chrono::NaiveDate;

/// Whose report it is, of which year, and what the document says of itself. `None` is 'not known'.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// The report year.
    pub year: Option<i32>,
    /// The agency in simplified script.
    pub agency: Option<String>,
    /// The agency as printed.
    pub agency_raw: Option<String>,
    /// What kind of organ it is: a code of the definition's `issuer.kinds`.
    pub agency_kind: Option<String>,
    /// `single`, `consolidated` or `unknown`.
    pub scope: &'static str,
    /// GB/T 2260 code of the region.
    pub region_code: Option<String>,
    /// The name of the region.
    pub region_name: Option<String>,
    /// ISO 3166-2 code of the province; `CN` for central bodies.
    pub province: Option<String>,
    /// The title in simplified script, without line breaks.
    pub title: Option<String>,
    /// First day of the statistical period.
    pub period_start: Option<Date>,
    /// Last day of the statistical period.
    pub period_end: Option<Date>,
    /// The day of publication, from a metadata block.
    pub published_on: Option<Date>,
    /// 索引号.
    pub index_number: Option<String>,
    /// 文号.
    pub document_number: Option<String>,
    /// 发布机构.
    pub publisher: Option<String>,
}

/// One witness of one field of the identity.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The column of `documents`.
    pub field: &'static str,
    /// What the witness says, normalised.
    pub value: String,
    /// What it was read from; empty for what follows from other fields.
    pub span: Span,
    /// What kind of witness it is: `title`, `period_sentence`, `metadata`...
    pub witness: &'static str,
    /// Whether this value was chosen.
    pub chosen: bool,
}

/// One number in the prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The index in [`Family::figures`].
    pub figure: usize,
    /// The number of the section that it stands in.
    pub section: u8,
    /// The value, in `unit`; 万 and 亿 are multiplied out.
    pub value: f64,
    /// The unit as printed, folded; the definition's where none is printed.
    pub unit: String,
    /// `about`, `over`, `under`; `None` for an exact number.
    pub qualifier: Option<&'static str>,
    /// Whether the sentence denies it (没有收到): the value is 0.
    pub negated: bool,
    /// `year`, `cumulative` or `unknown`.
    pub period: &'static str,
    /// The clause.
    pub phrase: Span,
    /// The number, or the denying word.
    pub span: Span,
}

/// Compiled families, ready to read documents. Shared by reference between threads.
#[derive(Debug)]
pub struct Extractor {
    families: Vec<Family>,
}

impl Extractor {
    /// An extractor for the given families.
    #[must_use]
    pub fn new(families: Vec<Family>) -> Self {
        Self { families }
    }

    /// An extractor for the families that ship with the program.
    ///
    /// # Errors
    /// When a definition that ships with the program is wrong, which the tests exclude.
    pub fn builtin() -> Result<Self, DefinitionError> {
        builtin().map(Self::new)
    }

    /// The families, in order; [`Recognition::family`] counts in this list.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// Reads one document. Never fails, on any input: what is no report has no family and nothing else.
    #[must_use]
    pub fn extract(&self, text: &str) -> Extraction {
        let recognition = recognise(text, &self.families);
        match recognition.family.and_then(|index| self.families.get(index)) {
            Some(family) => read(family, text, recognition),
            None => nothing(recognition),
        }
    }
}

/// Takes a report through all stages.
fn read(family: &Family, text: &str, recognition: Recognition) -> Extraction {
    let mut findings = Vec::new();
    let sections = section::sections(family, text, &mut findings);
    let (named, own) = section::without_other(text, &sections);
    let (identity, attributes) = issuer::identify(family, named, &sections, &mut findings);
    let tables = table::read(family, text, &sections, identity.year, &mut findings);
    let mut cells = tables.cells;
    let checks = tables.edition.map_or_else(Vec::new, |edition| check::check(&family.forms[edition], &mut cells, &mut findings));
    let figures = figure::figures(family, own, &sections, &tables.spans);
    let script = crate::text::script_of(text);
    characters::note(text, script, &mut findings);
    Extraction {
        recognition,
        edition: tables.edition,
        identity,
        attributes,
        sections,
        cells,
        checks,
        figures,
        findings,
        layout: tables.layout,
        status: tables.status,
        script,
    }
}

/// What is said of a document that is no report.
fn nothing(recognition: Recognition) -> Extraction {
    Extraction {
        recognition,
        edition: None,
        identity: Identity { scope: "unknown", ..Identity::default() },
        attributes: Vec::new(),
        sections: Vec::new(),
        cells: Vec::new(),
        checks: Vec::new(),
        figures: Vec::new(),
        findings: Vec::new(),
        layout: "none",
        status: Status::NoTables,
        script: Script::Hans,
    }
}
