//! What the definition says of telling a report from other documents.

use schemars::JsonSchema;
use serde::Deserialize;

use super::compile::Report;

/// How a report is recognised, as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecogniseEntry {
    /// Literals of which every report contains at least one, in either script.
    pub anchors: Vec<String>,
}

/// How a report is recognised, compiled.
#[derive(Debug)]
pub struct RecogniseRules {
    /// Literals of which every report contains at least one, in either script.
    pub anchors: Vec<String>,
}

/// Compiles the rules; what is wrong goes to `report`.
pub fn compile(written: &RecogniseEntry, _report: &mut Report<'_>) -> RecogniseRules {
    RecogniseRules { anchors: written.anchors.clone() }
}
