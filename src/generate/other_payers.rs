//! Coordination of benefits: who else pays, and what they paid (loops 2320, 2330A, 2330B, 2430).
//!
//! Amounts balance as the guides ask (1.4.4.1, and X12 requests for interpretation 1053 and 1294): for each payer the
//! charge of a line is what was paid and adjusted on it, and the charge of the claim is what was paid and adjusted in all.

use super::parties::{Member, Payer, Person, Subscriber};
use super::random::Random;
use super::segments::{Put, put};
use super::values::{Cents, Day, Number};

/// One more payer of a subscriber.
#[derive(Clone, Debug)]
pub(super) struct OtherPayer {
    payer: Payer,
    insured: Person,
    member: Member,
    group: Option<u64>,
    /// P, S, T: which of the payers it is.
    order: char,
    /// Patient's relationship to the insured.
    relationship: &'static str,
}

/// The payers of a subscriber besides the one who is billed.
#[derive(Clone, Debug, Default)]
pub(super) struct Coverage {
    /// In the order in which they paid.
    before: Vec<OtherPayer>,
    /// Who will be billed afterwards.
    after: Option<OtherPayer>,
}

impl Coverage {
    /// 78 of 100 have one payer, 5 another one who comes later, 14 one who paid before, 3 two.
    pub(super) fn new(random: &mut Random, subscriber: &Subscriber, on: Day) -> Self {
        let (before, after) =
            random.weighted(&[(78, (0, false)), (5, (0, true)), (14, (1, false)), (3, (2, false))]);
        let mut payers = vec![subscriber.payer];
        // Medicare takes one payer before it, and is the first where it pays before others.
        let before = if subscriber.payer.kind == "MB" { before.min(1) } else { before };
        let mut other = |order| {
            let mut payer = Payer::new(random, &payers);
            while payer.kind == "MB" && order != 'P' {
                payer = Payer::new(random, &payers);
            }
            payers.push(payer);
            let own = random.chance(60);
            let person =
                if own { subscriber.person } else { subscriber.person.relative(random, on, (19, 80)) };
            OtherPayer {
                payer,
                insured: person,
                member: Member::new(random),
                group: random.chance(50).then(|| random.between(100, 9999)),
                order,
                relationship: if own { "18" } else { "01" },
            }
        };
        let before = (0..before).map(|n| other(if n == 0 { 'P' } else { 'S' })).collect();
        Self { before, after: after.then(|| other('S')) }
    }

    /// SBR01 of the payer who is billed.
    pub(super) fn order(&self) -> char {
        ['P', 'S', 'T'][self.before.len().min(2)]
    }

    /// Whether one of the other payers is of a kind (SBR09).
    pub(super) fn has(&self, kind: &str) -> bool {
        self.before.iter().chain(&self.after).any(|other| other.payer.kind == kind)
    }

    /// Whether another payer has paid before.
    pub(super) fn is_secondary(&self) -> bool {
        !self.before.is_empty()
    }
}

/// What a payer did with a charge.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    paid: Cents,
    /// Group and reason of the adjustment that is not the patient's, with its amount.
    reduced: Cents,
    /// Deductible and coinsurance.
    deductible: Cents,
    coinsurance: Cents,
}

impl Share {
    fn patient(self) -> Cents {
        self.deductible + self.coinsurance
    }

    /// The first payer: part of the charge is not allowed, part of the rest is the patient's.
    fn first(random: &mut Random, charge: Cents) -> Self {
        let allowed = charge * random.between(35, 95) / 100;
        let deductible = if random.chance(20) { allowed * random.between(5, 40) / 100 } else { 0 };
        let coinsurance = if random.chance(70) { (allowed - deductible) / 5 } else { 0 };
        Self { paid: allowed - deductible - coinsurance, reduced: charge - allowed, deductible, coinsurance }
    }

    /// Who comes after: pays of what the one before left to the patient.
    fn next(self, random: &mut Random, charge: Cents) -> Self {
        let left = self.patient();
        let paid = left * random.between(0, 100) / 100;
        Self { paid, reduced: charge - left, deductible: 0, coinsurance: left - paid }
    }

    /// CAS: what is missing from the charge, and why. `reason` is that of the first payer or of those after.
    fn put(self, out: &mut dyn Put, reason: &str) {
        if self.reduced > 0 {
            put!(out, "CAS*{reason}*{}", Number::cents(self.reduced));
        }
        let (deductible, coinsurance) = (Number::cents(self.deductible), Number::cents(self.coinsurance));
        match (self.deductible > 0, self.coinsurance > 0) {
            (true, true) => put!(out, "CAS*PR*1*{deductible}**2*{coinsurance}"),
            (true, false) => put!(out, "CAS*PR*1*{deductible}"),
            (false, true) => put!(out, "CAS*PR*2*{coinsurance}"),
            (false, false) => {}
        }
    }
}

/// What one payer did with a claim.
#[derive(Debug)]
struct Decision {
    payer: OtherPayer,
    /// One a line; empty where the payer decided on the claim as a whole.
    lines: Vec<Share>,
    /// On the claim: adjustments that are there, and what was paid in all.
    claim: Share,
    refused: bool,
    day: Day,
    reason: &'static str,
}

/// What all other payers did with a claim.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    before: Vec<Decision>,
    after: Option<OtherPayer>,
}

/// What a claim tells about itself to be decided on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decided<'a> {
    /// Charges of its lines, in cents.
    pub(super) charges: &'a [Cents],
    /// The last day of service.
    pub(super) served: Day,
    /// Today: nobody decides later.
    pub(super) today: Day,
    /// Whether payers decide line by line.
    pub(super) by_line: bool,
    /// Whether a payer before may cover nothing.
    pub(super) may_refuse: bool,
}

