//! One institutional claim: loops 2300 and 2400 of 005010X223A2.

mod codes;
mod visit;

use super::Context;
use super::line::{Line, total};
use super::lists;
use super::other_payers::{Decided, Decisions};
use super::parties::{Clinician, another};
use super::random::Random;
use super::segments::{Put, put};
use super::values::{Number, Period};
use visit::{CareKind, Visit};

/// Writes a claim with its lines.
pub(super) fn put(out: &mut dyn Put, random: &mut Random, context: &Context<'_>) {
    let medicaid = context.subscriber.payer.kind == "MC" || context.coverage.has("MC");
    let visit = Visit::new(random, context.today, medicaid);
    let claim = Claim { context, visit };
    let visit = &claim.visit;
    let charges: Vec<u64> = visit.lines.iter().map(|line| line.charge).collect();
    // A stay is paid as a whole, most of the time.
    let by_line = random.chance(if visit.kind.is_stay() { 15 } else { 80 });
    let medicare = context.subscriber.payer.kind == "MB";
    let may_refuse = !medicare;
    let decided = Decided { charges: &charges, served: visit.to, today: context.today, by_line, may_refuse };
    let decisions = Decisions::new(random, context.coverage, decided);
    claim.put_head(out, random);
    claim.put_codes(out, random, decisions.paid_before().filter(|_| medicare));
    let operating = claim.put_providers(out, random);
    decisions.put(out, random, context.relationship.is_none(), visit.kind.is_stay());
    for (n, line) in visit.lines.iter().enumerate() {
        claim.put_line(out, random, n, line, operating);
        decisions.put_line(out, n, &line.paid_for());
    }
}

struct Claim<'a> {
    context: &'a Context<'a>,
    visit: Visit,
}

impl Claim<'_> {
    /// CLM to NTE.
    fn put_head(&self, out: &mut dyn Put, random: &mut Random) {
        let (visit, number) = (&self.visit, self.context.number);
        let charge = Number::cents(total(&visit.lines));
        let (facility, frequency) = (visit.facility_type, visit.frequency);
        put!(out, "CLM*H{number:09}*{charge}***{facility}:A:{frequency}**A*Y*Y");
        if visit.has_ended() {
            put!(out, "DTP*096*TM*{:02}{:02}", random.between(7, 21), 15 * random.below(4));
        }
        put!(out, "DTP*434*RD8*{}-{}", visit.from, visit.to);
        if visit.kind.is_stay() {
            let (day, hour) = (visit.admitted, random.below(24));
            put!(out, "DTP*435*DT*{day}{hour:02}{:02}", random.below(60));
        } else if visit.kind == CareKind::Emergency {
            put!(out, "DTP*435*D8*{}", visit.from);
        }
        put!(
            out,
            "CL1*{}*{}*{}",
            visit.admission_type,
            random.pick(&["1", "1", "2", "4"]),
            visit.patient_status
        );
        if random.chance(3) {
            put!(out, "PWK*M1*EL***AC*ATT{number:07}");
        }
        if visit.kind.is_stay() && random.chance(5) {
            put!(out, "CN1*01*{}", Number::cents(100 * random.between(5000, 90_000)));
        }
        if random.chance(8) {
            let due = (100 * random.between(20, 1500)).min(total(&visit.lines));
            put!(out, "AMT*F3*{}", Number::cents(due));
        }
        self.put_references(out, random);
        if random.chance(4) {
            put!(out, "NTE*DGN*{}", random.pick(lists::NOTES));
            put!(out, "NTE*ADD*{}", random.pick(lists::NOTES));
        }
    }

    fn put_references(&self, out: &mut dyn Put, random: &mut Random) {
        if random.chance(6) {
            put!(out, "REF*9F*REF{:07}", random.below(10_000_000));
        }
        if random.chance(if self.visit.kind.is_stay() { 60 } else { 12 }) {
            put!(out, "REF*G1*{}", self.context.subscriber.payer.authorization(random));
        }
        if matches!(self.visit.frequency, '7' | '8') {
            let payer = self.context.subscriber.payer.id;
            put!(out, "REF*F8*{payer}{:010}", random.below(1_000_000_000));
        }
        if random.chance(25) {
            put!(out, "REF*D9*{:015}", self.context.number);
        }
        if self.visit.has_accident {
            put!(out, "REF*LU*{}", self.context.subscriber.address.place.1);
        }
        if random.chance(85) {
            put!(out, "REF*EA*MR{:08}", random.below(100_000_000));
        }
    }

    /// Loops 2310A to 2310F. Gives the number of the clinician who operated.
    fn put_providers(&self, out: &mut dyn Put, random: &mut Random) -> Option<usize> {
        let provider = self.context.provider;
        let staff = &provider.staff;
        random.pick(&staff[..4]).put(out, "71", Some("AT"));
        let operating = self.visit.is_surgical.then(|| random.between(4, 5) as usize);
        if let Some(operating) = operating {
            staff[operating].put(out, "72", None);
            if random.chance(10) {
                random.pick(&staff[6..]).put(out, "ZZ", None);
            }
        }
        if random.chance(6) {
            random.pick(&staff[4..]).put(out, "82", None);
        }
        if random.chance(5) {
            random.pick(&provider.facilities).put(out);
        }
        if !self.visit.kind.is_stay() && random.chance(20) {
            Clinician::new(random, self.context.today).put(out, "DN", None);
        }
        operating
    }

    /// Everything of a line but loop 2430. `operating`: who operated, by the claim.
    fn put_line(
        &self,
        out: &mut dyn Put,
        random: &mut Random,
        n: usize,
        line: &Line,
        operating: Option<usize>,
    ) {
        put!(out, "LX*{}", n + 1);
        let (revenue, service, charge) = (line.revenue, line.service(), Number::cents(line.charge));
        let not_covered = random.chance(3).then(|| Number::cents(line.charge / 4));
        let not_covered = not_covered.map(|amount| amount.to_string()).unwrap_or_default();
        put!(out, "SV2*{revenue}*{service}*{charge}*{}*{}**{not_covered}", line.unit, line.quantity);
        if !self.visit.kind.is_stay() || random.chance(50) {
            put!(out, "DTP*472*{}", Period(line.from, line.to));
        }
        if random.chance(30) {
            put!(out, "REF*6R*{}L{}", self.context.number, n + 1);
        }
        if let Some(drug) = line.drug {
            drug.put(out);
        }
        let staff = &self.context.provider.staff;
        if line.revenue == "0360" && random.chance(20) && self.visit.is_surgical {
            another(random, staff, 4, operating).put(out, "72", None);
        }
        if line.revenue == "0450" && random.chance(10) {
            random.pick(&staff[..4]).put(out, "82", None);
        }
    }
}
