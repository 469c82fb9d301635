//! The same disagreements gathered: by cause, by rule, by payer, by biller.
//!
//! A biller whose place of service is wrong on every claim from one hospital has one thing to mend, not a hundred. A
//! cause is one rule, one biller and one facility; it says how many of that biller's claims there are concerned.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{MoneyKind, Severity, Side};
use crate::model::{Claim, Text};
use crate::money::dollars;

use super::outcome::{EncounterResult, Reported};
use super::sums::Sums;

/// Who a claim is from and for, as roll-ups name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// Which side the claim is on.
    pub side: Side,
    /// The payer's name, else its id.
    pub payer: Option<Text>,
    /// The billing provider's name, else its NPI.
    pub biller: Option<Text>,
    /// Whether that is the name of a person.
    pub biller_is_person: bool,
}

impl Parties {
    pub(super) fn of(claim: &Claim, side: Side) -> Self {
        let payer = claim.payer.as_ref();
        let biller = claim.billing_provider.as_ref();
        let biller_is_person = biller.is_some_and(|b| b.name.is_none() && b.last_name.is_some());
        Self {
            side,
            payer: payer.and_then(|p| p.name.clone().or_else(|| p.id.clone())),
            biller: biller
                .and_then(|b| b.name.clone().or_else(|| b.last_name.clone()).or_else(|| b.npi.clone())),
            biller_is_person,
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
    /// Billers that are persons: their names are hidden where personal data is.
    #[serde(skip)]
    pub persons: BTreeSet<String>,
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
    /// The three sums; a line counts once in each.
    pub money: Sums,
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
    /// The three sums; a line counts once in each.
    pub money: Sums,
}

/// Name of a party that no claim names.
pub const NOT_NAMED: &str = "not named";

/// What is counted of the findings of one kind. Every claim and visit is in the cluster of one person, so that counts of
/// clusters can be added.
#[derive(Debug, Default)]
struct Pile {
    findings: usize,
    claims: usize,
    /// By number of the group that the visit comes from.
    visits: Vec<u32>,
    severity: Option<Severity>,
    risk: Decimal,
    sums: Sums,
}

/// The same while the visits of one person are looked at.
#[derive(Default)]
struct OfPerson {
    findings: usize,
    claims: BTreeSet<usize>,
    visits: BTreeSet<usize>,
    severity: Option<Severity>,
    risk: BTreeMap<(usize, usize), Decimal>,
    money: BTreeMap<(MoneyKind, usize, usize), Decimal>,
}

impl OfPerson {
    fn add(&mut self, visit: usize, claim: usize, found: &Reported) {
        self.findings += 1;
        self.claims.insert(claim);
        self.visits.insert(visit);
        self.severity = self.severity.max(Some(found.finding.severity));
        for &(claim, line, amount) in &found.at_risk {
            let most = self.risk.entry((claim, line)).or_default();
            *most = amount.max(*most);
            if let Some(money) = &found.finding.money {
                let most = self.money.entry((money.kind, claim, line)).or_default();
                *most = amount.max(*most);
            }
        }
    }

    fn counted(self) -> Pile {
        Pile {
            findings: self.findings,
            claims: self.claims.len(),
            visits: self.visits.into_iter().map(|visit| visit as u32).collect(),
            severity: self.severity,
            risk: self.risk.into_values().sum(),
            sums: self.money.into_iter().map(|((kind, ..), amount)| (kind, amount)).collect(),
        }
    }
}

impl Pile {
    fn add(&mut self, other: Self) {
        self.findings += other.findings;
        self.claims += other.claims;
        self.visits.extend(other.visits);
        self.severity = self.severity.max(other.severity);
        self.risk += other.risk;
        self.sums += other.sums;
    }
}

/// Rule, biller and facility.
type CauseKey = (String, String, Option<String>);

/// What roll-ups are made of, as it comes together.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    causes: BTreeMap<CauseKey, Pile>,
    /// By rule, payer, biller.
    shares: [BTreeMap<String, Pile>; 3],
    /// Claims in visits, by biller and the visit's facility.
    claims: BTreeMap<(String, Option<String>), usize>,
    persons: BTreeSet<String>,
}

impl Gathered {
    /// The visits of one person, each with the number of its group.
    pub(super) fn of(visits: &[(usize, EncounterResult)]) -> Self {
        let mut causes: BTreeMap<CauseKey, OfPerson> = BTreeMap::new();
        let mut shares: [BTreeMap<String, OfPerson>; 3] = Default::default();
        let mut claims: BTreeMap<(String, Option<String>), BTreeSet<usize>> = BTreeMap::new();
        let named = visits.iter().flat_map(|(_, visit)| &visit.named);
        let named: HashMap<usize, &Parties> = named.map(|named| (named.claim, &named.parties)).collect();
        let parties = |claim: usize| named.get(&claim).copied();
        for (n, visit) in visits {
            let facility = visit.facility.first().and_then(|claim| parties(*claim)).map(biller);
            for (claim, parties) in visit.claims().filter_map(|claim| Some((claim, parties(claim)?))) {
                claims.entry((biller(parties), facility.clone())).or_default().insert(claim);
            }
            for found in &visit.findings {
                let Some((claim, parties)) = concerned(found, visit, &parties) else { continue };
                let (code, who) = (found.finding.code.clone(), biller(parties));
                causes
                    .entry((code.clone(), who.clone(), facility.clone()))
                    .or_default()
                    .add(*n, claim, found);
                for (pile, name) in shares.iter_mut().zip([code, payer(parties), who]) {
                    pile.entry(name).or_default().add(*n, claim, found);
                }
            }
        }
        let persons =
            named.values().filter(|parties| parties.biller_is_person).map(|parties| biller(parties));
        Self {
            persons: persons.collect(),
            causes: counted(causes),
            shares: shares.map(counted),
            claims: claims.into_iter().map(|(key, claims)| (key, claims.len())).collect(),
        }
    }