impl Decisions {
    pub(super) fn new(random: &mut Random, coverage: &Coverage, claim: Decided<'_>) -> Self {
        let mut before: Vec<Decision> = Vec::new();
        for (n, payer) in coverage.before.iter().enumerate() {
            let day = claim.served.after(10 * (n as u64 + 1) + random.below(10)).min(claim.today);
            // Who does not cover a claim decides on nothing, and leaves it to the next one.
            let refused = n == 0 && coverage.before.len() == 1 && random.chance(6) && claim.may_refuse;
            let reason = if n == 0 { "CO*45" } else { "OA*23" };
            let mut decision = Decision {
                payer: payer.clone(),
                lines: Vec::new(),
                claim: Share::default(),
                refused,
                day,
                reason,
            };
            if refused {
                decision.claim.reduced = claim.charges.iter().sum();
            } else if claim.by_line {
                decision.decide_lines(random, before.last(), claim.charges);
            } else {
                let charge = claim.charges.iter().sum();
                decision.claim = match before.last() {
                    Some(earlier) => earlier.claim.next(random, charge),
                    None => Share::first(random, charge),
                };
            }
            before.push(decision);
        }
        Self { before, after: coverage.after.clone() }
    }

    /// What the first payer paid, where one paid before.
    pub(super) fn paid_before(&self) -> Option<Number> {
        self.before.first().map(|decision| Number::cents(decision.claim.paid))
    }

    /// What a contract with the first payer obliges to take of a charge, where that payer reduced the claim as a whole.
    pub(super) fn obliged(&self, charge: Cents) -> Option<Number> {
        let first = self.before.first().filter(|first| !first.refused && first.lines.is_empty())?;
        let reduced = first.claim.reduced;
        (reduced > 0).then(|| Number::cents(charge - reduced))
    }

    /// Loops 2320 to 2330B. `patient_is_subscriber`: otherwise the patient is the insured persons' child.
    pub(super) fn put(
        &self,
        out: &mut dyn Put,
        random: &mut Random,
        patient_is_subscriber: bool,
        is_stay: bool,
    ) {
        for decision in &self.before {
            decision.payer.put_insurance(out, patient_is_subscriber);
            decision.put_amounts(out, random, is_stay);
            decision.payer.put_parties(out);
            if decision.lines.is_empty() {
                put!(out, "DTP*573*D8*{}", decision.day);
            }
            if random.chance(40) {
                put!(out, "REF*F8*{}{:09}", decision.payer.payer.id, random.below(1_000_000_000));
            }
        }
        if let Some(payer) = &self.after {
            payer.put_insurance(out, patient_is_subscriber);
            put!(out, "OI***Y***Y");
            payer.put_parties(out);
        }
    }

    /// Loops 2430 of a line; `service` is SVD03 to SVD05, what was paid for.
    pub(super) fn put_line(&self, out: &mut dyn Put, line: usize, service: &dyn std::fmt::Display) {
        for decision in &self.before {
            let Some(share) = decision.lines.get(line) else { continue };
            put!(out, "SVD*{}*{}*{service}", decision.payer.payer.id, Number::cents(share.paid));
            share.put(out, decision.reason);
            put!(out, "DTP*573*D8*{}", decision.day);
            if share.patient() > 0 {
                put!(out, "AMT*EAF*{}", Number::cents(share.patient()));
            }
        }
    }
}

impl Decision {
    fn decide_lines(&mut self, random: &mut Random, earlier: Option<&Self>, charges: &[Cents]) {
        for (n, &charge) in charges.iter().enumerate() {
            self.lines.push(match earlier.and_then(|earlier| earlier.lines.get(n)) {
                Some(share) => share.next(random, charge),
                None => Share::first(random, charge),
            });
        }
        self.claim.paid = self.lines.iter().map(|share| share.paid).sum();
        // A deductible that the first payer took from the claim as a whole.
        if earlier.is_none() && random.chance(15) {
            self.claim.deductible = self.claim.paid / 4;
            self.claim.paid -= self.claim.deductible;
        }
    }

    fn put_amounts(&self, out: &mut dyn Put, random: &mut Random, is_stay: bool) {
        if self.refused {
            put!(out, "AMT*A8*{}", Number::cents(self.claim.reduced));
            put!(out, "OI***Y***Y");
            return;
        }
        self.claim.put(out, self.reason);
        put!(out, "AMT*D*{}", Number::cents(self.claim.paid));
        let patient = self.claim.patient() + self.lines.iter().map(|share| share.patient()).sum::<Cents>();
        if self.lines.is_empty() && patient > 0 {
            put!(out, "AMT*EAF*{}", Number::cents(patient));
        }
        put!(out, "OI***Y***{}", if random.chance(90) { 'Y' } else { 'I' });
        match is_stay {
            true if random.chance(50) => {
                put!(out, "MIA*{}***{}", random.between(1, 9), Number::cents(self.claim.paid));
            }
            false if random.chance(30) => {
                put!(out, "MOA***MA01*N130");
            }
            _ => {}
        }
    }
}

impl OtherPayer {
    fn put_insurance(&self, out: &mut dyn Put, patient_is_subscriber: bool) {
        let relationship = if patient_is_subscriber { self.relationship } else { "19" };
        match self.group {
            Some(group) => put!(out, "SBR*{}*{relationship}*{group}******{}", self.order, self.payer.kind),
            None => put!(out, "SBR*{}*{relationship}*******{}", self.order, self.payer.kind),
        }
    }

    fn put_parties(&self, out: &mut dyn Put) {
        put!(out, "NM1*IL*1*{}*MI*{}", self.insured, self.member.with(self.payer));
        put!(out, "NM1*PR*2*{}*****PI*{}", self.payer.name, self.payer.id);
    }
}
