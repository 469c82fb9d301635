//! `twinclaim convert`: X12 to JSON and back.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use clap::ValueEnum;

use crate::batch::{Format, OutputFolder, Source, Sources, Transaction};
use crate::translate::{OutputError, Settings, Style, WriteFault};
use crate::x12::{Charset, Delimiters};

use super::Exit;
use super::addressing::AddressArgs;
use super::claim_sinks::{FileFormat, FileSink, Sink, Takes};
use super::common::{InputArgs, Tally, TextArgs, WriteArgs, X12_WRITTEN, day};
use super::numbers::NumberArgs;
use super::screen::{Screen, counted, data};
use super::table_files::TableFormat;
use super::table_outputs::TableOutputs;
#[cfg(feature = "parquet")]
use super::within;

/// Turns claims into JSON, one a line, and back into X12.
///
/// Nothing is lost on the way: what the JSON has no field for is under `x12`. Lines may be filtered, reordered and
/// edited; counts, HL numbers and groups are made anew when they are written back. Takes X12 and its own JSON.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim convert --to ndjson samples/mri/facility.837\n  \
    twinclaim convert --to ndjson samples/mri -o claims\n  \
    twinclaim convert --to x12 claims/facility.837.ndjson -o facility.837")]
pub(super) struct Args {
    /// What to make.
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Target,
    /// With `--to ndjson`: say once, on a line of its own, what claims share: envelope, submitter, receiver, billing provider, payer.
    #[arg(long)]
    compact: bool,
    /// Separators of the X12 written: element, component, repetition, segment, such as '*:^~'; kept unless given.
    #[arg(long, value_name = "SPEC", help_heading = X12_WRITTEN)]
    delimiters: Option<String>,
    /// What to write behind each segment; kept unless given.
    #[arg(long, value_enum, value_name = "KIND", help_heading = X12_WRITTEN)]
    line_breaks: Option<LineBreaks>,
    #[command(flatten)]
    address: AddressArgs,
    /// Most claims that one transaction of the X12 written may hold.
    #[arg(long, value_name = "N", default_value_t = 5_000, help_heading = X12_WRITTEN, value_parser = clap::value_parser!(u32).range(1..))]
    claims_per_transaction: u32,
    #[command(flatten)]
    numbers: NumberArgs,
    /// Day for headers that have none, such as 2026-03-31; today unless given.
    #[arg(long, value_name = "DATE", value_parser = day, help_heading = X12_WRITTEN)]
    as_of: Option<NaiveDate>,
    /// Output: a file for one input file, a folder for several; standard output unless given.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    #[command(flatten)]
    write: WriteArgs,
    /// Go on with a run into a folder that was broken off: inputs are passed over whose outputs are there; tables, which hold
    /// all inputs together, are made anew.
    #[arg(long, requires = "output")]
    resume: bool,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    input: InputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Target {
    /// One claim a line.
    Ndjson,
    /// 837.
    X12,
    /// Tables in CSV that join by key: a folder with claims, service lines, diagnoses and so on of all inputs.
    Csv,
    /// The same tables in Apache Parquet, with types.
    #[cfg(feature = "parquet")]
    Parquet,
    /// The same tables, to whoever runs the command from within a program.
    #[cfg(feature = "parquet")]
    #[value(hide = true)]
    Arrow,
}

/// What convert makes.
enum Made {
    Claims(FileFormat),
    Tables(TableFormat),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LineBreaks {
    None,
    Lf,
    Crlf,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let tally = Tally::of_writing("convert", &args.input);
    tally.run(&args.input, args.write.force, screen, |tally, screen| {
        let convert = Convert::new(args)?;
        convert.idle(screen);
        convert.write_outputs(tally, screen)
    })
}

struct Convert<'a> {
    args: &'a Args,
    charset: Charset,
    style: Style,
}

impl<'a> Convert<'a> {
    fn new(args: &'a Args) -> Result<Self, String> {
        let charset = args.text.charset()?;
        let delimiters = args.delimiters.as_deref().map(Delimiters::parse).transpose();
        let delimiters = delimiters.map_err(|error| format!("--delimiters: {error}"))?;
        let line_end = args.line_breaks.map(|kind| match kind {
            LineBreaks::None => String::new(),
            LineBreaks::Lf => "\n".to_owned(),
            LineBreaks::Crlf => "\r\n".to_owned(),
        });
        let settings = Settings { now: None, addressing: args.address.addressing() };
        let style = Style {
            delimiters,
            line_end,
            settings,
            claims_per_transaction: usize::try_from(args.claims_per_transaction).ok(),
            renew_control_numbers: args.numbers.first(),
        };
        Ok(Self { args, charset, style })
    }

