//! `twinclaim redact`: claims without patients.

use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::ValueEnum;

use crate::batch::claims::Form;
use crate::batch::{Format, Lines, Output, OutputFolder, Outputs, Source, Transaction};
use crate::input_status::InputStatus;
use crate::limits;
use crate::model::Claim;
use crate::parallel;
use crate::redact::{Kept, Key, Mode, Options, RedactError, Redacted, Redactor};
use crate::translate::Reader as ClaimReader;
use crate::x12::{Charset, Reader};

use super::Exit;
use super::as_segments::{first, written};
use super::common::{CUT_OFF, InputArgs, Tally, TextArgs, WriteArgs, day};
use super::screen::{Screen, counted};
use super::within::meter;

/// Makes copies of claims in which nobody can be told.
///
/// Takes 837s, claims in JSON, and acknowledgments (TA1, 999, 277CA). Names, identifiers, addresses, contacts, free text, file names and control numbers are exchanged for surrogates of the
/// same form, dates are reduced to their year or moved; segments, amounts, counts and codes stay, so that validate and
/// reconcile say of the copies what they say of the originals. What agreed agrees still.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
safe-harbor follows 45 CFR 164.514(b)(2): dates become the first day of their year, ages over 89 are one, ZIP codes keep three \
digits where more than 20,000 people live; surrogates follow from the order in which values come, and agree within a run. \
Findings that rest on days change with that: those about dates, and about codes and edits of a day.\n\n\
pseudonym makes surrogates of the values and a key: the same on any day, in any file and order. Dates go back by days that \
the member id and the key choose, intervals stay. Whoever has the key can check a guess, and undo identifiers: keep it as \
you keep the data, and use another one for whoever must not know which copies belong together.\n\n\
Examples:\n  \
    twinclaim redact samples/mri -o golden\n  \
    head -c 32 /dev/urandom > site.key\n  \
    twinclaim redact --mode pseudonym --key site.key samples/mri -o golden")]
pub(super) struct Args {
    /// How values are replaced; pseudonym with --key, else safe-harbor.
    #[arg(long, value_enum)]
    mode: Option<ModeName>,
    /// File with the secret of pseudonyms: at least 16 random bytes.
    #[arg(long, value_name = "FILE", required_if_eq("mode", "pseudonym"))]
    key: Option<PathBuf>,
    /// Days by which pseudonyms move dates back at most, 1 to 3650. With many, codes and edits of other days apply.
    #[arg(long, value_name = "N", default_value_t = DAYS, value_parser = clap::value_parser!(u64).range(1..=3650))]
    days: u64,
    /// Whose dates go back by the same days: those of a family, as its member id says, or all.
    #[arg(long, value_enum, default_value_t = Shift::Family)]
    shift: Shift,
    /// Output: a file for one input file, a folder for several.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// A value that stays wherever it stands whole, such as a payer's identifier or name, so that its profile applies to the
    /// copies too; several times for several.
    #[arg(long, value_name = "VALUE")]
    keep: Vec<String>,
    /// Keep the names of files and folders as they are; for names that name nobody.
    #[arg(long)]
    keep_file_names: bool,
    /// Day by which ages over 89 are known where an input has no date, such as 2026-03-31; today unless given.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    #[command(flatten)]
    write: WriteArgs,
    /// Go on with a run into a folder that was broken off. Takes --manifest: what is known of it stands beside the manifest, which
    /// names the originals, and never beside the copies.
    #[arg(long, requires = "manifest")]
    resume: bool,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    input: InputArgs,
}

