//! The same examination or operation under two codes, and units that differ.

use rust_decimal::Decimal;

use crate::codes::services::{self, Kind};
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::both::{Both, billed_by_both, possible_units};
use crate::reconcile::readings::{Readings, family};
use crate::reconcile::scope::Encounter;
use crate::reconcile::services::Part;
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[NEIGHBOUR, UNITS, IMAGING, HEART];

const NEIGHBOUR: Check = Check {
    rule: Rule {
        code: "SV-HCPCS",
        name: "Two codes for one operation",
        severity: Severity::Warning,
        snip: None,
        checks: "Where both sides bill an operation or a treatment on one day under codes that differ in their last digit only, \
                 neither side bills the other's code. Visits, laboratory tests, drugs, infusions and therapy are not compared.",
        why: "Two coders read one report and came to two answers. One of them is wrong, and the payer has both.",
        help: "Code the operation once more from its report and correct the claim that is wrong.",
        source: "HCPCS codes of 837I SV202-2 and 837P SV101-2 on one day; reconcile study, family of the first four digits",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*9000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47562*9000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:47563*2600*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*9000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47563*9000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:47563*2600*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(neighbour),
};

fn neighbour(visit: &Encounter<'_>, violations: &mut Violations) {
    let compared = |line: &Line<'_>| line.part() == Part::Whole && is_operation(*line);
    let ours = || visit.facility_lines().filter(|line| compared(line) && !is_elsewhere(line.revenue()));
    let theirs = || visit.professional_lines().filter(|line| compared(line) && !line.is_assistant());
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for line in theirs().filter(|line| !ours().any(|other| other.same_code(*line))) {
        let neighbour = ours().find(|other| {
            let near = matches!((other.cpt(), line.cpt()), (Some(a), Some(b)) if family(a) == family(b));
            near && other.same_day(line) && !theirs().any(|third| third.same_code(*other))
        });
        let Some(neighbour) = neighbour else { continue };
        let codes = (neighbour.code_text(), line.code_text());
        if seen.iter().any(|(a, b)| *a == codes.0 || *b == codes.1) {
            continue;
        }
        seen.push(codes);
        violations.push(two_codes(neighbour, line));
    }
}

/// Operations and treatments: what both sides bill under one code without a modifier.
fn is_operation(line: Line<'_>) -> bool {
    let heart = |line: Line<'_>| line.cpt().is_some_and(|n| (92_920..93_000).contains(&n));
    match line.kind() {
        Some(Kind::Surgery | Kind::Other) => true,
        Some(Kind::Heart) => heart(line),
        _ => false,
    }
}

/// Revenue codes of therapy and of professional fees, which other rules look at.
fn is_elsewhere(revenue: &str) -> bool {
    services::is_therapy_revenue(revenue) || services::is_professional_revenue(revenue)
}

fn two_codes<'c>(facility: Line<'c>, professional: Line<'c>) -> Violation {
    let message = format!(
        "The facility bills {}, the professional claim {}, on one day",
        facility.code(),
        professional.code()
    );
    let places = [professional.at("procedure.code"), facility.at("procedure.code")];
    Violation::new(message, places).charges_at_risk([professional], "charge of the professional line")
}

