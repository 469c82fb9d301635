//! Who bills which part of a test: the technical one or the professional one.

use crate::codes::services;
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::scope::{Context, Pair};
use crate::reconcile::services::{Part, Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[GLOBAL, TECHNICAL, UNSPLIT];

const GLOBAL: Check = Check {
    rule: Rule {
        code: "PT-GLOBAL",
        name: "Whole test billed by both sides",
        severity: Severity::Warning,
        snip: None,
        checks: "A diagnostic test that the facility bills carries modifier 26 (reading only) on the professional claim for the \
                 same day. With a fee schedule this is an error and speaks of codes with PC/TC indicator 1, also where the \
                 facility does not bill the test but the place is a hospital; without one, of imaging (70010 to 79999) and of \
                 heart, nerve and vascular tests (93000 to 93998, 95700 to 96020) on the revenue codes of such tests.",
        why: "A professional line without modifier 26 or TC bills the whole test: the machine is paid twice, and the payer \
              denies one (CARC 4, B20; RARC M2) or takes the money back.",
        help: "Add modifier 26 to the professional line and bill the charge of the reading; if the practice owns the machine, \
               the facility must not bill the test.",
        source: "Medicare physician fee schedule PC/TC indicator 1; CARC 4 and B20; OIG A-01-04-00528 (radiology for inpatients)",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*1200***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0351*HC:70450*1200*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*400***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:70450*400*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1200***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0351*HC:70450*1200*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*90***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:70450:26*90*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(global),
};

fn global(pair: &Pair<'_>, violations: &mut Violations) {
    let context = pair.context;
    let whole = |line: &Line<'_>| line.part() == Part::Whole;
    for twins in pair.same_services().filter(|twins| whole(&twins.professional)) {
        let line = twins.professional;
        let Shared::Test { sure } = shared(context, twins) else { continue };
        let message = "Both sides bill the whole test: the professional line has neither modifier 26 nor TC";
        let violation =
            Violation::new(message, [line.at("procedure.code"), twins.facility.at("procedure.code")]);
        let violation = match context.technical_amount(line) {
            Some(amount) => violation.at_risk([(line, amount)], technical_basis(context, line)),
            None => violation.charges_at_risk([line], "charge of the professional line"),
        };
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
    for line in pair.lines().filter(whole) {
        let twin = || pair.same_services().any(|twins| twins.professional.index == line.index);
        let test = context.pctc(line) == Some(1) && line.kind() != Some(services::Kind::Pathology);
        if test && line.is_in_hospital() && !twin() {
            let message =
                "The professional line bills the whole test in a hospital: it has neither modifier 26 nor TC";
            let amount = context.technical_amount(line).unwrap_or_default();
            let violation = Violation::new(message, [line.at("procedure.code"), line.at_place_of_service()]);
            let violation = violation.at_risk([(line, amount)], technical_basis(context, line));
            violations.push(violation.weighing(Severity::Error));
        }
    }
}

/// How the technical part of a test is worked out.
fn technical_basis(context: &Context<'_>, line: Line<'_>) -> String {
    let edition = context.edition(line);
    format!("(total of the whole test - total with modifier 26) x conversion factor x units{edition}")
}

const TECHNICAL: Check = Check {
    rule: Rule {
        code: "PT-TCBOTH",
        name: "Technical part billed by both sides",
        severity: Severity::Error,
        snip: None,
        checks: "A test that the facility bills does not carry modifier TC on a professional claim for the same day.",
        why: "Modifier TC asks for the room and the machine, which is what the facility's line asks for: one of the two is a \
              duplicate and is denied or taken back (CARC 134; RARC N195).",
        help: "Find out whose machine it was. If it was the hospital's, drop the professional line, or bill the reading with \
               modifier 26 if there was one; if it was the practice's, take the line off the facility's claim.",
        source: "Medicare physician fee schedule PC/TC indicator 1; CARC 134; RARC N195",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*700***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0402*HC:76700*700*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*300***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:76700:TC*210*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:76700:26*90*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*700***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0402*HC:76700*700*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*90***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:76700:26*90*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(technical),
};

fn technical(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services().filter(|twins| twins.professional.part() == Part::Technical) {
        let line = twins.professional;
        if shared(pair.context, twins) == Shared::ProfessionalFee {
            continue;
        }
        let message = "Both sides bill the technical part: the professional line carries modifier TC";
        let violation = Violation::new(message, [line.at_modifiers(), twins.facility.at("procedure.code")]);
        violations.push(pair.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}

const UNSPLIT: Check = Check {
    rule: Rule {
        code: "PT-34FAC",
        name: "Technical code on a professional claim",
        severity: Severity::Warning,
        snip: None,
        checks: "A professional claim for a service in a facility has no code that holds a technical part and cannot be split by \
                 a modifier. With a fee schedule these are the codes with PC/TC indicators 3 and 4, and it is an error; without \
                 one, 93000 and 93005 where the facility bills the electrocardiogram.",
        why: "The tracing is the facility's: it is paid twice, or the line is denied (CARC 4, 5).",
        help: "Bill the code of the reading alone, such as 93010 for an electrocardiogram.",
        source: "Medicare physician fee schedule PC/TC indicators 2, 3 and 4",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*150***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0730*HC:93005*150*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*60***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:93000*60*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*150***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0730*HC:93005*150*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*20***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:93010*20*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(unsplit),
};

fn unsplit(pair: &Pair<'_>, violations: &mut Violations) {
    for line in pair.lines() {
        let sure = match pair.context.whole_fee(line) {
            Some(fee) => matches!(fee.pctc, Some(3 | 4)).then_some(true),
            None => line.is_tracing().then_some(false),
        };
        let Some(sure) = sure else { continue };
        let mut lines = pair.visit.facility_lines();
        let twin = lines.find(|other| {
            other.same_day(line) && (other.same_code(line) || (line.is_tracing() && other.is_tracing()))
        });
        let mut places = vec![line.at("procedure.code")];
        let message = match twin {
            Some(twin) => {
                places.push(twin.at("procedure.code"));
                "The professional line bills the technical part, which the facility bills"
            }
            None if sure && line.is_at_facility_rate() => {
                places.push(line.at_place_of_service());
                "The professional line bills a technical part in a facility"
            }
            None => continue,
        };
        let violation = pair.context.risk_of_payment(
            Violation::new(message, places),
            &[line],
            "charge of the professional line",
        );
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
}
