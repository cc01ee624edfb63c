//! An edition's name becomes the three tables of its form, with the labels as the notices print them.
//!
//! The labels stand here in their own right, typed from the notices: a slip in the parser's definition must not be able to
//! hide behind the same slip in the truth. A [`Slot`] is one number of the form, a [`Grid`] the table as sites publish it.

/// The two editions with the standard tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edition {
    /// The trial form of 2019.
    Trial2019,
    /// The form of 2021.
    Std2021,
}

impl Edition {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Trial2019 => "trial2019",
            Self::Std2021 => "std2021",
        }
    }
}

/// What a number of the form counts, which decides how it may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Count,
    Signed,
    Amount,
    Money,
}

/// One number of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) table: usize,
    pub(crate) row: &'static str,
    pub(crate) column: &'static str,
    pub(crate) kind: Kind,
}

/// One cell of a published table.
#[derive(Clone, Debug)]
pub(crate) struct GridCell {
    pub(crate) text: String,
    pub(crate) slot: Option<usize>,
    pub(crate) rowspan: usize,
    pub(crate) colspan: usize,
}

/// One row of a published table, or a line that does not belong to it.
#[derive(Clone, Debug)]
pub(crate) enum Row {
    Cells(Vec<GridCell>),
    Line(String),
    /// The table ends here and another begins.
    Break,
}

/// A table as sites publish it. Spans follow the rules of HTML.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) width: usize,
    pub(crate) rows: Vec<Row>,
}

/// The names of the tables, in the order of the form.
pub(crate) const TABLES: [&str; 3] = ["proactive_disclosure", "requests", "review_litigation"];

/// The applicants of the second table.
pub(crate) const APPLICANTS: [(&str, &str); 7] = [
    ("natural_person", "自然人"),
    ("commercial_enterprise", "商业企业"),
    ("research_institution", "科研机构"),
    ("social_public_interest_org", "社会公益组织"),
    ("legal_service_org", "法律服务机构"),
    ("other_org", "其他"),
    ("total", "总计"),
];

/// The results of a reconsideration or of a case at court.
pub(crate) const RESULTS: [(&str, &str); 5] =
    [("upheld", "结果维持"), ("corrected", "结果纠正"), ("other_result", "其他结果"), ("pending", "尚未审结"), ("total", "总计")];

/// The blocks of the third table.
pub(crate) const CHANNELS: [&str; 3] = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"];

/// A row of the second table: code, label, and how deep it stands.
pub(crate) struct Outcome {
    pub(crate) code: &'static str,
    pub(crate) label: &'static str,
    depth: Depth,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// The label spans three columns.
    Top,
    /// Below 三, the label spans two.
    Result,
    /// Below a group of 三.
    Leaf,
}

/// A group of results, by the code that its leaves begin with.
const GROUPS: [(&str, &str); 4] =
    [("denied_", "（三）不予公开"), ("unable_", "（四）无法提供"), ("not_processed_", "（五）不予处理"), ("other_", "（六）其他处理")];

const fn outcome(code: &'static str, label: &'static str, depth: Depth) -> Outcome {
    Outcome { code, label, depth }
}

/// The rows of the second table in their order. Of the last four of 三, an edition prints `other_handling` or the three.
pub(crate) const OUTCOMES: [Outcome; 26] = [
    outcome("new_received", "一、本年新收政府信息公开申请数量", Depth::Top),
    outcome("carried_over_in", "二、上年结转政府信息公开申请数量", Depth::Top),
    outcome("granted", "（一）予以公开", Depth::Result),
    outcome("partially_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", Depth::Result),
    outcome("denied_state_secret", "1.属于国家秘密", Depth::Leaf),
    outcome("denied_prohibited_by_law", "2.其他法律行政法规禁止公开", Depth::Leaf),
    outcome("denied_security_stability", "3.危及“三安全一稳定”", Depth::Leaf),
    outcome("denied_third_party_rights", "4.保护第三方合法权益", Depth::Leaf),
    outcome("denied_internal_affairs", "5.属于三类内部事务信息", Depth::Leaf),
    outcome("denied_process_information", "6.属于四类过程性信息", Depth::Leaf),
    outcome("denied_enforcement_case_file", "7.属于行政执法案卷", Depth::Leaf),
    outcome("denied_administrative_inquiry", "8.属于行政查询事项", Depth::Leaf),
    outcome("unable_not_held", "1.本机关不掌握相关政府信息", Depth::Leaf),
    outcome("unable_requires_creation", "2.没有现成信息需要另行制作", Depth::Leaf),
    outcome("unable_unclear_after_correction", "3.补正后申请内容仍不明确", Depth::Leaf),
    outcome("not_processed_petition", "1.信访举报投诉类申请", Depth::Leaf),
    outcome("not_processed_duplicate", "2.重复申请", Depth::Leaf),
    outcome("not_processed_publication", "3.要求提供公开出版物", Depth::Leaf),
    outcome("not_processed_excessive", "4.无正当理由大量反复申请", Depth::Leaf),
    outcome("not_processed_reissue", "5.要求行政机关确认或重新出具已获取信息", Depth::Leaf),
    outcome("other_no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", Depth::Leaf),
    outcome("other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", Depth::Leaf),
    outcome("other_other", "3.其他", Depth::Leaf),
    outcome("other_handling", "（六）其他处理", Depth::Result),
    outcome("results_total", "（七）总计", Depth::Result),
    outcome("carried_over_out", "四、结转下年度继续办理", Depth::Top),
];

