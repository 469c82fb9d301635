//! Sums of charges.

use rust_decimal::Decimal;

use super::claim_row::with_cents;

/// A sum of charges that is exact or none.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    /// Claims that were added.
    pub(super) claims: u64,
    total: Option<Decimal>,
    /// Claims whose charge is missing or no number.
    pub(super) without: u64,
}

impl Sum {
    pub(super) fn new() -> Self {
        Self { total: Some(Decimal::ZERO), claims: 0, without: 0 }
    }

    pub(super) fn add(&mut self, charge: Option<Decimal>) {
        self.claims += 1;
        match charge {
            Some(charge) => self.total = self.total.and_then(|total| exact_sum(total, charge)),
            None => self.without += 1,
        }
    }

    pub(super) fn text(&self) -> Option<String> {
        self.total.map(with_cents)
    }
}

/// The sum, unless digits would be lost.
fn exact_sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    (sum.scale() >= a.scale().max(b.scale())).then_some(sum)
}

impl Default for Sum {
    fn default() -> Self {
        Self::new()
    }
}
