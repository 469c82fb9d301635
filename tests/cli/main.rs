//! The command line as people use it.

#[path = "../house/mod.rs"]
mod house;

mod accounted;
mod answers;
mod cases;
mod compact;
mod convert;
mod csv;
mod diff;
mod edit;
mod explain;
mod filters;
mod fix;
mod forms;
mod found_at;
mod hardening;
mod help;
mod inspect;
mod inspect_claim;
mod inspect_opening;
mod inspect_page;
mod kinds;
mod lsp;
mod mask;
mod medicare;
mod night;
mod pairs;
#[cfg(feature = "parquet")]
mod parquet;
mod profiles;
mod readme;
mod recipes;
mod reconcile;
mod reconcile_page;
mod reconcile_rules;
mod reconcile_shown;
mod redact;
mod report_tables;
mod reports;
mod samples;
mod situational;
mod structure;
mod tables;
mod validate;
