//! The rules between two claims of one visit, a family a file.
//!
//! A rule's texts, dates and example are in the Markdown file of its family ([`crate::rule::document`] has the format).
//! To add a rule: write its document and its check in the files of its family, and name it in the family's `RULES`.
//! `explain`, the reference and the example tests follow from that.

mod accident;
mod agreements;
mod anesthesia;
mod charges;
mod codes;
mod coverage;
mod dates;
mod departments;
mod devices;
mod diagnosis;
mod drugs;
mod duplicates;
mod identity;
mod incident;
mod laboratory;
mod lifecycle;
mod numbers;
mod place;
mod practitioners;
mod programmes;
mod providers;
mod readings;
#[cfg(test)]
mod service_tests;
mod setting;
mod sides;
mod split;
mod stay;
mod surgery;
#[cfg(test)]
pub(super) mod tests;
mod visits;
mod window;

use crate::codes::reference::Table;
use crate::rule::{Documents, Rule, documents};

use super::hit::Hits;
use super::scope::{Encounter, Pair, Person};

/// A rule and what checks it.
#[derive(Debug)]
pub struct Check {
    /// Code of its rule.
    pub code: &'static str,
    /// Tables without which it cannot run.
    pub needs: &'static [Table],
    /// What checks it.
    pub run: Run,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// Each professional claim of a visit with the facility claim it goes with. Runs on visits with both sides.
    Pair(fn(&Pair<'_>, &mut Hits)),
    /// A visit, whichever sides it has.
    Visit(fn(&Encounter<'_>, &mut Hits)),
    /// All claims of a person: visits, claims set aside, claims of one side against each other.
    Person(fn(&Person<'_>, &mut Hits)),
}

/// The documents of the rules of this room, a family each.
pub(crate) static DOCUMENTS: Documents = Documents::new(
    &documents!["src/reconcile/rules/": accident, agreements, anesthesia, charges, codes, coverage, dates, departments, devices, diagnosis, drugs, duplicates, identity, incident, laboratory, lifecycle, numbers, practitioners, programmes, providers, readings, setting, sides, split, stay, surgery, visits, window],
);

impl Check {
    /// The rule it checks.
    pub fn rule(&self) -> &'static Rule {
        DOCUMENTS.rule(self.code)
    }
}

/// Every rule of this room, a family a list, in the order of the catalogue.
pub const FAMILIES: &[&[Check]] = &[
    numbers::RULES,
    identity::RULES,
    coverage::RULES,
    lifecycle::RULES,
    duplicates::RULES,
    dates::RULES,
    stay::RULES,
    setting::RULES,
    departments::RULES,
    programmes::RULES,
    window::RULES,
    split::RULES,
    incident::RULES,
    readings::RULES,
    codes::RULES,
    sides::RULES,
    laboratory::RULES,
    drugs::RULES,
    surgery::RULES,
    anesthesia::RULES,
    devices::RULES,
    visits::RULES,
    practitioners::RULES,
    diagnosis::RULES,
    providers::RULES,
    agreements::RULES,
    accident::RULES,
    charges::RULES,
];

/// Every rule of this room.
pub fn all() -> impl Iterator<Item = &'static Check> {
    FAMILIES.iter().copied().flatten()
}
