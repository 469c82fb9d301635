//! The rules of this room, a family a file; the prefix of a code names the folder (`SIT-STATE` is in `sit/`).
//!
//! Two kinds: rules that the validator applies as segments come in (types 1 and 2; their checks are in the validator),
//! and [`Check`]s, which look at a part when it is complete. A rule's texts, dates and example are in the Markdown file of
//! its family ([`crate::rules::document`] has the format). To add a check: write its document and its function in the
//! files of its family, and name it in that file's `CHECKS`.

mod bal {
    pub(super) mod balance;
    pub(super) mod payers;
}
mod ch {
    pub(super) mod totals;
}
pub(in crate::validate) mod cs {
    pub(in crate::validate) mod code_sets;
    pub(super) mod laboratory;
    pub(super) mod validity;
}
mod dt {
    pub(super) mod dates;
}
mod dx {
    pub(super) mod diagnosis;
    pub(super) mod editions;
}
mod env {
    pub(super) mod interchange;
}
mod gd {
    pub(super) mod guide;
}
mod lc {
    pub(super) mod filing;
}
mod pf {
    mod plan;
    pub(super) mod profile;
    mod watch;
}
mod prd {
    pub(super) mod ambulance;
    pub(super) mod drugs;
    pub(super) mod home_health;
    pub(super) mod hospice;
    pub(super) mod hospital;
    pub(super) mod services;
    pub(super) mod vision;
}
mod ps {
    pub(super) mod modifiers;
}
mod pt {
    pub(super) mod components;
}
pub(in crate::validate) mod sit {
    pub(super) mod accident;
    pub(super) mod coverage;
    pub(super) mod lines;
    pub(super) mod order;
    pub(in crate::validate) mod parties;
    pub(super) mod repricing;
    pub(super) mod stay;
}
mod sv {
    pub(super) mod drugs;
    pub(super) mod hospital;
    pub(super) mod modifiers;
    pub(super) mod services;
    pub(super) mod tables;
}
mod syn {
    pub(super) mod segments;
}
mod tp {
    pub(super) mod interchange;
}
mod common;
mod evaluate;
mod facts;

pub(super) use common::{last_day, period};
pub(super) use env::interchange::*;
pub(super) use facts::Facts;
pub(super) use gd::guide::*;
pub(super) use pf::profile::{Told, guide_notes, is_for, profiles};
pub(super) use syn::segments::*;
pub(super) use tp::interchange::{REPEATED, REPEATED_CLAIM, REPEATED_TRANSACTION};

use crate::rules::{self, Documents, Handle, Rule, Running, Scope, documents};
use crate::tree::Part;

use super::scope::Claim;
use super::violation::Violations;

/// What checks a rule on a part that is complete.
pub type Check = rules::Check<Run>;

/// Looks at a part that is complete and those above it.
type Look = fn(&'static Rule, &Claim<'_>, &mut Violations);

/// How a check of this room runs: once for each billing provider, subscriber, patient or claim.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub(super) part: Part,
    pub(super) look: Look,
}

impl Run {
    const fn header(look: Look) -> Self {
        Self { part: Part::Header, look }
    }

    const fn provider(look: Look) -> Self {
        Self { part: Part::Provider, look }
    }

    const fn subscriber(look: Look) -> Self {
        Self { part: Part::Subscriber, look }
    }

    const fn patient(look: Look) -> Self {
        Self { part: Part::Patient, look }
    }

    const fn claim(look: Look) -> Self {
        Self { part: Part::Claim, look }
    }
}

impl rules::Run for Run {
    fn scope(&self) -> Scope {
        if self.part == Part::Claim { Scope::Claim } else { Scope::Part }
    }
}

/// The documents of the rules of this room, a family each.
pub(crate) static DOCUMENTS: Documents = Documents::new(
    &documents!["src/validate/rules/": bal/balance, bal/payers, ch/totals, cs/code_sets, cs/laboratory, cs/validity, dt/beyond, dt/dates, dx/diagnosis, dx/editions, env/interchange, gd/guide, lc/filing, pf/profile, prd/ambulance, prd/drugs, prd/home_health, prd/hospice, prd/hospital, prd/services, prd/vision, ps/modifiers, pt/components, sit/accident, sit/coverage, sit/lines, sit/notes, sit/order, sit/parties, sit/repricing, sit/stay, sv/drugs, sv/hospital, sv/modifiers, sv/services, sv/tables, syn/segments, tp/interchange],
);

/// A handle on a rule by its code.
const fn rule(code: &'static str) -> Handle {
    Handle::new(&DOCUMENTS, code)
}

/// Families of checks on whole parts.
const FAMILIES: &[&[Check]] = &[
    ch::totals::CHECKS,
    bal::balance::CHECKS,
    bal::payers::CHECKS,
    sit::coverage::CHECKS,
    lc::filing::CHECKS,
    sit::order::CHECKS,
    sit::accident::CHECKS,
    sit::stay::CHECKS,
    sit::repricing::CHECKS,
    sit::lines::CHECKS,
    sit::parties::CHECKS,
    dt::dates::CHECKS,
    dx::editions::CHECKS,
    dx::diagnosis::CHECKS,
    prd::ambulance::CHECKS,
    sv::drugs::CHECKS,
    prd::services::CHECKS,
    ps::modifiers::CHECKS,
    sv::services::CHECKS,
    sv::modifiers::CHECKS,
    prd::drugs::CHECKS,
    cs::laboratory::CHECKS,
    sv::hospital::CHECKS,
    prd::hospital::CHECKS,
    pt::components::CHECKS,
    prd::home_health::CHECKS,
    prd::hospice::CHECKS,
    prd::vision::CHECKS,
    sv::tables::CHECKS,
    cs::validity::CHECKS,
];

/// Every check on whole parts, with its rule.
pub(super) fn checks() -> impl Iterator<Item = Running<Run>> {
    FAMILIES.iter().copied().flatten().map(|check| Running { check, rule: DOCUMENTS.rule(check.code) })
}

/// Every rule of this room, in the order of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let streaming = [
        env::interchange::RULES,
        tp::interchange::RULES,
        syn::segments::RULES,
        gd::guide::RULES,
        cs::code_sets::RULES,
        sit::parties::RULES,
        pf::profile::RULES,
    ];
    let notes = pf::profile::NOTES.iter().map(Handle::rule);
    let checked = checks().map(|running| running.rule);
    streaming.into_iter().flatten().map(|handle| handle.rule()).chain(notes).chain(checked)
}
