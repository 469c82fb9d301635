//! SNIP type 6: hospices, and those who treat hospice patients.

use rust_decimal::Decimal;

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::SERVICES;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    beside, business, clm, el, empty, has_code, is_bill, is_institutional, is_medicare, lacking, part, place,
    services,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "PRD-HOSPLACE",
        Run::claim(where_given),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::subscriber_information])
            .and(SERVICES),
    ),
    Check::new(
        "PRD-HOSAREA",
        Run::claim(area),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::subscriber_information, Field::value_codes])
            .and(SERVICES),
    ),
    Check::new(
        "PRD-HOSHOURS",
        Run::claim(continuous),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::subscriber_information])
            .and(SERVICES),
    ),
    Check::new(
        "PRD-HOSEMP",
        Run::claim(employee),
        Reads::on(&[Field::professional_service])
            .and(&[Field::hospice_employee, Field::subscriber_information])
            .and(SERVICES),
    ),
];

/// Whether a revenue code is a level of hospice care: routine, continuous, respite, general inpatient.
fn is_level(revenue: &[u8]) -> bool {
    matches!(revenue, b"0651" | b"0652" | b"0655" | b"0656")
}

/// Whether the claim is a hospice's bill to Medicare (type of bill 81, 82), and no notice.
fn is_hospice_bill(claim: &Claim<'_>) -> bool {
    is_institutional(claim) && matches!(place(claim), b"81" | b"82") && is_bill(claim) && is_medicare(claim)
}

fn where_given(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_hospice_bill(claim) {
        return;
    }
    for service in services(claim).filter(|service| is_level(service.site.element(1))) {
        let code = service.hcpcs();
        if !matches!(code, [b'Q', b'5', b'0', b'0', b'1'..=b'9'] | b"Q5010") {
            let spot = if code.is_empty() { el(2) } else { service.code_spot() };
            violations.push(empty(rule, &service.site, spot, "the line does not say where care was given"));
        }
    }
}

fn area(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|_| is_hospice_bill(claim) && !claim.is_disturbed(Part::Claim)) else {
        return;
    };
    let row = claim.fields().value_codes;
    for (code, levels, message) in [
        (&b"61"[..], [&b"0651"[..], b"0652"], "value code 61, the wage area of care at home, is missing"),
        (b"G8", [b"0655", b"0656"], "value code G8, the wage area of care in a facility, is missing"),
    ] {
        let line = services(claim).find(|service| levels.contains(&service.site.element(1)));
        if let Some(line) = line.filter(|_| !has_code(claim, row, &[code])) {
            violations.push(lacking(rule, &clm, row, message).also(&line.site, el(1)));
        }
    }
}

fn continuous(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_hospice_bill(claim) {
        return;
    }
    let day = Decimal::from(32)..=Decimal::from(96);
    for service in services(claim).filter(|service| service.site.element(1) == b"0652") {
        if service.units().is_some_and(|units| !day.contains(&units)) {
            let message = "a day of continuous care has 32 to 96 quarters of an hour";
            violations.push(business(rule, &service.site, service.units_spot(), message));
        }
    }
}

fn employee(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let attending = || services(claim).filter(|service| service.has_modifier(b"GV"));
    if attending().next().is_none() || !is_medicare(claim) {
        return;
    }
    let row = claim.fields().hospice_employee;
    let mut indicators = beside(claim.all(row));
    for service in attending() {
        match indicators.of(service.line()) {
            None => {
                let message = "whether the hospice employs the physician (CRC*70) is missing";
                violations.push(lacking(rule, &service.site, row, message));
            }
            Some(crc) if crc.element(2) == b"Y" => {
                let message = "the hospice employs the physician, so that GV does not fit";
                violations.push(business(rule, &crc, el(2), message).also(&service.site, part(1, 3)));
            }
            Some(_) => {}
        }
    }
}