    /// Says which options do nothing, because they bear on X12 that is not written.
    fn idle(&self, screen: &Screen) {
        let args = &self.args;
        let others = [
            args.delimiters.as_ref().map(|_| "--delimiters"),
            args.line_breaks.map(|_| "--line-breaks"),
            args.numbers.first().map(|_| "--renew-control-numbers"),
        ];
        let idle: Vec<&str> = others.into_iter().flatten().chain(args.address.given()).collect();
        if args.to != Target::X12 && !idle.is_empty() {
            screen.note(&format!("without effect, because no X12 is written: {}", idle.join(", ")));
        }
        if args.compact && args.to != Target::Ndjson {
            screen.note("without effect, because no ndjson is written: --compact");
        }
    }

    /// What headers name that have no day: the one that is given, and then the time must not change the output either; else
    /// when the run began, or the one that it goes on with.
    fn day(&self, began: NaiveDateTime) -> (NaiveDate, NaiveTime) {
        self.args.as_of.map_or((began.date(), began.time()), |day| (day, NaiveTime::MIN))
    }

    fn write_outputs(mut self, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
        let format = match self.args.to.made(self.args.compact) {
            Made::Claims(format) => format,
            #[cfg(feature = "parquet")]
            Made::Tables(TableFormat::Arrow) => return self.give_tables(tally, screen),
            Made::Tables(format) => return self.write_tables(format, tally, screen),
        };
        let folder = self.args.output.as_ref().filter(|_| !self.args.input.is_one_file());
        let args = self.args;
        let shape = (
            (args.to, args.compact, &args.delimiters, args.line_breaks, &args.address),
            (args.claims_per_transaction, &args.numbers, args.as_of, &args.text),
        );
        let done = tally.account.file_by_file(folder, &shape, self.args.resume, self.args.write.force)?;
        self.style.settings.now = Some(self.day(tally.account.began()));
        let mut sources = self.args.input.open_but(done);
        let outputs = tally.outputs(sources.identities(), self.args.write.force)?;
        let mut complete = Transaction::default();
        match &self.args.output {
            Some(path) if folder.is_none() => {
                let output = outputs.create(path).map_err(|error| error.to_string())?;
                let sink = format.begin(output, &self.style);
                if let Some(output) = self.all(&mut sources, tally, screen, sink) {
                    complete.add(output).map_err(|error| error.to_string())?;
                }
            }
            Some(path) => {
                let folder = OutputFolder::new(path, outputs).map_err(|error| error.to_string())?;
                self.each(&mut sources, &folder.resumed(self.args.resume), format, (tally, screen))?;
            }
            None => {
                let sink = format.begin(data(), &self.style);
                let out = self.all(&mut sources, tally, screen, sink);
                if let Some(Err(error)) = out.map(|mut out| out.flush()) {
                    broken(&error, tally, screen);
                }
            }
        }
        tally.commit(complete, self.args.write, sources.passed_over(), screen);
        Ok(tally.report(screen, sources.passed_over()))
    }

