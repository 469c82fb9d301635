//! `twinclaim split`: one 837 into several.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::batch::{Output, OutputFolder, PausedOutput, Sources, Transaction};
use crate::edit::{By, Intake, Piece, Pieces, Split};
use crate::x12::Reader;

use super::Exit;
use super::addressing::AddressArgs;
use super::common::{InputArgs, Tally, WriteArgs};
use super::editing::replaced;
use super::numbers::NumberArgs;
use super::screen::{Screen, counted};
use super::within::meter;

/// Files open at the same time. The usual limit of a process is 256 or more.
const OPEN_FILES: usize = 64;

/// Takes 837s apart into smaller ones.
///
/// Each output is a complete 837: a claim keeps its bytes, what is above it is repeated, HL numbers and counts are made
/// anew. Claims of different trading partners never come into one file. The files are 000001.837, 000002.837 and so on
/// in the order of their first claims; behind the number is the payer's identifier or the provider's NPI. Takes X12;
/// claims in JSON become X12 by `convert`.
///
/// With --sender, --receiver and --usage, the partners are those that the files name.
#[derive(Debug, clap::Args)]
#[command(
    group(clap::ArgGroup::new("division").required(true).args(["by", "every"])),
    after_help = "Examples:\n  \
        twinclaim split --by claim samples/emergency -o claims\n  \
        twinclaim split --every 1000 batch.837 -o parts\n  \
        twinclaim split --by payer --sender CLEARING01 --usage test batch.837 -o payers"
)]
pub(super) struct Args {
    /// What makes one file.
    #[arg(long, value_enum, value_name = "WHAT")]
    by: Option<Division>,
    /// So many claims a file.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    every: Option<u64>,
    /// The folder to write to; made if missing.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[command(flatten)]
    write: WriteArgs,
    /// Go on with a run that was broken off: files that it left are taken back and all are made anew, since a file may hold
    /// claims of several inputs, and their numbers go on from input to input; where all were there, inputs that are done are
    /// moved.
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    address: AddressArgs,
    #[command(flatten)]
    numbers: NumberArgs,
    #[command(flatten)]
    input: InputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Division {
    /// Each transaction, ST to SE, whole as it is.
    Transaction,
    /// Each claim.
    Claim,
    /// All claims to one payer.
    Payer,
    /// All claims of one billing provider.
    Provider,
    /// All claims of one patient.
    Patient,
}

impl Args {
    fn division(&self) -> By {
        match (self.every, self.by) {
            (Some(n), _) => By::Every(n),
            (None, Some(Division::Transaction)) => By::Transaction,
            (None, Some(Division::Payer)) => By::Payer,
            (None, Some(Division::Provider)) => By::Provider,
            (None, Some(Division::Patient)) => By::Patient,
            (None, Some(Division::Claim) | None) => By::Claim,
        }
    }
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let tally = Tally::new("split", &args.input);
    tally.run(&args.input, args.write.force, screen, |tally, screen| split(args, tally, screen))
}

fn split(args: &Args, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
    if tally.goes_on(&args.output, args.resume, args.write.force, screen)? {
        return Ok(tally.exit());
    }
    let mut sources = args.input.open();
    let folder = folder(args, tally, &sources)?;
    let mut split = Split::new(args.division(), args.numbers.policy(), Files::new(folder))
        .addressed(args.address.addressing())
        .temp_dir(args.input.temp_dir().map(Path::to_path_buf));
    let (mut claims, mut stopped) = (0, false);
    tally.each(&mut sources, screen, &mut |tally, source| {
        if stopped {
            return;
        }
        let mut intake = Intake::on(&meter());
        let result = split.add(Reader::new(source.reader), &mut intake);
        stopped = matches!(result, Err(crate::edit::EditError::Write(_)));
        claims += intake.claims;
        tally.taken(screen, &source.name, source.named_by_user, &intake, &result);
    });
    if stopped {
        tally.account.stop("a file could not be written");
        screen.passed_over(sources.passed_over());
        return Ok(tally.exit());
    }
    match split.finish() {
        Ok((files, divided)) => {
            if divided.pieces == 0 && tally.exit() == Exit::Clean {
                tally.fail(screen, "there is no claim in what was given, so nothing to write");
            }
            if tally.commit(files.complete, args.write, sources.passed_over(), screen) {
                if divided.pieces > 0 {
                    let claims = counted(claims, "claim", "claims");
                    screen.note(&format!("{claims} in {}", counted(divided.pieces, "file", "files")));
                }
                replaced(screen, divided.replaced);
            }
        }
        Err(error) => return Err(error.to_string()),
    }
    Ok(tally.report(screen, sources.passed_over()))
}

fn folder(args: &Args, tally: &mut Tally, sources: &Sources) -> Result<OutputFolder, String> {
    let outputs = tally.outputs(sources.identities(), args.write.force)?.with_digests(true);
    let folder = OutputFolder::new(&args.output, outputs).map_err(|error| error.to_string())?;
    tally.account.among(&folder)?;
    Ok(folder)
}

/// The files of a split, few of them open at a time.
struct Files {
    folder: OutputFolder,
    open: HashMap<u64, (Output, u64)>,
    paused: HashMap<u64, PausedOutput>,
    complete: Transaction,
    /// Counts the uses, to find the file that was used longest ago.
    clock: u64,
}

impl Files {
    fn new(folder: OutputFolder) -> Self {
        Self {
            folder,
            open: HashMap::new(),
            paused: HashMap::new(),
            complete: Transaction::default(),
            clock: 0,
        }
    }

    fn output(&mut self, piece: &Piece) -> Result<&mut Output, crate::batch::Error> {
        self.clock += 1;
        if !self.open.contains_key(&piece.number) {
            if self.open.len() >= OPEN_FILES {
                self.pause_oldest()?;
            }
            let output = match self.paused.remove(&piece.number) {
                Some(paused) => paused.resume(),
                None => self.folder.file(name(piece), ".837")?,
            };
            self.open.insert(piece.number, (output, 0));
        }
        let (output, used) = self.open.get_mut(&piece.number).expect("it was opened above");
        *used = self.clock;
        Ok(output)
    }

    fn pause_oldest(&mut self) -> Result<(), crate::batch::Error> {
        // Which one it is does not depend on the order of the map: no two were used at the same time.
        let oldest = self.open.iter().min_by_key(|(_, (_, used))| *used).map(|(number, _)| *number);
        if let Some(oldest) = oldest
            && let Some((output, _)) = self.open.remove(&oldest)
        {
            self.paused.insert(oldest, output.pause()?);
        }
        Ok(())
    }
}

/// Nothing in a file name is health data.
fn name(piece: &Piece) -> String {
    match &piece.label {
        Some(label) => format!("{:06}-{label}", piece.number),
        None => format!("{:06}", piece.number),
    }
}

impl Pieces for Files {
    fn append(&mut self, piece: &Piece, bytes: &[u8]) -> io::Result<()> {
        io::Write::write_all(self.output(piece).map_err(io::Error::other)?, bytes)
    }

    fn finish(&mut self, piece: &Piece) -> io::Result<()> {
        self.output(piece).map_err(io::Error::other)?;
        match self.open.remove(&piece.number) {
            Some((output, _)) => self.complete.add(output).map_err(io::Error::other),
            None => Ok(()),
        }
    }

    fn discard(&mut self, piece: &Piece) {
        self.open.remove(&piece.number);
        self.paused.remove(&piece.number);
    }
}
