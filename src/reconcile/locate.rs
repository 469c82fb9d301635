//! Where values of claims are, in full: what the engine asks of this room on the way to a finding.

use std::collections::HashMap;
use std::io;

use chrono::NaiveDate;

use crate::finding::Location;
use crate::form::Form;
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
                match self.held.get(&place.claim) {
                    Some(claim) => tell(claim, &mut location),
                    None => tell(self.claims.claim(place.claim)?.as_ref(), &mut location),
                }
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

/// Adds what a person calls the claim by: its patient, its days, its charge, and the box of its form.
fn tell(claim: &Claim, at: &mut Location) {
    let path = at.path.as_deref().unwrap_or_default();
    let line = line_number(path).and_then(|n| claim.service_lines.get(n as usize - 1));
    let own = line.and_then(ServiceLine::period).map(|period| (period.from, period.last()));
    let days = own.or_else(|| claim.days());
    let charge = line.and_then(|line| line.charge.as_ref()).or(claim.total_charge.as_ref());
    let number = Form::of(claim.r#type).box_of_path(claim, path, at.value.as_deref());
    at.patient = claim.patient.as_ref().and_then(|patient| patient.full_name());
    at.service_date = days.map(|days| days.0);
    at.service_date_to = days.filter(|days| days.0 != days.1).map(|days| days.1);
    at.charge = charge.map(|charge| charge.as_str().to_owned());
    at.form_box = number.map(str::to_owned);
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
