//! The command line's own description becomes completion scripts and a man page.

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args::Arguments;
use super::exit::Exit;
use super::failure::Failure;
use super::output;

/// Prints the completion script of a shell.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "reportlake", &mut script);
    output::print_bytes(&script)?;
    Ok(Exit::Done)
}

/// Prints the man page of the program, with a section for each command.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn man() -> Result<Exit, Failure> {
    let mut page = Vec::new();
    render(&mut page).map_err(|e| Failure::internal(format!("cannot make the man page: {e}")))?;
    output::print_bytes(&page)?;
    Ok(Exit::Done)
}

fn render(page: &mut Vec<u8>) -> std::io::Result<()> {
    let command = Arguments::command().after_help("");
    let mut description = command.clone();
    description.build();
    let man = Man::new(command);
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    for part in description.get_subcommands().filter(|part| part.get_name() != "help") {
        let mut title = Roff::new();
        title.control("SH", [format!("COMMAND {}", part.get_name()).as_str()]);
        title.to_writer(page)?;
        let part = Man::new(part.clone());
        part.render_synopsis_section(page)?;
        part.render_description_section(page)?;
        part.render_options_section(page)?;
        part.render_extra_section(page)?;
    }
    let mut codes = Roff::new();
    codes.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        codes.control("TP", []);
        codes.text([roman(exit.number().to_string())]);
        codes.text([roman(exit.meaning())]);
    }
    codes.to_writer(page)
}
