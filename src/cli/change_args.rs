//! What `fix` changes on request: values that are written right, places that are set or dropped.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};

use crate::edit::{Change, Changes, Fixes, Fixing, Made, Repair, Replace};

use super::screen::{Screen, counted};

/// Changes that were asked for.
#[derive(Clone, Debug, Args)]
pub(super) struct ChangeArgs {
    /// Write right what has one right answer, in claims of the two guides; with commas or several times.
    #[arg(
        long,
        value_name = "LIST",
        value_enum,
        value_delimiter = ',',
        default_value = "unwrap",
        hide_default_value = true
    )]
    repair: Vec<RepairArg>,
    /// Put this value there; an empty one takes out what is there. Several times for several.
    #[arg(long, value_name = "PATH=VALUE", value_parser = set)]
    set: Vec<Change>,
    /// Leave this segment out. Several times for several.
    #[arg(long, value_name = "SEGMENT", value_parser = drop)]
    drop: Vec<Change>,
    /// Make a replacement of a claim that was sent before: frequency code 7, and the payer's number of that claim in
    /// REF*F8. Without a number, the claim has to have one already.
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    replace: Option<String>,
    /// Only in the claim with this patient control number (CLM01): --set and --drop below 2300, and --replace.
    #[arg(long, value_name = "ID")]
    claim: Option<String>,
    /// Wherever the place is, however often.
    #[arg(long)]
    everywhere: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RepairArg {
    /// Line ends that cut the file into records of one length; done unless another list is given.
    Unwrap,
    /// Blanks around values.
    Blanks,
    /// Dots in diagnosis and procedure codes.
    Dots,
    /// Punctuation in telephone numbers of ten digits and tax numbers of nine.
    Punctuation,
    /// Zeros before numbers and behind decimals.
    Zeros,
    /// Codes, qualifiers and identifiers of segments in lower case.
    Case,
    /// All of these.
    All,
}

fn set(text: &str) -> Result<Change, String> {
    let (place, value) = text.split_once('=').ok_or("write PATH=VALUE, as in 2300/CLM/05-3=7")?;
    Change::set(place, value).map_err(|error| error.to_string())
}

fn drop(text: &str) -> Result<Change, String> {
    Change::drop(text).map_err(|error| error.to_string())
}

/// What a repair is called where it is counted.
pub(super) fn repair_words(repair: Repair) -> (&'static str, &'static str) {
    match repair {
        Repair::Unwrap => ("file unwrapped", "files unwrapped"),
        Repair::Blanks => ("value without blanks around it", "values without blanks around them"),
        Repair::Dots => ("code without its dot", "codes without their dots"),
        Repair::Punctuation => ("number without punctuation", "numbers without punctuation"),
        Repair::Zeros => ("number without superfluous zeros", "numbers without superfluous zeros"),
        Repair::Case => ("code in upper case", "codes in upper case"),
    }
}

impl ChangeArgs {
    /// What is written right.
    pub(super) fn repairs(&self) -> BTreeSet<Repair> {
        let of = |repair: &RepairArg| match repair {
            RepairArg::Unwrap => vec![Repair::Unwrap],
            RepairArg::Blanks => vec![Repair::Blanks],
            RepairArg::Dots => vec![Repair::Dots],
            RepairArg::Punctuation => vec![Repair::Punctuation],
            RepairArg::Zeros => vec![Repair::Zeros],
            RepairArg::Case => vec![Repair::Case],
            RepairArg::All => Repair::ALL.to_vec(),
        };
        self.repair.iter().flat_map(of).collect()
    }

    /// What is set and dropped.
    pub(super) fn changes(&self) -> Result<Changes, String> {
        let replace = self.replace.as_ref().map(|number| match number.trim() {
            "" => Replace::Stated,
            number => Replace::Number(number.to_owned()),
        });
        let list = self.set.iter().chain(&self.drop).cloned().collect();
        let changes = Changes { list, claim: self.claim.clone(), replace };
        if changes.is_empty() && (self.claim.is_some() || self.everywhere) {
            return Err(
                "--claim and --everywhere say where --set, --drop and --replace apply; give one of these"
                    .to_owned(),
            );
        }
        Ok(changes)
    }

    /// Whether every place is there, and only once unless it may be there more often.
    pub(super) fn check(&self, name: &str, fixing: &Fixing, fixes: &Fixes) -> Result<(), String> {
        for (text, made) in asked(fixing, fixes) {
            // One number is of one claim; where each has its own, all may be meant.
            let once = match text {
                REPLACE => fixing.changes.replace != Some(Replace::Stated),
                _ => !self.everywhere,
            };
            match made.times {
                0 => return Err(format!("{name}: {text} is not there, so nothing was written")),
                1 => {}
                n if once => {
                    return Err(format!(
                        "{name}: {text} is there {n} times, so nothing was written; --claim, a number as in 2400[2], \
                         or --everywhere says which are meant"
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Says what was done where.
    pub(super) fn say(&self, name: &str, fixes: &Fixes, screen: &Screen) {
        let Ok(changes) = self.changes() else { return };
        let fixing = Fixing { changes, ..Fixing::default() };
        for (text, made) in asked(&fixing, fixes).filter(|(_, made)| made.times > 0) {
            let more = match made.times {
                1 => String::new(),
                n => format!(", and {}", counted(n - 1, "place more", "places more")),
            };
            let place = format!("text line {}, segment {}", made.first.line, made.first.ordinal);
            screen.note(&format!("{name}: changed: {text} at {place}{more}"));
        }
    }
}

/// What a claim that becomes a replacement is called.
const REPLACE: &str = "a claim to replace";

/// What was asked for, and how often it was done.
fn asked<'f>(fixing: &'f Fixing, fixes: &'f Fixes) -> impl Iterator<Item = (&'f str, Made)> {
    let list = fixing.changes.list.iter().map(|change| &change.text[..]);
    let replace = fixes.made.last().copied().filter(|_| fixing.changes.replace.is_some());
    list.zip(fixes.made.iter().copied()).chain(replace.map(|made| (REPLACE, made)))
}