/// A block of the first table: its provision, its column codes and labels, its rows.
struct Block {
    provision: &'static str,
    columns: &'static [(&'static str, &'static str, Kind)],
    rows: &'static [(&'static str, &'static str)],
}

const STD_BLOCKS: [Block; 4] = [
    Block {
        provision: "第二十条第（一）项",
        columns: &[
            ("issued_this_year", "本年制发件数", Kind::Count),
            ("repealed_this_year", "本年废止件数", Kind::Count),
            ("in_force", "现行有效件数", Kind::Count),
        ],
        rows: &[("rules", "规章"), ("admin_normative_documents", "行政规范性文件")],
    },
    Block {
        provision: "第二十条第（五）项",
        columns: &[("decisions_this_year", "本年处理决定数量", Kind::Count)],
        rows: &[("admin_license", "行政许可")],
    },
    Block {
        provision: "第二十条第（六）项",
        columns: &[("decisions_this_year", "本年处理决定数量", Kind::Count)],
        rows: &[("admin_penalty", "行政处罚"), ("admin_compulsion", "行政强制")],
    },
    Block {
        provision: "第二十条第（八）项",
        columns: &[("fees_collected_wan_yuan", "本年收费金额（单位：万元）", Kind::Amount)],
        rows: &[("admin_institutional_fees", "行政事业性收费")],
    },
];

const ITEMS: [(&str, &str, Kind); 3] =
    [("items_previous_year", "上一年项目数量", Kind::Count), ("items_change", "本年增/减", Kind::Signed), ("decisions", "处理决定数量", Kind::Count)];

const TRIAL_BLOCKS: [Block; 5] = [
    Block {
        provision: "第二十条第（一）项",
        columns: &[
            ("newly_made", "本年新制作数量", Kind::Count),
            ("newly_disclosed", "本年新公开数量", Kind::Count),
            ("total_disclosed", "对外公开总数量", Kind::Count),
        ],
        rows: &[("rules", "规章"), ("normative_documents", "规范性文件")],
    },
    Block {
        provision: "第二十条第（五）项",
        columns: &ITEMS,
        rows: &[("admin_license", "行政许可"), ("other_external_services", "其他对外管理服务事项")],
    },
    Block {
        provision: "第二十条第（六）项", columns: &ITEMS, rows: &[("admin_penalty", "行政处罚"), ("admin_compulsion", "行政强制")]
    },
    Block {
        provision: "第二十条第（八）项",
        columns: &[("items_previous_year", "上一年项目数量", Kind::Count), ("items_change", "本年增/减", Kind::Signed)],
        rows: &[("admin_institutional_fees", "行政事业性收费")],
    },
    Block {
        provision: "第二十条第（九）项",
        columns: &[("procurement_projects", "采购项目数量", Kind::Count), ("procurement_amount", "采购总金额", Kind::Money)],
        rows: &[("government_procurement", "政府集中采购")],
    },
];

fn blocks(edition: Edition) -> &'static [Block] {
    match edition {
        Edition::Std2021 => &STD_BLOCKS,
        Edition::Trial2019 => &TRIAL_BLOCKS,
    }
}

/// How a report prints （六）其他处理.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Other {
    /// One row.
    Merged,
    /// Its three rows.
    Split,
}

/// Whether the row belongs to a report that prints （六） so.
pub(crate) fn is_printed(code: &str, other: Other) -> bool {
    match other {
        Other::Merged => !matches!(code, "other_no_correction" | "other_fee_unpaid" | "other_other"),
        Other::Split => code != "other_handling",
    }
}

