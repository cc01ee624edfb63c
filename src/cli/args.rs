//! The words of the command line become plain values. What they mean is decided by each command.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use reportlake::run::Shard;

use super::exit::Exit;

const STYLES: Styles =
    Styles::styled().header(AnsiColor::Green.on_default().bold()).usage(AnsiColor::Green.on_default().bold()).literal(AnsiColor::Cyan.on_default());

const MAIN_EXAMPLES: &str = "\
Examples:
  reportlake extract corpus/ --out lake     corpus to lake: the main job
  reportlake explain corpus/report.txt      one document, stage by stage
  reportlake schema                         what every column means
  duckdb -c \"select * from 'lake/current/documents/**/*.parquet'\"";

const EXTRACT_EXAMPLES: &str = "\
Examples:
  reportlake extract corpus/ --out lake                     a directory
  reportlake extract a.jsonl b.jsonl --out lake             files of many
  reportlake extract A=/x/texts B=/y/texts --out lake       equal names
  zcat a.jsonl.gz | reportlake extract - --out lake         from a pipe
  reportlake extract corpus/ --out lake --tables=-sections  less to store
  reportlake extract corpus/ --out lake --shard 2/8         one of 8 machines

A second run over an unchanged corpus publishes nothing. Ctrl-C is safe: the
lake keeps its last snapshot; run the same command again.";

const MERGE_EXAMPLES: &str = "\
Examples:
  reportlake extract corpus/ --out lake --shard 1/2    on one machine
  reportlake extract corpus/ --out lake --shard 2/2    on another
  reportlake merge --out lake                          when both are done
  reportlake merge a/shards/1-of-2 b/shards/2-of-2 --out lake
                                                       copied together

The lake is the one that a single run makes, byte for byte, for any number of
shards. They carry --tables, --partition-by, --pipeline and the fields. A
second merge of the same shards publishes nothing; remove them when you like.";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  reportlake explain report.txt                  every stage and table
  reportlake explain crawl.jsonl --record 41     the 42nd line of a JSONL
  reportlake explain page.html --text            the text spans count in
  reportlake explain report.txt --cell requests.granted.total
  reportlake explain report.txt --cell requests.granted --json";

const DEFINITIONS_EXAMPLES: &str = "\
Examples:
  reportlake definitions                    those that ship with it
  reportlake definitions my-family.toml     one of your own
  reportlake extract corpus/ --out lake --pipeline my-family.toml";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  reportlake schema                              to read
  reportlake schema --format sql > schema.sql    to make the tables elsewhere
  reportlake schema --format json                to generate code from";

const PATH_EXAMPLES: &str = "\
Examples:
  reportlake path lake               the current snapshot's directory
  reportlake path lake requests      the directory of one table
  duckdb -c \"from '$(reportlake path lake requests)/**/*.parquet'\"

A reader that resolves the path once sees one whole snapshot, whatever is
published meanwhile.";

const QUARANTINE_EXAMPLES: &str = "\
Examples:
  reportlake quarantine lake
  duckdb -c \"select * from 'lake/current/quarantine/**/*.parquet'\"";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  reportlake completions bash > reportlake.bash && . ./reportlake.bash
  reportlake completions zsh > ~/.zfunc/_reportlake
  reportlake completions fish > ~/.config/fish/completions/reportlake.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  reportlake man | man -l -
  reportlake man > ~/.local/share/man/man1/reportlake.1";

