//! Charges of the parts of a test.

use crate::reconcile::rules::reads::LINES;
use crate::reconcile::rules::{Check, Run};
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Part, Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

pub(in crate::reconcile::rules) const RULES: &[Check] =
    &[Check::new("PT-SAMECHG", Run::Pair(same), Reads::always(LINES))];

fn same(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let (facility, line) = (twins.facility, twins.professional);
        let equal = !line.charge().is_zero() && line.charge() == facility.charge();
        if equal && line.part() == Part::Whole && shared(pair.context, twins) == Shared::Own {
            let violation = Violation::new(
                "Both sides charge the same amount",
                [line.at("charge"), facility.at("charge")],
            );
            violations.push(violation);
        }
    }
}
