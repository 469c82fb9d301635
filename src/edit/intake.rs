//! What was met while claims were taken out of an input.

use std::collections::BTreeMap;

use crate::guide::{Guide, registry};
use crate::meter::{ClaimCount, Meter};
use crate::span::Position;
use crate::x12::{EnvelopeLevel, Envelopes, Fault, FaultKind, Item, Noise, Transaction};

/// What an input held, in counts; and what is in the way of taking it whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Intake {
    /// Transactions of the two guides that were taken.
    pub transactions: u64,
    /// Claims that were taken. Merging does not look into transactions and leaves it at 0.
    pub claims: u64,
    /// The complete claims of those transactions by kind, and what they charge, whether they could be taken or not.
    pub count: ClaimCount,
    /// Transactions of other kinds, left out: by code (ST01) and version (ST03, or else GS08), with the first one's ST.
    pub foreign: BTreeMap<(String, String), (u64, Position)>,
    /// Faults in the envelopes.
    pub envelope_faults: u64,
    /// Segments outside of transactions, left out.
    pub outside: u64,
    /// Segments without a place in their guide, kept where they stood.
    pub unplaced: u64,
    /// HL that name a parent that is not there; they were taken to belong to the level before them.
    pub unknown_parents: u64,
    /// Pieces that are no segments, left out; white space is not counted.
    pub noise: u64,
    /// The last segments before the input broke off inside a transaction. The claim they are in was left out, because
    /// nobody can know what is missing.
    pub cut_off: Vec<Position>,
    /// The last segment of an input that ends behind a transaction and before its interchange does.
    pub ended_early: Option<Position>,
    /// HL of a kind of level that the guide does not have. The claims below it were left out, because nobody can know
    /// whose they are.
    pub unknown_levels: Vec<Position>,
    /// ST of transactions that are in no group or no interchange. They were left out, because nobody can know whose
    /// they are.
    pub headless: Vec<Position>,
}

impl Intake {
    /// Nothing was met yet; the meter is told of claims.
    pub fn on(meter: &Meter) -> Self {
        Self { count: ClaimCount::on(meter), ..Self::default() }
    }

    /// Whether claims were left out that should have been taken.
    pub fn incomplete(&self) -> bool {
        !(self.cut_off.is_empty() && self.unknown_levels.is_empty() && self.headless.is_empty())
    }

    /// Enters a segment into the books.
    pub(super) fn observe(&mut self, envelopes: &mut Envelopes, item: &Item<'_>) {
        let faults = envelopes.observe(item);
        self.envelope_faults += faults.len() as u64;
        let outside = |fault: &&Fault| fault.kind == FaultKind::Outside(EnvelopeLevel::Transaction);
        self.outside += faults.iter().filter(outside).count() as u64;
        // They are at home in an interchange, but an acknowledgement is no part of claims that go elsewhere.
        self.outside += u64::from(matches!(item.segment.id(), b"TA1" | b"ISB" | b"ISE"));
    }

    pub(super) fn finish(&mut self, envelopes: &mut Envelopes) {
        let faults = envelopes.finish();
        self.envelope_faults += Fault::causes(faults).count() as u64;
        let cut_off = faults.iter().find(|fault| fault.kind == FaultKind::CutOff);
        self.ended_early = cut_off.map(|fault| fault.position).filter(|_| self.cut_off.is_empty());
    }

    pub(super) fn noise(&mut self, noise: &Noise<'_>) {
        self.noise += u64::from(!noise.is_blank());
    }

    /// The guide of a transaction; none if it is one to leave out, which is then counted.
    pub(super) fn guide(&mut self, open: &Transaction) -> Option<&'static Guide> {
        let guide = registry::of_transaction(&open.code, &open.version);
        if guide.is_some() {
            self.transactions += 1;
        } else {
            let kind = (open.code.clone(), open.version.clone());
            self.foreign.entry(kind).or_insert((0, open.position)).0 += 1;
        }
        guide
    }
}

/// Whether a segment breaks off with data in it. A trailer may: what it says is known without it.
pub(super) fn breaks_off(item: &Item<'_>) -> bool {
    !item.terminated && !matches!(item.segment.id(), b"SE" | b"GE" | b"IEA")
}
