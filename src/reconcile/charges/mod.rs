//! Charge reconciliation: every line without its other half, priced, aged and with the likely owner; and the facility's lines
//! against its own list of charges, where that was brought.
//!
//! Two passes over the outcome: the first learns who bills the other halves of each facility's departments, the second gives a
//! row at a time. What is held are groups, never visits.

mod listed;
mod owner;
mod totals;

use std::io;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::codes::reference::Tables;
use crate::codes::{charging, services};
use crate::config::Config;
use crate::finding::{MoneyKind, Side};

use super::claim_view::LineView;
use super::levels::{LevelRow, Levels};
use super::line_pairing::Need;
use super::outcome::Outcome;
use super::paired_lines::LineAt;
use super::price::Price;
use super::scope::Context;
use super::store::Store;
use super::visit_lines::{Party, Standing, VisitLines, renderer};

pub use owner::Owner;
use owner::Owners;
pub use totals::{AGES, ChargeShare, ChargeTotals, age_group};

/// What is told of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChargeKind {
    /// Its other half is not there.
    NoTwin,
    /// The hospital's own list does not have its code.
    NotListed,
    /// The list has its code under other revenue codes.
    OtherRevenue,
    /// The list has another price.
    OtherPrice,
}

impl ChargeKind {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoTwin => "no twin",
            Self::NotListed => "not on the charge list",
            Self::OtherRevenue => "other revenue code than listed",
            Self::OtherPrice => "other price than listed",
        }
    }
}

/// A line that somebody has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRow {
    /// What is told of it.
    pub kind: ChargeKind,
    /// Number of its visit in the outcome, from 1.
    pub encounter: usize,
    /// Side of the line that is there.
    pub side: Side,
    /// Account number (CLM01) of its claim.
    pub account: String,
    /// Number of the line, from 1.
    pub line: usize,
    /// The payer.
    pub payer: String,
    /// The facility of the visit; none without a facility claim.
    pub facility: Option<Party>,
    /// Who billed the line.
    pub biller: Party,
    /// NPI of whoever rendered a professional's line.
    pub provider: Option<String>,
    /// The facility's department: by revenue code; of a professional's line the one that would charge for it.
    pub department: &'static str,
    /// Revenue code.
    pub revenue: String,
    /// Family of the service.
    pub family: &'static str,
    /// Procedure code with modifiers.
    pub service: String,
    /// Units.
    pub units: Decimal,
    /// What it is charged.
    pub charge: Decimal,
    /// First day of the service.
    pub day: Option<NaiveDate>,
    /// Days since then.
    pub age: Option<i64>,
    /// What it lacks, or what the list says.
    pub lacks: String,
    /// Who most likely has to act.
    pub owner: Owner,
    /// What is missing is worth so much, in dollars; for prices the difference. None where nothing prices it.
    pub amount: Option<Decimal>,
    /// How that was worked out.
    pub basis: String,
    /// What the hospital's own list charges for it, in dollars.
    pub listed: Option<Decimal>,
    /// Code of the rule whose finding is about it.
    pub judged_by: Option<String>,
    /// The first day on which what is missing does not come any more (`--pending`).
    pub waits_until: Option<NaiveDate>,
}

/// What charges are held against.
#[derive(Clone, Copy, Debug)]
pub struct ChargeSettings<'s> {
    /// twinclaim.toml.
    pub config: &'s Config,
    /// Tables of `--reference`.
    pub tables: &'s Tables,
    /// The day from which ages count.
    pub as_of: NaiveDate,
}

/// What two passes over an outcome need.
#[derive(Debug)]
pub struct Charges<'c> {
    settings: ChargeSettings<'c>,
    owners: Owners,
    levels: Levels,
}

impl<'c> Charges<'c> {
    /// The first pass: who bills what, and which levels. Errors are those of reading again.
    pub fn learn(outcome: &Outcome, claims: &dyn Store, settings: ChargeSettings<'c>) -> io::Result<Self> {
        let mut charges = Self { settings, owners: Owners::default(), levels: Levels::default() };
        for visit in outcome.encounters() {
            let visit = visit?;
            let lines = VisitLines::of(&visit, claims)?;
            charges.owners.learn(&lines);
            charges.levels.count(&lines);
        }
        Ok(charges)
    }

    /// The levels, by who billed them.
    pub fn levels(&self) -> Vec<LevelRow> {
        self.levels.clone().rows()
    }

    /// The second pass: gives every row, worst visit first, and then the totals.
    pub fn rows(
        &self,
        outcome: &Outcome,
        claims: &dyn Store,
        take: &mut dyn FnMut(&ChargeRow) -> io::Result<()>,
    ) -> io::Result<ChargeTotals> {
        let mut totals = ChargeTotals::default();
        for (n, visit) in outcome.encounters().enumerate() {
            let visit = visit?;
            let lines = VisitLines::of(&visit, claims)?;
            for (at, standing) in &lines.lines {
                let Some(line) = lines.view(*at) else { continue };
                totals.line(department(line), *standing);
                if let Standing::Alone { needs, judged_by } = *standing {
                    let row = self.alone(&lines, n + 1, line, needs, judged_by);
                    totals.row(&row);
                    take(&row)?;
                }
                if let Some(row) = self.against_list(&lines, n + 1, line) {
                    totals.row(&row);
                    take(&row)?;
                }
            }
        }
        Ok(totals)
    }

