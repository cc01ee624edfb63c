//! Huge corpora of statutory reports become tables that one can trust.
//!
//! # The flow
//!
//! ```text
//! pipelines/*.toml -> definition::Family                         what a family of reports looks like
//! files -> document::discover -> units -> document::read         each Document: decoded text and its source
//!       -> extract::recognise -> sections -> tables -> checks    each Extraction: typed cells, figures, findings
//!                             -> identity -> figures
//!       -> dataset: fragments -> merge -> snapshot               Parquet files, published by one rename
//!                             -> shards -> merge                 the same, where several machines read
//! ```
//!
//! [`run`] joins the rooms and is the only place with threads; the command (`src/cli`) is the only one that prints.
//! Imports go one way: `cli -> run -> dataset -> extract -> definition -> finding -> text`, and `run -> document -> text`.
//! A test holds every file to that.
//!
//! # The words
//!
//! A **definition** is a family as its TOML says it, a **family** the same compiled · a **source** is where a document lies ·
//! a **document** is decoded text · a **span** a byte range in it · a **section** heading and body · a **table** a rectangle
//! again · a **cell** row, column, value, state and span · a **finding** what is odd about a document · a **fragment** the
//! rows of one work unit · a **snapshot** one published state of the lake.
//!
//! # What must stay true
//!
//! 1. No silent wrong number: every value slices back to the text it came from, and what cannot be known is typed as unknown.
//! 2. The same bytes for any number of threads, order of files, host and date.
//! 3. `text` and `extract` have no disk, thread, clock or panic; a document's oddity is a finding, never an error.
//! 4. The engine knows no family by name: all it knows about a form stands in `pipelines/`.
//!
//! # From Rust
//!
//! ```
//! let extractor = reportlake::Extractor::builtin()?;
//! let page = extractor.extract("一封普通的信。");
//! assert!(page.recognition.family.is_none(), "it is no report, and that is no error");
//! # Ok::<(), reportlake::definition::DefinitionError>(())
//! ```
//!
//! Without the features `lake` and `cli` the crate is [`text`], [`finding`], [`definition`] and [`extract`]: no arrow, no disk.

#[cfg(feature = "lake")]
pub mod dataset;
pub mod definition;
#[cfg(feature = "lake")]
pub mod document;
pub mod extract;
pub mod finding;
#[cfg(feature = "lake")]
pub mod run;
pub mod text;

// Reports with known numbers, for those tests that look behind the doors of the rooms. They know us by our name.
#[cfg(test)]
extern crate self as reportlake;
#[cfg(test)]
#[expect(dead_code, reason = "tests of stages ask nothing of the score")]
#[path = "../tests/truth/mod.rs"]
mod truth;

#[cfg(feature = "lake")]
pub use dataset::Lake;
pub use definition::Family;
pub use extract::{Extraction, Extractor};
pub use finding::Finding;
pub use text::Span;
