//! Drugs.

use crate::codes::administration::Administration;
use crate::codes::services::ServiceKind;
use crate::reconcile::claim_view::LineView;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::services::{Shared, shared};
use crate::reconcile::violation::{Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::reads::LINES;
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("SV-DRUG", Run::Pair(drug), Reads::always(LINES)),
    Check::new("SV-NDC", Run::Pair(labeler), Reads::on(&[Field::drug_identification]).and(LINES)),
    Check::new("SV-ADMIN", Run::Encounter(administration), Reads::always(LINES).missing(LINES)),
];

fn drug(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let line = twins.professional;
        if shared(pair.context, twins) != Shared::Drug || !line.is_at_facility_rate() {
            continue;
        }
        let places =
            [line.at("procedure.code"), twins.facility.at("procedure.code"), line.at_place_of_service()];
        let violation = Violation::new("Both sides bill the drug", places);
        violations.push(pair.context.risk_of_payment(violation, &[line], "charge of the professional line"));
    }
}

/// The judgment is that of the rule on one bill. A drug or an infusion that a professional bills is told by the rules on
/// what both sides bill.
fn administration(encounter: &Encounter<'_>, violations: &mut Violations) {
    let given = |line: LineView<'_>| {
        line.kind() == Some(ServiceKind::Administration)
            || encounter.facility_lines().any(|own| own.is_drug() && own.same_code(line))
    };
    if encounter.professional_lines().any(given) {
        return;
    }
    for claim in &encounter.facility {
        let mut bill = Administration::default();
        let asked = Administration::is_asked_of(claim.facility_type());
        for line in claim.lines().filter(|_| asked) {
            bill.line(line.index, line.revenue(), &line.code());
        }
        if let Some(missing) = bill.missing()
            && let Some(line) = claim.line(missing.line())
        {
            violations.push(Violation::new(missing.as_str(), [line.at("procedure.code")]));
        }
    }
}

fn labeler(pair: &Pair<'_>, violations: &mut Violations) {
    for twins in pair.same_services() {
        let line = twins.professional;
        if !line.is_drug() {
            continue;
        }
        let (Some(ours), Some(theirs)) = (maker(&twins.facility), maker(&line)) else { continue };
        if ours != theirs {
            let places = [line.at("drug.code"), twins.facility.at("drug.code")];
            violations.push(Violation::new("The two claims name different makers of one drug", places));
        }
    }
}

/// The first five digits of an eleven-digit national drug code.
fn maker<'c>(line: &'c LineView<'_>) -> Option<&'c str> {
    let drug = line.drug.as_ref()?;
    let national = drug.qualifier.as_deref().is_none_or(|qualifier| qualifier == "N4");
    drug.code.as_deref().filter(|code| national && code.len() == 11)?.get(..5)
}
