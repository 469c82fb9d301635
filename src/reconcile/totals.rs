//! Counting, one person's claims after the other, so that what is counted on several threads can be added.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::finding::{Severity, Side};
use crate::link::Fate;
use crate::model::Status;
use crate::money::dollars;
use crate::rules::RuleSet;

use super::facts::Facts;
use super::manifest::Manifest;
use super::outcome::EncounterResult;
use super::persons::Cluster;
use super::rollup::Gathered;
use super::rules::Run;
use super::settings::Settings;
use super::summary::{Counted, Summary, suppressions};
use super::sums::Sums;

/// What the summary is made of. Every claim is in the cluster of one person, so that counts of clusters can be added.
#[derive(Debug, Default)]
pub(super) struct Totals {
    claims: usize,
    facility_claims: BTreeMap<Counted, usize>,
    professional_claims: BTreeMap<Counted, usize>,
    lines: usize,
    lines_attached: usize,
    lines_possible: usize,
    lines_left_over: usize,
    lines_set_aside: usize,
    /// All, and those of them that no rule judges.
    lines_unpaired: [usize; 2],
    lines_waiting: usize,
    /// All, and those of them that nothing explains.
    differences: [usize; 2],
    encounters: BTreeMap<Status, usize>,
    by_code: BTreeMap<String, usize>,
    by_severity: BTreeMap<Severity, usize>,
    risk: Decimal,
    sums: Sums,
    /// How often each suppression held.
    pub(super) suppressed: BTreeMap<usize, usize>,
    /// Ids of the findings, where they are to be held against an earlier run.
    pub(super) ids: BTreeSet<String>,
    gathered: Gathered,
}

impl Totals {
    /// The claims of one person, with their visits and the numbers of their groups.
    pub(super) fn of(
        cluster: &Cluster,
        visits: &[(usize, EncounterResult)],
        fates: &[Fate],
        facts: &[Facts],
    ) -> Self {
        let mut totals = Self { gathered: Gathered::of(visits), ..Self::default() };
        let mut standing: BTreeMap<usize, Counted> = BTreeMap::new();
        let mut lines: BTreeMap<(usize, usize), Status> = BTreeMap::new();
        for (_, visit) in visits {
            *totals.encounters.entry(visit.status).or_default() += 1;
            for claim in visit.claims() {
                let counted = Counted::of(visit.status);
                let best = standing.entry(claim).or_insert(counted);
                *best = counted.min(*best);
            }
            for attached in &visit.professional {
                for &line in &attached.lines {
                    let best = lines.entry((attached.claim, line)).or_insert(visit.status);
                    *best = visit.status.min(*best);
                }
            }
            let unpaired = &visit.lines.unpaired;
            let unjudged = unpaired.iter().filter(|lone| lone.judged_by.is_none()).count();
            totals.lines_unpaired[0] += unpaired.len();
            totals.lines_unpaired[1] += unjudged;
            totals.lines_waiting += if visit.waits_until.is_some() { unpaired.len() } else { 0 };
            totals.differences[0] += visit.differences.len();
            totals.differences[1] += visit.differences.iter().filter(|one| one.is_open()).count();
            for found in &visit.findings {
                *totals.by_code.entry(found.finding.code.clone()).or_default() += 1;
                *totals.by_severity.entry(found.finding.severity).or_default() += 1;
            }
            totals.risk += visit.at_risk();
            totals.sums += visit.sums();
        }
        for &claim in &cluster.claims {
            totals.claim(fates[claim], facts[claim], standing.get(&claim).copied());
            totals.count_lines(claim, fates[claim], facts[claim], &lines);
        }
        totals
    }

