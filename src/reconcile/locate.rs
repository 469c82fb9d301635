//! Where values of claims are, in full: what the engine asks of this room on the way to a finding.

use std::collections::HashMap;
use std::io;

use chrono::NaiveDate;

use crate::finding::Location;
use crate::model::{Claim, Period, ServiceLine, Text};
use crate::rules::{Policy, Subject, Whose};
use crate::translate::line_number;

use super::facts::Facts;
use super::store::Store;
use super::violation::ClaimPlace;

/// The claims at hand, and where their values are.
pub(super) struct Locator<'l> {
    pub(super) policy: &'l Policy,
    pub(super) claims: &'l dyn Store,
    pub(super) facts: &'l [Facts],
    /// The claims at hand.
    pub(super) held: &'l HashMap<usize, &'l Claim>,
}

impl Subject<ClaimPlace> for Locator<'_> {
    type Error = io::Error;

    /// In the order of the places; each claim is asked once.
    fn locations(&self, places: &[ClaimPlace]) -> io::Result<Vec<Location>> {
        let mut found: Vec<Option<Location>> = vec![None; places.len()];
        for (n, place) in places.iter().enumerate() {
            if found[n].is_some() {
                continue;
            }
            let same: Vec<usize> = (n..places.len()).filter(|&m| places[m].claim == place.claim).collect();
            let paths: Vec<&str> = same.iter().map(|&m| places[m].path.as_str()).collect();
            let side = self.facts.get(place.claim).map(|fact| fact.side);
            for (&m, mut location) in same.iter().zip(self.claims.locate(place.claim, &paths)?) {
                location.side = side;
                found[m] = Some(location);
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    fn day(&self, place: &ClaimPlace) -> Option<NaiveDate> {
        let claim = self.held.get(&place.claim)?;
        let line = line_number(&place.path).and_then(|n| claim.service_lines.get(n as usize - 1));
        line.and_then(ServiceLine::period).map(Period::last).or_else(|| claim.days().map(|days| days.1))
    }

    fn whose(&self, places: &[ClaimPlace]) -> Whose {
        let mut whose = Whose::default();
        for claim in about(places).into_iter().filter_map(|n| self.held.get(&n)) {
            let payer = claim.payer.iter().flat_map(|payer| [&payer.id, &payer.name]);
            whose.payers.extend(self.policy.payer_names(payer.flatten().map(Text::as_str)));
            let biller = claim.billing_provider.as_ref().and_then(|biller| biller.npi.as_deref());
            whose.providers.extend(biller.map(str::to_owned));
        }
        whose
    }
}

/// The claims that places are of, that of the main place first.
pub(super) fn about(places: &[ClaimPlace]) -> Vec<usize> {
    let mut about = Vec::new();
    for place in places {
        if !about.contains(&place.claim) {
            about.push(place.claim);
        }
    }
    about
}
