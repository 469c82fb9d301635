//! What both sides bill under one code.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::codes::laterality;
use crate::finding::Side;

use super::claim_view::LineView;
use super::line_pairing::{LinePair, LinePairing, Relation, is_one};
use super::scope::is_same_service;

/// A procedure with all lines of both sides that bill it.
#[derive(Debug)]
pub(super) struct SharedService<'c> {
    /// The facility's lines, at least one.
    pub(super) facility: Vec<LineView<'c>>,
    /// The professionals' lines, at least one.
    pub(super) professional: Vec<LineView<'c>>,
}

/// Every procedure that both sides bill, as pairing found them: pairs of one procedure that share a line, with the lines of
/// either side that are left over beside them. Facility lines without a day of their own are left out: for a stay that
/// would throw all days together.
pub(super) fn billed_by_both<'c>(pairing: &LinePairing<'c>) -> Vec<SharedService<'c>> {
    let mut found: Vec<SharedService<'c>> = Vec::new();
    let one = |pair: &&LinePair<'_>| {
        let same = matches!(pair.relation, Relation::SameProcedure | Relation::SeveralUnits)
            || (pair.relation == Relation::SurgicalTeam && pair.facility.same_code(pair.professional));
        same && pair.facility.period().is_some()
    };
    for pair in pairing.pairs.iter().filter(one) {
        let shares = |both: &SharedService<'_>| {
            both.holds(pair.facility) || both.holds(pair.professional) || both.is_twin(pair.facility)
        };
        let n = found.iter().position(shares).unwrap_or_else(|| {
            found.push(SharedService { facility: Vec::new(), professional: Vec::new() });
            found.len() - 1
        });
        found[n].add(Side::Facility, pair.facility);
        found[n].add(Side::Professional, pair.professional);
    }
    for both in &mut found {
        for lone in pairing.unpaired.iter().filter(|lone| lone.line.period().is_some()) {
            if both.is_twin(lone.line) {
                both.add(lone.side, lone.line);
            }
        }
    }
    found
}

impl<'c> SharedService<'c> {
    fn add(&mut self, side: Side, line: LineView<'c>) {
        if !self.holds(line) {
            match side {
                Side::Facility => self.facility.push(line),
                Side::Professional => self.professional.push(line),
            }
        }
    }

    fn holds(&self, line: LineView<'_>) -> bool {
        self.facility.iter().chain(&self.professional).any(|own| is_one(*own, line))
    }

    /// Whether a line bills the same procedure on the same day.
    fn is_twin(&self, line: LineView<'_>) -> bool {
        self.facility.iter().any(|own| is_same_service(*own, line))
    }

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
pub(super) fn possible_units(lines: &[LineView<'_>]) -> BTreeSet<Decimal> {
    let of = |same: &dyn Fn(&LineView<'_>) -> bool| -> Decimal {
        lines.iter().filter(|line| same(line)).map(|line| line.count()).sum()
    };
    let claim = lines.iter().map(|one| of(&|line| line.of.position == one.of.position)).max();
    let physician = lines.iter().map(|one| of(&|line| line.renderer() == one.renderer())).max();
    [claim, physician, Some(of(&|_| true))].into_iter().flatten().collect()
}

/// The side of the body that a line's modifiers name.
pub(super) fn side(line: LineView<'_>) -> Option<laterality::Side> {
    let mut modifiers = line.procedure.iter().flat_map(|procedure| &procedure.modifiers);
    modifiers.find_map(|modifier| laterality::of_modifier(&modifier.to_ascii_uppercase()))
}
