//! `twinclaim merge`: several 837s into one file.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::batch::Transaction;
use crate::edit::{Intake, Merge, Merged};
use crate::x12::Reader;

use super::Exit;
use super::addressing::AddressArgs;
use super::common::{InputArgs, Tally, WriteArgs};
use super::editing::replaced;
use super::numbers::NumberArgs;
use super::screen::{Screen, counted};
use super::within::meter;

/// Joins 837s into one file.
///
/// Interchanges of the same sender, receiver, version and test indicator become one, and in it groups of the same kind.
/// Others follow one after the other. Transactions stay as they are, byte for byte; counts are made anew. A control
/// number that would be twice is replaced, and that is said; two files with the same content are refused. Takes X12; claims in JSON become X12 by `convert`.
///
/// With --sender, --receiver and --usage, the partners are those that the file names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    twinclaim merge -o all.837 samples/emergency samples/surgery\n  \
    twinclaim merge -o all.837 --sender CLEARING01 --receiver PAYER01 --usage test samples/emergency")]
pub(super) struct Args {
    /// The file to write.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    #[command(flatten)]
    write: WriteArgs,
    /// Join files with the same content, too; their claims will be in the result twice.
    #[arg(long)]
    allow_duplicates: bool,
    #[command(flatten)]
    address: AddressArgs,
    #[command(flatten)]
    numbers: NumberArgs,
    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let tally = Tally::new("merge", &args.input);
    tally.run(&args.input, args.write.force, screen, |tally, screen| merge(args, tally, screen))
}

fn merge(args: &Args, tally: &mut Tally, screen: &mut Screen) -> Result<Exit, String> {
    tally.account.hashing();
    let mut sources = args.input.open();
    // Whether the output can be made at all is better known before everything is read.
    let outputs = tally.outputs(sources.identities(), args.write.force)?;
    let output = outputs.create(&args.output).map_err(|error| error.to_string())?;
    let mut same = Identical::default();
    let mut merge = Merge::new(args.input.temp_dir()).addressed(args.address.addressing());
    tally.each(&mut sources, screen, &mut |tally, source| {
        let mut intake = Intake::on(&meter());
        let result = merge.add(Reader::new(source.reader), &mut intake);
        tally.taken(screen, &source.name, source.named_by_user, &intake, &result);
        let hash = tally.account.last_hash().unwrap_or_default().to_owned();
        if let (false, Some(first)) = (args.allow_duplicates, same.before(hash, &source.name)) {
            let name = &source.name;
            tally.account.copied(&format!("has the same content as {first}"));
            tally.fail(
                screen,
                &format!("{name}: is identical to {first}; --allow-duplicates joins them all the same"),
            );
        }
    });
    let mut complete = Transaction::default();
    if merge.is_empty() {
        tally.fail(screen, "there is no 837 to write");
    } else if same.found && !args.allow_duplicates {
        // With a new control number a payer could no longer see that it has the claims already.
        tally.unwritten(screen, "no file was written, because claims would stand in it twice");
    } else {
        let merged = merge.write(output, args.numbers.policy()).map_err(|error| error.to_string());
        let merged = merged.and_then(|(output, merged)| {
            complete.add(output).map_err(|error| error.to_string())?;
            Ok(merged)
        });
        match merged {
            Ok(merged) => {
                if tally.commit(complete, args.write, sources.passed_over(), screen) {
                    say(&merged, screen);
                }
                return Ok(tally.report(screen, sources.passed_over()));
            }
            Err(message) => {
                tally.account.hold_back("the output could not be written");
                tally.fail(screen, &message);
            }
        }
    }
    tally.commit(Transaction::default(), args.write, sources.passed_over(), screen);
    Ok(tally.report(screen, sources.passed_over()))
}

fn say(merged: &Merged, screen: &Screen) {
    screen.note(&format!(
        "{} in {} and {}",
        counted(merged.transactions, "transaction", "transactions"),
        counted(merged.groups, "group", "groups"),
        counted(merged.interchanges, "interchange", "interchanges")
    ));
    replaced(screen, merged.replaced);
}

/// Inputs by their content.
#[derive(Debug, Default)]
struct Identical {
    first: HashMap<String, String>,
    found: bool,
}

impl Identical {
    /// The input before this one that has the same content.
    fn before(&mut self, hash: String, name: &str) -> Option<String> {
        let first = self.first.get(&hash).cloned();
        self.found |= first.is_some();
        self.first.entry(hash).or_insert_with(|| name.to_owned());
        first
    }
}
