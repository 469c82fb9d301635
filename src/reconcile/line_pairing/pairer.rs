//! Lines as the passes see them, and the assignment: best first, one to one.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::codes::Code;
use super::counterparts::{Counterpart, Described, Need, counterpart};
use super::families::{Families, Family};
use super::{LinePair, LinePairing, Relation, Settled, Unpaired, passes};
use crate::codes::services::{self, Kinds};
use crate::finding::Side;
use crate::link::Alone;
use crate::model::Status;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::scope::Encounter;

/// An interpretation may be dated days after the test (CMS SE17023); an earlier date is wrong but still this test's.
const DAYS_AFTER: u64 = 14;
const DAYS_BEFORE: u64 = 3;

/// A line with what the passes ask of it again and again.
pub(super) struct Slot<'c> {
    pub(super) line: LineView<'c>,
    pub(super) side: Side,
    pub(super) code: Option<Code>,
    pub(super) family: Option<Family>,
    pub(super) kinds: Kinds,
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
    /// Whether it is a test that is interpreted, perhaps on a later day.
    pub(super) is_test: bool,
    /// Assistants and second surgeons follow the surgeon.
    pub(super) is_assistant: bool,
    /// Whether it has a line of the other side.
    pub(super) paired: bool,
    /// The lines of the other side that it goes with, by number.
    pub(super) partners: Vec<usize>,
    /// Units left for further lines of the other side.
    room: Decimal,
}

/// The lines of both sides, and what was found of them so far.
pub(super) struct Pairer<'c> {
    pub(super) facility: Vec<Slot<'c>>,
    pub(super) professional: Vec<Slot<'c>>,
    pub(super) families: &'static Families,
    pub(super) pairs: Vec<LinePair<'c>>,
    pub(super) is_inpatient: bool,
}

/// Pairs the lines of an encounter.
pub(super) fn pair<'c>(encounter: &Encounter<'c>) -> LinePairing<'c> {
    let families = Families::get();
    let is_fee = |line: &LineView<'c>| services::is_professional_revenue(line.revenue());
    let slot = |line, side| Slot::of(line, side, families);
    let own = encounter.facility_lines().filter(|line| !is_fee(line));
    let fees = encounter.facility_lines().filter(is_fee);
    let theirs = encounter.professional_lines().chain(fees);
    let mut pairer = Pairer {
        facility: own.map(|line| slot(line, Side::Facility)).collect(),
        professional: theirs.map(|line| slot(line, Side::Professional)).collect(),
        families,
        pairs: Vec::new(),
        is_inpatient: encounter.is_inpatient(),
    };
    passes::run(&mut pairer);
    pairer.finish(encounter)
}

impl<'c> Slot<'c> {
    fn of(line: LineView<'c>, side: Side, families: &Families) -> Self {
        let code = Code::of(line.code_text());
        let revenue = line.revenue().parse().unwrap_or(0);
        let mut room = line.count();
        if line.has_modifier("50") {
            room += room;
        }
        Self {
            code,
            family: code.and_then(|code| families.of(code)),
            kinds: Kinds::of_procedure(&line.code()) | Kinds::of_revenue(revenue),
            days: days(line),
            is_test: line.is_read() || code.is_some_and(|code| families.is_interpretation(code)),
            is_assistant: line.is_assistant() || line.has_modifier("66"),
            paired: false,
            partners: Vec::new(),
            room,
            line,
            side,
        }
    }

    pub(super) fn revenue_within(&self, first: u16, last: u16) -> bool {
        self.line.revenue().parse().is_ok_and(|revenue| (first..=last).contains(&revenue))
    }

    pub(super) fn cpt_within(&self, ranges: &[(u32, u32)]) -> bool {
        let cpt = self.code.map_or(0, Code::cpt);
        ranges.iter().any(|(first, last)| (*first..=*last).contains(&cpt))
    }

    /// The first line of the other side that it goes with.
    pub(super) fn partner(&self) -> Option<usize> {
        self.partners.first().copied()
    }

