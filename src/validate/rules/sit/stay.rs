//! SNIP type 4: what stays and visits to a hospital have to say.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::SERVICES;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    clm, el, empty, frequency, is_bill, is_institutional, is_stay, lacking, place, services,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "SIT-ADMIT",
        Run::claim(admission),
        Reads::always(&[Field::admission_date, Field::claim_information]),
    ),
    Check::new(
        "SIT-ORIGIN",
        Run::claim(origin),
        Reads::on(&[Field::institutional_claim_code]).and(&[Field::claim_information]),
    ),
    Check::new(
        "SIT-ADMITDX",
        Run::claim(admitting),
        Reads::always(&[Field::admitting_diagnosis_codes, Field::claim_information]),
    ),
    Check::new(
        "SIT-DISHOUR",
        Run::claim(discharge_hour),
        Reads::always(&[Field::claim_information, Field::discharge_hour, Field::institutional_claim_code]),
    ),
    Check::new(
        "SIT-REASON",
        Run::claim(reason),
        Reads::on(&[Field::institutional_claim_code])
            .and(&[Field::claim_information, Field::reason_for_visit_codes])
            .and(SERVICES),
    ),
    Check::new(
        "SIT-ATTEND",
        Run::claim(attending),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::attending_provider_name, Field::claim_information])
            .and(SERVICES),
    ),
];

fn admission(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    // Home health and hospice admit their patients, too.
    let admits =
        is_stay(claim) || matches!(place(claim), b"28" | b"32" | b"65" | b"66" | b"81" | b"82" | b"86");
    let inpatient = if is_institutional(claim) {
        admits && is_bill(claim)
    } else {
        matches!(place(claim), b"21" | b"51" | b"61")
    };
    let Some(clm) = clm(claim).filter(|_| inpatient && !claim.is_disturbed(Part::Claim)) else { return };
    let row = claim.fields().admission_date;
    if claim.first(row).is_none() {
        violations.push(lacking(
            rule,
            &clm,
            row,
            "the patient was admitted, the day of admission is missing",
        ));
    }
}

fn origin(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(cl1) = claim.first(claim.fields().institutional_claim_code) else { return };
    if is_stay(claim) && is_bill(claim) && cl1.element(2).is_empty() {
        violations.push(empty(rule, &cl1, el(2), "where the patient was admitted from is missing"));
    }
}

fn admitting(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_stay(claim) || !is_bill(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let row = claim.fields().admitting_diagnosis_codes;
    if let Some(clm) = clm(claim).filter(|_| claim.first(row).is_none()) {
        violations.push(lacking(
            rule,
            &clm,
            row,
            "the claim is for a stay, the admitting diagnosis is missing",
        ));
    }
}

fn discharge_hour(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if !is_stay(claim) || !matches!(frequency(claim), b"1" | b"4") || claim.is_disturbed(Part::Claim) {
        return;
    }
    let still_there = claim.first(fields.institutional_claim_code).is_some_and(|cl1| cl1.element(3) == b"30");
    if let Some(clm) = clm(claim).filter(|_| !still_there && claim.first(fields.discharge_hour).is_none()) {
        violations.push(lacking(
            rule,
            &clm,
            fields.discharge_hour,
            "the stay has ended, the hour of discharge is missing",
        ));
    }
}

fn reason(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if !is_institutional(claim) || !matches!(place(claim), b"13" | b"85") || claim.is_disturbed(Part::Claim) {
        return;
    }
    let unplanned = claim
        .first(fields.institutional_claim_code)
        .is_some_and(|cl1| matches!(cl1.element(1), b"1" | b"2" | b"5"));
    if !unplanned || claim.first(fields.reason_for_visit_codes).is_some() {
        return;
    }
    let urgent =
        |revenue: &[u8]| revenue.starts_with(b"045") || matches!(revenue, b"0516" | b"0526" | b"0762");
    let line = services(claim).find(|service| urgent(service.site.element(1)));
    if let (Some(clm), Some(line)) = (clm(claim), line) {
        let message = "the visit was not planned, the patient's reason for it is missing";
        violations.push(lacking(rule, &clm, fields.reason_for_visit_codes, message).also(&line.site, el(1)));
    }
}

fn attending(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let row = claim.fields().attending_provider_name;
    if claim.first(row).is_some()
        || services(claim).all(|service| service.site.element(1).starts_with(b"054"))
    {
        return;
    }
    if let Some(clm) = clm(claim) {
        violations.push(lacking(rule, &clm, row, "the attending provider is missing"));
    }
}
