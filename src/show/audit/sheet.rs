//! The audit and its sample for a spreadsheet.

use std::io;

use crate::finding::MoneyKind;
use crate::money::dollars;
use crate::reconcile::{Audit, AuditRow, STRATA, wilson};
use crate::show::charges::party;
use crate::show::spreadsheet::Sheet;
use crate::show::{Mask, Masked};

use super::{by_rule, change, name, share};

/// Titles of the columns of an audit, in their order.
pub const AUDIT_COLUMNS: &[&str] = &[
    "dimension",
    "name",
    "claims",
    "claims_right",
    "claims_wrong",
    "accuracy",
    "accuracy_low",
    "accuracy_high",
    "lines",
    "lines_right",
    "lines_accuracy",
    "overpaid",
    "missed",
    "denial",
    "wrong_by_rule",
    "accuracy_before",
    "change",
];

/// Titles of the columns of a sample. Whoever reviews it fills in `verdict` (right, wrong), `rule`, `reviewer` and `note`.
pub const SAMPLE_COLUMNS: &[&str] = &[
    "sample_id",
    "verdict",
    "rule",
    "reviewer",
    "note",
    "stratum",
    "side",
    "claim",
    "file",
    "payer",
    "biller",
    "service_from",
    "service_to",
    "charge",
    "lines",
    "encounter",
];

pub(super) fn render(audit: &Audit, mask: Mask, out: &mut dyn io::Write) -> io::Result<()> {
    let mut sheet = Sheet::new(out, AUDIT_COLUMNS)?;
    for row in &audit.rows {
        sheet.row(cells(row, mask))?;
    }
    sheet.finish()
}

fn cells(row: &AuditRow, mask: Mask) -> Vec<Masked> {
    let figures = &row.figures;
    let accuracy = wilson(figures.claims_right, figures.claims);
    let lines = wilson(figures.lines_right, figures.lines);
    let rules: Vec<String> = by_rule(row).iter().map(|(code, claims)| format!("{code} {claims}")).collect();
    let of = |kind| dollars(figures.money.of(kind));
    let before = row.before.and_then(|[claims, right]| wilson(right, claims));
    let some = |value: Option<f64>| value.map(share).unwrap_or_default();
    let words = [
        row.dimension.as_str().to_owned(),
        name(row, mask).into(),
        figures.claims.to_string(),
        figures.claims_right.to_string(),
        (figures.claims - figures.claims_right).to_string(),
        some(accuracy.map(|one| one.share)),
        some(accuracy.map(|one| one.low)),
        some(accuracy.map(|one| one.high)),
        figures.lines.to_string(),
        figures.lines_right.to_string(),
        some(lines.map(|one| one.share)),
        of(MoneyKind::Overpaid),
        of(MoneyKind::Missed),
        of(MoneyKind::Denial),
        rules.join("; "),
        some(before.map(|one| one.share)),
        some(change(row)),
    ];
    words.into_iter().map(Masked::impersonal).collect()
}

/// Writes the drawn sample as a sheet for a second reviewer. Errors are those of writing.
pub fn sample(audit: &Audit, mask: Mask, out: &mut dyn io::Write) -> io::Result<()> {
    let mut sheet = Sheet::new(out, SAMPLE_COLUMNS)?;
    for one in &audit.sample {
        let day = |day: Option<chrono::NaiveDate>| {
            Masked::impersonal(day.map(|day| day.to_string()).unwrap_or_default())
        };
        let mut cells = vec![Masked::impersonal(one.id.as_str())];
        cells.resize(5, Masked::default());
        cells.extend([
            Masked::impersonal(STRATA[one.stratum]),
            Masked::impersonal(one.side.as_str()),
            mask.hide(&one.account),
            Masked::impersonal(one.file.as_str()),
            party(&one.payer, mask),
            party(&one.biller, mask),
            day(one.days.map(|days| days.0)),
            day(one.days.map(|days| days.1)),
            Masked::impersonal(dollars(one.charge)),
            Masked::impersonal(one.lines.to_string()),
            Masked::impersonal(one.encounter.to_string()),
        ]);
        sheet.row(cells)?;
    }
    sheet.finish()
}
