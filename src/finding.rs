//! What is odd about one document: a code, how grave it is, a sentence, and the place.
//!
//! Almost nothing about a document is an error. A finding is a row of the table `findings`.

use crate::text::Span;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; no value is in doubt.
    Note,
    /// Some value is in doubt or missing.
    Warning,
    /// A table or the document could not be read.
    Grave,
}

impl Severity {
    /// The code of the dataset.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Grave => "grave",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident $code:literal $severity:ident,)*) => {
        /// What was noticed. The list is closed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])* $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code of the dataset.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// How grave it is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)*
                }
            }

            /// What it means, in English.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc,)*).trim_ascii(),)*
                }
            }
        }
    };
}

codes! {
    /// A table of the form stood in the source and was destroyed before the text reached us.
    TableLost "table_lost" Grave,
    /// Repeated lines of a table were removed before the text reached us.
    TableDeduplicated "table_deduplicated" Grave,
    /// Nothing shows that a table of the form was ever there.
    TableMissing "table_missing" Warning,
    /// A row of the form was not found in its table.
    RowMissing "row_missing" Warning,
    /// A row prints other than the expected number of values, so that their columns are not known.
    ColumnUnknown "column_unknown" Warning,
    /// A cell holds characters that are no accepted number.
    Illegible "illegible" Warning,
    /// A count is printed with decimals.
    NotAnInteger "not_an_integer" Warning,
    /// One row is printed in place of several of the form.
    RowsMerged "rows_merged" Note,
    /// A row or column that the form does not have.
    ExtraRow "extra_row" Note,
    /// The text goes on with another report or another table of the same rows; only the first counts.
    SecondReport "second_report" Warning,
    /// Equations of the form do not hold.
    CheckFailed "check_failed" Warning,
    /// Exactly one cell explains every failing equation of a table.
    SlipLocated "slip_located" Warning,
    /// Witnesses of one fact about the document disagree.
    WitnessConflict "witness_conflict" Note,
    /// The report year could not be decided.
    YearUnknown "year_unknown" Warning,
    /// The reporting agency could not be decided.
    AgencyUnknown "agency_unknown" Warning,
    /// The tables follow another edition than the report year prescribes.
    EditionMismatch "edition_mismatch" Note,
    /// A section of the form has no heading.
    SectionMissing "section_missing" Note,
    /// Characters were lost or replaced before the text reached us.
    CharactersDamaged "characters_damaged" Note,
    /// Readings of characters or commas were put into the text, as mirrors do.
    CharactersInjected "characters_injected" Note,
    /// Digits or letters are printed in full width.
    CharactersWide "characters_full_width" Note,
    /// A conversion between scripts put other characters or words in place of the printed ones.
    CharactersConverted "characters_converted" Note,
    /// A limit was reached; the rest of the document was not read.
    GaveUp "gave_up" Grave,
    /// A figure in the prose differs from the cell that states the same.
    FigureDiffers "figure_differs" Note,
}

/// One oddity of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What was noticed.
    pub code: Code,
    /// One sentence in English, with the figures of the case.
    pub message: String,
    /// Where; `None` where it is about the whole document.
    pub span: Option<Span>,
}

impl Finding {
    /// A finding about the whole document.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span: None }
    }

    /// A finding about one place.
    #[must_use]
    pub fn at(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span: Some(span) }
    }

    /// How grave it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}
