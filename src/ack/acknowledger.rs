//! Answers an input while it is checked: the events of a validator in, TA1, 999 and 277CA out.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use crate::finding::Severity;
use crate::guide::registry;
use crate::spool::Spool;
use crate::validate::{Closed, Event, Level, Opened, Reported};
use crate::x12::{Charset, Segment};

use super::claim_answers::ClaimAnswers;
use super::codes::{self, Wire};
use super::error::{AckError, Result};
use super::group_answers::GroupAnswers;
use super::implementation::{GroupAnswered, ImplementationWriter};
use super::interchange::InterchangeAck;
use super::reply::{Issue, Partner, text};

/// Bytes of the 999s of an interchange that stay in memory.
const IN_MEMORY: usize = 1 << 20;

/// Where answers go; none where one is not wanted.
#[derive(Debug, Default)]
pub struct Targets<W> {
    /// TA1.
    pub interchange: Option<W>,
    /// 999.
    pub implementation: Option<W>,
    /// 277CA.
    pub claim: Option<W>,
}

/// How answers are made.
#[derive(Debug)]
pub struct AckSettings {
    /// Day, time and control numbers.
    pub issue: Issue,
    /// SNIP types that the 999 answers; errors of the others are answered by the 277CA.
    pub types: BTreeSet<u8>,
    /// Encoding of the inputs.
    pub charset: Charset,
    /// Folder for what does not fit into memory; the system's own where none is given.
    pub temp_dir: Option<PathBuf>,
}

/// Answers inputs. Memory follows the largest claim: an answer is put aside until it is known that its interchange is not
/// refused as a whole.
#[derive(Debug)]
pub struct Acknowledger<W> {
    settings: AckSettings,
    targets: Targets<W>,
    interchange: Option<OpenInterchange>,
    /// Interchanges refused as a whole: neither 999 nor 277CA answers what is in them.
    refused: u64,
}

/// An interchange that is being answered.
#[derive(Debug)]
struct OpenInterchange {
    partner: Partner,
    ack: InterchangeAck,
    fatal: bool,
    implementation: Option<ImplementationWriter>,
    held: Spool,
    claims: Option<ClaimAnswers>,
    group: Option<GroupAnswers>,
}

impl<W: Write> Acknowledger<W> {
    /// Answers to these targets.
    pub fn new(settings: AckSettings, targets: Targets<W>) -> Self {
        Self { settings, targets, interchange: None, refused: 0 }
    }

    /// The next event of the validator. An input's events end with the end of its last envelope.
    pub fn event(&mut self, event: &Event<'_>) -> Result<()> {
        match event {
            Event::Opened(opened) => self.opened(opened),
            Event::Finding(found) => self.found(found),
            Event::Again(found) => self.again(found),
            Event::Level(level, claim) => {
                self.flush_error()?;
                self.claims(|claims, _| claims.level(*level, claim))
            }
            Event::Claim(end) => {
                self.flush_error()?;
                self.claims(|claims, _| claims.claim(end))
            }
            Event::Foreign(foreign) => {
                if let Some(group) = self.group() {
                    group.foreign(foreign);
                }
                Ok(())
            }
            Event::Closed(closed) => self.closed(closed),
        }
    }

    /// All inputs have been answered: the targets, and how many interchanges were refused as a whole.
    pub fn finish(mut self) -> Result<(Targets<W>, u64)> {
        let targets = Targets { interchange: None, implementation: None, claim: None };
        self.turn(targets)
    }

    /// What follows is answered to other targets, with the next control numbers: the targets so far, and how many
    /// interchanges were refused as a whole.
    pub fn turn(&mut self, targets: Targets<W>) -> Result<(Targets<W>, u64)> {
        self.end_interchange()?;
        Ok((std::mem::replace(&mut self.targets, targets), std::mem::take(&mut self.refused)))
    }

    fn group(&mut self) -> Option<&mut GroupAnswers> {
        self.interchange.as_mut()?.group.as_mut()
    }

