//! Charge reconciliation: lines without their other half, for a spreadsheet and for a browser.

mod html;
mod sheet;

use std::io;

use crate::finding::Side;
use crate::reconcile::{ChargeRow, Charges, Outcome, Owner, Party, Store};
use crate::show::{Mask, Masked};

pub(in crate::show) use html::{Shares, level_table, pictured};
pub use sheet::CHARGE_COLUMNS;

/// Formats of a charge reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeFormat {
    /// A line a row, then a level a row.
    Csv,
    /// One page: sums, levels, lines.
    Html,
}

/// Writes the rows. Errors are those of writing and of reading again.
pub fn charges(
    format: ChargeFormat,
    charges: &Charges<'_>,
    outcome: &Outcome,
    claims: &dyn Store,
    mask: Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        ChargeFormat::Csv => sheet::render(charges, outcome, claims, mask, out),
        ChargeFormat::Html => html::render(charges, outcome, claims, mask, out),
    }
}

/// Who somebody is: a person's name is hidden where values are to be masked.
pub(in crate::show) fn party(party: &Party, mask: Mask) -> Masked {
    if party.is_person { mask.hide(&party.name) } else { Masked::impersonal(party.name.clone()) }
}

/// Who has to act, in words.
fn owner(owner: &Owner, mask: Mask) -> Masked {
    match owner {
        Owner::Group(who) => party(who, mask),
        Owner::Kind(words) => Masked::impersonal(*words),
        Owner::ChargeCapture(department, None) => Masked::impersonal(format!("charge capture, {department}")),
        Owner::ChargeCapture(department, Some(facility)) => {
            Masked::impersonal(format!("charge capture, {department}, {}", &*party(facility, mask)))
        }
    }
}

/// What is missing, in words: the other half, or what the list says.
fn lacks(row: &ChargeRow) -> String {
    match (row.kind, row.side) {
        (crate::reconcile::ChargeKind::NoTwin, Side::Facility) => {
            format!("no professional line: {}", row.lacks)
        }
        (crate::reconcile::ChargeKind::NoTwin, Side::Professional) => {
            format!("no facility line: {}", row.lacks)
        }
        _ => row.lacks.clone(),
    }
}

/// A share in percent, with one decimal; none of none.
pub(in crate::show) fn percent(part: usize, whole: usize) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "counts of lines are far below 2^52")]
    (whole > 0).then(|| (part as f64 * 1_000.0 / whole as f64).round() / 10.0)
}
