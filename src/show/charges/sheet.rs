//! Charge reconciliation for a spreadsheet: a line without its other half, or one that differs from the hospital's own list, a
//! row; behind them a level of visits a row.

use std::io;

use crate::money::dollars;
use crate::reconcile::{ChargeRow, Charges, LevelRow, Outcome, Store, age_group};
use crate::show::spreadsheet::Sheet;
use crate::show::{Mask, Masked};

use super::{lacks, owner, party, percent};

/// Titles of the columns, in their order.
pub const CHARGE_COLUMNS: &[&str] = &[
    "kind",
    "department",
    "revenue_code",
    "family",
    "group",
    "likely_owner",
    "what_is_missing",
    "service",
    "units",
    "charge",
    "amount",
    "amount_basis",
    "listed_charge",
    "service_day",
    "age_days",
    "age",
    "waits_until",
    "judged_by",
    "encounter",
    "side",
    "facility",
    "claim",
    "line",
    "provider_npi",
    "payer",
    "level_of",
    "level_by",
    "level_who",
    "level_code",
    "level_lines",
    "level_percent",
    "peers_percent",
];

/// Columns of a level, behind all others.
const LEVEL: usize = 7;

pub(super) fn render(
    charges: &Charges<'_>,
    outcome: &Outcome,
    claims: &dyn Store,
    mask: Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut sheet = Sheet::new(out, CHARGE_COLUMNS)?;
    charges.rows(outcome, claims, &mut |row| sheet.row(cells(row, mask)))?;
    for row in charges.levels() {
        for level in 0..row.counts.len() {
            if !row.kind.codes()[level].is_empty() {
                sheet.row(level_cells(&row, level, mask))?;
            }
        }
    }
    sheet.finish()
}

fn cells(row: &ChargeRow, mask: Mask) -> Vec<Masked> {
    fn text(words: impl Into<String>) -> Masked {
        Masked::impersonal(words)
    }
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut cells = vec![
        text(row.kind.as_str()),
        text(row.department),
        text(row.revenue.as_str()),
        text(row.family),
        party(&row.biller, mask),
        owner(&row.owner, mask),
        text(lacks(row)),
        text(row.service.as_str()),
        text(row.units.normalize().to_string()),
        text(dollars(row.charge)),
        text(row.amount.map(dollars).unwrap_or_default()),
        text(row.basis.as_str()),
        text(row.listed.map(dollars).unwrap_or_default()),
        text(day(row.day)),
        text(row.age.map(|age| age.to_string()).unwrap_or_default()),
        text(row.age.map_or("", |age| crate::reconcile::AGES[age_group(age)])),
        text(day(row.waits_until)),
        text(row.judged_by.clone().unwrap_or_default()),
        text(row.encounter.to_string()),
        text(row.side.as_str()),
        row.facility.as_ref().map(|facility| party(facility, mask)).unwrap_or_default(),
        mask.hide(&row.account),
        text(row.line.to_string()),
        text(row.provider.clone().unwrap_or_default()),
        text(row.payer.as_str()),
    ];
    cells.resize(CHARGE_COLUMNS.len(), Masked::default());
    cells
}

fn level_cells(row: &LevelRow, level: usize, mask: Mask) -> Vec<Masked> {
    let mut cells = vec![Masked::impersonal("level")];
    cells.resize(CHARGE_COLUMNS.len() - LEVEL, Masked::default());
    let share = |counts: &[usize; 5]| {
        percent(counts[level], counts.iter().sum()).map(|share| format!("{share:.1}")).unwrap_or_default()
    };
    cells.extend([
        Masked::impersonal(row.kind.as_str()),
        Masked::impersonal(row.by.as_str()),
        party(&row.who, mask),
        Masked::impersonal(row.kind.codes()[level]),
        Masked::impersonal(row.counts[level].to_string()),
        Masked::impersonal(share(&row.counts)),
        Masked::impersonal(share(&row.peers)),
    ]);
    cells
}
