//! Arguments become inputs: a path and the name that its records are filed under.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{DocumentError, printable};

/// Where an input lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputPath {
    /// A file.
    File(PathBuf),
    /// A directory, to be walked.
    Dir(PathBuf),
    /// Standard input.
    Stdin,
}

/// One INPUT as given: `PATH`, `NAME=PATH` or `-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The first component of every `source_uri` below it: the last component of the path, `stdin`, or the NAME given.
    pub name: String,
    /// Where it lies.
    pub path: InputPath,
}

/// Reads arguments as inputs, in the order given. An argument that is a path as it stands is a path, even with `=` in it.
///
/// # Errors
/// A path that does not exist, a path without a name, two inputs of one name: usage errors, each with its remedy.
pub fn parse_inputs(args: &[String]) -> Result<Vec<Input>, DocumentError> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut inputs = Vec::with_capacity(args.len());
    for arg in args {
        let input = parse_input(arg)?;
        if let Some(first) = seen.insert(input.name.clone(), arg) {
            return Err(DocumentError::SameName { name: input.name, first: printable(first.as_bytes()), second: printable(arg.as_bytes()) });
        }
        inputs.push(input);
    }
    Ok(inputs)
}

fn parse_input(arg: &str) -> Result<Input, DocumentError> {
    let named = arg.split_once('=').filter(|(name, _)| !name.is_empty() && !name.contains('/') && !Path::new(arg).exists());
    let (name, path) = match named {
        Some((name, path)) => (Some(printable(name.as_bytes())), path),
        None => (None, arg),
    };
    if path == "-" {
        return Ok(Input { name: name.unwrap_or_else(|| "stdin".to_owned()), path: InputPath::Stdin });
    }
    let metadata = Path::new(path).metadata().map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => DocumentError::Missing { path: printable(path.as_bytes()) },
        _ => DocumentError::Unreadable { path: printable(path.as_bytes()), source },
    })?;
    let name = match name {
        Some(name) => name,
        None => last_component(path)?,
    };
    let place = PathBuf::from(path);
    Ok(Input { name, path: if metadata.is_dir() { InputPath::Dir(place) } else { InputPath::File(place) } })
}

/// The last component; that of the real path for `.`, `..` and `/`-ended forms of them.
fn last_component(path: &str) -> Result<String, DocumentError> {
    let named = |p: &Path| p.file_name().map(|n| printable(n.as_encoded_bytes()));
    let path = Path::new(path);
    named(path)
        .or_else(|| path.canonicalize().ok().and_then(|real| named(&real)))
        .ok_or_else(|| DocumentError::NoName { path: printable(path.as_os_str().as_encoded_bytes()) })
}
