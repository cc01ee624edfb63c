//! What a run is given becomes a refusal, or nothing: the gates before anything is published.

use std::path::{Path, PathBuf};

use super::error::Error;
use crate::dataset::Manifest;
use crate::document::{Input, InputPath, Source};

/// Documents that may go from one run to the next: one in twenty.
const GONE_ONE_IN: u64 = 20;

/// Refuses a lake below an input: the next run would read what this one wrote.
pub(super) fn require_outside(lake: &Path, inputs: &[Input]) -> Result<(), Error> {
    let Some(real) = real(lake) else { return Ok(()) };
    let holds = |input: &&Input| matches!(&input.path, InputPath::Dir(path) if path.canonicalize().is_ok_and(|path| real.starts_with(path)));
    match inputs.iter().find(holds) {
        Some(input) => Err(Error::LakeInInput { path: lake.to_owned(), name: input.name.clone() }),
        None => Ok(()),
    }
}

/// Where a path that need not exist yet leads to, without links.
fn real(path: &Path) -> Option<PathBuf> {
    let here = |path: &Path| if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() };
    path.ancestors().find_map(|above| Some(here(above).canonicalize().ok()?.join(path.strip_prefix(above).ok()?)))
}

/// Refuses inputs of other names than those of the published snapshot.
pub(super) fn require_same_inputs(lake: &Path, held: &[String], given: &[String]) -> Result<(), Error> {
    if held == given {
        return Ok(());
    }
    Err(Error::OtherInputs { path: lake.to_owned(), held: held.to_vec(), given: given.to_vec() })
}

/// Refuses an input without any file: its disk may not be there.
pub(super) fn require_sources(inputs: &[Input], sources: &[Source]) -> Result<(), Error> {
    if inputs.is_empty() {
        return Err(Error::NoInput);
    }
    let below = |name: &str| sources.iter().any(|source| source.uri.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    match inputs.iter().find(|input| !below(&input.name)) {
        Some(input) => Err(Error::EmptyInput { name: input.name.clone() }),
        None => Ok(()),
    }
}

/// Refuses to lose more than one document in twenty.
pub(super) fn require_documents(before: Option<&Manifest>, now: u64) -> Result<(), Error> {
    let before = before.map_or(0, |before| before.counts.documents);
    if before.saturating_sub(now) > before / GONE_ONE_IN { Err(Error::DocumentsGone { before, now }) } else { Ok(()) }
}

/// Whether the data of `before` are what a run for `wanted` would give, as far as one can tell without reading.
pub(super) fn follows_from_the_same(before: &Manifest, wanted: &Manifest) -> bool {
    !wanted.fingerprint.is_empty()
        && before.fingerprint == wanted.fingerprint
        && before.version == wanted.version
        && before.options == wanted.options
        && before.definitions == wanted.definitions
}
