//! The audit: for a browser, a spreadsheet, and programs; and the sheet of the drawn sample.

mod html;
mod ndjson;
mod sheet;

use std::io;

use serde::Serialize;

use crate::reconcile::{Audit, AuditRow, Dimension, Outcome};
use crate::show::charges::party;
use crate::show::{Mask, Masked};

pub use ndjson::schema;
pub use sheet::{AUDIT_COLUMNS, SAMPLE_COLUMNS, sample};

/// Formats of an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditFormat {
    /// A group a row.
    Csv,
    /// One page: figures, pictures, agreement.
    Html,
    /// A group a line, then levels and agreement.
    Ndjson,
}

/// Writes an audit. Errors are those of writing.
pub fn audit(
    format: AuditFormat,
    audit: &Audit,
    outcome: &Outcome,
    mask: Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        AuditFormat::Csv => sheet::render(audit, mask, out),
        AuditFormat::Html => html::render(audit, outcome, mask, out),
        AuditFormat::Ndjson => ndjson::render(audit, mask, out),
    }
}

/// The rules behind wrong claims, the most frequent first: code and claims.
fn by_rule(row: &AuditRow) -> Vec<(&str, usize)> {
    let mut rules: Vec<(&str, usize)> =
        row.figures.wrong_by_rule.iter().map(|(code, claims)| (code.as_str(), *claims)).collect();
    rules.sort_by_key(|(code, claims)| (std::cmp::Reverse(*claims), *code));
    rules
}

/// Name of a group.
fn name(row: &AuditRow, mask: Mask) -> Masked {
    party(&row.who, mask)
}

/// A share with four decimals, as JSON and sheets have it.
fn share(share: f64) -> String {
    format!("{share:.4}")
}

/// The share of right claims now less that of before; none where there was none.
fn change(row: &AuditRow) -> Option<f64> {
    let [claims, right] = row.before?;
    let now = crate::reconcile::wilson(row.figures.claims_right, row.figures.claims)?;
    let before = crate::reconcile::wilson(right, claims)?;
    Some(now.share - before.share)
}

/// Whether a dimension is told claim by claim.
fn dimensions() -> [(Dimension, &'static str, &'static str); 7] {
    [
        (Dimension::Area, "By what looks at a claim", "Area"),
        (Dimension::Side, "By side", "Side"),
        (Dimension::Payer, "By payer", "Payer"),
        (Dimension::Facility, "By facility", "Facility of the visit"),
        (Dimension::Department, "By department", "Department (claims with a line of it)"),
        (Dimension::Group, "By group", "Professional biller"),
        (Dimension::Provider, "By provider", "NPI (claims with a line rendered)"),
    ]
}

/// JSON of a value on one line.
fn line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
