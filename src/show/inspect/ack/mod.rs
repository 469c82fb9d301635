//! Acknowledgments (TA1, 999, 277CA) in plain words: what was refused, why, and where that is in the 837s given with them.

mod explain;
mod query;
mod text;
mod view;

pub use explain::AckExplainer;
pub use query::{AckQuery, FilePlace, ValuePlace};
pub use text::{AckText, Refused};
pub use view::{
    Answer, AnswerSummary, BatchAnswer, ClaimAnswer, ElementAnswer, GroupAnswer, InterchangeAnswer,
    LineAnswer, ProviderAnswer, Reason, SegmentAnswer, SideView, StatusView, TransactionAnswer,
};
