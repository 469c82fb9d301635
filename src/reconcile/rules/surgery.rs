//! Operations that one side does not have.

use crate::codes::reference::Table;
use crate::codes::services;
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::readings::family;
use crate::reconcile::scope::{Context, Encounter, Pair};
use crate::reconcile::services::Part;
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[ASSISTANT, NO_SURGEON, NO_ROOM, INPATIENT_ONLY];

const ASSISTANT: Check = Check {
    rule: Rule {
        code: "SV-ASSIST",
        name: "Assistant without a surgeon",
        severity: Severity::Warning,
        snip: None,
        checks: "Where an assistant at surgery bills (80, 81, 82, AS), a surgeon bills the same operation on that day; where a \
                 co-surgeon or a team bills (62, 66), a second surgeon does with the same modifier.",
        why: "The assistant is paid for a surgeon's operation: without that claim the assistant's is denied (CARC 54), and the \
              surgeon's fee is missing.",
        help: "Find the surgeon's claim, or correct the modifier if this was the surgeon.",
        source: "42 CFR 415.170 to 415.190 and CMS Pub. 100-04 chapter 12 section 20.4.3; CARC 54",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*24000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:27130:RT*16000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0278*HC:C1776*8000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*700***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:27130:AS:RT*700*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*24000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:27130:RT*16000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0278*HC:C1776*8000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*700***22:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:27130:AS:RT*700*UN*1***1\nDTP*472*D8*20260302",
                "CLM*P2*4400***22:B:1*Y*A*Y*Y\nNM1*82*1*ROE*BEN****XX*2000000002\nLX*1\nSV1*HC:27130:RT*4400*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(assistant),
};

fn assistant(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_pending() {
        return;
    }
    for line in visit.professional_lines() {
        let shared = ["62", "66"].into_iter().find(|modifier| line.has_modifier(modifier));
        let mut others = visit.professional_lines().filter(|other| {
            let near = matches!((other.cpt(), line.cpt()), (Some(a), Some(b)) if family(a) == family(b));
            (other.same_code(line) || near) && other.same_day(line)
        });
        let message = if line.is_assistant() {
            if others.any(|other| !other.is_assistant()) {
                continue;
            }
            "An assistant bills the operation, and no surgeon does"
        } else if let Some(modifier) = shared {
            if others.any(|other| other.has_modifier(modifier) && !is_same(other, line)) {
                continue;
            }
            "One of several surgeons bills the operation, and no other does"
        } else {
            continue;
        };
        let violation = Violation::new(message, [line.at_modifiers(), line.at("procedure.code")]);
        violations.push(visit.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}

fn is_same(a: Line<'_>, b: Line<'_>) -> bool {
    (a.of.position, a.index) == (b.of.position, b.index)
}

const NO_SURGEON: Check = Check {
    rule: Rule {
        code: "SV-ORNOSURG",
        name: "Operation that no physician billed",
        severity: Severity::Warning,
        snip: None,
        checks: "Where the facility bills a room for procedures (036x, 0481, 049x, 075x; an operation, if it is a surgery centre on \
                 the 837P), a professional claim of the visit bills an \
                 operation, an endoscopy or a heart catheter in those days. Visits without any professional claim are not \
                 judged, nor is anything as long as claims may still come (--pending).",
        why: "Either the operation was never billed, which is revenue lost, or another group bills it, or the facility charged a \
              room that was not used.",
        help: "Ask the surgeon's group whether the claim was sent; if there was no operation, correct the facility's claim.",
        source: "Revenue codes of 837I SV201 against 837P SV101-2; reconcile study, SV-ORNOSURG",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*16900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47562*16000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0370**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*1155***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:00790:AA*1155*MJ*95***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*16900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47562*16000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0370**900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*1155***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:00790:AA*1155*MJ*95***1\nDTP*472*D8*20260302",
                "CLM*P2*2600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:47562*2600*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(no_surgeon),
};

fn no_surgeon(visit: &Encounter<'_>, violations: &mut Violations) {
    if !visit.is_matched() || visit.is_pending() {
        return;
    }
    // A surgery centre that bills on the 837P has no revenue codes.
    let charged = |line: &Line<'_>| match line.revenue() {
        "" => line.is_procedure(),
        room => services::is_procedure_room(room) && (line.code_text().is_empty() || line.is_procedure()),
    };
    let missing = visit.facility_lines().filter(charged).find(|room| {
        // The operation on another day is DT-SURG.
        let done = |line: Line<'_>| {
            let that_day = room.code_text().is_empty() || line.same_day(*room);
            line.same_code(*room) || (line.is_procedure() && that_day)
        };
        !visit.professional_lines().any(done)
    });
    if let Some(room) = missing {
        let message =
            "The facility bills a room for an operation, and no professional claim bills an operation";
        let code = if room.code_text().is_empty() { "revenue_code" } else { "procedure.code" };
        let violation = Violation::new(message, [room.at(code)]);
        let worth = visit.context.facility_amount(room);
        let basis = format!("facility total x conversion factor x units{}", visit.context.edition(room));
        violations.push(violation.at_risk(worth.map(|amount| (room, amount)), basis));
    }
}

const NO_ROOM: Check = Check {
    rule: Rule {
        code: "SV-SURGNOOR",
        name: "Operation that the facility did not bill",
        severity: Severity::Warning,
        snip: None,
        checks: "Where a physician bills an operation (10004 to 69990) in a hospital or a surgery centre (place 19, 22, 24), the \
                 facility bills an operation or a room for one (036x, 0481, 049x, 075x, 076x). For a stay (place 21) this needs \
                 a fee schedule and speaks of operations with 10 or 90 global days, and ICD-10-PCS procedures count. Blood \
                 drawing and lines into vessels (36400 to 36620) are left out.",
        why: "The facility forgot to charge for the operation, or it was done elsewhere and the place of service is wrong.",
        help: "Check where it was done; add the room and the code to the facility's claim, or correct the place.",
        source: "837P SV101-2 against revenue codes and procedures of the 837I; reconcile study, SV-SURGNOOR",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*520***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0250**320*UN*4\nDTP*472*D8*20260302\nLX*2\nSV2*0270**200*UN*2\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:29881:RT*2200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*6820***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0250**320*UN*4\nDTP*472*D8*20260302\nLX*2\nSV2*0360*HC:29881:RT*6500*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:29881:RT*2200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(no_room),
};

fn no_room(pair: &Pair<'_>, violations: &mut Violations) {
    let visit = pair.visit;
    let room = |line: Line<'_>| {
        services::is_procedure_room(line.revenue())
            || line.revenue().starts_with("076")
            || line.is_procedure()
    };
    let in_icd = visit.facility.iter().any(|claim| !claim.procedures.is_empty());
    if visit.is_pending() || in_icd || visit.facility_lines().any(room) {
        return;
    }
    let operation = pair.lines().find(|line| {
        let minor = line.cpt().is_some_and(|n| (36_400..=36_620).contains(&n));
        let own = line.is_surgery() && !minor && !line.is_assistant() && line.part() == Part::Whole;
        own && match line.place_of_service() {
            "19" | "22" | "24" => true,
            "21" => is_major(pair.context, *line),
            _ => false,
        }
    });
    if let Some(line) = operation {
        let message = "The professional claim bills an operation, and the facility neither an operation nor a room for one";
        violations.push(Violation::new(message, [line.at("procedure.code"), line.at_place_of_service()]));
    }
}

/// Operations with days after them that belong to the fee.
fn is_major(context: &Context<'_>, line: Line<'_>) -> bool {
    context
        .whole_fee(line)
        .is_some_and(|fee| fee.status == 'A' && matches!(fee.global_days.as_str(), "010" | "090"))
}

const INPATIENT_ONLY: Check = Check {
    rule: Rule {
        code: "SV-IPO",
        name: "Inpatient operation on an outpatient",
        severity: Severity::Error,
        snip: None,
        checks: "A procedure that Medicare pays hospitals for inpatients only (status indicator C in addendum B) is not billed by a \
                 physician for a visit that the hospital bills as outpatient (13x).",
        why: "The hospital is paid nothing for it, while the physician is paid: the order to admit is missing, or a code is wrong.",
        help: "Check whether the patient was admitted; the hospital may bill the day before an admission with the stay.",
        source: "42 CFR 419.22(n); OPPS addendum B; outpatient code editor, edit 18",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*31000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360**31000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*6200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:33533*6200*UN*1***1\nDTP*472*D8*20260302",
            ],
            tables: &[ADDENDUM],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*9000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47562*9000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:47562*2600*UN*1***1\nDTP*472*D8*20260302",
            ],
            tables: &[ADDENDUM],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[Table::OutpatientStatus],
    run: Run::Pair(inpatient_only),
};

const ADDENDUM: (&str, &str) =
    ("addendum-b.csv", "HCPCS Code,Short Descriptor,SI,APC\n33533,,C,\n47562,,J1,5361\n");

fn inpatient_only(pair: &Pair<'_>, violations: &mut Violations) {
    if pair.facility.facility_type() != "13" {
        return;
    }
    for line in pair.lines() {
        let status = pair.context.tables.outpatient_status(line.code_text(), line.first_day());
        if status == Some("C") {
            let message =
                format!("{} is paid for inpatients only, and the hospital bills an outpatient", line.code());
            let violation =
                Violation::new(message, [line.at("procedure.code"), pair.facility.at("facility_type")]);
            violations.push(pair.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        }
    }
}
