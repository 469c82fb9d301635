//! The command line as people use it.

#[path = "../house/mod.rs"]
mod house;

mod answers;
mod convert;
mod diff;
mod edit;
mod filters;
mod hardening;
mod help;
mod inspect;
mod mask;
mod medicare;
mod pairs;
mod profiles;
mod readme;
mod reconcile;
mod reconcile_rules;
mod samples;
mod structure;
mod validate;
