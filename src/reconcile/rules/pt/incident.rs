//! What a hospital's own staff does for its patients: infusions, therapy; and smears that are part of a laboratory's fee.

use crate::codes::services;
use crate::finding::Severity;
use crate::reconcile::hit::{Hit, Hits};
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Shared, shared};

use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check { code: "PT-5INC", needs: &[], run: Run::Pair(incident) },
    Check { code: "PT-7THER", needs: &[], run: Run::Pair(therapy) },
    Check { code: "PT-8SMEAR", needs: &[], run: Run::Pair(smear) },
];

fn incident(pair: &Pair<'_>, hits: &mut Hits) {
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
        let hit = pair.context.risk_of_payment(
            Hit::new(message, places),
            &[line],
            "charge of the professional line",
        );
        hits.push(if sure { hit.weighing(Severity::Error) } else { hit });
    }
}

fn therapy(pair: &Pair<'_>, hits: &mut Hits) {
    for line in pair.lines().filter(|line| line.is_at_facility_rate()) {
        let twins = pair.same_services().find(|twins| twins.professional.index == line.index);
        let rooms =
            || pair.visit.facility_lines().find(|other| services::is_therapy_revenue(other.revenue()));
        let found = match twins.map(|twins| (shared(pair.context, twins), twins.facility)) {
            Some((Shared::Therapy { sure }, facility)) => Some((sure, facility)),
            None if pair.context.pctc(line) == Some(7) => rooms().map(|room| (true, room)),
            _ => None,
        };
        let Some((sure, facility)) = found else { continue };
        let places = [line.at("procedure.code"), facility.at("revenue_code")];
        let hit = Hit::new("Both sides bill the therapy", places);
        let hit = pair.context.risk_of_payment(hit, &[line], "charge of the professional line");
        hits.push(if sure { hit.weighing(Severity::Error) } else { hit });
    }
}

fn smear(pair: &Pair<'_>, hits: &mut Hits) {
    if pair.visit.is_inpatient() {
        return;
    }
    for line in pair.lines().filter(|line| line.is_smear()) {
        let places = [line.at("procedure.code"), pair.facility.at("facility_type")];
        let hit = Hit::new(
            "The professional claim bills the reading of a smear, but the facility billed no stay",
            places,
        );
        hits.push(pair.context.risk_of_payment(hit, &[line], "charge of the professional line"));
    }
}