/// Every number of the form, table by table, row by row.
pub(crate) fn slots(edition: Edition, other: Other) -> Vec<Slot> {
    let mut slots = Vec::new();
    for block in blocks(edition) {
        for (row, _) in block.rows {
            slots.extend(block.columns.iter().map(|&(column, _, kind)| Slot { table: 0, row, column, kind }));
        }
    }
    for outcome in OUTCOMES.iter().filter(|o| is_printed(o.code, other)) {
        slots.extend(APPLICANTS.iter().map(|&(column, _)| Slot { table: 1, row: outcome.code, column, kind: Kind::Count }));
    }
    for channel in CHANNELS {
        slots.extend(RESULTS.iter().map(|&(column, _)| Slot { table: 2, row: channel, column, kind: Kind::Count }));
    }
    slots
}

fn label(text: &str, rowspan: usize, colspan: usize) -> GridCell {
    GridCell { text: text.to_owned(), slot: None, rowspan, colspan }
}

fn value(slot: usize, colspan: usize) -> GridCell {
    GridCell { text: String::new(), slot: Some(slot), rowspan: 1, colspan }
}

/// The three tables, with empty value cells that know their slots.
pub(crate) fn grids(edition: Edition, other: Other) -> [Grid; 3] {
    let mut next = 0;
    [proactive(edition, &mut next), requests(other, &mut next), review(&mut next)]
}

fn proactive(edition: Edition, next: &mut usize) -> Grid {
    let width = if edition == Edition::Std2021 { 4 } else { 5 };
    let mut rows = Vec::new();
    for block in blocks(edition) {
        rows.push(Row::Cells(vec![label(block.provision, 1, width)]));
        let count = block.columns.len();
        // The columns that a block does not use are spanned by its last one, or by its first where the form has five.
        let spans: Vec<usize> = (0..count).map(|at| if at + 1 == count { width - count } else { 1 }).collect();
        let mut header = vec![label("信息内容", 1, 1)];
        header.extend(block.columns.iter().zip(&spans).map(|((_, text, _), &span)| label(text, 1, span)));
        rows.push(Row::Cells(header));
        for (_, text) in block.rows {
            let mut cells = vec![label(text, 1, 1)];
            for &span in &spans {
                cells.push(value(*next, span));
                *next += 1;
            }
            rows.push(Row::Cells(cells));
        }
    }
    Grid { width, rows }
}

/// The note in the head of the second table.
pub(crate) const BALANCE: &str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";

fn requests(other: Other, next: &mut usize) -> Grid {
    let single = |(_, text): &(&str, &str)| label(text, 1, 1);
    let mut rows = vec![
        Row::Cells(vec![label(BALANCE, 3, 3), label("申请人情况", 1, 7)]),
        Row::Cells(vec![label("自然人", 2, 1), label("法人或其他组织", 1, 5), label("总计", 2, 1)]),
        Row::Cells(APPLICANTS[1..6].iter().map(single).collect()),
    ];
    let printed: Vec<&Outcome> = OUTCOMES.iter().filter(|o| is_printed(o.code, other)).collect();
    let results = printed.iter().filter(|o| o.depth != Depth::Top).count();
    let mut group = "";
    for outcome in &printed {
        let mut cells = Vec::new();
        if outcome.code == "granted" {
            cells.push(label("三、本年度办理结果", results, 1));
        }
        match outcome.depth {
            Depth::Top => cells.push(label(outcome.label, 1, 3)),
            Depth::Result => cells.push(label(outcome.label, 1, 2)),
            Depth::Leaf => {
                let (prefix, text) = GROUPS.iter().find(|(prefix, _)| outcome.code.starts_with(prefix)).copied().unwrap_or_default();
                if group != prefix {
                    let leaves = printed.iter().filter(|o| o.depth == Depth::Leaf && o.code.starts_with(prefix)).count();
                    cells.push(label(text, leaves, 1));
                    group = prefix;
                }
                cells.push(label(outcome.label, 1, 1));
            }
        }
        for _ in APPLICANTS {
            cells.push(value(*next, 1));
            *next += 1;
        }
        rows.push(Row::Cells(cells));
    }
    Grid { width: 10, rows }
}

fn review(next: &mut usize) -> Grid {
    let five = || RESULTS.iter().map(|(_, text)| label(text, 1, 1));
    let mut middle: Vec<GridCell> = RESULTS.iter().map(|(_, text)| label(text, 2, 1)).collect();
    middle.extend([label("未经复议直接起诉", 1, 5), label("复议后起诉", 1, 5)]);
    let mut values = Vec::new();
    for _ in 0..15 {
        values.push(value(*next, 1));
        *next += 1;
    }
    Grid {
        width: 15,
        rows: vec![
            Row::Cells(vec![label("行政复议", 1, 5), label("行政诉讼", 1, 10)]),
            Row::Cells(middle),
            Row::Cells(five().chain(five()).collect()),
            Row::Cells(values),
        ],
    }
}
