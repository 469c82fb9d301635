//! What lines are worth by the tables the user brought: the physician fee schedule, and what outpatient hospitals are paid.
//!
//! Every price says how it was worked out, by which edition, and whether it is a national amount or that of a locality.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::codes::reference::{EditionUsed, Fee, FeeParts, Table};
use crate::finding::Side;

use super::claim_view::LineView;
use super::line_pairing::components;
use super::scope::Context;
use super::violation::Violation;

mod excess;

/// What a line is worth, and how that was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// Dollars, to the cent.
    pub amount: Decimal,
    /// The formula in words.
    formula: String,
    /// The same in numbers.
    figures: String,
    /// Edition and locality.
    source: String,
}

impl Price {
    /// How prices were worked out: the formula with the numbers of a single one, the formulas of several.
    pub(super) fn basis_of<'p>(prices: impl Iterator<Item = &'p Self>) -> String {
        let prices: Vec<&Self> = prices.collect();
        if let [only] = prices[..] {
            return format!("{} = {}{}", only.formula, only.figures, only.source);
        }
        let mut parts: Vec<String> = Vec::new();
        for price in prices {
            let part = format!("{}{}", price.formula, price.source);
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts.join("; ")
    }
}

/// Whether the practice or a facility bears the cost of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cost {
    Facility,
    Practice,
}

impl Cost {
    /// Who bears it at the place of a professional's line.
    fn of(line: LineView<'_>, fee: &Fee) -> Self {
        let is_practice = line.is_at_practice_rate() && !fee.non_facility_total.is_zero();
        if is_practice { Self::Practice } else { Self::Facility }
    }

    fn total(self, fee: &Fee) -> Decimal {
        match self {
            Self::Facility => fee.facility_total,
            Self::Practice => fee.non_facility_total,
        }
    }

    fn expense(self, parts: FeeParts) -> Decimal {
        match self {
            Self::Facility => parts.facility_practice,
            Self::Practice => parts.non_facility_practice,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Facility => "facility total",
            Self::Practice => "non-facility total",
        }
    }
}

/// A share of a fee: of whoever assists, of one of two surgeons, of a stage of an operation.
struct Share {
    of: Decimal,
    words: &'static str,
}

