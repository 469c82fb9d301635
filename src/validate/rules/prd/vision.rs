//! SNIP type 6: glasses and contact lenses.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::SERVICES;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{Service, business, clm, el, is_institutional, lacking, services};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "PRD-VISION",
        Run::claim(replaced),
        Reads::on(&[Field::professional_service])
            .and(&[Field::claim_information, Field::vision_condition])
            .and(SERVICES),
    ),
    Check::new("PRD-VISIONCRC", Run::claim(condition), Reads::on(&[Field::vision_condition]).and(SERVICES)),
];

/// What a code of HCPCS section V is for: spectacle lenses, contact lenses, frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Eyewear {
    Lens,
    Contact,
    Frame,
}

fn eyewear(code: &[u8]) -> Option<Eyewear> {
    match code {
        b"V2020" | b"V2025" => Some(Eyewear::Frame),
        // V27 is what is done to a lens.
        [b'V', b'2', b'1'..=b'4' | b'7', _, _] => Some(Eyewear::Lens),
        [b'V', b'2', b'5', _, _] => Some(Eyewear::Contact),
        _ => None,
    }
}

/// What the qualifier of CRC speaks of.
fn spoken_of(kind: &[u8]) -> Option<Eyewear> {
    match kind {
        b"E1" => Some(Eyewear::Lens),
        b"E2" => Some(Eyewear::Contact),
        b"E3" => Some(Eyewear::Frame),
        _ => None,
    }
}

fn worn(service: &Service<'_>) -> Option<Eyewear> {
    eyewear(service.hcpcs())
}

fn replaced(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let replaces = |service: &&Service<'_>| service.has_modifier(b"RA") && worn(service).is_some();
    let row = claim.fields().vision_condition;
    for service in services(claim).filter(replaces) {
        let says = |crc: crate::validate::violation::Site<'_>| spoken_of(crc.element(1)) == worn(service);
        if let Some(clm) = clm(claim).filter(|_| !claim.all(row).any(says)) {
            let message = "lenses or frames are replaced, and the claim does not say why (CRC)";
            violations.push(lacking(rule, &clm, row, message).also(&service.site, service.code_spot()));
            return;
        }
    }
}

fn condition(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let row = claim.fields().vision_condition;
    if claim.first(row).is_none() || services(claim).all(|service| worn(service).is_none()) {
        return;
    }
    for crc in claim.all(row) {
        let Some(kind) = spoken_of(crc.element(1)) else { continue };
        if !services(claim).any(|service| worn(service) == Some(kind)) {
            violations.push(business(rule, &crc, el(1), "no line bills what the condition is about"));
        }
    }
}
