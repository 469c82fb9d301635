//! The command line as people use it.

#[path = "../house/mod.rs"]
mod house;

mod answers;
mod convert;
mod edit;
mod filters;
mod help;
mod inspect;
mod mask;
mod pairs;
mod profiles;
mod readme;
mod reconcile;
mod reconcile_rules;
mod samples;
mod structure;
mod validate;
