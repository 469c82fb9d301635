//! `twinclaim merge`: several 837s into one file.

use std::path::PathBuf;

use crate::batch::Output;
use crate::edit::{Intake, Merge, Merged};
use crate::x12::Reader;

use super::Exit;
use super::addressing::AddressArgs;
use super::common::InputArgs;
use super::editing::{Progress, replaced};
use super::numbers::NumberArgs;
use super::screen::{Screen, counted};

/// Joins 837s into one file.
///
/// Interchanges of the same sender, receiver, version and test indicator become one, and in it groups of the same kind.
/// Others follow one after the other. Transactions stay as they are, byte for byte; counts are made anew. A control
/// number that would stand twice is replaced, and that is said. Takes X12; claims in JSON become X12 by `convert`.
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
    /// Overwrite what is there.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    address: AddressArgs,
    #[command(flatten)]
    numbers: NumberArgs,
    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Exit {
    let mut progress = Progress::default();
    // Whether the output can be made at all is better known before everything is read.
    let output = match Output::create(&args.output, args.force) {
        Ok(output) => output,
        Err(error) => {
            screen.failure(&error.to_string());
            return Exit::Failed;
        }
    };
    let mut merge = Merge::new(args.input.temp_dir()).addressed(args.address.addressing());
    progress.each(&mut args.input.open(), screen, &mut |progress, source| {
        let mut intake = Intake::default();
        let result = merge.add(Reader::new(source.reader), &mut intake);
        progress.taken(screen, &source.name, source.named_by_user, &intake, &result);
    });
    if merge.is_empty() {
        progress.fail(screen, "there is no 837 to write");
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
