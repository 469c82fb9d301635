//! Rules on one file: syntax, guide, balancing, situational, code sets, product, payer (SNIP types 1 to 7).
//!
//! A [`Validator`] takes the pieces of an input, one after the other, and tells [`Event`]s in the order of the input:
//! what opens, what is wrong, which claim is complete, what closes. Reports, acknowledgements and the split into
//! accepted and refused claims all live on that one pass.
//!
//! It works on placed segments, never on the built model. A guide becomes tables of compact checks once; a segment that
//! is right costs a look at each of its bytes and allocates nothing.

mod about;
mod by_level;
mod cause;
mod checks;
mod code_sets;
mod element;
mod element_findings;
mod envelope;
mod event;
mod fault;
mod fields;
mod filtered;
mod hierarchy;
mod joined;
mod locate;
mod number;
mod period;
mod rule_set;
pub mod rules;
mod scope;
mod seen;
mod structure;
mod tables;
#[cfg(test)]
mod tests;
mod transaction;
mod transport;
mod unplaced;
mod validated_segments;
mod validator;
mod version;
mod violation;
mod wording;

pub use by_level::ByLevel;
pub use event::{ClaimEnd, Closed, Event, Level, Opened, Reported};
pub use fault::{ElementFault, Fault, SegmentFault};
pub(crate) use fields::FieldRows;
pub use fields::{Fields, Names};
pub use filtered::FilteredEvents;
pub use rule_set::{Medicare, RuleSet, Settings};
pub use rules::Check;
pub use scope::{Claim, Instance};
pub use seen::Seen;
pub use validator::{Sink, Validator};
pub use violation::{Mark, Site, Violation, Violations, Wire};
