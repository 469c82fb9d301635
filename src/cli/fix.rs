//! `twinclaim fix`: counts, numbers and separators put right.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::batch::{self, Output, OutputFolder, Outputs, Source, Transaction, Written};
use crate::edit::{self, EditError, Fixes, Fixing, Repair};
use crate::guide::registry;
use crate::input_status::InputStatus;
use crate::show::fix::diff;
use crate::spool::Spool;
use crate::x12::{Reader, Unwrapped};

use super::Exit;
use super::change_args::{ChangeArgs, repair_words};
use super::common::{CUT_OFF, InputArgs, Tally, WriteArgs};
use super::editing::BREAKS_OFF;
use super::numbers::NumberArgs;
use super::screen::{Screen, counted};
use super::within::meter;

/// Corrects counts, numbers and separators, and on request values.
///
/// Recounts SE01, GE01 and IEA01, makes the control numbers of trailers those of their headers, adds missing trailers,
/// numbers HL from 1 with parents following, sets HL04, fills up the fields of ISA, drops separators with nothing
/// behind them, and joins records of fixed length. All else stays byte for byte; a correct file comes out as it was. What
/// was changed is said in counts; `--dry-run` shows it. Takes X12; claims in JSON become X12 by `convert`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Places (--set, --drop): loop, segment, element and component, such as 2300/CLM/05-3, 2310A/REF[X2], 2400[2]/SV1/02 for \
the second service line of a claim, */K3 for any loop. A place that is there several times is refused unless --everywhere \
is given; --claim names the claim that is meant.\n\n\
Examples:\n  \
    twinclaim fix samples/broken/no-se.837 -o fixed.837\n  \
    twinclaim fix --repair all --dry-run samples/mri/facility.837\n  \
    twinclaim fix --claim OFM-905 --set 2400[1]/DTP/03=20261102 samples/broken/impossible-date.837 -o fixed.837\n  \
    twinclaim fix --drop '2310A/REF[X2]' --dry-run claims.837\n  \
    twinclaim fix --replace=2026061500417 samples/office/surgeon.837 -o replacement.837")]
pub(super) struct Args {
    /// Output: a file for one input file, a folder for several.
    #[arg(short, long, value_name = "OUT", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// Overwrite what is there.
    #[arg(long)]
    force: bool,
    /// Go on with a run into a folder that was broken off: inputs are passed over whose outputs are there.
    #[arg(long, requires = "output")]
    resume: bool,
    /// Show what would change, segment by segment, and write nothing.
    #[arg(long, conflicts_with_all = ["output", "manifest", "quarantine", "done"])]
    dry_run: bool,
    #[command(flatten)]
    numbers: NumberArgs,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten, next_help_heading = "Values and segments")]
    change: ChangeArgs,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let tally = Tally::new("fix", &args.input);
    tally.run(&args.input, args.force, screen, |tally, screen| corrected_inputs(args, tally, screen))
}

fn corrected_inputs(args: &Args, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
    let changes = args.change.changes()?;
    let folder = args.output.as_ref().filter(|_| !args.input.is_one_file());
    let done = tally.account.file_by_file(folder, &(&args.change, &args.numbers), args.resume, args.force)?;
    let mut sources = args.input.open_but(done);
    let outputs = tally.outputs(sources.identities(), args.force)?;
    let targets = Targets::new(args, outputs).map_err(|error| error.to_string())?;
    let mut fixing = Fixing {
        numbers: args.numbers.policy(),
        temp_dir: args.input.temp_dir().map(Path::to_owned),
        repairs: args.change.repairs(),
        changes,
        meter: meter(),
    };
    // An archive named as the one input may hold several files.
    let mut written = 0u32;
    while let Some(source) = tally.next(&mut sources, screen) {
        let name = source.name.clone();
        let result = match &targets {
            Targets::None => {
                show(source, args, &mut fixing, screen).map(|fixes| (Transaction::default(), fixes))
            }
            Targets::Folder(folder) => {
                let output = folder.file(source.unpacked(), "");
                output.map_err(Failure::from).and_then(|output| one(source, output, args, &mut fixing))
            }
            Targets::File(outputs, path) if written == 0 => {
                let output = outputs.create(path);
                output.map_err(Failure::from).and_then(|output| one(source, output, args, &mut fixing))
            }
            Targets::File(..) => Err(Failure::output(format!(
                "{name}: was not corrected, because one file takes one input; unpack the archive and give the folder"
            ))),
        };
        written += 1;
        ended(&name, result, args, tally, screen);
        tally.account.settle(screen)?;
    }
    tally.commit(Transaction::default(), WriteArgs::default(), sources.passed_over(), screen);
    Ok(tally.report(screen, sources.passed_over()))
}

