//! The rule engine, for rules on one file and on the claims of an encounter alike.
//!
//! A rule is a [`Rule`](crate::rule::Rule) (its document: texts, weight, source, dates, examples) and a [`Check`] of the same code (what it
//! looks at, what it reads, a function). A check leaves [`Violation`]s behind; a [`RuleSet`] holds the checks that run,
//! names those that do not, and turns violations into findings: the one place where dates in force, severities by payer
//! and suppressions decide.

mod check;
mod field;
mod policy;
mod selection;
mod set;
mod violation;

pub use check::{Check, Run, Scope};
pub(crate) use field::guide_fields;
pub use field::{Field, FieldSet, Reads};
pub use policy::{Policy, Suppression, Whose};
pub use selection::{Selection, names};
pub use set::{Judged, RuleSet, Running, SWITCHED_OFF, Skipped, Subject};
pub use violation::{Money, Own, Violation};
