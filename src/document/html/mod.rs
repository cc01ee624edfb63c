//! HTML becomes canonical text: one block a line, one table row a line, every slot of the grid explicit.
//!
//! `sift` (one linear pass: what matters stays, what could hurt goes) -> the parser of browsers builds the tree -> `event`
//! (the tree as a flat list) -> `render`, with `grid` for tables. A row reads `| a | b | ← | ↑ |`: ← marks a slot that
//! belongs to the cell at its left, ↑ one that belongs to the cell above, nothing an empty cell. A table that holds another
//! table, has one column or holds prose is there for the layout: its cells become lines.

mod embedded;
mod event;
mod grid;
mod line;
mod nest;
mod render;
mod sift;
mod tag;
#[cfg(test)]
mod tests;

use scraper::Html;

use super::Limits;

/// Why a page is not rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum GaveUp {
    /// Elements lie deeper in one another than any page does.
    #[error("the elements of the page nest too deeply")]
    TooDeep,
    /// More tags than any report has.
    #[error("the page has too many tags")]
    TooLarge,
    /// The spans of a table ask for far more slots than its size warrants.
    #[error("a table of the page asks for too many slots")]
    TableBomb,
}

impl GaveUp {
    /// The code of the quarantine.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::TooDeep => "html_too_deep",
            Self::TooLarge => "html_too_large",
            Self::TableBomb => "table_bomb",
        }
    }
}

/// Renders a page. Lines end with a newline; a page without text gives the empty string.
///
/// Markdown that holds tables of HTML keeps its lines; only those tables are rendered.
pub(super) fn canonical(page: &str, limits: &Limits) -> Result<String, GaveUp> {
    if embedded::is_markdown(page) { embedded::render(page, limits) } else { canonical_page(page, limits) }
}

/// Renders a page of HTML.
fn canonical_page(page: &str, limits: &Limits) -> Result<String, GaveUp> {
    let tree = Html::parse_document(&sift::sift(page, limits)?);
    render::render(&event::events(&tree), limits)
}