    /// Adds what was gathered of other persons.
    pub(super) fn add(&mut self, other: Self) {
        self.persons.extend(other.persons);
        add(&mut self.causes, other.causes);
        for (own, others) in self.shares.iter_mut().zip(other.shares) {
            add(own, others);
        }
        for (key, claims) in other.claims {
            *self.claims.entry(key).or_default() += claims;
        }
    }

    /// The roll-up; `place` gives the place of a group's visit in the outcome.
    pub(super) fn roll_up(self, place: &dyn Fn(u32) -> usize) -> RollUp {
        let [by_rule, by_payer, by_biller] = self.shares.map(in_order);
        RollUp {
            causes: causes_in_order(self.causes, &self.claims, place),
            by_rule,
            by_payer,
            by_biller,
            persons: self.persons,
        }
    }
}

fn counted<K: Ord>(piles: BTreeMap<K, OfPerson>) -> BTreeMap<K, Pile> {
    piles.into_iter().map(|(key, pile)| (key, pile.counted())).collect()
}

fn add<K: Ord>(own: &mut BTreeMap<K, Pile>, others: BTreeMap<K, Pile>) {
    for (key, pile) in others {
        own.entry(key).or_default().add(pile);
    }
}

/// The person's claim that a finding is chiefly about: a professional one if it names any.
fn concerned<'p>(
    found: &Reported,
    visit: &EncounterResult,
    parties: &dyn Fn(usize) -> Option<&'p Parties>,
) -> Option<(usize, &'p Parties)> {
    let own = |claim| Some((claim, parties(claim)?));
    let mut named = found.about.iter().filter_map(|claim| own(*claim));
    let first = named.clone().next();
    let professional = named.find(|(_, parties)| parties.side == Side::Professional);
    professional.or(first).or_else(|| own(visit.claims().next()?))
}

fn biller(parties: &Parties) -> String {
    parties.biller.as_ref().map_or_else(|| NOT_NAMED.to_owned(), ToString::to_string)
}

fn payer(parties: &Parties) -> String {
    parties.payer.as_ref().map_or_else(|| NOT_NAMED.to_owned(), ToString::to_string)
}

fn causes_in_order(
    causes: BTreeMap<CauseKey, Pile>,
    all: &BTreeMap<(String, Option<String>), usize>,
    place: &dyn Fn(u32) -> usize,
) -> Vec<Cause> {
    let mut causes: Vec<(CauseKey, Pile)> = causes.into_iter().collect();
    let weight = |(key, pile): &(CauseKey, Pile)| {
        (std::cmp::Reverse((pile.severity, pile.risk, pile.claims)), key.clone())
    };
    causes.sort_by_cached_key(weight);
    let cause = |((code, biller, facility), pile): (CauseKey, Pile)| {
        let of_claims = all.get(&(biller.clone(), facility.clone())).copied().unwrap_or(0);
        let mut visits: Vec<usize> = pile.visits.into_iter().map(place).collect();
        visits.sort_unstable();
        Cause {
            severity: pile.severity.unwrap_or(Severity::Info),
            claims: pile.claims,
            of_claims: of_claims.max(pile.claims),
            amount_at_risk: dollars(pile.risk),
            money: pile.sums,
            visits,
            code,
            biller,
            facility,
        }
    };
    causes.into_iter().map(cause).collect()
}

fn in_order(shares: BTreeMap<String, Pile>) -> Vec<Share> {
    let mut shares: Vec<(String, Pile)> = shares.into_iter().collect();
    shares.sort_by_cached_key(|(name, pile)| (std::cmp::Reverse((pile.risk, pile.findings)), name.clone()));
    let share = |(name, pile): (String, Pile)| Share {
        name,
        findings: pile.findings,
        visits: pile.visits.len(),
        amount_at_risk: dollars(pile.risk),
        money: pile.sums,
    };
    shares.into_iter().map(share).collect()
}