    fn needs(&self) -> Counterpart {
        let setting = match self.side {
            Side::Facility => self.line.of.setting(),
            // A professional fee on a facility's own claim has the facility's setting and needs nothing of it.
            Side::Professional if !self.line.revenue().is_empty() => {
                return Counterpart::None("professional fee on the facility claim");
            }
            Side::Professional => self.line.place_of_service(),
        };
        counterpart(Described { side: self.side, setting, revenue: self.line.revenue(), code: self.code })
    }
}

/// Days of a line; room and board, and observation hours, are for all of the stay, whatever day they carry.
fn days(line: LineView<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let is_stay = matches!(
        line.revenue_family(),
        "010" | "011" | "012" | "013" | "014" | "015" | "016" | "017" | "018" | "020" | "021"
    ) || line.revenue() == "0762"
        || line.is_code(&["G0378", "G0379"]);
    if is_stay { line.of.claim.days() } else { line.days() }
}

/// Whether two lines may be of one day: an interpretation may be dated apart from its test.
pub(super) fn in_time(facility: &Slot<'_>, professional: &Slot<'_>) -> bool {
    let (Some((from, to)), Some((first, last))) = (facility.days, professional.days) else { return true };
    if from <= last && first <= to {
        return true;
    }
    if !(facility.is_test || professional.is_test) {
        return false;
    }
    let earliest = from.checked_sub_days(Days::new(DAYS_BEFORE)).unwrap_or(NaiveDate::MIN);
    let latest = to.checked_add_days(Days::new(DAYS_AFTER)).unwrap_or(NaiveDate::MAX);
    earliest <= last && first <= latest
}

/// How well two lines go together that may: modifiers for a site, then days, then units, then the order of the lines.
fn likeness(
    facility: &Slot<'_>,
    professional: &Slot<'_>,
) -> (bool, Reverse<i64>, bool, Reverse<(usize, usize)>) {
    let site = |slot: &Slot<'_>| {
        let mut sites = slot.line.modifiers();
        sites.retain(|modifier| crate::codes::laterality::is_site(modifier));
        sites.sort_unstable();
        sites
    };
    let apart = match (facility.days, professional.days) {
        (Some((from, to)), Some((first, last))) => {
            (first - to).num_days().max((from - last).num_days()).max(0)
        }
        _ => 0,
    };
    (
        site(facility) == site(professional),
        Reverse(apart),
        facility.line.count() == professional.line.count(),
        Reverse((facility.line.index, professional.line.index)),
    )
}

impl<'c> Pairer<'c> {
    /// Pairs lines that are free, one to one, the likeliest first; then ties further lines to those that have units left.
    pub(super) fn one_to_one(&mut self, relation: Relation, may_pair: &dyn Fn(&Slot<'_>, &Slot<'_>) -> bool) {
        let mut candidates = Vec::new();
        for (f, ours) in self.facility.iter().enumerate() {
            for (p, theirs) in self.professional.iter().enumerate() {
                if !(ours.paired && theirs.paired) && may_pair(ours, theirs) && in_time(ours, theirs) {
                    candidates.push((likeness(ours, theirs), Reverse((f, p))));
                }
            }
        }
        candidates.sort_unstable_by(|a, b| b.cmp(a));
        for (_, Reverse((f, p))) in &candidates {
            if !self.facility[*f].paired && !self.professional[*p].paired {
                self.tie(*f, *p, relation);
            }
        }
        let further = if relation == Relation::SameProcedure { Relation::SeveralUnits } else { relation };
        for (_, Reverse((f, p))) in candidates {
            let (ours, theirs) = (&self.facility[f], &self.professional[p]);
            let has_room = (!theirs.paired && ours.room >= theirs.room && ours.paired)
                || (!ours.paired && theirs.room >= ours.room && theirs.paired);
            if has_room && !theirs.room.is_zero() && !ours.room.is_zero() {
                self.tie(f, p, further);
            }
        }
    }

