//! What `validate` writes besides its findings, on the same pass: acknowledgements, and the claims divided into accepted
//! and refused ones.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Local, NaiveDate, NaiveDateTime, NaiveTime};
use clap::Args;

use crate::ack::codes::{self, SYNTAX_TYPES, Wire};
use crate::ack::{AckSettings, Acknowledger, Issue, Targets};
use crate::batch::Output;
use crate::edit::{ACCEPTED, Accepted, By, Intake, Piece, Pieces, Split};
use crate::finding::Severity;
use crate::spool::{Spool, SpoolError};
use crate::validate::{Event, Found, Level};
use crate::x12::{Charset, Numbering, Reader};

use super::editing;
use super::numbers::{self, NumberArgs};
use super::screen::Screen;

/// Bytes of an input that stay in memory until its claims are divided.
const IN_MEMORY: usize = 8 << 20;

/// Acknowledgements, accepted and refused claims.
#[derive(Clone, Debug, Args)]
pub(super) struct AnswerArgs {
    /// Answer the sender: ta1=FILE for each interchange, 999=FILE for groups and transactions, 277ca=FILE for claims;
    /// several times for several.
    #[arg(long, value_name = "KIND=FILE", value_parser = ack_file)]
    ack: Vec<(Kind, PathBuf)>,
    /// SNIP types whose errors refuse their transaction in the 999; errors of the others refuse their claims in the 277CA.
    #[arg(long, value_name = "TYPES", value_delimiter = ',', default_values_t = SYNTAX_TYPES,
          value_parser = clap::value_parser!(u8).range(1..=4))]
    ack_types: Vec<u8>,
    /// First control number of the acknowledgements; from the clock, or the day of --as-of, unless given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..1_000_000_000))]
    ack_control_number: Option<u64>,
    /// Claims without errors, as a complete 837. A claim keeps its bytes; counts and HL numbers are made anew.
    #[arg(long, value_name = "FILE")]
    valid: Option<PathBuf>,
    /// Claims with errors, as a complete 837.
    #[arg(long, value_name = "FILE")]
    invalid: Option<PathBuf>,
    #[command(flatten)]
    numbers: NumberArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Interchange,
    Implementation,
    Claim,
}

fn ack_file(text: &str) -> Result<(Kind, PathBuf), String> {
    let (kind, file) = text.split_once('=').unwrap_or((text, ""));
    let kind = match &*kind.to_ascii_lowercase() {
        "ta1" => Kind::Interchange,
        "999" => Kind::Implementation,
        "277ca" => Kind::Claim,
        _ => return Err("the kind is ta1, 999 or 277ca, as in 999=answer.999".to_owned()),
    };
    if file.is_empty() {
        Err("a file is missing, as in 999=answer.999".to_owned())
    } else {
        Ok((kind, file.into()))
    }
}

impl AnswerArgs {
    /// Begins what was asked for. `taken` is the file of the report, if it goes to one.
    pub(super) fn begin(&self, how: &How<'_>, taken: Option<&Path>) -> Result<Answers, String> {
        let asked = self.ack.iter().map(|(_, path)| path);
        let mut paths: Vec<&Path> =
            asked.chain(&self.valid).chain(&self.invalid).map(PathBuf::as_path).chain(taken).collect();
        paths.sort_unstable();
        if let Some(twice) = paths.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("{} is named for two outputs", twice[0].display()));
        }
        for kind in [Kind::Interchange, Kind::Implementation, Kind::Claim] {
            if self.ack.iter().filter(|(named, _)| *named == kind).count() > 1 {
                return Err("--ack names two files for one kind of acknowledgement".to_owned());
            }
        }
        let types: BTreeSet<u8> = self.ack_types.iter().copied().collect();
        let acknowledger =
            if self.ack.is_empty() { None } else { Some(self.acknowledger(types.clone(), how)?) };
        let division = if self.valid.is_none() && self.invalid.is_none() {
            None
        } else {
            let files = Files {
                valid: target(self.valid.as_ref(), how)?,
                invalid: target(self.invalid.as_ref(), how)?,
            };
            Some(Division {
                split: Split::new(By::Fate, self.numbers.policy(), files),
                input: Arc::default(),
                judge: Judge::default(),
                temp_dir: how.temp_dir.map(Path::to_path_buf),
            })
        };
        Ok(Answers { types, acknowledger, division, failure: None })
    }

    fn acknowledger(&self, types: BTreeSet<u8>, how: &How<'_>) -> Result<Acknowledger<Output>, String> {
        let mut targets = Targets { interchange: None, implementation: None, claim: None };
        for (kind, path) in &self.ack {
            let output = Output::create(path, how.force).map_err(|error| error.to_string())?;
            let place = match kind {
                Kind::Interchange => &mut targets.interchange,
                Kind::Implementation => &mut targets.implementation,
                Kind::Claim => &mut targets.claim,
            };
            *place = Some(output);
        }
        let now = how.now();
        let seconds = u64::try_from(now.and_utc().timestamp()).unwrap_or_default();
        // Kept from passing nine digits: a number that is used twice would be refused as a duplicate.
        let first = self.ack_control_number.unwrap_or_else(|| numbers::from_clock(seconds).into());
        let settings = AckSettings {
            issue: Issue { date: now.date(), time: now.time(), numbers: Numbering::renewed(first) },
            types,
            charset: how.charset,
            temp_dir: how.temp_dir.map(Path::to_path_buf),
        };
        Ok(Acknowledger::new(settings, targets))
    }
}

