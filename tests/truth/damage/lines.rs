//! Damage to whole lines and tables.

use std::collections::BTreeSet;

use fastrand::Rng;
use reportlake::extract::State;

use super::Damage;
use crate::truth::sheet::{Block, Sheet};

/// One or all tables go, and something or nothing stands in their place.
pub(super) fn lose_table(damage: Damage, sheet: &mut Sheet, rng: &mut Rng) {
    let lost: Vec<usize> = if rng.bool() { vec![0, 1, 2] } else { vec![rng.usize(0..3)] };
    sheet.blocks.retain(|b| !matches!(b, Block::Table(table) if damage == Damage::TablesGone && lost.contains(table)));
    for block in &mut sheet.blocks {
        if let Block::Table(table) = block {
            if lost.contains(table) {
                *block = Block::Remains(match damage {
                    Damage::WallOfPipes => "|".repeat(rng.usize(80..400)),
                    _ => ["![](table1.png)", "![](/u/2023/W0201.jpg)", "（图片版）"][rng.usize(0..3)].to_owned(),
                });
            }
        }
    }
    for (print, slot) in sheet.prints.iter_mut().zip(&sheet.slots) {
        if lost.contains(&slot.table) {
            print.lose(&[State::LostUpstream]);
        }
    }
}

/// Notes that hold numbers stand behind the tables.
pub(super) fn notes(sheet: &mut Sheet, rng: &mut Rng) {
    const NOTES: [&str; 4] = [
        "注：表中数据由各科室报送，截至12月31日。",
        "说明：本年新收的申请中有3件经补正后受理。",
        "（填表人：办公室 联系电话：0571-85022123）",
        "以上数据与上年相比增加2件，增长15%。",
    ];
    let mut blocks = Vec::new();
    for block in sheet.blocks.drain(..) {
        let is_table = matches!(block, Block::Table(_));
        blocks.push(block);
        if is_table {
            blocks.push(Block::Paragraph(NOTES[rng.usize(0..NOTES.len())].to_owned()));
        }
    }
    sheet.blocks = blocks;
}

/// Every number may be gone, or have lost its row.
pub(super) fn hide_all(sheet: &mut Sheet) {
    for print in &mut sheet.prints {
        print.hide(&[State::LostByDedup, State::ColumnUnknown]);
    }
}

/// Every distinct line once.
pub(super) fn deduplicated(text: &str) -> String {
    let mut seen = BTreeSet::new();
    text.lines().filter(|line| seen.insert(line.trim().to_owned())).flat_map(|line| [line, "\n"]).collect()
}
