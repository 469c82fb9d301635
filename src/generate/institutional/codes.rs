//! The HI segments of an institutional claim, in the order of its guide.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::codes::dated::{self, Flag};

use super::super::lists;
use super::super::random::Random;
use super::super::segments::{Put, put};
use super::super::values::Number;
use super::Claim;
use super::visit::CareKind;

/// Composites that one HI takes.
const ROOM: usize = 12;

impl Claim<'_> {
    /// `paid_before`: what another payer paid before Medicare.
    pub(super) fn put_codes(&self, out: &mut dyn Put, random: &mut Random, paid_before: Option<Number>) {
        self.put_diagnoses(out, random);
        self.put_procedures(out, random);
        self.put_occurrences(out, random);
        self.put_values(out, random, paid_before);
        let kind = self.visit.kind;
        // Medicare is told why a claim was changed.
        let change = match self.visit.frequency {
            '7' => Some("D1"),
            '8' => Some("D5"),
            _ => None,
        };
        if let Some(change) = change.filter(|_| self.context.subscriber.payer.kind == "MB") {
            put!(out, "HI*BG:{change}");
        } else if random.chance(if kind.is_stay() { 25 } else { 8 }) {
            let conditions = random.between(1, 3) as usize;
            repeat(out, ["C5", "A5", "44"][..conditions].iter().map(|code| format!("BG:{code}")));
        }
    }

    fn put_diagnoses(&self, out: &mut dyn Put, random: &mut Random) {
        let is_stay = self.visit.kind.is_stay();
        let others = if is_stay {
            random.weighted(&[(10, 0), (30, 4), (35, 8), (20, 12), (5, 24)])
        } else {
            random.weighted(&[(45, 0), (30, 1), (15, 3), (10, 7)])
        };
        let mut codes: Vec<&str> = random.distinct(lists::DIAGNOSES, others + 1).copied().collect();
        // What only influences health is no reason to admit, and some codes make the payer ask for one.
        let to = self.visit.to.0;
        let at =
            codes.iter().position(|code| !(is_stay && (code.starts_with('Z') || is_questioned(code, to))));
        let principal = at.map_or("J189", |at| codes.remove(at));
        put!(out, "HI*ABK:{principal}{}", present(random, is_stay, principal));
        if is_stay {
            put!(out, "HI*ABJ:{}", random.pick(lists::DIAGNOSES));
        }
        let with_reason = self.visit.kind == CareKind::Emergency || (!is_stay && random.chance(30));
        if with_reason {
            let count = random.between(1, 3);
            repeat(out, random.distinct(lists::DIAGNOSES, count).map(|code| format!("APR:{code}")));
        }
        if self.visit.has_accident || random.chance(4) {
            let count = random.between(1, 3);
            let causes: Vec<String> = random
                .distinct(lists::EXTERNAL_CAUSES, count)
                .map(|code| format!("ABN:{code}{}", if is_stay { ":::::::Y" } else { "" }))
                .collect();
            repeat(out, causes);
        }
        if is_stay {
            put!(out, "HI*DR:{}", random.pick(lists::DRGS));
        }
        let others: Vec<String> =
            codes.iter().map(|code| format!("ABF:{code}{}", present(random, is_stay, code))).collect();
        repeat(out, others);
    }

    /// Procedures of a stay, each on one of its days.
    fn put_procedures(&self, out: &mut dyn Put, random: &mut Random) {
        let visit = &self.visit;
        if !(visit.kind.is_stay() && visit.is_surgical) {
            return;
        }
        let count = random.weighted(&[(55, 1), (25, 2), (15, 4), (5, 13)]);
        let mut codes = random.distinct(lists::PROCEDURES, count);
        put!(out, "HI*BBR:{}:D8:{}", codes.next().unwrap_or(&"0DTJ4ZZ"), visit.from);
        let day = visit.from.after(1).min(visit.to);
        repeat(out, codes.map(|code| format!("BBQ:{code}:D8:{day}")));
    }

    fn put_occurrences(&self, out: &mut dyn Put, random: &mut Random) {
        let visit = &self.visit;
        if visit.kind.is_stay() && random.chance(12) {
            put!(out, "HI*BI:70:RD8:{}-{}", visit.from.before(12), visit.from.before(2));
        }
        let day = visit.from.before(random.between(0, 9));
        let mut occurrences = match visit.has_accident {
            true => vec![format!("BH:01:D8:{}", visit.from)],
            false if random.chance(15) => {
                vec![format!("BH:11:D8:{day}"), format!("BH:A1:D8:{}", visit.from.before(4000))]
            }
            false => Vec::new(),
        };
        if visit.patient_status == "20" {
            occurrences.push(format!("BH:55:D8:{}", visit.to));
        }
        repeat(out, occurrences);
    }

    fn put_values(&self, out: &mut dyn Put, random: &mut Random, paid_before: Option<Number>) {
        let mut values = Vec::new();
        if self.visit.kind.is_stay() {
            values.push(format!("BE:80:::{}", self.visit.covered_days()));
            values.push(format!("BE:01:::{}", Number::cents(218_500)));
        }
        if let Some(paid) = paid_before {
            values.push(format!("BE:12:::{paid}"));
        }
        if random.chance(20) {
            values.push(format!("BE:A2:::{}", Number::cents(random.between(500, 160_000))));
        }
        repeat(out, values);
    }
}

/// Whether the Medicare code editor questions a stay with this principal diagnosis.
fn is_questioned(code: &str, day: NaiveDate) -> bool {
    dated::diagnoses().find(code).is_some_and(|known| known.has(Flag::QuestionableAdmission, day))
}

/// As many HI as the composites need.
fn repeat(out: &mut dyn Put, composites: impl IntoIterator<Item = String>) {
    let composites: Vec<String> = composites.into_iter().collect();
    for some in composites.chunks(ROOM) {
        let mut segment = String::from("HI");
        for composite in some {
            write!(segment, "*{composite}").expect("memory takes it");
        }
        put!(out, "{segment}");
    }
}

/// Whether a diagnosis was there on admission: component 09, on stays. Factors that influence health (Z) are exempt.
fn present(random: &mut Random, is_stay: bool, code: &str) -> &'static str {
    if !is_stay || code.starts_with('Z') {
        return "";
    }
    random.weighted(&[(86, ":::::::Y"), (10, ":::::::N"), (3, ":::::::U"), (1, ":::::::W")])
}
