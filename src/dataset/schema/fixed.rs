//! The tables that every dataset has, whatever its families.

use super::ColumnType::{Amount, Count, Day, Flag, Small, Text};
use super::{ColumnInfo, ColumnType, Content, Table};

/// A column as written here: name, type, whether null is allowed, Chinese and English label, where its codes stand.
type Written = (&'static str, ColumnType, Null, &'static str, &'static str, &'static str);

/// Whether a column may be null.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Null {
    /// It may.
    May,
    /// It never is.
    Never,
}
use Null::{May, Never};

/// What tells a document: the first column of every partitioned table.
const ID: Written = ("document_id", Text, Never, "文档编号", "Document: hex of BLAKE3-128 over its text", "");
const YEAR: Written = ("report_year", Small, May, "报告年度", "Year that the report is about; null for not known", "");
const EDITION: Written = ("edition", Text, May, "格式版本", "Edition of the form; null for not known", "documents.edition");
const AGENCY: Written = ("agency", Text, May, "行政机关", "Reporting agency in simplified script; null for not known", "");
const AGENCY_KIND: Written = ("agency_kind", Text, May, "机关类别", "Kind of agency; null for not known", "documents.agency_kind");
const SCOPE: Written = ("scope", Text, Never, "统计范围", "Whether the report is of one agency or consolidated", "documents.scope");
const PROVINCE: Written = ("province", Text, May, "省级行政区", "ISO 3166-2 of the province, CN for central bodies; null for not known", "");
const REGION: Written = ("region_code", Text, May, "行政区划代码", "GB/T 2260 code valid in the report year; null for not known", "");
const LATEST: Written = ("is_latest", Flag, Never, "是否最优版本", "Best document of its agency, region, year and scope", "");
const START: Written = ("span_start", Small, May, "起始字节", "First byte in the text; null where nothing is printed", "");
const END: Written = ("span_end", Small, May, "结束字节", "One past the last byte; null where nothing is printed", "");
const ORDINAL: Written = ("ordinal", Small, Never, "序号", "Place in the order, from 0", "");

/// What the tables of figures and of forms carry, so that common questions need no join.
const PREFIX: &[Written] = &[ID, YEAR, EDITION, AGENCY, AGENCY_KIND, SCOPE, PROVINCE, REGION, LATEST];

const DOCUMENTS: &[Written] = &[
    ID,
    YEAR,
    ("family", Text, Never, "报告种类", "Family of statutory reports", "documents.family"),
    EDITION,
    AGENCY,
    ("agency_raw", Text, May, "行政机关（原文）", "Reporting agency as printed", ""),
    AGENCY_KIND,
    SCOPE,
    PROVINCE,
    REGION,
    ("region_name", Text, May, "行政区划名称", "Name of the region", ""),
    ("title", Text, May, "标题", "Title as printed, without line breaks", ""),
    ("period_start", Day, May, "统计期开始", "First day of the statistical period", ""),
    ("period_end", Day, May, "统计期结束", "Last day of the statistical period", ""),
    ("published_on", Day, May, "发布日期", "Day of publication, from a metadata block", ""),
    ("index_number", Text, May, "索引号", "Index number from a metadata block", ""),
    ("document_number", Text, May, "文号", "Document number from a metadata block", ""),
    ("publisher", Text, May, "发布机构", "Publisher from a metadata block", ""),
    ("script", Text, Never, "字体", "Simplified or traditional characters", "documents.script"),
    ("encoding", Text, Never, "编码", "Encoding that the bytes were decoded from", ""),
    ("text_basis", Text, Never, "文本基准", "What spans count in", "documents.text_basis"),
    ("layout", Text, Never, "表格版式", "How the tables are laid out in the text; none without tables", ""),
    ("status", Text, Never, "完整程度", "How much of the form is accounted for", "documents.status"),
    ("cells_expected", Small, Never, "应有单元格数", "Cells that the form has", ""),
    ("cells_stated", Small, Never, "有数值单元格数", "Cells with a number that was read", ""),
    ("cells_unreadable", Small, Never, "不可读单元格数", "Cells that are not accounted for", ""),
    ("cells_confirmed", Small, Never, "已核对单元格数", "Cells that the form's arithmetic confirms", ""),
    ("checks_failed", Small, Never, "未通过核对数", "Equations of the form that do not hold", ""),
    ("duplicate_of", Text, May, "重复于", "Document that this one repeats; null where it repeats none", ""),
    LATEST,
    ("extractor_version", Text, Never, "程序版本", "Version of reportlake", ""),
    ("definition_hash", Text, Never, "定义校验值", "BLAKE3 of the family's definition", ""),
];

