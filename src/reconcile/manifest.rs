//! What an audit needs to repeat a run.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::codes::dated::{Edition, editions};
use crate::codes::reference::Loaded;
use crate::input_status::InputStatus;
use crate::rules::{RuleSet, Skipped};

use super::rules::Run;
use super::settings::Settings;

/// An input, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Input {
    /// The path as given.
    pub file: String,
    /// SHA-256 of its content, unpacked; none where it was not taken.
    pub sha256: Option<String>,
    /// Claims read from it.
    pub claims: usize,
    /// The input of which it is a copy, byte for byte: its claims were left out. None for most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// Interchanges in it that repeat an earlier one, segment by segment: their claims were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<Repeat>,
    /// What became of it.
    pub status: InputStatus,
    /// Why it was not read to its end, or not at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An interchange that repeats another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Repeat {
    /// Its control number (ISA13).
    pub interchange: String,
    /// Offset of its ISA in bytes.
    pub offset: u64,
    /// Its claims.
    pub claims: usize,
    /// The input with the one that it repeats.
    pub of_file: String,
    /// Offset of that one's ISA in bytes.
    pub of_offset: u64,
}

impl Repeat {
    /// Both places and the number of claims, in words. `file` is the input it is in.
    pub fn describe(&self, file: &str) -> String {
        let Self { interchange, offset, claims, of_file, of_offset } = self;
        let claims = if *claims == 1 { "1 claim".to_owned() } else { format!("{claims} claims") };
        format!(
            "interchange {interchange} at byte {offset} of {file} repeats the one at byte {of_offset} of {of_file}: its \
             {claims} left out"
        )
    }
}

impl Input {
    /// An input of which nothing was read.
    pub fn unread(file: String, status: InputStatus, reason: String) -> Self {
        let repeats = Vec::new();
        Self { file, sha256: None, claims: 0, copy_of: None, repeats, status, reason: Some(reason) }
    }
}

/// What an audit needs to repeat a run. It does not depend on the order of inputs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Manifest {
    /// Version of the program.
    pub version: &'static str,
    /// The day for whatever depends on the day.
    pub as_of: NaiveDate,
    /// Days the other side may still take.
    pub pending: Option<u32>,
    /// What was read.
    pub inputs: Vec<Input>,
    /// SHA-256 of twinclaim.toml.
    pub config_sha256: Option<String>,
    /// Tables of `--reference`, with their editions.
    pub tables: Vec<Loaded>,
    /// Editions of the code lists that the program carries.
    pub editions: &'static [Edition],
    /// Codes of the rules that ran.
    pub rules_run: Vec<&'static str>,
    /// The others, and why.
    pub rules_skipped: Vec<Skipped>,
}

impl Manifest {
    /// Whether a file ends before its last interchange does, so that claims of it may be missing.
    pub fn is_cut_off(&self, file: &str) -> bool {
        // They are in the order of their names.
        let first = self.inputs.partition_point(|input| *input.file < *file);
        let named = self.inputs[first..].iter().take_while(|input| input.file == file);
        named.into_iter().any(|input| input.status == InputStatus::CutOff)
    }

    pub(super) fn of(settings: &Settings<'_>, rules: &RuleSet<Run>) -> Self {
        let mut inputs = settings.inputs.clone();
        inputs.sort();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            as_of: settings.as_of,
            pending: settings.pending,
            inputs,
            config_sha256: settings.config_sha256.clone(),
            tables: settings.tables.loaded().to_vec(),
            editions: editions(),
            rules_run: rules.running().iter().map(|running| running.rule.code).collect(),
            rules_skipped: rules.skipped().to_vec(),
        }
    }
}
