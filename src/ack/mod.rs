//! Acknowledgements: TA1, 999 and 277CA, written and read.
//!
//! TA1 answers an interchange, 999 a group (transaction by transaction, segment by segment), 277CA the claims. Each is a
//! small plain struct, a writer and a reader; which wire code a fault becomes is said in one place. By the same codes,
//! [`Division`] tells accepted claims from refused ones.

mod acknowledger;
mod claim;
mod claim_answers;
pub mod codes;
mod division;
mod error;
mod facts;
mod group_answers;
mod implementation;
mod interchange;
mod judge;
mod pending_answers;
mod read;
mod read_claims;
mod reply;
mod status;
mod statuses;
#[cfg(test)]
mod tests;

pub use acknowledger::{AckSettings, Acknowledger, Targets};
pub use claim::{BatchAnswered, ClaimAnswered, ClaimWriter, LineAnswered};
pub use division::Division;
pub use error::AckError;
pub use implementation::{
    ElementError, Fate, GroupAnswered, GroupCounts, ImplementationWriter, SegmentError, TransactionAnswered,
    Trigger,
};
pub use interchange::InterchangeAck;
pub use read::{AckReader, Said};
pub use reply::{Issue, Partner};
pub use status::{Name, Period, Side, Status, Totals};
