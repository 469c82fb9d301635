//! SNIP type 6: what kinds of institutional bills ask.

use crate::rule::Rule;
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::scope::Claim;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    Service, business, clm, codes, el, has_code, is_bill, is_institutional, is_medicare, lacking, part,
    place, services,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check { code: "PRD-HIPPS", at: Part::Claim, run: rate_code },
    Check { code: "PRD-AMBZIP", at: Part::Claim, run: ride_zip },
    Check { code: "PRD-ESRD", at: Part::Claim, run: dialysis },
    Check { code: "PRD-BIRTH", at: Part::Claim, run: newborn },
];

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
