//! What a hospital's own staff does for its patients: infusions, therapy; and smears that are part of a laboratory's fee.

use crate::codes::services;
use crate::finding::Severity;
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[INCIDENT, THERAPY, SMEAR];

const INCIDENT: Check = Check {
    rule: Rule {
        code: "PT-5INC",
        name: "Nurses' work of a hospital on a professional claim",
        severity: Severity::Warning,
        snip: None,
        checks: "In a hospital, infusions, injections and other services that a physician's staff would do in an office are not on \
                 a professional claim. With a fee schedule these are the codes with PC/TC indicator 5, and it is an error; \
                 without one, 96360 to 96549 where the facility bills the same code.",
        why: "The hospital's nurses do them and the hospital bills them; the physician's line is not paid (CARC 58, 170; RARC N428).",
        help: "Take the line off the professional claim, unless the physician gave the drug in person and the payer pays for that.",
        source: "Medicare physician fee schedule PC/TC indicator 5; 42 CFR 410.26(b)",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*1480***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0335*HC:96413*1480*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*310***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:96413*310*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1480***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0335*HC:96413*1480*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*210***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99214*210*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(incident),
};

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

const THERAPY: Check = Check {
    rule: Rule {
        code: "PT-7THER",
        name: "Therapist's own claim for a hospital's patient",
        severity: Severity::Warning,
        snip: None,
        checks: "Physical, occupational and speech therapy that the hospital bills (revenue codes 042x to 044x) is not billed by a \
                 therapist as well. With a fee schedule this speaks of codes with PC/TC indicator 7 and is an error.",
        why: "Therapy of a hospital's patient is paid to the hospital; a therapist in a practice of their own is not paid for it.",
        help: "Take the line off the professional claim; the therapist is paid by the hospital.",
        source: "Medicare physician fee schedule PC/TC indicator 7; 42 CFR 410.60",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*260***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0420*HC:97110:GP*260*UN*2\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*110***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:97110:GP*110*UN*2***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*260***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0420*HC:97110:GP*260*UN*2\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*140***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*140*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(therapy),
};

fn therapy(pair: &Pair<'_>, violations: &mut Violations) {
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
        let violation = Violation::new("Both sides bill the therapy", places);
        let violation = pair.context.risk_of_payment(violation, &[line], "charge of the professional line");
        violations.push(if sure { violation.weighing(Severity::Error) } else { violation });
    }
}

const SMEAR: Check = Check {
    rule: Rule {
        code: "PT-8SMEAR",
        name: "Reading of a smear for an outpatient",
        severity: Severity::Error,
        snip: None,
        checks: "The reading of an abnormal smear (85060, 88141, P3001) is billed by a physician only where the facility bills a \
                 hospital stay.",
        why: "For everyone but a hospital's inpatients the fee of the laboratory covers the reading; the line is denied.",
        help: "Take the line off the professional claim, or correct the type of bill if the patient was admitted.",
        source: "Medicare physician fee schedule PC/TC indicator 8",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*60***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0305*HC:85025*60*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*45***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:85060*45*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*4100***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260303\nCL1*1*1*01\nLX*1\nSV2*0120**4000*DA*1\nLX*2\nSV2*0305**100*UN*1",
            ],
            professional: &[
                "CLM*P1*45***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:85060*45*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(smear),
};

fn smear(pair: &Pair<'_>, violations: &mut Violations) {
    if pair.visit.is_inpatient() {
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