const ATTRIBUTES: &[Written] = &[
    ID,
    YEAR,
    ("field", Text, Never, "字段", "Column of documents that the witness is about", ""),
    ("ordinal", Small, Never, "序号", "Place among the witnesses of the field, from 0", ""),
    ("value", Text, Never, "取值", "What the witness says, normalised", ""),
    ("raw", Text, May, "原文", "What it was read from; null for what follows from other fields", ""),
    ("witness", Text, Never, "依据", "Kind of witness", ""),
    ("chosen", Flag, Never, "是否采用", "Whether this value was chosen", ""),
    START,
    END,
];

const OCCURRENCES: &[Written] = &[
    ID,
    YEAR,
    ("source_uri", Text, Never, "来源文件", "Last component of the INPUT and the path below it", "sources.source_uri"),
    ("record", Count, Never, "记录号", "Number of the record in its file; 0 for a file that is one document", ""),
    ("record_id", Text, May, "记录标识", "What the record calls itself", ""),
    ("record_date", Day, May, "记录日期", "Day that the record carries", ""),
    ("url", Text, May, "网址", "Address that the record gives", ""),
    ("bytes", Count, Never, "字节数", "Size of the file or record as stored", ""),
];

const SECTIONS: &[Written] = &[
    ID,
    YEAR,
    ORDINAL,
    ("section", Small, Never, "部分序号", "Number of the section in the form; 0 before the first heading", ""),
    ("code", Text, May, "部分", "Section; null before the first heading", "sections.code"),
    ("heading", Text, May, "标题", "Heading as printed; null before the first", ""),
    ("body", Text, Never, "正文", "Heading and text; the bodies in order are the whole text", ""),
    START,
    END,
];

const CELLS: &[Written] = &[
    ID,
    YEAR,
    ("table_name", Text, Never, "表", "Table of the form", ""),
    ("row_code", Text, Never, "行", "Row of the form", ""),
    ("column_code", Text, Never, "列", "Column of the form", ""),
    ("value", Amount, May, "数值", "Value as printed, in unit; null unless stated", ""),
    ("unit", Text, May, "单位", "Unit as printed, else the form's", ""),
    ("raw", Text, May, "原文", "What is printed; null where nothing is", ""),
    ("state", Text, Never, "状态", "Why there is a value, or none", "cells.state"),
    ("verification", Text, May, "核对结果", "What the form's arithmetic says; null unless stated", "cells.verification"),
    ("proposed", Amount, May, "推算值", "Value that the equations imply, where they locate this cell as wrong", ""),
    START,
    END,
];

const CHECKS: &[Written] = &[
    ID,
    YEAR,
    ("check_code", Text, Never, "核对规则", "Rule", "checks.check_code"),
    ("table_name", Text, Never, "表", "Table of the form", ""),
    ("scope", Text, Never, "行或列", "Row or column that it is about", ""),
    ("lhs", Amount, May, "左边", "Sum of the left side; null unless computable", ""),
    ("rhs", Amount, May, "右边", "Sum of the right side; null unless computable", ""),
    ("outcome", Text, Never, "结果", "Whether it holds", "checks.outcome"),
    ("printed", Flag, Never, "是否表内规则", "Whether the form prints the rule", ""),
    ("support", Small, Never, "有数值单元格数", "Its stated cells", ""),
    ("nonzero", Small, Never, "非零单元格数", "Its stated cells that are not zero", ""),
    ("located", Text, May, "定位", "The one cell that explains the failures: table.row.column", ""),
];

const FIGURES: &[Written] = &[
    ORDINAL,
    ("section", Small, Never, "部分序号", "Number of the section that it stands in", ""),
    ("figure", Text, Never, "指标", "What is counted", "figures.figure"),
    ("value", Amount, Never, "数值", "Value in unit; 0 where denied", ""),
    ("unit", Text, May, "单位", "Unit as printed, else the definition's", ""),
    ("qualifier", Text, May, "限定", "About, over, under; null for an exact number", "figures.qualifier"),
    ("negated", Flag, Never, "是否否定", "Whether the sentence denies it", ""),
    ("period", Text, Never, "期间", "Of the year, cumulative or unknown", "figures.period"),
    ("phrase", Text, Never, "语句", "Clause that it stands in", ""),
    START,
    END,
];

const FINDINGS: &[Written] = &[
    ID,
    YEAR,
    ORDINAL,
    ("code", Text, Never, "代码", "What was noticed", "findings.code"),
    ("severity", Text, Never, "程度", "How grave it is", "findings.severity"),
    ("message", Text, Never, "说明", "One sentence with the figures of the case", ""),
    START,
    END,
];

const CODES: &[Written] = &[
    ("table_name", Text, Never, "表", "Table that the code stands in", ""),
    ("column_name", Text, Never, "列", "Column that the code stands in, or what the form's columns are called", ""),
    ("code", Text, Never, "代码", "Code", ""),
    ("label_zh", Text, May, "中文标签", "Chinese label, for a form as it prints it", ""),
    ("label_en", Text, May, "英文标签", "English label", ""),
    ("unit", Text, May, "单位", "Unit of its values", ""),
    ("edition", Text, May, "格式版本", "Edition of the form; null where the code belongs to none", "documents.edition"),
    ("parent", Text, May, "上级", "Code that it is part of", ""),
    ("comparable_with", Text, May, "可比代码", "Code of another edition that measures the same", ""),
    ("break_note", Text, May, "口径变化", "Why values of two editions must not be put in one series", ""),
];

