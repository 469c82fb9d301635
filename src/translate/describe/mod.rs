//! Where each field of the model is in the guides. Written once; read forwards and backwards.
//!
//! To add a field: give the guide row a name (`as …`, in both guide files where both have it), name it in [`Field`](super::field::Field), give
//! the model a field, and say here which element it is.

mod claim;
mod codes;
mod detail;
mod header;
mod line;
mod other_payer;
mod party;

pub(crate) use claim::claim;
pub(crate) use header::header;
pub(crate) use party::{SELF, is_dependent, patient, provider, subscriber};
