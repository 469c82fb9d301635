//! One professional claim: loops 2300 and 2400 of 005010X222A1.

mod service_line;
mod setting;

use super::Context;
use super::line::{Line, total};
use super::lists;
use super::other_payers::{Decided, Decisions};
use super::parties::{Address, Clinician};
use super::random::Random;
use super::segments::{Put, put};
use super::values::{Day, Number};
use setting::{Bill, Setting};

/// Writes a claim with its lines.
pub(super) fn put(out: &mut dyn Put, random: &mut Random, context: &Context<'_>) {
    let setting = Setting::new(random);
    let served = context.today.before(random.between(4, 120));
    let bill = Bill::new(random, setting, served, context.patient);
    let claim = Claim { context, setting, served, bill };
    let charges: Vec<u64> = claim.bill.lines.iter().map(|line| line.charge).collect();
    let last = claim.bill.lines.iter().map(|line| line.to).max().unwrap_or(served);
    let decided = Decided {
        charges: &charges,
        served: last,
        today: context.today,
        by_line: random.chance(85),
        may_refuse: true,
    };
    let decisions = Decisions::new(random, context.coverage, decided);
    claim.put_head(out, random, &decisions);
    claim.put_codes(out, random);
    let rendering = claim.put_providers(out, random);
    decisions.put(out, random, context.relationship.is_none(), false);
    for (n, line) in claim.bill.lines.iter().enumerate() {
        claim.put_line(out, random, n, line, rendering);
        decisions.put_line(out, n, &line.paid_for());
        if setting == Setting::Equipment && !claim.is_medicare() {
            service_line::put_form(out, random, line);
        }
    }
}

struct Claim<'a> {
    context: &'a Context<'a>,
    setting: Setting,
    served: Day,
    bill: Bill,
}

