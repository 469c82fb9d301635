//! The rules between two claims of one visit, a family a file; the prefix of a code names the folder (`PS-OFFICE` is in
//! `ps/`).
//!
//! A rule's texts, dates and example are in the Markdown file of its family ([`crate::rules::document`] has the format).
//! To add a rule: write its document and its check in the files of its family, and name it in the family's `RULES`.
//! `explain`, the reference and the example tests follow from that.

mod ac {
    pub(super) mod accident;
}
mod au {
    pub(super) mod agreements;
}
mod ch {
    pub(super) mod charges;
}
mod cv {
    pub(super) mod coverage;
}
mod dt {
    pub(super) mod dates;
    pub(super) mod stay;
}
mod dx {
    pub(super) mod accident;
    pub(super) mod diagnosis;
}
mod id {
    pub(super) mod identity;
    pub(super) mod numbers;
}
mod r#in {
    pub(super) mod assignment;
}
mod lc {
    pub(super) mod duplicates;
    pub(super) mod lifecycle;
}
mod pr {
    pub(super) mod providers;
}
mod ps {
    pub(super) mod departments;
    pub(super) mod programs;
    pub(super) mod setting;
    pub(super) mod window;
}
mod pt {
    pub(super) mod charges;
    pub(super) mod incident;
    pub(super) mod interpretations;
    pub(super) mod split;
}
mod sv {
    pub(super) mod anesthesia;
    pub(super) mod codes;
    pub(super) mod devices;
    pub(super) mod drugs;
    pub(super) mod laboratory;
    pub(super) mod practitioners;
    pub(super) mod sides;
    pub(super) mod surgery;
    pub(super) mod visits;
}
#[cfg(test)]
mod claim_tests;
#[cfg(test)]
mod part_tests;
mod place;
#[cfg(test)]
mod price_tests;
mod reads;
#[cfg(test)]
mod reads_tests;
#[cfg(test)]
mod service_tests;
#[cfg(test)]
pub(super) mod tests;

use crate::rules::{self, Documents, Rule, Running, Scope, documents};
use crate::validate;

use super::scope::{Encounter, Pair, Person};
use super::violation::Violations;

/// What checks a rule between claims.
pub type Check = rules::Check<Run>;

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// Each professional claim of a visit with the facility claim it goes with. Runs on visits with both sides.
    Pair(fn(&Pair<'_>, &mut Violations)),
    /// A visit, whichever sides it has.
    Encounter(fn(&Encounter<'_>, &mut Violations)),
    /// All claims of a person: visits, claims set aside, claims of one side against each other.
    Person(fn(&Person<'_>, &mut Violations)),
}

/// The documents of the rules of this room, a family each.
pub(crate) static DOCUMENTS: Documents = Documents::new(
    &documents!["src/reconcile/rules/": ac/accident, au/agreements, ch/charges, cv/coverage, dt/dates, dt/stay, dx/accident, dx/diagnosis, id/identity, id/numbers, in/assignment, lc/duplicates, lc/lifecycle, pr/providers, ps/departments, ps/programs, ps/setting, ps/window, pt/charges, pt/incident, pt/interpretations, pt/split, sv/anesthesia, sv/codes, sv/devices, sv/drugs, sv/laboratory, sv/practitioners, sv/sides, sv/surgery, sv/visits],
);

/// Every rule of this room, a family a list, in the order of the catalogue.
pub const FAMILIES: &[&[Check]] = &[
    id::numbers::RULES,
    id::identity::RULES,
    cv::coverage::RULES,
    lc::lifecycle::RULES,
    lc::duplicates::RULES,
    dt::dates::RULES,
    dt::stay::RULES,
    ps::setting::RULES,
    ps::departments::RULES,
    ps::programs::RULES,
    ps::window::RULES,
    pt::split::RULES,
    pt::incident::RULES,
    pt::interpretations::RULES,
    sv::codes::RULES,
    sv::sides::RULES,
    sv::laboratory::RULES,
    sv::drugs::RULES,
    sv::surgery::RULES,
    sv::anesthesia::RULES,
    sv::devices::RULES,
    sv::visits::RULES,
    sv::practitioners::RULES,
    dx::diagnosis::RULES,
    pr::providers::RULES,
    au::agreements::RULES,
    r#in::assignment::RULES,
    ac::accident::RULES,
    dx::accident::RULES,
    pt::charges::RULES,
    ch::charges::RULES,
];

impl rules::Run for Run {
    fn scope(&self) -> Scope {
        match self {
            Self::Pair(_) => Scope::Pair,
            Self::Encounter(_) => Scope::Encounter,
            Self::Person(_) => Scope::Person,
        }
    }
}

/// Every check of this room with its rule, in the order of the catalog. Some tell of the claims of an encounter what a rule on
/// one claim says; the text of those is in that rule's document.
pub fn all() -> impl Iterator<Item = Running<Run>> {
    let rule = |code| DOCUMENTS.get(code).unwrap_or_else(|| validate::rules::DOCUMENTS.rule(code));
    FAMILIES.iter().copied().flatten().map(move |check| Running { check, rule: rule(check.code) })
}

/// The rules of this room.
pub fn own() -> impl Iterator<Item = &'static Rule> {
    all().map(|running| running.rule).filter(|rule| DOCUMENTS.get(rule.code).is_some())
}
