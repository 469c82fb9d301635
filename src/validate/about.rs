//! What a person calls a claim by: its patient, its days, its charge, and the box of its form.

use chrono::NaiveDate;

use crate::finding::Location;
use crate::guide::{RowId, Spot};
use crate::model::full_name;
use crate::translate::{At, Boxes};
use crate::tree::Part;
use crate::x12::Charset;

use super::event::Level;
use super::rules::period;
use super::scope::Claim;
use super::violation::{Mark, Site};

/// Adds it to a place that a mark of this level is at.
pub(super) fn tell(claim: &Claim<'_>, level: Level, mark: &Mark, charset: Charset, at: &mut Location) {
    let text = |site: Site<'_>, n: usize| charset.decode(site.element(n)).0.trim().to_owned();
    if let Some(name) = patient(claim, level) {
        let [last, suffix, first, middle] = [3, 7, 4, 5].map(|n| text(name, n));
        at.patient = full_name([&last, &suffix, &first, &middle]);
    }
    if level == Level::Claim {
        let days = days(claim, mark.line);
        at.service_date = days.map(|(from, _)| from);
        at.service_date_to = days.filter(|(from, to)| from != to).map(|(_, to)| to);
        let charge = charge(claim, mark.line);
        at.charge = charge.map(|(site, n)| text(site, n)).filter(|charge| !charge.is_empty());
    }
    at.form_box = form_box(claim, mark, at).map(str::to_owned);
}

/// The patient's name, where the level has one.
fn patient<'c>(claim: &Claim<'c>, level: Level) -> Option<Site<'c>> {
    let fields = claim.fields();
    match level {
        Level::Patient | Level::Claim if claim.has(Part::Patient) => claim.first(fields.patient_name),
        Level::Subscriber | Level::Claim if !patient_follows(claim) => claim.first(fields.subscriber_name),
        _ => None,
    }
}

/// Whether the patient is another than the subscriber: a level of the patient is there, or the subscriber's says that one
/// follows.
fn patient_follows(claim: &Claim<'_>) -> bool {
    let hierarchy = claim.first(claim.fields().subscriber_hierarchy);
    claim.has(Part::Patient) || hierarchy.is_some_and(|site| site.element(4) == b"1")
}

/// First and last day of the service line, else of the claim.
fn days(claim: &Claim<'_>, line: Option<u32>) -> Option<(NaiveDate, NaiveDate)> {
    let fields = claim.fields();
    let lines = || claim.all(fields.service_date).filter_map(|site| Some((site.line, period(&site)?)));
    let own = line.and_then(|_| lines().find(|(of, _)| *of == line)).map(|(_, days)| days);
    let all = || lines().map(|(_, days)| days).reduce(|(a, b), (from, to)| (a.min(from), b.max(to)));
    own.or_else(|| claim.first(fields.statement_dates).and_then(|site| period(&site))).or_else(all)
}

/// The charge of the service line, else of the claim, with the number of its element.
fn charge<'c>(claim: &Claim<'c>, line: Option<u32>) -> Option<(Site<'c>, usize)> {
    let fields = claim.fields();
    let of_line = |row: Option<RowId>, n: usize| {
        claim.all(row).find(|site| site.line == line).map(|site| (site, n)).filter(|_| line.is_some())
    };
    of_line(fields.professional_service, 2)
        .or_else(|| of_line(fields.institutional_service, 3))
        .or_else(|| claim.first(fields.claim_information).map(|site| (site, 2)))
}

fn form_box(claim: &Claim<'_>, mark: &Mark, at: &Location) -> Option<&'static str> {
    let (row, spot): (RowId, Option<Spot>) = match mark.absent {
        Some((row, spot)) => (row, Some(spot)),
        None => (mark.row?, mark.spot),
    };
    let before = |row: RowId| {
        claim.all(Some(row)).take_while(|site| site.position.offset <= mark.position.offset).count()
    };
    let value = at.value.as_deref();
    let place = At { row, spot, value, patient_follows: patient_follows(claim) };
    Boxes::of(claim.guide()).box_of(place, &before)
}
