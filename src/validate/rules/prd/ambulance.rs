//! SNIP type 6: ambulance rides.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::SERVICES;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    Service, business, clm, el, empty, is_institutional, lacking, part, place, services,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "PRD-AMB",
        Run::claim(transport),
        Reads::on(SERVICES).and(&[
            Field::ambulance_transport,
            Field::claim_information,
            Field::line_ambulance_transport,
        ]),
    ),
    Check::new(
        "PRD-AMBPLACE",
        Run::claim(pick_up),
        Reads::on(SERVICES).and(&[
            Field::ambulance_drop_off_name,
            Field::ambulance_pick_up_name,
            Field::claim_information,
            Field::line_ambulance_drop_off_name,
            Field::line_ambulance_pick_up_name,
        ]),
    ),
    Check::new("PRD-AMBMOD", Run::claim(ride_modifier), Reads::on(SERVICES).and(&[Field::claim_information])),
    Check::new("PRD-AMBPOS", Run::claim(ride_place), Reads::on(SERVICES).and(&[Field::claim_information])),
];

/// Whether a HCPCS code is a ride or its mileage: A0021 to A0436 without supplies and waiting.
fn is_ride(code: &[u8]) -> bool {
    matches!(code, [b'A', b'0', b'4', b'2', b'5'..=b'9'] | [b'A', b'0', b'4', b'3', b'0'..=b'6'])
}

/// The first ride among the lines of a professional claim.
fn ride<'c>(claim: &Claim<'c>) -> Option<&'c Service<'c>> {
    if is_institutional(claim) {
        return None;
    }
    services(claim).find(|service| is_ride(service.hcpcs()))
}

fn transport(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(line) = ride(claim).filter(|_| !claim.is_disturbed(Part::Claim)) else { return };
    if claim
        .first(fields.ambulance_transport)
        .or_else(|| claim.first(fields.line_ambulance_transport))
        .is_none()
        && let Some(clm) = clm(claim)
    {
        let message = "a line is an ambulance ride, CR1 is missing";
        violations.push(
            lacking(rule, &clm, fields.ambulance_transport, message).also(&line.site, line.code_spot()),
        );
    }
}

fn pick_up(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(line) = ride(claim).filter(|_| !claim.is_disturbed(Part::Claim)) else { return };
    let Some(clm) = clm(claim) else { return };
    for (of_claim, of_line, message) in [
        (
            fields.ambulance_pick_up_name,
            fields.line_ambulance_pick_up_name,
            "where the patient was picked up is missing",
        ),
        (
            fields.ambulance_drop_off_name,
            fields.line_ambulance_drop_off_name,
            "where the patient was taken is missing",
        ),
    ] {
        if claim.first(of_claim).or_else(|| claim.first(of_line)).is_none() {
            violations.push(lacking(rule, &clm, of_claim, message).also(&line.site, line.code_spot()));
            return;
        }
    }
}

fn ride_modifier(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let place =
        |b: &u8| matches!(b, b'D' | b'E' | b'G' | b'H' | b'I' | b'J' | b'N' | b'P' | b'R' | b'S' | b'X');
    for service in services(claim).filter(|service| is_ride(service.hcpcs())) {
        if !service.modifiers().any(|modifier| modifier.len() == 2 && modifier.iter().all(place)) {
            let message = "no modifier says from where to where the ride went";
            violations.push(empty(rule, &service.site, part(service.element, 3), message));
        }
    }
}

fn ride_place(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(line) = ride(claim) else { return };
    let own = line.site.element(5);
    let at = if own.is_empty() { place(claim) } else { own };
    if let Some(clm) = clm(claim).filter(|_| !matches!(at, b"41" | b"42")) {
        let (site, spot) = if own.is_empty() { (clm, part(5, 1)) } else { (line.site, el(5)) };
        violations.push(
            business(rule, &site, spot, "an ambulance ride has place of service 41 or 42")
                .also(&line.site, line.code_spot()),
        );
    }
}