/// Puts what was corrected in place, and says what that was.
fn ended(
    name: &str,
    result: Result<(Transaction, Fixes), Failure>,
    args: &Args,
    tally: &mut Tally,
    screen: &Screen,
) {
    let placed = result.and_then(|(complete, fixes)| {
        let made: Vec<Written> = complete.written().cloned().collect();
        complete.commit().map_err(Failure::from)?;
        Ok((made, fixes))
    });
    match placed {
        Ok((made, fixes)) => {
            let is_cut_off = fixes.ended_early || !fixes.cut_off.is_empty();
            tally.account.claims(fixes.count.clone());
            let status = if is_cut_off { InputStatus::CutOff } else { InputStatus::Done };
            tally.account.end(status, is_cut_off.then_some(CUT_OFF));
            tally.account.made_of_input(&made);
            say(name, &fixes, screen);
            args.change.say(name, &fixes, screen);
            cut_off(name, &fixes, tally, screen);
        }
        Err(Failure { message, of_input }) => {
            if of_input {
                tally.account.end(InputStatus::Refused, Some(&message));
            } else {
                tally.account.end_unwritten(&message);
            }
            tally.fail(screen, &message);
        }
    }
}

/// Where corrected files go.
enum Targets {
    /// Nothing is written.
    None,
    File(Outputs, PathBuf),
    Folder(OutputFolder),
}

impl Targets {
    fn new(args: &Args, outputs: Outputs) -> batch::Result<Self> {
        match &args.output {
            None => Ok(Self::None),
            Some(path) if args.input.is_one_file() => Ok(Self::File(outputs, path.clone())),
            Some(path) => {
                OutputFolder::new(path, outputs).map(|folder| Self::Folder(folder.resumed(args.resume)))
            }
        }
    }
}

impl From<batch::Error> for Failure {
    fn from(error: batch::Error) -> Self {
        Self::output(error.to_string())
    }
}

/// Why an input was not corrected.
struct Failure {
    message: String,
    /// It cannot be read; else it is right, and what should be made of it is not.
    of_input: bool,
}

impl Failure {
    /// What is wrong is not the input.
    fn output(message: String) -> Self {
        Self { message, of_input: false }
    }

    fn of(name: &str, error: &EditError) -> Self {
        Self { message: format!("{name}: {error}"), of_input: !error.is_of_output() }
    }
}

fn one(
    source: Source,
    output: Output,
    args: &Args,
    fixing: &mut Fixing,
) -> Result<(Transaction, Fixes), Failure> {
    let name = source.name;
    let (output, fixes) = corrected(&name, source.reader, output, fixing)?;
    args.change.check(&name, fixing, &fixes).map_err(Failure::output)?;
    let mut complete = Transaction::default();
    complete.add(output).map_err(Failure::from)?;
    Ok((complete, fixes))
}

/// Corrects an input on the way to `output`.
fn corrected<W: Write>(
    name: &str,
    from: impl Read,
    output: W,
    fixing: &mut Fixing,
) -> Result<(W, Fixes), Failure> {
    let failed = |error: EditError| Failure::of(name, &error);
    if !fixing.repairs.contains(&Repair::Unwrap) {
        return edit::fix(Reader::new(from), output, fixing).map_err(failed);
    }
    let unreadable = |error: io::Error| Failure { message: format!("{name}: {error}"), of_input: true };
    let input = Unwrapped::new(from).map_err(unreadable)?;
    let unwrapped = input.record();
    let (output, fixes) = edit::fix(Reader::new(input), output, fixing).map_err(failed)?;
    Ok((output, Fixes { unwrapped, ..fixes }))
}

