//! SNIP type 6: services on institutional bills.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Check;
use crate::validate::rules::Run;
use crate::validate::rules::common::SERVICES;
use crate::validate::rules::common::{
    business, clm, el, empty, is_bill, is_institutional, is_medicare, part, place, services,
};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new("SV-RCTOB", Run::claim(room), Reads::always(&[Field::claim_information]).and(SERVICES)),
    Check::new(
        "SV-PCS",
        Run::claim(procedures),
        Reads::on(&[Field::principal_procedure_codes, Field::other_procedure_codes])
            .and(&[Field::claim_information]),
    ),
    Check::new(
        "SV-NOCODE",
        Run::claim(no_code),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::subscriber_information])
            .and(SERVICES),
    ),
];

/// Whether a revenue code is room and board: 010x to 021x.
fn is_room(revenue: &[u8]) -> bool {
    matches!(revenue, [b'0', b'1', b'0'..=b'9', _] | [b'0', b'2', b'0' | b'1', _])
}

fn room(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_bill(claim) {
        return;
    }
    let mut rooms = services(claim).filter(|service| is_room(service.site.element(1)));
    let Some(clm) = clm(claim) else { return };
    match place(claim) {
        b"13" | b"14" | b"83" | b"85" => {
            if let Some(line) = rooms.next() {
                let message = "room and board on an outpatient bill";
                violations.push(business(rule, &line.site, el(1), message).also(&clm, part(5, 1)));
            }
        }
        // Late charges have no room.
        b"11"
            if clm.component(5, 3) != b"5" && services(claim).next().is_some() && rooms.next().is_none() =>
        {
            let message = "a hospital stay without a line for the room";
            violations.push(business(rule, &clm, part(5, 1), message));
        }
        _ => {}
    }
}

fn procedures(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let outpatient = matches!(
        place(claim),
        b"13" | b"14" | b"23" | b"71" | b"72" | b"73" | b"74" | b"75" | b"76" | b"77" | b"83" | b"85"
    );
    if !outpatient || !is_institutional(claim) {
        return;
    }
    let site =
        claim.first(fields.principal_procedure_codes).or_else(|| claim.first(fields.other_procedure_codes));
    if let (Some(site), Some(clm)) = (site, clm(claim)) {
        let message = "ICD procedures belong on inpatient bills";
        violations.push(business(rule, &site, part(1, 2), message).also(&clm, part(5, 1)));
    }
}

/// Revenue codes whose outpatient services have HCPCS codes without exception.
fn needs_code(revenue: &[u8]) -> bool {
    matches!(
        revenue,
        [b'0', b'3', b'0' | b'1' | b'2' | b'4' | b'5', _]
            | [b'0', b'4', b'0' | b'5' | b'8', _]
            | [b'0', b'6', b'1', _]
            | b"0636"
    )
}

fn no_code(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || !matches!(place(claim), b"13" | b"14" | b"85") || !is_medicare(claim) {
        return;
    }
    for service in services(claim) {
        if service.site.element(2).is_empty() && needs_code(service.site.element(1)) {
            violations.push(empty(rule, &service.site, el(2), "the line has no procedure code"));
        }
    }
}