/// Turns huge corpora of statutory reports into Parquet tables that one can trust.
///
/// A corpus of texts, HTML pages and JSONL files goes in; one lake of Parquet tables comes out, with every number
/// tied to the bytes that it was read from and tested by the form's own arithmetic.
#[derive(Debug, Parser)]
#[command(name = "reportlake", version, styles = STYLES, after_help = MAIN_EXAMPLES, after_long_help = format!("{MAIN_EXAMPLES}\n\n{}", exit_codes()), max_term_width = 120, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Turn a corpus into a lake: the main job
    #[command(after_help = EXTRACT_EXAMPLES)]
    Extract(ExtractArguments),
    /// Publish what the shards of a run have read
    #[command(after_help = MERGE_EXAMPLES)]
    Merge(MergeArguments),
    /// Show one document passing through every stage
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArguments),
    /// Compile definitions and run their examples
    #[command(after_help = DEFINITIONS_EXAMPLES)]
    Definitions(DefinitionsArguments),
    /// Print the data dictionary
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema(SchemaArguments),
    /// Print where the current snapshot lies
    #[command(after_help = PATH_EXAMPLES)]
    Path(PathArguments),
    /// List what could not be read, why, and what to do
    #[command(after_help = QUARANTINE_EXAMPLES)]
    Quarantine(QuarantineArguments),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArguments),
    /// Print the man page
    #[command(after_help = MAN_EXAMPLES)]
    Man,
}

/// The words of `extract`.
#[derive(Debug, Args)]
pub(crate) struct ExtractArguments {
    /// Files and directories to read, or `-` for the standard input
    ///
    /// Text, Markdown, HTML, JSONL, Parquet, WARC and WET, gzip or zstd of each but Parquet, recognised by content, then
    /// by name; UTF-8, GB18030, Big5 or UTF-16.
    /// Directories are walked in order; links below them are not followed. `NAME=PATH` gives an INPUT another name in
    /// `source_uri`, so that two INPUTs of one name can be told apart.
    #[arg(required = true, value_name = "INPUT", value_hint = ValueHint::AnyPath, help_heading = "What to read")]
    pub inputs: Vec<String>,
    /// The key of JSON or column of Parquet that holds the text [default: text, then content]
    #[arg(long, value_name = "NAME", help_heading = "What to read")]
    pub text_field: Option<String>,
    /// The key or column that holds HTML [default: html]
    #[arg(long, value_name = "NAME", help_heading = "What to read")]
    pub html_field: Option<String>,
    /// The key or column that holds the record's address [default: url]
    #[arg(long, value_name = "NAME", help_heading = "What to read")]
    pub url_field: Option<String>,
    /// A definition to look for: the code of a built-in one, or a TOML file [default: all built-in]
    #[arg(long = "pipeline", value_name = "FILE_OR_NAME", help_heading = "What to read")]
    pub pipelines: Vec<String>,
    /// The lake to publish to; made if it is not there
    #[arg(long, value_name = "LAKE", value_hint = ValueHint::DirPath, help_heading = "What to write")]
    pub out: PathBuf,
    /// What the tables are partitioned by
    #[arg(long, value_name = "KEYS", default_value = "year", value_parser = ["year", "year,province"], help_heading = "What to write")]
    pub partition_by: String,
    /// The tables to fill, or with a leading `-` those to leave empty, with commas between [default: all]
    ///
    /// Tables that are left out exist all the same, with their schema and without rows.
    #[arg(long, value_name = "LIST", value_delimiter = ',', allow_hyphen_values = true, help_heading = "What to write")]
    pub tables: Vec<String>,
    /// Read only the I-th of N shares of the corpus, for `merge`
    ///
    /// Run it for each I from 1 to N, on machines that see the same files under the same names, at once or one after
    /// the other; give all of them the same options. Each leaves a shard in `LAKE/shards`, and a run that was
    /// interrupted is run again. Nothing is published until `merge` does.
    #[arg(long, value_name = "I/N", help_heading = "How to run")]
    pub shard: Option<Shard>,
    #[command(flatten)]
    pub effort: Effort,
}

/// The words of `merge`.
#[derive(Debug, Args)]
pub(crate) struct MergeArguments {
    /// Shards, or directories that hold them [default: those of the lake]
    #[arg(value_name = "SHARD", value_hint = ValueHint::DirPath, help_heading = "What to read")]
    pub shards: Vec<PathBuf>,
    /// The lake to publish to; made if it is not there
    #[arg(long, value_name = "LAKE", value_hint = ValueHint::DirPath, help_heading = "What to write")]
    pub out: PathBuf,
    #[command(flatten)]
    pub effort: Effort,
}

