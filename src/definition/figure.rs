//! What the definition says of the numbers in the prose.

use schemars::JsonSchema;
use serde::Deserialize;

use super::compile::Report;

/// One kind of number in the prose, as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureEntry {
    /// The code in `figures.figure`.
    pub code: String,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The unit that its values have where the text prints none.
    pub unit: String,
}

/// One kind of number in the prose, compiled.
#[derive(Debug)]
pub struct FigureForm {
    /// The code in `figures.figure`.
    pub code: String,
    /// The Chinese name.
    pub label_zh: String,
    /// The English name.
    pub label_en: String,
    /// The unit that its values have where the text prints none.
    pub unit: String,
}

/// Compiles all figures; what is wrong goes to `report`.
pub fn compile(written: &[FigureEntry], _report: &mut Report<'_>) -> Vec<FigureForm> {
    written
        .iter()
        .map(|f| FigureForm { code: f.code.clone(), label_zh: f.label_zh.clone(), label_en: f.label_en.clone(), unit: f.unit.clone() })
        .collect()
}