/// Shows what would be corrected.
fn show(source: Source, args: &Args, fixing: &mut Fixing, screen: &mut Screen) -> Result<Fixes, Failure> {
    let name = source.name;
    let temp_dir = fixing.temp_dir.clone();
    let mut before = Spool::new(temp_dir.as_deref());
    let kept = Kept { from: source.reader, spool: &mut before };
    let after = Spool::new(temp_dir.as_deref());
    let (mut after, fixes) = corrected(&name, kept, after, fixing)?;
    let failed = |error: &dyn std::fmt::Display| Failure::output(format!("{name}: {error}"));
    let before = before.read_from(0).map_err(|error| failed(&error))?;
    // Records that were joined are no change of a segment.
    let before = Unwrapped::new(before).map_err(|error| failed(&error))?;
    let after = after.read_from(0).map_err(|error| failed(&error))?;
    let palette = screen.palette().clone();
    diff(before, after, &name, &palette, &mut |text| screen.print(text)).map_err(|error| failed(&error))?;
    args.change.check(&name, fixing, &fixes).map_err(Failure::output)?;
    Ok(fixes)
}

/// Reads, and keeps what it reads.
struct Kept<'s, R> {
    from: R,
    spool: &'s mut Spool,
}

impl<R: Read> Read for Kept<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(into)?;
        self.spool.push(&into[..n])?;
        Ok(n)
    }
}

/// A file that was cut off looks complete when it is corrected, so that it is a failure.
fn cut_off(name: &str, fixes: &Fixes, tally: &mut Tally, screen: &Screen) {
    for at in &fixes.cut_off {
        tally.place(screen, name, at, BREAKS_OFF);
    }
    if fixes.ended_early && fixes.cut_off.is_empty() {
        let what =
            "has no end (IEA): it was cut off; its trailers were added. Ask the sender for the complete file";
        tally.fail(screen, &format!("{name}: {what}"));
    }
}

/// Says what was corrected, and what was not.
fn say(name: &str, fixes: &Fixes, screen: &Screen) {
    let changes = [
        (fixes.counts, "count", "counts"),
        (fixes.control_numbers, "control number of a trailer", "control numbers of trailers"),
        (fixes.trailers_added, "missing trailer added", "missing trailers added"),
        (fixes.trailers_dropped, "trailer without header dropped", "trailers without header dropped"),
        (fixes.terminators, "missing terminator added", "missing terminators added"),
        (fixes.levels, "HL numbered anew", "HL numbered anew"),
        (fixes.child_codes, "HL04", "HL04"),
        (
            fixes.widths,
            "interchange header whose fields had wrong widths",
            "interchange headers whose fields had wrong widths",
        ),
        (fixes.separators, "segment with superfluous separators", "segments with superfluous separators"),
        (fixes.empty_segments, "empty segment dropped", "empty segments dropped"),
        (fixes.renewed, "control number renewed", "control numbers renewed"),
    ];
    let changes = changes.iter().filter(|(n, ..)| *n > 0);
    let unwrapped = fixes
        .unwrapped
        .map(|bytes| format!("line ends taken out that cut the file into lines of {bytes} bytes"));
    let counts = changes.map(|(n, one, many)| counted(*n, one, many));
    let repaired = fixes.repaired.iter().map(|(repair, n)| {
        let (one, many) = repair_words(*repair);
        counted(*n, one, many)
    });
    let text: Vec<String> = unwrapped.into_iter().chain(counts).chain(repaired).collect();
    if !fixes.any() {
        screen.note(&format!("{name}: nothing to correct"));
    } else if !text.is_empty() {
        screen.note(&format!("{name}: corrected: {}", text.join(", ")));
    }
    let notes = [
        (
            fixes.nearest_parent,
            "HL named no level that can stand above it; it was put under the nearest one before it. Check whose claims \
             follow it",
            "HL named no level that can stand above them; they were put under the nearest one before them. Check whose \
             claims they are",
        ),
        (
            fixes.orphans,
            "HL has no level above it at all; its HL02 was left",
            "HL have no level above them at all; their HL02 was left",
        ),
        (
            fixes.outside,
            "segment stands outside of transactions; it was left",
            "segments stand outside of transactions; they were left",
        ),
        (fixes.noise, "piece is no segment; it was left", "pieces are no segments; they were left"),
    ];
    for (n, one, many) in notes.iter().filter(|(n, ..)| *n > 0) {
        screen.note(&format!("{name}: {}", counted(*n, one, many)));
    }
    for ((code, version), n) in &fixes.foreign {
        let what = registry::describe(version, code).title();
        screen.note(&format!("{name}: corrected in envelopes only: {n} × {what}"));
    }
}
