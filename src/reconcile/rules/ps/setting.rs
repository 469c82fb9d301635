//! Where it was: the place of service against the type of bill.

use crate::codes::crosswalk::Fit;
use crate::codes::services::ServiceKind;
use crate::finding::Severity;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::scope::{Pair, Person};
use crate::reconcile::violation::Violations;
use crate::rules::{Field, Reads};

use crate::reconcile::rules::place::{
    Wrong, any_of, bill_name, lines_by_place, place_name, places, violation,
};
use crate::reconcile::rules::reads::{HANDS, LINES, SITES, STAY};
use crate::reconcile::rules::{Check, Run};

/// Where, when and by whom it was done, and the facility's stay.
const READS: Reads = Reads::always(LINES)
    .and(STAY)
    .and(SITES)
    .and(HANDS)
    .and(&[Field::billing_provider_name, Field::condition_codes]);

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("PS-TOB", Run::Pair(type_of_bill), READS.missing(LINES).missing(STAY)),
    Check::new("PS-OFFICE", Run::Pair(office), READS),
    Check::new("PS-IPSTATUS", Run::Person(inpatients), READS),
    Check::new("PS-OBSIP", Run::Pair(observation), READS),
    Check::new("PS-3132", Run::Pair(skilled_nursing), READS),
    Check::new("PS-ASC", Run::Pair(surgery_center), READS),
];

fn type_of_bill(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::TypeOfBill) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        let mut violation = violation(pair, message, &lines);
        if places(pair).fit(place) == Fit::Unexpected {
            violation.own.severity = Some(Severity::Warning);
        }
        violations.push(violation);
    }
}

fn office(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::Office) {
        let message = format!(
            "The professional claim says {}, but the facility billed the same service as {}",
            place_name(place),
            bill_name(pair.facility.setting())
        );
        violations.push(violation(pair, message, &lines));
    }
}

/// The person decides, not the encounter: whoever is an inpatient is one wherever another physician sees them.
fn inpatients(person: &Person<'_>, violations: &mut Violations) {
    let mut linked: Vec<(usize, usize)> = Vec::new();
    for encounter in person.encounters.iter().filter(|encounter| encounter.is_matched()) {
        for &professional in &encounter.professional {
            let Some(facility) = encounter.opposite(professional) else { continue };
            inpatient(&Pair { facility, professional, encounter, context: person.context }, violations);
            if encounter.is_inpatient() {
                linked.extend(professional.lines().map(|line| (line.of.position, line.index)));
            }
        }
    }
    for &stay in person.facility.iter().filter(|claim| claim.facility_type() == "11") {
        let admitted = stay.claim.admission_date.map(|moment| moment.date).or(stay.claim.statement_from);
        let (Some(admitted), Some((_, left))) = (admitted, stay.days()) else { continue };
        for &claim in person.professional.iter().filter(|claim| claim.person == stay.person) {
            let lines: Vec<LineView<'_>> = claim
                .lines()
                .filter(|line| {
                    let inside = line.period().is_some_and(|days| admitted < days.from && days.last() < left);
                    inside && is_seen_elsewhere(*line) && !linked.contains(&(claim.position, line.index))
                })
                .collect();
            let Some(first) = lines.first() else { continue };
            let message = format!(
                "The professional claim says {} on a day on which the person was an inpatient",
                place_name(first.place_of_service())
            );
            let places = [first.at_place_of_service(), stay.at_days()];
            let violation = crate::reconcile::violation::Violation::new(message, places);
            let charges = "charges of the professional lines with that place";
            violations.push(person.context.risk_of_place(violation, &lines, charges));
        }
    }
}

/// Whether a line was done to the patient in person, in a place that is paid as a practice.
fn is_seen_elsewhere(line: LineView<'_>) -> bool {
    let place = line.place_of_service();
    let rate = crate::codes::place_of_service(place).and_then(|known| known.rate);
    let in_person = matches!(
        line.kind(),
        Some(
            ServiceKind::Visit
                | ServiceKind::Surgery
                | ServiceKind::Imaging
                | ServiceKind::Heart
                | ServiceKind::Nerves
                | ServiceKind::Administration
        )
    );
    rate == Some(crate::codes::PaymentRate::NonFacility)
        && in_person
        && !matches!(place, "81" | "99" | "10" | "65" | "60")
}

fn inpatient(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::Inpatient) {
        let message = format!(
            "The professional claim says {} on a day of a stay that the facility billed as {}",
            place_name(place),
            bill_name(pair.facility.setting())
        );
        violations.push(violation(pair, message, &lines));
    }
}

fn observation(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::Observation) {
        let message = format!(
            "The professional claim says {}, the facility billed observation of an outpatient",
            place_name(place)
        );
        violations.push(violation(pair, message, &lines));
    }
}

fn skilled_nursing(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::SkilledNursing) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        let mut violation = violation(pair, message, &lines);
        // Part A may have ended in the middle of the stay; the nursing facility's other bill may not be at hand.
        if place == "31" {
            violation.own.severity = Some(Severity::Warning);
        }
        violations.push(violation);
    }
}

fn surgery_center(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::SurgeryCenter) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        violations.push(violation(pair, message, &lines));
    }
}
