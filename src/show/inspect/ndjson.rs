//! What is in a file, for programs: one JSON object a line.
//!
//! Every object has the keys `schema` (`twinclaim/inspect/1`), `type` and `file`. Types of the outline: `interchange`,
//! `group`, `claim`, `transaction` (behind its claims, with their number and sum), `trouble`, and last `summary`, one for
//! each input. Types of acknowledgements: `interchange_answer`, `segment_answer`, `transaction_answer`, `group_answer`,
//! `batch_answer`, `provider_answer`, `claim_answer`, and last `answer_summary`. Types of `--segments`: `segment`, `noise`, `trouble`;
//! of `--envelopes`: `envelope`, one for each where it ends, and last `envelope_summary`. The other keys are those of the types in
//! this folder; those without a value are left out.

use serde::Serialize;

use crate::show::segment::Shown;

use super::ack::{Answer, AnswerSummary};
use super::{Envelope, EnvelopeSummary, Item, Summary};

#[derive(Serialize)]
struct Line<'l, T: Serialize> {
    schema: &'static str,
    file: &'l str,
    #[serde(flatten)]
    content: T,
}

fn line<T: Serialize>(file: &str, content: T) -> serde_json::Result<String> {
    let mut text = serde_json::to_string(&Line { schema: "twinclaim/inspect/1", file, content })?;
    text.push('\n');
    Ok(text)
}

/// The JSON Schema of what all lines have in common; the other keys follow from `type`.
pub fn schema() -> schemars::Schema {
    schemars::json_schema!({
        "title": "Inspect",
        "type": "object",
        "required": ["schema", "file", "type"],
        "properties": {
            "schema": {"const": "twinclaim/inspect/1"},
            "file": {"type": "string", "description": "The path as given."},
            "type": {"enum": [
                "interchange", "group", "claim", "transaction", "trouble", "summary", "segment", "noise",
                "interchange_answer", "segment_answer", "transaction_answer", "group_answer", "batch_answer",
                "provider_answer", "claim_answer", "answer_summary", "envelope", "envelope_summary",
            ]},
        },
    })
}

/// The line of an item of the outline; empty for one that programs need not see: the beginning of a transaction.
pub fn item(file: &str, item: &Item) -> serde_json::Result<String> {
    match item {
        Item::TransactionBegin(_) => Ok(String::new()),
        item => line(file, item),
    }
}

/// The line of a segment, or of what is none.
pub fn shown(file: &str, shown: &Shown) -> serde_json::Result<String> {
    line(file, shown)
}

/// The line of an answer.
pub fn answer(file: &str, answer: &Answer) -> serde_json::Result<String> {
    line(file, answer)
}

/// The last line of an input of acknowledgements.
pub fn answer_summary(file: &str, summary: &AnswerSummary) -> serde_json::Result<String> {
    typed(file, "answer_summary", summary)
}

/// The line of an envelope that has ended.
pub fn envelope(file: &str, envelope: &Envelope) -> serde_json::Result<String> {
    typed(file, "envelope", envelope)
}

/// The last line of an input's envelopes.
pub fn envelope_summary(file: &str, summary: &EnvelopeSummary) -> serde_json::Result<String> {
    typed(file, "envelope_summary", summary)
}

/// The last line of an input.
pub fn summary(file: &str, summary: &Summary) -> serde_json::Result<String> {
    typed(file, "summary", summary)
}

fn typed<T: Serialize>(file: &str, r#type: &'static str, content: &T) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Typed<'s, T> {
        r#type: &'static str,
        #[serde(flatten)]
        content: &'s T,
    }
    line(file, Typed { r#type, content })
}
