//! What an audit needs to repeat a run.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::codes::reference::Loaded;

use super::setup::Setup;

/// An input that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Input {
    /// The path as given.
    pub file: String,
    /// SHA-256 of its content, unpacked.
    pub sha256: String,
    /// Claims read from it.
    pub claims: usize,
}

/// Why a rule did not run that the command line or twinclaim.toml leaves out.
pub const SWITCHED_OFF: &str = "switched off";

/// A rule that did not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SkippedRule {
    /// Its code.
    pub code: &'static str,
    /// Why.
    pub reason: String,
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
    /// Codes of the rules that ran.
    pub rules_run: Vec<&'static str>,
    /// The others, and why.
    pub rules_skipped: Vec<SkippedRule>,
}

impl Manifest {
    pub(super) fn of(setup: &Setup<'_>, skipped: Vec<(&'static str, String)>) -> Self {
        let mut inputs = setup.inputs.clone();
        inputs.sort();
        let ran = |code: &&str| skipped.iter().all(|(skipped, _)| skipped != code);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            as_of: setup.as_of,
            pending: setup.pending,
            inputs,
            config_sha256: setup.config_sha256.clone(),
            tables: setup.tables.loaded().to_vec(),
            rules_run: super::rules::all().map(|check| check.code).filter(ran).collect(),
            rules_skipped: skipped.into_iter().map(|(code, reason)| SkippedRule { code, reason }).collect(),
        }
    }
}
