//! A report becomes its identity: agency, region, year, period, what it says of itself, each with its witnesses.

use super::{Attribute, Identity, Section};
use crate::definition::Family;
use crate::finding::Finding;

/// Reads the identity. Adds every witness to the attributes; conflicting ones all stand there. Never fails.
#[must_use]
pub fn identify(_family: &Family, _text: &str, _sections: &[Section], _findings: &mut Vec<Finding>) -> (Identity, Vec<Attribute>) {
    (Identity { scope: "unknown", ..Identity::default() }, Vec::new())
}
