//! Visits: emergency department, observation, critical care.

use rust_decimal::Decimal;

use crate::codes::services::{self, Kind};
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::scope::Encounter;
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[EMERGENCY, LEVELS, OBSERVATION, CRITICAL];

const EMERGENCY: Check = Check {
    rule: Rule {
        code: "SV-EDPAIR",
        name: "Emergency visit on one side only",
        severity: Severity::Warning,
        snip: None,
        checks: "Where the facility bills an emergency visit (045x with 99281 to 99285 or G0380 to G0384), a professional claim of the \
                 visit bills one, critical care, or another visit in the emergency department (place 23). A physician's emergency \
                 visit at another place than 23 has a 045x line of the facility; at place 23 that is PS-ED.",
        why: "The emergency physician's claim is missing, or the patient was not seen in the emergency department.",
        help: "Ask the emergency physicians' group whether the claim was sent; correct the side that is wrong.",
        source: "Revenue code 045x of 837I SV201 against 837P SV101-2; reconcile study, SV-EDPAIR",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*1300***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99284:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0324*HC:71046*400*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*50***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:71046:26*50*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1300***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99284:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0324*HC:71046*400*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*50***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:71046:26*50*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*410***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99284*410*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(emergency),
};

fn emergency(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_pending() {
        return;
    }
    let charged = visit
        .facility_lines()
        .find(|line| services::is_emergency_revenue(line.revenue()) && level(*line).is_some());
    let seen = |line: Line<'_>| {
        let there = line.place_of_service() == "23" && line.kind() == Some(Kind::Visit);
        level(line).is_some() || is_critical(line) || there
    };
    if let Some(charged) = charged
        && !visit.professional_lines().any(seen)
    {
        let message = "The facility bills an emergency visit, and no professional claim does";
        violations.push(Violation::new(message, [charged.at("procedure.code")]));
    }
    let claimed =
        visit.professional_lines().find(|line| level(*line).is_some() && line.place_of_service() != "23");
    if let Some(claimed) = claimed
        && !visit.facility_lines().any(|line| line.revenue_family() == "045" || level(line).is_some())
    {
        let message = "A physician bills an emergency visit, and the facility none";
        let violation = Violation::new(message, [claimed.at("procedure.code")]);
        violations.push(visit.context.risk_of_payment(
            violation,
            &[claimed],
            "charge of the professional line",
        ));
    }
}

/// Level of an emergency visit, 1 to 5.
fn level(line: Line<'_>) -> Option<u32> {
    const OTHER: &[&str] = &["G0380", "G0381", "G0382", "G0383", "G0384"];
    let numbered = line.cpt().filter(|n| (99_281..=99_285).contains(n)).map(|n| n - 99_280);
    let other = || OTHER.iter().zip(1..).find(|(code, _)| code.eq_ignore_ascii_case(line.code_text()));
    numbered.or_else(|| other().map(|(_, level)| level))
}

fn is_critical(line: Line<'_>) -> bool {
    line.is_code(&["99291", "99292"])
}

