//! What became of an input, for programs.

use schemars::JsonSchema;
use serde::Serialize;

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It ends before its last interchange does; its complete claims were used.
    CutOff,
    /// It could not be read, or not to its end.
    Refused,
    /// It is none of ours.
    Skipped,
}

/// The line of an input.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Manifest")]
pub struct InputLine<'l> {
    /// `twinclaim/manifest/1`.
    schema: &'static str,
    /// `input`.
    r#type: &'static str,
    /// The path as given.
    path: &'l str,
    /// Claims that were read.
    claims: Option<u64>,
    /// What became of it.
    status: Status,
    /// Why.
    reason: &'l str,
}

impl<'l> InputLine<'l> {
    /// An input that did not go as it should.
    pub fn new(path: &'l str, status: Status, reason: &'l str) -> Self {
        Self { schema: "twinclaim/manifest/1", r#type: "input", path, claims: None, status, reason }
    }

    /// With the number of claims that were read.
    pub fn claims(self, claims: u64) -> Self {
        Self { claims: Some(claims), ..self }
    }

    /// As a line of JSON.
    pub fn line(&self) -> String {
        // It cannot fail: all keys are text.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}
