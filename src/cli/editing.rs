//! What `split`, `merge` and `fix` share: X12 inputs only, what is said about an input.

use crate::batch::{self, Format, Source, Sources};
use crate::edit::{EditError, Intake};
use crate::guide::registry;
use crate::input_status::InputStatus;
use crate::span::Position;

use super::common::{CUT_OFF, Tally, no_claim};
use super::screen::{Screen, counted};
use super::troubles::no_claim as no_claim_but;

/// What is said of an input whose last interchange has no end.
const ENDS_EARLY: &str = "is the last one, and its interchange has no end (IEA): the input was cut off. Ask the sender for the complete file";

/// What is said of the last segment of an input that ends inside a transaction.
pub(super) const BREAKS_OFF: &str = "is where the input breaks off; the claim it stands in was left out, those before it \
    were taken. Ask the sender for the complete file";

impl Tally {
    /// The inputs that are X12, one after the other; all others are said to be none.
    pub(super) fn each(
        &mut self,
        sources: &mut Sources,
        screen: &Screen,
        take: &mut dyn FnMut(&mut Self, Source),
    ) {
        while let Some(source) = self.next(sources, screen) {
            take(self, source);
        }
    }

    /// The next input that is X12.
    pub(super) fn next(&mut self, sources: &mut Sources, screen: &Screen) -> Option<Source> {
        for source in &mut *sources {
            match source {
                Ok(mut source) => {
                    self.account.begin(&mut source);
                    if source.format == Format::X12 {
                        return Some(source);
                    }
                    let name = source.name;
                    let why =
                        format!("is JSON; `twinclaim convert --to x12 {name}` makes an 837 of it first");
                    self.account.end(InputStatus::Refused, Some(&why));
                    self.unread(screen, &format!("{name}: {why}"));
                }
                Err(error) => self.unopened(screen, &error),
            }
        }
        None
    }

    /// Says what became of an input whose claims were taken out.
    pub(super) fn taken(
        &mut self,
        screen: &Screen,
        name: &str,
        named: bool,
        intake: &Intake,
        result: &Result<(), EditError>,
    ) {
        self.account.claims(intake.count.clone());
        match result {
            Err(error) if error.is_of_output() => self.account.end_unwritten(&error.to_string()),
            _ => {
                let (status, reason) = outcome(intake, result);
                self.account.end(status, reason.as_deref());
            }
        }
        match result {
            Ok(()) => {}
            // What is wrong with an output is no fault of the input.
            Err(EditError::Write(error)) if is_about_output(error) => {
                self.fail(screen, &error.to_string());
            }
            Err(error) => self.unread(screen, &format!("{name}: {error}")),
        }
        for at in &intake.cut_off {
            self.place(screen, name, at, BREAKS_OFF);
        }
        if let Some(at) = &intake.ended_early {
            self.place(screen, name, at, ENDS_EARLY);
        }
        for at in &intake.unknown_levels {
            self.place(screen, name, at, "is an HL that belongs to no level of the guide or has none above it; the claims below it were left out");
        }
        for at in &intake.headless {
            self.place(
                screen,
                name,
                at,
                "is an ST without GS or ISA before it; its transaction was left out",
            );
        }
        let mut unsupported = false;
        for ((code, version), (n, at)) in &intake.foreign {
            let what = registry::describe(version, code);
            if code == "837" {
                unsupported = true;
                self.fail(screen, &format!("{name}: segment at offset {}: {what}", at.offset));
            } else {
                screen.note(&format!("{name}: left out: {n} × {}", what.title()));
            }
        }
        if intake.transactions == 0 && named && result.is_ok() && !intake.incomplete() && !unsupported {
            self.unread(screen, &no_claim(name));
        }
        say(screen, name, intake);
    }

    pub(super) fn place(&mut self, screen: &Screen, name: &str, at: &Position, what: &str) {
        let Position { offset, line, .. } = at;
        self.fail(screen, &format!("{name}: the segment at offset {offset} (text line {line}) {what}"));
    }
}

/// What became of an input, and why if not all of it was taken.
fn outcome(intake: &Intake, result: &Result<(), EditError>) -> (InputStatus, Option<String>) {
    let foreign = intake.foreign.iter().find(|((code, _), _)| code == "837");
    match (result, foreign) {
        (Err(error), _) => (InputStatus::Refused, Some(error.to_string())),
        (Ok(()), Some(((code, version), (_, at)))) => {
            let what = registry::describe(version, code);
            (InputStatus::Refused, Some(format!("segment at offset {}: {what}", at.offset)))
        }
        (Ok(()), None) if !intake.cut_off.is_empty() || intake.ended_early.is_some() => {
            (InputStatus::CutOff, Some(CUT_OFF.to_owned()))
        }
        (Ok(()), None) if intake.incomplete() => (
            InputStatus::Refused,
            Some("claims were left out, because nobody can know whose they are".to_owned()),
        ),
        (Ok(()), None) if intake.transactions == 0 => {
            let title = |((code, version), (n, _)): (&(String, String), &(u64, Position))| {
                format!("{n} × {}", registry::describe(version, code).title())
            };
            (InputStatus::Skipped, Some(no_claim_but(&intake.foreign.iter().map(title).collect::<Vec<_>>())))
        }
        (Ok(()), None) => (InputStatus::Done, None),
    }
}

/// Whether the error names an output, and is a sentence by itself.
fn is_about_output(error: &std::io::Error) -> bool {
    matches!(error.get_ref(), Some(inner) if inner.is::<batch::Error>())
}

/// Says in one line each what else was met.
fn say(screen: &Screen, name: &str, intake: &Intake) {
    let lines = [
        (
            intake.envelope_faults,
            "fault in the envelopes (`twinclaim inspect` names it)",
            "faults in the envelopes (`twinclaim inspect` names them)",
        ),
        (
            intake.outside,
            "segment outside of transactions: left out",
            "segments outside of transactions: left out",
        ),
        (
            intake.unplaced,
            "segment without a place in its guide: kept where it stood",
            "segments without a place in their guide: kept where they stood",
        ),
        (
            intake.unknown_parents,
            "HL naming a parent that is not there: taken to belong to the level before",
            "HL naming a parent that is not there: taken to belong to the level before",
        ),
        (intake.noise, "piece that is no segment: left out", "pieces that are no segments: left out"),
    ];
    for (n, one, many) in lines.iter().filter(|(n, ..)| *n > 0) {
        screen.note(&format!("{name}: {}", counted(*n, one, many)));
    }
}

/// Says that control numbers could not be kept.
pub(super) fn replaced(screen: &Screen, n: u64) {
    screen.count(
        n,
        "control number would have stood twice and was replaced",
        "control numbers would have stood twice and were replaced",
    );
}