/// About two months: few codes and edits are of another day then.
const DAYS: u64 = 56;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ModeName {
    /// 45 CFR 164.514(b)(2); needs no key.
    SafeHarbor,
    /// Surrogates by a key, the same in any file.
    Pseudonym,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shift {
    /// Each family's by days of its own: who knows those of one knows no other's.
    Family,
    /// Everybody's by the same days: claims stay together whose member ids disagree.
    All,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let tally = Tally::of_writing("redact", &args.input);
    tally.run(&args.input, args.write.force, screen, |tally, screen| copies(args, tally, screen))
}

/// Where a manifest is asked for, copies come into their folder one by one, with a journal beside the manifest.
fn copies(args: &Args, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
    let how = (mode(args)?, args.text.charset()?);
    // In the folder of copies neither manifest nor journal is made unasked: they name the originals.
    let asked = args.input.manifest().is_some() && !args.input.is_one_file();
    let folder = asked.then_some(&args.output);
    let shape = (
        (args.mode, &args.key, args.days, args.shift),
        (&args.keep, args.keep_file_names, args.as_of, &args.text),
    );
    let done = tally.account.file_by_file(folder, &shape, args.resume, args.write.force)?;
    Run::new(args, how, tally).copies(done, asked, screen)
}

struct Run<'a> {
    args: &'a Args,
    redactor: Redactor,
    today: NaiveDate,
    tally: &'a mut Tally,
    complete: Transaction,
    /// Inputs that were written.
    files: u64,
    done: Redacted,
}

impl<'a> Run<'a> {
    fn new(args: &'a Args, (mode, charset): (Mode, Charset), tally: &'a mut Tally) -> Self {
        let today = args.as_of.unwrap_or_else(|| tally.account.began().date());
        let options = Options {
            mode,
            most_days: args.days,
            per_family: args.shift == Shift::Family,
            charset,
            limit: args.input.limit(),
            kept: Kept::new(args.keep.iter().map(String::as_str)),
            year: today.year(),
            meter: meter(),
        };
        Self {
            args,
            redactor: Redactor::new(options),
            today,
            tally,
            complete: Transaction::default(),
            files: 0,
            done: Redacted::default(),
        }
    }

    /// Makes a copy of each input that the run before has not `done`. Where that is `asked`, each copy is in place as soon as it
    /// is complete; else all of them are at the end.
    fn copies(
        mut self,
        done: Vec<(String, String)>,
        asked: bool,
        screen: &mut Screen,
    ) -> Result<Exit, String> {
        // Inputs that the run before has done may have been moved.
        let has_done = !done.is_empty();
        // Surrogates follow from what came before; by a key, from nothing else.
        let mut sources = match self.args.key {
            Some(_) => self.args.input.open_but(done),
            None => self.args.input.open_again(done),
        };
        self.tally.account.quarantine_late();
        let outputs = self.tally.outputs(sources.identities(), self.args.write.force)?;
        let target = Target::new(self.args, outputs).map_err(|error| error.to_string())?;
        for source in &mut sources {
            let unread = if asked { std::mem::take(&mut self.tally.unread) } else { 0 };
            let done_before = source.as_ref().is_ok_and(|source| source.done_before);
            let before = (self.files, self.done.clone());
            match source {
                Ok(source) => self.one(source, &target, screen),
                Err(error) => self.tally.unopened(screen, &error),
            }
            if asked {
                let complete = std::mem::take(&mut self.complete);
                if !self.tally.commit_input(complete, done_before, self.args.write, screen) {
                    (self.files, self.done) = before;
                }
                self.tally.unread += unread;
                self.tally.account.settle(screen)?;
            }
        }
        if self.files == 0 && self.tally.unread == 0 && !has_done {
            self.tally.fail(screen, "nothing was written: no input holds claims or acknowledgments");
        }
        let complete = std::mem::take(&mut self.complete);
        if self.tally.commit(complete, self.args.write, sources.passed_over(), screen) && self.files > 0 {
            self.say(screen);
        }
        Ok(self.tally.report(screen, sources.passed_over()))
    }

    fn say(&self, screen: &Screen) {
        let Redacted { claims, transactions, interchanges_acknowledged, .. } = self.done;
        let claims = counted(claims, "claim", "claims");
        let transactions = counted(transactions + interchanges_acknowledged, "transaction", "transactions");
        let files = counted(self.files, "file", "files");
        screen.note(&format!("redacted: {claims} in {transactions} of {files}"));
    }

