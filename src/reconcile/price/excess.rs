//! What a line is paid beyond its due, where that is a part of its fee: the second side, the second surgeon, what was stopped.

use rust_decimal::Decimal;

use super::{Cost, Price, dollars, percent, shares, shares_of_one_side};
use crate::reconcile::claim_view::LineView;
use crate::reconcile::scope::Context;
use crate::reconcile::violation::Violation;

impl Context<'_> {
    /// What the second side of the body adds to a line's fee: half of it by bilateral indicator 1, all of it by 3.
    pub fn second_side(&self, line: LineView<'_>) -> Option<Price> {
        let fee = self.fee(line)?;
        let mut all = shares_of_one_side(line, fee)?;
        all.push(match fee.bilateral {
            '1' => percent(500, "50 % for the second side"),
            '3' => percent(1000, "the second side in full"),
            _ => return None,
        });
        let cost = Cost::of(line, fee);
        let value = self.value(fee, cost, line);
        self.price(line, value, cost.name(), &value.to_string(), &all)
    }

    /// What one of two surgeons is paid too much who bills as if alone: the fee less 62.5 % of it.
    pub fn beyond_one_of_two(&self, line: LineView<'_>) -> Option<Price> {
        let fee = self.fee(line)?;
        let mut all = shares(line, fee)?;
        all.push(percent(375, "37.5 % (the whole less 62.5 %)"));
        let cost = Cost::of(line, fee);
        let value = self.value(fee, cost, line);
        self.price(line, value, cost.name(), &value.to_string(), &all)
    }

    /// What a line is paid more than if it said that it was stopped; none where the fee schedule has no row of modifier 53.
    pub fn beyond_stopped(&self, line: LineView<'_>) -> Option<Price> {
        let (fee, stopped) = (self.fee(line)?, self.row(line, "53")?);
        let cost = Cost::of(line, fee);
        let (whole, part) = (self.value(fee, cost, line), self.value(stopped, cost, line));
        let formula = format!("({0} - {0} with modifier 53)", cost.name());
        self.price(line, whole - part, &formula, &format!("({whole} - {part})"), &shares(line, fee)?)
    }

    /// Puts at risk what the technical part of a line that bills the whole test is paid; its charge where no table has it.
    pub fn risk_of_whole(&self, violation: Violation, line: LineView<'_>) -> Violation {
        match self.technical(line) {
            Some(price) => violation.priced(&[(line, price)]),
            None => violation.charges_at_risk([line], "charge of the professional line"),
        }
    }

    /// Puts a price at risk; where there is none, a part of a line's charge.
    pub fn risk_of_part(
        &self,
        violation: Violation,
        line: LineView<'_>,
        price: Option<Price>,
        (charge, words): (Decimal, &'static str),
    ) -> Violation {
        match price {
            Some(price) => violation.priced(&[(line, price)]),
            None => violation.at_risk([(line, dollars(charge))], words),
        }
    }
}
