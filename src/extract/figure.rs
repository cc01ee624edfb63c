//! The prose becomes figures: numbers with a meaning, a unit, a qualifier and the clause that they stand in.

use super::{Figure, Section};
use crate::definition::Family;

/// Reads the figures of the prose, by place. `tables` are the spans of the decoded tables, sorted, where no figure stands.
#[must_use]
pub fn figures(_family: &Family, _text: &str, _sections: &[Section], _tables: &[crate::text::Span]) -> Vec<Figure> {
    Vec::new()
}
