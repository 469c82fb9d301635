//! SNIP type 6: what Medicare asks of home health agencies and skilled nursing facilities.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::SERVICES;
use crate::validate::rules::common::{
    Service, clm, el, empty, frequency, has_code, is_institutional, is_medicare, lacking, part, place,
    services,
};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "PRD-HHRATE",
        Run::claim(rate),
        Reads::always(&[Field::claim_information, Field::subscriber_information]).and(SERVICES),
    ),
    Check::new(
        "PRD-HHPLACE",
        Run::claim(where_given),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::subscriber_information])
            .and(SERVICES),
    ),
    Check::new(
        "PRD-HHAREA",
        Run::claim(county),
        Reads::always(&[Field::claim_information, Field::subscriber_information, Field::value_codes]),
    ),
    Check::new(
        "PRD-HHVISIT",
        Run::claim(visit_code),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::subscriber_information])
            .and(SERVICES),
    ),
    Check::new(
        "PRD-ASSESS",
        Run::claim(assessment),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::occurrence_codes, Field::subscriber_information])
            .and(SERVICES),
    ),
];

/// A final or only bill of a home health period to Medicare (type of bill 32), in which nothing is wrongly.
fn period<'c>(claim: &Claim<'c>) -> Option<Site<'c>> {
    let is_period = is_institutional(claim)
        && place(claim) == b"32"
        && matches!(frequency(claim), b"1" | b"7" | b"9" | b"Q")
        && is_medicare(claim)
        && !claim.is_disturbed(Part::Claim);
    clm(claim).filter(|_| is_period)
}

/// Whether a revenue code is a discipline of home health: therapies, nursing, social services, aides.
fn is_visit(revenue: &[u8]) -> bool {
    matches!(revenue, [b'0', b'4', b'2' | b'3' | b'4', _] | [b'0', b'5', b'5' | b'6' | b'7', _])
}

fn rate(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = period(claim) else { return };
    let mut rates = services(claim).filter(|service| service.site.element(1) == b"0023");
    match (rates.next(), rates.next()) {
        (None, _) => {
            let row = claim.fields().institutional_service;
            violations.push(lacking(
                rule,
                &clm,
                row,
                "the line with the HIPPS code (revenue code 0023) is missing",
            ));
        }
        (Some(first), Some(second)) => {
            let message = "a period has one line with a HIPPS code, this is a second one";
            violations.push(common::business(rule, &second.site, el(1), message).also(&first.site, el(1)));
        }
        _ => {}
    }
}

fn where_given(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = period(claim) else { return };
    let mut visits = services(claim).filter(|service| is_visit(service.site.element(1)));
    let Some(visit) = visits.next() else { return };
    let says = |service: &Service<'_>| matches!(service.hcpcs(), b"Q5001" | b"Q5002" | b"Q5009");
    if !services(claim).any(says) {
        let row = claim.fields().institutional_service;
        let message = "no line says where the patient was visited (Q5001, Q5002, Q5009)";
        violations.push(lacking(rule, &clm, row, message).also(&visit.site, el(2)));
    }
}

fn county(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = period(claim) else { return };
    let row = claim.fields().value_codes;
    let message = match (has_code(claim, row, &[b"61"]), has_code(claim, row, &[b"85"])) {
        (true, true) => return,
        (true, false) => "value code 85, the county, is missing",
        (false, true) => "value code 61, the wage area, is missing",
        (false, false) => "value codes 61 and 85, wage area and county, are missing",
    };
    violations.push(lacking(rule, &clm, row, message));
}

fn visit_code(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if period(claim).is_none() {
        return;
    }
    for visit in services(claim).filter(|service| is_visit(service.site.element(1))) {
        if visit.site.element(2).is_empty() {
            violations.push(empty(rule, &visit.site, el(2), "the visit has no code of who visited"));
        }
    }
}

fn assessment(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_medicare(claim) {
        return;
    }
    let revenue: &[u8] = match place(claim) {
        b"32" => b"0023",
        b"18" | b"21" => b"0022",
        _ => return,
    };
    let is_assessed = |service: &&Service<'_>| {
        let code = service.site.component(2, 2);
        service.site.element(1) == revenue
            && service.site.component(2, 1) == b"HP"
            && !code.starts_with(b"ZZZ")
            && !code.starts_with(b"AAA")
    };
    let Some(rate) = services(claim).find(is_assessed) else { return };
    let row = claim.fields().occurrence_codes;
    if let Some(clm) = clm(claim).filter(|_| !has_code(claim, row, &[b"50"])) {
        let message = "the day of the assessment (occurrence code 50) is missing";
        violations.push(lacking(rule, &clm, row, message).also(&rate.site, part(2, 2)));
    }
}
