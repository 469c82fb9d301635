//! What became of the inputs of a run, for programs and for whoever has to answer for it.

use std::borrow::Cow;
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
pub struct ManifestLine<'l> {
    /// `twinclaim/manifest/1`.
    pub schema: &'static str,
    /// `input`; `summary` of the last line of a manifest, which counts them all.
    pub r#type: &'static str,
    /// The path as given, `a.zip!inner.837` inside an archive; none of the summary.
    pub path: Option<Cow<'l, str>>,
    /// SHA-256 of the content, unpacked; none where it was not read to its end.
    pub sha256: Option<String>,
    /// Bytes that were read, unpacked.
    pub bytes: Option<u64>,
    /// What it holds: `837I`, `837P`, both with `+` between them, `json` before them for claims in JSON; none where that is not
    /// known.
    pub kind: Option<String>,
    /// Claims that were read.
    pub claims: Option<u64>,
    /// The sum of their charges (CLM02), in dollars.
    #[schemars(extend("format" = "decimal"))]
    pub charge: Option<String>,
    /// Findings by weight, where the command looks for any.
    pub findings: Option<BTreeMap<&'static str, u64>>,
    /// What became of it; none of the summary.
    pub status: Option<InputStatus>,
    /// Why; in the summary, why the run ended before its files were in place.
    pub reason: Option<Cow<'l, str>>,
    /// The files that were made of it; in the summary, those that were made of all.
    pub outputs: Vec<OutputFile>,
    /// Seconds it took.
    pub seconds: Option<f64>,
    /// In the summary, what was run: the command, such as `convert`.
    pub command: Option<&'static str>,
    /// In the summary, the version of the program.
    pub version: Option<&'static str>,
    /// In the summary, the number of inputs by their status.
    pub inputs: Option<BTreeMap<InputStatus, u64>>,
    /// In the summary, the SHA-256 of the configuration; none where none was given.
    pub configuration: Option<String>,
    /// In the summary, the editions of the code lists that the program carries.
    pub editions: Option<&'static [Edition]>,
}

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
pub struct OutputFile {
    /// The path as given, or in the folder that was given.
    pub path: String,
    /// SHA-256 of its content.
    pub sha256: Option<String>,
}

impl<'l> ManifestLine<'l> {
    /// What became of an input.
    pub fn input(path: impl Into<Cow<'l, str>>, status: InputStatus) -> Self {
        Self { path: Some(path.into()), status: Some(status), ..Self::of_type("input") }
    }

    /// The last line of a manifest.
    pub fn summary() -> Self {
        Self {
            version: Some(env!("CARGO_PKG_VERSION")),
            editions: Some(editions()),
            ..Self::of_type("summary")
        }
    }

    /// The files that are about to get their names, in a journal.
    pub fn intended(outputs: Vec<OutputFile>) -> Self {
        Self { outputs, ..Self::of_type("intended") }
    }

    fn of_type(r#type: &'static str) -> Self {
        Self {
            schema: SCHEMA,
            r#type,
            path: None,
            sha256: None,
            bytes: None,
            kind: None,
            claims: None,
            charge: None,
            findings: None,
            status: None,
            reason: None,
            outputs: Vec::new(),
            seconds: None,
            command: None,
            version: None,
            inputs: None,
            configuration: None,
            editions: None,
        }
    }

    /// With why.
    pub fn because(self, reason: Option<impl Into<Cow<'l, str>>>) -> Self {
        Self { reason: reason.map(Into::into), ..self }
    }

    /// As a line of JSON.
    pub fn line(&self) -> String {
        // It cannot fail: all keys are text.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// Findings by weight.
pub fn by_weight([errors, warnings, infos]: [u64; 3]) -> BTreeMap<&'static str, u64> {
    BTreeMap::from([("error", errors), ("warning", warnings), ("info", infos)])
}
