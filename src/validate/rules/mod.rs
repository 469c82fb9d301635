//! The rules of this room, a SNIP type or family a file.
//!
//! Two kinds: rules that the validator applies as segments come in (types 1 and 2; their checks are in the validator),
//! and [`Check`]s, which look at a part when it is complete. A rule's texts, dates and example are in the Markdown file of
//! its family ([`crate::rule::document`] has the format). To add a check: write its document and its function in the
//! files of its family, and name it in that file's `CHECKS`.

mod accident;
mod administration;
mod ambulance;
mod balance;
pub(in crate::validate) mod codesets;
mod common;
mod coverage;
mod dates;
mod diagnosis;
mod drugs;
mod editions;
mod facts;
mod guide;
mod home_health;
mod hospice;
mod hospital;
mod interchange;
mod lines;
mod order;
mod parties;
mod payers;
mod profile;
mod repricing;
mod services;
mod stay;
mod syntax;
mod tables;
mod vision;

pub(super) use facts::Facts;
pub(super) use guide::*;
pub(super) use interchange::*;
pub(super) use profile::profiles;
pub(super) use syntax::*;

use crate::rule::{Documents, Handle, Rule, documents};
use crate::translate::Part;

use super::hit::Hits;
use super::scope::Claim;

/// A rule on a part that is complete, and what checks it.
#[derive(Debug)]
pub struct Check {
    /// Code of its rule.
    pub code: &'static str,
    /// The part it is asked of: once for each billing provider, subscriber, patient or claim.
    pub at: Part,
    /// Looks at the part and those above it.
    pub run: fn(&'static Rule, &Claim<'_>, &mut Hits),
}

/// The documents of the rules of this room, a family each.
pub(crate) static DOCUMENTS: Documents = Documents::new(&documents!["src/validate/rules/":     accident,
    administration,
    ambulance,
    balance,
    codesets,
    coverage,
    dates,
    diagnosis,
    drugs,
    editions,
    guide,
    home_health,
    hospice,
    hospital,
    interchange,
    lines,
    order,
    parties,
    payers,
    profile,
    repricing,
    services,
    stay,
    syntax,
    tables,
    vision,
]);

/// A handle on a rule by its code.
const fn rule(code: &'static str) -> Handle {
    Handle::new(&DOCUMENTS, code)
}

impl Check {
    /// The rule it checks.
    pub fn rule(&self) -> &'static Rule {
        DOCUMENTS.rule(self.code)
    }
}

/// Families of checks on whole parts.
const FAMILIES: &[&[Check]] = &[
    balance::CHECKS,
    payers::CHECKS,
    coverage::CHECKS,
    order::CHECKS,
    accident::CHECKS,
    stay::CHECKS,
    repricing::CHECKS,
    lines::CHECKS,
    parties::CHECKS,
    dates::CHECKS,
    editions::CHECKS,
    diagnosis::CHECKS,
    ambulance::CHECKS,
    administration::CHECKS,
    services::CHECKS,
    drugs::CHECKS,
    hospital::CHECKS,
    home_health::CHECKS,
    hospice::CHECKS,
    vision::CHECKS,
    tables::CHECKS,
];

/// Every check on whole parts.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    FAMILIES.iter().copied().flatten()
}

/// Every rule of this room, in the order of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let streaming = [interchange::RULES, syntax::RULES, guide::RULES, codesets::RULES, profile::RULES];
    streaming.into_iter().flatten().map(|handle| handle.rule()).chain(checks().map(Check::rule))
}
