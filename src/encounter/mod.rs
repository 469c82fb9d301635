//! The common model: one [`Claim`] for both claims of a visit.
//!
//! Plain data with the names that billing people use. It knows nothing of X12 syntax, of files or of terminals, so that
//! linking and reconciling work the same whether a claim came from X12 or from JSON.
//!
//! Amounts, codes and numbers are kept as they were written; dates are calendar dates.

mod claim;
mod date;
mod diagnosis;
mod envelope;
mod line;
mod party;
mod text;
mod transport;
mod visit;

pub use claim::{Claim, ClaimSchema, ClaimType, RelatedCauses};
pub use date::{ClockTime, Moment, Period};
pub use diagnosis::{CodedValue, Diagnosis, DiagnosisKind, Procedure};
pub use envelope::{Envelope, Group, Interchange, Source, Transaction};
pub use line::{ProcedureCode, ServiceLine};
pub use party::{
    Address, BillingProvider, Contact, Identifier, Patient, Payer, Provider, ProviderRole, Receiver,
    Submitter, Subscriber,
};
pub use text::{Amount, Text};
pub use transport::{Extras, Unmapped};
pub use visit::{ClaimRef, Evidence, Status};
