//! twinclaim: the two claims of one hospital visit, read, written and held against each other.
//!
//! The way through the rooms: [`x12`] cuts bytes into segments, [`guide`] knows the place of each, [`translate`] turns
//! them into the common model ([`model`]) and back, [`link`] finds the claims of one visit, [`reconcile`] compares
//! them, [`show`] renders what was found. [`edit`] works on segments without the model, [`generate`] makes claims about nobody.
//! `src/docs/ARCHITECTURE.md` says where things are, `src/docs/CONTRIBUTING.md` how to add to them.
//!
//! ```
//! use twinclaim::translate::{Claims, Event, Reader};
//! use twinclaim::x12::{self, Charset};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let file = std::fs::File::open("samples/mri/facility.837")?;
//! let mut claims = Claims::new(x12::Reader::new(file), None, Charset::Auto);
//! let mut reader = Reader::default();
//! while let Some(event) = claims.next()? {
//!     if let Event::Claim(raw) = event {
//!         let claim = reader.read(&raw);
//!         assert_eq!(claim.facility_type.as_deref(), Some("13"));
//!     }
//! }
//! # Ok(())
//! # }
//! ```
pub mod ack;
pub mod batch;
pub mod catalog;
#[cfg(feature = "cli")]
pub mod cli;
pub mod codes;
pub mod compare;
pub mod config;
pub mod edit;
pub mod error;
pub mod finding;
pub mod generate;
pub mod groups;
pub mod guide;
pub mod limits;
pub mod link;
pub mod model;
pub mod money;
pub mod parallel;
pub mod reconcile;
pub mod rules;
pub mod shelf;
pub mod show;
pub mod span;
pub mod spool;
pub mod translate;
mod tree;
pub mod validate;
pub mod x12;