    fn one(&mut self, mut source: Source, target: &Target, screen: &Screen) {
        let name = source.name.clone();
        self.tally.account.begin(&mut source);
        let relative = source.unpacked();
        let relative = if self.args.keep_file_names { relative } else { self.redactor.file_name(&relative) };
        let output = match target.output(&relative, self.files) {
            Ok(output) => output,
            Err(message) => {
                self.tally.account.end_unwritten(&message);
                return self.tally.fail(screen, &format!("{name}: {message}"));
            }
        };
        let named = source.named_by_user;
        let result = match source.format {
            Format::X12 => self.x12(source, output),
            Format::Json | Format::Report => self.json(source, output, &relative.to_string_lossy()),
        };
        match result {
            Ok((output, done)) => self.take(&name, named, output, &done, screen),
            Err(Failure::Foreign(message)) if !named => {
                self.tally.account.end(InputStatus::Skipped, Some(&message));
                screen.note(&format!("passed over: {message}"));
            }
            Err(Failure::Foreign(message) | Failure::Unread(message)) => {
                self.tally.account.end(InputStatus::Refused, Some(&message));
                self.tally.unread(screen, &message);
            }
            Err(Failure::Unwritten(message)) => {
                self.tally.account.end_unwritten(&message);
                self.tally.unread(screen, &message);
            }
        }
    }

    fn take(&mut self, name: &str, named: bool, output: Output, done: &Redacted, screen: &Screen) {
        if done.transactions + done.interchanges_acknowledged == 0 {
            let why = "holds no claim and no acknowledgment";
            let message = format!("{name}: {why}");
            self.tally.account.end(InputStatus::Skipped, Some(why));
            if named {
                self.tally.unread(screen, &message);
            } else {
                screen.note(&format!("passed over: {message}"));
            }
            return;
        }
        self.tally.account.claims(done.count.clone());
        if let Err(error) = self.complete.add(output) {
            self.tally.account.end_unwritten(&error.to_string());
            return self.tally.unread(screen, &error.to_string());
        }
        let is_cut_off = done.cut_off.is_some();
        let status = if is_cut_off { InputStatus::CutOff } else { InputStatus::Done };
        self.tally.account.end(status, is_cut_off.then_some(CUT_OFF));
        if is_cut_off {
            self.tally.fail(screen, &format!("{name}: {CUT_OFF}"));
        }
        self.files += 1;
        self.done.claims += done.claims;
        self.done.transactions += done.transactions;
        self.done.interchanges_acknowledged += done.interchanges_acknowledged;
    }

    fn x12(&mut self, source: Source, output: Output) -> Result<(Output, Redacted), Failure> {
        let name = source.name;
        let mut out = BufWriter::with_capacity(1 << 16, output);
        let done = self.redactor.file(Reader::new(source.reader), &mut out).map_err(|error| {
            let message = format!("{name}: {error}");
            match error {
                // What calls itself a claim is to be read, and of a file in part nothing is written.
                RedactError::Foreign { code, before: 0, .. } if code != "837" => Failure::Foreign(message),
                RedactError::Write(_) => Failure::Unwritten(message),
                _ => Failure::Unread(message),
            }
        })?;
        let output =
            out.into_inner().map_err(|error| Failure::Unwritten(format!("{name}: {}", error.error())))?;
        Ok((output, done))
    }