impl Claim<'_> {
    /// Whether Medicare is billed.
    fn is_medicare(&self) -> bool {
        self.context.subscriber.payer.kind == "MB"
    }

    /// CLM to CRC.
    fn put_head(&self, out: &mut dyn Put, random: &mut Random, decisions: &Decisions) {
        let charge = Number::cents(total(&self.bill.lines));
        let place = self.bill.place;
        // Medicare takes neither replacements nor voids.
        let frequency = random.weighted(&[(95, '1'), (4, '7'), (1, '8')]);
        let frequency = if self.is_medicare() { '1' } else { frequency };
        let number = self.context.number;
        let signature = if random.chance(10) { "*P" } else { "*" };
        let state = self.context.subscriber.address.place.1;
        let accident = match self.setting {
            Setting::Therapy | Setting::Hospital if random.chance(8) => Some("AA"),
            Setting::Therapy if random.chance(12) => Some("OA"),
            _ => None,
        };
        let cause = match accident {
            Some("AA") => format!("AA:::{state}"),
            other => other.unwrap_or_default().to_owned(),
        };
        // The first visits' findings on the spine.
        let condition =
            (self.setting == Setting::Therapy && random.chance(20)).then(|| random.pick(&["A", "C", "M"]));
        put!(out, "CLM*P{number:09}*{charge}***{place}:B:{frequency}*Y*A*Y*Y{signature}*{cause}");
        self.put_dates(out, random, accident.is_some(), condition);
        if random.chance(4) {
            put!(out, "PWK*OZ*EL***AC*ATT{number:07}");
        }
        // Medicare is told what the contract with the payer before obliges to take.
        if let Some(obliged) = decisions.obliged(total(&self.bill.lines)).filter(|_| self.is_medicare()) {
            put!(out, "CN1*09*{obliged}");
        }
        // What a patient pays on a secondary claim goes against what Medicare pays.
        let after_another = self.is_medicare() && self.context.coverage.is_secondary();
        if random.chance(12) && !after_another {
            let paid = (100 * random.between(5, 60)).min(total(&self.bill.lines));
            put!(out, "AMT*F5*{}", Number::cents(paid));
        }
        self.put_references(out, random, frequency);
        if random.chance(5) {
            put!(out, "NTE*ADD*{}", random.pick(lists::NOTES));
        }
        match self.setting {
            Setting::Ambulance => self.put_transport(out, random),
            Setting::Therapy => {
                if let Some(condition) = condition {
                    put!(out, "CR2********{condition}");
                }
            }
            Setting::Office if self.context.patient.birth > self.context.today.before(20 * 365) => {
                put!(out, "CRC*ZZ*{}", if random.chance(50) { "Y*AV" } else { "N*NU" });
            }
            _ => {}
        }
    }

    fn put_dates(&self, out: &mut dyn Put, random: &mut Random, accident: bool, condition: Option<&str>) {
        let before = |random: &mut Random, days| self.served.before(random.between(0, days));
        if self.setting == Setting::Therapy || random.chance(10) {
            put!(out, "DTP*431*D8*{}", before(random, 60));
        }
        if self.setting == Setting::Therapy {
            put!(out, "DTP*454*D8*{}", before(random, 30));
            if random.chance(20) {
                put!(out, "DTP*304*D8*{}", before(random, 30));
            }
        }
        if matches!(condition, Some("A" | "M")) && self.context.subscriber.payer.kind == "MB" {
            put!(out, "DTP*453*D8*{}", before(random, 30));
        }
        if accident {
            put!(out, "DTP*439*D8*{}", before(random, 30));
        }
        if accident && random.chance(30) {
            put!(out, "DTP*314*RD8*{}-{}", self.served, self.served.after(random.between(1, 3)));
        }
        if self.bill.place == "21" {
            put!(out, "DTP*435*D8*{}", self.served);
            if random.chance(70) {
                let last = self.bill.lines.iter().map(|line| line.to).max().unwrap_or(self.served);
                put!(out, "DTP*096*D8*{last}");
            }
        }
    }

    fn put_references(&self, out: &mut dyn Put, random: &mut Random, frequency: char) {
        if random.chance(6) {
            put!(out, "REF*9F*REF{:07}", random.below(10_000_000));
        }
        if random.chance(12) {
            put!(out, "REF*G1*{}", self.context.subscriber.payer.authorization(random));
        }
        if frequency != '1' {
            let payer = self.context.subscriber.payer.id;
            put!(out, "REF*F8*{payer}{:010}", random.below(1_000_000_000));
        }
        let own_test = |line: &Line| line.procedure.starts_with('8') && line.modifiers[0] != "90";
        if self.setting == Setting::Laboratory
            || (self.bill.place == "11" && self.bill.lines.iter().any(own_test))
        {
            put!(out, "REF*X4*99D{:07}", random.below(10_000_000));
        }
        if random.chance(25) {
            put!(out, "REF*D9*{:015}", self.context.number);
        }
        if random.chance(50) {
            put!(out, "REF*EA*MR{:08}", random.below(100_000_000));
        }
    }

    /// How an ambulance went, and why.
    fn put_transport(&self, out: &mut dyn Put, random: &mut Random) {
        let miles = self.bill.miles;
        if random.chance(60) {
            put!(out, "CR1*LB*{}**A*DH*{miles}****UNABLE TO SIT", random.between(95, 320));
        } else {
            put!(out, "CR1****{}*DH*{miles}", random.pick(&["A", "B", "C", "D", "E"]));
        }
        put!(out, "CRC*07*Y*{}", random.pick(&["01", "04*06", "09", "05*08*12"]));
    }

    /// HI: diagnoses, and what was done under anaesthesia.
    fn put_codes(&self, out: &mut dyn Put, random: &mut Random) {
        let mut codes = String::from("HI");
        let diagnoses = random.distinct(lists::DIAGNOSES, self.bill.diagnoses);
        for (n, code) in diagnoses.enumerate() {
            codes.push_str(if n == 0 { "*ABK:" } else { "*ABF:" });
            codes.push_str(code);
        }
        put!(out, "{codes}");
        if self.setting == Setting::Anesthesia {
            put!(out, "HI*BP:{}", random.pick(&["44970", "27447", "47562"]));
        }
        if random.chance(2) {
            put!(out, "HI*BG:{}", random.pick(&["02", "A1", "A9"]));
        }
    }

    /// Loops 2310A to 2310F. Gives the number of the clinician who rendered the services; none where it is the provider.
    fn put_providers(&self, out: &mut dyn Put, random: &mut Random) -> Option<usize> {
        let provider = self.context.provider;
        let staff = &provider.staff;
        // Medicare is told who ordered tests and images.
        let is_ordered = self.bill.lines.iter().any(|line| line.procedure.starts_with(['7', '8']));
        let is_named = matches!(self.setting, Setting::Laboratory | Setting::Therapy)
            || (is_ordered && self.is_medicare());
        if is_named || random.chance(25) {
            Clinician::new(random, self.context.today).put(out, "DN", None);
        }
        let alone = provider.is_person() || matches!(self.setting, Setting::Ambulance | Setting::Equipment);
        let rendering = (!alone).then(|| random.between(1, staff.len() as u64 - 1) as usize);
        if let Some(rendering) = rendering {
            staff[rendering].put(out, "82", Some("PE"));
        }
        if !matches!(self.bill.place, "11" | "12" | "41" | "81") {
            random.pick(&provider.facilities).put(out);
        }
        if !alone && random.chance(6) {
            staff[0].put(out, "DQ", None);
        }
        if self.setting == Setting::Ambulance {
            put!(out, "NM1*PW*2");
            Address::home(random).put(out);
            let to = random.pick(&provider.facilities);
            put!(out, "NM1*45*2*{}", if random.chance(80) { to.name } else { "" });
            to.address.put(out);
        }
        rendering
    }
}
