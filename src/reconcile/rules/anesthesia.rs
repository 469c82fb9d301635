//! Anesthesia.

use std::collections::BTreeSet;

use crate::codes::services::{self, Kind};
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::scope::Encounter;
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[ONE_SIDED, DIRECTION];

const ONE_SIDED: Check = Check {
    rule: Rule {
        code: "SV-ANES",
        name: "Anesthesia on one side only",
        severity: Severity::Warning,
        snip: None,
        checks: "Where the facility bills anesthesia (037x) beside an operation, a professional claim of the visit bills anesthesia \
                 (00100 to 01999) or sedation, unless the facility bills its nurse anesthetist (0963, 0964); and where a \
                 professional claim bills anesthesia, the facility bills something that it can have been for.",
        why: "A claim was forgotten, or one of them is about something that did not take place.",
        help: "Ask the anesthesia group whether its claim was sent; correct the side that is wrong.",
        source: "Revenue codes of 837I SV201 against 837P SV101-2; reconcile study, SV-ANES",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*16900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47562*16000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0370**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:47562*2600*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*17400***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47562*16000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0370**900*UN*1\nDTP*472*D8*20260302\nLX*3\nSV2*0964*HC:00790:QZ*500*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:47562*2600*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(one_sided),
};

fn one_sided(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_pending() {
        return;
    }
    let given = visit.professional_lines().find(|line| is_anesthesia(*line));
    let operation = visit.facility_lines().any(|line| services::is_procedure_room(line.revenue()));
    let charged = visit.revenue("037").filter(|_| operation);
    if let Some(charged) = charged
        && !visit.professional_lines().any(|line| is_anesthesia(line) || is_sedation(line))
        && visit.revenue("0963").or_else(|| visit.revenue("0964")).is_none()
    {
        let message = "The facility bills anesthesia, and no professional claim does";
        violations.push(Violation::new(message, [charged.at("revenue_code")]));
    }
    if let Some(given) = given.filter(|_| !visit.facility_lines().any(needs_anesthesia))
        && visit.facility.iter().all(|claim| claim.procedures.is_empty())
    {
        let message =
            "The professional claim bills anesthesia, and the facility nothing that it can have been for";
        let violation = Violation::new(message, [given.at("procedure.code")]);
        violations.push(visit.context.risk_of_payment(
            violation,
            &[given],
            "charge of the professional line",
        ));
    }
}

fn is_anesthesia(line: Line<'_>) -> bool {
    line.kind() == Some(Kind::Anesthesia)
}

fn is_sedation(line: Line<'_>) -> bool {
    line.cpt().is_some_and(|n| (99_151..=99_157).contains(&n)) || line.is_code(&["G0500"])
}

/// Rooms and services in which anesthesia is given: procedure rooms, anesthesia and recovery, labor, imaging, radiation,
/// lithotripsy, psychiatric treatment.
fn needs_anesthesia(line: Line<'_>) -> bool {
    let revenue = line.revenue();
    services::is_procedure_room(revenue)
        || services::is_imaging_revenue(revenue)
        || matches!(line.revenue_family(), "033" | "037" | "048" | "071" | "072" | "076" | "079" | "090")
        || line.is_procedure()
}

const DIRECTION: Check = Check {
    rule: Rule {
        code: "SV-ANESDIR",
        name: "Anesthesia modifiers that do not go together",
        severity: Severity::Warning,
        snip: None,
        checks: "The modifiers of all who bill one anesthesia on one day fit each other: a nurse anesthetist under direction (QX) has \
                 a physician who directs (QK, QY, AD) and the other way round, and nobody who works alone (AA, QZ) stands \
                 beside them. A physician who directs residents (GC) needs no nurse anesthetist.",
        why: "Each of the two is paid half: a missing half is revenue lost, and one who bills alone beside them is overpaid.",
        help: "See from the anesthesia record who did what, and correct the modifiers or find the missing claim.",
        source: "42 CFR 414.46; CMS Pub. 100-04 chapter 12 section 50",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*16900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:49650:LT*16000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0370**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2100***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:49650:LT*2100*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:00840:QX*600*MJ*95***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*16900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:49650:LT*16000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0370**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2100***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:49650:LT*2100*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*600***22:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:00840:QX*600*MJ*95***1\nDTP*472*D8*20260302",
                "CLM*P3*600***22:B:1*Y*A*Y*Y\nNM1*82*1*ROE*BEN****XX*2000000002\nLX*1\nSV1*HC:00840:QK*600*MJ*95***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(direction),
};

fn direction(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() {
        return;
    }
    let all: Vec<Line<'_>> = visit.professional_lines().filter(|line| is_anesthesia(*line)).collect();
    for (n, line) in all.iter().enumerate() {
        let case = |other: &&Line<'_>| other.same_code(*line) && other.same_day(*line);
        if all[..n].iter().any(|earlier| case(&earlier)) {
            continue;
        }
        let modifiers: BTreeSet<String> = all[n..].iter().filter(case).flat_map(|l| l.modifiers()).collect();
        if let Some(message) = contradiction(&modifiers, visit.is_pending()) {
            violations
                .push(Violation::new(message, all[n..].iter().filter(case).map(|line| line.at_modifiers())));
        }
    }
}

/// What is wrong with all modifiers of one anesthesia; a half that may still come is not missed.
fn contradiction(modifiers: &BTreeSet<String>, pending: bool) -> Option<&'static str> {
    let any = |these: &[&str]| these.iter().any(|modifier| modifiers.contains(*modifier));
    let (directs, directed, alone) = (any(&["QK", "QY", "AD"]), any(&["QX"]), any(&["AA", "QZ"]));
    if alone && (directs || directed) {
        return Some("One bills the anesthesia alone, another under direction");
    }
    if directed && !directs && !pending {
        return Some("A nurse anesthetist bills under direction, and nobody bills the direction");
    }
    (directs && !directed && !any(&["GC"]) && !pending)
        .then_some("A physician bills the direction, and no nurse anesthetist bills under it")
}
