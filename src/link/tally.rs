//! Adds weights up, and keeps what each was for where somebody asks.

use crate::model::Evidence;

use super::bits::Bits;

/// A sum of weights.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) sum: Bits,
    reasons: Option<Vec<Reason>>,
}

/// What a weight was for. There are many of them: they become [`Evidence`] where one is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Path of the field in the claim's JSON.
    pub field: &'static str,
    /// `exact`, or in which way it nearly agrees.
    pub agreement: &'static str,
    /// What that weighs.
    pub weight: Bits,
}

impl From<Reason> for Evidence {
    fn from(reason: Reason) -> Self {
        Self {
            field: reason.field.to_owned(),
            agreement: reason.agreement.to_owned(),
            weight: reason.weight.get(),
        }
    }
}

impl Tally {
    /// One that keeps what each weight was for.
    pub(super) fn telling() -> Self {
        Self { sum: Bits::ZERO, reasons: Some(Vec::new()) }
    }

    /// Adds a weight: path of the field in the claim's JSON, how it agrees, and what that weighs.
    pub(super) fn add(&mut self, field: &'static str, agreement: &'static str, weight: Bits) {
        self.sum += weight;
        if let Some(reasons) = &mut self.reasons {
            reasons.push(Reason { field, agreement, weight });
        }
    }

    pub(super) fn into_reasons(self) -> Box<[Reason]> {
        self.reasons.unwrap_or_default().into_boxed_slice()
    }
}
