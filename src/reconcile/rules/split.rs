//! Who bills which part of a test: the technical one or the professional one.

use crate::finding::Severity;
use crate::reconcile::billed::Line;
use crate::reconcile::hit::{Hit, Hits};
use crate::reconcile::scope::Pair;
use crate::rule::{Example, InForce, Rule};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[GLOBAL];

const GLOBAL: Check = Check {
    rule: Rule {
        code: "PT-GLOBAL",
        name: "Whole test billed by both sides",
        severity: Severity::Warning,
        snip: None,
        checks: "A diagnostic test that the facility bills carries modifier 26 (reading only) on the professional claim for the \
                 same day. Without a fee schedule table this speaks of imaging (70010 to 79999) and of heart, nerve and \
                 vascular tests (93000 to 93998, 95700 to 96020) on the revenue codes of such tests.",
        why: "A professional line without modifier 26 or TC bills the whole test: the machine is paid twice, and the payer \
              denies one (CARC 4, B20; RARC M2) or takes the money back.",
        help: "Add modifier 26 to the professional line and bill the charge of the reading; if the practice owns the machine, \
               the facility must not bill the test.",
        source: "Medicare physician fee schedule PC/TC indicator 1; CARC 4 and B20; OIG reviews of radiology for inpatients",
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
    needs: &[],
    run: Run::Pair(global),
};

fn global(pair: &Pair<'_>, hits: &mut Hits) {
    for twins in pair.same_services() {
        let line = twins.professional;
        let split = line.has_modifier("26") || line.has_modifier("TC");
        if split || !is_test(line) || !is_test_revenue(twins.facility) {
            continue;
        }
        let places = [line.at("procedure.code"), twins.facility.at("procedure.code")];
        let message = "Both sides bill the whole test: the professional line has neither modifier 26 nor TC";
        hits.push(Hit::new(message, places).charges_at_risk([line], "charge of the professional line"));
    }
}

/// Codes of tests that have a technical and a professional part.
fn is_test(line: Line<'_>) -> bool {
    line.cpt().is_some_and(|n| matches!(n, 70_010..=79_999 | 93_000..=93_998 | 95_700..=96_020))
}

/// Revenue codes of imaging, cardiology, EKG, EEG and other diagnostic services.
fn is_test_revenue(line: Line<'_>) -> bool {
    matches!(line.revenue_family(), "032" | "034" | "035" | "040" | "048" | "061" | "073" | "074" | "092")
}
