//! What `validate` writes besides its findings, on the same pass: acknowledgements, and the claims divided into accepted
//! and refused ones.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use clap::Args;

use crate::ack::codes::{self, SYNTAX_TYPES};
use crate::ack::{AckSettings, Acknowledger, Division, Issue, Targets};
use crate::batch::{self, Output, OutputFolder, Outputs, Transaction};
use crate::edit::{ACCEPTED, Piece, Pieces};
use crate::validate::Event;
use crate::x12::{Charset, Numbering};

use super::editing;
use super::numbers::{self, NumberArgs};
use super::screen::Screen;

/// Acknowledgements, accepted and refused claims.
#[derive(Clone, Debug, Args)]
pub(super) struct AckArgs {
    /// Answer the sender: ta1=FILE for each interchange, 999=FILE for groups and transactions, 277ca=FILE for claims;
    /// several times for several. A folder takes an answer to each input.
    #[arg(long, value_name = "KIND=FILE", value_parser = ack_file)]
    ack: Vec<(AckKind, PathBuf)>,
    /// SNIP types whose errors refuse their transaction in the 999; errors of the others refuse their claims in the 277CA.
    #[arg(long, value_name = "TYPES", value_delimiter = ',', default_values_t = SYNTAX_TYPES,
          value_parser = clap::value_parser!(u8).range(1..=4))]
    ack_types: Vec<u8>,
    /// First control number of the acknowledgements; from the clock, or the day of --as-of, unless given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..1_000_000_000))]
    ack_control_number: Option<u64>,
    /// Claims without errors, as a complete 837; in a folder, one for each input. A claim keeps its bytes; counts and HL
    /// numbers are made anew.
    #[arg(long, value_name = "FILE")]
    valid: Option<PathBuf>,
    /// Claims with errors, as a complete 837; in a folder, one for each input.
    #[arg(long, value_name = "FILE")]
    invalid: Option<PathBuf>,
    #[command(flatten)]
    numbers: NumberArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AckKind {
    Interchange,
    Implementation,
    Claim,
}

fn ack_file(text: &str) -> Result<(AckKind, PathBuf), String> {
    let (kind, file) = text.split_once('=').unwrap_or((text, ""));
    let kind = match &*kind.to_ascii_lowercase() {
        "ta1" => AckKind::Interchange,
        "999" => AckKind::Implementation,
        "277ca" => AckKind::Claim,
        _ => return Err("the kind is ta1, 999 or 277ca, as in 999=answer.999".to_owned()),
    };
    if file.is_empty() {
        Err("a file is missing, as in 999=answer.999".to_owned())
    } else {
        Ok((kind, file.into()))
    }
}

impl AckArgs {
    /// Whether files were asked for.
    pub(super) fn writes(&self) -> bool {
        !self.ack.is_empty() || self.valid.is_some() || self.invalid.is_some()
    }

    /// Where files were asked for.
    pub(super) fn places(&self) -> impl Iterator<Item = &Path> {
        let answers = self.ack.iter().map(|(_, path)| path);
        self.valid.iter().chain(&self.invalid).chain(answers).map(PathBuf::as_path)
    }

    /// Why nothing of this can be made, if so.
    pub(super) fn check(&self, each: bool) -> Result<(), String> {
        for kind in [AckKind::Interchange, AckKind::Implementation, AckKind::Claim] {
            if self.ack.iter().filter(|(named, _)| *named == kind).count() > 1 {
                return Err("--ack names two files for one kind of acknowledgement".to_owned());
            }
        }
        let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
        if each && self.valid.is_some() && self.valid.as_ref().map(real) == self.invalid.as_ref().map(real) {
            return Err("--valid and --invalid name one folder; name two".to_owned());
        }
        Ok(())
    }

