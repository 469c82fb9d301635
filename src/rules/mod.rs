//! The rule engine, for rules on one file and on the claims of an encounter alike.
//!
//! A rule is a [`Rule`] (its texts, weight, source, dates and examples) and a [`Check`] of the same code (what it looks
//! at, what it reads, a function). Rules are read from the documents of their families: Markdown files beside the checks
//! (`src/{validate,reconcile}/rules/PREFIX/FAMILY.md`), embedded and parsed once at first use; [`document`] has their
//! format. A check leaves [`Violation`]s behind; a [`RuleSet`] holds the checks that run, names those that do not, and
//! turns violations into findings: the one place where dates in force, severities by payer and suppressions decide.

mod check;
pub mod document;
pub mod example_file;
mod field;
mod policy;
#[cfg(test)]
pub(crate) mod reference;
mod registry;
mod rule;
mod selection;
mod set;
mod violation;

/// The documents of a folder, by the names of their families: path and text of each.
macro_rules! documents {
    ($folder:literal: $($prefix:ident / $family:ident),+ $(,)?) => {
        [$((
            concat!($folder, stringify!($prefix), "/", stringify!($family), ".md"),
            include_str!(concat!(stringify!($prefix), "/", stringify!($family), ".md")),
        )),+]
    };
}
pub(crate) use documents;

pub use crate::in_force::InForce;
pub use check::{Check, Run, Scope};
pub use document::{DocumentFault, Family};
pub(crate) use field::{DIAGNOSES, guide_fields};
pub use field::{Field, FieldSet, Reads};
pub use policy::{Policy, Suppression, Whose};
pub use registry::{Documents, Handle};
pub use rule::{Example, Rule};
pub use selection::{Selection, names};
pub use set::{Judged, RuleSet, Running, SWITCHED_OFF, Skipped, Subject};
pub use violation::{Money, Own, Violation};
