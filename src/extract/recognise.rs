//! A text becomes a verdict: a report of which family, on what evidence, or not a report, and why.

use crate::definition::Family;
use crate::text::Span;

/// Whether a text is a report, and why we think so.
#[derive(Clone, Debug, Default)]
pub struct Recognition {
    /// The index of the family; `None` for what is not a report.
    pub family: Option<usize>,
    /// What speaks for and against, in the order in which it was looked for.
    pub evidence: Vec<Evidence>,
    /// Why it is not a report: a stable code such as `no_anchor`; empty for a report.
    pub reason: &'static str,
}

/// One thing that speaks for or against.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What it is: a rule of the definition.
    pub rule: String,
    /// How much it counts; negative against.
    pub weight: i32,
    /// Where it stands.
    pub span: Span,
}

/// Decides whether `text` is a report of one of the families. Never fails.
#[must_use]
pub fn recognise(text: &str, families: &[Family]) -> Recognition {
    let family = families.iter().position(|f| f.recognise.anchors.iter().any(|a| text.contains(a.as_str())));
    Recognition { family, evidence: Vec::new(), reason: if family.is_some() { "" } else { "no_anchor" } }
}
