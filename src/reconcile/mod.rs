//! Rules on the claims of one visit. The outcome is data; nothing here renders.

mod outcome;
mod pair;
pub mod rules;

pub use outcome::{Outcome, Summary, Visit};
pub use pair::{Hit, Hits, Pair, Place};
pub use rules::{Check, RULES};

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::encounter::{Claim, ClaimRef, Status};
use crate::finding::{Finding, Location, Severity, Side};
use crate::groups::Groups;
use crate::link::{self, Record};

/// Where values at JSON paths of a claim stand, by the claim's position in the list.
pub type Locate<'l> = dyn Fn(usize, &[&str]) -> Vec<Location> + 'l;

/// Finds the visits among claims and checks each.
pub fn reconcile(claims: &[Claim], locate: &Locate<'_>) -> Outcome {
    let records: Vec<Record> = claims.iter().map(Record::of).collect();
    let linked = link::link(&records, &link::Settings::default(), &Groups::default());
    let mut visits: Vec<Visit> = linked
        .groups
        .into_iter()
        .map(|group| {
            let mut visit = Visit {
                status: group.status,
                facility: group.facility,
                professional: group.professional.iter().map(|attached| attached.claim).collect(),
                evidence: group.professional.into_iter().flat_map(|attached| attached.evidence).collect(),
                findings: Vec::new(),
                about: Vec::new(),
                risk: BTreeMap::new(),
            };
            check(&mut visit, claims, locate);
            visit
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

/// Runs every rule on the visit's facility claim with each of its professional claims.
fn check(visit: &mut Visit, claims: &[Claim], locate: &Locate<'_>) {
    let Some(&facility) = visit.facility.first() else { return };
    let mut findings = Vec::new();
    for &professional in &visit.professional {
        let pair = Pair { facility: &claims[facility], professional: &claims[professional] };
        for check in RULES {
            let mut hits = Hits::default();
            (check.run)(&pair, &mut hits);
            for hit in hits {
                for &(line, amount) in hit.at_risk.iter().flat_map(|(_, lines)| lines) {
                    let most = visit.risk.entry((professional, line)).or_default();
                    *most = amount.max(*most);
                }
                findings.push((finding(check, hit, facility, professional, locate), professional));
            }
        }
    }
    sort(&mut findings);
    (visit.findings, visit.about) = findings.into_iter().unzip();
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
        amount_at_risk: hit
            .at_risk
            .as_ref()
            .map(|(_, lines)| dollars(lines.iter().map(|(_, amount)| *amount).sum())),
        amount_basis: hit.at_risk.map(|(basis, _)| basis.to_owned()),
        ack: Vec::new(),
        locations,
    }
}

/// An amount with cents, and with all the decimals it has.
fn dollars(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
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
        self.risk.values().sum()
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
