//! `twinclaim fix`: counts, numbers and separators put right.

use std::path::{Path, PathBuf};

use crate::batch::{self, Output, OutputFolder, Outputs, Source};
use crate::edit::{self, Fixes, Fixing};
use crate::guide::registry;
use crate::x12::{Reader, Unwrapped};

use super::Exit;
use super::common::InputArgs;
use super::editing::{BREAKS_OFF, Progress};
use super::numbers::NumberArgs;
use super::screen::{Screen, counted};

/// Corrects counts, control numbers, HL numbers and separators.
///
/// Recounts SE01, GE01 and IEA01, makes the control numbers of trailers those of their headers, adds missing trailers,
/// numbers HL from 1 with parents following, sets HL04, fills up the fields of ISA, and drops separators with nothing
/// behind them. All else stays byte for byte; a correct file comes out as it was. What was changed is said in counts.
/// Takes X12; claims in JSON become X12 by `convert`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: twinclaim fix samples/broken/no-se.837 -o fixed.837")]
pub(super) struct Args {
    /// Output: a file for one input file, a folder for several.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Overwrite what is there.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    numbers: NumberArgs,
    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let mut progress = Progress::default();
    let mut sources = args.input.open();
    let targets = match Targets::new(args, Outputs::apart_from(sources.identities(), args.force)) {
        Ok(targets) => targets,
        Err(error) => {
            screen.failure(&error.to_string());
            return Exit::Failed;
        }
    };
    let mut fixing =
        Fixing { numbers: args.numbers.policy(), temp_dir: args.input.temp_dir().map(Path::to_owned) };
    // An archive named as the one input may hold several files.
    let mut written = 0u32;
    progress.each(&mut sources, screen, &mut |progress, source| {
        let output = match &targets {
            Targets::Folder(folder) => folder.file(unpacked(&source.relative), ""),
            Targets::File(outputs) if written == 0 => outputs.create(&args.output),
            Targets::File(_) => {
                let name = &source.name;
                progress.fail(
                    screen,
                    &format!("{name}: was not corrected, because one file takes one input; unpack the archive and give the folder"),
                );
                return;
            }
        };
        written += 1;
        let name = source.name.clone();
        match output.map_err(|error| error.to_string()).and_then(|output| one(source, output, &mut fixing)) {
            Ok(fixes) => {
                say(&name, &fixes, screen);
                cut_off(&name, &fixes, progress, screen);
            }
            Err(message) => progress.fail(screen, &message),
        }
    });
    progress.exit()
}

/// Where corrected files go.
enum Targets {
    File(Outputs),
    Folder(OutputFolder),
}

impl Targets {
    fn new(args: &Args, outputs: Outputs) -> batch::Result<Self> {
        if args.input.is_one_file() {
            return Ok(Self::File(outputs));
        }
        OutputFolder::new(&args.output, outputs).map(Self::Folder)
    }
}

fn one(source: Source, output: Output, fixing: &mut Fixing) -> Result<Fixes, String> {
    let name = source.name;
    let input = Unwrapped::new(source.reader).map_err(|error| format!("{name}: {error}"))?;
    let unwrapped = input.record();
    let (output, fixes) =
        edit::fix(Reader::new(input), output, fixing).map_err(|error| format!("{name}: {error}"))?;
    let fixes = Fixes { unwrapped, ..fixes };
    output.commit().map_err(|error: batch::Error| error.to_string())?;
    Ok(fixes)
}

/// The output is not compressed, whatever the input was.
fn unpacked(relative: &Path) -> PathBuf {
    match relative.extension() {
        Some(ending) if ending.eq_ignore_ascii_case("gz") => relative.with_extension(""),
        _ => relative.to_owned(),
    }
}

/// A file that was cut off looks complete when it is corrected, so that it is a failure.
fn cut_off(name: &str, fixes: &Fixes, progress: &mut Progress, screen: &Screen) {
    for at in &fixes.cut_off {
        progress.place(screen, name, at, BREAKS_OFF);
    }
    if fixes.ended_early && fixes.cut_off.is_empty() {
        let what =
            "has no end (IEA): it was cut off; its trailers were added. Ask the sender for the complete file";
        progress.fail(screen, &format!("{name}: {what}"));
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
    let text: Vec<String> = unwrapped.into_iter().chain(counts).collect();
    if text.is_empty() {
        screen.note(&format!("{name}: nothing to correct"));
    } else {
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
