//! Where it was: the place of service against the type of bill.

use crate::codes::crosswalk::Fit;
use crate::finding::Severity;
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::Violations;
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::place::{Wrong, any_of, bill_name, lines_by_place, place_name, places, violation};
use super::{Check, Run};

pub(super) const RULES: &[Check] =
    &[TYPE_OF_BILL, OFFICE, INPATIENT, OBSERVATION, SKILLED_NURSING, SURGERY_CENTER];

const TYPE_OF_BILL: Check = Check {
    rule: Rule {
        code: "PS-TOB",
        name: "Place of service against type of bill",
        severity: Severity::Error,
        snip: None,
        checks: "The place of service of each professional line is one that goes with the facility's type of bill: 21 with an \
                 inpatient bill, 19, 22 or 23 with a hospital outpatient bill, and so on. What a more particular rule says is \
                 not said again. A practice's place counts where something ties the line to the facility.",
        why: "The place decides whether the physician is paid with or without the costs of a practice; where it contradicts the \
              facility's claim, the line is denied (CARC 5, 58; RARC M77) or taken back.",
        help: "Use the place that follows from how the patient was registered on that day; if the facility's type of bill is \
               wrong, correct that one.",
        source: "837I CLM05-1 against 837P CLM05-1 and SV105; 42 CFR 414.22(b)(5)(i); CMS Pub. 100-04 chapter 26",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302"],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99222*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302"],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99222*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(type_of_bill),
};

fn type_of_bill(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::TypeOfBill) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        let mut violation = violation(pair, message, &lines);
        if places(pair).fit(place) == Fit::Unexpected {
            violation.own.severity = Some(Severity::Warning);
        }
        violations.push(violation);
    }
}

const OFFICE: Check = Check {
    rule: Rule {
        code: "PS-OFFICE",
        name: "Office rate for a service in a facility",
        severity: Severity::Error,
        snip: None,
        checks: "A service that the facility bills as well, on the same day, does not carry an office, urgent care or laboratory \
                 as its place on the professional claim (11, 20, 49, 81 and other places paid at the higher rate).",
        why: "At such a place the physician is paid for room, staff and machine, which the facility bills: it is paid twice. \
              Federal audits found this wrong on 83 to 89 of 100 sampled lines, and take the money back.",
        help: "Bill the professional line with the facility's place of service: 22 or 19 for a hospital's outpatients, 23 in the \
               emergency department, 21 for inpatients, 24 in a surgery centre.",
        source: "42 CFR 414.22(b)(5)(i); OIG A-01-10-00513, A-01-10-00516, A-01-13-00506",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*2400***13:A:1**A*Y*Y\nDTP*434*RD8*20260304-20260304\nLX*1\nSV2*0361*HC:36558*2400*UN*1\nDTP*472*D8*20260304",
            ],
            professional: &[
                "CLM*P1*900***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:36558*900*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*2400***13:A:1**A*Y*Y\nDTP*434*RD8*20260304-20260304\nLX*1\nSV2*0361*HC:36558*2400*UN*1\nDTP*472*D8*20260304",
            ],
            professional: &[
                "CLM*P1*900***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:36558*900*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(office),
};

fn office(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::Office) {
        let message = format!(
            "The professional claim says {}, but the facility billed the same service as {}",
            place_name(place),
            bill_name(pair.facility.setting())
        );
        violations.push(violation(pair, message, &lines));
    }
}

const INPATIENT: Check = Check {
    rule: Rule {
        code: "PS-IPSTATUS",
        name: "Outpatient or office place on a day of a stay",
        severity: Severity::Error,
        snip: None,
        checks: "A professional service on a day on which the facility had the patient as an inpatient carries place 21 (31 in a covered \
                 nursing stay), not 19, 22 or the place of a practice. On the days of admission and discharge a practice's place is left \
                 alone unless something ties the line to the facility.",
        why: "Whoever is an inpatient is one wherever the physician stands; at a practice's place the line is paid too much. A federal \
              audit of 2023 found 1.1 million such lines, paid 22 million dollars too much.",
        help: "Bill the line with place 21 (31 in a covered nursing stay), or correct the facility's claim if the patient was not admitted.",
        source: "42 CFR 414.22(b)(5)(i); CMS Pub. 100-04 chapter 26; OIG audit of May 2023 on place of service during inpatient stays",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260306\nDTP*435*D8*20260302\nCL1*1*1*01",
            ],
            professional: &[
                "CLM*P1*200***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:93306:26*200*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260306\nDTP*435*D8*20260302\nCL1*1*1*01",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:93306:26*200*UN*1***1\nDTP*472*D8*20260304",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(inpatient),
};

fn inpatient(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::Inpatient) {
        let message = format!(
            "The professional claim says {} on a day of a stay that the facility billed as {}",
            place_name(place),
            bill_name(pair.facility.setting())
        );
        violations.push(violation(pair, message, &lines));
    }
}