    /// A line as it is, before it is said what of it.
    fn row(
        &self,
        visit: &VisitLines<'_>,
        encounter: usize,
        line: LineView<'_>,
        kind: ChargeKind,
    ) -> ChargeRow {
        let (claim, position) = (line.of.claim, line.of.position);
        let payer = claim.payer.as_ref().and_then(|payer| payer.name.as_ref().or(payer.id.as_ref()));
        let day = line.days().map(|(first, _)| first);
        let is_professional = line.of.side == Side::Professional;
        let mut service = line.code_text().to_owned();
        for modifier in line.modifiers() {
            service.push('-');
            service.push_str(&modifier);
        }
        ChargeRow {
            kind,
            encounter,
            side: line.of.side,
            account: claim.patient_control_number.as_ref().map(ToString::to_string).unwrap_or_default(),
            line: line.number(),
            payer: payer.map(ToString::to_string).unwrap_or_default(),
            facility: visit.facility(),
            biller: visit.biller(position),
            provider: renderer(claim, &line).filter(|_| is_professional),
            department: department(line),
            revenue: line.revenue().to_owned(),
            family: charging::family(line.code_text(), line.revenue()),
            service,
            units: line.count(),
            charge: line.charge(),
            day,
            age: day.map(|day| (self.settings.as_of - day).num_days()),
            lacks: String::new(),
            owner: Owner::charge_capture(department(line), visit.facility()),
            amount: None,
            basis: String::new(),
            listed: listed::price(self.settings.tables, line),
            judged_by: None,
            waits_until: None,
        }
    }

    fn alone(
        &self,
        visit: &VisitLines<'_>,
        encounter: usize,
        line: LineView<'_>,
        needs: Need,
        judged_by: Option<&str>,
    ) -> ChargeRow {
        let mut row = self.row(visit, encounter, line, ChargeKind::NoTwin);
        needs.as_str().clone_into(&mut row.lacks);
        row.judged_by = judged_by.map(str::to_owned);
        row.waits_until = visit.visit.waits_until;
        if line.of.side == Side::Facility {
            row.owner = self.owners.of(&row.biller, row.department, needs);
        }
        let at = LineAt { claim: line.of.position, line: line.index };
        if let Some((amount, basis)) = found_worth(visit, at).or_else(|| self.worth(line, needs)) {
            (row.amount, row.basis) = (Some(amount), basis);
        }
        row
    }

    /// What the other half of a line is worth: by the tables, else by what the hospital's own list charges for its half. What the
    /// line itself is charged says nothing of the other side's.
    fn worth(&self, line: LineView<'_>, needs: Need) -> Option<(Decimal, String)> {
        let context = self.context();
        let price = match (line.of.side, needs) {
            (Side::Facility, Need::Interpretation) => {
                context.reading(line).or_else(|| context.facility_payment(line))
            }
            (Side::Facility, _) => context.facility_payment(line),
            (Side::Professional, Need::Stay) => return None,
            (Side::Professional, _) => context.outpatient_payment(line),
        };
        let priced = price.map(|price| (price.amount, Price::basis_of(std::iter::once(&price))));
        let listed = || {
            let is_missing = line.of.side == Side::Professional;
            let amount = listed::price(self.settings.tables, line).filter(|_| is_missing)?;
            Some((amount, "charge of the hospital's own list x units".to_owned()))
        };
        priced.or_else(listed)
    }

    fn context(&self) -> Context<'_> {
        Context {
            groups: &self.settings.config.groups,
            tables: self.settings.tables,
            pricing: &self.settings.config.pricing,
            as_of: self.settings.as_of,
            pending: None,
            both_sides: true,
            alone_in_run: None,
        }
    }

    fn against_list(
        &self,
        visit: &VisitLines<'_>,
        encounter: usize,
        line: LineView<'_>,
    ) -> Option<ChargeRow> {
        let told = listed::told(self.settings.tables, line)?;
        let row = self.row(visit, encounter, line, told.kind);
        Some(ChargeRow { lacks: told.says, amount: told.amount, basis: told.basis, ..row })
    }
}

/// What findings say that is missing of a line.
fn found_worth(visit: &VisitLines<'_>, at: LineAt) -> Option<(Decimal, String)> {
    let amount = *visit.visit.money.get(&(MoneyKind::Missed, at.claim, at.line))?;
    let is_about = |line: &(usize, usize, Decimal)| *line == (at.claim, at.line, amount);
    let found = visit.visit.findings.iter().find(|found| found.at_risk.iter().any(is_about))?;
    Some((amount, found.finding.amount_basis.clone().unwrap_or_default()))
}

/// The department of a line: by its revenue code; of a professional's line the one that would charge for it.
fn department(line: LineView<'_>) -> &'static str {
    match line.revenue() {
        "" => charging::department_of(line.code_text()),
        revenue => services::department(revenue),
    }
}
