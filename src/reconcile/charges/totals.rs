//! Lines without their other half, added up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::reconcile::visit_lines::{Party, Standing};

use super::{ChargeKind, ChargeRow, Owner};

/// Ages in days, each from one number to the next.
pub const AGES: [&str; 5] =
    ["0 to 30 days", "31 to 60 days", "61 to 90 days", "91 to 180 days", "over 180 days"];

/// The group of an age, as a position in [`AGES`]. What lies ahead is in the first.
pub fn age_group(days: i64) -> usize {
    [30, 60, 90, 180].iter().position(|last| days <= *last).unwrap_or(AGES.len() - 1)
}

/// Lines, and what their other halves are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChargeShare {
    /// Lines.
    pub lines: usize,
    /// Those of them that nothing prices.
    pub unpriced: usize,
    /// Dollars.
    pub amount: Decimal,
}

/// Totals. Those of each kind add up to the same.
#[derive(Clone, Debug, Default)]
pub struct ChargeTotals {
    /// By department: lines looked at, with their other half, that need none.
    pub looked_at: BTreeMap<&'static str, [usize; 3]>,
    /// Lines without their other half.
    pub all: ChargeShare,
    /// By department of the facility.
    pub by_department: BTreeMap<&'static str, ChargeShare>,
    /// By family of the service.
    pub by_family: BTreeMap<&'static str, ChargeShare>,
    /// By who billed the line that is there.
    pub by_group: BTreeMap<Party, ChargeShare>,
    /// By who most likely has to act.
    pub by_owner: BTreeMap<Owner, ChargeShare>,
    /// By age, as [`AGES`] has them.
    pub by_age: [ChargeShare; AGES.len()],
    /// Lines that differ from the hospital's own list, by how.
    pub by_list: BTreeMap<ChargeKind, ChargeShare>,
}

impl ChargeShare {
    fn add(&mut self, amount: Option<Decimal>) {
        self.lines += 1;
        match amount {
            Some(amount) => self.amount += amount,
            None => self.unpriced += 1,
        }
    }
}

impl ChargeTotals {
    /// Counts a line that was looked at.
    pub(super) fn line(&mut self, department: &'static str, standing: Standing<'_>) {
        let counts = self.looked_at.entry(department).or_default();
        counts[0] += 1;
        match standing {
            Standing::Paired(_) => counts[1] += 1,
            Standing::Settled => counts[2] += 1,
            Standing::Alone { .. } => {}
        }
    }

    /// Counts a row.
    pub(super) fn row(&mut self, row: &ChargeRow) {
        if row.kind != ChargeKind::NoTwin {
            self.by_list.entry(row.kind).or_default().add(row.amount);
            return;
        }
        self.all.add(row.amount);
        self.by_department.entry(row.department).or_default().add(row.amount);
        self.by_family.entry(row.family).or_default().add(row.amount);
        self.by_group.entry(row.biller.clone()).or_default().add(row.amount);
        self.by_owner.entry(row.owner.clone()).or_default().add(row.amount);
        self.by_age[row.age.map_or(0, age_group)].add(row.amount);
    }
}
