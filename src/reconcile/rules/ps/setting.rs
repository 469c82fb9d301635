//! Where it was: the place of service against the type of bill.

use crate::codes::crosswalk::Fit;
use crate::finding::Severity;
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::Violations;
use crate::rules::Reads;

use crate::reconcile::rules::place::{
    Wrong, any_of, bill_name, lines_by_place, place_name, places, violation,
};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("PS-TOB", Run::Pair(type_of_bill), Reads::MODEL),
    Check::new("PS-OFFICE", Run::Pair(office), Reads::MODEL),
    Check::new("PS-IPSTATUS", Run::Pair(inpatient), Reads::MODEL),
    Check::new("PS-OBSIP", Run::Pair(observation), Reads::MODEL),
    Check::new("PS-3132", Run::Pair(skilled_nursing), Reads::MODEL),
    Check::new("PS-ASC", Run::Pair(surgery_center), Reads::MODEL),
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
