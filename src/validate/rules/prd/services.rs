//! SNIP type 6: anesthesia, chiropractic, equipment, modifiers and units of professional services.

use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
use crate::validate::rules::Run;
use crate::validate::rules::common::SERVICES;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use crate::validate::rules::Check;
use crate::validate::rules::common::{
    beside, business, clm, el, is_institutional, is_medicare, lacking, services,
};

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new("PRD-ANES", Run::claim(minutes), Reads::on(&[Field::professional_service]).and(SERVICES)),
    Check::new(
        "PRD-CHIRO",
        Run::claim(spine),
        Reads::on(&[Field::professional_service])
            .and(&[
                Field::claim_information,
                Field::initial_treatment_date,
                Field::line_initial_treatment_date,
                Field::subscriber_information,
            ])
            .and(SERVICES),
    ),
    Check::new(
        "PRD-CHIROACUTE",
        Run::claim(acute),
        Reads::on(&[Field::spinal_manipulation])
            .and(&[Field::acute_manifestation_date, Field::subscriber_information]),
    ),
    Check::new(
        "PRD-CMN",
        Run::claim(certificate),
        Reads::on(&[Field::form_identification]).and(&[
            Field::equipment_certification,
            Field::line_ordering_provider_name,
            Field::medical_necessity_certificate,
        ]),
    ),
];

/// Whether a CPT code is anesthesia.
fn is_anesthesia(code: &[u8]) -> bool {
    matches!(code, [b'0', b'0', b'1'..=b'9', _, last] | [b'0', b'1', _, _, last] if last.is_ascii_digit())
        && code[..4].iter().all(u8::is_ascii_digit)
}

/// Whether a CPT code is the manipulation of the spine by a chiropractor.
fn is_manipulation(code: &[u8]) -> bool {
    matches!(code, b"98940" | b"98941" | b"98942")
}

fn minutes(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim) {
        let code = service.hcpcs();
        let timed = is_anesthesia(code) && !matches!(code, b"01953" | b"01996");
        let message = match service.site.element(3) {
            b"UN" if timed => "anesthesia is counted in minutes (MJ)",
            b"MJ" if !timed && !code.is_empty() => "only anesthesia is counted in minutes",
            _ => continue,
        };
        violations
            .push(business(rule, &service.site, el(3), message).also(&service.site, service.code_spot()));
    }
}

fn spine(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_medicare(claim) {
        return;
    }
    let Some(line) = services(claim).find(|service| is_manipulation(service.hcpcs())) else { return };
    let Some(clm) = clm(claim) else { return };
    let began = claim
        .first(fields.initial_treatment_date)
        .or_else(|| claim.first(fields.line_initial_treatment_date));
    if began.is_none() {
        let message = "when the treatment began (DTP*454) is missing";
        let missing = lacking(rule, &clm, fields.initial_treatment_date, message);
        violations.push(missing.also(&line.site, line.code_spot()));
    }
}

fn acute(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(cr2) = claim.first(fields.spinal_manipulation) else { return };
    let is_asked = matches!(cr2.element(8), b"A" | b"M") && is_medicare(claim);
    if is_asked && claim.first(fields.acute_manifestation_date).is_none() {
        let message = "when the acute manifestation began (DTP*453) is missing";
        violations.push(lacking(rule, &cr2, fields.acute_manifestation_date, message).also(&cr2, el(8)));
    }
}

fn certificate(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if claim.first(fields.form_identification).is_none() || claim.is_disturbed(Part::Claim) {
        return;
    }
    let mut ways = beside(claim.all(fields.medical_necessity_certificate));
    let mut kinds = beside(claim.all(fields.equipment_certification));
    let mut orders = beside(claim.all(fields.line_ordering_provider_name));
    let mut seen = None;
    for form in claim.all(fields.form_identification).filter(|form| form.element(1) == b"UT") {
        let Some(line) = form.line.filter(|line| seen != Some(*line)) else { continue };
        seen = Some(line);
        let parts = [
            (
                ways.of(line),
                fields.medical_necessity_certificate,
                "how the certificate comes (PWK*CT) is missing",
            ),
            (
                kinds.of(line),
                fields.equipment_certification,
                "the kind of the certification (CR3) is missing",
            ),
            (
                orders.of(line),
                fields.line_ordering_provider_name,
                "who ordered the equipment (2420E) is missing",
            ),
        ];
        if let Some((_, row, message)) = parts.into_iter().find(|(site, ..)| site.is_none()) {
            violations.push(lacking(rule, &form, row, message));
        }
    }
}
