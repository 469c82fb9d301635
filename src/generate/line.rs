//! Service lines of either claim.

use std::fmt;

use super::random::Random;
use super::segments::{Put, put};
use super::values::{Cents, Day, Number};

/// What is billed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Revenue code; empty on a professional claim.
    pub(super) revenue: &'static str,
    /// Procedure; empty where only the revenue code tells it.
    pub(super) procedure: &'static str,
    /// Modifiers, those that are there first.
    pub(super) modifiers: [&'static str; 2],
    pub(super) charge: Cents,
    /// UN, MJ (minutes) or DA (days).
    pub(super) unit: &'static str,
    pub(super) quantity: Number,
    pub(super) from: Day,
    pub(super) to: Day,
    /// The drug of the line, if it is one.
    pub(super) drug: Option<Drug>,
}

impl Line {
    /// So many units of a service on one day, at a charge that differs a little from claim to claim.
    pub(super) fn new(
        random: &mut Random,
        procedure: &'static str,
        charge: Cents,
        units: u64,
        day: Day,
    ) -> Self {
        Self {
            revenue: "",
            procedure,
            modifiers: ["", ""],
            charge: charge * random.between(85, 120) / 100 * units,
            unit: "UN",
            quantity: Number::whole(units),
            from: day,
            to: day,
            drug: None,
        }
    }

    /// The procedure as it is in SV101, SV202 and SVD03.
    pub(super) fn service(&self) -> Service<'_> {
        Service(self)
    }

    /// Loop 2430: what other payers are told to have paid for. The revenue code is in SVD04.
    pub(super) fn paid_for(&self) -> PaidFor<'_> {
        PaidFor(self)
    }
}

/// `HC:70551:26`, or nothing.
pub(super) struct Service<'a>(&'a Line);

impl fmt::Display for Service<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.procedure.is_empty() {
            return Ok(());
        }
        write!(f, "HC:{}", self.0.procedure)?;
        self.0.modifiers.iter().filter(|modifier| !modifier.is_empty()).try_for_each(|m| write!(f, ":{m}"))
    }
}

/// SVD03 to SVD05.
pub(super) struct PaidFor<'a>(&'a Line);

impl fmt::Display for PaidFor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}*{}*{}", self.0.service(), self.0.revenue, self.0.quantity)
    }
}

/// A drug with an invented national drug code: nobody has the labeler number 99999.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drug {
    code: u64,
    quantity: Number,
    unit: &'static str,
    prescription: Option<u64>,
}

impl Drug {
    pub(super) fn new(random: &mut Random) -> Self {
        Self {
            code: 99_999_000_000 + random.below(1_000_000),
            quantity: Number::tenths(random.between(1, 400)),
            unit: random.pick(&["ML", "UN", "ME", "F2", "GR"]),
            prescription: random.chance(25).then(|| random.between(100_000, 99_999_999)),
        }
    }

    /// Loop 2410.
    pub(super) fn put(&self, out: &mut dyn Put) {
        put!(out, "LIN**N4*{:011}", self.code);
        put!(out, "CTP****{}*{}", self.quantity, self.unit);
        if let Some(number) = self.prescription {
            put!(out, "REF*XZ*{number}");
        }
    }
}

/// The sum of the lines.
pub(super) fn total(lines: &[Line]) -> Cents {
    lines.iter().map(|line| line.charge).sum()
}