    /// Ties each free professional line to the first facility line it may go with, however many go there. With
    /// `again`, facility lines that already have one may take more.
    pub(super) fn many_to_one(
        &mut self,
        relation: Relation,
        again: bool,
        may_pair: &dyn Fn(&Slot<'_>, &Slot<'_>) -> bool,
    ) {
        for p in 0..self.professional.len() {
            if self.professional[p].paired {
                continue;
            }
            let theirs = &self.professional[p];
            let fits =
                |ours: &Slot<'_>| (again || !ours.paired) && may_pair(ours, theirs) && in_time(ours, theirs);
            if let Some(f) = self.facility.iter().position(fits) {
                self.tie(f, p, relation);
            }
        }
    }

    pub(super) fn tie(&mut self, f: usize, p: usize, relation: Relation) {
        let (ours, theirs) = (&mut self.facility[f], &mut self.professional[p]);
        let units = ours.room.min(theirs.room);
        ours.room -= units;
        theirs.room -= units;
        ours.paired = true;
        theirs.paired = true;
        ours.partners.push(p);
        theirs.partners.push(f);
        self.pairs.push(LinePair { facility: ours.line, professional: theirs.line, relation });
    }

    /// Settles what is left, by the table of counterparts.
    fn finish(mut self, encounter: &Encounter<'c>) -> LinePairing<'c> {
        self.pairs.sort_by_key(|pair| {
            let at = |line: LineView<'_>| (line.of.position, line.index);
            (at(pair.facility), at(pair.professional))
        });
        let pairs = std::mem::take(&mut self.pairs);
        let mut found = LinePairing { pairs, ..LinePairing::default() };
        let alone = encounter.alone.map(reason).or(is_undecided(encounter));
        for slot in self.facility.iter().chain(&self.professional).filter(|slot| !slot.paired) {
            let (line, side) = (slot.line, slot.side);
            let reason = match slot.needs() {
                Counterpart::None(reason) => reason,
                Counterpart::Needs(need) => {
                    let Some(reason) = alone.or_else(|| self.met(slot, need)) else {
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

    /// Why a need is met although the line itself has no twin: another line of the same service has it, or the surgeon's
    /// global fee holds the visits.
    fn met(&self, slot: &Slot<'_>, need: Need) -> Option<&'static str> {
        let others = match slot.side {
            Side::Facility => &self.facility,
            Side::Professional => &self.professional,
        };
        let overlaps = |other: &&Slot<'_>| match (slot.days, other.days) {
            (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
            _ => true,
        };
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
        let same = |other: &&Slot<'_>| other.paired && other.needs() == Counterpart::Needs(need);
        if is_visit && others.iter().filter(overlaps).any(|other| same(&other)) {
            return Some("another line of the same service has its twin");
        }
        // A clinic bills a visit beside a treatment only where it was one of its own (CMS Pub. 100-04 chapter 4 section 160).
        let treated = |ours: &Slot<'_>| {
            (ours.revenue_within(510, 529) || ours.revenue_within(761, 761)) && overlaps(&ours)
        };
        if need == Need::FacilityVisit
            && slot.line.place_of_service() != "23"
            && self.facility.iter().any(treated)
        {
            return Some("the clinic bills a treatment instead of the visit");
        }
        // CMS Pub. 100-04 chapter 12 section 40.1: the surgeon's visits after an operation are in the global fee.
        let operated =
            || self.professional.iter().any(|other| other.line.is_procedure() && !other.is_assistant);
        if matches!(need, Need::WardVisit | Need::ObservationVisit) && operated() {
            return Some("visits inside the global surgical package");
        }
        // A service that the facility billed twice has its other half once; that it is twice is LC-DUPI.
        let copy = |other: &&Slot<'_>| {
            other.paired
                && other.code.is_some()
                && other.code == slot.code
                && other.line.of.position != slot.line.of.position
        };
        if others.iter().filter(overlaps).any(|other| copy(&other)) {
            return Some("another claim of the same side bills the same service");
        }
        if need == Need::Surgeon && slot.code.is_none() && self.has_paired_procedure() {
            return Some("another line of the same service has its twin");
        }
        None
    }

    fn has_paired_procedure(&self) -> bool {
        self.professional.iter().any(|other| other.paired && other.line.is_procedure())
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
