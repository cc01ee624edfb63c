//! A report becomes text as one of the programs would write it that turn pages into text.
//!
//! Each layout is written from the description of the shapes and from what the real converters do, see
//! `converters.sh`, never from the parser. A layout also knows which empty cells it loses.

mod cells;
mod drawn;
mod markup;
mod page;
mod rows;
mod spread;

use fastrand::Rng;
use reportlake::extract::State;

use super::form::{Grid, GridCell, OUTCOMES, Row};
use super::sheet::{Block, Sheet};
use super::style::Expect;

/// The layouts. Letters are those of the shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layout {
    /// A: trafilatura 1.10 to 1.12, rows padded with pipes.
    Rows,
    /// D: trafilatura 2.0, the same with leading pipes.
    RowsLeading,
    /// Rows with pipes between the cells only.
    RowsBare,
    /// B: one cell a line, pads on their own line.
    Cells,
    /// B': labels on lines of rows, values on lines of cells.
    CellsMixed,
    /// C: a lone pipe begins a row.
    CellsLeading,
    /// Trafilatura 1.8: a cell a line, a pipe behind each.
    CellPipe,
    /// Trafilatura to 1.6.4: a cell a line, a pipe before each.
    PipeCell,
    /// E: cells and pipes on lines in turn.
    Alternating,
    /// A cell a line: `BeautifulSoup`'s `get_text`, trafilatura to 1.9 on paragraphs.
    Bare,
    /// F: a cell a line, blank lines between them; lynx.
    BareSpaced,
    /// Trafilatura 2.3: the whole grid, spans are empty cells.
    Grid,
    Markdownify,
    Html2text,
    PandocGfm,
    PandocPlain,
    Inscriptis,
    W3m,
    /// The canonical rendering of HTML.
    Canonical,
    /// `pdftotext -layout`.
    PdfLayout,
    /// `pdftotext`.
    PdfText,
}

