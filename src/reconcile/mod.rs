//! Rules on the claims of one visit. The outcome is data; nothing here renders.
//!
//! [`reconcile`] takes claims from a [`Store`], links them to visits and looks at one person's claims at a time, so that
//! only those are held in full. A rule sees two claims of a visit ([`Pair`]), a visit ([`Encounter`]) or all claims of a
//! person ([`Person`]), and says what it found as [`Violation`]s that name values by claim and JSON path.

mod audit;
mod baseline;
mod by_day;
mod charges;
mod checker;
mod claim_view;
mod deadline;
mod differences;
mod engine;
mod facts;
#[cfg(test)]
mod field_tests;
mod interpretations;
mod levels;
mod line_pairing;
mod locate;
mod manifest;
mod outcome;
mod paired_lines;
#[cfg(test)]
mod path_tests;
mod persons;
mod price;
mod rollup;
pub mod rules;
mod scope;
mod series;
mod services;
mod settings;
mod shared_services;
mod store;
mod summary;
mod sums;
#[cfg(test)]
mod tests;
mod totals;
mod unexpected_segments;
mod violation;
mod visit_lines;
mod worked;

pub use audit::{
    Agreement, Area, Audit, AuditRow, AuditSettings, Checked, ClaimCheck, Dimension, Figures, Interval,
    Reviewed, STRATA, Sampled, wilson,
};
pub use baseline::{Baseline, BaselineError, Compared, Earlier, Standing};
pub use charges::{
    AGES, ChargeKind, ChargeRow, ChargeSettings, ChargeShare, ChargeTotals, Charges, Owner, age_group,
};
pub use claim_view::{ClaimView, LineView};
pub use differences::{Difference, Said};
pub use engine::reconcile;
pub use levels::{LevelBy, LevelKind, LevelRow, mean_level};
pub use line_pairing::{Need, Relation};
pub use manifest::{Input, Manifest, Repeat};
pub use outcome::{Attached, EncounterResult, Named, Outcome, Reported, Row};
pub use paired_lines::{LineAt, PairedLine, PairedLines, SettledLine, UnpairedLine};
pub use rollup::{Cause, NOT_NAMED, Parties, RollUp, Share};
pub use rules::{Check, Run};
pub use scope::{Context, Encounter, Pair, Person, SameService, is_same_service};
pub use settings::Settings;
pub use store::Store;
pub use summary::{Counted, Summary, Suppressed};
pub use sums::Sums;
pub use unexpected_segments::NotChecked;
pub use violation::{ClaimPlace, Violation, Violations};
pub use visit_lines::Party;
pub use worked::{Progress, Work, WorkSummary, Worked, WorkedError};
