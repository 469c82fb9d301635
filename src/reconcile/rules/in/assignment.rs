//! Assignment of benefits.

use crate::model::{Claim, Text};
use crate::reconcile::rules::reads::PAYER;
use crate::reconcile::rules::{Check, Run};
use crate::reconcile::scope::Pair;
use crate::reconcile::violation::{ClaimPlace, Violation, Violations};
use crate::rules::Reads;

pub(in crate::reconcile::rules) const RULES: &[Check] =
    &[Check::new("IN-ASSIGN", Run::Pair(assignment), Reads::always(PAYER))];

type Indicator = fn(&Claim) -> &Option<Text>;

fn assignment(pair: &Pair<'_>, violations: &mut Violations) {
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
    let places: Vec<ClaimPlace> = fields
        .iter()
        .filter(|(_, of)| differs(of))
        .flat_map(|(field, _)| [pair.professional.at(*field), pair.facility.at(*field)])
        .collect();
    if !places.is_empty() {
        violations.push(Violation::new("Participation, assignment or release of information differ", places));
    }
}
