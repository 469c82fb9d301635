//! What became of an input of a run.

use schemars::JsonSchema;
use serde::Serialize;

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputStatus {
    /// It was read to its end.
    Done,
    /// It ends before its last interchange does; its complete claims were used.
    CutOff,
    /// It could not be read, or not to its end.
    Refused,
    /// It is none of ours, or an earlier run took it.
    Skipped,
    /// It was read to its end, and an input before it has the same content.
    Duplicate,
}
