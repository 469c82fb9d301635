//! What both sides bill under one code on one day.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::codes::laterality::{self, Side};

use super::billed::Line;
use super::scope::{Encounter, is_same_service};

/// A code with all lines of both sides that bill it on one day.
#[derive(Debug)]
pub(super) struct Both<'c> {
    /// The facility's lines, at least one.
    pub(super) facility: Vec<Line<'c>>,
    /// The professionals' lines, at least one.
    pub(super) professional: Vec<Line<'c>>,
}

/// Every code that both sides bill on one day. Facility lines without a day of their own are left out: for a stay that
/// would throw all days together.
pub(super) fn billed_by_both<'c>(visit: &Encounter<'c>) -> Vec<Both<'c>> {
    let mut found: Vec<Both<'c>> = Vec::new();
    for line in visit.facility_lines().filter(|line| line.period().is_some() && !line.code_text().is_empty())
    {
        if let Some(both) = found.iter_mut().find(|both| is_same_service(both.facility[0], line)) {
            both.facility.push(line);
            continue;
        }
        let professional: Vec<_> =
            visit.professional_lines().filter(|other| is_same_service(line, *other)).collect();
        if !professional.is_empty() {
            found.push(Both { facility: vec![line], professional });
        }
    }
    found
}

impl Both<'_> {
    /// The code, in upper case.
    pub(super) fn code(&self) -> String {
        self.facility[0].code()
    }

    /// Whether a modifier on either side speaks of a side of the body or of both sides.
    pub(super) fn is_sided(&self) -> bool {
        let mut all = self.facility.iter().chain(&self.professional);
        all.any(|line| line.has_modifier("50") || side(*line).is_some())
    }
}

/// How many units some lines may come to: all together, the most of one claim, the most of one physician. Two surgeons
/// bill one operation each, two readers share what was done, and a claim sent twice is another rule's business.
pub(super) fn possible_units(lines: &[Line<'_>]) -> BTreeSet<Decimal> {
    let of = |same: &dyn Fn(&Line<'_>) -> bool| -> Decimal {
        lines.iter().filter(|line| same(line)).map(|line| line.count()).sum()
    };
    let claim = lines.iter().map(|one| of(&|line| line.of.position == one.of.position)).max();
    let physician = lines.iter().map(|one| of(&|line| line.renderer() == one.renderer())).max();
    [claim, physician, Some(of(&|_| true))].into_iter().flatten().collect()
}

/// The side of the body that a line's modifiers name.
pub(super) fn side(line: Line<'_>) -> Option<Side> {
    let mut modifiers = line.procedure.iter().flat_map(|procedure| &procedure.modifiers);
    modifiers.find_map(|modifier| laterality::of_modifier(&modifier.to_ascii_uppercase()))
}
