//! The common model: one [`Claim`] for both claims of a visit.
//!
//! Plain data with the names that billing people use. It knows nothing of X12 syntax, of files or of terminals, so that
//! linking and reconciling work the same whether a claim came from X12 or from JSON.
//!
//! Amounts, codes and numbers are kept as they were written; dates are calendar dates.

mod claim;
mod compact;
mod date;
mod detail;
mod diagnosis;
mod envelope;
mod filter;
mod json;
mod line;
mod line_detail;
mod other_payer;
mod party;
mod personal;
mod record;
mod shared;
mod text;
mod transport;
mod visit;

pub use claim::{Claim, ClaimSchema, ClaimType, RelatedCauses};
pub use compact::{SharedParts, SharedSchema};
pub use date::{ClockTime, Moment, Period};
pub use detail::{
    AmbulanceTransport, Attachment, Certification, Contract, Disability, Note, QualifiedDate, Repricing,
    SpinalManipulation,
};
pub use diagnosis::{
    CodedValue, Diagnosis, DiagnosisKind, Occurrence, OccurrenceSpan, Procedure, ProcedureKind,
};
pub use envelope::{Envelope, Group, Interchange, Source, Transaction};
pub use filter::{ClaimFilter, DateRange, DateRangeError};
pub use json::JsonWriter;
pub(crate) use json::{digits as json_digits, escaped as json_escaped};
pub use line::{ProcedureCode, ServiceLine};
pub use line_detail::{
    Drug, Equipment, EquipmentCertification, Form, FormAnswer, LineAdjudication, PayerReference,
    PurchasedService, TestResult,
};
pub use other_payer::{
    Adjustment, AdjustmentGroup, InpatientAdjudication, OtherPayer, OtherPayerName, OtherPayerProvider,
    OtherSubscriber, OutpatientAdjudication,
};
pub use party::{
    Address, BillingProvider, Contact, ContactNumber, Identifier, Patient, PayTo, PayToPlan, Payer, Provider,
    ProviderRole, Receiver, Submitter, Subscriber, full_name,
};
#[cfg(test)]
pub(crate) use personal::is_field;
pub use personal::{Mark, mark, marked_paths};
pub use shared::Shared;
pub use text::{Amount, AmountError, Text};
pub use transport::{Extras, Unmapped, WhiteSpace};
pub use visit::{ClaimRef, Evidence, Status};
