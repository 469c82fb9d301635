//! Rules on the claims of one visit. The outcome is data; nothing here renders.
//!
//! [`reconcile`] takes claims from a [`Store`], links them to visits and looks at one person's claims at a time, so that
//! only those are held in full. A rule sees two claims of a visit ([`Pair`]), a visit ([`Encounter`]) or all claims of a
//! person ([`Person`]), and says what it found as [`Hit`]s that name values by claim and JSON path.

mod baseline;
mod billed;
mod both;
mod checker;
mod differences;
mod engine;
mod facts;
mod hit;
mod line_pairing;
mod manifest;
mod outcome;
mod paired_lines;
mod persons;
mod price;
mod readings;
mod rollup;
pub mod rules;
mod scope;
mod services;
mod setup;
mod store;
mod summary;
#[cfg(test)]
mod tests;
mod totals;
mod verdict;

pub use baseline::{Baseline, BaselineError, Compared, Earlier, Standing};
pub use billed::{Billed, Line};
pub use differences::{Difference, Said};
pub use engine::reconcile;
pub use hit::{AtRisk, Hit, Hits, Place};
pub use line_pairing::{Need, Relation};
pub use manifest::{Input, Manifest, SWITCHED_OFF, SkippedRule};
pub use outcome::{Attached, Found, Named, Outcome, Row, Visit};
pub use paired_lines::{LineAt, PairedLine, PairedLines, SettledLine, UnpairedLine};
pub use rollup::{Cause, NOT_NAMED, Parties, RollUp, Share};
pub use rules::{Check, Run};
pub use scope::{Context, Encounter, Pair, Person, Twins, is_same_service};
pub use setup::Setup;
pub use store::Store;
pub use summary::{Counted, Summary, Suppressed};

use rust_decimal::Decimal;

/// An amount with cents, and with all the decimals it has.
fn dollars(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}
