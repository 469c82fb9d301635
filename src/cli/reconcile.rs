//! `twinclaim reconcile`: how the two sides of each visit disagree.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::batch::Output;
use crate::batch::claims::Located;
use crate::encounter::Claim;
use crate::finding::Severity;
use crate::reconcile::{Outcome, Visit, reconcile};
use crate::report::{diff, machine};

use super::Exit;
use super::common::{InputArgs, Tally};
use super::screen::Screen;

/// Finds facility and professional claims of the same visit and shows how they disagree, as a diff.
///
/// `-` is what the facility says (837I), `+` what the professional says (837P). Ends with 1 if there are errors.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim reconcile samples/mri\n  \
    twinclaim reconcile --format ndjson facility.837 professional.837 > outcome.ndjson")]
pub(super) struct Args {
    /// How to show the outcome.
    #[arg(long, value_enum, default_value_t = Format::Diff)]
    format: Format,
    /// Lightest finding that makes the exit code 1.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Output file; standard output unless given.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Overwrite what is there.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    input: InputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a hunk a visit, then totals.
    Diff,
    /// For programs: one visit a line, then a summary line.
    Ndjson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    fn fails(self, worst: Option<Severity>) -> bool {
        let least = match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
            Self::Never => return false,
        };
        worst >= Some(least)
    }
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let mut tally = Tally::default();
    let charset = match args.input.charset() {
        Ok(charset) => charset,
        Err(message) => {
            screen.failure(&message);
            return Exit::Failed;
        }
    };
    let mut claims: Vec<Claim> = Vec::new();
    let mut segments = Vec::new();
    let mut sources = args.input.open();
    for source in &mut sources {
        match source {
            Ok(source) => tally.read(source, charset, screen, &mut |located, _| {
                claims.push(located.claim);
                segments.push(located.raw);
                ControlFlow::Continue(())
            }),
            Err(error) => tally.fail(screen, &error.to_string()),
        }
    }
    let outcome =
        reconcile(&claims, &|n, paths| Located::locate_in(&claims[n], segments[n].as_deref(), paths));
    if claims.is_empty() {
        tally.fail(screen, "there is no claim in what was given, so nothing to reconcile");
    } else if let Err(message) = show(args, &outcome, &claims, screen) {
        tally.fail(screen, &message);
    }
    let worst = outcome.visits.iter().filter_map(Visit::worst).max();
    let found = if args.fail_on.fails(worst) { Exit::Findings } else { Exit::Clean };
    tally.report(screen, sources.skipped()).max(found)
}

fn show(args: &Args, outcome: &Outcome, claims: &[Claim], screen: &mut Screen) -> Result<(), String> {
    let plain = crate::report::terminal::Palette::plain();
    let palette = if args.output.is_some() { &plain } else { screen.palette() };
    let text = match args.format {
        Format::Diff => {
            diff::render(outcome, claims, palette, if args.output.is_some() { None } else { screen.width() })
        }
        Format::Ndjson => machine::encounters(outcome).map_err(|error| error.to_string())?,
    };
    match &args.output {
        None => {
            screen.print(&text);
            Ok(())
        }
        Some(path) => write(path, args.force, &text).map_err(|error| error.to_string()),
    }
}

fn write(path: &PathBuf, force: bool, text: &str) -> crate::batch::Result<()> {
    let mut output = Output::create(path, force)?;
    std::io::Write::write_all(&mut output, text.as_bytes())
        .map_err(|error| crate::batch::Error::writing(path, error))?;
    output.commit()
}
