//! SNIP type 4: subscriber and patient.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::scope::Claim;

use crate::validate::rules::Check;
use crate::validate::rules::common::{el, empty, is_institutional, lacking, superfluous};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check { code: "SIT-SELF", at: Part::Subscriber, run: is_self },
    Check { code: "SIT-PATIENT", at: Part::Claim, run: patient },
    Check { code: "SIT-DEPENDENT", at: Part::Patient, run: self_and_patient },
    Check { code: "SIT-MEMBER", at: Part::Subscriber, run: member },
    Check { code: "SIT-PC", at: Part::Claim, run: casualty },
];

fn is_self(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information).filter(|sbr| sbr.element(2) == b"18") else {
        return;
    };
    if claim.is_disturbed(Part::Subscriber) {
        return;
    }
    let at = claim.first(fields.subscriber_name).unwrap_or(sbr);
    for (row, what) in [
        (fields.subscriber_street, "street"),
        (fields.subscriber_city, "city"),
        (fields.subscriber_demographics, "birth date and sex"),
    ] {
        if claim.first(row).is_none() {
            hits.add(lacking(
                rule,
                &at,
                row,
                format!("the subscriber is the patient; the {what} is missing"),
            ));
        }
    }
}

fn patient(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if claim.has(Part::Patient) || claim.is_disturbed(Part::Subscriber) {
        return;
    }
    let Some(sbr) = claim.first(claim.fields().subscriber_information) else { return };
    // Another code than 18 is no code of the guide, which has been said.
    if sbr.element(2).is_empty() {
        hits.add(empty(
            rule,
            &sbr,
            el(2),
            "the claim stands below the subscriber, who is not said to be the patient",
        ));
    }
}

fn self_and_patient(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information).filter(|sbr| sbr.element(2) == b"18") else {
        return;
    };
    if let Some(level) = claim.opener(Part::Patient) {
        let message = "a patient's level stands below a subscriber who is the patient";
        hits.add(superfluous(rule, &sbr, el(2), message).also(&level, None));
    }
}

fn member(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    // In 837I the guide itself requires it.
    if is_institutional(claim) {
        return;
    }
    let Some(name) = claim.first(claim.fields().subscriber_name) else { return };
    if name.element(2) == b"1" && name.element(9).is_empty() && name.element(8).is_empty() {
        hits.add(empty(rule, &name, el(9), "the subscriber is a person and has no member number"));
    }
}

fn casualty(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information) else { return };
    if !matches!(sbr.element(9), b"WC" | b"AM" | b"LM") {
        return;
    }
    let rows = [fields.subscriber_casualty_number, fields.patient_casualty_number];
    if rows.into_iter().all(|row| claim.first(row).is_none()) {
        hits.add(lacking(rule, &sbr, rows[0], "the insurer's claim number (REF*Y4) is missing"));
    }
}
