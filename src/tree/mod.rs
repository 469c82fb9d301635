//! Segments in their parts: which part of a transaction a segment belongs to, which level stands above it, which service
//! line it is of.
//!
//! All that look at segments follow them by the same [`Cursor`], be it to read claims, to check, to divide or to show
//! them. What a level holds is the user's own, and [`Levels`] says which of the levels that came stands above what comes.

#![allow(
    dead_code,
    reason = "translate follows the cursor; validate, split and the view are still to come over"
)]

mod cursor;
mod levels;
mod part;
#[cfg(test)]
mod tests;

pub(crate) use cursor::Cursor;
#[cfg(test)]
pub(crate) use cursor::Stop;
pub(crate) use levels::{Levels, Number, Parent};
pub use part::Part;
pub(crate) use part::{Roots, envelope};
