//! Rows of text become aligned columns, whatever script they are in.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::output::{Paint, Role};

/// On which side of its column a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A text in its colour. Untrusted text is escaped before it comes here.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    text: String,
    role: Role,
}

/// A text in a colour.
pub(crate) fn piece(role: Role, text: impl Into<String>) -> Piece {
    Piece { text: text.into(), role }
}

/// A text without colour.
pub(crate) fn plain(text: impl Into<String>) -> Piece {
    piece(Role::Plain, text)
}

/// Rows of pieces under each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    sides: Vec<Side>,
    rows: Vec<Vec<Piece>>,
}

impl Grid {
    /// An empty grid; columns without a side are words.
    pub(crate) fn new(sides: &[Side]) -> Self {
        Self { sides: sides.to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, pieces: Vec<Piece>) {
        self.rows.push(pieces);
    }

    /// Writes the rows, two blanks before each and between columns, no blanks at the end of a line.
    pub(crate) fn write(&self, paint: Paint, out: &mut String) {
        let widths = self.widths();
        for row in &self.rows {
            let mut line = String::new();
            for (at, piece) in row.iter().enumerate() {
                let gap = " ".repeat(widths[at].saturating_sub(piece.text.width()));
                let text = paint.text(piece.role, &piece.text);
                line.push_str("  ");
                match self.sides.get(at) {
                    Some(Side::Right) => line.extend([gap, text]),
                    _ => line.extend([text, gap]),
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|piece| piece.text.width()).max().unwrap_or(0);
        (0..columns).map(width).collect()
    }
}

/// The beginning of a text, at most `width` columns wide, with `…` where something was cut.
pub(crate) fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        clipped.push(c);
    }
    clipped.push('…');
    clipped
}

/// The end of a text, at most `width` columns wide, with `…` where something was cut.
pub(crate) fn clip_front(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let start = text.char_indices().rev().take_while(|(_, c)| {
        used += c.width().unwrap_or(0);
        used <= width
    });
    let start = start.last().map_or(text.len(), |(at, _)| at);
    format!("…{}", &text[start..])
}

/// Beginning and end of a text, at most `width` columns wide: of a row, its label and its last numbers.
pub(crate) fn clip_middle(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let front = clip(text, width / 2);
    let rest = width - front.width();
    format!("{front}{}", clip_front(text, rest + 1).trim_start_matches('…'))
}

/// Adds one line.
pub(crate) fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// The number of columns that a text takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::{Grid, Side, clip, clip_front, clip_middle, plain, width};
    use crate::cli::output::Paint;

    #[test]
    fn wide_characters_take_two_columns() {
        let mut grid = Grid::new(&[Side::Left, Side::Right]);
        grid.row(vec![plain("自然人"), plain("7")]);
        grid.row(vec![plain("total"), plain("119")]);
        let mut out = String::new();
        grid.write(Paint::Plain, &mut out);
        assert_eq!(out, "  自然人    7\n  total   119\n");
    }

    #[test]
    fn clips_by_columns() {
        assert_eq!(clip("政府信息", 8), "政府信息");
        assert_eq!(clip("政府信息", 7), "政府信…");
        assert_eq!((clip_front("政府信息", 7).as_str(), clip_middle("政府信息公开", 9).as_str()), ("…府信息", "政…息公开"));
        for clip in [clip, clip_front, clip_middle] {
            assert!((2..20).all(|w| width(&clip("a政b府c信d息公开", w)) <= w));
        }
    }
}
