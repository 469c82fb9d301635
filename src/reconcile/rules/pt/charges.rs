//! Charges of the parts of a test.

use crate::reconcile::hit::{Hit, Hits};
use crate::reconcile::rules::{Check, Run};
use crate::reconcile::scope::Pair;
use crate::reconcile::services::{Part, Shared, shared};

pub(in crate::reconcile::rules) const RULES: &[Check] =
    &[Check { code: "PT-SAMECHG", needs: &[], run: Run::Pair(same) }];

fn same(pair: &Pair<'_>, hits: &mut Hits) {
    for twins in pair.same_services() {
        let (facility, line) = (twins.facility, twins.professional);
        let equal = !line.charge().is_zero() && line.charge() == facility.charge();
        if equal && line.part() == Part::Whole && shared(pair.context, twins) == Shared::Own {
            let hit =
                Hit::new("Both sides charge the same amount", [line.at("charge"), facility.at("charge")]);
            hits.push(hit);
        }
    }
}
