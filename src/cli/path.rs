//! A lake becomes the place where its current snapshot lies.

use std::fs;

use reportlake::dataset::Lake;

use super::args::PathArguments;
use super::exit::Exit;
use super::failure::Failure;
use super::output;

/// Prints the directory of the snapshot, or of one of its tables, with every link resolved.
///
/// # Errors
/// When nothing is published there, or the snapshot has no such table.
pub(crate) fn run(arguments: &PathArguments) -> Result<Exit, Failure> {
    let lake = Lake::open(&arguments.lake)?;
    let mut path = lake.data();
    if let Some(table) = &arguments.table {
        if !lake.tables().any(|name| name == table) {
            let tables = lake.tables().collect::<Vec<_>>().join(", ");
            return Err(Failure::usage(format!("the lake has no table `{table}`")).hint(format!("its tables are {tables}")));
        }
        path.push(table);
    }
    let path = fs::canonicalize(&path).map_err(|e| Failure::internal(format!("cannot resolve {}: {e}", path.display())))?;
    // A path is bytes: printed as it is, since it is meant for the next command.
    let mut line = path.into_os_string().into_encoded_bytes();
    line.push(b'\n');
    output::print_bytes(&line)?;
    Ok(Exit::Done)
}
