//! From what a rule says to a finding: places, weight, the days it is in force, and what the user has put aside.

use std::collections::{BTreeMap, HashMap};
use std::io;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::finding::{Finding, Location};
use crate::model::{Claim, Period, ServiceLine};
use crate::rule::InForce;
use crate::selection::{Suppression, names};
use crate::translate::line_number;

use super::facts::Facts;
use super::hit::Hit;
use super::outcome::{Found, Visit};
use super::rules::Check;
use super::scope::Context;
use super::setup::Setup;
use super::store::Store;

/// Turns hits into findings.
pub(super) struct Verdict<'v> {
    pub(super) setup: &'v Setup<'v>,
    pub(super) context: &'v Context<'v>,
    pub(super) claims: &'v dyn Store,
    pub(super) facts: &'v [Facts],
    /// The claims at hand.
    pub(super) held: &'v HashMap<usize, &'v Claim>,
    /// How often each suppression held.
    pub(super) suppressed: &'v mut BTreeMap<usize, usize>,
}

impl Verdict<'_> {
    /// Adds what a rule found to a visit.
    pub(super) fn give(
        &mut self,
        check: &Check,
        hits: impl IntoIterator<Item = Hit>,
        visit: &mut Visit,
    ) -> io::Result<()> {
        for hit in hits {
            if !self.in_force(check.rule().in_force, &hit) {
                continue;
            }
            let found = self.finding(check, &hit)?;
            if let Some(n) = self.suppression(&found) {
                *self.suppressed.entry(n).or_default() += 1;
                continue;
            }
            for &(claim, line, amount) in &found.at_risk {
                let most = visit.risk.entry((claim, line)).or_default();
                *most = amount.max(*most);
            }
            visit.findings.push(found);
        }
        Ok(())
    }

    /// Whether the rule holds on the day of the service that the hit is about.
    fn in_force(&self, force: InForce, hit: &Hit) -> bool {
        if force == InForce::ALWAYS {
            return true;
        }
        let Some(day) = hit.places.first().and_then(|place| self.day(place.claim, &place.path)) else {
            return true;
        };
        force.holds_on(day)
    }

    /// The last day of the line or claim.
    fn day(&self, claim: usize, path: &str) -> Option<NaiveDate> {
        let claim = self.held.get(&claim)?;
        let line = line_number(path).and_then(|n| claim.service_lines.get(n as usize - 1));
        line.and_then(ServiceLine::period).map(Period::last).or_else(|| claim.days().map(|days| days.1))
    }

    fn finding(&self, check: &Check, hit: &Hit) -> io::Result<Found> {
        let rule = check.rule();
        let locations = self.locations(hit)?;
        let mut about: Vec<usize> = Vec::new();
        for place in &hit.places {
            if !about.contains(&place.claim) {
                about.push(place.claim);
            }
        }
        let weight =
            self.setup.config.rules.severity(rule.code, self.payers(&about).iter().map(String::as_str));
        let amount = |lines: &[(usize, usize, Decimal)]| {
            super::dollars(lines.iter().map(|(_, _, amount)| *amount).sum())
        };
        let finding = Finding {
            schema: Finding::SCHEMA.to_owned(),
            id: Finding::stable_id(rule.code, &locations),
            code: rule.code.to_owned(),
            snip: rule.snip,
            severity: weight.or(hit.severity).unwrap_or(rule.severity),
            message: hit.message.clone(),
            why: rule.why.clone(),
            help: rule.help.clone(),
            amount_at_risk: hit.at_risk.as_ref().map(|risk| amount(&risk.lines)),
            amount_basis: hit.at_risk.as_ref().map(|risk| risk.basis.to_string()),
            ack: Vec::new(),
            locations,
        };
        let at_risk = hit.at_risk.as_ref().map(|risk| risk.lines.clone()).unwrap_or_default();
        Ok(Found { finding, about, at_risk, standing: None })
    }

    /// Where the values stand, in the order of the hit; each claim is asked once.
    fn locations(&self, hit: &Hit) -> io::Result<Vec<Location>> {
        let mut found: Vec<Option<Location>> = vec![None; hit.places.len()];
        for (n, place) in hit.places.iter().enumerate() {
            if found[n].is_some() {
                continue;
            }
            let same: Vec<usize> =
                (n..hit.places.len()).filter(|&m| hit.places[m].claim == place.claim).collect();
            let paths: Vec<&str> = same.iter().map(|&m| hit.places[m].path.as_str()).collect();
            let side = self.facts.get(place.claim).map(|fact| fact.side);
            for (&m, mut location) in same.iter().zip(self.claims.locate(place.claim, &paths)?) {
                location.side = side;
                found[m] = Some(location);
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    /// The names the payers of these claims go by: group, id, name.
    fn payers(&self, claims: &[usize]) -> Vec<String> {
        let mut names = Vec::new();
        for payer in claims.iter().filter_map(|n| self.held.get(n)?.payer.as_ref()) {
            for name in [&payer.id, &payer.name].into_iter().flatten() {
                names.push(self.context.groups.payer(name).to_owned());
                names.push(name.to_string());
            }
        }
        names
    }

    /// The first suppression that holds for a finding.
    fn suppression(&self, found: &Found) -> Option<usize> {
        self.setup.config.suppress.iter().position(|suppression| self.holds(suppression, found))
    }

    fn holds(&self, suppression: &Suppression, found: &Found) -> bool {
        let claims = || found.about.iter().filter_map(|n| self.held.get(n));
        let fits = |wanted: &Option<String>, test: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(test);
        names(&suppression.code, &found.finding.code)
            && suppression.until.is_none_or(|until| self.setup.as_of <= until)
            && fits(&suppression.id, &|id| found.finding.id == id)
            && fits(&suppression.patient_control_number, &|number| {
                claims().any(|claim| claim.patient_control_number.as_deref() == Some(number))
            })
            && fits(&suppression.payer, &|payer| {
                self.payers(&found.about).iter().any(|name| name.eq_ignore_ascii_case(payer))
            })
            && fits(&suppression.provider, &|npi| {
                let biller = |claim: &&Claim| claim.billing_provider.as_ref().and_then(|b| b.npi.clone());
                claims().any(|claim| biller(claim).is_some_and(|own| own == npi))
            })
    }
}
