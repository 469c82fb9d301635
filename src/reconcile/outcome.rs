//! What reconciling gives: visits with findings, and totals that prove that nothing was lost.

use std::collections::BTreeMap;
use std::io;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, MoneyKind, Severity};
use crate::link::{self, LinkedEncounter};
use crate::model::{ClaimRef, Evidence, Status};
use crate::record_store::RecordStore;

use super::baseline::Standing;
use super::differences::Difference;
use super::paired_lines::PairedLines;
use super::rollup::Parties;
use super::summary::Summary;
use super::sums::Sums;
use super::unexpected_segments::NotChecked;
use super::worked::Work;

/// All visits, worst first. They are put aside and come back one at a time: there may be more than fit into memory.
#[derive(Debug)]
pub struct Outcome {
    shelf: RecordStore,
    rows: Vec<Row>,
    /// The totals.
    pub summary: Summary,
}

/// What is known of a visit without looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number of its record.
    pub(super) record: u32,
    /// Findings that are shown.
    pub findings: u32,
    /// Findings of at least each severity: info, warning, error.
    pub(super) at_least: [u32; 3],
    /// Lines without their other half and differences that neither a rule judges nor anything explains.
    pub open: u32,
    /// Whether rules kept silent because of segments without a place.
    pub not_checked: bool,
    /// Whether both sides were found.
    pub status: Status,
    /// The heaviest of all its findings.
    pub worst: Option<Severity>,
}

/// One visit. Claims are positions in the list that was reconciled.
#[derive(Debug, Serialize, Deserialize)]
pub struct EncounterResult {
    /// Whether both sides were found.
    pub status: Status,
    /// What the facility billed, the main claim first.
    pub facility: Vec<usize>,
    /// What professionals billed: for each claim the lines that belong here, and why.
    pub professional: Vec<Attached>,
    /// How their lines belong together.
    pub lines: PairedLines,
    /// How they differ, with the reason or the rule where there is one.
    pub differences: Vec<Difference>,
    /// How they disagree, heaviest first.
    pub findings: Vec<Reported>,
    /// Findings that are there and not shown (`--min-severity`, `--max-findings`).
    pub not_shown: usize,
    /// Claims with segments that have no place, and the rules that kept silent because of them.
    pub not_checked: Vec<NotChecked>,
    /// The first day on which what is missing does not come any more (`--pending`); none where nothing is waited for.
    pub waits_until: Option<NaiveDate>,
    /// Money at risk, by claim and line (from 0): the largest amount of all findings about it.
    #[serde(with = "pairs")]
    pub risk: BTreeMap<(usize, usize), Decimal>,
    /// The same for each of the three sums.
    #[serde(with = "pairs")]
    pub money: BTreeMap<(MoneyKind, usize, usize), Decimal>,
    /// Its claims, those that its findings are about, and those that were nearly chosen instead.
    pub named: Vec<Named>,
}

/// Lines of a professional claim that belong to the visit, and why: what linking found, with its reasons told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attached {
    /// The claim.
    pub claim: usize,
    /// Its lines that belong here, from 0.
    pub lines: Vec<usize>,
    /// How likely it is that they do, from 0 to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub evidence: Vec<Evidence>,
    /// The facility claim that was nearly chosen, see [`link::Attached::runner_up`].
    pub runner_up: Option<usize>,
}

impl From<&link::Attached> for Attached {
    fn from(attached: &link::Attached) -> Self {
        Self {
            claim: attached.claim,
            lines: attached.lines.clone(),
            score: attached.score,
            evidence: attached.evidence.iter().map(|reason| Evidence::from(*reason)).collect(),
            runner_up: attached.runner_up,
        }
    }
}

/// What results call a claim.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Named {
    /// Its position.
    pub claim: usize,
    /// Its reference, with all of its lines.
    pub reference: ClaimRef,
    /// Who it is from and for.
    pub parties: Parties,
    /// Its days.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

