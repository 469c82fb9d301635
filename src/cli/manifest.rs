//! Manifests: what became of the inputs of a run, for the runs after it.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::batch::{self, Fingerprint, Output, Outputs, read_text};
use crate::input_status::InputStatus;
use crate::limits;
use crate::show::manifest::{InputLine, SCHEMA};
use crate::show::validate::Totals;

/// What an earlier run has taken.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    /// The manifest.
    name: String,
    /// SHA-256 of the content, and the path.
    inputs: Arc<Vec<(String, String)>>,
}

/// What is asked of a line; other keys and other lines are for others.
#[derive(Deserialize)]
struct Line {
    schema: Option<String>,
    path: Option<String>,
    sha256: Option<String>,
    status: Option<String>,
}

impl Taken {
    /// By the fingerprint of the content, what was taken.
    pub(super) fn iter(&self) -> impl Iterator<Item = (String, String)> {
        self.inputs.iter().map(|(hash, path)| (hash.clone(), format!("{path} of {}", self.name)))
    }
}

/// Reads a manifest: of its inputs, those that were taken whole.
pub(super) fn taken(path: &str) -> Result<Taken, String> {
    let text = read_text(path, limits::OUTCOME).map_err(|error| error.to_string())?;
    let (mut inputs, mut lines) = (Vec::new(), 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line: Line =
            serde_json::from_str(line).map_err(|_| format!("{path} holds a line that is no JSON"))?;
        if line.schema.as_deref() != Some(SCHEMA) {
            continue;
        }
        lines += 1;
        if let (Some("done"), Some(path), Some(hash)) = (line.status.as_deref(), line.path, line.sha256) {
            inputs.push((hash, path));
        }
    }
    if lines == 0 {
        return Err(format!("{path} is no manifest; `twinclaim validate --manifest` writes one"));
    }
    Ok(Taken { name: path.to_owned(), inputs: Arc::new(inputs) })
}

/// What became of the inputs of this run.
#[derive(Debug)]
pub(super) struct Became {
    /// Names of inputs by the fingerprints of their contents.
    contents: HashMap<String, String>,
    /// The lines of the manifest, where one is asked for.
    lines: Option<String>,
}

impl Became {
    /// Nothing yet; with a manifest or without.
    pub(super) fn new(is_asked: bool) -> Self {
        Self { contents: HashMap::new(), lines: is_asked.then(String::new) }
    }

    /// An input is over. Gives the input before it that has the same content.
    pub(super) fn input(
        &mut self,
        name: &str,
        hash: Option<&Fingerprint>,
        totals: &Totals,
        failure: Option<&str>,
    ) -> Option<String> {
        let status = totals.status(failure);
        let hash = hash.map(Fingerprint::hex).filter(|_| status != InputStatus::Refused);
        let known = hash.as_ref().filter(|_| failure.is_none()).and_then(|hash| self.contents.get(hash));
        let copied = known.cloned();
        if let (None, Some(hash)) = (&copied, &hash) {
            self.contents.insert(hash.clone(), name.to_owned());
        }
        if let Some(lines) = &mut self.lines {
            let of_copy = copied.as_ref().map(|of| format!("has the same content as {of}"));
            let status = if copied.is_some() { InputStatus::Duplicate } else { status };
            let line = InputLine::new(name, status).reason(of_copy.as_deref().or(failure)).sha256(hash);
            lines.push_str(&line.counts(totals.claims, totals.by_severity).line());
        }
        copied
    }

    /// An input that was passed over.
    pub(super) fn skipped(&mut self, name: &str, reason: &str) {
        if let Some(lines) = &mut self.lines {
            lines.push_str(&InputLine::new(name, InputStatus::Skipped).reason(Some(reason)).line());
        }
    }

    /// The manifest, written and not yet committed.
    pub(super) fn write(&self, path: &Path, outputs: &Outputs, totals: &Totals) -> Result<Output, String> {
        let summary = InputLine::summary().counts(totals.claims, totals.by_severity).line();
        let mut output = outputs.create(path).map_err(|error| error.to_string())?;
        let lines = self.lines.as_deref().unwrap_or_default();
        let written = [lines, &summary].iter().try_for_each(|text| output.write_all(text.as_bytes()));
        written.map_err(|error| batch::Error::writing(path, error).to_string())?;
        Ok(output)
    }
}
