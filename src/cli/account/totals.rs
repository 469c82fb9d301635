//! What a manifest sums up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::input_status::InputStatus;

/// What the summary asks of a line, of this run or the one before.
#[derive(Deserialize)]
struct Counted {
    status: InputStatus,
    claims: Option<u64>,
    charge: Option<Decimal>,
    findings: Option<BTreeMap<String, u64>>,
}

/// Sums over the lines of inputs.
#[derive(Default)]
pub(super) struct Totals {
    pub(super) inputs: BTreeMap<InputStatus, u64>,
    pub(super) claims: u64,
    pub(super) charge: Option<Decimal>,
    pub(super) findings: Option<[u64; 3]>,
}

impl Totals {
    /// Of the lines of inputs, of this run or of the one before.
    pub(super) fn of(lines: &[String]) -> Self {
        let mut totals = Self::default();
        lines.iter().filter_map(|line| serde_json::from_str(line).ok()).for_each(|line| totals.add(&line));
        totals
    }

    fn add(&mut self, line: &Counted) {
        *self.inputs.entry(line.status).or_default() += 1;
        self.claims += line.claims.unwrap_or_default();
        if let Some(charge) = line.charge {
            self.charge = Some(self.charge.unwrap_or_default().saturating_add(charge));
        }
        if let Some(found) = &line.findings {
            let so_far = self.findings.get_or_insert_default();
            for (n, weight) in ["error", "warning", "info"].iter().enumerate() {
                so_far[n] += found.get(*weight).copied().unwrap_or_default();
            }
        }
    }
}
