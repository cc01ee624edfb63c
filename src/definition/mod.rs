//! A family of statutory reports as its TOML says it becomes a [`Family`] that the engine can follow.
//!
//! The engine knows no family by name: everything it knows about a form stands in `pipelines/*.toml`.

mod builtin;
mod compile;
mod equation;
mod error;
mod family;
mod figure;
mod gazetteer;
mod issuer;
mod recognise;
mod written;

pub use builtin::{builtin, builtin_sources};
pub use compile::compile;
pub use error::{DefinitionError, Problem};
pub use family::{
    Column, Edition, Equation, Family, Form, Group, LabelId, Labels, Row, RowKind, SectionForm, Shape, Slot, TableForm, Term, Use, ValueKind,
};
pub use figure::FigureForm;
pub use gazetteer::Gazetteer;
pub use issuer::{IssuerRules, Kind, MetadataField, Witness, WitnessPlace};
pub use recognise::{RecogniseRules, Sign, Signs};