const SOURCES: &[Written] = &[
    ("source_uri", Text, Never, "来源文件", "Last component of the INPUT and the path below it", ""),
    ("bytes", Count, Never, "字节数", "Size of the file", ""),
    ("records", Count, Never, "记录数", "Records read", ""),
    ("reports", Count, Never, "报告数", "Records that are reports", ""),
    ("not_reports", Count, Never, "非报告数", "Records that are not", ""),
    ("quarantined", Count, Never, "隔离数", "Records that could not be read or were given up", ""),
    ("skipped", Count, Never, "跳过数", "What was skipped without being read", ""),
    ("content_hash", Text, May, "内容校验值", "XXH3-128 of the file, of a large one by blocks; null where it was not read", ""),
    ("outcome", Text, Never, "结果", "What became of the file", ""),
];

const QUARANTINE: &[Written] = &[
    ("source_uri", Text, Never, "来源文件", "Last component of the INPUT and the path below it", ""),
    ("record", Count, Never, "记录号", "Number of the record in its file; 0 for a file that is one document", ""),
    ("byte_offset", Count, Never, "字节位置", "Where it begins in the file", ""),
    ("stage", Text, Never, "阶段", "Stage that failed", ""),
    ("code", Text, Never, "代码", "What failed", ""),
    ("message", Text, Never, "说明", "Why, and how to retry", ""),
    ("bytes", Count, Never, "字节数", "Size of what could not be read", ""),
    ("sample", Text, May, "样本", "Beginning of what could not be read", ""),
];

/// The tables that come before the families' own.
pub(super) fn documents() -> Vec<Table> {
    vec![
        table("documents", Content::Documents, "文档", "One row a report", &["document_id"], &[DOCUMENTS]),
        table(
            "attributes",
            Content::Attributes,
            "属性依据",
            "Evidence behind each inferred column of documents",
            &["document_id", "field", "ordinal"],
            &[ATTRIBUTES],
        ),
        table(
            "occurrences",
            Content::Occurrences,
            "出处",
            "Places where a document was met",
            &["document_id", "source_uri", "record"],
            &[OCCURRENCES],
        ),
        table("sections", Content::Sections, "正文部分", "The whole text, cut at its headings", &["document_id", "ordinal"], &[SECTIONS]),
    ]
}

/// The tables that come after the families' own.
pub(super) fn ground() -> Vec<Table> {
    vec![
        table("cells", Content::Cells, "单元格", "Every cell of the form", &["document_id", "table_name", "row_code", "column_code"], &[CELLS]),
        table("checks", Content::Checks, "勾稽核对", "Every equation of the form", &["document_id", "check_code", "scope"], &[CHECKS]),
        table("figures", Content::Figures, "文中数字", "Numbers in the prose", &["document_id", "ordinal"], &[PREFIX, FIGURES]),
        table("findings", Content::Findings, "异常", "What is odd about a document", &["document_id", "ordinal"], &[FINDINGS]),
        table("codes", Content::Codes, "代码表", "The codebook", &["table_name", "column_name", "code", "edition"], &[CODES]),
        table("sources", Content::Sources, "来源文件", "Every file met", &["source_uri"], &[SOURCES]),
        table(
            "quarantine",
            Content::Quarantine,
            "隔离",
            "What could not be read or was given up",
            &["source_uri", "record", "byte_offset"],
            &[QUARANTINE],
        ),
    ]
}

/// What the tables of forms begin with.
pub(in crate::dataset) fn prefix() -> Vec<ColumnInfo> {
    PREFIX.iter().map(column).collect()
}

fn table(name: &str, content: Content, label_zh: &str, label_en: &str, keys: &[&str], columns: &[&[Written]]) -> Table {
    Table {
        name: name.to_owned(),
        content,
        label_en: label_en.to_owned(),
        label_zh: label_zh.to_owned(),
        keys: keys.iter().map(|&k| k.to_owned()).collect(),
        columns: columns.concat().iter().map(column).collect(),
        partitioned: !matches!(content, Content::Codes | Content::Sources | Content::Quarantine),
    }
}

fn column(&(name, kind, null, label_zh, label_en, codes): &Written) -> ColumnInfo {
    ColumnInfo {
        name: name.to_owned(),
        kind,
        nullable: null == May,
        unit: None,
        label_zh: label_zh.to_owned(),
        label_en: label_en.to_owned(),
        codes: codes.split_once('.').map(|(table, column)| (table.to_owned(), column.to_owned())),
    }
}