    /// Begins to answer; to which files, [`AckOutput::open`] says.
    pub(super) fn begin(&self, how: &How<'_>) -> AckOutput {
        let types: BTreeSet<u8> = self.ack_types.iter().copied().collect();
        let settings = |now: NaiveDateTime| {
            let seconds = u64::try_from(now.and_utc().timestamp()).unwrap_or_default();
            // Kept from passing nine digits: a number that is used twice would be refused as a duplicate.
            let first = self.ack_control_number.unwrap_or_else(|| numbers::from_clock(seconds).into());
            AckSettings {
                issue: Issue { date: now.date(), time: now.time(), numbers: Numbering::renewed(first) },
                types: types.clone(),
                charset: how.charset,
                temp_dir: how.temp_dir.map(Path::to_path_buf),
            }
        };
        let acknowledger =
            (!self.ack.is_empty()).then(|| Acknowledger::new(settings(how.now()), no_targets()));
        AckOutput { types, acknowledger, division: None, numbers: self.numbers.policy(), failure: None }
    }

    fn targets(&self, place: &Place<'_>) -> batch::Result<Targets<Output>> {
        let mut targets = no_targets();
        for (kind, path) in &self.ack {
            let (target, ending) = match kind {
                AckKind::Interchange => (&mut targets.interchange, ".ta1"),
                AckKind::Implementation => (&mut targets.implementation, ".999"),
                AckKind::Claim => (&mut targets.claim, ".277"),
            };
            *target = Some(place.create(path, ending)?);
        }
        Ok(targets)
    }
}

fn no_targets() -> Targets<Output> {
    Targets { interchange: None, implementation: None, claim: None }
}

/// Where files go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    /// What is made of all inputs, to the files that are named.
    Files(&'a Outputs),
    /// What is made of the input at this place, into the folders that are named.
    Folders(&'a OutputFolder, &'a Path),
}

impl Place<'_> {
    pub(super) fn create(&self, path: &Path, ending: &str) -> batch::Result<Output> {
        match self {
            Self::Files(outputs) => outputs.create(path),
            Self::Folders(folder, relative) => folder.file_in(path, relative, ending),
        }
    }
}

/// What the command knows and the answers need.
#[derive(Clone, Copy, Debug)]
pub(super) struct How<'a> {
    pub(super) charset: Charset,
    pub(super) temp_dir: Option<&'a Path>,
    /// The day, where the user named one; then nothing depends on the clock.
    pub(super) as_of: Option<NaiveDate>,
    /// When the run began.
    pub(super) began: NaiveDateTime,
}

impl How<'_> {
    fn now(&self) -> NaiveDateTime {
        match self.as_of {
            Some(day) => day.and_time(NaiveTime::MIN),
            None => self.began,
        }
    }
}

/// Acknowledgements and divided claims of a run.
pub(super) struct AckOutput {
    types: BTreeSet<u8>,
    acknowledger: Option<Acknowledger<Output>>,
    division: Option<Division<Files>>,
    /// Control numbers of divided claims.
    numbers: Numbering,
    /// What went wrong first; nothing is written after it.
    failure: Option<String>,
}

impl AckOutput {
    /// Begins the files of all inputs, or of the next one.
    pub(super) fn open(&mut self, args: &AckArgs, how: &How<'_>, place: &Place<'_>) -> Result<(), String> {
        let failed = |error: batch::Error| error.to_string();
        let targets = args.targets(place).map_err(failed)?;
        if let Some(acknowledger) = &mut self.acknowledger {
            acknowledger.turn(targets).map_err(|error| error.to_string())?;
        }
        let target = |path: Option<&PathBuf>| path.map(|path| place.create(path, "")).transpose();
        if args.valid.is_some() || args.invalid.is_some() {
            let (valid, invalid) = (
                target(args.valid.as_ref()).map_err(failed)?,
                target(args.invalid.as_ref()).map_err(failed)?,
            );
            let files = Files { valid, invalid, complete: Transaction::default() };
            let temp_dir = how.temp_dir.map(Path::to_path_buf);
            self.division = Some(Division::new(self.numbers.clone(), self.types.clone(), temp_dir, files));
        }
        Ok(())
    }

    /// An input begins: what to read in place of it.
    pub(super) fn input(&mut self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        match &mut self.division {
            Some(division) => division.input(reader),
            None => reader,
        }
    }

