//! What a hand-written claim may leave out.

use chrono::{NaiveDate, Timelike};

use crate::model::{Claim, Envelope, Group, Interchange, Payer, Receiver, Submitter, Text, Transaction};
use crate::x12::{Addressing, PartyId};

use super::open_loop::WriteFault;

/// What the writer fills in or sets, for a whole file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Day and time that headers without one get, as date and HHMM; none leaves them as they are.
    pub now: Option<(NaiveDate, chrono::NaiveTime)>,
    /// Sender and receiver of the interchange and its groups, and whether they are a test.
    pub addressing: Addressing,
}

/// Which parts were taken from others.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    /// The submitter, from the billing provider.
    submitter: bool,
    /// The receiver, from the payer.
    receiver: bool,
}

impl Taken {
    /// Problems without those that follow from a fault of the part that another one was taken from.
    pub(crate) fn causes(self, mut problems: Vec<WriteFault>) -> Vec<WriteFault> {
        for (taken, from, [part, id]) in [
            (self.submitter, "billing_provider.", ["submitter.", "envelope.group.sender"]),
            (self.receiver, "payer.", ["receiver.", "envelope.group.receiver"]),
        ] {
            if taken && problems.iter().any(|problem| problem.path.starts_with(from)) {
                problems.retain(|problem| !problem.path.starts_with(part) && problem.path != id);
            }
        }
        problems
    }
}

/// Sets what the user asked for, and fills in what a claim without source leaves out.
pub(crate) fn apply(claim: &mut Claim, settings: &Settings) -> Taken {
    let by_hand = claim.source.is_none();
    let taken = Taken {
        submitter: by_hand && claim.submitter.is_none(),
        receiver: by_hand && claim.receiver.is_none(),
    };
    if by_hand {
        fill(claim, settings);
    }
    address(claim, settings);
    taken
}

/// Names the sender and receiver that the user asked for.
fn address(claim: &mut Claim, settings: &Settings) {
    let Addressing { sender, receiver, usage } = &settings.addressing;
    if settings.addressing.is_empty() {
        return;
    }
    let Some(envelope) = &mut claim.envelope else { return };
    let text = |id: &Option<PartyId>| id.as_ref().map(|id| Text::from(id.as_str()));
    if let Some(i) = &mut envelope.interchange {
        i.sender = text(sender).or(i.sender.take());
        i.receiver = text(receiver).or(i.receiver.take());
        i.usage = usage.map(|usage| Text::from(usage.code())).or(i.usage.take());
    }
    if let Some(g) = &mut envelope.group {
        g.sender = text(sender).or(g.sender.take());
        g.receiver = text(receiver).or(g.receiver.take());
    }
}

/// Sender and receiver of the file are the ones who bill and who pay, unless the claim says otherwise.
fn fill(claim: &mut Claim, settings: &Settings) {
    if claim.submitter.is_none() {
        claim.submitter = claim.billing_provider.as_ref().map(|b| {
            let submitter = Submitter {
                name: b.name.clone(),
                last_name: b.last_name.clone(),
                first_name: b.first_name.clone(),
                middle_name: b.middle_name.clone(),
                id: b.tax_id.clone().or_else(|| b.npi.clone()),
                contacts: b.contacts.clone(),
            };
            submitter.into()
        });
    }
    if claim.receiver.is_none() {
        let payer = |p: &Payer| Receiver { name: p.name.clone(), id: p.id.clone() };
        claim.receiver = claim.payer.as_deref().map(|p| payer(p).into());
    }
    let sender = claim.submitter.as_ref().and_then(|s| s.id.clone());
    let receiver = claim.receiver.as_ref().and_then(|r| r.id.clone());
    // ISA and GS take 15 characters.
    let short = |id: &Text| Text::from(id.chars().take(15).collect::<String>());
    let (sender, receiver) = (sender.as_ref().map(short), receiver.as_ref().map(short));
    let (date, time) = settings.now.unzip();
    let clock = time.map(|time| Text::from(format!("{:02}{:02}", time.hour(), time.minute())));
    let envelope: &mut Envelope = claim.envelope.get_or_insert_default();
    let i: &mut Interchange = envelope.interchange.get_or_insert_default();
    default(&mut i.sender, sender.as_ref());
    default(&mut i.receiver, receiver.as_ref());
    default(&mut i.date, date.map(|day| Text::from(day.format("%y%m%d").to_string())).as_ref());
    default(&mut i.time, clock.as_ref());
    default(&mut i.control_number, Some(&"000000001".into()));
    let g: &mut Group = envelope.group.get_or_insert_default();
    default(&mut g.sender, sender.as_ref());
    default(&mut g.receiver, receiver.as_ref());
    g.date = g.date.or(date);
    default(&mut g.time, clock.as_ref());
    default(&mut g.control_number, Some(&"1".into()));
    default(&mut g.version, Some(&super::guide(claim.r#type).id.as_str().into()));
    let t: &mut Transaction = envelope.transaction.get_or_insert_default();
    default(&mut t.control_number, Some(&"0001".into()));
    let version = g.version.clone();
    default(&mut t.version, version.as_ref());
    default(&mut t.reference, Some(&"1".into()));
    t.date = t.date.or(date);
    default(&mut t.time, clock.as_ref());
}

fn default(field: &mut Option<Text>, value: Option<&Text>) {
    if field.is_none() {
        *field = value.cloned();
    }
}
