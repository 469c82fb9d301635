//! What reconciling gives: visits with findings, and totals that prove that nothing was lost.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::encounter::{Claim, ClaimRef, Evidence, Status};
use crate::finding::{Finding, Severity, Side};
use crate::link;

/// All visits, worst first.
#[derive(Debug)]
pub struct Outcome {
    /// The visits.
    pub visits: Vec<Visit>,
    /// What results call the claims, in the order they were given.
    pub references: Vec<ClaimRef>,
    /// The totals.
    pub summary: Summary,
}

/// One visit. Claims are positions in the list that was reconciled.
#[derive(Debug)]
pub struct Visit {
    /// Whether both sides were found.
    pub status: Status,
    /// What the facility billed.
    pub facility: Vec<usize>,
    /// What professionals billed.
    pub professional: Vec<usize>,
    /// Why they belong together.
    pub evidence: Vec<Evidence>,
    /// How they disagree, heaviest first.
    pub findings: Vec<Finding>,
    /// For each finding, the professional claim it is about.
    pub about: Vec<usize>,
    /// Money at risk, by professional claim and line (from 0): the largest amount of all findings about it.
    pub risk: BTreeMap<(usize, usize), Decimal>,
}

/// Totals.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Always `summary`.
    pub r#type: &'static str,
    /// Claims read.
    pub claims: usize,
    /// Claims on the facility side, by status of their visit.
    pub facility_claims: BTreeMap<Status, usize>,
    /// Claims on the professional side, by status of their visit.
    pub professional_claims: BTreeMap<Status, usize>,
    /// Service lines of professional claims that belong to a visit of both sides.
    pub lines_attached: usize,
    /// Service lines of professional claims that do not.
    pub lines_left_over: usize,
    /// Visits, by status.
    pub encounters: BTreeMap<Status, usize>,
    /// Findings, by code.
    pub by_code: BTreeMap<String, usize>,
    /// Findings, by severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// Money at risk; a line that several findings speak of counts once.
    pub amount_at_risk: String,
}

impl Summary {
    pub(super) fn of(visits: &[Visit], claims: &[Claim]) -> Self {
        let mut summary = Self {
            r#type: "summary",
            claims: claims.len(),
            facility_claims: BTreeMap::new(),
            professional_claims: BTreeMap::new(),
            lines_attached: 0,
            lines_left_over: 0,
            encounters: BTreeMap::new(),
            by_code: BTreeMap::new(),
            by_severity: BTreeMap::new(),
            amount_at_risk: String::new(),
        };
        let mut at_risk = Decimal::ZERO;
        for visit in visits {
            *summary.encounters.entry(visit.status).or_default() += 1;
            for claim in visit.claims() {
                let lines = claims[claim].service_lines.len();
                match link::side(&claims[claim]) {
                    Side::Facility => *summary.facility_claims.entry(visit.status).or_default() += 1,
                    Side::Professional => {
                        *summary.professional_claims.entry(visit.status).or_default() += 1;
                        let attached = visit.is_matched();
                        *(if attached {
                            &mut summary.lines_attached
                        } else {
                            &mut summary.lines_left_over
                        }) += lines;
                    }
                }
            }
            for finding in &visit.findings {
                *summary.by_code.entry(finding.code.clone()).or_default() += 1;
                *summary.by_severity.entry(finding.severity).or_default() += 1;
            }
            at_risk += visit.at_risk();
        }
        summary.amount_at_risk = super::dollars(at_risk);
        summary
    }
}
