//! A bill for a series of treatments is one hunk with its days: linking looks at each day by itself, and people at the bill.

use crate::link::Linked;
use crate::model::Status;

use super::facts::Facts;
use super::outcome::{Attached, EncounterResult};

/// Puts the days of each series bill together. A day that a person has to decide about stays by itself.
pub(super) fn gathered(
    visits: Vec<(usize, EncounterResult)>,
    linked: &Linked,
    facts: &[Facts],
) -> Vec<(usize, EncounterResult)> {
    let mut kept: Vec<(usize, EncounterResult)> = Vec::with_capacity(visits.len());
    for (group, visit) in visits {
        let bill = bill(group, &visit, linked, facts);
        let same = |(first, other): &&mut (usize, EncounterResult)| {
            bill.is_some() && self::bill(*first, other, linked, facts) == bill
        };
        match kept.iter_mut().find(same) {
            Some((_, first)) => first.absorb(visit),
            None => kept.push((group, visit)),
        }
    }
    // Another day of the same bill is no rival.
    for (_, visit) in &mut kept {
        for attached in &mut visit.professional {
            attached.runner_up = attached.runner_up.filter(|rival| !visit.facility.contains(rival));
        }
    }
    kept
}

/// The bill that a visit is some days of; none where it is all of its bill.
fn bill(group: usize, visit: &EncounterResult, linked: &Linked, facts: &[Facts]) -> Option<usize> {
    let [claim] = visit.facility[..] else { return None };
    let decided = matches!(visit.status, Status::Matched | Status::FacilityOnly);
    let lines = linked.groups[group].facility_lines.first()?.len();
    (decided && lines < facts[claim].lines as usize).then_some(claim)
}

impl EncounterResult {
    /// Takes another day of the same bill in.
    fn absorb(&mut self, other: Self) {
        self.status = self.status.min(other.status);
        for attached in other.professional {
            match self.professional.iter_mut().find(|own| own.claim == attached.claim) {
                Some(own) => own.absorb(attached),
                None => self.professional.push(attached),
            }
        }
        self.lines.pairs.extend(other.lines.pairs);
        self.lines.settled.extend(other.lines.settled);
        self.lines.unpaired.extend(other.lines.unpaired);
        for difference in other.differences {
            if !self.differences.contains(&difference) {
                self.differences.push(difference);
            }
        }
        for found in other.findings {
            if self.findings.iter().all(|own| own.finding.id != found.finding.id) {
                self.findings.push(found);
            }
        }
        for note in other.not_checked {
            if !self.not_checked.contains(&note) {
                self.not_checked.push(note);
            }
        }
    }
}

impl Attached {
    fn absorb(&mut self, other: Self) {
        self.lines.extend(other.lines);
        self.lines.sort_unstable();
        self.lines.dedup();
        if other.score < self.score {
            (self.score, self.evidence) = (other.score, other.evidence);
        }
        self.runner_up = self.runner_up.or(other.runner_up);
    }
}
