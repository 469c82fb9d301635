//! Visits that two practitioners shared, and residents.

use crate::codes::services::ServiceKind;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::{BILLERS, LINES, RENDERERS};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-FS", Run::Encounter(shared_visit), Reads::always(LINES).and(RENDERERS).and(BILLERS)),
    Check::new(
        "SV-TEACH",
        Run::Pair(residents),
        Reads::always(LINES).and(BILLERS).missing(&[Field::billing_provider_name]),
    ),
];

fn shared_visit(encounter: &Encounter<'_>, violations: &mut Violations) {
    let is_visit = |line: &LineView<'_>| line.kind() == Some(ServiceKind::Visit);
    for line in encounter.professional_lines().filter(|line| is_visit(line) && line.has_modifier("FS")) {
        let twice = encounter.professional_lines().find(|other| {
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
            violations.push(encounter.context.risk_of_payment(
                violation,
                &[other],
                "charge of the second line",
            ));
        }
    }
}

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
