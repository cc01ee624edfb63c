//! A seed and a number become one report before it is laid out: prose, tables, and what each cell prints.

use fastrand::Rng;

use super::form::{Edition, Grid, GridCell, Other, Row, Slot, grids, slots};
use super::numbers::{ONE, numbers};
use super::style::{Print, Style};

/// A piece of the report.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    Title(String),
    Heading(String),
    Paragraph(String),
    /// One of the three tables.
    Table(usize),
    /// What stands where a table was lost.
    Remains(String),
}

/// One report, not yet laid out.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) edition: Edition,
    pub(crate) other: Other,
    pub(crate) slots: Vec<Slot>,
    /// What the body reported, before any slip of its own.
    pub(crate) truth: Vec<i64>,
    pub(crate) prints: Vec<Print>,
    pub(crate) style: Style,
    pub(crate) grids: [Grid; 3],
    pub(crate) blocks: Vec<Block>,
    /// The slot that the agency or a damage got wrong, where it is one.
    pub(crate) slip: Option<usize>,
}

impl Sheet {
    /// A report of the edition with random numbers in a random style.
    pub(crate) fn random(edition: Edition, rng: &mut Rng) -> Self {
        let style = Style::random(rng);
        Self::styled(edition, style, rng)
    }

    /// A report of the edition with random numbers in that style.
    pub(crate) fn styled(edition: Edition, style: Style, rng: &mut Rng) -> Self {
        let other = if edition == Edition::Std2021 { Other::Split } else { Other::Merged };
        let slots = slots(edition, other);
        let truth = numbers(edition, other, &slots, rng);
        let prints = truth.iter().zip(&slots).map(|(&value, &slot)| style.print(value, slot, rng)).collect();
        let mut sheet = Self { edition, other, slots, truth, prints, style, grids: grids(edition, other), blocks: Vec::new(), slip: None };
        sheet.blocks = prose(edition, rng);
        sheet.vary_heads(rng);
        sheet
    }

    /// What a cell shows.
    pub(crate) fn text<'s>(&'s self, cell: &'s GridCell) -> &'s str {
        cell.slot.map_or(cell.text.as_str(), |slot| self.prints[slot].text.as_str())
    }

    /// Writes another number into a cell: what is printed is the measure from now on.
    pub(crate) fn overwrite(&mut self, slot: usize, value: i64, rng: &mut Rng) {
        self.prints[slot] = self.style.print(value, self.slots[slot], rng);
    }

    /// The slots of one row of a table, in the order of its cells.
    pub(crate) fn slots_of(row: &Row) -> Vec<usize> {
        if let Row::Cells(cells) = row { cells.iter().filter_map(|c| c.slot).collect() } else { Vec::new() }
    }

    /// Every row of a table that holds values: the table, the index of the row, its slots.
    pub(crate) fn value_rows(&self) -> Vec<(usize, usize, Vec<usize>)> {
        let rows = self.grids.iter().enumerate().flat_map(|(table, grid)| grid.rows.iter().enumerate().map(move |(at, row)| (table, at, row)));
        rows.map(|(table, at, row)| (table, at, Self::slots_of(row))).filter(|(_, _, slots)| !slots.is_empty()).collect()
    }

    /// The numbers that stand in a row, or where every cell is a line behind it, and are no cell of the form.
    pub(crate) fn numbers_beside(&self, table: usize, at: usize, cell_a_line: bool) -> Vec<i64> {
        let rows = &self.grids[table].rows;
        let number = |text: &str| text.trim().parse::<i64>().ok().map(|n| n * ONE);
        let Row::Cells(cells) = &rows[at] else { return Vec::new() };
        let mut numbers: Vec<i64> = cells.iter().filter(|c| c.slot.is_none()).filter_map(|c| number(&c.text)).collect();
        if let Some(Row::Line(text)) = rows.get(at + 1).filter(|_| cell_a_line) {
            numbers.extend(number(text));
        }
        numbers
    }

    /// The heads of narrow columns are broken or spaced in many reports.
    fn vary_heads(&mut self, rng: &mut Rng) {
        let (natural, broken) = (["自然人", "自 然 人"][rng.usize(0..2)], rng.u8(0..3));
        for grid in &mut self.grids {
            for row in &mut grid.rows {
                let Row::Cells(cells) = row else { continue };
                for cell in cells.iter_mut() {
                    match (cell.text.as_str(), broken) {
                        ("自然人", _) => natural.clone_into(&mut cell.text),
                        ("商业企业", 1) => "商业\n企业".clone_into(&mut cell.text),
                        ("科研机构", 1) => "科研\n机构".clone_into(&mut cell.text),
                        ("商业企业", 2) => "商业 企业".clone_into(&mut cell.text),
                        ("科研机构", 2) => "科研 机构".clone_into(&mut cell.text),
                        _ => {}
                    }
                }
            }
        }
    }
}

const PLACES: [&str; 8] = ["杭州市西湖区", "兰州市城关区", "祁门县", "厦门市", "盐亭县", "西安市雁塔区", "桐庐县", "苏州市"];
const BODIES: [&str; 6] = ["人民政府", "财政局", "统计局", "教育局", "交通运输局", "人民政府办公室"];

fn prose(edition: Edition, rng: &mut Rng) -> Vec<Block> {
    let year = if edition == Edition::Std2021 { rng.u32(2021..2026) } else { rng.u32(2019..2021) };
    let agency = format!("{}{}", PLACES[rng.usize(0..PLACES.len())], BODIES[rng.usize(0..BODIES.len())]);
    let title = match rng.u8(0..4) {
        0 => format!("{agency}{year}年政府信息公开工作年度报告"),
        1 => format!("{year}年{agency}政府信息公开工作年度报告"),
        2 => format!("{agency}{year}年度政府信息公开工作报告"),
        _ => String::new(),
    };
    let mut blocks = Vec::new();
    if !title.is_empty() {
        blocks.push(Block::Title(title));
    }
    let (posts, sessions) = (rng.u32(3..4000), rng.u32(1..9));
    blocks.extend([
        Block::Paragraph(format!(
            "{agency}按照《中华人民共和国政府信息公开条例》的要求编制本报告。所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        )),
        Block::Heading("一、总体情况".to_owned()),
        Block::Paragraph(format!(
            "这一年里，我们把应当公开的内容放到网上，在门户网站公开政府信息{posts}条，办了{sessions}次业务学习，答复群众来电{}次。",
            rng.u32(0..90)
        )),
        Block::Heading("二、主动公开政府信息情况".to_owned()),
        Block::Table(0),
        Block::Heading("三、收到和处理政府信息公开申请情况".to_owned()),
        Block::Table(1),
        Block::Heading("四、政府信息公开行政复议、行政诉讼情况".to_owned()),
        Block::Table(2),
        Block::Heading("五、存在的主要问题及改进情况".to_owned()),
        Block::Paragraph(format!("有的栏目更新较慢，解读的形式也还单一。{}年将逐项补上，并请群众评议。", year + 1)),
        Block::Heading("六、其他需要报告的事项".to_owned()),
        Block::Paragraph(["本年度没有收取信息处理费。", "没有其他需要报告的事项。"][rng.usize(0..2)].to_owned()),
    ]);
    blocks
}
