//! What a 277CA is made of: names, statuses, periods, totals.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A person or an organization (NM1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// NM102 is 1.
    pub person: bool,
    /// NM103.
    pub last: String,
    /// NM104.
    pub first: String,
    /// NM105.
    pub middle: String,
    /// NM107.
    pub suffix: String,
    /// NM108.
    pub id_kind: String,
    /// NM109.
    pub id: String,
}

/// One thing that is said (STC01, STC10, STC11).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Status {
    /// Category, such as `A7`.
    pub category: String,
    /// Status code, such as `562`.
    pub code: String,
    /// Whom it is about, such as `85`; empty where nobody.
    pub entity: String,
    /// STC12: free text; empty for none.
    pub text: String,
}

impl Status {
    /// A status without free text.
    pub fn new(category: &str, code: &str, entity: &str) -> Self {
        Self {
            category: category.to_owned(),
            code: code.to_owned(),
            entity: entity.to_owned(),
            text: String::new(),
        }
    }

    /// The batch, or the provider's claims in it, have been received by the payer.
    pub fn received() -> Self {
        Self::new("A1", "19", "PR")
    }

    /// The claim goes on.
    pub fn accepted() -> Self {
        Self::new("A2", "20", "")
    }

    /// Whether it says that something is refused: A3, A4, A6, A7, A8 and the E of requests that failed.
    pub fn is_refusal(&self) -> bool {
        matches!(&*self.category, "A3" | "A4" | "A6" | "A7" | "A8") || self.category.starts_with('E')
    }
}

/// First and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// Format qualifier and value, as DTP has them.
    pub(super) fn written(self) -> (&'static str, String) {
        let day = |date: NaiveDate| date.format("%Y%m%d").to_string();
        if self.from == self.to {
            ("D8", day(self.from))
        } else {
            ("RD8", format!("{}-{}", day(self.from), day(self.to)))
        }
    }
}

/// Claims of one fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// How many.
    pub claims: u64,
    /// Their charges in dollars. A sum too large to be exact stays at what was.
    pub charges: Decimal,
}

impl Side {
    pub(super) fn charges(&self) -> String {
        self.charges.normalize().to_string()
    }

    fn add(&mut self, charge: Option<Decimal>) {
        self.claims += 1;
        let sum = charge.and_then(|charge| self.charges.checked_add(charge));
        self.charges = sum.unwrap_or(self.charges);
    }
}

/// Claims accepted and refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Accepted.
    pub accepted: Side,
    /// Refused.
    pub refused: Side,
}

impl Totals {
    pub(super) fn add(&mut self, refused: bool, charge: Option<Decimal>) {
        if refused { self.refused.add(charge) } else { self.accepted.add(charge) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.accepted.claims + self.refused.claims == 0
    }

    /// All charges.
    pub(super) fn charges(&self) -> String {
        let sum = self.accepted.charges.checked_add(self.refused.charges);
        sum.unwrap_or(self.accepted.charges).normalize().to_string()
    }
}