    /// An event of the validator. A finding gets its codes.
    pub(super) fn event(&mut self, event: &mut Event<'_>) {
        if let Event::Finding(found) = event {
            found.finding.ack = codes::words(found, &self.types);
        }
        if self.failure.is_some() {
            return;
        }
        if let Some(division) = &mut self.division {
            division.event(event);
        }
        if let Some(acknowledger) = &mut self.acknowledger
            && let Err(error) = acknowledger.event(event)
        {
            self.failure = Some(error.to_string());
        }
    }

    /// The input has been read as far as it can be.
    pub(super) fn end_input(&mut self, name: &str, screen: &Screen) -> Result<(), String> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let Some(division) = &mut self.division else { return Ok(()) };
        let intake = division.end_input().map_err(|error| error.to_string())?;
        if intake.incomplete() {
            screen.note(&format!(
                "{name}: claims that break off or belong to nobody are neither in --valid nor in --invalid"
            ));
        }
        Ok(())
    }

    /// All inputs have been read: the files, complete. It is said which are not there, and why.
    pub(super) fn finish(&mut self, screen: &Screen) -> Result<Transaction, String> {
        let mut complete = self.answers(screen)?;
        for path in complete.empty() {
            screen.note(&format!("{}: empty, there is nothing to answer", path.display()));
        }
        let Some(files) = self.divided(&mut complete, screen)? else { return Ok(complete) };
        for output in [files.valid, files.invalid].into_iter().flatten() {
            screen.note(&format!("{}: not written, no claim belongs into it", output.path().display()));
        }
        Ok(complete)
    }

    /// The input at hand has been read: its files, complete. What there is nothing to write into is not there.
    pub(super) fn finish_input(&mut self, screen: &Screen) -> Result<Transaction, String> {
        let mut complete = self.answers(screen)?.without_empty();
        self.divided(&mut complete, screen)?;
        Ok(complete)
    }

    fn answers(&mut self, screen: &Screen) -> Result<Transaction, String> {
        let mut complete = Transaction::default();
        let Some(acknowledger) = &mut self.acknowledger else { return Ok(complete) };
        let (targets, refused) = acknowledger.turn(no_targets()).map_err(|error| error.to_string())?;
        if refused > 0 && (targets.implementation.is_some() || targets.claim.is_some()) {
            screen.note(&format!(
                "interchanges refused as a whole: {refused}; the TA1 says why, neither 999 nor 277CA answers what is in them"
            ));
        }
        for output in [targets.interchange, targets.implementation, targets.claim].into_iter().flatten() {
            complete.add(output).map_err(|error| error.to_string())?;
        }
        Ok(complete)
    }

    fn divided(&mut self, complete: &mut Transaction, screen: &Screen) -> Result<Option<Files>, String> {
        let Some(division) = self.division.take() else { return Ok(None) };
        self.numbers = division.numbers().clone();
        let (mut files, divided) = division.finish().map_err(|error| error.to_string())?;
        complete.append(std::mem::take(&mut files.complete));
        editing::replaced(screen, divided.replaced);
        Ok(Some(files))
    }
}

/// The two files, as long as they are not complete.
struct Files {
    valid: Option<Output>,
    invalid: Option<Output>,
    complete: Transaction,
}

impl Files {
    fn of(&mut self, piece: &Piece) -> &mut Option<Output> {
        if piece.label.as_deref() == Some(ACCEPTED) { &mut self.valid } else { &mut self.invalid }
    }
}

impl Pieces for Files {
    fn append(&mut self, piece: &Piece, bytes: &[u8]) -> io::Result<()> {
        match self.of(piece) {
            Some(output) => io::Write::write_all(output, bytes),
            None => Ok(()),
        }
    }

    fn finish(&mut self, piece: &Piece) -> io::Result<()> {
        match self.of(piece).take() {
            Some(output) => self.complete.add(output).map_err(io::Error::other),
            None => Ok(()),
        }
    }

    fn discard(&mut self, piece: &Piece) {
        *self.of(piece) = None;
    }
}
