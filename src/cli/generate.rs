//! `twinclaim generate`: synthetic claims.

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::batch::{OutputFolder, Outputs, Transaction};
use crate::generate::pairs::{self, Rate};
use crate::generate::{DATE, Options, write, write_for};
use crate::model::ClaimType;

use super::Exit;
use super::common::day;
use super::screen::{Screen, data};

/// Makes synthetic claims, about nobody.
///
/// They are valid X12, in the shapes that hospitals and practices send. The same arguments give the same bytes, always and everywhere. Names are invented and identifiers of ranges that are
/// not given out; the interchange is marked as a test.
///
/// `pairs` makes encounters with the claims of both sides: a folder with facility.837, professional.837 and truth.ndjson,
/// which holds one encounter a line: `person`, `shape`, the claims that count under `facility` and `professional` (`file`,
/// `claim` (its position in the file, from 1), `patient_control_number`, `lines`), `noise` (`kind`, and `codes` of rules
/// that rightly find it), `discrepancies` (`code` of the rule that has to find it, the claim, and `also`: codes that may
/// find it as well) and `fates` of claims that do not count: replaced, voided, void, copy
/// (for a later payer), duplicate.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim generate professional --claims 1000 -o professional.837\n  \
    twinclaim generate institutional --claims 5 --seed 42 | twinclaim convert --to ndjson -\n  \
    twinclaim generate pairs --claims 500 --noise 0.3 --discrepancies 0.1 -o pairs\n  \
    twinclaim generate professional --claims 10 --profile samples/profiles/medicare-b.profile")]
pub(super) struct Args {
    /// What to make.
    #[arg(value_enum)]
    kind: Kind,
    /// How many claims; of pairs, how many encounters.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=999_999_999))]
    claims: u64,
    /// Another seed gives other claims.
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// The day the file is said to be made, from 2016 on; services lie in the four months before.
    #[arg(long, value_name = "DATE", default_value_t = DATE, value_parser = day)]
    date: NaiveDate,
    /// Names with accents, in UTF-8; claims without pairs are ASCII unless this is given.
    #[arg(long)]
    accents: bool,
    /// Pairs: share of encounters that are noisy, from 0 to 1; 0.2 unless given.
    #[arg(long, value_name = "R", value_parser = rate)]
    noise: Option<Rate>,
    /// Pairs: share of encounters with a discrepancy, from 0 to 1; 0.1 unless given.
    #[arg(long, value_name = "R", value_parser = rate)]
    discrepancies: Option<Rate>,
    /// Claims of the payer of this profile that keep it, and all of Medicare's edits where Medicare pays.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// The file to write, standard output unless given; of pairs, the folder.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Overwrite what is there.
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// 837P.
    Professional,
    /// 837I.
    Institutional,
    /// Encounters with both, and the truth about them.
    Pairs,
}

fn rate(text: &str) -> Result<Rate, String> {
    text.parse().ok().and_then(Rate::new).ok_or_else(|| "not a number from 0 to 1".to_owned())
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let options =
        |kind| Options::new(kind, args.claims).seed(args.seed).date(args.date).accents(args.accents);
    let made = match args.kind {
        Kind::Pairs if args.profile.is_some() => Err("--profile goes with claims of one kind".to_owned()),
        Kind::Pairs => put_pairs(args),
        _ if args.noise.is_some() || args.discrepancies.is_some() => {
            Err("--noise and --discrepancies go with pairs".to_owned())
        }
        Kind::Professional => put(args, &options(ClaimType::Professional)),
        Kind::Institutional => put(args, &options(ClaimType::Institutional)),
    };
    match made {
        Ok(()) => Exit::Clean,
        Err(message) => {
            screen.failure(&message);
            Exit::Failed
        }
    }
}

fn put(args: &Args, options: &Options) -> Result<(), String> {
    let profile = args.profile.as_deref().map(super::validate_args::profile).transpose()?;
    let make = |out: &mut dyn Write| match &profile {
        Some(profile) => write_for(options, profile, out),
        None => write(options, out),
    };
    let said = |error: &io::Error| match (&profile, error.kind()) {
        (Some(_), ErrorKind::InvalidInput) => error.to_string(),
        _ => said(error),
    };
    let Some(path) = &args.output else {
        return match make(&mut data()) {
            // Who reads has enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => done.map_err(|error| said(&error)),
        };
    };
    let mut output = Outputs::new(args.force).create(path).map_err(|error| error.to_string())?;
    make(&mut output).map_err(|error| said(&error))?;
    output.commit().map_err(|error| error.to_string())
}

fn put_pairs(args: &Args) -> Result<(), String> {
    let Some(path) = &args.output else {
        return Err("pairs are several files: name a folder for them with -o".to_owned());
    };
    let options = pairs::Options::new(args.claims)
        .seed(args.seed)
        .date(args.date)
        .noise(args.noise.unwrap_or(pairs::Options::NOISE))
        .discrepancies(args.discrepancies.unwrap_or(pairs::Options::DISCREPANCIES));
    let folder = OutputFolder::new(path, Outputs::new(args.force)).map_err(|error| error.to_string())?;
    let file = |name: &str| folder.file(name, "").map_err(|error| error.to_string());
    let (mut facility, mut professional) = (file(pairs::FACILITY)?, file(pairs::PROFESSIONAL)?);
    let mut truth = file(pairs::TRUTH)?;
    pairs::write(&options, &mut facility, &mut professional, &mut truth).map_err(|error| said(&error))?;
    let mut transaction = Transaction::default();
    let added = [facility, professional, truth].into_iter().try_for_each(|file| transaction.add(file));
    added.and_then(|()| transaction.commit()).map_err(|error| error.to_string())
}

fn said(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::InvalidInput => format!("--date: {error}"),
        _ => format!("the output could not be written: {error}"),
    }
}
