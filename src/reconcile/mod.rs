//! Rules on the claims of one visit. The outcome is data; nothing here renders.
//!
//! [`reconcile`] takes claims from a [`Store`], links them to visits and looks at one person's claims at a time, so that
//! only those are held in full. A rule sees two claims of a visit ([`Pair`]), a visit ([`Encounter`]) or all claims of a
//! person ([`Person`]), and says what it found as [`Violation`]s that name values by claim and JSON path.

mod baseline;
mod billed;
mod both;
mod by_day;
mod checker;
mod differences;
mod engine;
mod facts;
#[cfg(test)]
mod field_tests;
mod line_pairing;
mod locate;
mod manifest;
mod outcome;
mod paired_lines;
#[cfg(test)]
mod path_tests;
mod persons;
mod price;
mod readings;
mod rollup;
pub mod rules;
mod scope;
mod series;
mod services;
mod settings;
mod store;
mod strays;
mod summary;
#[cfg(test)]
mod tests;
mod totals;
mod violation;

pub use baseline::{Baseline, BaselineError, Compared, Earlier, Standing};
pub use billed::{Billed, Line};
pub use differences::{Difference, Said};
pub use engine::reconcile;
pub use line_pairing::{Need, Relation};
pub use manifest::{Input, Manifest};
pub use outcome::{Attached, Named, Outcome, Reported, Row, Visit};
pub use paired_lines::{LineAt, PairedLine, PairedLines, SettledLine, UnpairedLine};
pub use rollup::{Cause, NOT_NAMED, Parties, RollUp, Share};
pub use rules::{Check, Run};
pub use scope::{Context, Encounter, Pair, Person, Twins, is_same_service};
pub use settings::Settings;
pub use store::Store;
pub use strays::NotChecked;
pub use summary::{Counted, Summary, Suppressed};
pub use violation::{Place, Violation, Violations};
