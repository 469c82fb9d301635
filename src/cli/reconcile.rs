//! `twinclaim reconcile`: how the two sides of each visit disagree.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytesize::ByteSize;
use clap::ValueEnum;

use crate::batch::{self, ClaimStore, Interchanges, Outputs, Source, Transaction, read_text};
use crate::input_status::InputStatus;
use crate::limits;
use crate::parallel;
use crate::reconcile::{Baseline, Input, Outcome, Settings, Store, Worked, reconcile};
use crate::show::Mask;
use crate::show::reconcile::{self as show, Look, export};
use crate::show::terminal::Palette;
use crate::x12::Charset;

use super::Exit;
use super::common::{FailOn, InputArgs, Tally, TextArgs, WriteArgs};
use super::filter_args::{FilterArgs, SeverityArgs};
use super::reconcile_reports::{ReportArgs, Reported, staged};
use super::rule_args::RuleArgs;
use super::screen::Screen;
use super::within::meter;

/// Shows how facility and professional claims of a visit disagree.
///
/// Finds the claims that belong to one visit and shows them as a diff: `-` is what the facility says (837I), `+` what the
/// professional says (837P). Takes X12 and claims in JSON. Ends with 1 if there are errors. With a filter, visits of which a
/// claim passes are shown and counted; to find the visits, all claims are looked at.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim reconcile samples/mri\n  \
    twinclaim reconcile --format ndjson facility.837 professional.837 > outcome.ndjson\n  \
    twinclaim reconcile --format html -o outcome.html claims/\n  \
    twinclaim reconcile --baseline outcome.ndjson --config twinclaim.toml claims/")]
pub(super) struct Args {
    /// How to show the outcome.
    #[arg(long, value_enum, default_value_t = Format::Diff)]
    format: Format,
    /// Lightest finding that makes the exit code 1.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Show what agrees as well: which lines belong together, and differences that are expected.
    #[arg(long)]
    all: bool,
    /// Output file; standard output unless given.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    #[command(flatten)]
    write: WriteArgs,
    /// Hide names, ids, birth dates and account numbers of persons.
    #[arg(long)]
    mask: bool,
    /// An earlier outcome (`--format ndjson`): tells which findings are new, open or resolved. An earlier audit
    /// (`--audit OUT.ndjson`): tells what became better. Several times for both.
    #[arg(long, value_name = "FILE")]
    baseline: Vec<PathBuf>,
    /// The work list (`--format csv`) as it came back: keeps status, owner, note and verdict of each finding, and tells which
    /// are new, open, reopened, done or no longer seen.
    #[arg(long, value_name = "FILE")]
    worked: Option<PathBuf>,
    /// Days the other side of a visit may still take before its claim is missed.
    #[arg(long, value_name = "DAYS")]
    pending: Option<u32>,
    /// Most findings to show, worst first; 0 for all. Totals speak of all of them.
    #[arg(long, value_name = "N", default_value_t = 0)]
    max_findings: usize,
    /// Bytes of claims and of visits that stay in memory, such as 512MiB; what is more goes to a temporary file. Finding
    /// the visits takes about 3 KiB a claim on top.
    #[arg(long, value_name = "SIZE", default_value = "1GiB")]
    memory: ByteSize,
    /// Most service lines of one person's claims; comparing them takes time by their square.
    #[arg(long, value_name = "N", default_value_t = limits::PERSON_LINES)]
    max_person: u64,
    /// Threads; one a core unless given. The outcome is the same for any number.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    severity: SeverityArgs,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten, next_help_heading = "Reports")]
    reports: ReportArgs,
    #[command(flatten, next_help_heading = "Filters")]
    filter: FilterArgs,
    #[command(flatten, next_help_heading = "Rules")]
    rules: RuleArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a hunk a visit, then totals.
    Diff,
    /// For programs: one visit a line, then a summary line.
    Ndjson,
    /// A work list: one finding a row, for a spreadsheet.
    Csv,
    /// Lines: each pair, each line without its other half and each value that differs a row, for a spreadsheet.
    CsvLines,
    /// One page for a browser, with filters, roll-ups and each pair side by side.
    Html,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let tally = Tally::new("reconcile", &args.input);
    tally.run(&args.input, args.write.force, screen, |tally, screen| reconcile_inputs(args, tally, screen))
}