    /// All inputs into the tables of a folder.
    fn write_tables(
        &self,
        format: TableFormat,
        tally: &mut Tally,
        screen: &mut Screen,
    ) -> Result<Exit, String> {
        let path =
            self.args.output.as_ref().ok_or("tables are several files: name a folder for them with -o")?;
        if tally.goes_on(path, self.args.resume, self.args.write.force, screen)? {
            return Ok(tally.exit());
        }
        let mut sources = self.args.input.open_with_reports();
        let outputs = tally.outputs(sources.identities(), self.args.write.force)?.with_digests(true);
        let folder = OutputFolder::new(path, outputs).map_err(|error| error.to_string())?;
        tally.account.among(&folder)?;
        let mut sink = Sink::new(TableOutputs::new(&folder, format)?);
        self.inputs(&mut sources, tally, screen, &mut sink);
        let mut complete = Transaction::default();
        if !sink.is_broken {
            match sink.to.finish() {
                Ok(files) => complete = files,
                Err(error) => broken(&error, tally, screen),
            }
        }
        tally.commit(complete, self.args.write, sources.passed_over(), screen);
        Ok(tally.report(screen, sources.passed_over()))
    }

    /// All inputs as rows to whoever runs the command from within a program.
    #[cfg(feature = "parquet")]
    fn give_tables(&self, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
        let caller = within::caller().ok_or("arrow goes to a program that runs this from within")?;
        let mut sources = self.args.input.open_with_reports();
        let mut sink = Sink::new(TableOutputs::within(caller));
        self.inputs(&mut sources, tally, screen, &mut sink);
        if !sink.is_broken
            && let Err(error) = sink.to.finish()
        {
            broken(&error, tally, screen);
        }
        tally.commit(Transaction::default(), self.args.write, sources.passed_over(), screen);
        Ok(tally.report(screen, sources.passed_over()))
    }

    /// All inputs, as long as the sink takes them.
    fn inputs<T: Takes>(
        &self,
        sources: &mut Sources,
        tally: &mut Tally,
        screen: &mut Screen,
        sink: &mut Sink<T>,
    ) {
        for source in sources {
            match source {
                Ok(source) if source.format == Format::Report => Self::reports(source, tally, screen, sink),
                Ok(source) => self.one(source, tally, screen, sink),
                Err(error) => tally.unopened(screen, &error),
            }
            if sink.is_broken {
                return tally.account.stop("the output could not be written");
            }
        }
    }

    /// All inputs into one output.
    fn all<W: Write>(
        &self,
        sources: &mut Sources,
        tally: &mut Tally,
        screen: &mut Screen,
        mut sink: Sink<FileSink<W>>,
    ) -> Option<W> {
        self.inputs(sources, tally, screen, &mut sink);
        finish(sink, tally, screen)
    }

    /// Each input into a file of its own.
    fn each(
        &self,
        sources: &mut Sources,
        folder: &OutputFolder,
        format: FileFormat,
        (tally, screen): (&mut Tally, &mut Screen),
    ) -> Result<(), String> {
        for source in sources {
            match source {
                Ok(source) => self.convert_into(source, folder, format, tally, screen),
                Err(error) if tally.account.has_moved(&error) => {}
                Err(error) => {
                    // It keeps no other input from being written.
                    tally.account.unopened(&error);
                    tally.fail(screen, &error.to_string());
                }
            }
            tally.account.settle(screen)?;
        }
        Ok(())
    }

    fn convert_into(
        &self,
        mut source: Source,
        folder: &OutputFolder,
        format: FileFormat,
        tally: &mut Tally,
        screen: &mut Screen,
    ) {
        let output = match folder.file(&source.relative, format.ending()) {
            Ok(output) => output,
            Err(error) => {
                tally.account.begin(&mut source);
                tally.account.end_unwritten(&error.to_string());
                return tally.fail(screen, &error.to_string());
            }
        };
        let mut sink = format.begin(output, &self.style);
        let unread = std::mem::take(&mut tally.unread);
        self.one(source, tally, screen, &mut sink);
        // A file without claims (an 835 in the folder) gets no output.
        if let Some(output) = finish(sink, tally, screen) {
            let mut complete = Transaction::default();
            match complete.add(output) {
                Ok(()) => _ = tally.commit_input(complete, false, self.args.write, screen),
                Err(error) => tally.unwritten(screen, &error.to_string()),
            }
        }
        tally.unread += unread;
    }