    fn json(&mut self, source: Source, output: Output, file: &str) -> Result<(Output, Redacted), Failure> {
        let name = source.name.clone();
        let failed = |message: &dyn std::fmt::Display| Failure::Unread(format!("{name}: {message}"));
        let mut lines = Lines::new(output, parallel::threads(None));
        let (mut done, mut failure) = (Redacted::default(), None);
        let charset = self.args.text.charset().map_err(|error| failed(&error))?;
        let (redactor, today) = (&mut self.redactor, self.today);
        let mut number = 0u64;
        let read = crate::batch::claims::read_forms(source, charset, &mut |event| {
            let crate::batch::claims::Event::Claim(Form::Json(claim)) = event else {
                return ControlFlow::Continue(());
            };
            number += 1;
            done.count.add(claim.r#type, claim.total_charge.as_ref());
            let result = redacted(redactor, claim, file, today).and_then(|claim| {
                done.claims += 1;
                lines.write(Form::Json(claim)).map_err(|error| error.to_string())
            });
            match result {
                Ok(()) => ControlFlow::Continue(()),
                Err(message) => {
                    failure = Some(format!("claim {number}: {message}"));
                    ControlFlow::Break(())
                }
            }
        });
        read.map_err(|error| failed(&error))?;
        if let Some(message) = failure {
            return Err(failed(&message));
        }
        done.transactions = done.claims;
        let output = lines.finish().map_err(|error| Failure::Unwritten(format!("{name}: {error}")))?;
        Ok((output, done))
    }
}

/// A claim from JSON with surrogates: it goes through X12, so that it meets the same ones.
fn redacted(
    redactor: &mut Redactor,
    mut claim: Box<Claim>,
    file: &str,
    today: NaiveDate,
) -> Result<Box<Claim>, String> {
    let has_envelope = claim.envelope.is_some();
    let x12 = written(&mut claim, today)?;
    let mut out = Vec::with_capacity(x12.len());
    redactor.file(Reader::from_slice(&x12), &mut out).map_err(|error| error.to_string())?;
    let raw = first(&out, file)?;
    let mut other = ClaimReader::default().read(&raw);
    if let (Some(own), Some(source)) = (claim.source, &mut other.source) {
        (source.offset, source.segment) = (own.offset, own.segment);
    } else {
        other.source = None;
    }
    if !has_envelope {
        other.envelope = None;
    }
    Ok(other)
}

/// Why an input has no copy.
enum Failure {
    /// It is X12 of another kind.
    Foreign(String),
    Unread(String),
    /// It is right, and its copy cannot be written.
    Unwritten(String),
}

/// Where copies go.
enum Target {
    File(Outputs, PathBuf),
    Folder(OutputFolder),
}

impl Target {
    fn new(args: &Args, outputs: Outputs) -> crate::batch::Result<Self> {
        if args.input.is_one_file() {
            Ok(Self::File(outputs, args.output.clone()))
        } else {
            OutputFolder::new(&args.output, outputs).map(|folder| Self::Folder(folder.resumed(args.resume)))
        }
    }

    fn output(&self, relative: &std::path::Path, before: u64) -> Result<Output, String> {
        match self {
            Self::Folder(folder) => folder.file(relative, "").map_err(|error| error.to_string()),
            Self::File(outputs, path) if before == 0 => {
                outputs.create(path).map_err(|error| error.to_string())
            }
            Self::File(..) => {
                Err("was not redacted, because one file takes one input; unpack the archive and give the \
                                   folder"
                    .to_owned())
            }
        }
    }
}

fn mode(args: &Args) -> Result<Mode, String> {
    match (args.mode, &args.key) {
        (Some(ModeName::SafeHarbor), Some(_)) => {
            Err("--key is for --mode pseudonym; safe harbor needs none".to_owned())
        }
        (_, Some(path)) => {
            let secret = limits::read(path, limits::CONFIGURATION)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            let key = Key::of(&secret).ok_or_else(|| {
                let least = Key::LEAST;
                format!(
                    "{} is no good key: it takes {least} random bytes or more; `head -c 32 /dev/urandom > FILE` makes one",
                    path.display()
                )
            })?;
            Ok(Mode::Pseudonym(key))
        }
        (_, None) => Ok(Mode::SafeHarbor),
    }
}
