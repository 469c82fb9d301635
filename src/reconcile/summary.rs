//! Totals: what was read, what was found, and that nothing was lost.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::encounter::Status;
use crate::finding::{Severity, Side};
use crate::link::Fate;

use super::baseline::Compared;
use super::facts::Facts;
use super::manifest::Manifest;
use super::outcome::Visit;
use super::rollup::RollUp;
use super::setup::Setup;

/// What became of a claim: the status of its visit, or why it is in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// In a visit with both sides. A claim whose lines belong to several visits counts where it is best matched.
    Matched,
    /// In a visit that a person has to decide about.
    Possible,
    /// In a visit without a professional claim.
    FacilityOnly,
    /// In a visit without a facility claim.
    ProfessionalOnly,
    /// A later claim replaces it.
    Replaced,
    /// A later claim cancels it.
    Voided,
    /// It cancels another claim.
    Void,
    /// A copy for a payer further down the line.
    Copy,
    /// A notice, or a claim without payment.
    NotBilled,
}

/// Totals.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Always `summary`.
    pub r#type: &'static str,
    /// Claims read.
    pub claims: usize,
    /// Claims on the facility side, each once, by what became of it.
    pub facility_claims: BTreeMap<Counted, usize>,
    /// Claims on the professional side, each once, by what became of it.
    pub professional_claims: BTreeMap<Counted, usize>,
    /// Service lines of professional claims, each once.
    pub lines: usize,
    /// Those that belong to a visit of both sides.
    pub lines_attached: usize,
    /// Those that may belong to one.
    pub lines_possible: usize,
    /// Those of claims that count and belong to none.
    pub lines_left_over: usize,
    /// Those of claims that were replaced, voided or are copies.
    pub lines_set_aside: usize,
    /// Visits, by status.
    pub encounters: BTreeMap<Status, usize>,
    /// Findings, by code.
    pub by_code: BTreeMap<String, usize>,
    /// Findings, by severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// Money at risk; a line that several findings speak of counts once.
    pub amount_at_risk: String,
    /// Findings gathered by cause, rule, payer and biller.
    pub roll_up: RollUp,
    /// Findings that were put aside, by suppression.
    pub suppressed: Vec<Suppressed>,
    /// Findings that counted and are not listed, because of `--max-findings`.
    pub findings_not_shown: usize,
    /// What has become of an earlier run's findings.
    pub baseline: Option<Compared>,
    /// What an audit needs to repeat the run.
    pub run: Manifest,
}

/// A suppression of twinclaim.toml, and how many findings it put aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suppressed {
    /// Code, or the beginning of it.
    pub code: String,
    /// Why.
    pub reason: String,
    /// Last day it holds.
    pub until: Option<NaiveDate>,
    /// Whether that day is past, so that it puts nothing aside any more.
    pub expired: bool,
    /// Findings put aside.
    pub findings: usize,
}

impl Summary {
    pub(super) fn of(
        visits: &[Visit],
        fates: &[Fate],
        facts: &[Facts],
        setup: &Setup<'_>,
        suppressed: &BTreeMap<usize, usize>,
        skipped: Vec<(&'static str, String)>,
    ) -> Self {
        let mut summary = Self {
            r#type: "summary",
            claims: facts.len(),
            facility_claims: BTreeMap::new(),
            professional_claims: BTreeMap::new(),
            lines: 0,
            lines_attached: 0,
            lines_possible: 0,
            lines_left_over: 0,
            lines_set_aside: 0,
            encounters: BTreeMap::new(),
            by_code: BTreeMap::new(),
            by_severity: BTreeMap::new(),
            amount_at_risk: String::new(),
            roll_up: RollUp::default(),
            suppressed: suppressions(setup, suppressed),
            findings_not_shown: 0,
            baseline: None,
            run: Manifest::of(setup, skipped),
        };
        let mut standing: BTreeMap<usize, Counted> = BTreeMap::new();
        let mut lines: BTreeMap<(usize, usize), Status> = BTreeMap::new();
        let mut risk: BTreeMap<(usize, usize), Decimal> = BTreeMap::new();
        for visit in visits {
            *summary.encounters.entry(visit.status).or_default() += 1;
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
            for found in &visit.findings {
                *summary.by_code.entry(found.finding.code.clone()).or_default() += 1;
                *summary.by_severity.entry(found.finding.severity).or_default() += 1;
            }
            for (line, amount) in &visit.risk {
                let most = risk.entry(*line).or_default();
                *most = (*amount).max(*most);
            }
        }
        summary.count_claims(fates, facts, &standing);
        summary.count_lines(fates, facts, &lines);
        summary.amount_at_risk = super::dollars(risk.values().sum());
        summary
    }

    fn count_claims(&mut self, fates: &[Fate], facts: &[Facts], standing: &BTreeMap<usize, Counted>) {
        for (n, (fate, fact)) in fates.iter().zip(facts).enumerate() {
            let (by, alone) = match fact.side {
                Side::Facility => (&mut self.facility_claims, Counted::FacilityOnly),
                Side::Professional => (&mut self.professional_claims, Counted::ProfessionalOnly),
            };
            let counted = match fate {
                Fate::Counts => standing.get(&n).copied().unwrap_or(alone),
                Fate::ReplacedBy(_) => Counted::Replaced,
                Fate::VoidedBy(_) => Counted::Voided,
                Fate::Void(_) => Counted::Void,
                Fate::CopyOf(_) => Counted::Copy,
                Fate::NotBilled => Counted::NotBilled,
            };
            *by.entry(counted).or_default() += 1;
        }
    }

    fn count_lines(&mut self, fates: &[Fate], facts: &[Facts], lines: &BTreeMap<(usize, usize), Status>) {
        for (n, (fate, fact)) in fates.iter().zip(facts).enumerate() {
            if fact.side == Side::Facility {
                continue;
            }
            self.lines += fact.all_lines.len();
            if *fate != Fate::Counts {
                self.lines_set_aside += fact.all_lines.len();
                continue;
            }
            for &line in &fact.all_lines {
                *match lines.get(&(n, line)) {
                    Some(Status::Matched) => &mut self.lines_attached,
                    Some(Status::Possible) => &mut self.lines_possible,
                    _ => &mut self.lines_left_over,
                } += 1;
            }
        }
    }
}

impl Counted {
    fn of(status: Status) -> Self {
        match status {
            Status::Matched => Self::Matched,
            Status::Possible => Self::Possible,
            Status::FacilityOnly => Self::FacilityOnly,
            Status::ProfessionalOnly => Self::ProfessionalOnly,
        }
    }

    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Possible => "possible",
            Self::FacilityOnly => "facility only",
            Self::ProfessionalOnly => "professional only",
            Self::Replaced => "replaced",
            Self::Voided => "voided",
            Self::Void => "void of another claim",
            Self::Copy => "copy for another payer",
            Self::NotBilled => "not billed",
        }
    }
}

/// Every suppression with its count, those that held nothing as well, so that they can be cleared away.
fn suppressions(setup: &Setup<'_>, counts: &BTreeMap<usize, usize>) -> Vec<Suppressed> {
    let all = setup.config.suppress.iter().enumerate();
    all.map(|(n, suppression)| Suppressed {
        code: suppression.code.clone(),
        reason: suppression.reason.clone(),
        until: suppression.until,
        expired: suppression.until.is_some_and(|until| until < setup.as_of),
        findings: counts.get(&n).copied().unwrap_or(0),
    })
    .collect()
}