/// A finding of a visit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reported {
    /// The finding.
    pub finding: Finding,
    /// The claims it is about, that of the main place first.
    pub about: Vec<usize>,
    /// The claim of each of its locations.
    pub places: Vec<usize>,
    /// Money at risk: claim, line (from 0) and dollars.
    pub at_risk: Vec<(usize, usize, Decimal)>,
    /// Whether an earlier run found it; none where there is no earlier run to hold it against.
    pub standing: Option<Standing>,
    /// What the work list says of it; none where there is no list.
    pub work: Option<Work>,
}

impl EncounterResult {
    pub(super) fn of(group: &LinkedEncounter) -> Self {
        Self {
            status: group.status,
            facility: group.facility.clone(),
            professional: group.professional.iter().map(Attached::from).collect(),
            lines: PairedLines::default(),
            differences: Vec::new(),
            findings: Vec::new(),
            not_shown: 0,
            not_checked: Vec::new(),
            waits_until: None,
            risk: BTreeMap::new(),
            money: BTreeMap::new(),
            named: Vec::new(),
        }
    }

    /// Its claims, the facility's first.
    pub fn claims(&self) -> impl Iterator<Item = usize> + '_ {
        self.facility.iter().copied().chain(self.professional.iter().map(|attached| attached.claim))
    }

    /// Sums up what its findings are worth: each line once, with its largest amount.
    pub(super) fn count_money(&mut self) {
        for found in &self.findings {
            for &(claim, line, amount) in &found.at_risk {
                let most = self.risk.entry((claim, line)).or_default();
                *most = amount.max(*most);
                if let Some(money) = &found.finding.money {
                    let most = self.money.entry((money.kind, claim, line)).or_default();
                    *most = amount.max(*most);
                }
            }
        }
    }

    /// The three sums. A line counts once in each, with its largest amount.
    pub fn sums(&self) -> Sums {
        let amounts = self.money.iter();
        amounts.map(|((kind, ..), amount)| (*kind, *amount)).collect()
    }

    /// Money at risk. A line that several findings speak of counts once, with its largest amount.
    pub fn at_risk(&self) -> Decimal {
        self.risk.values().sum()
    }

    /// Findings of at least each severity: info, warning, error.
    pub(super) fn at_least(&self) -> [u32; 3] {
        [Severity::Info, Severity::Warning, Severity::Error]
            .map(|least| self.findings.iter().filter(|found| found.finding.severity >= least).count() as u32)
    }

    /// The heaviest finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|found| found.finding.severity).max()
    }

    /// Whether both sides are there.
    pub fn is_matched(&self) -> bool {
        self.status == Status::Matched
    }

    /// Whether its claims were compared and agree: no finding, no line without its other half, no difference that nothing
    /// explains.
    pub fn agrees(&self) -> bool {
        self.is_matched()
            && self.findings.is_empty()
            && self.not_shown == 0
            && self.not_checked.is_empty()
            && self.lines.unpaired.is_empty()
            && !self.differences.iter().any(Difference::is_open)
    }

    /// Lines without their other half and differences that neither a rule judges nor anything explains.
    pub fn open(&self) -> usize {
        let lines = self.lines.unpaired.iter().filter(|lone| lone.judged_by.is_none());
        lines.count() + self.differences.iter().filter(|one| one.is_open()).count()
    }

    /// How likely it is that its claims belong together: the least likely of them decides.
    pub fn score(&self) -> Option<f64> {
        let scores = self.professional.iter().map(|attached| attached.score);
        scores.min_by(f64::total_cmp).filter(|_| !self.facility.is_empty())
    }

    /// What results call a claim of the visit, or one that was nearly chosen.
    pub fn named(&self, claim: usize) -> Option<&Named> {
        self.named.iter().find(|named| named.claim == claim)
    }

    /// What results call a professional claim of the visit: with the lines that belong to it.
    pub fn professional_refs(&self) -> impl Iterator<Item = ClaimRef> + '_ {
        self.professional.iter().filter_map(|attached| {
            let service_lines = attached.lines.iter().map(|line| line + 1).collect();
            Some(ClaimRef { service_lines, ..self.named(attached.claim)?.reference.clone() })
        })
    }

    /// Heaviest first, then by code and place.
    pub(super) fn sort_findings(&mut self) {
        self.findings.sort_by(|a, b| {
            let amount = |found: &Reported| {
                let amount = found.finding.amount_at_risk.as_deref();
                amount.and_then(|a| a.parse::<Decimal>().ok()).unwrap_or_default()
            };
            let key = |found: &Reported| (found.finding.severity, amount(found));
            key(b)
                .cmp(&key(a))
                .then_with(|| (&a.finding.code, &a.finding.id).cmp(&(&b.finding.code, &b.finding.id)))
        });
    }
}

