//! SNIP type 6: what kinds of institutional bills ask.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::scope::Claim;

use super::Check;
use super::common::{
    Service, business, clm, codes, el, empty, has_code, is_bill, is_institutional, is_medicare, lacking,
    part, place, services,
};

pub(super) const CHECKS: &[Check] = &[
    Check { code: "SV-RCTOB", at: Part::Claim, run: room },
    Check { code: "PRD-HIPPS", at: Part::Claim, run: rate_code },
    Check { code: "SV-PCS", at: Part::Claim, run: procedures },
    Check { code: "SV-NOCODE", at: Part::Claim, run: no_code },
    Check { code: "PT-UB26", at: Part::Claim, run: professional_part },
    Check { code: "PRD-AMBZIP", at: Part::Claim, run: ride_zip },
    Check { code: "PRD-ESRD", at: Part::Claim, run: dialysis },
    Check { code: "PRD-BIRTH", at: Part::Claim, run: newborn },
];

/// Whether a revenue code is room and board: 010x to 021x.
fn is_room(revenue: &[u8]) -> bool {
    matches!(revenue, [b'0', b'1', b'0'..=b'9', _] | [b'0', b'2', b'0' | b'1', _])
}

fn room(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if !is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_bill(claim) {
        return;
    }
    let mut rooms = services(claim).filter(|service| is_room(service.site.element(1)));
    let Some(clm) = clm(claim) else { return };
    match place(claim) {
        b"13" | b"14" | b"83" | b"85" => {
            if let Some(line) = rooms.next() {
                let message = "room and board on an outpatient bill";
                hits.add(business(rule, &line.site, el(1), message).also(&clm, part(5, 1)));
            }
        }
        // Late charges have no room.
        b"11"
            if clm.component(5, 3) != b"5" && services(claim).next().is_some() && rooms.next().is_none() =>
        {
            let message = "a hospital stay without a line for the room";
            hits.add(business(rule, &clm, part(5, 1), message));
        }
        _ => {}
    }
}

fn rate_code(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    for service in services(claim).filter(|_| is_institutional(claim)) {
        let is_rate = matches!(service.site.element(1), b"0022" | b"0023" | b"0024");
        let has_code = service.site.component(2, 1) == b"HP";
        let message = match (is_rate, has_code) {
            (true, false) => "the line is a prospective payment and has no HIPPS code",
            (false, true) => "a HIPPS code belongs to revenue codes 0022, 0023 and 0024",
            _ => continue,
        };
        hits.add(business(rule, &service.site, part(2, 2), message).also(&service.site, el(1)));
    }
}

fn procedures(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
        hits.add(business(rule, &site, part(1, 2), message).also(&clm, part(5, 1)));
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

fn no_code(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if !is_institutional(claim) || !matches!(place(claim), b"13" | b"14" | b"85") || !is_medicare(claim) {
        return;
    }
    for service in services(claim) {
        if service.site.element(2).is_empty() && needs_code(service.site.element(1)) {
            hits.add(empty(rule, &service.site, el(2), "the line has no procedure code"));
        }
    }
}

fn professional_part(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if !is_institutional(claim) {
        return;
    }
    for service in services(claim).filter(|service| service.has_modifier(b"26")) {
        if !matches!(service.site.element(1), [b'0', b'9', b'6' | b'7' | b'8', _]) {
            let message = "the facility bills the technical part, modifier 26 is the physician's";
            hits.add(business(rule, &service.site, service.code_spot(), message));
        }
    }
}

fn ride_zip(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if !is_institutional(claim) || !is_medicare(claim) {
        return;
    }
    let ride = |s: &&Service<'_>| s.site.element(1).starts_with(b"054") && s.hcpcs().starts_with(b"A04");
    let Some(line) = services(claim).find(ride) else { return };
    if !has_code(claim, fields.value_codes, &[b"A0"])
        && let Some(clm) = clm(claim)
    {
        let message = "the ZIP code of the pick-up (value code A0) is missing";
        hits.add(lacking(rule, &clm, fields.value_codes, message).also(&line.site, el(1)));
    }
}

fn dialysis(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if !is_institutional(claim) || place(claim) != b"72" || !is_bill(claim) || !is_medicare(claim) {
        return;
    }
    let has = |code: &[u8]| claim.all(fields.value_codes).flat_map(codes).any(|found| found.code == code);
    for (code, message) in [
        (b"A8", "the patient's weight (value code A8) is missing"),
        (b"A9", "the patient's height (value code A9) is missing"),
    ] {
        if !has(code)
            && let Some(clm) = clm(claim)
        {
            hits.add(lacking(rule, &clm, fields.value_codes, message));
            return;
        }
    }
}

fn newborn(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(cl1) = claim.first(fields.institutional_claim_code).filter(|cl1| cl1.element(1) == b"4") else {
        return;
    };
    if place(claim) == b"11" && is_bill(claim) && !has_code(claim, fields.value_codes, &[b"54"]) {
        let message = "the birth weight (value code 54) is missing";
        hits.add(lacking(rule, &cl1, fields.value_codes, message).also(&cl1, el(1)));
    }
}
