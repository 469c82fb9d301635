//! Manifests of earlier runs: what need not be taken again.

use std::sync::Arc;

use serde::Deserialize;

use crate::batch::read_text;
use crate::limits;
use crate::show::manifest::SCHEMA;

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
        return Err(format!("{path} is no manifest; `--manifest` writes one"));
    }
    Ok(Taken { name: path.to_owned(), inputs: Arc::new(inputs) })
}
