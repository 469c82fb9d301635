//! What reconciling gives: visits with findings, and totals that prove that nothing was lost.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::encounter::{ClaimRef, Status};
use crate::finding::{Finding, Severity};
use crate::link::{Attached, Fate, Group};

use super::baseline::Standing;
use super::rollup::Parties;
use super::setup::Setup;
use super::summary::Summary;

/// All visits, worst first.
#[derive(Debug)]
pub struct Outcome {
    /// The visits.
    pub visits: Vec<Visit>,
    /// What results call the claims, in the order they were given.
    pub references: Vec<ClaimRef>,
    /// Who each claim is from and for, in the same order.
    pub parties: Vec<Parties>,
    /// What became of each claim before visits were formed, in the same order.
    pub fates: Vec<Fate>,
    /// The totals.
    pub summary: Summary,
}

/// One visit. Claims are positions in the list that was reconciled.
#[derive(Debug)]
pub struct Visit {
    /// Whether both sides were found.
    pub status: Status,
    /// What the facility billed, the main claim first.
    pub facility: Vec<usize>,
    /// What professionals billed: for each claim the lines that belong here, and why.
    pub professional: Vec<Attached>,
    /// How they disagree, heaviest first.
    pub findings: Vec<Found>,
    /// Money at risk, by claim and line (from 0): the largest amount of all findings about it.
    pub risk: BTreeMap<(usize, usize), Decimal>,
}

/// A finding of a visit.
#[derive(Clone, Debug)]
pub struct Found {
    /// The finding.
    pub finding: Finding,
    /// The claims it is about, that of the main place first.
    pub about: Vec<usize>,
    /// Money at risk: claim, line (from 0) and dollars.
    pub at_risk: Vec<(usize, usize, Decimal)>,
    /// Whether an earlier run found it; none where there is no earlier run to hold it against.
    pub standing: Option<Standing>,
}

impl Visit {
    pub(super) fn of(group: &Group) -> Self {
        Self {
            status: group.status,
            facility: group.facility.clone(),
            professional: group.professional.clone(),
            findings: Vec::new(),
            risk: BTreeMap::new(),
        }
    }

    /// Its claims, the facility's first.
    pub fn claims(&self) -> impl Iterator<Item = usize> + '_ {
        self.facility.iter().copied().chain(self.professional.iter().map(|attached| attached.claim))
    }

    /// Money at risk. A line that several findings speak of counts once, with its largest amount.
    pub fn at_risk(&self) -> Decimal {
        self.risk.values().sum()
    }

    /// The heaviest finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|found| found.finding.severity).max()
    }

    /// Whether both sides are there.
    pub fn is_matched(&self) -> bool {
        self.status == Status::Matched
    }

    /// How likely it is that its claims belong together: the least likely of them decides.
    pub fn score(&self) -> Option<f64> {
        let scores = self.professional.iter().map(|attached| attached.score);
        scores.min_by(f64::total_cmp).filter(|_| !self.facility.is_empty())
    }

    /// What results call a professional claim of the visit: with the lines that belong to it.
    pub fn professional_refs<'o>(
        &'o self,
        references: &'o [ClaimRef],
    ) -> impl Iterator<Item = ClaimRef> + 'o {
        self.professional.iter().map(|attached| ClaimRef {
            service_lines: attached.lines.iter().map(|line| line + 1).collect(),
            ..references[attached.claim].clone()
        })
    }

    /// Heaviest first, then by code and place.
    pub(super) fn sort_findings(&mut self) {
        self.findings.sort_by(|a, b| {
            let amount = |found: &Found| {
                let amount = found.finding.amount_at_risk.as_deref();
                amount.and_then(|a| a.parse::<Decimal>().ok()).unwrap_or_default()
            };
            let key = |found: &Found| (found.finding.severity, amount(found));
            key(b)
                .cmp(&key(a))
                .then_with(|| (&a.finding.code, &a.finding.id).cmp(&(&b.finding.code, &b.finding.id)))
        });
    }
}

impl Outcome {
    /// Marks each finding as new or open, and tells which of the earlier ones are gone.
    pub(super) fn hold_against_baseline(&mut self, setup: &Setup<'_>) {
        let Some(baseline) = setup.baseline else { return };
        for found in self.visits.iter_mut().flat_map(|visit| &mut visit.findings) {
            found.standing = Some(baseline.standing(&found.finding.id));
        }
        self.summary.baseline = Some(baseline.compared(self));
    }

    /// Keeps the first findings, worst visits first, and tells how many it leaves out; the totals speak of all of them.
    pub fn keep_findings(&mut self, most: usize) -> usize {
        let (mut kept, mut left_out) = (0, 0);
        for visit in &mut self.visits {
            let room = most.saturating_sub(kept);
            left_out += visit.findings.len().saturating_sub(room);
            visit.findings.truncate(room);
            kept += visit.findings.len();
        }
        self.summary.findings_not_shown = left_out;
        left_out
    }
}
