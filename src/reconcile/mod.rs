//! Rules on the claims of one visit. The outcome is data; nothing here renders.

mod outcome;
mod pair;
pub mod rules;

pub use outcome::{Outcome, Summary, Visit};
pub use pair::{Hit, Hits, Pair, Place};
pub use rules::{Check, RULES};

use rust_decimal::Decimal;

use crate::encounter::{Claim, ClaimRef, Status};
use crate::finding::{Finding, Location, Severity, Side};
use crate::link::{self, Record};

/// Where values at JSON paths of a claim stand, by the claim's position in the list.
pub type Locate<'l> = dyn Fn(usize, &[&str]) -> Vec<Location> + 'l;

/// Finds the visits among claims and checks each.
pub fn reconcile(claims: &[Claim], locate: &Locate<'_>) -> Outcome {
    let records: Vec<Record> = claims.iter().map(Record::of).collect();
    let mut visits: Vec<Visit> = link::link(&records)
        .into_iter()
        .map(|group| {
            let mut findings = Vec::new();
            for &professional in &group.professional {
                if let Some(facility) = group.facility {
                    let found = check(claims, facility, professional, locate);
                    findings.extend(found.into_iter().map(|finding| (finding, professional)));
                }
            }
            sort(&mut findings);
            let (findings, about) = findings.into_iter().unzip();
            Visit {
                status: group.status,
                facility: group.facility.into_iter().collect(),
                professional: group.professional,
                evidence: group.evidence.into_iter().flatten().collect(),
                findings,
                about,
            }
        })
        .collect();
    let references: Vec<ClaimRef> = claims.iter().map(ClaimRef::of).collect();
    // Worst first; what is equal stands by its own dates and numbers, never by the order of the files.
    visits.sort_by_cached_key(|visit| {
        let severity = visit.findings.first().map(|finding| finding.severity);
        let first = visit.claims().next();
        (
            std::cmp::Reverse(severity),
            std::cmp::Reverse(visit.at_risk()),
            visit.status,
            first.and_then(|n| claims[n].days()),
            first.and_then(|n| references[n].patient_control_number.clone()),
            first.and_then(|n| references[n].offset),
        )
    });
    Outcome { summary: Summary::of(&visits, claims), visits, references }
}

/// Runs every rule on a facility claim and a professional claim.
fn check(claims: &[Claim], facility: usize, professional: usize, locate: &Locate<'_>) -> Vec<Finding> {
    let pair = Pair { facility: &claims[facility], professional: &claims[professional] };
    let mut findings = Vec::new();
    for check in RULES {
        let mut hits = Hits::default();
        (check.run)(&pair, &mut hits);
        for hit in hits.into_iter() {
            findings.push(finding(check, hit, facility, professional, locate));
        }
    }
    findings
}

fn finding(check: &Check, hit: Hit, facility: usize, professional: usize, locate: &Locate<'_>) -> Finding {
    let mut locations = Vec::new();
    for place in &hit.places {
        let claim = match place.side {
            Side::Facility => facility,
            Side::Professional => professional,
        };
        for mut location in locate(claim, &[&place.path]) {
            location.side = Some(place.side);
            locations.push(location);
        }
    }
    let rule = &check.rule;
    Finding {
        schema: Finding::SCHEMA.to_owned(),
        id: Finding::stable_id(rule.code, &locations),
        code: rule.code.to_owned(),
        snip: rule.snip,
        severity: hit.severity.unwrap_or(rule.severity),
        message: hit.message,
        why: rule.why.to_owned(),
        help: rule.help.to_owned(),
        amount_at_risk: hit.at_risk.as_ref().map(|(amount, _)| amount.to_string()),
        amount_basis: hit.at_risk.map(|(_, basis)| basis.to_owned()),
        ack: Vec::new(),
        locations,
    }
}

/// Heaviest first, then by code and place.
fn sort(findings: &mut [(Finding, usize)]) {
    findings.sort_by(|(a, _), (b, _)| {
        let amount = |f: &Finding| {
            f.amount_at_risk.as_deref().and_then(|a| a.parse::<Decimal>().ok()).unwrap_or_default()
        };
        (b.severity, amount(b))
            .cmp(&(a.severity, amount(a)))
            .then_with(|| (&a.code, &a.id).cmp(&(&b.code, &b.id)))
    });
}

impl Visit {
    /// Its claims, the facility's first.
    pub fn claims(&self) -> impl Iterator<Item = usize> + '_ {
        self.facility.iter().chain(&self.professional).copied()
    }

    /// Money at risk. A line that several findings speak of counts once, with its largest amount.
    pub fn at_risk(&self) -> Decimal {
        let mut by_line = std::collections::BTreeMap::new();
        for finding in &self.findings {
            let Some(amount) = finding.amount_at_risk.as_deref().and_then(|a| a.parse::<Decimal>().ok())
            else {
                continue;
            };
            let at = finding.locations.iter().find(|at| at.side == Some(Side::Professional));
            let line = at.map(|at| (at.file.clone(), at.patient_control_number.clone(), at.service_line));
            let most: &mut Decimal = by_line.entry(line).or_default();
            *most = (*most).max(amount);
        }
        by_line.values().sum()
    }

    /// The heaviest finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.first().map(|finding| finding.severity)
    }

    /// Whether both sides are there.
    pub fn is_matched(&self) -> bool {
        self.status == Status::Matched
    }
}
