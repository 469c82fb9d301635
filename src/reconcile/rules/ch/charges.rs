//! Charges of one service on both sides.

use rust_decimal::Decimal;

use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Part, Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::Reads;

use crate::reconcile::rules::reads::LINES;
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] =
    &[Check::new("CH-RATIO", Run::Pair(ratio), Reads::always(LINES))];

/// A machine costs more than a reading, and not a hundred times as much.
const MOST: Decimal = Decimal::from_parts(100, 0, 0, false, 0);

fn ratio(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services().filter(|twins| twins.professional.part() == Part::Reading) {
        let (test, reading) = (twins.facility.charge(), twins.professional.charge());
        // A charge of nothing is validation's business.
        if test.is_zero() || reading.is_zero() || !matches!(shared(pair.context, twins), Shared::Test { .. })
        {
            continue;
        }
        if test < reading || test > reading * MOST {
            let places = [twins.professional.at("charge"), twins.facility.at("charge")];
            violations.push(Violation::new("The charges of test and reading are out of proportion", places));
        }
    }
}
