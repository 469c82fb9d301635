//! What differs between two sets of claims, in meaning: blind to separators, line breaks, control numbers, envelope dates,
//! and to order where the guide gives it none.
//!
//! [`compare`] pairs claims by their number (CLM01), then, among what numbers leave over, by likeness; of each pair it tells
//! which elements changed. A change in a part that many claims share (the billing provider's address) is reported once, under
//! the first of them, and counted. Memory grows by 24 bytes a claim; the claims stay where their [`Store`] keeps them.
//!
//! [`segments`] does the same for X12 that holds no claims (999, 277CA, 835), without a guide.

mod align;
mod change;
mod claims;
mod ignore;
mod likeness;
pub mod segments;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

pub use change::{ChangedClaim, ClaimName, ElementChange, Pairing, SegmentChange, SegmentSide};
pub use claims::{Event, Index, Shared, Side, Store, Summary, compare};
pub use ignore::{Ignore, UnknownPath};
