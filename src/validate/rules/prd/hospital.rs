//! SNIP type 6: what kinds of institutional bills ask.

use crate::rules::{Field, Reads, Rule};
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, DEMOGRAPHICS, SERVICES};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    Service, business, clm, codes, day, demographics, el, has_code, is_bill, is_institutional, is_medicare,
    lacking, part, place, served, services,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new("PRD-HIPPS", Run::claim(rate_code), Reads::on(&[Field::institutional_service]).and(SERVICES)),
    Check::new(
        "PRD-AMBZIP",
        Run::claim(ride_zip),
        Reads::on(&[Field::institutional_service])
            .and(&[Field::claim_information, Field::subscriber_information, Field::value_codes])
            .and(SERVICES),
    ),
    Check::new(
        "PRD-ESRD",
        Run::claim(dialysis),
        Reads::always(&[Field::claim_information, Field::subscriber_information, Field::value_codes]),
    ),
    Check::new(
        "PRD-BIRTH",
        Run::claim(newborn),
        Reads::on(&[Field::institutional_claim_code])
            .and(&[Field::claim_information, Field::value_codes])
            .and(DATES)
            .and(DEMOGRAPHICS),
    ),
];

fn rate_code(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) {
        return;
    }
    for service in services(claim) {
        let is_rate = matches!(service.site.element(1), b"0022" | b"0023" | b"0024");
        let has_code = service.site.element(2).starts_with(b"HP") && service.site.component(2, 1) == b"HP";
        let message = match (is_rate, has_code) {
            (true, false) => "the line is a prospective payment and has no HIPPS code",
            (false, true) => "a HIPPS code belongs to revenue codes 0022, 0023 and 0024",
            _ => continue,
        };
        violations.push(business(rule, &service.site, part(2, 2), message).also(&service.site, el(1)));
    }
}

fn ride_zip(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
        violations.push(lacking(rule, &clm, fields.value_codes, message).also(&line.site, el(1)));
    }
}

fn dialysis(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
            violations.push(lacking(rule, &clm, fields.value_codes, message));
            return;
        }
    }
}

/// Most days since the birth of a patient who is a newborn.
const NEWBORN: i64 = 28;

fn newborn(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(cl1) = claim.first(fields.institutional_claim_code).filter(|cl1| cl1.element(1) == b"4") else {
        return;
    };
    // A type of admission that does not fit the age is told by another rule.
    let born = demographics(claim).and_then(|dmg| day(dmg.element(2)));
    let is_older =
        born.zip(served(claim)).is_some_and(|(born, (from, _))| (from - born).num_days() > NEWBORN);
    if !is_older && place(claim) == b"11" && is_bill(claim) && !has_code(claim, fields.value_codes, &[b"54"])
    {
        let message = "the birth weight (value code 54) is missing";
        violations.push(lacking(rule, &cl1, fields.value_codes, message).also(&cl1, el(1)));
    }
}
