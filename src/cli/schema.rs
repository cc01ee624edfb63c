//! The declared tables become a data dictionary: for people, for programs, for databases.

use reportlake::dataset::{dictionary_json, dictionary_sql, dictionary_text, tables};
use reportlake::definition::builtin;

use super::args::{SchemaArguments, SchemaFormat};
use super::exit::Exit;
use super::failure::Failure;
use super::output;

/// Prints the data dictionary of the built-in families.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn run(arguments: &SchemaArguments) -> Result<Exit, Failure> {
    let families = builtin()?;
    let tables = tables(&families)?;
    let text = match arguments.format {
        SchemaFormat::Text => dictionary_text(&tables, &families),
        SchemaFormat::Json => format!("{:#}", dictionary_json(&tables, &families)),
        SchemaFormat::Sql => dictionary_sql(&tables),
    };
    output::print(&format!("{}\n", text.trim_end()))?;
    Ok(Exit::Done)
}
