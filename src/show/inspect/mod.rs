//! What is in a file, as `twinclaim inspect` shows it: an outline with a table of claims, segments with explanations,
//! acknowledgments in plain words; each as text or as JSON lines.
//!
//! Views follow the input piece by piece, so memory does not grow with the file.

pub mod ack;
mod claim_row;
mod claim_text;
mod envelope_view;
mod envelopes;
mod html;
mod ndjson;
mod opening;
mod outline_text;
mod outline_view;
mod overview;
mod segments_text;
mod style;
mod sum;
mod table;
#[cfg(test)]
mod tests;

pub use claim_row::ClaimRow;
pub use claim_text::ClaimText;
pub use envelope_view::{GroupView, InterchangeView};
pub use envelopes::{
    Envelope, EnvelopeSummary, EnvelopeText, Envelopes, Fault, Header, Told, TransactionHeader,
};
pub use html::{ClaimPage, InspectPage};
pub use ndjson::{answer, answer_summary, envelope, envelope_summary, item, schema, shown, summary};
pub use outline_text::OutlineText;
pub use outline_view::{ForeignCount, Item, Outline, Summary, TransactionView, ValidationSummary};
pub use overview::{Overview, Party, Sent};
pub use segments_text::SegmentsText;