fn reconcile_inputs(args: &Args, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
    let charset = args.text.charset()?;
    let (config, config_sha256) = args.rules.config(screen)?;
    let tables = Arc::new(args.rules.tables(screen)?);
    let baseline = earlier(&args.baseline)?;
    let worked = args.worked.as_deref().map(work_list).transpose()?;
    tally.account.hashing();
    tally.account.configuration(config_sha256.clone());
    let memory = usize::try_from(args.memory.as_u64()).unwrap_or(usize::MAX) / 2;
    let mut intake = Intake::new(ClaimStore::with_memory(args.input.temp_dir(), memory));
    let mut sources = args.input.open();
    let outputs = tally.outputs(sources.identities(), args.write.force)?;
    for source in &mut sources {
        match source {
            Ok(source) => intake.read(source, charset, tally, screen),
            Err(error) => {
                tally.unopened(screen, &error);
                intake.unread(&error, InputStatus::Refused);
            }
        }
    }
    sources.passed_over().iter().for_each(|error| intake.unread(error, InputStatus::Skipped));
    if intake.claims.is_empty() {
        tally.fail(screen, "there is no claim in what was given, so nothing to reconcile");
        tally.commit(Transaction::default(), args.write, sources.passed_over(), screen);
        return Ok(tally.report(screen, sources.passed_over()));
    }
    intake.leave_out_repeats().map_err(|error| error.to_string())?;
    let (claims, inputs) = (intake.claims.without(intake.copies), intake.inputs);
    let settings = Settings {
        config_sha256,
        pending: args.pending,
        baseline: baseline.as_ref(),
        worked: worked.as_ref(),
        filter: args.filter.filter(),
        person_lines: args.max_person,
        inputs,
        threads: parallel::threads(args.threads),
        memory,
        temp_dir: args.input.temp_dir(),
        ..Settings::new(&config, &tables, args.rules.as_of())
    };
    meter().phase("finding visits");
    let mut outcome = reconcile(&claims, &settings).map_err(|error| error.to_string())?;
    let worst = outcome.worst();
    if outcome.summary.claims == 0 {
        tally.fail(screen, "no claim passes the filter");
        tally.commit(Transaction::default(), args.write, sources.passed_over(), screen);
        return Ok(tally.report(screen, sources.passed_over()));
    }
    let reported = Reported {
        claims: &claims,
        config: &config,
        tables: &tables,
        baseline: baseline.as_ref(),
        threads: parallel::threads(args.threads),
        mask: Mask::new(args.mask),
    };
    let mut complete = Transaction::default();
    // Reports speak of all findings, whatever of them is shown.
    let written = args.reports.write(&outcome, &reported, &outputs, &mut complete);
    let on_terminal = args.format == Format::Diff && args.output.is_none() && screen.is_terminal();
    outcome.keep_severity(args.severity.least(on_terminal));
    if args.max_findings > 0 {
        outcome.keep_findings(args.max_findings);
    }
    let shown = written.and_then(|()| show(args, &mut outcome, &claims, &outputs, &mut complete, screen));
    shown?;
    tally.commit(complete, args.write, sources.passed_over(), screen);
    Ok(tally.report(screen, sources.passed_over()).max(args.fail_on.exit(worst)))
}

/// What was read, and what of it is there twice.
struct Intake {
    claims: ClaimStore,
    inputs: Vec<Input>,
    interchanges: Interchanges,
    /// First position and number of claims that are left out: a file or an interchange that is there twice is reported
    /// once, not by its thousand claims.
    copies: Vec<(usize, usize)>,
}

