//! Tests of the room as a whole.

mod closing;
mod examples;
mod large;
mod names;
mod separators;
mod unexpected_segments;
