//! Attackers: each takes bytes of any kind and panics where the program does not keep a promise.
//!
//! `cargo +nightly fuzz run TARGET` (in `tests/fuzz/..`: `--fuzz-dir tests/fuzz`) drives them by coverage;
//! `tests/attacks` drives the same functions with a few thousand mutants of the same seeds, with any compiler.

pub mod documents;
pub mod intake;
pub mod json;
pub mod reports;
pub mod round_trip;
pub mod seeds;
pub mod segments;
pub mod wire;