/// What a run may take, and how it tells of itself.
#[derive(Debug, Args)]
pub(crate) struct Effort {
    /// Threads to use [default: as many as there are processors]
    ///
    /// The lake is the same, byte for byte, for any number of threads.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "How to run")]
    pub threads: Option<u16>,
    /// Memory to stay below, such as `800M` or `4G` [default: no limit]
    ///
    /// Fewer threads are used where it is not enough for all. One takes up to 390M, as long as the corpus has less than a
    /// million reports: each takes 15 bytes more, 60 where all are of one year.
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "How to run")]
    pub memory: Option<u64>,
    /// How progress is shown on the error output
    #[arg(long, value_name = "HOW", value_enum, default_value_t = ProgressWord::Auto, help_heading = "How to run")]
    pub progress: ProgressWord,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressWord {
    /// A bar on a terminal, plain lines elsewhere
    Auto,
    /// A bar with bytes, rate and time left
    Bar,
    /// A line every few seconds
    Plain,
    /// An object a line: status, warning, summary
    Json,
    /// Nothing, not even the summary
    None,
}

/// The words of `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The file that holds the document
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Which record of a file of many, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub record: u64,
    /// Show cells: `TABLE.ROW.COLUMN`, `TABLE.ROW` or `TABLE`, such as `requests.granted.total`
    #[arg(long, value_name = "PLACE", conflicts_with = "text")]
    pub cell: Option<String>,
    /// Print the text that spans count in, as it is; escaped on a terminal
    #[arg(long, conflicts_with = "json")]
    pub text: bool,
    /// Print the same as JSON
    #[arg(long)]
    pub json: bool,
    /// A definition to look for, as for `extract` [default: all built-in]
    #[arg(long = "pipeline", value_name = "FILE_OR_NAME")]
    pub pipelines: Vec<String>,
}

/// The words of `definitions`.
#[derive(Debug, Args)]
pub(crate) struct DefinitionsArguments {
    /// Definition files [default: those that ship with the program]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
}

/// The words of `schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArguments {
    /// For whom
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = SchemaFormat::Text)]
    pub format: SchemaFormat,
}

/// The forms of the data dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For databases: `CREATE TABLE` with comments
    Sql,
}

/// The words of `path`.
#[derive(Debug, Args)]
pub(crate) struct PathArguments {
    /// The lake
    #[arg(value_name = "LAKE", value_hint = ValueHint::DirPath)]
    pub lake: PathBuf,
    /// One of its tables
    #[arg(value_name = "TABLE")]
    pub table: Option<String>,
}

/// The words of `quarantine`.
#[derive(Debug, Args)]
pub(crate) struct QuarantineArguments {
    /// The lake
    #[arg(value_name = "LAKE", value_hint = ValueHint::DirPath)]
    pub lake: PathBuf,
}

/// The words of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

/// The exit codes, a line each.
fn exit_codes() -> String {
    let lines = Exit::ALL.map(|exit| format!("\n  {:>3}  {}", exit.number(), exit.meaning()));
    format!("Exit codes:{}", lines.concat())
}

/// Reads a size: a number with an optional `K`, `M`, `G` or `T` (powers of 1024), with or without `B` or `iB`.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no size; write a number and K, M, G or T, such as 800M or 4G");
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let power = match unit.trim_end_matches(['B', 'b']).trim_end_matches('i').to_ascii_uppercase().as_str() {
        "" => 0,
        "K" => 1,
        "M" => 2,
        "G" => 3,
        "T" => 4,
        _ => return Err(wrong()),
    };
    number.checked_mul(1 << (10 * power)).filter(|&bytes| bytes > 0).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::{Arguments, size};
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn reads_sizes() {
        let good = [("1", 1), ("2K", 2048), ("800M", 800 << 20), ("4G", 4 << 30), ("4GiB", 4 << 30), ("1t", 1 << 40), ("3MB", 3 << 20)];
        for (text, bytes) in good {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "G", "0", "-1", "1.5G", "4X", "99999999999T"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