fn target(path: Option<&PathBuf>, how: &How<'_>) -> Result<Option<Output>, String> {
    let create = |path: &PathBuf| Output::create(path, how.force).map_err(|error| error.to_string());
    path.map(create).transpose()
}

/// What the command knows and the answers need.
#[derive(Clone, Copy, Debug)]
pub(super) struct How<'a> {
    pub(super) force: bool,
    pub(super) charset: Charset,
    pub(super) temp_dir: Option<&'a Path>,
    /// The day, where the user named one; then nothing depends on the clock.
    pub(super) as_of: Option<NaiveDate>,
}

impl How<'_> {
    fn now(&self) -> NaiveDateTime {
        match self.as_of {
            Some(day) => day.and_time(NaiveTime::MIN),
            None => Local::now().naive_local(),
        }
    }
}

/// Acknowledgements and divided claims of a run.
pub(super) struct Answers {
    types: BTreeSet<u8>,
    acknowledger: Option<Acknowledger<Output>>,
    division: Option<Division>,
    /// What went wrong first; nothing is written after it.
    failure: Option<String>,
}

impl Answers {
    /// An input begins: what to read in place of it.
    pub(super) fn input(&mut self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        let Some(division) = &mut self.division else { return reader };
        division.judge = Judge::default();
        division.input =
            Arc::new(Mutex::new(Some(Spool::with_memory(division.temp_dir.as_deref(), IN_MEMORY))));
        Box::new(Tee { reader, copy: division.input.clone() })
    }

    /// An event of the validator. A finding gets its codes.
    pub(super) fn event(&mut self, event: &mut Event<'_>) {
        if let Event::Found(found) = event {
            found.finding.ack = codes::words(found, &self.types);
        }
        if self.failure.is_some() {
            return;
        }
        if let Some(division) = &mut self.division {
            division.judge.event(event, &self.types);
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
        let intake = division.divide()?;
        if intake.incomplete() {
            screen.note(&format!(
                "{name}: claims that break off or belong to nobody are neither in --valid nor in --invalid"
            ));
        }
        Ok(())
    }

    /// All inputs have been read: puts the files in place.
    pub(super) fn finish(self, screen: &Screen) -> Result<(), String> {
        if let Some(acknowledger) = self.acknowledger {
            let (targets, refused) = acknowledger.finish().map_err(|error| error.to_string())?;
            if refused > 0 && (targets.implementation.is_some() || targets.claim.is_some()) {
                screen.note(&format!(
                    "interchanges refused as a whole: {refused}; the TA1 says why, neither 999 nor 277CA answers what is in them"
                ));
            }
            for output in [targets.interchange, targets.implementation, targets.claim].into_iter().flatten() {
                output.commit().map_err(|error| error.to_string())?;
            }
        }
        let Some(division) = self.division else { return Ok(()) };
        let (files, divided) = division.split.finish().map_err(|error| error.to_string())?;
        editing::replaced(screen, divided.replaced);
        for output in [files.valid, files.invalid].into_iter().flatten() {
            screen.note(&format!("{}: not written, no claim belongs into it", output.path().display()));
        }
        Ok(())
    }
}

/// A reader whose bytes are kept as well.
struct Tee {
    reader: Box<dyn Read + Send>,
    copy: Kept,
}

/// The bytes of the input that were read so far.
type Kept = Arc<Mutex<Option<Spool>>>;

impl Read for Tee {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        let mut copy = self.copy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spool) = &mut *copy {
            spool.push(&into[..count]).map_err(io_error)?;
        }
        Ok(count)
    }
}

