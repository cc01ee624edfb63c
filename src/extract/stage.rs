//! Each stage by itself, for the benches. No part of the library's promise: use [`Extractor`](super::Extractor).

use super::{Figure, Identity, Section, figure, issuer, section};
use crate::definition::Family;

/// Cuts a text at the headings of the form.
#[must_use]
pub fn sections(family: &Family, text: &str) -> Vec<Section> {
    section::sections(family, text, &mut Vec::new())
}

/// Reads whose report it is, of which year.
#[must_use]
pub fn identity(family: &Family, text: &str) -> Identity {
    issuer::identify(family, text, &[], &mut Vec::new()).0
}

/// Reads the numbers of a text that is all prose.
#[must_use]
pub fn figures(family: &Family, text: &str) -> Vec<Figure> {
    figure::figures(family, text, &[], &[])
}
