//! Other people's files, where they are at hand.

#[path = "../house/mod.rs"]
mod house;

mod business;
mod roundtrip;
mod segments;
mod validate;
