//! Drugs.

use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[DRUG, LABELER];

const DRUG: Check = Check {
    rule: Rule {
        code: "SV-DRUG",
        name: "Drug billed by both sides",
        severity: Severity::Error,
        snip: None,
        checks: "A drug (HCPCS J or Q code) that the facility bills is not on a professional claim for the same day in a facility.",
        why: "The hospital buys and stores the drug. A second claim for it is a duplicate and is denied or taken back.",
        help: "Take the drug off the professional claim; if the physician brought it, off the facility's.",
        source: "42 CFR 410.26(b); CMS Pub. 100-04 chapter 17; reconcile study, SV-DRUG",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*7480***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0335*HC:96413*1480*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0636*HC:J1745:JZ*6000*UN*40\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*6000***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:J1745*6000*UN*40***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*7480***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0335*HC:96413*1480*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0636*HC:J1745:JZ*6000*UN*40\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*210***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99214*210*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(drug),
};

fn drug(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let line = twins.professional;
        if shared(pair.context, twins) != Shared::Drug || !line.is_at_facility_rate() {
            continue;
        }
        let places =
            [line.at("procedure.code"), twins.facility.at("procedure.code"), line.at_place_of_service()];
        let violation = Violation::new("Both sides bill the drug", places);
        violations.push(pair.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}

const LABELER: Check = Check {
    rule: Rule {
        code: "SV-NDC",
        name: "One drug by two makers",
        severity: Severity::Warning,
        snip: None,
        checks: "Where both claims bill one drug on one day outside of a facility, such as at home, and both give its national drug \
                 code, the code's first five digits (who made or labeled it) are the same. Inside a facility a drug on both \
                 claims is SV-DRUG.",
        why: "One dose has one maker: one of the codes is wrong, or two doses were billed for one. Rebates go by this code \
              (CARC 211).",
        help: "Look the package up in the record of what was given and correct the code that is wrong.",
        source: "837I and 837P 2410 LIN03; CARC 211",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***34:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0636*HC:J1745:JZ*900*UN*10\nDTP*472*D8*20260302\nLIN**N4*99999010101\nCTP****1*UN",
            ],
            professional: &[
                "CLM*P1*900***12:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:J1745:JZ*880*UN*10***1\nDTP*472*D8*20260302\nLIN**N4*99998010101\nCTP****1*UN",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***34:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0636*HC:J1745:JZ*900*UN*10\nDTP*472*D8*20260302\nLIN**N4*99999010101\nCTP****1*UN",
            ],
            professional: &[
                "CLM*P1*900***12:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:J1745:JZ*880*UN*10***1\nDTP*472*D8*20260302\nLIN**N4*99999020202\nCTP****1*UN",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(labeler),
};

fn labeler(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let line = twins.professional;
        if !line.is_drug() || line.is_at_facility_rate() {
            continue;
        }
        let (Some(ours), Some(theirs)) = (maker(&twins.facility), maker(&line)) else { continue };
        if ours != theirs {
            let places = [line.at("drug.code"), twins.facility.at("drug.code")];
            violations.push(Violation::new("The two claims name different makers of one drug", places));
        }
    }
}

/// The first five digits of an eleven-digit national drug code.
fn maker<'c>(line: &'c Line<'_>) -> Option<&'c str> {
    let drug = line.drug.as_ref()?;
    let national = drug.qualifier.as_deref().is_none_or(|qualifier| qualifier == "N4");
    drug.code.as_deref().filter(|code| national && code.len() == 11)?.get(..5)
}
