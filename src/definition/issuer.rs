//! What the definition says of whose report it is, of which year, and what it says of itself.

use schemars::JsonSchema;
use serde::Deserialize;

use super::compile::Report;

/// Where a report says whose it is, as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssuerEntry {}

/// Where a report says whose it is, compiled.
#[derive(Debug)]
pub struct IssuerRules {}

/// Compiles the rules; what is wrong goes to `report`.
pub fn compile(_written: &IssuerEntry, _report: &mut Report<'_>) -> IssuerRules {
    IssuerRules {}
}
