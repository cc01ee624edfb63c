//! Names and files of definitions become compiled families.

use std::fs;
use std::path::{Path, PathBuf};

use reportlake::definition::{DefinitionError, Family, builtin, builtin_sources, compile_all};

use super::failure::Failure;

/// Path and text of a definition.
type Source = (String, String);

/// The families of the names and files, in their order; all built-in ones where nothing is named.
///
/// # Errors
/// When a file cannot be read, a definition is wrong, a name is unknown, or two have one family or table.
pub(crate) fn families(names: &[String]) -> Result<Vec<Family>, Failure> {
    if names.is_empty() {
        return Ok(builtin()?);
    }
    let sources = names.iter().map(|name| if is_file(name) { read(Path::new(name)) } else { named(name) });
    compiled(&sources.collect::<Result<Vec<_>, _>>()?)
}

/// The families of definition files, in their order.
///
/// # Errors
/// When a file cannot be read, a definition is wrong, or two have one family or table.
pub(crate) fn read_all(files: &[PathBuf]) -> Result<Vec<Family>, Failure> {
    compiled(&files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?)
}

fn compiled(sources: &[Source]) -> Result<Vec<Family>, Failure> {
    compile_all(sources.iter().map(|(path, text)| (path.as_str(), text.as_str()))).map_err(|errors| {
        let every: Vec<String> = errors.iter().map(DefinitionError::to_string).collect();
        Failure::usage(every.join("\n"))
    })
}

/// Whether a word of `--pipeline` means a file: it looks like a path, or there is one of that name.
fn is_file(name: &str) -> bool {
    let path = Path::new(name);
    path.components().count() > 1 || path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) || path.is_file()
}

fn read(path: &Path) -> Result<Source, Failure> {
    let shown = path.to_string_lossy().into_owned();
    let text =
        fs::read_to_string(path).map_err(|e| Failure::usage(format!("cannot read the definition {shown}: {e}")).hint("name a TOML file in UTF-8"))?;
    Ok((shown, text))
}

/// The built-in definition of that family.
fn named(name: &str) -> Result<Source, Failure> {
    let families = builtin()?;
    let Some(at) = families.iter().position(|family| family.code == name) else {
        let known: Vec<&str> = families.iter().map(|family| family.code.as_str()).collect();
        return Err(Failure::usage(format!("there is no pipeline `{name}`")).hint(format!("name a TOML file, or one of: {}", known.join(", "))));
    };
    // Families are compiled in the order of their sources.
    let (path, text) = builtin_sources()[at];
    Ok((path.to_owned(), text.to_owned()))
}
