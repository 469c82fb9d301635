//! SNIP type 6: anesthesia, chiropractic, equipment, modifiers and units of professional services.

use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{
    beside, business, clm, el, is_institutional, is_medicare, lacking, part, place, services, unwanted,
};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] =
    &[MINUTES, SPINE, ACUTE, CERTIFICATE, HOSPITAL_MODIFIER, SPLIT_PLACE, NO_UNITS];

/// Whether a CPT code is anesthesia.
fn is_anesthesia(code: &[u8]) -> bool {
    matches!(code, [b'0', b'0', b'1'..=b'9', _, last] | [b'0', b'1', _, _, last] if last.is_ascii_digit())
        && code[..4].iter().all(u8::is_ascii_digit)
}

/// Whether a CPT code is the manipulation of the spine by a chiropractor.
fn is_manipulation(code: &[u8]) -> bool {
    matches!(code, b"98940" | b"98941" | b"98942")
}

const MINUTES: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(minutes),
    rule: Rule {
        code: "PRD-ANES",
        name: "Anesthesia not in minutes, or something else in minutes",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "On a professional claim anesthesia (00100 to 01999) is counted in minutes (SV103 \
                 MJ), and nothing else is. Codes of whole services, 01953 and 01996, are counted in \
                 units.",
        why: "Anesthesia is paid by its time; a unit would be read as a minute.",
        help: "Write MJ with the minutes for anesthesia, UN with the units for other services.",
        source: "837P SV103; Medicare Claims Processing Manual chapter 12, anesthesia time",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:00840:AA*200*UN*95***1\n\
                   DTP*472*D8*20260302",
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*MJ*15***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:00840:AA*200*MJ*95***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

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

const SPINE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(spine),
    rule: Rule {
        code: "PRD-CHIRO",
        name: "Spinal manipulation without the patient's condition",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A Medicare claim for spinal manipulation (98940 to 98942) says the condition (CR2) \
                 and when treatment began (DTP*454).",
        why: "Medicare covers active treatment alone and tells it from these two.",
        help: "Add both from the treatment plan.",
        source: "837P 2300 CR2, DTP*454; Medicare Benefit Policy Manual chapter 15, chiropractor's \
                 services",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:98941:AT*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nDTP*454*D8*20260201\nDTP*453*D8*20260201\n\
                   CR2********A\nHI*ABK:R51\nLX*1\nSV1*HC:98941:AT*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

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
    let (row, message) = if claim.first(fields.spinal_manipulation).is_none() {
        (fields.spinal_manipulation, "the patient's condition (CR2) is missing")
    } else if began.is_none() {
        (fields.initial_treatment_date, "when the treatment began (DTP*454) is missing")
    } else {
        return;
    };
    violations.push(lacking(rule, &clm, row, message).also(&line.site, line.code_spot()));
}

const ACUTE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(acute),
    rule: Rule {
        code: "PRD-CHIROACUTE",
        name: "Acute manifestation without its day",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "Where the condition before a spinal manipulation is acute, or an acute manifestation \
                 of a chronic one (CR208 A, M), Medicare gets the day it began (DTP*453).",
        why: "Medicare counts visits from that day.",
        help: "Add the day, or correct the condition.",
        source: "837P 2300 DTP*453, CR208",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nDTP*454*D8*20260201\nCR2********M\nHI*ABK:R51\n\
                   LX*1\nSV1*HC:98941:AT*200*UN*1***1\nDTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nDTP*454*D8*20260201\nDTP*453*D8*20260201\n\
                   CR2********M\nHI*ABK:R51\nLX*1\nSV1*HC:98941:AT*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn acute(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(cr2) = claim.first(fields.spinal_manipulation) else { return };
    let is_asked = matches!(cr2.element(8), b"A" | b"M") && is_medicare(claim);
    if is_asked && claim.first(fields.acute_manifestation_date).is_none() {
        let message = "when the acute manifestation began (DTP*453) is missing";
        violations.push(lacking(rule, &cr2, fields.acute_manifestation_date, message).also(&cr2, el(8)));
    }
}

const CERTIFICATE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(certificate),
    rule: Rule {
        code: "PRD-CMN",
        name: "Certificate of medical necessity without its parts",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A line with a certificate of medical necessity (a form in 2440) says how it comes \
                 (PWK CT), what kind it is (CR3) and who ordered (2420E).",
        why: "Medicare's equipment contractors read the certificate together with these.",
        help: "Add what is missing, or take the form out.",
        source: "837P 2400 PWK*CT, CR3, 2420E, 2440",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:E0781*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLQ*UT*09.03\nFRM*1**A"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

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

const HOSPITAL_MODIFIER: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(hospital_modifier),
    rule: Rule {
        code: "PS-POPN-P",
        name: "Modifier of hospitals on a professional claim",
        severity: Severity::Error,
        snip: Some(6),
        checks: "No professional line has modifier PO or PN, which say that a hospital's department \
                 is off its campus.",
        why: "They belong on the hospital's own claim; the professional claim says the same by its \
                 place of service.",
        help: "Take the modifier out, and check that the place of service is 19.",
        source: "CMS, modifiers PO and PN; Medicare Claims Processing Manual chapter 4",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213:PO*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn hospital_modifier(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim) {
        let at = service.modifiers().position(|modifier| matches!(modifier, b"PO" | b"PN"));
        if let Some(at) = at {
            let message = "the modifier belongs on the hospital's claim";
            violations.push(unwanted(rule, &service.site, part(service.element, at as u8 + 3), message));
        }
    }
}

const SPLIT_PLACE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(split_place),
    rule: Rule {
        code: "SV-FSPLACE",
        name: "Shared visit outside of a facility",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A professional line with modifier FS, a visit that physician and practitioner share, \
                 is in a facility: not in an office, at home or in a nursing facility (place of \
                 service 11, 12, 32).",
        why: "Shared visits exist in facilities alone; in an office the visit is billed otherwise.",
        help: "Take the modifier out, or correct the place of service.",
        source: "42 CFR 415.140",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213:FS*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&[
            "CLM*P1*200***22:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99233:FS*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn split_place(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim).filter(|service| service.has_modifier(b"FS")) {
        let own = service.site.element(5);
        let at = if own.is_empty() { place(claim) } else { own };
        if matches!(at, b"11" | b"12" | b"32") {
            violations.push(business(
                rule,
                &service.site,
                service.code_spot(),
                "a shared visit takes place in a facility",
            ));
        }
    }
}

const NO_UNITS: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(no_units),
    rule: Rule {
        code: "SV-NOUNITS",
        name: "Line without units",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "The units of a line (SV104, SV205) are more than zero.",
        why: "Payers multiply by them and pay nothing, or reject the line.",
        help: "Write how often or how much was given; 1 where nothing is counted.",
        source: "837P SV104, 837I SV205",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*0***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn no_units(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim) {
        // Only a number that begins so can be zero or less.
        let value = service.units_spot().map_or(&b""[..], |spot| service.site.value(spot));
        let small = matches!(value.first(), Some(b'0' | b'-' | b'.'));
        if small && service.units().is_some_and(|units| units <= Decimal::ZERO) {
            violations.push(business(rule, &service.site, service.units_spot(), "the line has no units"));
        }
    }
}