fn io_error(error: SpoolError) -> io::Error {
    match error {
        SpoolError::Spool(error) | SpoolError::Write(error) => error,
    }
}

/// Claims on their way into two files. Whether a claim is accepted may show as late as at the end of its interchange, so
/// that an input is put aside, and taken apart when it has been checked.
struct Division {
    split: Split<Files>,
    input: Kept,
    judge: Judge,
    temp_dir: Option<PathBuf>,
}

impl Division {
    fn divide(&mut self) -> Result<Intake, String> {
        let mut intake = Intake::default();
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(spool) = &mut *input else { return Ok(intake) };
        let reading = spool.read_from(0).map_err(|error| io_error(error).to_string())?;
        match self.split.add_judged(Reader::new(reading), &self.judge.accepted, &mut intake) {
            // What cannot be read has been said already.
            Ok(()) | Err(crate::edit::EditError::Read(_)) => {}
            Err(error) => return Err(error.to_string()),
        }
        *input = None;
        Ok(intake)
    }
}

/// Says which claims are accepted.
#[derive(Debug, Default)]
struct Judge {
    accepted: Accepted,
    /// Where interchange, group and transaction at hand begin, and whether they are refused as a whole.
    open: [(u64, bool); 3],
    /// Where the last claim begins, and the last billing provider, subscriber and patient.
    last: u64,
    starts: [u64; 3],
}

impl Judge {
    fn event(&mut self, event: &Event<'_>, types: &BTreeSet<u8>) {
        match event {
            Event::Opened(opened) => self.open[index(opened.level)] = (opened.position.offset, false),
            Event::Found(found) if found.finding.severity == Severity::Error => self.found(found, types),
            Event::Claim(end) => {
                self.accepted.judge(end.start, !end.is_refused());
                self.last = end.start;
            }
            Event::Level(level, claim) => {
                if let Some(part) = level.part()
                    && let Some(site) = claim.opener(part)
                {
                    self.starts[part as usize - 1] = site.position.offset;
                }
            }
            Event::Closed(closed) => {
                let (start, refused) = std::mem::take(&mut self.open[index(closed.level)]);
                if refused {
                    self.accepted.refuse_from(start);
                }
            }
            _ => {}
        }
    }

    fn found(&mut self, found: &Found, types: &BTreeSet<u8>) {
        let whole = match codes::wire(found, types) {
            Wire::Interchange { fatal, .. } => Some(Level::Interchange).filter(|_| fatal),
            Wire::Group(_) => Some(Level::Group),
            _ => Some(found.level).filter(|level| *level == Level::Transaction),
        };
        if let Some(level) = whole {
            self.open[index(level)].1 = true;
        }
        // What is wrong with a level may show behind its claims, which are all that came since it began.
        let offset = found.finding.locations.first().and_then(|at| at.offset);
        if let (Some(part), Some(offset)) = (found.level.part(), offset)
            && (self.starts[part as usize - 1]..self.last).contains(&offset)
        {
            self.accepted.refuse_from(offset);
        }
    }
}

/// Index of an envelope.
fn index(level: Level) -> usize {
    (level as usize).min(2)
}

/// The two files, as long as they are not complete.
struct Files {
    valid: Option<Output>,
    invalid: Option<Output>,
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
            Some(output) => output.commit().map_err(io::Error::other),
            None => Ok(()),
        }
    }

    fn discard(&mut self, piece: &Piece) {
        *self.of(piece) = None;
    }
}
