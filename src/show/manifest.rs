//! What became of an input, for programs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::codes::dated::{Edition, editions};
use crate::input_status::InputStatus;

/// The name of the shape.
pub const SCHEMA: &str = "twinclaim/manifest/1";

/// The line of an input, or the one behind all of them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Manifest")]
pub struct InputLine<'l> {
    /// `twinclaim/manifest/1`.
    schema: &'static str,
    /// `input`; `summary` of the last line of a manifest, which counts them all.
    r#type: &'static str,
    /// The path as given; none of the summary.
    path: Option<&'l str>,
    /// SHA-256 of the content, unpacked; none where it was not taken.
    sha256: Option<String>,
    /// Claims that were read.
    claims: Option<u64>,
    /// Findings by weight.
    findings: Option<BTreeMap<&'static str, u64>>,
    /// What became of it; none of the summary.
    status: Option<InputStatus>,
    /// Why.
    reason: Option<&'l str>,
    /// In the summary, the editions of the code lists that the program carries.
    editions: Option<&'static [Edition]>,
}

impl<'l> InputLine<'l> {
    /// What became of an input.
    pub fn new(path: &'l str, status: InputStatus) -> Self {
        let (path, status) = (Some(path), Some(status));
        Self { path, status, ..Self::line_of("input") }
    }

    /// The last line of a manifest.
    pub fn summary() -> Self {
        Self { editions: Some(editions()), ..Self::line_of("summary") }
    }

    fn line_of(r#type: &'static str) -> Self {
        Self {
            schema: SCHEMA,
            r#type,
            path: None,
            sha256: None,
            claims: None,
            findings: None,
            status: None,
            reason: None,
            editions: None,
        }
    }

    /// With why.
    pub fn reason(self, reason: Option<&'l str>) -> Self {
        Self { reason, ..self }
    }

    /// With the SHA-256 of the content.
    pub fn sha256(self, sha256: Option<String>) -> Self {
        Self { sha256, ..self }
    }

    /// With the number of claims that were read, and of findings: errors, warnings, infos.
    pub fn counts(self, claims: u64, [errors, warnings, infos]: [u64; 3]) -> Self {
        let findings = BTreeMap::from([("error", errors), ("warning", warnings), ("info", infos)]);
        Self { claims: Some(claims), findings: Some(findings), ..self }
    }

    /// As a line of JSON.
    pub fn line(&self) -> String {
        // It cannot fail: all keys are text.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}
