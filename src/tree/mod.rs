//! Segments in their parts: which part of a transaction a segment belongs to, which level is above it, which service
//! line it is of.
//!
//! All that look at segments follow them by the same [`Cursor`], be it to read claims, to check, to divide or to show
//! them. What a level holds is the user's own, and [`Levels`] says which of the levels that came is above what comes.

mod cursor;
mod levels;
mod part;
#[cfg(test)]
mod tests;

pub(crate) use cursor::{Cursor, Stop};
pub(crate) use levels::{Levels, Number, Parent};
pub use part::Part;
pub(crate) use part::{Roots, envelope};
