//! The families that ship with the program. The one place that names them.

use super::{DefinitionError, Family, Problem, compile};

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
    compile_all(builtin_sources().iter().copied()).map_err(|mut errors| errors.swap_remove(0))
}

/// Compiles definitions that are used together, each as its path and its text: no two have one code or one table.
///
/// # Errors
/// Everything that is wrong, one error for each file, in their order. Never empty.
pub fn compile_all<'s>(sources: impl IntoIterator<Item = (&'s str, &'s str)>) -> Result<Vec<Family>, Vec<DefinitionError>> {
    let mut families: Vec<(&str, Family)> = Vec::new();
    let mut errors = Vec::new();
    for (path, text) in sources {
        match compile(path, text) {
            Ok(family) => {
                let problems: Vec<Problem> = families.iter().flat_map(|(other, first)| shared(&family, text, first, other)).collect();
                if problems.is_empty() {
                    families.push((path, family));
                } else {
                    errors.push(DefinitionError::new(path, problems));
                }
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(families.into_iter().map(|(_, family)| family).collect()) } else { Err(errors) }
}

/// What two families must not share.
fn shared(family: &Family, text: &str, first: &Family, path: &str) -> Vec<Problem> {
    let place = |code: &str| text.find(&format!("\"{code}\"")).unwrap_or(0);
    let tables = |family: &Family| family.forms.iter().flat_map(|f| &f.tables).map(|t| t.name.clone()).collect::<std::collections::BTreeSet<_>>();
    let mut problems = Vec::new();
    if family.code == first.code {
        let message = format!("the family code `{}` is taken by {path}", family.code);
        problems.push(Problem::at(text, place(&family.code), message, Some("use one of the two definitions, or give it another code".to_owned())));
    }
    for name in tables(family).intersection(&tables(first)) {
        let message = format!("the table name `{name}` is taken by {path}");
        problems.push(Problem::at(text, place(name), message, Some("the table of a family has a name of its own".to_owned())));
    }
    problems
}
