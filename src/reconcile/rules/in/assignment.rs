//! Assignment of benefits.

use crate::model::{Claim, Text};
use crate::reconcile::hit::{Hit, Hits, Place};
use crate::reconcile::rules::{Check, Run};
use crate::reconcile::scope::Pair;

pub(in crate::reconcile::rules) const RULES: &[Check] =
    &[Check { code: "IN-ASSIGN", needs: &[], run: Run::Pair(assignment) }];

type Indicator = fn(&Claim) -> &Option<Text>;

fn assignment(pair: &Pair<'_>, hits: &mut Hits) {
    if pair.context.same_payer(pair.facility, pair.professional) == Some(false) {
        return;
    }
    let fields: [(&str, Indicator); 3] = [
        ("assignment_code", |claim| &claim.assignment_code),
        ("benefits_assigned", |claim| &claim.benefits_assigned),
        ("release_of_information", |claim| &claim.release_of_information),
    ];
    let differs = |of: &Indicator| {
        let (ours, theirs) = (of(pair.facility.claim), of(pair.professional.claim));
        ours.is_some() && theirs.is_some() && ours != theirs
    };
    let places: Vec<Place> = fields
        .iter()
        .filter(|(_, of)| differs(of))
        .flat_map(|(field, _)| [pair.professional.at(*field), pair.facility.at(*field)])
        .collect();
    if !places.is_empty() {
        hits.push(Hit::new("Participation, assignment or release of information differ", places));
    }
}
