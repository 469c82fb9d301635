//! What became of an input of a run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputStatus {
    /// It was read to its end.
    Done,
    /// It ends before its last interchange does; its complete claims were used.
    CutOff,
    /// It could not be read, or not to its end; or what should have been made of it was not.
    Refused,
    /// It is none of ours, or an earlier run took it.
    Skipped,
    /// It was read to its end, and an input before it has the same content.
    Duplicate,
    /// It could not be read, or not to its end, and was put aside (`--quarantine`).
    Quarantined,
}
