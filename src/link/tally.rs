//! Adds weights up, and keeps what each was for where somebody asks.

use crate::encounter::Evidence;

use super::bits::Bits;

/// A sum of weights.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) sum: Bits,
    evidence: Option<Vec<Evidence>>,
}

impl Tally {
    /// One that keeps what each weight was for.
    pub(super) fn telling() -> Self {
        Self { sum: Bits::ZERO, evidence: Some(Vec::new()) }
    }

    /// Adds a weight: path of the field in the claim's JSON, how it agrees, and what that weighs.
    pub(super) fn add(&mut self, field: &str, agreement: &str, weight: Bits) {
        self.sum += weight;
        if let Some(evidence) = &mut self.evidence {
            evidence.push(Evidence {
                field: field.to_owned(),
                agreement: agreement.to_owned(),
                weight: weight.get(),
            });
        }
    }

    pub(super) fn into_evidence(self) -> Vec<Evidence> {
        self.evidence.unwrap_or_default()
    }
}
