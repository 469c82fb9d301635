//! `twinclaim diff`: what changed between two sets of claims.

use std::ffi::OsString;
use std::io::{self, BufReader, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use bytesize::ByteSize;
use chrono::NaiveDate;
use clap::ValueEnum;

use crate::batch::claims::Form;
use crate::batch::{ClaimStore, Error, Inputs, Outputs, Source, Sources, Transaction, read_text};
use crate::compare::{self, Event, Ignore, Index, Side, Summary, segments::Segments};
use crate::input_status::InputStatus;
use crate::limits;
use crate::show::Mask;
use crate::show::compare::{Html, Junit, MaskedReport, Ndjson, Report, Text, named};
use crate::show::terminal::{Palette, SafeTerminal};
use crate::translate::RawClaim;
use crate::x12::{self, Charset};

use super::Exit;
use super::account::Account;
use super::as_segments::{first, written};
use super::common::{Tally, TextArgs, WriteArgs};
use super::screen::Screen;
use super::within::{self, meter};

/// Shows what changed between two files or folders, claim by claim.
///
/// Claims are paired by their number (CLM01), then by likeness. Separators, line breaks, control numbers, dates of the
/// envelope, and order where the guide gives it no meaning, are no differences. Takes X12 and claims in JSON, one against
/// the other too; and files without claims (999, 277CA), segment by segment. Ends with 1 if anything differs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim diff golden.837 new.837\n  \
    twinclaim diff --ignore-path '2300/REF[D9]/02' --ignore-path '*/K3' golden/ new/\n  \
    twinclaim diff --format junit golden/ new/ -o report.xml")]
pub(super) struct Args {
    /// The file or folder before.
    #[arg(value_name = "LEFT")]
    left: OsString,
    /// The file or folder after.
    #[arg(value_name = "RIGHT")]
    right: OsString,
    /// What is no difference: loop, segment, element, component, as far as needed, such as 2300/REF[D9]/02; * for any loop.
    #[arg(long, value_name = "PATH")]
    ignore_path: Vec<String>,
    /// File with such paths, one a line; # begins a comment.
    #[arg(long, value_name = "FILE")]
    ignore_file: Option<PathBuf>,
    /// How to show the differences.
    #[arg(long, value_enum, default_value_t = Format::Diff)]
    format: Format,
    /// Output file; standard output unless given.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    #[command(flatten)]
    write: WriteArgs,
    /// Write what became of each input and which file was made, with the SHA-256 of their contents, a line of JSON each.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Bytes of claims that stay in memory, such as 512MiB; what is more goes to a temporary file.
    #[arg(long, value_name = "SIZE", default_value = "1GiB")]
    memory: ByteSize,
    /// Folder for what does not fit into memory; the system's own unless given.
    #[arg(long, value_name = "DIR")]
    temp_dir: Option<PathBuf>,
    /// Hide who the patients are.
    #[arg(long)]
    mask: bool,
    #[command(flatten)]
    text: TextArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: what changed, marked in its segment.
    Diff,
    /// For programs: one claim a line, then a summary line.
    Ndjson,
    /// For test reports: a failed case a claim that differs.
    Junit,
    /// One page for a browser.
    Html,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let inputs = |standard| inputs_of(args, [&args.left, &args.right], standard);
    let tally = Tally::with(Account::named("diff", args.manifest.clone()));
    tally.run_over(inputs, args.write.force, screen, |tally, screen| diff(args, tally, screen))
}

fn diff(args: &Args, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
    let charset = args.text.charset()?;
    let ignore = ignore(args)?;
    if args.left == "-" && args.right == "-" {
        return Err("standard input can be one side, not both".to_owned());
    }
    // Both are announced before one is read, so that it is known how much there is.
    let sources = [&args.left, &args.right].map(|side| open(args, [side]).announced());
    let outputs = tally.outputs(open(args, [&args.left, &args.right]).identities(), args.write.force)?;
    let mut passed_over = Vec::new();
    let mut sides = [Read::new(args, &ignore), Read::new(args, &ignore)];
    for ((side, sources), input) in sides.iter_mut().zip(sources).zip([&args.left, &args.right]) {
        passed_over.extend(side.read(args, (input, sources), (charset, &ignore), tally, screen)?);
    }
    let [left, right] = sides;
    for (side, other, input) in [(&left, &right, &args.left), (&right, &left, &args.right)] {
        if side.claims.index.is_empty() && side.segments.is_empty() || side.is_of_another_kind(other) {
            tally.fail(screen, &format!("{}: holds nothing to compare with the other side", input.display()));
        }
    }
    let (differs, complete) = show(args, (&left, &right), &ignore, &outputs, screen)?;
    let exit = if differs { Exit::Findings } else { Exit::Clean };
    tally.commit(complete, args.write, &passed_over, screen);
    Ok(tally.report(screen, &passed_over).max(exit))
}

fn ignore(args: &Args) -> Result<Ignore, String> {
    let file = args
        .ignore_file
        .as_deref()
        .map(|path| read_text(path, limits::CONFIGURATION))
        .transpose()
        .map_err(|error| error.to_string())?;
    let lines = file.iter().flat_map(|text| text.lines());
    let lines = lines.map(|line| {
        line.split_once('#')
            .filter(|(path, _)| path.is_empty() || path.ends_with(' '))
            .map_or(line, |(path, _)| path)
    });
    let paths = args.ignore_path.iter().map(String::as_str).chain(lines);
    Ignore::parse(paths.filter(|path| !path.trim().is_empty())).map_err(|error| error.to_string())
}

/// Opens the inputs.
fn open<'i>(args: &Args, inputs: impl IntoIterator<Item = &'i OsString>) -> Sources {
    inputs_of(args, inputs, within::input()).meter(meter()).open()
}

