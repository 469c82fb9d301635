//! What stays in the body, and procedure codes of hospitals beside those of physicians.

use crate::codes::laterality;
use crate::codes::services;
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::both::side;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[DEVICE, BODY_PART];

/// Operations that leave a device in the body: hip, knee, pacemaker.
const NEED_A_DEVICE: &[&str] = &["27130", "27447", "33208"];

const DEVICE: Check = Check {
    rule: Rule {
        code: "SV-DEVICE",
        name: "Device without an operation, or the reverse",
        severity: Severity::Warning,
        snip: None,
        checks: "A device that the facility bills (0275, 0276, 0278) has an operation on one of the claims of the visit, and hip, \
                 knee and pacemaker operations (27130, 27447, 33208) of outpatients have a device line.",
        why: "Outpatient payment for such an operation needs the device's line, and a device without an operation is denied.",
        help: "Add what is missing to the facility's claim. A device that was replaced at no cost needs value code FD and condition \
               code 49, 50 or 53.",
        source: "42 CFR 419.44 and 419.45; OPPS device edits",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*14000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:33208*14000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*1900***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:33208*1900*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*22000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:33208*14000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0275*HC:C1785*8000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*1900***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:33208*1900*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(device),
};

fn device(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() {
        return;
    }
    let is_device = |line: Line<'_>| {
        services::is_implant_revenue(line.revenue()) || line.code_text().starts_with(['C', 'c', 'L', 'l'])
    };
    let implant = visit.facility_lines().find(|line| services::is_implant_revenue(line.revenue()));
    let procedures = visit.facility.iter().any(|claim| !claim.procedures.is_empty());
    let operation = |line: Line<'_>| services::is_procedure_room(line.revenue()) || line.is_procedure();
    if let Some(implant) = implant
        && !procedures
        && !visit.facility_lines().chain(visit.professional_lines()).any(operation)
    {
        let message = "The facility bills a device, and neither side an operation";
        let violation = Violation::new(message, [implant.at("revenue_code")]);
        violations.push(visit.context.risk_of_payment(violation, &[implant], "charge of the device"));
    }
    let needy = visit.professional_lines().find(|line| line.is_code(NEED_A_DEVICE));
    let done = visit.facility_lines().find(|line| operation(*line));
    if let (Some(line), Some(room)) = (needy, done)
        && !visit.is_inpatient()
        && !visit.facility_lines().any(is_device)
    {
        let message = format!("{} leaves a device in the body, and the facility bills none", line.code());
        violations.push(Violation::new(message, [room.at("revenue_code"), line.at("procedure.code")]));
    }
}

const BODY_PART: Check = Check {
    rule: Rule {
        code: "SV-PCSCPT",
        name: "Hospital's procedure on the other side of the body",
        severity: Severity::Warning,
        snip: None,
        checks: "The side of the body in the hospital's ICD-10-PCS codes of a day (bones, joints and eyes) is the one in the modifiers \
                 of the operations that physicians bill for that day.",
        why: "One claim says that the wrong side was operated on.",
        help: "See from the report which side it was and correct the claim that is wrong.",
        source: "837I HI*BBR and HI*BBQ, body part of ICD-10-PCS, against 837P SV101-3 to 6",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*41000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*3*1*01\nHI*BBR:0SRC0J9:D8:20260302\nLX*1\nSV2*0120**4000*DA*2\nLX*2\nSV2*0278**12000*UN*1\nLX*3\nSV2*0360**25000*UN*1",
            ],
            professional: &[
                "CLM*P1*4200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:27447:LT*4200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*41000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*3*1*01\nHI*BBR:0SRC0J9:D8:20260302\nLX*1\nSV2*0120**4000*DA*2\nLX*2\nSV2*0278**12000*UN*1\nLX*3\nSV2*0360**25000*UN*1",
            ],
            professional: &[
                "CLM*P1*4200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:27447:RT*4200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(body_part),
};

fn body_part(pair: &Pair<'_>, violations: &mut Violations) {
    for claim in pair.visit.facility.iter().filter(|claim| !claim.procedures.is_empty()) {
        for line in pair.lines().filter(|line| line.is_surgery()) {
            let Some(theirs) = side(line) else { continue };
            let ours = claim.procedures.iter().enumerate().filter(|(_, procedure)| {
                let day = procedure.date;
                procedure.qualifier.is_none() && day.is_some() && day == line.service_date
            });
            let ours: Vec<_> = ours
                .filter_map(|(n, procedure)| Some((n, laterality::of_procedure(procedure.code.as_deref()?)?)))
                .collect();
            let Some((first, side)) = ours.first() else { continue };
            if ours.iter().any(|(_, side)| *side == theirs) {
                continue;
            }
            let message = format!(
                "The hospital's procedure is on the {}, {} on the {}",
                side.as_str(),
                line.code(),
                theirs.as_str()
            );
            let places = [line.at_modifiers(), claim.at(format!("procedures[{first}].code"))];
            let violation = Violation::new(message, places);
            violations.push(pair.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        }
    }
}
