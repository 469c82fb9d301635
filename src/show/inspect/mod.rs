//! What is in a file, as `twinclaim inspect` shows it: an outline with a table of claims, segments with explanations, or
//! both as JSON lines.

mod answers;
mod json;
mod lines;
mod outline;
mod segments;
mod table;
#[cfg(test)]
mod tests;

pub use answers::AnswersText;
pub use json::{answer, answer_summary, item, shown, summary};
pub use outline::OutlineText;
pub use segments::SegmentsText;