    fn claim(&mut self, fate: Fate, fact: Facts, standing: Option<Counted>) {
        self.claims += 1;
        let (by, alone) = match fact.side {
            Side::Facility => (&mut self.facility_claims, Counted::FacilityOnly),
            Side::Professional => (&mut self.professional_claims, Counted::ProfessionalOnly),
        };
        let counted = match fate {
            Fate::Counts => standing.unwrap_or(alone),
            Fate::ReplacedBy(_) => Counted::Replaced,
            Fate::VoidedBy(_) => Counted::Voided,
            Fate::Void(_) => Counted::Void,
            Fate::CopyOf(_) => Counted::Copy,
            Fate::NotBilled => Counted::NotBilled,
        };
        *by.entry(counted).or_default() += 1;
    }

    /// Lines of a professional claim, each by the best that was found for it.
    fn count_lines(
        &mut self,
        claim: usize,
        fate: Fate,
        fact: Facts,
        found: &BTreeMap<(usize, usize), Status>,
    ) {
        if fact.side == Side::Facility {
            return;
        }
        let lines = fact.lines as usize;
        self.lines += lines;
        if fate != Fate::Counts {
            self.lines_set_aside += lines;
            return;
        }
        for line in 0..lines {
            *match found.get(&(claim, line)) {
                Some(Status::Matched) => &mut self.lines_attached,
                Some(Status::Possible) => &mut self.lines_possible,
                _ => &mut self.lines_left_over,
            } += 1;
        }
    }

    /// Adds what was counted of other persons.
    pub(super) fn add(&mut self, other: Self) {
        self.claims += other.claims;
        add(&mut self.facility_claims, other.facility_claims);
        add(&mut self.professional_claims, other.professional_claims);
        self.lines += other.lines;
        self.lines_attached += other.lines_attached;
        self.lines_possible += other.lines_possible;
        self.lines_left_over += other.lines_left_over;
        self.lines_set_aside += other.lines_set_aside;
        self.lines_waiting += other.lines_waiting;
        for n in 0..2 {
            self.lines_unpaired[n] += other.lines_unpaired[n];
            self.differences[n] += other.differences[n];
        }
        add(&mut self.encounters, other.encounters);
        add(&mut self.by_code, other.by_code);
        add(&mut self.by_severity, other.by_severity);
        self.risk += other.risk;
        self.sums += other.sums;
        add(&mut self.suppressed, other.suppressed);
        self.ids.extend(other.ids);
        self.gathered.add(other.gathered);
    }

    /// The summary; `place` gives the place of a group's visit in the outcome, `read` the numbers of the baseline's claims
    /// that were read again.
    pub(super) fn summary(
        self,
        settings: &Settings<'_>,
        rules: &RuleSet<Run>,
        read: &BTreeSet<String>,
        place: &dyn Fn(u32) -> usize,
    ) -> Summary {
        Summary {
            schema: "twinclaim/summary/1",
            r#type: "summary",
            claims: self.claims,
            both_sides: !self.facility_claims.is_empty() && !self.professional_claims.is_empty(),
            facility_claims: self.facility_claims,
            professional_claims: self.professional_claims,
            lines: self.lines,
            lines_attached: self.lines_attached,
            lines_possible: self.lines_possible,
            lines_left_over: self.lines_left_over,
            lines_set_aside: self.lines_set_aside,
            lines_unpaired: self.lines_unpaired[0],
            lines_unpaired_unjudged: self.lines_unpaired[1],
            lines_waiting: self.lines_waiting,
            differences: self.differences[0],
            differences_unexplained: self.differences[1],
            encounters: self.encounters,
            by_code: self.by_code,
            by_severity: self.by_severity,
            amount_at_risk: dollars(self.risk),
            money: self.sums,
            roll_up: self.gathered.roll_up(place),
            suppressed: suppressions(settings, &self.suppressed),
            findings_not_shown: 0,
            baseline: settings.baseline.map(|baseline| baseline.compared(&self.ids, read)),
            worked: settings.worked.map(|worked| worked.summary(&self.ids, read)),
            run: Manifest::of(settings, rules),
        }
    }
}

fn add<K: Ord>(own: &mut BTreeMap<K, usize>, others: BTreeMap<K, usize>) {
    for (key, count) in others {
        *own.entry(key).or_default() += count;
    }
}
