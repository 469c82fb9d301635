//! Visits that two practitioners shared, and residents.

use crate::codes::services::Kind;
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[SHARED_VISIT, RESIDENTS];

const SHARED_VISIT: Check = Check {
    rule: Rule {
        code: "SV-FS",
        name: "Shared visit billed twice",
        severity: Severity::Warning,
        snip: None,
        checks: "A visit that a physician and another practitioner shared (modifier FS) is billed by one of them: no other renderer \
                 of the same biller has the same visit on that day. A shared visit at a place that is no facility is PS-TOB or PS-OFFICE.",
        why: "A shared visit is one visit, paid to the one who did the larger part; the second is a duplicate.",
        help: "Keep the line of whoever did the larger part and take the other one back.",
        source: "42 CFR 415.140; CMS Pub. 100-04 chapter 12 section 30.6.18",
        in_force: InForce { from: Some("2022-01-01"), until: None },
        fires: Example {
            facility: &[
                "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nLX*1\nSV2*0120**8000*DA*2",
            ],
            professional: &[
                "CLM*P1*240***21:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:99233:FS*240*UN*1***1\nDTP*472*D8*20260303",
                "CLM*P2*240***21:B:1*Y*A*Y*Y\nNM1*82*1*ROE*BEN****XX*2000000002\nLX*1\nSV1*HC:99233*240*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nLX*1\nSV2*0120**8000*DA*2",
            ],
            professional: &[
                "CLM*P1*240***21:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:99233:FS*240*UN*1***1\nDTP*472*D8*20260303",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(shared_visit),
};

fn shared_visit(visit: &Encounter<'_>, violations: &mut Violations) {
    let is_visit = |line: &Line<'_>| line.kind() == Some(Kind::Visit);
    for line in visit.professional_lines().filter(|line| is_visit(line) && line.has_modifier("FS")) {
        let twice = visit.professional_lines().find(|other| {
            let group = other.of.biller() == line.of.biller() || other.of.tax_id() == line.of.tax_id();
            let after = !other.has_modifier("FS")
                || (other.of.position, other.index) > (line.of.position, line.index);
            group
                && after
                && other.same_code(line)
                && other.same_day(line)
                && other.renderer() != line.renderer()
        });
        if let Some(other) = twice {
            let message = "Two practitioners of one group bill the visit that they shared";
            let violation = Violation::new(message, [line.at_modifiers(), other.at("procedure.code")]);
            violations.push(visit.context.risk_of_payment(violation, &[other], "charge of the second line"));
        }
    }
}

const RESIDENTS: Check = Check {
    rule: Rule {
        code: "SV-TEACH",
        name: "Residents where none are taught",
        severity: Severity::Info,
        snip: None,
        checks: "Modifiers GC and GE (a resident took part) stand on professional claims only for hospitals that groups.teaching of \
                 twinclaim.toml lists. Without such a list nothing is said.",
        why: "Such lines are paid under the rules for teaching physicians; elsewhere the modifier is a mistake of the biller's.",
        help: "Take the modifier off, or add the hospital to the list.",
        source: "42 CFR 415.170 to 415.174",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nLX*1\nSV2*0120**8000*DA*2",
            ],
            professional: &[
                "CLM*P1*310***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99222:GC*310*UN*1***1\nDTP*472*D8*20260302",
            ],
            config: "[groups]\nteaching = [\"2000000101\"]",
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nLX*1\nSV2*0120**8000*DA*2",
            ],
            professional: &[
                "CLM*P1*310***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99222:GC*310*UN*1***1\nDTP*472*D8*20260302",
            ],
            config: "[groups]\nteaching = [\"1234567893\"]",
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(residents),
};

fn residents(pair: &Pair<'_>, violations: &mut Violations) {
    let teaching = &pair.context.groups.teaching;
    if teaching.is_empty() || pair.context.is_listed(teaching, pair.facility) {
        return;
    }
    let taught = pair.lines().find(|line| line.has_modifier("GC") || line.has_modifier("GE"));
    if let Some(line) = taught {
        let message = "The professional claim says that a resident took part, and the hospital is not among those that teach";
        violations.push(Violation::new(message, [line.at_modifiers()]));
    }
}
