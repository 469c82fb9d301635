//! SNIP type 6: glasses and contact lenses.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{Service, business, clm, el, is_institutional, lacking, services};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[REPLACED, CONDITION];

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

const REPLACED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(replaced),
    rule: Rule {
        code: "PRD-VISION",
        name: "Replaced lenses or frames without the condition",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A professional claim for lenses or frames that replace others (V2020 to V2599, V27 with modifier RA) \
                 says why: CRC*E1 for lenses, CRC*E2 for contact lenses, CRC*E3 for frames.",
        why: "Plans pay replacements for a change of sight, loss or damage alone.",
        help: "Add the condition: L1 sight that changed enough, L2 loss or theft, L3 damage, L4 the patient's wish, L5 a \
               medical reason.",
        source: "837P 2300 CRC*E1, CRC*E2, CRC*E3",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:H5213\nLX*1\nSV1*HC:V2020:RA*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nCRC*E3*Y*L4\nHI*ABK:H5213\nLX*1\nSV1*HC:V2020:RA*200*UN*1***1\n\
                   DTP*472*D8*20260302",
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:H5213\nLX*1\nSV1*HC:V2020*200*UN*1***1\nDTP*472*D8*20260302",
        ]),
    },
};

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

const CONDITION: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(condition),
    rule: Rule {
        code: "PRD-VISIONCRC",
        name: "Condition of lenses or frames that are not billed",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "Where a professional claim says why lenses (CRC*E1), contact lenses (CRC*E2) or frames (CRC*E3) are \
                 needed, and bills eyewear by HCPCS codes, it bills such.",
        why: "The condition is of something else than what is billed.",
        help: "Correct the qualifier, or bill what is missing.",
        source: "837P 2300 CRC*E1, CRC*E2, CRC*E3; HCPCS level II, V2020 to V2799",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nCRC*E2*Y*L1\nHI*ABK:H5213\nLX*1\n\
                   SV1*HC:V2020*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nCRC*E3*Y*L1\nHI*ABK:H5213\nLX*1\n\
                   SV1*HC:V2020:RA*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

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
