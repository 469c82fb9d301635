//! What a hospital's own staff does for its patients: infusions, therapy; and smears that are part of a laboratory's fee.

use crate::codes::services;
use crate::finding::Severity;
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::LINES;
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("PT-5INC", Run::Pair(incident), Reads::always(LINES)),
    Check::new("PT-7THER", Run::Pair(therapy), Reads::always(LINES)),
    Check::new("PT-8SMEAR", Run::Pair(smear), Reads::always(LINES)),
];

fn incident(pair: &Pair<'_>, violations: &mut Violations) {
    for line in pair.lines().filter(|line| line.is_in_hospital()) {
        let twins = pair.same_services().find(|twins| twins.professional.index == line.index);
        let sure = match twins.map(|twins| shared(pair.context, twins)) {
            Some(Shared::Incident { sure }) => sure,
            None if pair.context.pctc(line) == Some(5) => true,
            _ => continue,
        };
        let mut places = vec![line.at("procedure.code"), line.at_place_of_service()];
        let message = match twins {
            Some(twins) => {
                places.push(twins.facility.at("procedure.code"));
                "Both sides bill what the hospital's staff did"
            }
            None => "The professional line bills what a hospital's staff does",
        };
        let violation = pair.context.risk_of_payment(
            Violation::new(message, places),
            &[line],
            "charge of the professional line",
        );
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
}

fn therapy(pair: &Pair<'_>, violations: &mut Violations) {
    for line in pair.lines().filter(|line| line.is_at_facility_rate()) {
        let twins = pair.same_services().find(|twins| twins.professional.index == line.index);
        let rooms =
            || pair.encounter.facility_lines().find(|other| services::is_therapy_revenue(other.revenue()));
        let found = match twins.map(|twins| (shared(pair.context, twins), twins.facility)) {
            Some((Shared::Therapy { sure }, facility)) => Some((sure, facility)),
            None if pair.context.pctc(line) == Some(7) => rooms().map(|room| (true, room)),
            _ => None,
        };
        let Some((sure, facility)) = found else { continue };
        let places = [line.at("procedure.code"), facility.at("revenue_code")];
        let violation = Violation::new("Both sides bill the therapy", places);
        let violation = pair.context.risk_of_payment(violation, &[line], "charge of the professional line");
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
}

fn smear(pair: &Pair<'_>, violations: &mut Violations) {
    if pair.encounter.is_inpatient() {
        return;
    }
    for line in pair.lines().filter(|line| line.is_smear()) {
        let places = [line.at("procedure.code"), pair.facility.at("facility_type")];
        let violation = Violation::new(
            "The professional claim bills the reading of a smear, but the facility billed no stay",
            places,
        );
        violations.push(pair.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}
