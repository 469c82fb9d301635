//! The outcome of `twinclaim reconcile`: a diff for people, JSON lines, a work list for spreadsheets, a page for browsers.
//!
//! All four show the same [`EncounterView`](encounter_view::EncounterView).

pub mod diff;
mod encounter_view;
pub mod html;
mod line_pairing;
pub mod ndjson;
pub mod worklist;
