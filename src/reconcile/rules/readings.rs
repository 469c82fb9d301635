//! Tests that nobody read, readings of tests that nobody did, tests that two physicians read.

use crate::codes::services::{self, Kind};
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::readings::{Readings, is_reading};
use crate::reconcile::scope::Encounter;
use crate::reconcile::services::{Part, is_test_room};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[UNREAD, UNDONE, TWICE];

const UNREAD: Check = Check {
    rule: Rule {
        code: "PT-MISSPC",
        name: "Test that no physician billed",
        severity: Severity::Warning,
        snip: None,
        checks: "A test of the facility that a physician has to read (imaging, electrocardiogram, heart ultrasound, pathology) has \
                 a professional line in the same visit, dated up to 14 days after the test. Visits without any professional \
                 claim are not judged, nor is anything as long as claims may still come (--pending).",
        why: "Either the reading was never billed, which is revenue lost, or a group bills it whose claims are not in the input.",
        help: "Ask whoever reads for the facility whether the claim was sent. Groups whose claims never come here belong into \
               groups.outside_readers of twinclaim.toml, as far as the facility's claims name them.",
        source: "Medicare physician fee schedule PC/TC indicators 1 and 3; CMS SE17023 for the days",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*2900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99284:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0352*HC:74177*2000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*400***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99284*400*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*2900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99284:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0352*HC:74177*2000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*400***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99284*400*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*180***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:74177:26*180*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(unread),
};

fn unread(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_pending() {
        return;
    }
    for test in Readings::of(visit).unread {
        if is_read_outside(visit, test) {
            continue;
        }
        let violation = Violation::new(
            "The facility bills a test that no professional claim reads",
            [test.at("procedure.code")],
        );
        let amount = visit.context.reading_amount(test).unwrap_or_default();
        let edition = visit.context.edition(test);
        let basis = format!("facility total with modifier 26 x conversion factor x units{edition}");
        violations.push(violation.at_risk([(test, amount)], basis));
    }
}

/// Whether the facility's claim names a provider who the user says never sends claims here.
fn is_read_outside(visit: &Encounter<'_>, test: Line<'_>) -> bool {
    let outside = &visit.context.groups.outside_readers;
    let mut providers = test.providers.iter().chain(&test.of.claim.providers);
    providers.any(|provider| provider.npi.as_deref().is_some_and(|npi| outside.iter().any(|o| o == npi)))
}

const UNDONE: Check = Check {
    rule: Rule {
        code: "PT-MISSTC",
        name: "Reading of a test that the facility did not bill",
        severity: Severity::Warning,
        snip: None,
        checks: "The reading of a test in a hospital (modifier 26, 93010) has a facility line in the same visit: the test itself, \
                 or for a stay, a line of that department.",
        why: "Either the facility forgot to charge for the test, or it was done elsewhere and the place of service is wrong.",
        help: "Check whether the test was done here; add it to the facility's claim, or correct the place of the reading.",
        source: "Medicare physician fee schedule PC/TC indicators 1 and 2",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*250***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99283:25*200*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:71046:26*50*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1300***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99283:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0324*HC:71046*400*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*250***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99283:25*200*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:71046:26*50*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(undone),
};

fn undone(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_pending() {
        return;
    }
    for reading in Readings::of(visit).without_test {
        if !reading.is_in_hospital() || visit.facility_lines().any(|line| may_hold(line, reading)) {
            continue;
        }
        let violation = Violation::new(
            "The professional claim reads a test that the facility does not bill",
            [reading.at("procedure.code")],
        );
        violations.push(visit.context.risk_of_payment(
            violation,
            &[reading],
            "charge of the professional line",
        ));
    }
}

/// Whether a facility line may hold the test although it does not name it: the same code, or a line of the department
/// without a code. Departments whose revenue codes are not known here hold everything.
fn may_hold(line: Line<'_>, reading: Line<'_>) -> bool {
    let department = match reading.kind() {
        Some(Kind::Imaging) => services::is_imaging_revenue(line.revenue()),
        Some(Kind::Pathology) => services::is_pathology_revenue(line.revenue()),
        Some(Kind::Heart | Kind::Nerves) => is_test_room(line),
        _ => true,
    };
    line.same_code(reading) || (line.code_text().is_empty() && department) || reading.kind().is_none()
}

const TWICE: Check = Check {
    rule: Rule {
        code: "PT-DUPREAD",
        name: "Two readings of one test",
        severity: Severity::Warning,
        snip: None,
        checks: "A test that the facility did once is read by one physician: two readings of one code on one day by two \
                 physicians need modifier 77 on the second.",
        why: "Medicare pays the reading that the treatment rested on, and denies the other (CARC 18, 97); often the emergency \
              physician and the radiologist both bill the X-ray.",
        help: "Agree on whose reading counts. The other one is not billed, or carries modifier 77 if a second reading was needed.",
        source: "OIG OEI-07-09-00450; CMS Pub. 100-04 chapter 13 section 100.1",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*1300***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99283:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0324*HC:71046*400*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*250***23:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:99283:25*200*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:71046:26*50*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*50***23:B:1*Y*A*Y*Y\nNM1*82*1*RAY*BEN****XX*2000000002\nLX*1\nSV1*HC:71046:26*50*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1300***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99283:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0324*HC:71046*400*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*250***23:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:99283:25*200*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:71046:26*50*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*50***23:B:1*Y*A*Y*Y\nNM1*82*1*RAY*BEN****XX*2000000002\nLX*1\nSV1*HC:71046:26:77*50*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(twice),
};

/// Modifiers that say that a second reading is one of its own.
const APART: &[&str] = &["76", "77", "59", "XE", "XP", "XS", "XU", "62", "66"];

fn twice(visit: &Encounter<'_>, violations: &mut Violations) {
    let is_reading = |line: &Line<'_>| is_reading(visit.context, *line) && line.part() != Part::Technical;
    let readings: Vec<Line<'_>> = visit.professional_lines().filter(is_reading).collect();
    for (n, second) in readings.iter().enumerate() {
        let apart = |line: &Line<'_>| APART.iter().any(|modifier| line.has_modifier(modifier));
        let first = readings[..n].iter().find(|first| {
            first.same_code(*second) && first.same_day(*second) && !same_physician(**first, *second)
        });
        let Some(first) = first.filter(|first| !apart(first) && !apart(second)) else { continue };
        let done = tests_of(visit, *second);
        let read = readings[..=n].iter().filter(|other| other.same_code(*second) && other.same_day(*second));
        if done.is_zero() || read.map(|line| line.count()).sum::<rust_decimal::Decimal>() <= done {
            continue;
        }
        let places = [second.at("procedure.code"), first.at("procedure.code")];
        let violation = Violation::new("Two physicians bill the reading of one test", places);
        violations.push(visit.context.risk_of_payment(violation, &[*second], "charge of the second reading"));
    }
}

fn same_physician(a: Line<'_>, b: Line<'_>) -> bool {
    a.renderer().is_none() || a.renderer() == b.renderer()
}

/// How often the facility did the test that is read.
fn tests_of(visit: &Encounter<'_>, reading: Line<'_>) -> rust_decimal::Decimal {
    let tracing = reading.is_code(&["93010"]);
    let of = |line: &Line<'_>| {
        line.same_day(reading) && (line.same_code(reading) || (tracing && line.is_tracing()))
    };
    visit.facility_lines().filter(of).map(Line::count).sum()
}