    fn claims(&mut self, run: impl FnOnce(&mut ClaimAnswers, &mut Issue) -> Result<()>) -> Result<()> {
        match self.interchange.as_mut().and_then(|open| open.claims.as_mut()) {
            Some(claims) => run(claims, &mut self.settings.issue),
            None => Ok(()),
        }
    }

    fn opened(&mut self, opened: &Opened<'_>) -> Result<()> {
        match opened.level {
            Level::Interchange => self.open_interchange(&opened.segment),
            Level::Group => self.open_group(&opened.segment),
            _ => self.open_transaction(&opened.segment),
        }
    }

    fn open_interchange(&mut self, isa: &Segment<'_>) -> Result<()> {
        self.end_interchange()?;
        let (settings, partner) = (&mut self.settings, Partner::of(isa));
        let element = |n| text(isa, n, settings.charset);
        let ack = InterchangeAck {
            control: element(13),
            date: element(9),
            time: element(10),
            ..Default::default()
        };
        let implementation = match self.targets.implementation {
            Some(_) => Some(ImplementationWriter::new(partner.clone(), &mut settings.issue)?),
            None => None,
        };
        let claims = self
            .targets
            .claim
            .is_some()
            .then(|| ClaimAnswers::new(partner.clone(), settings.charset, settings.temp_dir.as_deref()));
        let held = Spool::with_memory(settings.temp_dir.as_deref(), IN_MEMORY);
        self.interchange =
            Some(OpenInterchange { partner, ack, fatal: false, implementation, held, claims, group: None });
        Ok(())
    }

    fn open_group(&mut self, gs: &Segment<'_>) -> Result<()> {
        self.end_group(None)?;
        let settings = &mut self.settings;
        let Some(open) = &mut self.interchange else { return Ok(()) };
        let element = |n| text(gs, n, settings.charset);
        // What holds no claims is for somebody else to answer; and an acknowledgement is never acknowledged, or two
        // programs would go on for ever.
        if element(1) != "HC" && registry::by_version(&element(8)).is_none() {
            return Ok(());
        }
        let answered = GroupAnswered { functional: element(1), control: element(6), version: element(8) };
        let parties = [element(2), element(3)];
        if let Some(writer) = &mut open.implementation {
            let [sender, receiver] = &parties;
            writer.group(&answered, [sender, receiver], &mut settings.issue)?;
        }
        if let Some(claims) = &mut open.claims {
            claims.group(parties);
        }
        open.group = Some(GroupAnswers::new());
        Ok(())
    }

    fn open_transaction(&mut self, st: &Segment<'_>) -> Result<()> {
        self.end_transaction()?;
        let charset = self.settings.charset;
        let Some(open) = &mut self.interchange else { return Ok(()) };
        let Some(group) = &mut open.group else { return Ok(()) };
        let answered = group.transaction(st, charset);
        if let Some(writer) = &mut open.implementation {
            writer.transaction(&answered)?;
            open.held.push(&writer.take())?;
        }
        if let Some(claims) = &mut open.claims {
            claims.transaction()?;
        }
        Ok(())
    }

    fn found(&mut self, found: &Reported) -> Result<()> {
        let severity = found.finding.severity;
        // What is only worth knowing is no matter for the partner.
        if severity == Severity::Info {
            return Ok(());
        }
        let error = severity == Severity::Error;
        let Some(open) = &mut self.interchange else { return Ok(()) };
        let wire = codes::wire(found, &self.settings.types);
        match (wire, &mut open.group) {
            (Wire::Interchange { note, fatal }, _) => open.note(note, error, fatal),
            (Wire::Group(code), Some(group)) => group.code(code, error),
            (Wire::Transaction(code), Some(group)) => group.transaction_code(code, error),
            (Wire::Segment(code), Some(group)) => {
                let complete = group.segment(found, code, error);
                open.write_error(complete)?;
            }
            (Wire::Element(code), Some(group)) => {
                let complete = group.element(found, code, error);
                open.write_error(complete)?;
            }
            (Wire::Claim(status), Some(_)) => {
                if let Some(claims) = open.claims.as_mut().filter(|_| error) {
                    claims.found(found, status)?;
                }
            }
            // What is in no group has been answered by the interchange.
            (_, None) => {}
        }
        Ok(())
    }

