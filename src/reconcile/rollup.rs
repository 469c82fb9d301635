//! The same disagreements gathered: by cause, by rule, by payer, by biller.
//!
//! A biller whose place of service is wrong on every claim from one hospital has one thing to mend, not a hundred. A
//! cause is one rule, one biller and one facility; it says how many of that biller's claims there are concerned.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::encounter::{Claim, Text};
use crate::finding::{Severity, Side};

use super::outcome::{Found, Visit};

/// Who a claim is from and for, as roll-ups name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parties {
    /// Which side the claim is on.
    pub side: Side,
    /// The payer's name, else its id.
    pub payer: Option<Text>,
    /// The billing provider's name, else its NPI.
    pub biller: Option<Text>,
}

impl Parties {
    pub(super) fn of(claim: &Claim, side: Side) -> Self {
        let payer = claim.payer.as_ref();
        let biller = claim.billing_provider.as_ref();
        Self {
            side,
            payer: payer.and_then(|p| p.name.clone().or_else(|| p.id.clone())),
            biller: biller
                .and_then(|b| b.name.clone().or_else(|| b.last_name.clone()).or_else(|| b.npi.clone())),
        }
    }
}

/// Findings gathered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RollUp {
    /// One rule, one biller, one facility; most money first.
    pub causes: Vec<Cause>,
    /// By rule.
    pub by_rule: Vec<Share>,
    /// By payer.
    pub by_payer: Vec<Share>,
    /// By who billed the professional claim; by the facility where only that is concerned.
    pub by_biller: Vec<Share>,
}

/// Findings that have one cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cause {
    /// Code of the rule.
    pub code: String,
    /// Weight of the heaviest of its findings.
    pub severity: Severity,
    /// Who billed the claims concerned.
    pub biller: String,
    /// The facility whose visits they are of; none where the visit has no facility claim.
    pub facility: Option<String>,
    /// Claims concerned, each once.
    pub claims: usize,
    /// All claims of that biller in visits of that facility.
    pub of_claims: usize,
    /// Money at risk; a line counts once.
    pub amount_at_risk: String,
    /// The visits, by position in the outcome.
    #[serde(skip)]
    pub visits: Vec<usize>,
}

/// Findings of one rule, payer or biller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// Code of the rule, or name of the payer or biller.
    pub name: String,
    /// Findings.
    pub findings: usize,
    /// Visits with at least one of them.
    pub visits: usize,
    /// Money at risk; a line counts once.
    pub amount_at_risk: String,
}

/// Name of a party that no claim names.
pub const NOT_NAMED: &str = "not named";

/// What is counted while going over the visits.
#[derive(Default)]
struct Pile {
    findings: usize,
    claims: BTreeSet<usize>,
    visits: BTreeSet<usize>,
    severity: Option<Severity>,
    risk: BTreeMap<(usize, usize), Decimal>,
}

impl Pile {
    fn add(&mut self, visit: usize, claim: usize, found: &Found) {
        self.findings += 1;
        self.claims.insert(claim);
        self.visits.insert(visit);
        self.severity = self.severity.max(Some(found.finding.severity));
        for &(claim, line, amount) in &found.at_risk {
            let most = self.risk.entry((claim, line)).or_default();
            *most = amount.max(*most);
        }
    }

    fn amount(&self) -> Decimal {
        self.risk.values().sum()
    }
}

type CauseKey = (String, String, Option<String>);

impl RollUp {
    /// Gathers the findings of visits; `parties` are those of all claims, by position.
    pub fn of(visits: &[Visit], parties: &[Parties]) -> Self {
        let mut causes: BTreeMap<CauseKey, Pile> = BTreeMap::new();
        let mut shares: [BTreeMap<String, Pile>; 3] = Default::default();
        for (n, visit) in visits.iter().enumerate() {
            let facility = visit.facility.first().map(|claim| biller(&parties[*claim]));
            for found in &visit.findings {
                let Some(claim) = concerned(found, visit, parties) else { continue };
                let (code, who) = (found.finding.code.clone(), biller(&parties[claim]));
                causes.entry((code.clone(), who.clone(), facility.clone())).or_default().add(n, claim, found);
                for (pile, name) in shares.iter_mut().zip([code, payer(&parties[claim]), who]) {
                    pile.entry(name).or_default().add(n, claim, found);
                }
            }
        }
        let all = claims_by_biller(visits, parties);
        let [by_rule, by_payer, by_biller] = shares.map(in_order);
        Self { causes: causes_in_order(causes, &all), by_rule, by_payer, by_biller }
    }
}

/// The claim that a finding is chiefly about: a professional one if it names any.
fn concerned(found: &Found, visit: &Visit, parties: &[Parties]) -> Option<usize> {
    let professional = |n: &&usize| parties[**n].side == Side::Professional;
    let named = found.about.iter().find(professional).or(found.about.first()).copied();
    named.or_else(|| visit.claims().next())
}

fn biller(parties: &Parties) -> String {
    parties.biller.as_ref().map_or_else(|| NOT_NAMED.to_owned(), ToString::to_string)
}

fn payer(parties: &Parties) -> String {
    parties.payer.as_ref().map_or_else(|| NOT_NAMED.to_owned(), ToString::to_string)
}

/// Claims in visits, by biller and the visit's facility.
fn claims_by_biller(
    visits: &[Visit],
    parties: &[Parties],
) -> BTreeMap<(String, Option<String>), BTreeSet<usize>> {
    let mut all: BTreeMap<(String, Option<String>), BTreeSet<usize>> = BTreeMap::new();
    for visit in visits {
        let facility = visit.facility.first().map(|claim| biller(&parties[*claim]));
        for claim in visit.claims() {
            all.entry((biller(&parties[claim]), facility.clone())).or_default().insert(claim);
        }
    }
    all
}

fn causes_in_order(
    causes: BTreeMap<CauseKey, Pile>,
    all: &BTreeMap<(String, Option<String>), BTreeSet<usize>>,
) -> Vec<Cause> {
    let mut causes: Vec<(CauseKey, Pile)> = causes.into_iter().collect();
    let weight = |(key, pile): &(CauseKey, Pile)| {
        (std::cmp::Reverse((pile.severity, pile.amount(), pile.claims.len())), key.clone())
    };
    causes.sort_by_cached_key(weight);
    let cause = |((code, biller, facility), pile): (CauseKey, Pile)| {
        let of_claims = all.get(&(biller.clone(), facility.clone())).map_or(0, BTreeSet::len);
        Cause {
            severity: pile.severity.unwrap_or(Severity::Info),
            claims: pile.claims.len(),
            of_claims: of_claims.max(pile.claims.len()),
            amount_at_risk: super::dollars(pile.amount()),
            visits: pile.visits.into_iter().collect(),
            code,
            biller,
            facility,
        }
    };
    causes.into_iter().map(cause).collect()
}

fn in_order(shares: BTreeMap<String, Pile>) -> Vec<Share> {
    let mut shares: Vec<(String, Pile)> = shares.into_iter().collect();
    shares
        .sort_by_cached_key(|(name, pile)| (std::cmp::Reverse((pile.amount(), pile.findings)), name.clone()));
    let share = |(name, pile): (String, Pile)| Share {
        name,
        findings: pile.findings,
        visits: pile.visits.len(),
        amount_at_risk: super::dollars(pile.amount()),
    };
    shares.into_iter().map(share).collect()
}
