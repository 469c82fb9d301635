//! twinclaim: the two claims of one hospital visit, read, written and held against each other.
pub mod batch;
pub mod codes;
pub mod encounter;
pub mod error;
pub mod finding;
pub mod guide;
pub mod report;
pub mod rule;
pub mod span;
pub mod translate;
pub mod x12;
