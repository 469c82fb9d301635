//! What a person is shown of a file, as data: envelopes and counts, one row a claim, what is not as it should be; and
//! segments with the words that explain them.
//!
//! Made from what the rooms below read, rendered by [`inspect`](crate::show::inspect). Everything here follows
//! the input piece by piece, so memory does not grow with the file. [`Mask`] hides names, identifiers, birth dates and
//! addresses before anything leaves this room.

mod annotate;
mod answer;
mod answers;
mod asked;
mod claim;
mod dictionary;
mod element;
mod loops;
mod marked;
mod mask;
mod meaning;
mod outline;
#[cfg(test)]
mod tests;
mod trouble;

pub use annotate::{Annotator, LoopOpened, SegmentView, Shown};
pub use answer::{
    Answer, AnswerSummary, BatchAnswer, ClaimAnswer, ElementAnswer, GroupAnswer, InterchangeAnswer,
    LineAnswer, ProviderAnswer, Reason, SegmentAnswer, SideView, StatusView, TransactionAnswer,
};
pub use answers::Answers;
pub use asked::{Asked, Place, ValuePlace};
pub use claim::ClaimRow;
pub use element::ElementView;
pub use marked::{Marked, marked};
pub use mask::Mask;
pub use outline::{ForeignCount, GroupView, InterchangeView, Item, Outline, Summary, TransactionView};
pub use trouble::{Trouble, TroubleKind};
