//! Everything a person or a program is given. Renders, never parses; writes into what it is handed, never to standard output.
//!
//! The way of a result: the rooms below hand over data; this room makes one *view* of it, with personal values masked
//! ([`Mask`]), and one *exporter* a format writes that view. A folder a result:
//!
//! | folder | result | view | formats |
//! |---|---|---|---|
//! | [`inspect`] | what is in a file | outline, segments, acknowledgments, claims | text, ndjson, html |
//! | [`form`] | a claim on its paper form | boxes and addendum | text |
//! | [`validate`] | findings on one file | finding with its marked segment | text, ndjson, SARIF, JUnit |
//! | [`reconcile`] | encounters and their findings | encounter view, line pairing | diff, ndjson, csv, html |
//! | [`charges`] | lines without their other half | rows and totals | csv, html |
//! | [`audit`] | how often claims are right | figures by group, sample | csv, html, ndjson |
//!
//! [`segment`] explains a segment to all of them, [`terminal`] lays text out, [`words`] writes amounts and counts.

pub mod audit;
pub mod charges;
pub mod compare;
mod fault_text;
pub mod fix;
pub mod form;
pub mod inspect;
pub mod manifest;
mod markup;
mod mask;
mod page;
pub mod progress;
pub mod reconcile;
pub mod segment;
mod spreadsheet;
pub mod tables;
pub mod terminal;
pub mod validate;
pub mod words;

pub use fault_text::{FaultText, FaultTextKind};
pub use mask::{Mask, Masked, MaskedFinding};