impl Outcome {
    /// Visits that were put aside, in their order.
    pub(super) fn new(shelf: RecordStore, rows: Vec<Row>, summary: Summary) -> Self {
        Self { shelf, rows, summary }
    }

    /// What is known of the visits without looking at them, worst first.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A visit by its place in that order, with the findings that are shown. Errors are those of the temporary file.
    pub fn encounter(&self, n: usize) -> io::Result<EncounterResult> {
        let row = self.rows.get(n).ok_or(io::ErrorKind::NotFound)?;
        let mut visit: EncounterResult = serde_json::from_slice(&self.shelf.get(row.record as usize)?)?;
        visit.not_shown = visit.findings.len().saturating_sub(row.findings as usize);
        visit.findings.truncate(row.findings as usize);
        Ok(visit)
    }

    /// The visits, worst first.
    pub fn encounters(&self) -> impl Iterator<Item = io::Result<EncounterResult>> + '_ {
        (0..self.rows.len()).map(|n| self.encounter(n))
    }

    /// The heaviest finding of all.
    pub fn worst(&self) -> Option<Severity> {
        self.rows.iter().filter_map(|row| row.worst).max()
    }

    /// Keeps the findings of at least this severity, and tells how many it leaves out; the totals speak of all of them.
    pub fn keep_severity(&mut self, least: Severity) -> usize {
        let mut left_out = 0;
        for row in &mut self.rows {
            let shown = row.findings.min(row.at_least[least as usize]);
            left_out += (row.findings - shown) as usize;
            row.findings = shown;
        }
        self.summary.findings_not_shown += left_out;
        left_out
    }

    /// Keeps the first findings, worst visits first, and tells how many it leaves out; the totals speak of all of them.
    pub fn keep_findings(&mut self, most: usize) -> usize {
        let (mut room, mut left_out) = (most, 0);
        for row in &mut self.rows {
            let shown = room.min(row.findings as usize);
            left_out += row.findings as usize - shown;
            row.findings = shown as u32;
            room -= shown;
        }
        self.summary.findings_not_shown += left_out;
        left_out
    }
}

/// JSON's keys are texts, so that a map by claim and line is written as a list.
mod pairs {
    use std::collections::BTreeMap;

    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<K: Serialize, S: Serializer>(
        map: &BTreeMap<K, Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, K: Deserialize<'de> + Ord, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<K, Decimal>, D::Error> {
        let list = Vec::<(K, Decimal)>::deserialize(deserializer)?;
        Ok(list.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_comes_back_as_it_was_put_aside_to_the_last_digit() {
        // Scores of which a reader of JSON that is quick and not exact gets some wrong in the last digit.
        for n in 1..2_000 {
            let score = 1.0 / (1.0 + f64::from(n).sqrt());
            let attached =
                Attached { claim: 1, lines: vec![0], score, evidence: Vec::new(), runner_up: Some(7) };
            let visit = EncounterResult {
                status: Status::Matched,
                facility: vec![0],
                professional: vec![attached],
                lines: PairedLines::default(),
                differences: Vec::new(),
                findings: Vec::new(),
                not_shown: 0,
                not_checked: Vec::new(),
                waits_until: None,
                risk: [((1, 0), Decimal::new(14_200, 2))].into(),
                money: [((MoneyKind::Missed, 1, 0), Decimal::new(14_200, 2))].into(),
                named: Vec::new(),
            };
            let text = serde_json::to_vec(&visit).expect("JSON");
            let back: EncounterResult = serde_json::from_slice(&text).expect("its own JSON");
            assert_eq!(back.professional[0].score.to_bits(), score.to_bits(), "{score}");
            assert_eq!((back.risk, back.professional[0].runner_up), (visit.risk, Some(7)));
        }
    }
}
