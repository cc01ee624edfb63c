//! A family of statutory reports as its TOML says it becomes a [`Family`] that the engine can follow.
//!
//! The engine knows no family by name: everything it knows about a form stands in `pipelines/*.toml`. A definition is
//! compiled in passes, each of which gathers everything that is wrong: `tree` (TOML with places), `shape` (against
//! the JSON Schema of the types in `written`), `meaning` (codes, years, labels, equations), `compile`.

mod beginnings;
mod builtin;
mod compile;
mod equation;
mod error;
mod example;
mod family;
mod figure;
mod gazetteer;
mod heading;
mod issuer;
mod labels;
mod meaning;
mod pattern;
mod recognise;
mod report;
mod schema;
mod shape;
mod spelling;
mod table;
mod title;
mod tree;
mod wording;
mod written;

pub use beginnings::Beginnings;
pub use builtin::{builtin, builtin_sources, compile_all};
pub use compile::compile;
pub use error::{DefinitionError, Problem};
pub use example::{Example, Expected, ExpectedCell, ExpectedContent, ExpectedReport};
pub use family::{
    Column, Edition, Equation, Family, Form, Group, LabelId, Labels, Meaning, Row, RowKind, SectionForm, Shape, Slot, TableForm, Term, Use, ValueKind,
};
pub(crate) use figure::PatternRules;
pub use figure::{FigureForm, FigureRules};
pub use gazetteer::{Division, Gazetteer, Hit, Level, NameForm};
pub use heading::{Heading, Headings};
pub use issuer::{IssuerRules, Kind, MetadataField, Witness, WitnessPlace};
pub use pattern::{Pattern, SENTENCE_STOP, Screen, may_match};
pub use recognise::{RecogniseRules, Sign, Signs};
pub use schema::json_schema;
pub use title::{TitleForm, TitleParts};