const IMAGING: Check = Check {
    rule: Rule {
        code: "SV-RAD",
        name: "Two codes for one image",
        severity: Severity::Warning,
        snip: None,
        checks: "Imaging (70010 to 79999) that the facility bills and imaging that a physician reads do not differ in the last \
                 digit of their codes only, such as without and with contrast.",
        why: "It is one examination under two codes: the payer denies one, or pays for more than was done.",
        help: "See from the report which views or contrast there were and correct the claim that is wrong.",
        source: "HCPCS codes of 837I SV202-2 and 837P SV101-2 with modifier 26; reconcile study, SV-RAD",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*1900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0611*HC:70551*1900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*190***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:70553:26*190*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0611*HC:70551*1900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*190***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:70551:26*190*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(imaging),
};

fn imaging(visit: &Encounter<'_>, violations: &mut Violations) {
    differing(visit, violations, |kind| kind == Kind::Imaging);
}

const HEART: Check = Check {
    rule: Rule {
        code: "SV-CARD",
        name: "Two codes for one test of heart or nerves",
        severity: Severity::Warning,
        snip: None,
        checks: "A test on heart, vessels or nerves that the facility bills and one that a physician reads with modifier 26 do not \
                 differ in the last digit of their codes only.",
        why: "It is one examination under two codes: the payer denies one, or pays for more than was done.",
        help: "See from the report what was done and correct the claim that is wrong.",
        source: "HCPCS codes of 837I SV202-2 and 837P SV101-2 with modifier 26; reconcile study, SV-CARD",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*8200***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0481*HC:93458*8200*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*900***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:93459:26*900*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*8200***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0481*HC:93458*8200*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*900***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:93458:26*900*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(heart),
};

fn heart(visit: &Encounter<'_>, violations: &mut Violations) {
    differing(visit, violations, |kind| matches!(kind, Kind::Heart | Kind::Nerves));
}

fn differing(visit: &Encounter<'_>, violations: &mut Violations, wanted: fn(Kind) -> bool) {
    if !visit.professional_lines().any(|line| line.kind().is_some_and(wanted)) {
        return;
    }
    for (test, reading) in Readings::of(visit).differing {
        if test.kind().is_some_and(wanted) {
            violations.push(two_codes(test, reading));
        }
    }
}

const UNITS: Check = Check {
    rule: Rule {
        code: "SV-UNITS",
        name: "Units differ",
        severity: Severity::Warning,
        snip: None,
        checks: "Both sides bill the same number of units of an operation or a test on one day. Not compared are drugs, laboratory \
                 tests, therapy, infusions, visits and whatever is billed for both sides of the body.",
        why: "One of the numbers is wrong: the claim with more is denied in part (CARC 151, 222), the one with less loses money.",
        help: "Count in the report how often it was done and correct the claim that is wrong.",
        source: "837I SV205 against 837P SV104; CARC 151 and 222",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*480***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0361*HC:20611*480*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*420***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:20611*420*UN*2***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*960***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0361*HC:20611*480*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0361*HC:20611:59*480*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*420***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:20611*420*UN*2***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(units),
};

fn units(visit: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(visit) {
        let counted = |line: &&Line<'_>| line.unit.as_deref().is_none_or(|unit| unit == "UN");
        let all = both.facility.iter().chain(&both.professional);
        if !is_counted(&both) || both.is_sided() || !all.clone().all(|line| counted(&line)) {
            continue;
        }
        // An assistant alone is SV-ASSIST.
        let own = |line: &Line<'_>| !line.is_assistant() && line.part() != Part::Technical;
        let theirs: Vec<Line<'_>> = both.professional.iter().copied().filter(own).collect();
        let (ours, all) = (possible_units(&both.facility), possible_units(&theirs));
        let (Some(facility), Some(total)) = (ours.last().copied(), all.last().copied()) else { continue };
        if theirs.is_empty() || !ours.is_disjoint(&all) {
            continue;
        }
        let message = format!(
            "The facility bills {} of {}, the professional side {}",
            unit_count(facility),
            both.code(),
            total.normalize()
        );
        let places = [both.professional[0].at("units"), both.facility[0].at("units")];
        violations.push(Violation::new(message, places).charges_at_risk(
            both.professional.iter().copied().filter(|_| total > facility),
            "charges of the professional lines",
        ));
    }
}

/// Whether units of the code mean the same on both sides.
fn is_counted(both: &Both<'_>) -> bool {
    let line = both.professional[0];
    let revenue = both.facility[0].revenue();
    let kind = match line.kind() {
        Some(Kind::Surgery | Kind::Imaging | Kind::Heart | Kind::Nerves) => true,
        Some(Kind::Other) => !is_elsewhere(revenue),
        _ => false,
    };
    kind && !services::is_professional_revenue(revenue)
}

fn unit_count(units: Decimal) -> String {
    let unit = if units == Decimal::ONE { "unit" } else { "units" };
    format!("{} {unit}", units.normalize())
}
