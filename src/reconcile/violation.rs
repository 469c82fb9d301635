//! What checks of this room leave behind.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::rules::{self, Money};

use super::claim_view::LineView;
use super::price::Price;

/// A value of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPlace {
    /// The claim's position in the list that is reconciled.
    pub claim: usize,
    /// Path in its JSON.
    pub path: String,
}

/// What breaks a rule between claims.
pub type Violation = rules::Violation<ClaimPlace>;

/// What a check found in one place it looked at.
pub type Violations = Vec<Violation>;

impl Violation {
    /// Puts the charges of these lines at risk. Charges are not what a payer pays; the basis says so.
    pub fn charges_at_risk<'c>(
        self,
        lines: impl IntoIterator<Item = LineView<'c>>,
        basis: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.at_risk(lines.into_iter().map(|line| (line, line.charge())), basis)
    }

    /// Puts what lines are worth at risk, and says how that was worked out.
    pub fn priced(self, prices: &[(LineView<'_>, Price)]) -> Self {
        let basis = Price::basis_of(prices.iter().map(|(_, price)| price));
        self.at_risk(prices.iter().map(|(line, price)| (*line, price.amount)), basis)
    }

    /// Puts amounts at risk. Nothing is said where they come to nothing.
    pub fn at_risk<'c>(
        mut self,
        amounts: impl IntoIterator<Item = (LineView<'c>, Decimal)>,
        basis: impl Into<Cow<'static, str>>,
    ) -> Self {
        let amounts = amounts.into_iter().filter(|(_, amount)| *amount > Decimal::ZERO);
        let lines: Vec<_> = amounts.map(|(line, amount)| (line.of.position, line.index, amount)).collect();
        self.money = (!lines.is_empty()).then(|| Money { kind: None, basis: basis.into(), lines });
        self
    }
}
