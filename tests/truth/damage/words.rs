//! Damage to labels. Numbers and their places stay, so every cell is still determined, unless a label loses its meaning.

use fastrand::Rng;
use reportlake::extract::State;

use crate::truth::form::{GridCell, Row};
use crate::truth::sheet::{Block, Sheet};

/// Every label of the tables.
fn labels(sheet: &mut Sheet) -> impl Iterator<Item = &mut GridCell> {
    let rows = sheet.grids.iter_mut().flat_map(|grid| &mut grid.rows);
    let cells = rows.filter_map(|row| if let Row::Cells(cells) = row { Some(cells) } else { None });
    cells.flatten().filter(|c| c.slot.is_none() && c.text.chars().any(is_han))
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..'\u{A000}').contains(&c)
}

/// Inserts a text behind some characters of every label.
fn inserted(sheet: &mut Sheet, rng: &mut Rng, one_in: u8, text: impl Fn(char, &mut Rng) -> String) {
    for cell in labels(sheet) {
        let count = cell.text.chars().count();
        let mut out = String::new();
        for (at, c) in cell.text.chars().enumerate() {
            out.push(c);
            if is_han(c) && at + 1 < count && rng.u8(0..one_in) == 0 {
                out.push_str(&text(c, rng));
            }
        }
        cell.text = out;
    }
}

/// Line breaks inside words.
pub(super) fn broken(sheet: &mut Sheet, rng: &mut Rng) {
    inserted(sheet, rng, 12, |_, _| "\n".to_owned());
}

/// Spaces inside words.
pub(super) fn spaced(sheet: &mut Sheet, rng: &mut Rng) {
    inserted(sheet, rng, 6, |_, rng| [" ", "\u{3000}"][rng.usize(0..2)].to_owned());
}

/// Commas of two kinds inside words.
pub(super) fn commas(sheet: &mut Sheet, rng: &mut Rng) {
    inserted(sheet, rng, 10, |_, rng| [",", ",、", "、"][rng.usize(0..3)].to_owned());
}

/// Readings behind some characters, in the labels and in the prose.
pub(super) fn pinyin(sheet: &mut Sheet, rng: &mut Rng) {
    inserted(sheet, rng, 8, |c, _| reading(c).to_owned());
    for block in &mut sheet.blocks {
        if let Block::Paragraph(text) = block {
            *text = text.replace("公开", "公(gong)开(kai)");
        }
    }
}

/// The reading of a character; mirrors give them for a few characters only.
fn reading(c: char) -> &'static str {
    match c {
        '公' => "(gong)",
        '政' => "(zhèng)",
        '务' => "(wù)",
        '发' => "(fā)",
        '处' => "(chu)(chu)",
        '收' => "(shou)",
        '行' => "（xíng）",
        _ => "(de)",
    }
}

/// Heads that lost their second half, or are typed twice.
pub(super) fn truncated(sheet: &mut Sheet, rng: &mut Rng) {
    let third = rng.bool();
    for cell in labels(sheet) {
        let short = match cell.text.as_str() {
            "现行有效件数" => "现行有效件",
            "本年新制作数量" | "本年新公开数量" => "本年新",
            "本年增/减" => "本年增/",
            "结果纠正" | "结果维持" if third => "结果",
            "其他结果" if third => "其他",
            "尚未审结" if third => "尚未",
            "本年废止件数" => "本年制发件数",
            _ => continue,
        };
        short.clone_into(&mut cell.text);
    }
}

/// One character of some long labels is gone.
pub(super) fn lost_character(sheet: &mut Sheet, rng: &mut Rng) {
    for cell in labels(sheet) {
        let count = cell.text.chars().count();
        if count > 8 && rng.u8(0..4) == 0 {
            // Neither the number of the label nor its last character.
            let at = rng.usize(3..count - 1);
            cell.text = cell.text.chars().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c).collect();
        }
    }
}

/// A byte of one row's label is lost, and half of the label with it: the row may be unknown, never another row.
pub(super) fn mojibake(sheet: &mut Sheet, rng: &mut Rng) {
    let rows: Vec<_> = sheet.value_rows().into_iter().filter(|(table, ..)| *table < 2).collect();
    let (table, at, slots) = rows[rng.usize(0..rows.len())].clone();
    let Row::Cells(cells) = &mut sheet.grids[table].rows[at] else { return };
    let Some(label) = cells.iter_mut().rfind(|c| c.slot.is_none()) else { return };
    let count = label.text.chars().count();
    let keep = rng.usize(0..count.min(6));
    label.text = label.text.chars().take(keep).chain("?！敝贫�".chars()).chain(label.text.chars().skip(keep + 3)).collect();
    for slot in slots {
        sheet.prints[slot].hide(&[State::RowMissing, State::ColumnUnknown]);
    }
}