impl Layout {
    pub(crate) const ALL: [Self; 21] = [
        Self::Rows,
        Self::RowsLeading,
        Self::RowsBare,
        Self::Cells,
        Self::CellsMixed,
        Self::CellsLeading,
        Self::CellPipe,
        Self::PipeCell,
        Self::Alternating,
        Self::Bare,
        Self::BareSpaced,
        Self::Grid,
        Self::Markdownify,
        Self::Html2text,
        Self::PandocGfm,
        Self::PandocPlain,
        Self::Inscriptis,
        Self::W3m,
        Self::Canonical,
        Self::PdfLayout,
        Self::PdfText,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rows => "A rows, padded (trafilatura 1.10-1.12)",
            Self::RowsLeading => "D rows, leading pipe (trafilatura 2.0)",
            Self::RowsBare => "rows, pipes between cells",
            Self::Cells => "B cell a line, padded (trafilatura 1.12)",
            Self::CellsMixed => "B' rows and cells mixed",
            Self::CellsLeading => "C cell a line, row begins with a pipe (trafilatura 2.0)",
            Self::CellPipe => "cell and pipe a line (trafilatura 1.8)",
            Self::PipeCell => "pipe and cell a line (trafilatura 1.6)",
            Self::Alternating => "E cells and pipes in turn (trafilatura 1.9)",
            Self::Bare => "cell a line (BeautifulSoup, trafilatura 1.6)",
            Self::BareSpaced => "F cell a line, blank lines between (lynx)",
            Self::Grid => "grid (trafilatura 2.3)",
            Self::Markdownify => "markdownify",
            Self::Html2text => "html2text",
            Self::PandocGfm => "pandoc gfm",
            Self::PandocPlain => "pandoc plain",
            Self::Inscriptis => "inscriptis",
            Self::W3m => "w3m",
            Self::Canonical => "HTML, rendered canonically",
            Self::PdfLayout => "pdftotext -layout",
            Self::PdfText => "pdftotext",
        }
    }

    /// Whether the reader sees where an empty cell was: in the others the cell vanishes, and with it the columns of its row.
    pub(crate) fn keeps(self, text: &str) -> bool {
        match self {
            Self::RowsBare | Self::Grid | Self::Markdownify | Self::Html2text | Self::PandocGfm | Self::W3m | Self::Canonical => true,
            Self::Rows | Self::RowsLeading | Self::Cells | Self::CellsMixed | Self::CellsLeading => !text.is_empty(),
            _ => false,
        }
    }

    /// Whether every cell stands on its own line, so that a number on a line may belong to any table.
    pub(crate) fn is_cell_a_line(self) -> bool {
        use Layout::{Alternating, Bare, BareSpaced, CellPipe, Cells, CellsLeading, CellsMixed, PdfText, PipeCell};
        matches!(self, Cells | CellsMixed | CellsLeading | CellPipe | PipeCell | Alternating | Bare | BareSpaced | PdfText)
    }

    /// Whether columns are told by their place on the line.
    pub(crate) fn is_drawn(self) -> bool {
        matches!(self, Self::PandocPlain | Self::Inscriptis | Self::W3m | Self::PdfLayout | Self::PdfText | Self::PandocGfm)
    }

    /// Takes note of the cells whose columns this layout hides.
    pub(crate) fn settle(self, sheet: &mut Sheet) {
        for (_, _, slots) in sheet.value_rows() {
            let gone: Vec<usize> = slots.iter().copied().filter(|&s| sheet.prints[s].is_empty() && !self.keeps(&sheet.prints[s].text)).collect();
            if gone.is_empty() {
                continue;
            }
            for &slot in &slots {
                sheet.prints[slot].hide(&[State::ColumnUnknown]);
            }
        }
        self.settle_pages(sheet);
        self.settle_strangers(sheet);
    }

    /// A page prints some values before their labels. Where the rows of a table print different numbers of values, nothing tells
    /// whose they are, though this generator prints most of them behind their labels.
    fn settle_pages(self, sheet: &mut Sheet) {
        for table in 0..2 {
            let rows: Vec<_> = sheet.value_rows().into_iter().filter(|row| row.0 == table).collect();
            let gone = |slot: &usize| sheet.prints[*slot].is_empty() && !self.keeps(&sheet.prints[*slot].text);
            if self == Self::PdfText && rows.iter().any(|(_, _, slots)| slots.iter().any(gone)) {
                for slot in rows.into_iter().flat_map(|(_, _, slots)| slots) {
                    sheet.prints[slot].hide(&[State::ColumnUnknown]);
                }
            }
        }
    }

    /// Whether the rectangle is filled up with empty cells, so that a row of more cells makes all others look longer.
    fn fills_up(self) -> bool {
        matches!(self, Self::Grid | Self::PandocGfm | Self::PandocPlain | Self::W3m | Self::Canonical)
    }

    /// Takes note of the rows that no equation covers, those of the first table and those that print no total, where a number too
    /// many stands and a blank cell is gone: their text is that of a whole row.
    fn settle_strangers(self, sheet: &mut Sheet) {
        for (table, at, slots) in sheet.value_rows() {
            let prints_total = slots.last().is_some_and(|&slot| !sheet.prints[slot].is_empty());
            if table == 2 || table == 1 && prints_total {
                continue;
            }
            let numbers = sheet.numbers_beside(table, at, self.is_cell_a_line());
            if numbers.is_empty() {
                continue;
            }
            let gone = |slot: usize| sheet.prints[slot].is_empty() && !self.keeps(&sheet.prints[slot].text);
            let last_is_blank = slots.last().is_some_and(|&slot| sheet.prints[slot].is_empty());
            if slots.iter().any(|&slot| gone(slot)) || last_is_blank && self.fills_up() {
                let values: Vec<i64> = slots.iter().filter_map(|&s| sheet.prints[s].value_of_text()).chain(numbers).collect();
                slots.iter().for_each(|&slot| sheet.prints[slot].expect = Expect::Foreign { values: values.clone() });
            }
        }
    }

    /// The text of the report.
    pub(crate) fn render(self, sheet: &Sheet, rng: &mut Rng) -> String {
        let mut out = String::new();
        for block in &sheet.blocks {
            match block {
                Block::Table(table) => {
                    self.table(&filled(sheet, &sheet.grids[*table]), rng, &mut out);
                    self.gap(&mut out);
                }
                Block::Title(text) => self.paragraph(text, "# ", &mut out),
                Block::Heading(text) | Block::Paragraph(text) => self.paragraph(text, "", &mut out),
                Block::Remains(text) => {
                    out.push_str(text);
                    out.push('\n');
                    self.gap(&mut out);
                }
            }
        }
        out
    }

    /// What stands behind a report in the same text: a table of what changed, and another report.
    pub(crate) fn appendix(self, other: &Sheet, rng: &mut Rng) -> String {
        let mut out = String::new();
        if rng.bool() {
            let cell = |text: &str| GridCell { text: text.to_owned(), slot: None, rowspan: 1, colspan: 1 };
            let mut rows = vec![Row::Cells(vec![cell("项目"), cell("更正前"), cell("更正后")])];
            for outcome in &OUTCOMES[..6] {
                let mut number = || rng.u32(0..40).to_string();
                rows.push(Row::Cells(vec![cell(outcome.label), cell(&number()), cell(&number())]));
            }
            self.paragraph("附：数据更正对照表", "", &mut out);
            self.table(&Grid { width: 3, rows }, rng, &mut out);
            self.gap(&mut out);
        }
        out + &self.render(other, rng)
    }

    fn gap(self, out: &mut String) {
        use Layout::{BareSpaced, Grid, Html2text, Inscriptis, Markdownify, PandocGfm, PandocPlain, W3m};
        if matches!(self, BareSpaced | Grid | Html2text | Inscriptis | Markdownify | PandocGfm | PandocPlain | W3m) {
            out.push('\n');
        }
    }

    fn paragraph(self, text: &str, mark: &str, out: &mut String) {
        let (indent, width) = match self {
            Self::Inscriptis => ("  ", usize::MAX),
            Self::BareSpaced => ("   ", 70),
            Self::PdfLayout | Self::PdfText => ("", 80),
            Self::W3m => ("", 120),
            _ => ("", usize::MAX),
        };
        let is_markdown = matches!(self, Self::Markdownify | Self::Html2text | Self::PandocGfm);
        for (at, line) in spread::wrapped(text, width).iter().enumerate() {
            out.push_str(indent);
            if is_markdown && at == 0 {
                out.push_str(mark);
            }
            out.push_str(line);
            out.push('\n');
        }
        self.gap(out);
    }

    fn table(self, grid: &Grid, rng: &mut Rng, out: &mut String) {
        match self {
            Self::Rows => rows::padded(grid, "", rng.bool(), out),
            Self::RowsLeading => rows::padded(grid, "| ", rng.bool(), out),
            Self::RowsBare => rows::between(grid, out),
            Self::Cells => cells::padded(grid, rng.bool(), out),
            Self::CellsMixed => cells::mixed(grid, out),
            Self::CellsLeading => cells::leading(grid, rng.bool(), out),
            Self::CellPipe => cells::each(grid, "", "|\n", out),
            Self::PipeCell => cells::each(grid, "|", "\n", out),
            Self::Alternating => cells::each(grid, "", "\n|\n", out),
            Self::Bare => cells::each(grid, "", "\n", out),
            Self::BareSpaced => cells::each(grid, "   ", "\n\n", out),
            Self::Grid => markup::grid(grid, out),
            Self::Markdownify => markup::markdownify(grid, out),
            Self::Html2text => markup::html2text(grid, out),
            Self::PandocGfm => markup::pandoc_gfm(grid, out),
            Self::Canonical => markup::canonical(grid, out),
            Self::PandocPlain => drawn::pandoc_plain(grid, out),
            Self::Inscriptis => drawn::inscriptis(grid, out),
            Self::W3m => drawn::w3m(grid, out),
            Self::PdfLayout => page::aligned(grid, out),
            Self::PdfText => page::flowing(grid, out),
        }
    }
}

/// The table with what each cell prints.
pub(crate) fn filled(sheet: &Sheet, grid: &Grid) -> Grid {
    let mut grid = grid.clone();
    for row in &mut grid.rows {
        if let Row::Cells(cells) = row {
            for cell in cells.iter_mut().filter(|c| c.slot.is_some()) {
                cell.text = String::from(sheet.text(cell));
            }
        }
    }
    grid
}
