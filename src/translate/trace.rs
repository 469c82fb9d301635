//! Where each value of a claim stood: from a JSON path back to the bytes.

use std::fmt::Write;

use crate::guide::Spot;

/// What a second reading of a block notes: for each value its path and its place.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    path: Path,
    pub(crate) found: Vec<(String, usize, Spot)>,
}

impl Trace {
    pub(crate) fn push(&mut self, name: &'static str, index: Option<usize>) {
        self.path.push(name, index);
    }

    pub(crate) fn pop(&mut self) {
        self.path.pop();
    }

    pub(crate) fn note(&mut self, name: &'static str, entry: usize, spot: Spot) {
        self.found.push((self.path.with(name), entry, spot));
    }
}

/// A path in a claim's JSON, such as `service_lines[0].procedure.code`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<(&'static str, Option<usize>)>);

impl Path {
    pub(crate) fn push(&mut self, name: &'static str, index: Option<usize>) {
        self.0.push((name, index));
    }

    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    /// Number of its steps.
    pub(crate) fn depth(&self) -> usize {
        self.0.len()
    }

    /// The steps behind the first `depth` ones.
    pub(crate) fn behind(&self, depth: usize) -> Self {
        Self(self.0.get(depth..).unwrap_or_default().to_vec())
    }

    /// This path and further steps.
    pub(crate) fn and(&self, steps: &Self) -> Self {
        Self([&self.0[..], &steps.0].concat())
    }

    /// Index of the innermost list item.
    pub(crate) fn index(&self) -> Option<usize> {
        self.0.iter().rev().find_map(|(_, index)| *index)
    }

    /// The path of a field here; of the place itself for an empty name.
    pub(crate) fn with(&self, name: &str) -> String {
        let mut text = String::new();
        for (step, index) in &self.0 {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(step);
            if let Some(index) = index {
                let _ = write!(text, "[{index}]");
            }
        }
        if !name.is_empty() {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(name);
        }
        text
    }
}
