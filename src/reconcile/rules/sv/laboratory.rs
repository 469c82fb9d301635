//! Laboratory and pathology.

use crate::codes::services::ServiceKind;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::line_pairing::{LinePair, Relation};
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::services::{Part, Shared, shared};
use crate::reconcile::shared_services::possible_units;
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::{LINES, RENDERERS};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-PATH", Run::Encounter(pathology), Reads::always(LINES).and(RENDERERS).missing(LINES)),
    Check::new("SV-LAB", Run::Pair(laboratory), Reads::always(LINES)),
];

fn pathology(encounter: &Encounter<'_>, violations: &mut Violations) {
    let mut seen: Vec<&str> = Vec::new();
    let pairing = encounter.pairing();
    let is_pathology = |pair: &&LinePair<'_>| pair.facility.kind() == Some(ServiceKind::Pathology);
    for pair in pairing.pairs.iter().filter(is_pathology) {
        let (test, reading) = (pair.facility, pair.professional);
        match pair.relation {
            Relation::SameProcedure | Relation::SeveralUnits if !seen.contains(&test.code_text()) => {
                seen.push(test.code_text());
                specimens(encounter, test, reading, violations);
            }
            Relation::SameFamily => {
                let message =
                    format!("The facility bills {}, the pathologist {}", test.code(), reading.code());
                let places = [reading.at("procedure.code"), test.at("procedure.code")];
                let violation = Violation::new(message, places);
                let charge = "charge of the professional line";
                violations.push(encounter.context.risk_of_payment(violation, &[reading], charge));
            }
            _ => {}
        }
    }
}

/// What both sides bill of one kind of specimen over the whole visit.
fn specimens(
    encounter: &Encounter<'_>,
    test: LineView<'_>,
    reading: LineView<'_>,
    violations: &mut Violations,
) {
    let theirs = || encounter.professional_lines().filter(|line| line.same_code(test));
    let whole = theirs().find(|line| line.part() == Part::Whole && line.is_at_facility_rate());
    if let Some(whole) = whole {
        let places = [whole.at("procedure.code"), test.at("procedure.code")];
        let violation = Violation::new(
            "Both sides bill the preparation: the pathologist's line has no modifier 26",
            places,
        );
        violations.push(encounter.context.risk_of_whole(violation, whole));
        return;
    }
    let tests: Vec<LineView<'_>> = encounter.facility_lines().filter(|line| line.same_code(test)).collect();
    let interpretations: Vec<LineView<'_>> = theirs().filter(|line| line.part() != Part::Technical).collect();
    let (ours, read) = (possible_units(&tests), possible_units(&interpretations));
    if let (Some(billed), Some(seen), true) = (ours.last(), read.last(), ours.is_disjoint(&read)) {
        let message = format!(
            "The facility bills {} specimens of {}, the pathologist reads {}",
            billed.normalize(),
            test.code(),
            seen.normalize()
        );
        violations.push(Violation::new(message, [reading.at("units"), test.at("units")]));
    }
}

fn laboratory(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let line = twins.professional;
        let place = line.is_at_facility_rate() || line.place_of_service() == "81";
        if !place || line.part() == Part::Reading || shared(pair.context, twins) != Shared::Laboratory {
            continue;
        }
        let places = [line.at("procedure.code"), twins.facility.at("procedure.code")];
        let violation = Violation::new("Both sides bill the laboratory test", places);
        violations.push(pair.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}
