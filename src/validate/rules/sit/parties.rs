//! SNIP type 4: providers and addresses.

use crate::guide::RowId;
use crate::rule::{Handle, Rule};
use crate::translate::Part;
use crate::validate::hit::{Hits, Site};
use crate::validate::rules::common::{business, el, empty, is_institutional, superfluous};
use crate::validate::rules::{Check, rule};
use crate::validate::scope::Claim;

/// Every rule here that is not a check on a part.
pub(in crate::validate) static RULES: &[&Handle] = &[&CITY];

pub(in crate::validate) static CITY: Handle = rule("SIT-STATE");

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check { code: "SIT-PAYTO", at: Part::Provider, run: pay_to },
    Check { code: "SIT-POBOX", at: Part::Provider, run: street },
    Check { code: "SIT-ZIP9", at: Part::Provider, run: zip },
    Check { code: "SIT-NPI", at: Part::Provider, run: provider_id },
    Check { code: "SIT-SAMERENDER", at: Part::Claim, run: same_rendering },
    Check { code: "SIT-SAMEFAC", at: Part::Claim, run: same_facility },
    Check { code: "SIT-SAMELINE", at: Part::Claim, run: same_line },
];

fn pay_to(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(street) = claim.first(fields.pay_to_street) else { return };
    let same = |here: Option<RowId>, there: Option<RowId>| {
        let (here, there) = (claim.first(here), claim.first(there));
        here.zip(there).is_some_and(|(here, there)| here.segment.bytes() == there.segment.bytes())
    };
    let city = same(fields.pay_to_city, fields.billing_provider_city);
    if city && same(fields.pay_to_street, fields.billing_provider_street) {
        hits.add(superfluous(rule, &street, None, "the address is that of the billing provider"));
    }
}

fn street(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(n3) = claim.first(claim.fields().billing_provider_street) else { return };
    for n in 1..=2 {
        if is_box(n3.element(n)) {
            hits.add(business(rule, &n3, el(n as u8), "this is a post office box; a street is asked for"));
            return;
        }
    }
}

/// Whether an address line begins with a post office or lock box, however it is written.
fn is_box(line: &[u8]) -> bool {
    let mut letters = line.iter().filter(|b| !matches!(b, b' ' | b'.')).map(u8::to_ascii_uppercase);
    let mut begins = |word: &[u8]| word.iter().all(|b| letters.next() == Some(*b));
    match line.first().map(u8::to_ascii_uppercase) {
        Some(b'P') => begins(b"POBOX") || starts(line, b"POST OFFICE BOX"),
        Some(b'L') => begins(b"LOCKBOX"),
        _ => false,
    }
}

fn starts(line: &[u8], word: &[u8]) -> bool {
    line.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

fn zip(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(n4) = claim.first(claim.fields().billing_provider_city) else { return };
    let code = n4.element(3);
    if n4.element(4).is_empty() && code.len() == 5 && code.iter().all(u8::is_ascii_digit) {
        hits.add(business(rule, &n4, el(3), "the guides ask for all nine digits"));
    }
}

fn provider_id(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(name) = claim.first(claim.fields().billing_provider_name) else { return };
    if name.element(8).is_empty() && name.element(9).is_empty() {
        hits.add(empty(rule, &name, el(9), "the billing provider has no NPI"));
    }
}

fn same_rendering(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if is_institutional(claim) {
        return;
    }
    same_as_billing(rule, claim, fields.rendering_provider_name, hits);
}

fn same_facility(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(here) = claim.first(fields.service_facility_street) else { return };
    // One organization has many places; it is the address that counts.
    let billing = claim.first(fields.billing_provider_street);
    if billing.is_some_and(|billing| billing.segment.bytes() == here.segment.bytes()) {
        same_as_billing(rule, claim, fields.service_facility_name, hits);
    }
}

fn same_as_billing(rule: &'static Rule, claim: &Claim<'_>, row: Option<RowId>, hits: &mut Hits) {
    let Some(name) = claim.first(row) else { return };
    let Some(billing) = claim.first(claim.fields().billing_provider_name) else { return };
    let npi = name.element(9);
    if !npi.is_empty() && npi == billing.element(9) {
        hits.add(superfluous(rule, &name, el(9), "this is the billing provider").also(&billing, el(9)));
    }
}

fn same_line(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let pairs = [
        (fields.rendering_provider_name, fields.line_rendering_provider_name),
        (fields.supervising_provider_name, fields.line_supervising_provider_name),
        (fields.operating_physician_name, fields.line_operating_physician_name),
        (fields.referring_provider_name, fields.line_referring_provider_name),
    ];
    for (above, below) in pairs {
        let Some(above) = claim.first(above) else { continue };
        let same =
            |site: &Site<'_>| site.element(1) == above.element(1) && site.element(9) == above.element(9);
        if let Some(line) = claim.all(below).find(same).filter(|line| !line.element(9).is_empty()) {
            hits.add(
                superfluous(rule, &line, el(9), "the claim names the same provider").also(&above, el(9)),
            );
        }
    }
}
