//! Right, left, both, and operations that were stopped.

use std::collections::BTreeSet;

use crate::codes::laterality::Side;
use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::both::{Both, billed_by_both, side};
use crate::reconcile::scope::{Context, Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[SIDE, BOTH_SIDES, STOPPED];

const SIDE: Check = Check {
    rule: Rule {
        code: "SV-LAT",
        name: "Right on one claim, left on the other",
        severity: Severity::Error,
        snip: None,
        checks: "The modifiers of one code on one day name the same side of the body on both claims (RT, LT, eyelids, fingers, \
                 toes). With a fee schedule, a side that only one claim names is a warning for codes that exist on both sides \
                 of the body (bilateral indicator 1 or 3).",
        why: "One claim says that the wrong side was operated on: it is denied (CARC 4) or looked into.",
        help: "See from the report which side it was and correct the modifier that is wrong.",
        source: "837I SV202-3 to SV202-6 against 837P SV101-3 to SV101-6; CARC 4",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*21000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:27447:RT*15000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0278*HC:C1776*6000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*4200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:27447:LT*4200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*21000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:27447:RT*15000*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0278*HC:C1776*6000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*4200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:27447:RT*4200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(sides),
};

fn sides(visit: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(visit) {
        let (ours, theirs) = (named(&both.facility), named(&both.professional));
        let opposite = !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs);
        let halves = ours.is_empty() != theirs.is_empty();
        let one_silent = halves && !is_bilateral(&both.facility) && !is_bilateral(&both.professional);
        let paired = || bilateral_indicator(visit.context, &both).is_some_and(|one| matches!(one, '1' | '3'));
        let line = both.professional[0];
        let places = [line.at_modifiers(), both.facility[0].at_modifiers()];
        if opposite {
            let word = |sides: &BTreeSet<Side>| sides.iter().next().map_or("", |side| side.as_str());
            let message = format!(
                "The facility bills {} on the {}, the professional claim on the {}",
                both.code(),
                word(&ours),
                word(&theirs)
            );
            let violation = Violation::new(message, places);
            violations.push(visit.context.risk_of_payment(
                violation,
                &[line],
                "charge of the professional line",
            ));
        } else if one_silent && paired() {
            let message = format!("Only one side says which side of the body {} was for", both.code());
            violations.push(Violation::new(message, places).weighing(Severity::Warning));
        }
    }
}

fn named(lines: &[Line<'_>]) -> BTreeSet<Side> {
    lines.iter().filter_map(|line| side(*line)).collect()
}

/// Modifier 50, or a line for the right and one for the left.
fn is_bilateral(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| line.has_modifier("50")) || named(lines).len() == 2
}

fn bilateral_indicator(context: &Context<'_>, both: &Both<'_>) -> Option<char> {
    context.whole_fee(both.professional[0]).map(|fee| fee.bilateral)
}

const BOTH_SIDES: Check = Check {
    rule: Rule {
        code: "SV-BILAT",
        name: "Both sides of the body on one claim only",
        severity: Severity::Warning,
        snip: None,
        checks: "A code that one claim bills for both sides of the body (modifier 50, or RT and LT) is billed for both by the other \
                 claim as well. With a fee schedule, only codes with bilateral indicator 1 or 3 are judged.",
        why: "Half of the operation is missing on one claim, or the other is paid at 150 % for half of it.",
        help: "See from the report what was done. Use the form the payer asks for: one line with modifier 50, or two lines.",
        source: "Medicare physician fee schedule bilateral indicator; 837I SV202-3 to 6 against 837P SV101-3 to 6",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*3000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:69436:50*3000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:69436:RT*600*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*3000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:69436:50*3000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*900***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:69436:RT*450*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:69436:LT*450*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(both_sides),
};

fn both_sides(visit: &Encounter<'_>, violations: &mut Violations) {
    for both in billed_by_both(visit) {
        let (ours, theirs) = (is_bilateral(&both.facility), is_bilateral(&both.professional));
        let judged = bilateral_indicator(visit.context, &both).is_none_or(|one| matches!(one, '1' | '3'));
        if ours == theirs || !judged {
            continue;
        }
        let who = if ours { "facility" } else { "professional claim" };
        let message = format!("Only the {who} bills {} for both sides of the body", both.code());
        let line = both.professional[0];
        let places = [line.at_modifiers(), both.facility[0].at_modifiers()];
        let violation = Violation::new(message, places);
        violations.push(visit.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}

const STOPPED: Check = Check {
    rule: Rule {
        code: "SV-DISC",
        name: "Stopped on one claim, finished on the other",
        severity: Severity::Error,
        snip: None,
        checks: "An operation that the facility says was stopped (modifier 73 before the anesthesia, 74 after it) is reduced or \
                 stopped on the professional claim (52 or 53), and one that the physician says was stopped (53) is so on the \
                 facility's.",
        why: "One of the claims asks for an operation that did not take place in full; what is overpaid is taken back.",
        help: "See from the report whether it was finished and correct the claim that is wrong.",
        source: "CMS Pub. 100-04 chapter 4 section 20.6.4 and chapter 12 section 40.2",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*1500***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0750*HC:45378:74*1500*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*700***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:45378*700*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*1500***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0750*HC:45378:74*1500*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*350***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:45378:53*350*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(stopped),
};

fn stopped(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let (facility, line) = (twins.facility, twins.professional);
        let any =
            |of: Line<'_>, modifiers: &[&str]| modifiers.iter().any(|modifier| of.has_modifier(modifier));
        let message = if any(facility, &["73", "74"]) && !any(line, &["52", "53"]) {
            "The facility says that it was stopped, the professional claim bills all of it"
        } else if any(line, &["53"]) && !any(facility, &["52", "73", "74"]) {
            "The professional claim says that it was stopped, the facility bills all of it"
        } else {
            continue;
        };
        let places = [line.at_modifiers(), facility.at_modifiers()];
        let violation = Violation::new(message, places);
        violations.push(pair.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}
