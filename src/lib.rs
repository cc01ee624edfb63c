//! Huge corpora of statutory reports become tables that one can trust.

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