const OBSERVATION: Check = Check {
    rule: Rule {
        code: "PS-OBSIP",
        name: "Inpatient place for a patient under observation",
        severity: Severity::Error,
        snip: None,
        checks: "Where the facility billed an outpatient with observation hours, or with condition code 44 (an admission changed to \
                 outpatient), no professional line says place 21.",
        why: "Since 2023 observation and inpatient visits share their codes, so that the place alone tells the payer which it was; \
              it has to follow the facility's status, or the line is denied or taken back.",
        help: "Find out the patient's status on that day. Under observation the place is 22 (or 23 in the emergency department); \
               if the patient was admitted, the facility has to bill 11x.",
        source: "CPT 2023 changes of observation visits; CMS Pub. 100-04 chapters 1 (condition code 44), 12 and 26",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0762*HC:G0378*900*UN*30\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99223*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0762*HC:G0378*900*UN*30\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99223*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(observation),
};

fn observation(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::Observation) {
        let message = format!(
            "The professional claim says {}, the facility billed observation of an outpatient",
            place_name(place)
        );
        violations.push(violation(pair, message, &lines));
    }
}

const SKILLED_NURSING: Check = Check {
    rule: Rule {
        code: "PS-3132",
        name: "Nursing place against the kind of nursing stay",
        severity: Severity::Error,
        snip: None,
        checks: "Place 31 goes with a nursing stay that Part A covers (type of bill 21x), place 32 with one that it does not (22x).",
        why: "Place 32 is paid at the practice's rate and place 31 at the facility's, because in a covered stay Medicare has paid room \
              and staff already.",
        help: "Ask the nursing facility whether Part A covered that day, and bill 31 if it did, 32 if not.",
        source: "CMS Pub. 100-04 chapter 6 section 110 and chapter 26; OIG audit of May 2023 on place of service during nursing stays",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*9000***21:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260331"],
            professional: &[
                "CLM*P1*200***32:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99309*200*UN*1***1\nDTP*472*D8*20260310",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &["CLM*F1*9000***21:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260331"],
            professional: &[
                "CLM*P1*200***31:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99309*200*UN*1***1\nDTP*472*D8*20260310",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(skilled_nursing),
};

fn skilled_nursing(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::SkilledNursing) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        let mut violation = violation(pair, message, &lines);
        // Part A may have ended in the middle of the stay; the nursing facility's other bill may not be at hand.
        if place == "31" {
            violation.own.severity = Some(Severity::Warning);
        }
        violations.push(violation);
    }
}

const SURGERY_CENTER: Check = Check {
    rule: Rule {
        code: "PS-ASC",
        name: "Surgery centre on one side only",
        severity: Severity::Error,
        snip: None,
        checks: "Place 24 goes with a surgery centre's own claim (type of bill 83x, or its facility fee on an 837P) and not with a \
                 hospital outpatient bill, nor places 19, 22 and those of a practice with a surgery centre's.",
        why: "Hospital and surgery centre are paid by different schedules; one of the claims names the wrong kind of place and \
              is denied, and at a practice's place the surgeon is paid too much.",
        help: "Find out where the surgery was, and correct the claim that says otherwise.",
        source: "42 CFR 414.22(b)(5)(i); CMS Pub. 100-04 chapters 14 and 26; OIG A-01-13-00506",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:66984*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*900***24:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:66984*900*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:66984*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*900***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:66984*900*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(surgery_center),
};

fn surgery_center(pair: &Pair<'_>, violations: &mut Violations) {
    for (place, lines) in lines_by_place(pair, Wrong::SurgeryCenter) {
        let message = format!(
            "The professional claim says {}, the facility billed {}; {} fits",
            place_name(place),
            bill_name(pair.facility.setting()),
            any_of(places(pair).expected())
        );
        violations.push(violation(pair, message, &lines));
    }
}
