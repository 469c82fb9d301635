//! Tests of the room as a whole.
#![allow(clippy::print_stdout, reason = "tests over other people's files say that they were skipped")]

mod audit;
mod corpus;
mod facts;
mod format;
mod oracle;
mod profile;
mod registry;
mod walker;
