//! twinclaim: the two claims of one hospital visit, read, written and held against each other.
//!
//! The way through the rooms: [`x12`] cuts bytes into segments, [`guide`] knows the place of each, [`translate`] turns
//! them into the common model ([`model`]) and back, [`link`] finds the claims of one visit, [`reconcile`] compares
//! them, `show` renders what was found. [`edit`] works on segments without the model, `generate` makes claims about nobody.
//! `src/docs/ARCHITECTURE.md` says where things are, `src/docs/CONTRIBUTING.md` how to add to them.
//!
//! ```
//! use twinclaim::translate::{Claims, Event, Reader};
//! use twinclaim::x12::{self, Charset};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let file = std::fs::File::open("samples/mri/facility.837")?;
//! let mut reader = Reader::default();
//! for event in Claims::new(x12::Reader::new(file), None, Charset::Auto) {
//!     if let Event::Claim(raw) = event? {
//!         let claim = reader.read(&raw);
//!         assert_eq!(claim.facility_type.as_deref(), Some("13"));
//!     }
//! }
//! # Ok(())
//! # }
//! ```
pub mod ack;
#[cfg(feature = "files")]
mod batch;
mod catalog;
#[cfg(feature = "cli")]
mod cli;
mod codes;
mod compare;
mod config;
pub mod edit;
mod error;
pub mod finding;
mod form;
mod generate;
mod groups;
pub mod guide;
mod in_force;
mod input_status;
mod keys;
mod limits;
pub mod link;
#[cfg(feature = "cli")]
mod lsp;
mod meter;
pub mod model;
mod money;
mod nearest;
mod parallel;
pub mod reconcile;
mod record_store;
mod redact;
mod rules;
mod show;
mod span;
mod spool;
mod tables;
mod temporary;
pub mod translate;
mod tree;
pub mod validate;
pub mod x12;

/// The door of the program itself, its benches and its tests to the rooms that are no interface of the library. Anything
/// behind it may change with any version.
#[doc(hidden)]
pub mod internal {
    macro_rules! rooms {
        ($($room:ident)+) => {
            $(pub mod $room {
                pub use crate::$room::*;
            })+
        };
    }
    #[cfg(feature = "cli")]
    rooms!(cli);
    #[cfg(feature = "files")]
    rooms!(batch);
    rooms!(catalog codes compare config form generate groups limits meter money parallel redact rules record_store show span spool tables);
}
