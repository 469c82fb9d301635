//! What `twinclaim validate` is told: its arguments, and what follows from them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;

use crate::batch;
use crate::guide::Profile;
use crate::limits;
use crate::show::terminal::Palette;
use crate::show::validate::{Junit, Ndjson, Report, Sarif, Showing, Text};
use crate::validate::{Medicare, Settings};

use super::ack_output::AckArgs;
use super::common::{FailOn, InputArgs, TextArgs, WriteArgs};
use super::filter_args::{FilterArgs, SeverityArgs};
use super::rule_args::RuleArgs;
use super::screen::Screen;

/// Says what is wrong with claims, where, and what to do.
///
/// Checks SNIP types 1 to 7 in one pass: 1 syntax and envelopes, 2 guide, 3 balancing, 4 situational, 5 code sets, 6
/// product and service, 7 payer. `twinclaim explain` lists all rules. Takes X12; claims in JSON become X12 by `convert`. Ends with 1 if there are errors. With a
/// filter, findings on other claims are neither shown nor counted; acknowledgments and accepted claims are not filtered.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim validate samples/mri\n  \
    twinclaim validate --snip 1,2 samples/broken/segment-without-place.837\n  \
    twinclaim validate --profile samples/profiles/prairie-lantern.profile samples/surgery\n  \
    twinclaim validate --format sarif -o findings.sarif claims.837\n  \
    twinclaim validate --ack ta1=a.ta1 --ack 999=a.999 --ack 277ca=a.277 --valid good.837 --invalid bad.837 claims.837")]
pub(super) struct Args {
    /// SNIP types to check, 1 to 7, such as 1,2; all unless given.
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = snip)]
    pub(super) snip: Vec<u8>,
    /// Payer profile: a companion guide as a file in the guide format. It looks at the claims of its payers.
    #[arg(long, value_name = "FILE")]
    pub(super) profile: Vec<PathBuf>,
    /// Whose edits are applied besides: Medicare's to Medicare's claims, to every claim, or none.
    #[arg(long, value_enum, default_value_t = EditSet::Auto, value_name = "SET")]
    pub(super) edits: EditSet,
    /// How to show the findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Output file, or a folder for a report on each input; standard output unless given. A folder is one that is there, or
    /// has a / behind its name; where --ack, --valid and --invalid name one, too, all of them do.
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) write: WriteArgs,
    /// Go on with a run into folders that was broken off. What it has done is read again, as later inputs are compared with it,
    /// and not written again.
    #[arg(long)]
    pub(super) resume: bool,
    /// Lightest finding that makes the exit code 1.
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
    /// How many findings are shown for each input; 0 for all. 100 for people and all for programs unless given.
    #[arg(long, value_name = "N")]
    pub(super) max_findings: Option<u64>,
    /// Hide names, identifiers, birth dates and addresses.
    #[arg(long)]
    pub(super) mask: bool,
    #[command(flatten)]
    pub(super) severity: SeverityArgs,
    #[command(flatten)]
    pub(super) text: TextArgs,
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten, next_help_heading = "Filters")]
    pub(super) filter: FilterArgs,
    #[command(flatten, next_help_heading = "Rules")]
    pub(super) rules: RuleArgs,
    #[command(flatten, next_help_heading = "Acknowledgments and accepted claims")]
    pub(super) answers: AckArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EditSet {
    /// Medicare's, to the claims that name Medicare as their payer (SBR09 MA or MB).
    Auto,
    /// Medicare's, to every claim.
    Medicare,
    /// None.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: by file and claim, each with its segment and the place marked.
    Text,
    /// For programs: one finding a line.
    Ndjson,
    /// For editors and code hosts: SARIF 2.1.0.
    Sarif,
    /// For test runs: JUnit XML, a suite an input, a case a claim.
    Junit,
}

fn snip(text: &str) -> Result<u8, String> {
    text.parse()
        .ok()
        .filter(|number| (1..=7).contains(number))
        .ok_or_else(|| "the types are numbers from 1 to 7, with commas between them".to_owned())
}

/// The settings, and the SHA-256 of the configuration that is among them.
pub(super) fn settings(args: &Args, screen: &Screen) -> Result<(Settings, Option<String>), String> {
    let (config, sha256) = args.rules.config(screen)?;
    let all = Settings::default();
    let profiles = args.profile.iter().map(|path| profile(path)).collect::<Result<_, _>>()?;
    let medicare = match args.edits {
        EditSet::Auto => Medicare::Payer,
        EditSet::Medicare => Medicare::Everyone,
        EditSet::None => Medicare::None,
    };
    let types = if args.snip.is_empty() { all.types } else { BTreeSet::from_iter(args.snip.clone()) };
    let settings = Settings {
        types,
        policy: config.policy(args.rules.as_of()),
        reference: Arc::new(args.rules.tables(screen)?),
        profiles,
        medicare,
    };
    Ok((settings, sha256))
}

pub(super) fn profile(path: &Path) -> Result<Profile, String> {
    let text = batch::read_text(path, limits::PROFILE).map_err(|error| error.to_string())?;
    Profile::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
}

pub(super) fn report(args: &Args, showing: Showing, screen: &Screen) -> Box<dyn Report> {
    match args.format {
        Format::Text if args.output.is_some() => Box::new(Text::new(showing, &Palette::plain(), None)),
        Format::Text => Box::new(Text::new(showing, screen.palette(), screen.width())),
        Format::Ndjson => Box::new(Ndjson::new(showing)),
        Format::Sarif => Box::new(Sarif::new(showing)),
        Format::Junit => Box::new(Junit::new(showing, args.input.temp_dir())),
    }
}
