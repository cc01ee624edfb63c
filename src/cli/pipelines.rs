//! Names and files of definitions become compiled families.

use std::fs;
use std::path::Path;

use reportlake::definition::{Family, builtin, compile};

use super::failure::Failure;

/// The families of the names and files, in their order; all built-in ones where nothing is named.
///
/// # Errors
/// When a file cannot be read, a definition is wrong, a name is unknown, or one family is named twice.
pub(crate) fn families(names: &[String]) -> Result<Vec<Family>, Failure> {
    if names.is_empty() {
        return Ok(builtin()?);
    }
    let mut families: Vec<Family> = Vec::new();
    for name in names {
        let family = if is_file(name) { read(Path::new(name))? } else { named(name)? };
        if families.iter().any(|other| other.code == family.code) {
            return Err(Failure::usage(format!("the family `{}` is named twice", family.code)).hint("name each --pipeline once"));
        }
        families.push(family);
    }
    Ok(families)
}

/// Whether a word of `--pipeline` means a file: it looks like a path, or there is one of that name.
fn is_file(name: &str) -> bool {
    let path = Path::new(name);
    path.components().count() > 1 || path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) || path.is_file()
}

/// Reads and compiles one definition.
///
/// # Errors
/// When it cannot be read, or is wrong.
pub(crate) fn read(path: &Path) -> Result<Family, Failure> {
    Ok(compile(&path.to_string_lossy(), &text(path)?)?)
}

/// The text of a definition.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|e| Failure::usage(format!("cannot read the definition `{}`: {e}", path.display())).hint("name a TOML file in UTF-8"))
}

fn named(name: &str) -> Result<Family, Failure> {
    let mut families = builtin()?;
    let Some(at) = families.iter().position(|family| family.code == name) else {
        let known: Vec<&str> = families.iter().map(|family| family.code.as_str()).collect();
        return Err(Failure::usage(format!("there is no pipeline `{name}`")).hint(format!("name a TOML file, or one of: {}", known.join(", "))));
    };
    Ok(families.swap_remove(at))
}
