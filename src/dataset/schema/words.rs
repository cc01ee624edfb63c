//! The codes that every dataset has, whatever its families, with their labels.

use crate::definition::RowKind;
use crate::finding::Code;

/// Table, column, code, Chinese and English label.
pub(super) const WORDS: &[(&str, &str, &str, &str, &str)] = &[
    ("documents", "scope", "single", "单一机关", "One agency"),
    ("documents", "scope", "consolidated", "汇总", "An agency and those under it"),
    ("documents", "scope", "unknown", "未知", "Not known"),
    ("documents", "script", "hans", "简体", "Simplified characters"),
    ("documents", "script", "hant", "繁体", "Traditional characters"),
    ("documents", "text_basis", "text", "文件文本", "The decoded file"),
    ("documents", "text_basis", "json", "JSON 字段", "The unescaped JSON field"),
    ("documents", "text_basis", "html", "网页规范文本", "The canonical rendering of the page"),
    ("documents", "status", "complete", "完整", "Every cell of the form is accounted for"),
    ("documents", "status", "partial", "部分", "Some cells are accounted for"),
    ("documents", "status", "tables_lost", "表格丢失", "The tables were destroyed before the text reached us"),
    ("documents", "status", "no_tables", "无表格", "Nothing shows that there were tables"),
    ("cells", "state", "stated", "有数值", "A number is printed and read"),
    ("cells", "state", "blank", "空白", "The cell is there and empty"),
    ("cells", "state", "slash", "斜线", "The cell holds a slash"),
    ("cells", "state", "dash", "横线", "The cell holds a dash"),
    ("cells", "state", "none_word", "无", "The cell holds the word for none"),
    ("cells", "state", "row_missing", "缺行", "The row is not in the table"),
    ("cells", "state", "column_unknown", "列不明", "A number is there, its column is not known"),
    ("cells", "state", "lost_upstream", "上游丢失", "The table stood there and was destroyed"),
    ("cells", "state", "lost_by_dedup", "去重丢失", "Repeated lines of the table were removed"),
    ("cells", "state", "illegible", "无法辨认", "The cell holds characters that are no accepted number"),
    ("cells", "verification", "confirmed", "已核对", "An equation with it holds on something other than zeros, and none fails"),
    ("cells", "verification", "consistent_zero", "零值相符", "Its equations hold, on zeros only"),
    ("cells", "verification", "contradicted", "有矛盾", "The equations that fail locate it, or locate no cell and contain it"),
    ("cells", "verification", "untested", "未核对", "No equation could be computed with it, or one fails by the fault of another, located cell"),
    ("checks", "outcome", "holds", "成立", "Both sides are equal"),
    ("checks", "outcome", "fails", "不成立", "The sides differ"),
    ("checks", "outcome", "not_computable", "无法计算", "A cell is not accounted for, or a side has no stated cell"),
    ("figures", "qualifier", "about", "约", "About"),
    ("figures", "qualifier", "over", "超过", "More than"),
    ("figures", "qualifier", "under", "不足", "Less than"),
    ("figures", "period", "year", "本年", "The report year"),
    ("figures", "period", "cumulative", "累计", "Since some earlier day"),
    ("figures", "period", "unknown", "未知", "Not known"),
    ("findings", "severity", "note", "提示", "Worth knowing; no value is in doubt"),
    ("findings", "severity", "warning", "警告", "Some value is in doubt or missing"),
    ("findings", "severity", "grave", "严重", "A table or the document could not be read"),
];

/// The labels of what a row is in the arithmetic of its table.
pub(super) fn kind(kind: RowKind) -> (&'static str, &'static str) {
    match kind {
        RowKind::Inflow => ("收入项", "What came in"),
        RowKind::Outcome => ("办理结果", "One way in which it was handled"),
        RowKind::Sum => ("合计", "The sum of the outcomes"),
        RowKind::Outflow => ("结转项", "What goes on to the next year"),
    }
}

/// The Chinese label of a finding; empty for one that has none yet.
pub(super) fn finding_zh(code: Code) -> &'static str {
    match code {
        Code::TableLost => "表格丢失",
        Code::TableDeduplicated => "表格被去重",
        Code::TableMissing => "未见表格",
        Code::RowMissing => "缺行",
        Code::ColumnUnknown => "列不明",
        Code::Illegible => "无法辨认",
        Code::NotAnInteger => "件数非整数",
        Code::RowsMerged => "行合并",
        Code::ExtraRow => "多余行列",
        Code::SecondReport => "另有一份报告",
        Code::CheckFailed => "勾稽关系不成立",
        Code::SlipLocated => "定位到差错",
        Code::WitnessConflict => "依据矛盾",
        Code::YearUnknown => "年度不明",
        Code::AgencyUnknown => "机关不明",
        Code::EditionMismatch => "格式与年度不符",
        Code::SectionMissing => "缺少部分",
        Code::CharactersDamaged => "字符损坏",
        Code::CharactersInjected => "插入字符",
        Code::CharactersWide => "全角字符",
        Code::CharactersConverted => "字词转换",
        Code::GaveUp => "中止读取",
        Code::FigureDiffers => "文表不符",
    }
}