    /// What was said of claims, into tables.
    fn reports<T: Takes>(source: Source, tally: &mut Tally, screen: &mut Screen, sink: &mut Sink<T>) {
        let name = source.name.clone();
        let mut failure = None;
        tally.read_reports(source, screen, &mut |report| {
            if let Err(error) = sink.to.take_report(report) {
                let is_of_input = error.kind() == std::io::ErrorKind::InvalidData;
                failure = Some(if is_of_input { format!("{name}: {error}") } else { unwritten(&error) });
                return ControlFlow::Break(());
            }
            sink.written += 1;
            ControlFlow::Continue(())
        });
        if let Some(failure) = failure {
            sink.is_broken = true;
            tally.fail(screen, &failure);
        }
    }

    fn one<T: Takes>(&self, source: Source, tally: &mut Tally, screen: &mut Screen, sink: &mut Sink<T>) {
        let name = source.name.clone();
        let (mut number, mut refusals) = (0u64, 0u64);
        let mut failure = None;
        tally.read_forms(source, self.charset, screen, &mut |claim, screen| {
            number += 1;
            match sink.to.take(claim) {
                Ok(()) => {
                    sink.written += 1;
                    ControlFlow::Continue(())
                }
                Err(OutputError::Claim(problems)) => {
                    for problem in &problems {
                        refusals += 1;
                        if refusals <= MOST_REFUSALS {
                            screen.failure(&refused(&name, number, problem));
                        }
                    }
                    ControlFlow::Continue(())
                }
                Err(OutputError::Io(error)) => {
                    sink.is_broken = true;
                    if error.kind() != std::io::ErrorKind::BrokenPipe {
                        failure = Some(unwritten(&error));
                    }
                    ControlFlow::Break(())
                }
            }
        });
        if refusals > 0 {
            let reasons = counted(refusals, "reason", "reasons");
            tally.account.refused(&format!("claims of it were not written, for {reasons}"));
            tally.failed();
        }
        if refusals > MOST_REFUSALS {
            let more = counted(refusals - MOST_REFUSALS, "more reason", "more reasons");
            tally.fail(screen, &format!("{name}: {more} why claims were not written"));
        }
        if let Some(failure) = failure {
            tally.fail(screen, &failure);
        }
    }
}

/// So many reasons are told for each input, the others counted.
const MOST_REFUSALS: u64 = 1000;

fn refused(name: &str, number: u64, problem: &WriteFault) -> String {
    format!("{name}: claim {number} was not written: {} {}", problem.path, problem.message)
}

fn unwritten(error: &std::io::Error) -> String {
    format!("the output could not be written: {error}")
}

/// The output takes no more; where nobody reads it, that needs no word, unless somebody asks what became of inputs.
fn broken(error: &std::io::Error, tally: &mut Tally, screen: &Screen) {
    tally.account.hold_back("the output could not be written");
    if error.kind() != std::io::ErrorKind::BrokenPipe {
        tally.fail(screen, &unwritten(error));
    } else if tally.account.is_kept() {
        tally.failed();
    }
}

/// Ends what was written. None where no claim was, or the output takes no more: then there is nothing to put in place, and
/// what was read for it is not done.
fn finish<W: Write>(sink: Sink<FileSink<W>>, tally: &mut Tally, screen: &Screen) -> Option<W> {
    let Sink { to, written, is_broken } = sink;
    let out = match to.finish() {
        Ok(out) => Some(out).filter(|_| written > 0 && !is_broken),
        Err(error) => {
            if !is_broken {
                broken(&error, tally, screen);
            }
            None
        }
    };
    if out.is_none() {
        tally.account.hold_back("nothing was written of it");
    }
    out
}

impl Target {
    fn made(self, compact: bool) -> Made {
        match self {
            Self::Ndjson if compact => Made::Claims(FileFormat::Compact),
            Self::Ndjson => Made::Claims(FileFormat::Ndjson),
            Self::X12 => Made::Claims(FileFormat::X12),
            Self::Csv => Made::Tables(TableFormat::Csv),
            #[cfg(feature = "parquet")]
            Self::Parquet => Made::Tables(TableFormat::Parquet),
            #[cfg(feature = "parquet")]
            Self::Arrow => Made::Tables(TableFormat::Arrow),
        }
    }
}
