//! Synthetic claims and pairs: they keep to their guides, and linking and rules are scored on their truth.

#[path = "../house/mod.rs"]
mod house;

mod corrupted;
mod generate;
mod mutations;
mod pairs;
mod reconcile_truth;
