//! Lines that no other one was found for: why they need none, or that their other half is not there.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::codes::Code;
use super::counterparts::{Counterpart, Need};
use super::matching::Stretches;
use super::pairer::{Pairer, Slot};
use super::{LinePairing, Settled, Unpaired};
use crate::finding::Side;
use crate::link::Alone;
use crate::model::Status;
use crate::reconcile::claim_view::{LineView, ended_before_anesthesia};
use crate::reconcile::scope::Encounter;

/// What is asked of the lines that have found each other.
struct Met {
    /// When each need of a side is met.
    needs: HashMap<(Side, Need), Stretches>,
    /// When each claim, by position, has a line of a code with its twin.
    codes: HashMap<(Side, Code), BTreeMap<usize, Stretches>>,
    /// When a clinic bills a treatment.
    treatments: Stretches,
    /// Whether a surgeon bills an operation; and whether one has its twin.
    operated: bool,
    paired_operation: bool,
    /// Facility claims, by position, whose operations ended before the anesthesia.
    ended: HashSet<usize>,
}

impl Met {
    fn of(pairer: &Pairer<'_>, encounter: &Encounter<'_>) -> Self {
        let both = || pairer.facility.iter().chain(&pairer.professional);
        let mut needs: HashMap<_, Vec<_>> = HashMap::new();
        let mut codes: HashMap<_, BTreeMap<usize, Vec<_>>> = HashMap::new();
        for slot in both().filter(|slot| slot.paired) {
            if let Counterpart::Needs(need) = slot.needs() {
                needs.entry((slot.side, need)).or_default().push(slot.when);
            }
            if let Some(code) = slot.code {
                let claims = codes.entry((slot.side, code)).or_default();
                claims.entry(slot.line.of.position).or_default().push(slot.when);
            }
        }
        let treats = |ours: &&Slot<'_>| ours.revenue_within(510, 529) || ours.revenue_within(761, 761);
        let by_claim = |claims: BTreeMap<usize, Vec<_>>| {
            claims.into_iter().map(|(claim, all)| (claim, Stretches::of(all))).collect()
        };
        let theirs = &pairer.professional;
        Self {
            needs: needs.into_iter().map(|(need, all)| (need, Stretches::of(all))).collect(),
            codes: codes.into_iter().map(|(code, claims)| (code, by_claim(claims))).collect(),
            treatments: Stretches::of(pairer.facility.iter().filter(treats).map(|slot| slot.when)),
            operated: theirs.iter().any(|other| other.line.is_procedure() && !other.is_assistant),
            ended: encounter
                .facility
                .iter()
                .filter(|claim| ended_before_anesthesia(claim.claim))
                .map(|claim| claim.position)
                .collect(),
            paired_operation: theirs.iter().any(|other| other.paired && other.line.is_procedure()),
        }
    }

    /// Why a need is met although the line itself has no twin: another line of the same service has it, or the surgeon's
    /// global fee holds the visits.
    fn reason(&self, slot: &Slot<'_>, need: Need) -> Option<&'static str> {
        let is_operation = slot.line.has_modifier("73") || need == Need::Anesthesia;
        if is_operation && self.ended.contains(&slot.line.of.position) {
            return Some("ended before the anesthesia");
        }
        let is_visit = matches!(
            need,
            Need::WardVisit
                | Need::ObservationVisit
                | Need::EmergencyVisit
                | Need::Anesthesia
                | Need::CriticalCare
                | Need::Delivery
                | Need::NewbornCare
        );
        if is_visit && self.needs.get(&(slot.side, need)).is_some_and(|met| met.meet(slot.when)) {
            return Some("another line of the same service has its twin");
        }
        // A clinic bills a visit beside a treatment only where it was one of its own (CMS Pub. 100-04 chapter 4 section 160).
        if need == Need::FacilityVisit
            && slot.line.place_of_service() != "23"
            && self.treatments.meet(slot.when)
        {
            return Some("the clinic bills a treatment instead of the visit");
        }
        // CMS Pub. 100-04 chapter 12 section 40.1: the surgeon's visits after an operation are in the global fee.
        if matches!(need, Need::WardVisit | Need::ObservationVisit) && self.operated {
            return Some("visits inside the global surgical package");
        }
        // A service that the facility billed twice has its other half once; that it is twice is LC-DUPI.
        let claims = slot.code.and_then(|code| self.codes.get(&(slot.side, code)));
        let other =
            |(claim, met): (&usize, &Stretches)| *claim != slot.line.of.position && met.meet(slot.when);
        if claims.is_some_and(|claims| claims.iter().any(other)) {
            return Some("another claim of the same side bills the same service");
        }
        if need == Need::Surgeon && slot.code.is_none() && self.paired_operation {
            return Some("another line of the same service has its twin");
        }
        None
    }
}

impl<'c> Pairer<'c> {
    /// Settles what is left, by the table of counterparts.
    pub(super) fn finish(mut self, encounter: &Encounter<'c>) -> LinePairing<'c> {
        self.pairs.sort_by_key(|pair| {
            let at = |line: LineView<'_>| (line.of.position, line.index);
            (at(pair.facility), at(pair.professional))
        });
        let pairs = std::mem::take(&mut self.pairs);
        let mut found = LinePairing { pairs, ..LinePairing::default() };
        let alone = encounter.alone.map(reason).or(is_undecided(encounter));
        let met = Met::of(&self, encounter);
        for slot in self.facility.iter().chain(&self.professional).filter(|slot| !slot.paired) {
            let (line, side) = (slot.line, slot.side);
            let reason = match slot.needs() {
                Counterpart::None(reason) => reason,
                Counterpart::Needs(need) => {
                    let Some(reason) = alone.or_else(|| met.reason(slot, need)) else {
                        found.unpaired.push(Unpaired { line, side, needs: need });
                        continue;
                    };
                    reason
                }
            };
            found.settled.push(Settled { line, side, reason });
        }
        found
    }
}

/// Why nothing is expected of the other side of an encounter that has one side only.
fn reason(alone: Alone) -> &'static str {
    match alone {
        Alone::OwnPlace => "place that bills for itself",
        Alone::Ambulance => "ambulance",
        Alone::Laboratory => "laboratory",
        Alone::Clinic => "clinic rate that pays the practitioner as well",
        Alone::MethodTwo => "professional fees on the facility claim (method II)",
        Alone::OutsideReader => "read by a group whose claims are never here",
    }
}

/// Of an encounter that a person has to decide about, nothing is missed yet; a day of a series without its physician is
/// one of many.
fn is_undecided(encounter: &Encounter<'_>) -> Option<&'static str> {
    match encounter.status {
        Status::Possible => Some("encounter to be decided about"),
        Status::FacilityOnly if encounter.is_day_of_series() => Some("day of a series bill"),
        _ => None,
    }
}
