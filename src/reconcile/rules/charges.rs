//! Charges of one service on both sides.

use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Part, Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::{Check, Run};

pub(super) const RULES: &[Check] = &[SAME, RATIO];

const SAME: Check = Check {
    rule: Rule {
        code: "PT-SAMECHG",
        name: "The same charge on both sides",
        severity: Severity::Info,
        snip: None,
        checks: "A service that both sides bill in full under one code, such as an operation or a visit, has not the same charge on \
                 both. Tests, laboratory, drugs, infusions and therapy on both sides are other rules' business.",
        why: "A facility's charge and a physician's hardly ever agree to the cent: one charge for the whole may have been billed twice.",
        help: "Compare with the two charge lists.",
        source: "837I SV203 against 837P SV102; reconcile study, PT-SAMECHG",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*2600***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47562*2600*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:47562*2600.00*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*9000***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0360*HC:47562*9000*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*2600***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:47562*2600.00*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(same),
};

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

/// A machine costs more than a reading, and not a hundred times as much.
const MOST: Decimal = Decimal::from_parts(100, 0, 0, false, 0);

const RATIO: Check = Check {
    rule: Rule {
        code: "CH-RATIO",
        name: "Charges of test and reading out of proportion",
        severity: Severity::Info,
        snip: None,
        checks: "The facility's charge for a test is at least that of its reading (modifier 26), and not more than a hundred times as \
                 much.",
        why: "A digit or a decimal point may be wrong on one claim, or the charge list has a gap.",
        help: "Compare with the two charge lists.",
        source: "837I SV203 against 837P SV102; reconcile study, CH-RATIO",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "CLM*F1*9***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0351*HC:70450*9*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*260***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:70450:26*260*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nLX*1\nSV2*0351*HC:70450*900*UN*1\nDTP*472*D8*20260302",
            ],
            professional: &[
                "CLM*P1*260***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:70450:26*260*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(ratio),
};

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
