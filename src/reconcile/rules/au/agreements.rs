//! What was agreed with the payer and with the patient: authorization, referral, assignment.

use crate::codes::services::ServiceKind;
use crate::finding::Severity;
use crate::model::{Claim, PayerReference, ServiceLine, Text};
use crate::reconcile::claim_view::{ClaimView, LineView};
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{ClaimPlace, Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::{LINES, PAYER, PROCEDURES};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new(
        "AU-PA",
        Run::Pair(authorization),
        Reads::on(&[Field::prior_authorization, Field::line_prior_authorization])
            .and(LINES)
            .and(PROCEDURES)
            .and(PAYER)
            .missing(&[Field::prior_authorization, Field::line_prior_authorization]),
    ),
    Check::new(
        "AU-REF",
        Run::Pair(referral),
        Reads::on(&[Field::referral_number, Field::line_referral_number])
            .and(LINES)
            .and(PROCEDURES)
            .and(PAYER)
            .missing(&[Field::referral_number, Field::line_referral_number]),
    ),
];

fn authorization(pair: &Pair<'_>, violations: &mut Violations) {
    let Some(line) = common_service(pair).or_else(|| common_visit(pair)) else { return };
    let weight = if common_service(pair).is_some() { Severity::Warning } else { Severity::Info };
    let numbers = Numbers {
        claim: |claim| claim.prior_authorization_number.as_ref(),
        field: "prior_authorization_number",
        lines: |line| &line.prior_authorizations,
        list: "prior_authorizations",
    };
    let (ours, theirs) = (numbers.of(pair.facility), numbers.of(pair.professional));
    let (first, second) = (theirs.first(), ours.first());
    match (second, first) {
        (None, Some((_, place))) => {
            let message = "Only the professional claim carries a prior authorization";
            let places = [place.clone(), pair.facility.at("patient_control_number")];
            violations.push(Violation::new(message, places).weighing(weight));
        }
        (Some((_, place)), None) => {
            let message = "Only the facility's claim carries a prior authorization";
            let places = [place.clone(), pair.professional.at("patient_control_number")];
            let violation = Violation::new(message, places).weighing(weight);
            violations.push(pair.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        }
        (Some((_, here)), Some((_, there)))
            if !theirs.iter().any(|(n, _)| ours.iter().any(|(m, _)| n == m)) =>
        {
            let message = "The two claims carry different prior authorizations";
            violations.push(Violation::new(message, [there.clone(), here.clone()]).weighing(Severity::Info));
        }
        _ => {}
    }
}

/// The first professional line for a service that the facility bills as well, where both go to one payer.
fn common_service<'c>(pair: &Pair<'c>) -> Option<LineView<'c>> {
    if pair.context.same_payer(pair.facility, pair.professional) == Some(false) {
        return None;
    }
    if let Some(twins) = pair.same_services().next() {
        return Some(twins.professional);
    }
    let procedures = || pair.facility.claim.procedures.iter().filter_map(|procedure| procedure.date);
    pair.professional.lines().find(|line| {
        line.is_procedure() && line.service_date.is_some_and(|day| procedures().any(|d| d == day))
    })
}

/// The first visit of a physician in a stay, or beside a visit to the clinic or the emergency department that the
/// facility bills, where both go to one payer.
fn common_visit<'c>(pair: &Pair<'c>) -> Option<LineView<'c>> {
    if pair.context.same_payer(pair.facility, pair.professional) == Some(false) {
        return None;
    }
    let beside = |line: LineView<'_>| {
        let there =
            |other: LineView<'_>| matches!(other.revenue_family(), "045" | "051") && other.same_day(line);
        pair.encounter.is_inpatient() || pair.encounter.facility_lines().any(there)
    };
    pair.lines().find(|line| line.kind() == Some(ServiceKind::Visit) && beside(*line))
}

/// Where numbers of one kind stand on claims and lines.
struct Numbers {
    claim: fn(&Claim) -> Option<&Text>,
    field: &'static str,
    lines: fn(&ServiceLine) -> &[PayerReference],
    list: &'static str,
}

impl Numbers {
    /// The numbers that a claim and its lines give for the claim's own payer, with their places.
    fn of<'c>(&self, claim: ClaimView<'c>) -> Vec<(&'c str, ClaimPlace)> {
        let own = (self.claim)(claim.claim).map(|number| (number.as_str(), claim.at(self.field)));
        let mut all: Vec<_> = own.into_iter().collect();
        for (n, line) in claim.claim.service_lines.iter().enumerate() {
            for (m, reference) in (self.lines)(line).iter().enumerate().filter(|(_, r)| r.payer.is_none()) {
                let place = claim.at(format!("service_lines[{n}].{}[{m}].number", self.list));
                all.extend(reference.number.as_ref().map(|number| (number.as_str(), place)));
            }
        }
        all
    }
}

fn referral(pair: &Pair<'_>, violations: &mut Violations) {
    if common_service(pair).or_else(|| common_visit(pair)).is_none() {
        return;
    }
    let numbers = Numbers {
        claim: |claim| claim.referral_number.as_ref(),
        field: "referral_number",
        lines: |line| &line.referrals,
        list: "referrals",
    };
    let (ours, theirs) = (numbers.of(pair.facility), numbers.of(pair.professional));
    let (message, place, lacks) = match (ours.first(), theirs.first()) {
        (Some((_, place)), None) => {
            ("Only the facility's claim carries a referral", place, pair.professional)
        }
        (None, Some((_, place))) => ("Only the professional claim carries a referral", place, pair.facility),
        _ => return,
    };
    violations.push(Violation::new(message, [place.clone(), lacks.at("patient_control_number")]));
}