impl Intake {
    fn new(claims: ClaimStore) -> Self {
        Self { claims, inputs: Vec::new(), interchanges: Interchanges::default(), copies: Vec::new() }
    }

    fn read(&mut self, source: Source, charset: Charset, tally: &mut Tally, screen: &mut Screen) {
        let (before, file) = (self.claims.len(), source.name.clone());
        let mut trouble = None;
        let (claims, interchanges) = (&mut self.claims, &mut self.interchanges);
        let (status, reason) = tally.read_forms(source, charset, screen, &mut |claim, _| {
            interchanges.note(&claim, claims.len());
            match claims.push(&claim) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    trouble = Some(error.to_string());
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(message) = trouble {
            tally.fail(screen, &message);
        }
        let (sha256, read) = (tally.account.last_hash().map(str::to_owned), self.claims.len() - before);
        let earlier = self.inputs.iter().find(|input| input.sha256 == sha256 && read > 0);
        let copy_of = earlier.map(|input| input.file.clone());
        if copy_of.is_some() {
            self.copies.push((before, read));
        }
        if let Some(of) = &copy_of {
            tally.account.copied(&format!("has the same content as {of}"));
        }
        let status = if copy_of.is_some() { InputStatus::Duplicate } else { status };
        let repeats = Vec::new();
        self.inputs.push(Input { file, sha256, claims: read, copy_of, repeats, status, reason });
    }

    fn unread(&mut self, error: &batch::Error, status: InputStatus) {
        let (file, reason) = (error.path.to_string_lossy().into_owned(), error.kind.to_string());
        self.inputs.push(Input::unread(file, status, reason));
    }

    /// Leaves out interchanges that are there twice. Errors are those of reading a claim again.
    fn leave_out_repeats(&mut self) -> std::io::Result<()> {
        for found in self.interchanges.repeated(&self.claims, &self.copies)? {
            self.copies.push(found.claims);
            let is_there = |input: &&mut Input| input.file == found.file && input.copy_of.is_none();
            if let Some(input) = self.inputs.iter_mut().find(is_there) {
                input.repeats.push(found.repeat);
            }
        }
        self.copies.sort_unstable();
        Ok(())
    }
}

fn earlier(paths: &[PathBuf]) -> Result<Option<Baseline>, String> {
    let mut all: Option<Baseline> = None;
    for path in paths {
        let text = read_text(path, limits::OUTCOME).map_err(|error| error.to_string())?;
        let one = Baseline::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        all.get_or_insert_default().merge(one);
    }
    Ok(all)
}

fn work_list(path: &Path) -> Result<Worked, String> {
    let content =
        limits::read(path, limits::OUTCOME).map_err(|error| format!("{}: {error}", path.display()))?;
    Worked::parse(&content).map_err(|error| format!("{}: {error}", path.display()))
}

fn show(
    args: &Args,
    outcome: &mut Outcome,
    claims: &dyn Store,
    outputs: &Outputs,
    complete: &mut Transaction,
    screen: &mut Screen,
) -> Result<(), String> {
    let (mask, all) = (Mask::new(args.mask), args.all);
    let format = args.format.into();
    let Some(path) = &args.output else {
        let (palette, width) = (screen.palette().clone(), screen.width());
        let look = Look { palette: &palette, width, mask, all };
        return export(format, outcome, claims, &look, screen).map_err(|error| error.to_string());
    };
    let look = Look { palette: &Palette::plain(), width: None, mask, all };
    staged(path, outputs, complete, &mut |out| export(format, outcome, claims, &look, out))
}

impl From<Format> for show::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Diff => Self::Diff,
            Format::Ndjson => Self::Ndjson,
            Format::Csv => Self::Csv,
            Format::CsvLines => Self::Lines,
            Format::Html => Self::Html,
        }
    }
}
