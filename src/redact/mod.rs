//! Claims without patients: every value that tells who somebody is exchanged for a surrogate, and all else as it was.
//!
//! What is personal follows from the mark at the field of the model that a place of the guide feeds (`places`); what a
//! field holds decides what its surrogate looks like (`numbers`, `names`, `postal`, `days`). What no field holds is
//! replaced whole. Segments, separators, empty elements, amounts, counts and codes stay, so that the rules say of the copy
//! what they say of the original.
//!
//! LAW: where two values agreed, their surrogates agree, whatever file, field or punctuation they stood in. By a [`Key`]
//! they do so on any day; without one, within a run.
//!
//! Two modes: [`Mode::SafeHarbor`] follows 45 CFR 164.514(b)(2) and makes surrogates of nothing but the order in which
//! values came; [`Mode::Pseudonym`] makes them of the values, with a key.

mod days;
mod error;
mod file_name;
mod foreign;
mod key;
mod names;
mod numbers;
mod patient;
mod permutation;
mod places;
mod postal;
mod segment;
mod stream;
mod surrogates;
#[cfg(test)]
mod tests;
mod values;

pub use error::RedactError;
pub use key::Key;
pub use stream::{Options, Redacted, Redactor};
pub use surrogates::Mode;
pub use values::Kept;
