//! `twinclaim generate`: synthetic claims.

use std::io::{self, ErrorKind};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::batch::Output;
use crate::encounter::ClaimType;
use crate::generate::{DATE, Options, write};

use super::Exit;
use super::screen::Screen;

/// Makes synthetic claims: valid X12, in the shapes that hospitals and practices send, about nobody.
///
/// The same arguments give the same bytes, always and everywhere. Names are invented and identifiers of ranges that are
/// not given out; the interchange is marked as a test.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim generate professional --claims 1000 -o professional.837\n  \
    twinclaim generate institutional --claims 5 --seed 42 | twinclaim convert --to ndjson -")]
pub(super) struct Args {
    /// What to make.
    #[arg(value_enum)]
    kind: Kind,
    /// How many claims.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=999_999_999))]
    claims: u64,
    /// Another seed gives other claims.
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// The day the file is said to be made, from 2016 on; services lie in the four months before.
    #[arg(long, value_name = "DATE", default_value_t = DATE)]
    date: NaiveDate,
    /// The file to write; standard output unless given.
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
}

impl From<Kind> for ClaimType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Professional => Self::Professional,
            Kind::Institutional => Self::Institutional,
        }
    }
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let options = Options::new(args.kind.into(), args.claims).seed(args.seed).date(args.date);
    match put(args, &options) {
        Ok(()) => Exit::Clean,
        Err(message) => {
            screen.failure(&message);
            Exit::Failed
        }
    }
}

fn put(args: &Args, options: &Options) -> Result<(), String> {
    let Some(path) = &args.output else {
        return match write(options, io::stdout().lock()) {
            // Who reads has enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => done.map_err(|error| said(&error)),
        };
    };
    let mut output = Output::create(path, args.force).map_err(|error| error.to_string())?;
    write(options, &mut output).map_err(|error| said(&error))?;
    output.commit().map_err(|error| error.to_string())
}

fn said(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::InvalidInput => format!("--date: {error}"),
        _ => format!("the output could not be written: {error}"),
    }
}
