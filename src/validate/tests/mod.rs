//! Tests of the room as a whole.

mod examples;
mod names;
