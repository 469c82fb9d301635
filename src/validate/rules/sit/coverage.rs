//! SNIP type 4: subscriber and patient.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{el, empty, is_institutional, lacking, superfluous};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SIT-SELF",
        Run::subscriber(is_self),
        Reads::on(&[Field::subscriber_information]).and(&[
            Field::subscriber_city,
            Field::subscriber_demographics,
            Field::subscriber_name,
            Field::subscriber_street,
        ]),
    ),
    Check::new(
        "SIT-PATIENT",
        Run::claim(patient),
        Reads::on(&[Field::subscriber_information]).and(&[Field::patient_hierarchy]),
    ),
    Check::new(
        "SIT-DEPENDENT",
        Run::patient(self_and_patient),
        Reads::on(&[Field::subscriber_information]).and(&[Field::patient_hierarchy]),
    ),
    Check::new("SIT-MEMBER", Run::subscriber(member), Reads::on(&[Field::subscriber_name])),
    Check::new(
        "SIT-PC",
        Run::claim(casualty),
        Reads::on(&[Field::subscriber_information])
            .and(&[Field::patient_casualty_number, Field::subscriber_casualty_number]),
    ),
];

fn is_self(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
            violations.push(lacking(
                rule,
                &at,
                row,
                format!("the subscriber is the patient; the {what} is missing"),
            ));
        }
    }
}

fn patient(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if claim.has(Part::Patient) || claim.is_disturbed(Part::Subscriber) {
        return;
    }
    let Some(sbr) = claim.first(claim.fields().subscriber_information) else { return };
    // Another code than 18 is no code of the guide, which has been said.
    if sbr.element(2).is_empty() {
        violations.push(empty(
            rule,
            &sbr,
            el(2),
            "the claim stands below the subscriber, who is not said to be the patient",
        ));
    }
}

fn self_and_patient(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information).filter(|sbr| sbr.element(2) == b"18") else {
        return;
    };
    if let Some(level) = claim.opener(Part::Patient) {
        let message = "a patient's level stands below a subscriber who is the patient";
        violations.push(superfluous(rule, &sbr, el(2), message).also(&level, None));
    }
}

fn member(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    // In 837I the guide itself requires it.
    if is_institutional(claim) {
        return;
    }
    let Some(name) = claim.first(claim.fields().subscriber_name) else { return };
    if name.element(2) == b"1" && name.element(9).is_empty() && name.element(8).is_empty() {
        violations.push(empty(rule, &name, el(9), "the subscriber is a person and has no member number"));
    }
}

fn casualty(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information) else { return };
    if !matches!(sbr.element(9), b"WC" | b"AM" | b"LM") {
        return;
    }
    let rows = [fields.subscriber_casualty_number, fields.patient_casualty_number];
    if rows.into_iter().all(|row| claim.first(row).is_none()) {
        violations.push(lacking(rule, &sbr, rows[0], "the insurer's claim number (REF*Y4) is missing"));
    }
}
