//! The rules between two claims of one visit, a family a file.
//!
//! To add a rule: write its texts, an example that fires and one that does not, and its check in the file of its family,
//! and name it in [`RULES`]. `explain`, the documentation and the example tests follow from that.

mod dates;
mod identity;
mod setting;
mod split;
#[cfg(test)]
mod tests;

use crate::rule::Rule;

use super::pair::{Hits, Pair};

/// A rule and what checks it.
#[derive(Debug)]
pub struct Check {
    /// What it is.
    pub rule: Rule,
    /// Looks at a facility claim and a professional claim of one visit.
    pub run: fn(&Pair<'_>, &mut Hits),
}

/// Every rule of this room, in the order of the catalogue.
pub const RULES: &[Check] = &[
    identity::MEMBER,
    identity::NAME,
    identity::BIRTH_DATE,
    identity::SEX,
    dates::OUTSIDE,
    dates::ADMISSION,
    setting::TYPE_OF_BILL,
    setting::OFFICE,
    split::GLOBAL,
];
