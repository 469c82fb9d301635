//! twinclaim: the two claims of one hospital visit, read, written and held against each other.
pub mod batch;
#[cfg(feature = "cli")]
pub mod cli;
pub mod codes;
pub mod edit;
pub mod encounter;
pub mod error;
pub mod finding;
pub mod guide;
pub mod link;
pub mod reconcile;
pub mod report;
pub mod rule;
pub mod rules;
pub mod span;
pub mod translate;
pub mod x12;
