//! Patients, those they are insured with, and their payers.

use std::fmt;

use super::super::parties::{Address, Member, Payer};
use super::super::random::Random;
use super::super::segments::{Put, put};
use super::super::values::Day;
use super::names;

/// A person as a claim tells it.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) last: String,
    pub(super) first: String,
    pub(super) middle: String,
    pub(super) suffix: &'static str,
    pub(super) birth: Day,
    /// F, M or U.
    pub(super) sex: char,
    pub(super) address: Address,
}

impl Identity {
    /// Someone whose age in days on a day lies between two bounds.
    pub(super) fn new(random: &mut Random, on: Day, ages: (u64, u64)) -> Self {
        let is_woman = random.chance(53);
        Self {
            last: names::last(random),
            first: names::first(random, is_woman).to_owned(),
            middle: middle(random),
            suffix: if !is_woman && random.chance(3) { "JR" } else { "" },
            birth: on.before(random.between(ages.0, ages.1)),
            sex: if is_woman { 'F' } else { 'M' },
            address: Address::home(random),
        }
    }

    /// Another person of the household: same last name (most of the time) and address.
    pub(super) fn relative(&self, random: &mut Random, on: Day, ages: (u64, u64)) -> Self {
        let mut relative = Self::new(random, on, ages);
        if random.chance(90) {
            self.last.clone_into(&mut relative.last);
        }
        relative.address = self.address;
        // Two of a household with one name would be told apart by a suffix; that is a family of its own.
        relative.suffix = "";
        while relative.first == self.first {
            names::first(random, relative.sex == 'F').clone_into(&mut relative.first);
        }
        relative
    }

    /// DMG.
    pub(super) fn put_demographics(&self, out: &mut dyn Put) {
        put!(out, "DMG*D8*{}*{}", self.birth, self.sex);
    }
}

fn middle(random: &mut Random) -> String {
    if random.chance(60) {
        return String::new();
    }
    char::from(b'A' + random.below(26) as u8).to_string()
}

/// Last name, first name, middle name, prefix (not used), suffix: elements 03 to 07 of NM1.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}*{}*{}**{}", self.last, self.first, self.middle, self.suffix)
    }
}

/// A number with a plan: three letters and nine digits.
pub(super) fn member_id(random: &mut Random) -> String {
    let mut id: String = (0..3).map(|_| char::from(b'A' + random.below(26) as u8)).collect();
    id.push_str(&random.between(100_000_000, 999_999_999).to_string());
    id
}

/// A payer with what it knows somebody by.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) payer: Payer,
    pub(super) member: String,
    pub(super) group: Option<u64>,
}

impl Plan {
    pub(super) fn new(random: &mut Random, others: &[Payer]) -> Self {
        let payer = Payer::new(random, others);
        let member = match payer.kind {
            MEDICARE => Member::new(random).of_medicare(),
            _ => member_id(random),
        };
        Self {
            payer,
            member,
            group: (payer.kind != MEDICARE && random.chance(75)).then(|| random.between(1000, 99_999)),
        }
    }

    /// SBR09: Medicare has two parts, one for each side.
    pub(super) fn kind(&self, institutional: bool) -> &'static str {
        if self.payer.kind == MEDICARE && institutional { "MA" } else { self.payer.kind }
    }

    /// SBR03.
    pub(super) fn group(&self) -> String {
        self.group.map(|group| format!("GRP{group}")).unwrap_or_default()
    }
}

const MEDICARE: &str = "MB";

/// Someone who is treated, and who pays.
#[derive(Clone, Debug)]
pub(super) struct Patient {
    /// Which person this is, from 1.
    pub(super) person: u64,
    pub(super) identity: Identity,
    pub(super) insured: Identity,
    /// PAT01; none where the patient is the insured.
    pub(super) relationship: Option<&'static str>,
    pub(super) plan: Plan,
    /// Who pays after the plan.
    pub(super) second: Option<Plan>,
}

impl Patient {
    /// A patient of a household of its own: 26 of 100 are insured through somebody else.
    pub(super) fn new(random: &mut Random, person: u64, on: Day) -> Self {
        let insured = Identity::new(random, on, (20 * 365, 95 * 365));
        let plan = Plan::new(random, &[]);
        let medicare = plan.payer.kind == MEDICARE;
        let relationship =
            if medicare { None } else { random.weighted(&[(72, None), (20, Some("19")), (8, Some("01"))]) };
        let identity = match relationship {
            None => insured.clone(),
            Some("19") => insured.relative(random, on, (365, 18 * 365)),
            Some(_) => insured.relative(random, on, (20 * 365, 90 * 365)),
        };
        let second = random.chance(if medicare { 40 } else { 10 }).then(|| second(random, &plan));
        Self { person, identity, insured, relationship, plan, second }
    }

    /// A child of this patient's insured person.
    pub(super) fn child(&self, random: &mut Random, person: u64, on: Day, ages: (u64, u64)) -> Self {
        let identity = self.insured.relative(random, on, ages);
        // Nobody is insured through another person's Medicare.
        let plan =
            if self.plan.payer.kind == MEDICARE { second(random, &self.plan) } else { self.plan.clone() };
        Self { person, identity, relationship: Some("19"), plan, ..self.clone() }
    }
}

/// A payer after the first one; Medicare pays first here.
pub(super) fn second(random: &mut Random, first: &Plan) -> Plan {
    loop {
        let plan = Plan::new(random, &[first.payer]);
        if plan.payer.kind != MEDICARE {
            return plan;
        }
    }
}
