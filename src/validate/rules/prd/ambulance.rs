//! SNIP type 6: ambulance rides.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::scope::Claim;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    Service, business, clm, el, empty, is_institutional, lacking, part, place, services,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check { code: "PRD-AMB", at: Part::Claim, run: transport },
    Check { code: "PRD-AMBPLACE", at: Part::Claim, run: pick_up },
    Check { code: "PRD-AMBMOD", at: Part::Claim, run: ride_modifier },
    Check { code: "PRD-AMBPOS", at: Part::Claim, run: ride_place },
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

fn transport(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(line) = ride(claim).filter(|_| !claim.is_disturbed(Part::Claim)) else { return };
    if claim
        .first(fields.ambulance_transport)
        .or_else(|| claim.first(fields.line_ambulance_transport))
        .is_none()
        && let Some(clm) = clm(claim)
    {
        let message = "a line is an ambulance ride, CR1 is missing";
        hits.add(lacking(rule, &clm, fields.ambulance_transport, message).also(&line.site, line.code_spot()));
    }
}

fn pick_up(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
            hits.add(lacking(rule, &clm, of_claim, message).also(&line.site, line.code_spot()));
            return;
        }
    }
}

fn ride_modifier(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let place =
        |b: &u8| matches!(b, b'D' | b'E' | b'G' | b'H' | b'I' | b'J' | b'N' | b'P' | b'R' | b'S' | b'X');
    for service in services(claim).filter(|service| is_ride(service.hcpcs())) {
        if !service.modifiers().any(|modifier| modifier.len() == 2 && modifier.iter().all(place)) {
            let message = "no modifier says from where to where the ride went";
            hits.add(empty(rule, &service.site, part(service.element, 3), message));
        }
    }
}

fn ride_place(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(line) = ride(claim) else { return };
    let own = line.site.element(5);
    let at = if own.is_empty() { place(claim) } else { own };
    if let Some(clm) = clm(claim).filter(|_| !matches!(at, b"41" | b"42")) {
        let (site, spot) = if own.is_empty() { (clm, part(5, 1)) } else { (line.site, el(5)) };
        hits.add(
            business(rule, &site, spot, "an ambulance ride has place of service 41 or 42")
                .also(&line.site, line.code_spot()),
        );
    }
}
