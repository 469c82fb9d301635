//! Inputs and outputs: files, folders, archives, standard input; results that appear whole or not at all.
//!
//! [`Inputs`] turns the words of a command line into [`Source`]s, one for each file with X12 or JSON claims in it.
//! What a file is, is decided by its content and never by its ending. [`Output`]s are finished files
//! without a name until a [`Transaction`] puts all that belong together in place.
//!
//! Everything streams. What is packed with gzip, zstd or zip is unpacked while it is read, so a small archive that unpacks to a huge
//! file costs time but no memory.

mod archive;
pub mod bundles;
mod claim_store;
pub mod claims;
pub mod compact;
mod content;
mod error;
mod hashed;
mod identity;
mod inputs;
mod json;
mod json_error;
mod judge;
mod lines;
mod output;
mod repeats;
mod set_aside;
mod sniff;
#[cfg(test)]
mod tests;
mod unpack;
mod walk;
mod watched;
mod words;

pub use claim_store::ClaimStore;
pub use error::{Error, ErrorKind, Result};
#[cfg(feature = "cli")]
pub(crate) use hashed::hex;
pub use hashed::{Fingerprint, sha256_of};
pub use identity::Identities;
pub use inputs::{Inputs, Source, Sources};
pub use json_error::JsonError;
pub use judge::read_text;
pub use lines::Lines;
pub use output::{
    Output, OutputFolder, Outputs, PausedOutput, Transaction, Written, create_new, end, make_folder, sweep,
};
pub use repeats::Interchanges;
pub use set_aside::set_aside;
pub use sniff::Format;
pub use watched::Steady;
pub use words::{Selection, is_one_file};
