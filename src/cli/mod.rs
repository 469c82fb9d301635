//! The command line: one file a command. Arguments in, a library call, an exit code out.
//!
//! The only room with clap, standard streams and the clock.

mod account;
mod accounted;
mod ack_output;
mod addressing;
mod as_segments;
mod change_args;
mod claim_findings;
mod claim_sinks;
mod clock;
mod common;
mod convert;
mod diff;
mod editing;
mod explain;
mod explain_code;
mod explain_write;
mod filter_args;
mod fix;
mod generate;
mod inspect;
mod inspect_answers;
mod inspect_claims;
mod inspect_envelopes;
mod inspect_page;
mod inspect_segments;
mod inspect_writers;
mod lsp;
mod manifest;
mod merge;
mod numbers;
mod options;
mod pager;
mod progress;
mod reconcile;
mod reconcile_reports;
mod redact;
mod report_tables;
mod rule_args;
mod schema;
mod screen;
mod shell;
#[cfg(unix)]
mod signals;
mod split;
mod table_files;
mod table_outputs;
mod troubles;
mod validate;
mod validate_args;
mod validate_each;
mod validate_report;
mod validated_claims;
mod validation_summary;
mod within;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::codes::dated::{Edition, editions};

pub use common::Exit;
pub use options::{CommandOption, options};
use screen::Screen;
#[cfg(feature = "parquet")]
pub use within::columns;
pub use within::{Caller, Level, run as run_within};

/// Reads, writes, translates and reconciles X12 837 claims.
///
/// A hospital visit is billed twice: the facility's claim (837I, the UB-04) and the physicians' (837P, the CMS-1500).
/// twinclaim reads both, turns them into JSON and back, and shows where the two tell different stories.
#[derive(Debug, Parser)]
#[command(
    name = "twinclaim",
    version,
    long_version = LONG_VERSION.as_str(),
    after_help = "Exit codes: 0 nothing found, 1 findings, 2 the command could not do its work.\n\n\
        Example: twinclaim reconcile samples/mri"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    screen: screen::ScreenArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    Inspect(inspect::Args),
    Validate(validate::Args),
    Convert(convert::Args),
    Reconcile(reconcile::Args),
    Diff(diff::Args),
    Redact(redact::Args),
    Generate(generate::Args),
    Split(split::Args),
    Merge(merge::Args),
    Fix(fix::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(shell::CompletionsArgs),
    Man(shell::ManArgs),
    Lsp(lsp::Args),
}

/// The version, and the editions of the code lists that it carries.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let one = |edition: &Edition| format!("\n{} {}, to {}", edition.list, edition.edition, edition.until);
    let editions: String = editions().iter().map(one).collect();
    format!("{}{editions}", env!("CARGO_PKG_VERSION"))
});

/// Runs the program: what `main` calls.
pub fn main() -> ExitCode {
    main_with(std::env::args_os()).into()
}

/// Runs the program with these arguments; the first one is its name.
pub fn main_with(args: impl Iterator<Item = OsString>) -> Exit {
    #[cfg(unix)]
    {
        signals::forbid_core_dumps();
        signals::watch();
    }
    run(args)
}

/// Runs a command; the first of its arguments is the name of the program.
fn run(args: impl Iterator<Item = OsString>) -> Exit {
    let args: Vec<OsString> = args.collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return not_run(&error, args.get(1)),
    };
    let mut screen = Screen::new(cli.screen);
    let exit = match cli.command {
        Command::Inspect(args) => inspect::run(&args, &mut screen),
        Command::Validate(args) => validate::run(&args, &mut screen),
        Command::Convert(args) => convert::run(&args, &mut screen),
        Command::Reconcile(args) => reconcile::run(&args, &mut screen),
        Command::Diff(args) => diff::run(&args, &mut screen),
        Command::Redact(args) => redact::run(&args, &mut screen),
        Command::Generate(args) => generate::run(&args, &mut screen),
        Command::Split(args) => split::run(&args, &mut screen),
        Command::Merge(args) => merge::run(&args, &mut screen),
        Command::Fix(args) => fix::run(&args, &mut screen),
        Command::Explain(args) => explain::run(&args, &mut screen),
        Command::Schema(args) => schema::run(&args, &mut screen),
        Command::Completions(args) => shell::completions(&args, &mut screen),
        Command::Man(args) => shell::man(&args, &mut screen),
        Command::Lsp(args) => lsp::run(&args, &mut screen),
    };
    screen.end(exit)
}

/// Says why no command runs, or what was asked for instead of running one.
fn not_run(error: &clap::Error, first: Option<&OsString>) -> Exit {
    // Help and version go to standard output and are no failure; clap knows which is which.
    let failed = error.use_stderr();
    let mut screen = Screen::new(screen::ScreenArgs::default());
    match screen.print_help(error) {
        Ok(()) if failed => {
            // Whoever gives a file alone wants to know what is in it.
            let first = first.filter(|_| error.kind() == ErrorKind::InvalidSubcommand);
            if let Some(file) = first.filter(|word| std::path::Path::new(word).exists()) {
                screen.note(&format!("to see what is in it: twinclaim inspect {}", file.to_string_lossy()));
            }
            Exit::Failed
        }
        Ok(()) => Exit::Clean,
        // Who asks for help and reads no further has what was asked for.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Clean,
        Err(error) => {
            screen.failure(&format!("standard output could not be written: {error}"));
            Exit::Failed
        }
    }
}
