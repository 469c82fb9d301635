//! Laboratory and pathology.

use crate::codes::services::Kind;
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::both::possible_units;
use crate::reconcile::readings::Readings;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::services::{Part, Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[PATHOLOGY, LABORATORY];

const PATHOLOGY: Check = Check {
    rule: Rule {
        code: "SV-PATH",
        name: "Specimens differ, or are billed whole by both sides",
        severity: Severity::Warning,
        snip: None,
        checks: "Surgical pathology (88300 to 88399) that the facility bills carries modifier 26 on the professional claim, and both \
                 bill the same code for the same number of specimens. The day may differ: the facility bills the day of \
                 collection.",
        why: "Without modifier 26 the preparation is paid twice (CARC 4, B20); where the specimens differ, one claim is wrong.",
        help: "Add modifier 26 if the hospital prepared the specimens. Count them in the pathologist's report.",
        source: "Medicare physician fee schedule PC/TC indicator 1; CMS SE17023 for the days",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*2700***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0750*HC:45380*1900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0312*HC:88305*800*UN*4\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*700***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:45380*700*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*240***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:88305:26*240*UN*3***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*2700***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0750*HC:45380*1900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0312*HC:88305*800*UN*4\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*700***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:45380*700*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*320***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:88305:26*320*UN*4***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(pathology),
};

fn pathology(visit: &Encounter<'_>, violations: &mut Violations) {
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
        specimens(visit, *test, *reading, violations);
    }
    for (test, reading) in readings.differing.iter().filter(|(test, _)| is_pathology(test)) {
        let message = format!("The facility bills {}, the pathologist {}", test.code(), reading.code());
        let places = [reading.at("procedure.code"), test.at("procedure.code")];
        let violation = Violation::new(message, places);
        violations.push(visit.context.risk_of_payment(
            violation,
            &[*reading],
            "charge of the professional line",
        ));
    }
}

/// What both sides bill of one kind of specimen over the whole visit.
fn specimens(visit: &Encounter<'_>, test: Line<'_>, reading: Line<'_>, violations: &mut Violations) {
    let theirs = || visit.professional_lines().filter(|line| line.same_code(test));
    let whole = theirs().find(|line| line.part() == Part::Whole && line.is_at_facility_rate());
    if let Some(whole) = whole {
        let places = [whole.at("procedure.code"), test.at("procedure.code")];
        let violation = Violation::new(
            "Both sides bill the preparation: the pathologist's line has no modifier 26",
            places,
        );
        violations.push(visit.context.risk_of_payment(
            violation,
            &[whole],
            "charge of the professional line",
        ));
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
        violations.push(Violation::new(message, [reading.at("units"), test.at("units")]));
    }
}

const LABORATORY: Check = Check {
    rule: Rule {
        code: "SV-LAB",
        name: "Laboratory test billed by both sides",
        severity: Severity::Error,
        snip: None,
        checks: "A laboratory test that the facility bills is not on a professional claim for the same day, unless it carries \
                 modifier 26. Tests with a physician's part (88300 to 88399, and by the fee schedule PC/TC indicators 1, 2 and 6) \
                 are other rules' business.",
        why: "A clinical laboratory test has no professional part: the hospital is paid for its patients' tests, and the second \
              claim is a duplicate.",
        help: "Take the line off the professional claim, or the facility's if another laboratory did the test and bills it.",
        source: "42 CFR 414.510; Medicare physician fee schedule status X and PC/TC indicator 9",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*150***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0301*HC:80053*150*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*40***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:80053*40*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*150***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0301*HC:80053*150*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*140***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*140*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(laboratory),
};

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
