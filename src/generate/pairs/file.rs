//! One of the two files: levels around claims that come one after the other.

use std::io::{self, Write};

use super::super::envelope::{Envelope, Limits};
use super::super::segments::{Put, put};
use super::draft::Draft;
use super::world::Organization;
use super::{institutional, professional};

/// A file that is being written.
pub(super) struct File<'w, W> {
    envelope: Envelope<W>,
    limits: Limits,
    /// Claims so far, in the file and in the open transaction.
    claims: u64,
    in_transaction: u64,
    /// Who bills at the open level, and the level's number.
    open: Option<(&'w Organization, u64)>,
}

impl<'w, W: Write> File<'w, W> {
    pub(super) fn new(envelope: Envelope<W>, limits: Limits) -> Self {
        Self { envelope, limits, claims: 0, in_transaction: 0, open: None }
    }

    /// Writes a claim; gives its position in the file, from 1.
    pub(super) fn claim(&mut self, draft: &Draft<'w>) -> io::Result<u64> {
        if self.in_transaction == self.limits.claims {
            self.envelope.close_transaction();
            self.in_transaction = 0;
        }
        if self.in_transaction == 0 {
            self.envelope.open_transaction();
            self.open = None;
        }
        self.in_transaction += 1;
        self.claims += 1;
        let biller = self.billing_provider(draft.biller);
        self.subscriber(draft, biller);
        if draft.is_institutional() {
            institutional::put(&mut self.envelope.out, draft);
        } else {
            professional::put(&mut self.envelope.out, draft);
        }
        self.envelope.out.relay()?;
        Ok(self.claims)
    }

    /// Loop 2000A, unless it is open already.
    fn billing_provider(&mut self, biller: &'w Organization) -> u64 {
        match self.open {
            Some((open, level)) if open.npi == biller.npi => level,
            _ => {
                let level = self.envelope.level(None, 20, true);
                biller.put(&mut self.envelope.out);
                self.open = Some((biller, level));
                level
            }
        }
    }

    /// Loops 2000B and 2000C.
    fn subscriber(&mut self, draft: &Draft<'w>, parent: u64) {
        let is_patient = draft.relationship.is_none();
        let level = self.envelope.level(Some(parent), 22, !is_patient);
        let out = &mut self.envelope.out;
        let plan = &draft.plan;
        let (order, own) = (draft.order, if is_patient { "18" } else { "" });
        put!(out, "SBR*{order}*{own}*{}******{}", plan.group(), plan.kind(draft.is_institutional()));
        let subscriber = if is_patient { &draft.identity } else { &draft.insured };
        put!(out, "NM1*IL*1*{subscriber}*MI*{}", plan.member);
        subscriber.address.put(out);
        subscriber.put_demographics(out);
        put!(out, "NM1*PR*2*{}*****PI*{}", plan.payer.name, plan.payer.id);
        if let Some(relationship) = draft.relationship {
            self.envelope.level(Some(level), 23, false);
            let out = &mut self.envelope.out;
            put!(out, "PAT*{relationship}");
            put!(out, "NM1*QC*1*{}", draft.identity);
            draft.identity.address.put(out);
            draft.identity.put_demographics(out);
        }
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.in_transaction > 0 {
            self.envelope.close_transaction();
        }
        self.envelope.finish()
    }
}

/// Loops 2320, 2330A and 2330B: the other payer and what it decided on the claim as a whole.
///
/// What it paid, what it did not allow and what it left to the patient add up to the charge, as the guides ask (1.4.4.1).
pub(super) fn put_other_payer(out: &mut dyn Put, draft: &Draft<'_>) {
    let Some(other) = &draft.other else { return };
    let plan = &other.plan;
    let relationship = draft.relationship.unwrap_or("18");
    let kind = plan.kind(draft.is_institutional());
    // Why Medicare does not pay first: the patient works and has an employer's plan.
    let reason = if kind == "MB" && other.order != 'P' { "12" } else { "" };
    put!(out, "SBR*{}*{relationship}*{}**{reason}****{kind}", other.order, plan.group());
    if let Some(paid) = other.paid {
        let left = draft.charge() - paid;
        let patient = left / 3;
        let cents = super::super::values::Number::cents;
        put!(out, "CAS*CO*45*{}", cents(left - patient));
        if patient > 0 {
            put!(out, "CAS*PR*2*{}", cents(patient));
        }
        put!(out, "AMT*D*{}", cents(paid));
        if patient > 0 {
            put!(out, "AMT*EAF*{}", cents(patient));
        }
    }
    put!(out, "OI***Y***Y");
    put!(out, "NM1*IL*1*{}*MI*{}", draft.insured, plan.member);
    put!(out, "NM1*PR*2*{}*****PI*{}", plan.payer.name, plan.payer.id);
    if other.paid.is_some() {
        put!(out, "DTP*573*D8*{}", other.decided);
    }
}
