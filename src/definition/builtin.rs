//! The families that ship with the program. The one place that names them.

use super::{DefinitionError, Family, compile};

/// File name and text of every definition that ships with the program.
#[must_use]
pub fn builtin_sources() -> &'static [(&'static str, &'static str)] {
    &[("pipelines/disclosure.toml", include_str!("../../pipelines/disclosure.toml"))]
}

/// The families that ship with the program, compiled.
///
/// # Errors
/// When a definition that ships with the program is wrong, which the tests exclude.
pub fn builtin() -> Result<Vec<Family>, DefinitionError> {
    builtin_sources().iter().map(|(path, text)| compile(path, text)).collect()
}
