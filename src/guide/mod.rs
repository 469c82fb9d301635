//! The implementation guides as data.
//!
//! What 837P and 837I allow, and what their claims are like ([`Form`]), is in two text files beside this one (`005010X222A1.guide`, `005010X223A2.guide`), in
//! a format that [`mod@format`] reads. [`registry`] hands out the two guides and names those that are not supported;
//! [`walk`] gives every segment of an interchange its place in a guide; [`vocabulary`] has plain words for X12
//! segments and transactions in general.

mod address;
mod assemble;
pub mod format;
mod per_guide;
pub mod profile;
pub mod registry;
mod schema;
#[cfg(test)]
mod tests;
pub mod vocabulary;
pub mod walk;

pub use crate::model::ClaimType as GuideKind;
pub use address::Address;
pub use format::{FormatError, parse};
pub use per_guide::PerGuide;
pub use profile::Profile;
pub use schema::*;
pub use walk::{Placed, Places, Unplaced, Walker};
