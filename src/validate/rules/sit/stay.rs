//! SNIP type 4: what stays and visits to a hospital have to say.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::scope::Claim;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    clm, el, empty, frequency, is_bill, is_institutional, is_stay, lacking, place, services,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check { code: "SIT-ADMIT", at: Part::Claim, run: admission },
    Check { code: "SIT-ORIGIN", at: Part::Claim, run: origin },
    Check { code: "SIT-ADMITDX", at: Part::Claim, run: admitting },
    Check { code: "SIT-DISHOUR", at: Part::Claim, run: discharge_hour },
    Check { code: "SIT-REASON", at: Part::Claim, run: reason },
    Check { code: "SIT-ATTEND", at: Part::Claim, run: attending },
];

fn admission(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let inpatient =
        if is_institutional(claim) { is_stay(claim) && is_bill(claim) } else { place(claim) == b"21" };
    let Some(clm) = clm(claim).filter(|_| inpatient && !claim.is_disturbed(Part::Claim)) else { return };
    let row = claim.fields().admission_date;
    if claim.first(row).is_none() {
        hits.add(lacking(rule, &clm, row, "the claim is for an inpatient, the day of admission is missing"));
    }
}

fn origin(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(cl1) = claim.first(claim.fields().institutional_claim_code) else { return };
    if is_stay(claim) && is_bill(claim) && cl1.element(2).is_empty() {
        hits.add(empty(rule, &cl1, el(2), "where the patient was admitted from is missing"));
    }
}

fn admitting(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if !is_stay(claim) || !is_bill(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let row = claim.fields().admitting_diagnosis_codes;
    if let Some(clm) = clm(claim).filter(|_| claim.first(row).is_none()) {
        hits.add(lacking(rule, &clm, row, "the claim is for a stay, the admitting diagnosis is missing"));
    }
}

fn discharge_hour(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if !is_stay(claim) || !matches!(frequency(claim), b"1" | b"4") || claim.is_disturbed(Part::Claim) {
        return;
    }
    let still_there = claim.first(fields.institutional_claim_code).is_some_and(|cl1| cl1.element(3) == b"30");
    if let Some(clm) = clm(claim).filter(|_| !still_there && claim.first(fields.discharge_hour).is_none()) {
        hits.add(lacking(
            rule,
            &clm,
            fields.discharge_hour,
            "the stay has ended, the hour of discharge is missing",
        ));
    }
}

fn reason(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
        hits.add(lacking(rule, &clm, fields.reason_for_visit_codes, message).also(&line.site, el(1)));
    }
}

fn attending(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
        hits.add(lacking(rule, &clm, row, "the attending provider is missing"));
    }
}