impl<'c> Context<'c> {
    /// The fee schedule's row for a line: of its code with modifier 26, TC or 53 where it carries one, as of its day.
    pub fn fee(&self, line: LineView<'_>) -> Option<&'c Fee> {
        let part = ["26", "TC", "53"].into_iter().find(|part| line.has_modifier(part)).unwrap_or_default();
        self.row(line, part).or_else(|| self.whole_fee(line))
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
    fn whole_fee(&self, line: LineView<'_>) -> Option<&'c Fee> {
        self.row(line, "")
    }

    fn row(&self, line: LineView<'_>, modifier: &str) -> Option<&'c Fee> {
        self.tables.fee(line.code_text(), modifier, day(line))
    }

    /// What the reading of a line's test (modifier 26) is paid.
    pub fn reading(&self, line: LineView<'_>) -> Option<Price> {
        let value = self.value(self.row(line, "26")?, Cost::Facility, line);
        let shown = value.to_string();
        self.price(line, value, "facility total with modifier 26", &shown, &[])
    }

    /// What the technical part of a line's test is paid: the row of modifier TC, else the whole less the reading; where tracing
    /// and interpretation have codes of their own, the whole less the interpretation.
    pub fn technical(&self, line: LineView<'_>) -> Option<Price> {
        if let Some(row) = self.row(line, "TC").filter(|_| line.has_modifier("TC")) {
            let value = self.value(row, Cost::Practice, line);
            return self.price(line, value, "non-facility total with modifier TC", &value.to_string(), &[]);
        }
        let whole = self.value(self.whole_fee(line)?, Cost::Practice, line);
        let (reading, words) = if let Some(row) = self.row(line, "26") {
            (self.value(row, Cost::Facility, line), "total with modifier 26".to_owned())
        } else {
            let codes = components::interpretations_of(line.code_text());
            let row = |code: &String| Some((code.clone(), self.tables.fee(code, "", day(line))?));
            let (code, row) = codes.iter().find_map(row)?;
            (self.value(row, Cost::Facility, line), format!("total of {code}"))
        };
        let figures = format!("({whole} - {reading})");
        self.price(line, whole - reading, &format!("(total of the whole test - {words})"), &figures, &[])
    }

    /// What a line costs more at a practice's rate than at a facility's.
    pub fn place_difference(&self, line: LineView<'_>) -> Option<Price> {
        let fee = self.fee(line)?;
        let (practice, facility) =
            (self.value(fee, Cost::Practice, line), self.value(fee, Cost::Facility, line));
        let figures = format!("({practice} - {facility})");
        let formula = "(non-facility total - facility total)";
        self.price(line, practice - facility, formula, &figures, &shares(line, fee)?)
    }

    /// What a line in the payment window is overpaid: the technical part of a test, which is the hospital's, else what a
    /// practice costs more.
    pub fn window_difference(&self, line: LineView<'_>) -> Option<Price> {
        let is_test = self.whole_fee(line).is_some_and(|fee| matches!(fee.pctc, Some(1 | 4)));
        if is_test && !line.has_modifier("26") { self.technical(line) } else { self.place_difference(line) }
    }

    /// What a line is paid: by the physician fee schedule at the rate of its place, by the OPPS for a hospital's outpatients.
    /// None where neither prices it.
    pub fn payment(&self, line: LineView<'_>) -> Option<Price> {
        if line.of.side == Side::Facility && !line.revenue().is_empty() {
            return if line.of.facility_type() == "13" { self.outpatient_payment(line) } else { None };
        }
        let fee = self.fee(line)?;
        self.fee_price(line, fee, Cost::of(line, fee))
    }

    /// What the physician's part of what a line bills is paid in a facility, whichever side bills it.
    pub fn facility_payment(&self, line: LineView<'_>) -> Option<Price> {
        self.fee_price(line, self.fee(line)?, Cost::Facility)
    }

    fn fee_price(&self, line: LineView<'_>, fee: &Fee, cost: Cost) -> Option<Price> {
        let value = self.value(fee, cost, line);
        // A row without a total prices nothing: laboratory tests, drugs.
        let price = self.price(line, value, cost.name(), &value.to_string(), &shares(line, fee)?)?;
        Some(price).filter(|price| !price.amount.is_zero())
    }

    /// What an outpatient hospital is paid for a line's code, as of its day; nothing where it is packaged into something else.
    pub fn outpatient_payment(&self, line: LineView<'_>) -> Option<Price> {
        let used = self.tables.edition(Table::OutpatientStatus, day(line))?;
        let source = format!("{}, national", edition(Some(used), "addendum B"));
        let outpatient = self.tables.outpatient(line.code_text(), day(line));
        if line.code_text().is_empty() || outpatient.is_some_and(|outpatient| outpatient.status == "N") {
            let formula = "packaged".to_owned();
            return Some(Price { amount: Decimal::ZERO, formula, figures: "0".to_owned(), source });
        }
        let outpatient = outpatient?;
        let rate = outpatient.rate?;
        let formula = match outpatient.apc.as_str() {
            "" => "OPPS payment rate x units".to_owned(),
            apc => format!("OPPS payment rate of APC {apc} x units"),
        };
        let figures = format!("{} x {}", rate.normalize(), line.count().normalize());
        Some(Price { amount: dollars(rate * line.count()), formula, figures, source })
    }

    /// A relative value: with the indices of the biller's locality where there are some, else the total of the table.
    fn value(&self, fee: &Fee, cost: Cost, line: LineView<'_>) -> Decimal {
        let value = match self.local(fee, cost, line) {
            Some(value) => value.round_dp(4),
            None => cost.total(fee),
        };
        value.normalize()
    }

    fn local(&self, fee: &Fee, cost: Cost, line: LineView<'_>) -> Option<Decimal> {
        // A row whose total is none of that place (NA) has none by locality.
        let parts = fee.parts.filter(|_| !cost.total(fee).is_zero())?;
        let locality = self.tables.locality(self.pricing.locality(line.of.biller())?, day(line))?;
        let expense = cost.expense(parts) * locality.practice;
        Some(parts.work * locality.work + expense + parts.malpractice * locality.malpractice)
    }

    /// A relative value times conversion factor, units and shares, rounded to cents once.
    fn price(
        &self,
        line: LineView<'_>,
        value: Decimal,
        formula: &str,
        figures: &str,
        shares: &[Share],
    ) -> Option<Price> {
        let factor = self.fee(line).or_else(|| self.whole_fee(line))?.conversion_factor;
        let mut price = Price {
            amount: value * factor * line.count(),
            formula: format!("{formula} x conversion factor x units"),
            figures: format!("{figures} x {factor} x {}", line.count().normalize()),
            source: self.source(line),
        };
        for share in shares {
            price.amount *= share.of;
            price.formula.push_str(" x ");
            price.formula.push_str(share.words);
            price.figures.push_str(" x ");
            price.figures.push_str(&share.of.to_string());
        }
        price.amount = dollars(price.amount);
        Some(price)
    }

    /// Edition and locality of the fee schedule: `, fee schedule of 2026-01-01, national`.
    fn source(&self, line: LineView<'_>) -> String {
        let edition = edition(self.tables.edition(Table::FeeSchedule, day(line)), "fee schedule");
        let place = match self.pricing.locality(line.of.biller()) {
            Some(name) if self.tables.locality(name, day(line)).is_some() => {
                format!("locality {name} by GPCI")
            }
            Some(name) => format!("national (no indices of locality {name})"),
            None => "national".to_owned(),
        };
        format!("{edition}, {place}")
    }

    /// Puts at risk what lines cost more at a practice's rate than at a facility's; their charges where the fee schedule
    /// does not price them all.
    pub fn risk_of_place(
        &self,
        violation: Violation,
        lines: &[LineView<'_>],
        charges: &'static str,
    ) -> Violation {
        risk(violation, lines, charges, |line| self.place_difference(line))
    }

    /// The same for lines in the payment window.
    pub fn risk_of_window(
        &self,
        violation: Violation,
        lines: &[LineView<'_>],
        charges: &'static str,
    ) -> Violation {
        risk(violation, lines, charges, |line| self.window_difference(line))
    }

    /// Puts at risk what the technical parts of lines are paid.
    pub fn risk_of_technical(
        &self,
        violation: Violation,
        lines: &[LineView<'_>],
        charges: &'static str,
    ) -> Violation {
        risk(violation, lines, charges, |line| {
            self.technical(line).or_else(|| self.fee_price(line, self.fee(line)?, Cost::Practice))
        })
    }

    /// Puts at risk what lines are paid; their charges where no table prices them all.
    pub fn risk_of_payment(
        &self,
        violation: Violation,
        lines: &[LineView<'_>],
        charges: &'static str,
    ) -> Violation {
        risk(violation, lines, charges, |line| self.payment(line))
    }
}

/// Puts prices at risk, or charges where not all lines have a price.
fn risk(
    violation: Violation,
    lines: &[LineView<'_>],
    charges: &'static str,
    price: impl Fn(LineView<'_>) -> Option<Price>,
) -> Violation {
    let all: Option<Vec<(LineView<'_>, Price)>> =
        lines.iter().map(|line| Some((*line, price(*line)?))).collect();
    match all {
        Some(prices) if !prices.is_empty() => violation.priced(&prices),
        _ => violation.charges_at_risk(lines.iter().copied(), charges),
    }
}

/// The shares that a line's modifiers say; none where a contractor decides what is paid (a team, a service cut short).
fn shares(line: LineView<'_>, fee: &Fee) -> Option<Vec<Share>> {
    let mut shares = shares_of_one_side(line, fee)?;
    if line.has_modifier("50") {
        match fee.bilateral {
            '1' => shares.push(percent(1500, "150 % for both sides")),
            '3' => shares.push(percent(2000, "both sides in full")),
            _ => {}
        }
    }
    Some(shares)
}

/// A share in thousandths.
fn percent(of: i64, words: &'static str) -> Share {
    Share { of: Decimal::new(of, 3).normalize(), words }
}

/// The same without what a second side of the body adds.
fn shares_of_one_side(line: LineView<'_>, fee: &Fee) -> Option<Vec<Share>> {
    if ["66", "52"].iter().any(|modifier| line.has_modifier(modifier)) {
        return None;
    }
    let mut shares = Vec::new();
    let stages = fee.stages;
    if !stages.operation.is_zero() {
        // Whoever operates without the care afterward is paid what comes before as well.
        for (modifier, of, words) in [
            ("54", stages.before + stages.operation, "share before and in the operation (54)"),
            ("55", stages.after, "share after the operation (55)"),
            ("56", stages.before, "share before the operation (56)"),
        ] {
            if line.has_modifier(modifier) {
                shares.push(Share { of: of.normalize(), words });
            }
        }
    }
    if line.has_modifier("51") && fee.multiple == '2' {
        shares.push(percent(500, "50 % for a further operation"));
    }
    if line.has_modifier("AS") {
        shares.push(percent(136, "13.6 % for an assistant who is no physician"));
    } else if ["80", "81", "82"].iter().any(|modifier| line.has_modifier(modifier)) {
        shares.push(percent(160, "16 % for an assistant"));
    } else if line.has_modifier("62") {
        shares.push(percent(625, "62.5 % for one of two surgeons"));
    }
    Some(shares)
}

/// `, fee schedule of 2026-01-01`.
fn edition(used: Option<EditionUsed>, table: &str) -> String {
    match used {
        Some(EditionUsed { from: Some(from), is_old: false }) => format!(", {table} of {from}"),
        Some(EditionUsed { from: Some(from), is_old: true }) => {
            format!(", {table} of {from}, older than the quarter")
        }
        _ => format!(", {table}"),
    }
}

fn day(line: LineView<'_>) -> Option<NaiveDate> {
    line.days().map(|days| days.0)
}

/// Rounded to cents.
fn dollars(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
