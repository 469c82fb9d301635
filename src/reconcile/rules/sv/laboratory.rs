//! Laboratory and pathology.

use crate::codes::services::Kind;
use crate::reconcile::billed::Line;
use crate::reconcile::both::possible_units;
use crate::reconcile::hit::{Hit, Hits};
use crate::reconcile::readings::Readings;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::services::{Part, Shared, shared};

use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check { code: "SV-PATH", needs: &[], run: Run::Visit(pathology) },
    Check { code: "SV-LAB", needs: &[], run: Run::Pair(laboratory) },
];

fn pathology(visit: &Encounter<'_>, hits: &mut Hits) {
    let is_pathology = |line: &Line<'_>| line.kind() == Some(Kind::Pathology);
    if !visit.professional_lines().any(|line| is_pathology(&line)) {
        return;
    }
    let readings = Readings::of(visit);
    let mut seen: Vec<&str> = Vec::new();
    for (test, reading) in readings.read.iter().filter(|(test, _)| is_pathology(test)) {
        if seen.contains(&test.code_text()) {
            continue;
        }
        seen.push(test.code_text());
        specimens(visit, *test, *reading, hits);
    }
    for (test, reading) in readings.differing.iter().filter(|(test, _)| is_pathology(test)) {
        let message = format!("The facility bills {}, the pathologist {}", test.code(), reading.code());
        let places = [reading.at("procedure.code"), test.at("procedure.code")];
        let hit = Hit::new(message, places);
        hits.push(visit.context.risk_of_payment(hit, &[*reading], "charge of the professional line"));
    }
}

/// What both sides bill of one kind of specimen over the whole visit.
fn specimens(visit: &Encounter<'_>, test: Line<'_>, reading: Line<'_>, hits: &mut Hits) {
    let theirs = || visit.professional_lines().filter(|line| line.same_code(test));
    let whole = theirs().find(|line| line.part() == Part::Whole && line.is_at_facility_rate());
    if let Some(whole) = whole {
        let places = [whole.at("procedure.code"), test.at("procedure.code")];
        let hit =
            Hit::new("Both sides bill the preparation: the pathologist's line has no modifier 26", places);
        hits.push(visit.context.risk_of_payment(hit, &[whole], "charge of the professional line"));
        return;
    }
    let tests: Vec<Line<'_>> = visit.facility_lines().filter(|line| line.same_code(test)).collect();
    let readings: Vec<Line<'_>> = theirs().filter(|line| line.part() != Part::Technical).collect();
    let (ours, read) = (possible_units(&tests), possible_units(&readings));
    if let (Some(billed), Some(seen), true) = (ours.last(), read.last(), ours.is_disjoint(&read)) {
        let message = format!(
            "The facility bills {} specimens of {}, the pathologist reads {}",
            billed.normalize(),
            test.code(),
            seen.normalize()
        );
        hits.push(Hit::new(message, [reading.at("units"), test.at("units")]));
    }
}

fn laboratory(pair: &Pair<'_>, hits: &mut Hits) {
    for twins in pair.same_services() {
        let line = twins.professional;
        let place = line.is_at_facility_rate() || line.place_of_service() == "81";
        if !place || line.part() == Part::Reading || shared(pair.context, twins) != Shared::Laboratory {
            continue;
        }
        let places = [line.at("procedure.code"), twins.facility.at("procedure.code")];
        let hit = Hit::new("Both sides bill the laboratory test", places);
        hits.push(pair.context.risk_of_payment(hit, &[line], "charge of the professional line"));
    }
}
