//! Claims as tables that join by key, for analysts.
//!
//! What a table is follows from the model and is typed nowhere else: a claim is a row of `claims`; what a claim has once
//! (the billing provider, the payer's address) are columns of that row; what it may have several times (service lines,
//! diagnoses, adjustments) is a table of the rows of that type, wherever in the claim they are.
//!
//! Keys: `claim` is the number of the claim in the run, from 1, in every table. `line` and `other_payer` say which service line and
//! which other payer a row belongs to. `at` says which list a row is in (`service_lines[2].providers`) and `number` which
//! of its rows it is, from 1; a list within a row is at that row (`other_payers[1].adjustments[2].adjustments`).

#[cfg(feature = "parquet")]
mod arrow;
mod batch;
#[cfg(feature = "parquet")]
mod parquet;
mod shape;
#[cfg(test)]
mod tests;
mod write;

#[cfg(feature = "parquet")]
pub use arrow::{ArrowBatch, ArrowTables};
pub use batch::{Batch, Cells, Rows};
#[cfg(feature = "parquet")]
pub use parquet::TableFile;
pub use shape::{Column, ColumnType, Table, Tables};
pub use write::RowError;

/// The version of the tables: names of tables and columns, and what they mean.
pub const SCHEMA: &str = "twinclaim/tables/1";
