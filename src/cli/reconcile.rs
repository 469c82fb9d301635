//! `twinclaim reconcile`: how the two sides of each visit disagree.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::batch::{Fingerprint, Held, Output};
use crate::finding::Severity;
use crate::reconcile::{Baseline, Input, Outcome, Setup, Store, Visit, reconcile};
use crate::report::{diff, machine};

use super::Exit;
use super::common::{InputArgs, Tally};
use super::rule_args::RuleArgs;
use super::screen::Screen;

/// Finds facility and professional claims of the same visit and shows how they disagree, as a diff.
///
/// `-` is what the facility says (837I), `+` what the professional says (837P). Ends with 1 if there are errors.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim reconcile samples/mri\n  \
    twinclaim reconcile --format ndjson facility.837 professional.837 > outcome.ndjson\n  \
    twinclaim reconcile --baseline outcome.ndjson --config twinclaim.toml claims/")]
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
    /// An earlier outcome (`--format ndjson`): tells which findings are new, open or resolved.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Days the other side of a visit may still take before its claim is missed.
    #[arg(long, value_name = "DAYS")]
    pending: Option<u32>,
    /// Most findings to show, worst first; 0 for all. Totals speak of all of them.
    #[arg(long, value_name = "N", default_value_t = 0)]
    max_findings: usize,
    #[command(flatten)]
    rules: RuleArgs,
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
    match reconcile_inputs(args, screen) {
        Ok(exit) => exit,
        Err(message) => {
            screen.failure(&message);
            Exit::Failed
        }
    }
}

fn reconcile_inputs(args: &Args, screen: &mut Screen) -> Result<Exit, String> {
    let charset = args.input.charset()?;
    let (config, config_sha256) = args.rules.config()?;
    let tables = args.rules.tables()?;
    let baseline = args.baseline.as_deref().map(earlier).transpose()?;
    let mut tally = Tally::default();
    let mut claims = Held::default();
    let mut inputs = Vec::new();
    let mut sources = args.input.open();
    for source in &mut sources {
        match source {
            Ok(mut source) => {
                let (before, file) = (claims.len(), source.name.clone());
                let hash = Fingerprint::of(&mut source);
                let mut trouble = None;
                tally.read(source, charset, screen, &mut |located, _| match claims.push(located) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        trouble = Some(error.to_string());
                        ControlFlow::Break(())
                    }
                });
                if let Some(message) = trouble {
                    tally.fail(screen, &message);
                }
                inputs.push(Input { file, sha256: hash.hex(), claims: claims.len() - before });
            }
            Err(error) => tally.fail(screen, &error.to_string()),
        }
    }
    if claims.is_empty() {
        tally.fail(screen, "there is no claim in what was given, so nothing to reconcile");
        return Ok(tally.report(screen, sources.skipped()));
    }
    let setup = Setup {
        config_sha256,
        pending: args.pending,
        baseline: baseline.as_ref(),
        inputs,
        ..Setup::new(&config, &tables, args.rules.as_of())
    };
    let mut outcome = reconcile(&claims, &setup).map_err(|error| error.to_string())?;
    let worst = outcome.visits.iter().filter_map(Visit::worst).max();
    if args.max_findings > 0 {
        outcome.keep_findings(args.max_findings);
    }
    if let Err(message) = show(args, &outcome, &claims, screen) {
        tally.fail(screen, &message);
    }
    let found = if args.fail_on.fails(worst) { Exit::Findings } else { Exit::Clean };
    Ok(tally.report(screen, sources.skipped()).max(found))
}

fn earlier(path: &Path) -> Result<Baseline, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Baseline::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn show(args: &Args, outcome: &Outcome, claims: &dyn Store, screen: &mut Screen) -> Result<(), String> {
    let plain = crate::report::terminal::Palette::plain();
    let palette = if args.output.is_some() { &plain } else { screen.palette() };
    let width = if args.output.is_some() { None } else { screen.width() };
    let text = match args.format {
        Format::Diff => diff::render(outcome, claims, palette, width).map_err(|error| error.to_string()),
        Format::Ndjson => machine::encounters(outcome).map_err(|error| error.to_string()),
    }?;
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
