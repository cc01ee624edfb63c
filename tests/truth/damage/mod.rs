//! A report becomes a damaged one, and its expectations follow: what the text still prints is the measure.

mod lines;
mod rows;
mod script;
mod values;
mod words;

use fastrand::Rng;

use super::layout::Layout;
use super::sheet::Sheet;

/// A kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Damage {
    None,
    BrokenLabels,
    TruncatedHeads,
    RowMissing,
    ExtraRow,
    ExtraColumn,
    PageNumbers,
    RepeatedHead,
    SplitTables,
    Deduplicated,
    TablesGone,
    WallOfPipes,
    ImageInPlace,
    Traditional,
    OverConverted,
    TaiwanWords,
    Pinyin,
    StrayCommas,
    Mojibake,
    LostCharacters,
    SpacedLabels,
    BrokenNumber,
    SplitNumber,
    GluedFootnote,
    LostDigit,
    ShiftedRow,
    MergedOther,
    TotalOnFourRows,
    AgencySlip,
    Illegible,
    TrailingText,
    Nfkc,
    SubtotalRows,
    TwoReports,
    DisplacedHead,
}

impl Damage {
    pub(crate) const ALL: [Self; 35] = [
        Self::None,
        Self::BrokenLabels,
        Self::TruncatedHeads,
        Self::RowMissing,
        Self::ExtraRow,
        Self::ExtraColumn,
        Self::PageNumbers,
        Self::RepeatedHead,
        Self::SplitTables,
        Self::Deduplicated,
        Self::TablesGone,
        Self::WallOfPipes,
        Self::ImageInPlace,
        Self::Traditional,
        Self::OverConverted,
        Self::TaiwanWords,
        Self::Pinyin,
        Self::StrayCommas,
        Self::Mojibake,
        Self::LostCharacters,
        Self::SpacedLabels,
        Self::BrokenNumber,
        Self::SplitNumber,
        Self::GluedFootnote,
        Self::LostDigit,
        Self::ShiftedRow,
        Self::MergedOther,
        Self::TotalOnFourRows,
        Self::AgencySlip,
        Self::Illegible,
        Self::TrailingText,
        Self::Nfkc,
        Self::SubtotalRows,
        Self::TwoReports,
        Self::DisplacedHead,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::BrokenLabels => "labels broken over lines",
            Self::TruncatedHeads => "heads cut short or typed twice",
            Self::RowMissing => "a row missing",
            Self::ExtraRow => "rows that the form does not have",
            Self::ExtraColumn => "a column that the form does not have",
            Self::PageNumbers => "page numbers between rows",
            Self::RepeatedHead => "the head again in the middle",
            Self::SplitTables => "tables split over pages",
            Self::Deduplicated => "equal lines removed (G)",
            Self::TablesGone => "a table gone (H)",
            Self::WallOfPipes => "a wall of pipes (H)",
            Self::ImageInPlace => "an image in place of a table (I)",
            Self::Traditional => "traditional script",
            Self::OverConverted => "traditional script, over-converted",
            Self::TaiwanWords => "words of Taiwan",
            Self::Pinyin => "pinyin in the words",
            Self::StrayCommas => "stray commas",
            Self::Mojibake => "mojibake in a label",
            Self::LostCharacters => "a character lost in labels",
            Self::SpacedLabels => "spaces in labels",
            Self::BrokenNumber => "a number broken by a space",
            Self::SplitNumber => "a number split over two cells",
            Self::GluedFootnote => "a footnote mark glued to a number",
            Self::LostDigit => "a digit lost",
            Self::ShiftedRow => "a row shifted by one column",
            Self::MergedOther => "one row in place of three",
            Self::TotalOnFourRows => "totals on four rows only",
            Self::AgencySlip => "a slip of the agency",
            Self::Illegible => "a number that cannot be read",
            Self::TrailingText => "notes behind tables",
            Self::Nfkc => "half-width signs (NFKC)",
            Self::SubtotalRows => "sums below groups",
            Self::TwoReports => "two reports in one text",
            Self::DisplacedHead => "the head above the labels",
        }
    }

    /// Whether the damage can happen to reports of that layout.
    pub(crate) fn fits(self, layout: Layout) -> bool {
        match self {
            // Mirrors and spinners work on pages, not on what is drawn for a terminal.
            Self::Pinyin | Self::StrayCommas => !layout.is_drawn(),
            Self::Deduplicated => layout.is_cell_a_line() && layout != Layout::PdfText,
            Self::WallOfPipes => !layout.is_drawn() && layout != Layout::Bare && layout != Layout::BareSpaced,
            // A page has no page numbers inside a table.
            Self::PageNumbers => !matches!(layout, Layout::W3m | Layout::PandocGfm | Layout::Canonical),
            _ => true,
        }
    }

    /// Damages the report before it is laid out.
    pub(crate) fn to_sheet(self, layout: Layout, sheet: &mut Sheet, rng: &mut Rng) {
        match self {
            Self::BrokenLabels => words::broken(sheet, rng),
            Self::TruncatedHeads => words::truncated(sheet, rng),
            Self::SpacedLabels => words::spaced(sheet, rng),
            Self::LostCharacters => words::lost_character(sheet, rng),
            Self::Mojibake => words::mojibake(sheet, rng),
            Self::StrayCommas => words::commas(sheet, rng),
            Self::Pinyin => words::pinyin(sheet, rng),
            Self::RowMissing => rows::missing(sheet, rng),
            Self::ExtraRow => rows::extra(sheet, rng),
            Self::ExtraColumn => rows::extra_column(sheet),
            Self::SubtotalRows => rows::subtotals(sheet, rng),
            Self::DisplacedHead => rows::displaced_head(sheet),
            Self::RepeatedHead => rows::repeated_head(sheet, rng),
            Self::SplitTables => rows::split(sheet, rng),
            Self::MergedOther => rows::merged_other(sheet, rng),
            Self::PageNumbers => rows::page_numbers(layout, sheet, rng),
            Self::TablesGone | Self::WallOfPipes | Self::ImageInPlace => lines::lose_table(self, sheet, rng),
            Self::TrailingText => lines::notes(sheet, rng),
            Self::Deduplicated => lines::hide_all(sheet),
            Self::BrokenNumber => values::broken(layout, sheet, rng),
            Self::SplitNumber => values::split(sheet, rng),
            Self::GluedFootnote => values::glued(sheet, rng),
            Self::LostDigit => values::lost_digit(sheet, rng),
            Self::ShiftedRow => values::shifted(layout, sheet, rng),
            Self::TotalOnFourRows => values::few_totals(sheet),
            Self::AgencySlip => values::slip(sheet, rng),
            Self::Illegible => values::illegible(sheet, rng),
            Self::None | Self::Traditional | Self::OverConverted | Self::TaiwanWords | Self::Nfkc | Self::TwoReports => {}
        }
    }

    /// Damages the text.
    pub(crate) fn to_text(self, text: String) -> String {
        match self {
            Self::Deduplicated => lines::deduplicated(&text),
            Self::Traditional => script::traditional(&text),
            Self::OverConverted => script::over_converted(&text),
            Self::TaiwanWords => script::taiwan(&text),
            Self::Nfkc => script::nfkc(&text),
            _ => text,
        }
    }
}