/// The inputs, watched by nobody.
fn inputs_of<'i>(
    args: &Args,
    inputs: impl IntoIterator<Item = &'i OsString>,
    standard: Box<dyn io::Read + Send>,
) -> Inputs {
    let inputs: Vec<OsString> = inputs.into_iter().cloned().collect();
    Inputs::new(inputs).temp_dir(args.temp_dir.clone()).standard_input(standard)
}

/// The claims of a side.
struct Kept {
    held: ClaimStore,
    index: Index,
}

/// A side as it was read: claims, or the segments of files without claims.
struct Read {
    claims: Kept,
    segments: Segments,
}

impl Read {
    fn new(args: &Args, ignore: &Ignore) -> Self {
        let memory = usize::try_from(args.memory.as_u64()).unwrap_or(usize::MAX) / 2;
        let claims = Kept {
            held: ClaimStore::with_memory(args.temp_dir.as_deref(), memory),
            index: Index::new(ignore.clone()),
        };
        Self { claims, segments: Segments::default() }
    }

    /// Claims on one side, none on the other.
    fn is_of_another_kind(&self, other: &Self) -> bool {
        self.claims.index.is_empty() && !other.claims.index.is_empty()
    }

    fn read(
        &mut self,
        args: &Args,
        (input, mut sources): (&OsString, Sources),
        (charset, ignore): (Charset, &Ignore),
        tally: &mut Tally,
        screen: &mut Screen,
    ) -> Result<Vec<Error>, String> {
        let as_segments = is_without_claims(args, input);
        for source in &mut sources {
            match source {
                Ok(source) if as_segments => self.read_segments(source, (charset, ignore), tally)?,
                Ok(source) => self.read_claims(source, charset, tally, screen)?,
                Err(error) => tally.unopened(screen, &error),
            }
        }
        Ok(sources.into_passed_over())
    }

    /// Reads a file without claims.
    fn read_segments(
        &mut self,
        mut source: Source,
        (charset, ignore): (Charset, &Ignore),
        tally: &mut Tally,
    ) -> Result<(), String> {
        let name = source.name.clone();
        tally.account.begin(&mut source);
        let read = self.segments.read(BufReader::new(source.reader), charset, ignore);
        let why = read.err().map(|error| error.to_string());
        let status = if why.is_some() { InputStatus::Refused } else { InputStatus::Done };
        tally.account.end(status, why.as_deref());
        why.map_or(Ok(()), |why| Err(format!("{name}: {why}")))
    }

    fn read_claims(
        &mut self,
        source: Source,
        charset: Charset,
        tally: &mut Tally,
        screen: &mut Screen,
    ) -> Result<(), String> {
        let name = source.name.clone();
        let mut failure = None;
        let claims = &mut self.claims;
        tally.read_forms(source, charset, screen, &mut |form, _| {
            let kept = segments(form, &name).and_then(|raw| claims.push(raw));
            match kept {
                Ok(()) => ControlFlow::Continue(()),
                Err(message) => {
                    failure = Some(message);
                    ControlFlow::Break(())
                }
            }
        });
        failure.map_or(Ok(()), |message| Err(format!("{name}: {message}")))
    }
}

