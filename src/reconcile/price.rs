//! What lines are worth by the fee schedule, where the user brought one.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::codes::reference::{EditionUsed, Fee, Table};

use super::claim_view::LineView;
use super::scope::Context;
use super::violation::Violation;

impl<'c> Context<'c> {
    /// The fee schedule's row for a line: of its code with modifier 26, TC or 53 where it carries one, as of its day.
    pub fn fee(&self, line: LineView<'_>) -> Option<&'c Fee> {
        let part = ["26", "TC", "53"].into_iter().find(|part| line.has_modifier(part)).unwrap_or_default();
        let fee = |modifier| self.tables.fee(line.code_text(), modifier, day(line));
        fee(part).or_else(|| fee(""))
    }

    /// PC/TC indicator of a line's code; none where only an edition older than the quarter has it.
    pub fn pctc(&self, line: LineView<'_>) -> Option<u8> {
        let is_old = self.tables.is_old(Table::FeeSchedule, day(line));
        self.tables.pctc(line.code_text(), day(line)).filter(|_| !is_old)
    }

    /// The row of a line's code for what it says besides amounts; none where only an edition older than the quarter has it.
    pub fn indicators(&self, line: LineView<'_>) -> Option<&'c Fee> {
        let is_old = self.tables.is_old(Table::FeeSchedule, day(line));
        self.whole_fee(line).filter(|_| !is_old)
    }

    /// The fee schedule's row for a line's code without modifier, as of its day.
    pub fn whole_fee(&self, line: LineView<'_>) -> Option<&'c Fee> {
        self.tables.fee(line.code_text(), "", day(line))
    }

    /// What the reading of a line's test (modifier 26) is paid, in dollars.
    pub fn reading_amount(&self, line: LineView<'_>) -> Option<Decimal> {
        let fee = self.tables.fee(line.code_text(), "26", day(line))?;
        Some(dollars(fee.facility_total * fee.conversion_factor * line.count()))
    }

    /// What the technical part of a line's test is paid, in dollars: the whole less the reading.
    pub fn technical_amount(&self, line: LineView<'_>) -> Option<Decimal> {
        let fee = self.whole_fee(line)?;
        let whole = dollars(fee.non_facility_total * fee.conversion_factor * line.count());
        Some(whole - self.reading_amount(line)?)
    }

    /// What a line costs more at a practice's rate than at a facility's, in dollars.
    pub fn place_difference(&self, line: LineView<'_>) -> Option<Decimal> {
        let fee = self.fee(line)?;
        Some(dollars((fee.non_facility_total - fee.facility_total) * fee.conversion_factor * line.count()))
    }

    /// What a line is paid in a facility, in dollars.
    pub fn facility_amount(&self, line: LineView<'_>) -> Option<Decimal> {
        let fee = self.fee(line)?;
        Some(dollars(fee.facility_total * fee.conversion_factor * line.count()))
    }

    /// Says which edition an amount rests on: ", fee schedule of 2026-01-01".
    pub fn edition(&self, line: LineView<'_>) -> String {
        match self.tables.edition(Table::FeeSchedule, day(line)) {
            Some(EditionUsed { from: Some(from), is_old: false }) => format!(", fee schedule of {from}"),
            Some(EditionUsed { from: Some(from), is_old: true }) => {
                format!(", fee schedule of {from}, older than the quarter")
            }
            _ => String::new(),
        }
    }

    /// Puts at risk what lines cost more at a practice's rate than at a facility's; their charges where the fee schedule
    /// does not price them all.
    pub fn risk_of_place<'l>(
        &self,
        violation: Violation,
        lines: &[LineView<'l>],
        charges: &'static str,
    ) -> Violation {
        let priced: Option<Vec<(LineView<'l>, Decimal)>> =
            lines.iter().map(|line| Some((*line, self.place_difference(*line)?))).collect();
        match (priced, lines.first()) {
            (Some(amounts), Some(first)) => {
                let basis = format!(
                    "(non-facility total - facility total) x conversion factor x units{}",
                    self.edition(*first)
                );
                violation.at_risk(amounts, basis)
            }
            _ => violation.charges_at_risk(lines.iter().copied(), charges),
        }
    }

    /// Puts at risk what lines are paid in a facility; their charges where the fee schedule does not price them all.
    pub fn risk_of_payment<'l>(
        &self,
        violation: Violation,
        lines: &[LineView<'l>],
        charges: &'static str,
    ) -> Violation {
        let priced: Option<Vec<(LineView<'l>, Decimal)>> =
            lines.iter().map(|line| Some((*line, self.facility_amount(*line).filter(is_price)?))).collect();
        match (priced, lines.first()) {
            (Some(amounts), Some(first)) => {
                let basis = format!("facility total x conversion factor x units{}", self.edition(*first));
                violation.at_risk(amounts, basis)
            }
            _ => violation.charges_at_risk(lines.iter().copied(), charges),
        }
    }
}

/// A row without a total prices nothing: laboratory tests, drugs.
fn is_price(amount: &Decimal) -> bool {
    !amount.is_zero()
}

fn day(line: LineView<'_>) -> Option<NaiveDate> {
    line.days().map(|days| days.0)
}

/// Rounded to cents.
fn dollars(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