    /// What was found before holds for other claims as well: they are refused for it like the first ones.
    fn again(&mut self, found: &Reported) -> Result<()> {
        match codes::wire(found, &self.settings.types) {
            Wire::Claim(_) => self.found(found),
            // The segment has been answered.
            _ => Ok(()),
        }
    }

    /// The part is complete, and so is the segment error at hand.
    fn flush_error(&mut self) -> Result<()> {
        let Some(open) = &mut self.interchange else { return Ok(()) };
        let complete = open.group.as_mut().and_then(GroupAnswers::take_error);
        open.write_error(complete)
    }

    fn closed(&mut self, closed: &Closed) -> Result<()> {
        match closed.level {
            Level::Interchange => self.end_interchange(),
            Level::Group => self.end_group(closed.stated.as_deref()),
            _ => self.end_transaction(),
        }
    }

    fn end_transaction(&mut self) -> Result<()> {
        self.flush_error()?;
        let Some(open) = &mut self.interchange else { return Ok(()) };
        let Some(fate) = open.group.as_mut().and_then(GroupAnswers::end_transaction) else { return Ok(()) };
        if let Some(writer) = &mut open.implementation {
            writer.end_transaction(&fate)?;
            open.held.push(&writer.take())?;
        }
        if let Some(claims) = &mut open.claims {
            claims.end_transaction(fate.is_refused(), &mut self.settings.issue)?;
        }
        Ok(())
    }

    fn end_group(&mut self, stated: Option<&str>) -> Result<()> {
        self.end_transaction()?;
        let Some(open) = &mut self.interchange else { return Ok(()) };
        let Some(group) = open.group.take() else { return Ok(()) };
        let (fate, counts) = group.end(stated);
        if let Some(writer) = &mut open.implementation {
            writer.end_group(&fate, &counts)?;
            open.held.push(&writer.take())?;
        }
        if let Some(claims) = &mut open.claims {
            claims.end_group(fate.is_refused(), &mut self.settings.issue)?;
        }
        Ok(())
    }

    fn end_interchange(&mut self) -> Result<()> {
        self.end_group(None)?;
        let Some(mut open) = self.interchange.take() else { return Ok(()) };
        let issue = &mut self.settings.issue;
        self.refused += u64::from(open.fatal);
        if let Some(target) = &mut self.targets.interchange {
            target.write_all(&open.ack().write(&open.partner, issue)?).map_err(AckError::Write)?;
        }
        if let (Some(mut writer), Some(target)) =
            (open.implementation.take(), &mut self.targets.implementation)
            && !open.fatal
            && writer.groups() > 0
        {
            writer.end()?;
            open.held.push(&writer.take())?;
            let length = open.held.len();
            open.held.read_from(0)?.copy(length, target)?;
        }
        if let (Some(mut claims), Some(target)) = (open.claims.take(), &mut self.targets.claim) {
            claims.end(open.fatal, issue, target)?;
        }
        Ok(())
    }
}

impl OpenInterchange {
    /// The first fault that refuses the interchange is the one that is named, or else the first one.
    fn note(&mut self, note: &str, error: bool, fatal: bool) {
        let fatal = fatal && error;
        if self.ack.note.is_empty() || (fatal && !self.fatal) {
            note.clone_into(&mut self.ack.note);
        }
        self.fatal |= fatal;
    }

    fn ack(&self) -> InterchangeAck {
        let (status, note) = match (self.fatal, self.ack.note.is_empty()) {
            (true, _) => ("R", &*self.ack.note),
            (false, false) => ("E", &*self.ack.note),
            (false, true) => ("A", "000"),
        };
        InterchangeAck { status: status.to_owned(), note: note.to_owned(), ..self.ack.clone() }
    }

    fn write_error(&mut self, error: Option<super::SegmentError>) -> Result<()> {
        if let (Some(error), Some(writer)) = (error, &mut self.implementation) {
            writer.error(&error)?;
            self.held.push(&writer.take())?;
        }
        Ok(())
    }
}