/// Whether an input is a single file whose first transaction is no claim.
fn is_without_claims(args: &Args, input: &OsString) -> bool {
    if input == "-" || PathBuf::from(input).is_dir() {
        return false;
    }
    let first = |source: Source| -> Result<Option<String>, x12::Error> {
        let mut reader = x12::Reader::new(source.reader);
        while let Some(piece) = reader.next()? {
            if let x12::Piece::Segment(item) = piece
                && item.segment.id() == b"ST"
            {
                return Ok(Some(String::from_utf8_lossy(item.segment.element(1)).into_owned()));
            }
        }
        Ok(None)
    };
    let source = inputs_of(args, [input], Box::new(io::empty())).open().next();
    let source = source.and_then(Result::ok).filter(|source| source.format == crate::batch::Format::X12);
    source.is_some_and(|source| matches!(first(source), Ok(Some(code)) if code != "837"))
}

impl Kept {
    fn push(&mut self, raw: Box<RawClaim>) -> Result<(), String> {
        self.index.push(&raw);
        self.held.push(&Form::Segments(raw)).map_err(|error| error.to_string())
    }

    fn side(&self) -> Side<'_> {
        Side { store: &self.held, index: &self.index }
    }
}

/// A claim as segments: one from JSON is written and read again, so that both sides are compared by one mechanism.
fn segments(form: Form, name: &str) -> Result<Box<RawClaim>, String> {
    let mut claim = match form {
        Form::Segments(raw) => return Ok(raw),
        Form::Json(claim) => claim,
    };
    // Dates of headers are no difference.
    first(&written(&mut claim, NaiveDate::default())?, name)
}

/// Whether anything differs, and the report that is to be put in place.
fn show(
    args: &Args,
    (left, right): (&Read, &Read),
    ignore: &Ignore,
    outputs: &Outputs,
    screen: &mut Screen,
) -> Result<(bool, Transaction), String> {
    let mut complete = Transaction::default();
    let Some(path) = &args.output else {
        let palette = screen.palette().clone();
        let differs = render(args, left, right, (ignore, palette), screen);
        return Ok((differs.map_err(|error| error.to_string())?, complete));
    };
    let mut output = outputs.create(path).map_err(|error| error.to_string())?;
    let writing = |error| Error::writing(path, error).to_string();
    let mut buffered = io::BufWriter::with_capacity(1 << 16, &mut output);
    let differs = render(args, left, right, (ignore, Palette::plain()), &mut buffered).map_err(writing)?;
    buffered.flush().map_err(writing)?;
    drop(buffered);
    complete.add(output).map_err(|error| error.to_string())?;
    Ok((differs, complete))
}

/// Writes what differs. Whether anything does.
fn render(
    args: &Args,
    left: &Read,
    right: &Read,
    (ignore, palette): (&Ignore, Palette),
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mask = Mask::new(args.mask);
    let to = |report: Box<dyn Report>, out: &mut dyn Write| {
        let report = if args.mask { Box::new(MaskedReport::new(mask, report)) } else { report };
        reported(report, left, right, ignore, out)
    };
    match args.format {
        Format::Diff => {
            let mut people = SafeTerminal::new(out, palette.clone());
            let differs = to(Box::new(Text::new(palette)), &mut people)?;
            people.finish()?;
            Ok(differs)
        }
        Format::Ndjson => to(Box::new(Ndjson), out),
        Format::Junit => to(Box::<Junit>::default(), out),
        Format::Html => to(Box::<Html>::default(), out),
    }
}

/// Has a report write what differs. Whether anything does.
fn reported(
    mut report: Box<dyn Report>,
    left: &Read,
    right: &Read,
    ignore: &Ignore,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let segments = compare::segments::compare(&left.segments, &right.segments, ignore);
    let segments_changed = segments.len() as u64;
    for change in segments {
        report.segment(&named(change), out)?;
    }
    let mut summary: Summary =
        compare::compare(left.claims.side(), right.claims.side(), ignore, &mut |event| match event {
            Event::Changed(changed) => report.changed(&changed, out),
            Event::OnlyLeft(claim) => report.alone(true, &claim, out),
            Event::OnlyRight(claim) => report.alone(false, &claim, out),
        })?;
    summary.segments_changed = segments_changed;
    if !left.segments.is_empty() {
        summary.segments = Some(left.segments.len() as u64);
    }
    report.finish(&summary, out)?;
    Ok(!summary.is_same())
}