const LEVELS: Check = Check {
    rule: Rule {
        code: "SV-EDLVL",
        name: "Emergency levels far apart",
        severity: Severity::Info,
        snip: None,
        checks: "The levels of the emergency visit on the two claims of a day are no more than one apart.",
        why: "A difference is expected: the facility's level follows what the hospital spent, the physician's the difficulty of the \
              decision. Two levels or more are worth watching as a trend, by hospital and by physician.",
        help: "Nothing on a single visit. If it happens often, compare the hospital's rules for levels with the records.",
        source: "CMS Pub. 100-04 chapter 4 section 160; reconcile study, SV-EDLVL",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*600***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99283*600*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*700***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99285*700*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*600***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0450*HC:99283*600*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*450***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99284*450*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(levels),
};

fn levels(visit: &Encounter<'_>, violations: &mut Violations) {
    for line in visit.facility_lines() {
        let Some(ours) = level(line) else { continue };
        let mut others = visit.professional_lines().filter(|other| other.same_day(line));
        let far = others.find(|other| level(*other).is_some_and(|theirs| theirs.abs_diff(ours) >= 2));
        if let Some(far) = far {
            let message = format!(
                "The facility's emergency visit has level {ours}, the physician's {}",
                level(far).unwrap_or_default()
            );
            violations.push(Violation::new(message, [far.at("procedure.code"), line.at("procedure.code")]));
        }
    }
}

/// Hours of observation from which an attending physician's visit is expected, and which one day's admission and
/// discharge need.
const OBSERVED: Decimal = Decimal::from_parts(8, 0, 0, false, 0);

const OBSERVATION: Check = Check {
    rule: Rule {
        code: "SV-OBS",
        name: "Observation on one side only",
        severity: Severity::Warning,
        snip: None,
        checks: "Where the facility bills 8 hours of observation or more (G0378), a professional claim of the visit bills hospital or \
                 observation care (99217 to 99226, 99231 to 99239); admission and discharge on one day (99234 to 99236) need 8 \
                 hours.",
        why: "A physician has to order observation and look after the patient: without a claim the fee is lost; with too few hours \
              the codes for one day are denied.",
        help: "Ask the hospitalists' group whether the claim was sent; count the hours in the record.",
        source: "CMS Pub. 100-04 chapter 4 section 290 and chapter 12 section 30.6.8",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*3500***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260303\nLX*1\nSV2*0450*HC:99284:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0762*HC:G0378*2600*UN*26\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*410***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99284*410*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*3500***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260303\nLX*1\nSV2*0450*HC:99284:25*900*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0762*HC:G0378*2600*UN*26\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*410***23:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99284*410*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*530***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99222*320*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:99239*210*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(observation),
};

fn observation(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_inpatient() {
        return;
    }
    let Some(observed) = visit.facility_lines().find(|line| line.is_code(&["G0378"])) else { return };
    let hours: Decimal =
        visit.facility_lines().filter(|line| line.is_code(&["G0378"])).map(Line::count).sum();
    let cared = |line: Line<'_>| line.cpt().is_some_and(|n| matches!(n, 99_217..=99_226 | 99_231..=99_239));
    if hours >= OBSERVED && !visit.is_pending() && !visit.professional_lines().any(cared) {
        let message =
            format!("The facility bills {} hours of observation, and no physician", hours.normalize());
        violations.push(Violation::new(message, [observed.at("units")]));
    }
    let one_day =
        visit.professional_lines().find(|line| line.cpt().is_some_and(|n| (99_234..=99_236).contains(&n)));
    if let Some(line) = one_day.filter(|_| hours < OBSERVED) {
        let message = format!("{} needs 8 hours, and the facility bills {}", line.code(), hours.normalize());
        let violation = Violation::new(message, [line.at("procedure.code"), observed.at("units")]);
        violations.push(visit.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}

const CRITICAL: Check = Check {
    rule: Rule {
        code: "SV-CRIT",
        name: "Critical care on one side only",
        severity: Severity::Warning,
        snip: None,
        checks: "Where a physician bills critical care (99291, 99292), the facility bills it, an intensive or coronary care unit \
                 (020x, 021x), the emergency department (045x) or a trauma team (068x); where the facility bills critical care, \
                 a physician does.",
        why: "Payers look for the unit when they pay critical care (CARC 150), and take back what a visit on a ward would not earn.",
        help: "See from the record where the patient was and for how long; correct the side that is wrong.",
        source: "CMS Pub. 100-04 chapter 12 section 30.6.12 and chapter 4 section 160.1; CARC 150 and 236",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*12000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**12000*DA*3",
            ],
            professional: &[
                "CLM*P1*640***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99291*640*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*16000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**8000*DA*2\nLX*2\nSV2*0200**8000*DA*1",
            ],
            professional: &[
                "CLM*P1*640***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99291*640*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(critical),
};

fn critical(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() {
        return;
    }
    let room = |line: Line<'_>| {
        services::is_intensive_care(line.revenue())
            || matches!(line.revenue_family(), "045" | "068")
            || is_critical(line)
    };
    let given = visit.professional_lines().find(|line| is_critical(*line));
    if let Some(line) = given.filter(|_| !visit.facility_lines().any(room)) {
        let message = "A physician bills critical care, and the facility no place for it";
        let violation = Violation::new(message, [line.at("procedure.code")]);
        violations.push(visit.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
    let charged = visit.facility_lines().find(|line| is_critical(*line));
    if let Some(line) = charged.filter(|_| given.is_none() && !visit.is_pending()) {
        let message = "The facility bills critical care, and no physician does";
        violations.push(Violation::new(message, [line.at("procedure.code")]));
    }
}
