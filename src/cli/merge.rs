//! `twinclaim merge`: several 837s into one file.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::batch::{Fingerprint, Outputs};
use crate::edit::{Intake, Merge, Merged};
use crate::x12::Reader;

use super::Exit;
use super::addressing::AddressArgs;
use super::common::{InputArgs, WriteArgs};
use super::editing::{Progress, replaced};
use super::numbers::NumberArgs;
use super::screen::{Screen, counted};

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
    let mut progress = Progress::default();
    let mut sources = args.input.open();
    // Whether the output can be made at all is better known before everything is read.
    let output = match Outputs::apart_from(sources.identities(), args.write.force).create(&args.output) {
        Ok(output) => output,
        Err(error) => {
            screen.failure(&error.to_string());
            return Exit::Failed;
        }
    };
    let mut same = Identical::default();
    let mut merge = Merge::new(args.input.temp_dir()).addressed(args.address.addressing());
    progress.each(&mut sources, screen, &mut |progress, mut source| {
        let hash = Fingerprint::of(&mut source);
        let mut intake = Intake::default();
        let result = merge.add(Reader::new(source.reader), &mut intake);
        progress.taken(screen, &source.name, source.named_by_user, &intake, &result);
        if let (false, Some(first)) = (args.allow_duplicates, same.before(hash.hex(), &source.name)) {
            let name = &source.name;
            progress.fail(
                screen,
                &format!("{name}: is identical to {first}; --allow-duplicates joins them all the same"),
            );
        }
    });
    if merge.is_empty() {
        progress.fail(screen, "there is no 837 to write");
        return progress.exit();
    }
    if same.found && !args.allow_duplicates {
        // With a new control number a payer could no longer see that it has the claims already.
        progress.fail(screen, "no file was written, because claims would stand in it twice");
        return progress.exit();
    }
    if !args.write.may_commit(progress.unread, screen) {
        return progress.exit();
    }
    match merge.write(output, args.numbers.policy()) {
        Ok((output, merged)) => match output.commit() {
            Ok(()) => {
                let Merged { transactions, groups, interchanges, .. } = merged;
                screen.note(&format!(
                    "{} in {} and {}",
                    counted(transactions, "transaction", "transactions"),
                    counted(groups, "group", "groups"),
                    counted(interchanges, "interchange", "interchanges")
                ));
                replaced(screen, merged.replaced);
            }
            Err(error) => progress.fail(screen, &error.to_string()),
        },
        Err(error) => progress.fail(screen, &error.to_string()),
    }
    progress.exit()
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
