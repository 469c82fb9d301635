//! SNIP type 6: what a line of business asks: transport, equipment, chiropractic, anesthesia, laboratory, drugs.

use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::translate::Part;
use crate::validate::hit::Hits;
use crate::validate::scope::Claim;

use super::Check;
use super::common::{
    Service, beside, business, clm, dated, el, empty, is_institutional, is_medicare, lacking, part, place,
    services, superfluous,
};
use super::example::professional;

pub(super) const CHECKS: &[Check] = &[
    TRANSPORT,
    PICK_UP,
    RIDE_MODIFIER,
    RIDE_PLACE,
    MINUTES,
    SPINE,
    ACUTE,
    CERTIFICATE,
    CLIA,
    CLIA_FORM,
    MAMMOGRAPHY,
    UNLISTED,
    MEDICAID_DRUG,
    DRUG_QUANTITY,
    DISCARDED,
    NO_UNITS,
    HOSPITAL_MODIFIER,
    SPLIT_PLACE,
];

/// Whether a HCPCS code is a ride or its mileage: A0021 to A0436 without supplies and waiting.
fn is_ride(code: &[u8]) -> bool {
    matches!(code, [b'A', b'0', b'4', b'2', b'5'..=b'9'] | [b'A', b'0', b'4', b'3', b'0'..=b'6'])
}

/// The first ride among the lines of a professional claim.
fn ride<'c>(claim: &Claim<'c>) -> Option<Service<'c>> {
    if is_institutional(claim) {
        return None;
    }
    services(claim).find(|service| is_ride(service.hcpcs()))
}

const TRANSPORT: Check = Check {
    at: Part::Claim,
    run: transport,
    rule: Rule {
        code: "PRD-AMB",
        name: "Ambulance ride without its description",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A professional claim with an ambulance ride (A0425 to A0436) describes it (CR1 with \
                 the claim or the line).",
        why: "Payers judge the need for the ride and its length by it.",
        help: "Add reason and miles of the ride.",
        source: "837P 2300 and 2400 CR1",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nHI*ABK:R51\nNM1*PW*2\nN3*63 SALTMARSH ROAD\n\
                   N4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\nN4*BOSTON*MA*021140000\nLX*1\n\
                   SV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

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

const PICK_UP: Check = Check {
    at: Part::Claim,
    run: pick_up,
    rule: Rule {
        code: "PRD-AMBPLACE",
        name: "Ambulance ride from or to nowhere",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A professional claim with an ambulance ride says where the patient was picked up and \
                 where dropped off (2310E and 2310F, or 2420G and 2420H with the line).",
        why: "The rate goes by the ZIP code of the pick-up; coverage by the destination.",
        help: "Add both places with their addresses.",
        source: "837P 2310E, 2310F, 2420G, 2420H",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

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

const RIDE_MODIFIER: Check = Check {
    at: Part::Claim,
    run: ride_modifier,
    rule: Rule {
        code: "PRD-AMBMOD",
        name: "Ambulance ride without origin and destination",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "Each ambulance ride has a modifier of two letters, origin and destination (D, E, G, \
                 H, I, J, N, P, R, S, X).",
        why: "Medicare covers rides only between certain places and denies the line without it.",
        help: "Add the modifier, such as RH from home to hospital.",
        source: "Medicare Claims Processing Manual chapter 15, origin and destination modifiers",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***41:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

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

const RIDE_PLACE: Check = Check {
    at: Part::Claim,
    run: ride_place,
    rule: Rule {
        code: "PRD-AMBPOS",
        name: "Ambulance ride in another place of service",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A professional ambulance ride has place of service 41 (land) or 42 (air, water).",
        why: "Payers price a ride only there.",
        help: "Correct the place of service.",
        source: "CMS place of service codes 41 and 42; Medicare Claims Processing Manual chapter 15",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***42:B:1*Y*A*Y*Y\nCR1****A*DH*12\nHI*ABK:R51\nNM1*PW*2\n\
                   N3*63 SALTMARSH ROAD\nN4*BOSTON*MA*021140000\nNM1*45*2\nN3*1 HERON WAY\n\
                   N4*BOSTON*MA*021140000\nLX*1\nSV1*HC:A0429:RH*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

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

/// Whether a CPT code is anesthesia.
fn is_anesthesia(code: &[u8]) -> bool {
    matches!(code, [b'0', b'0', b'1'..=b'9', _, last] | [b'0', b'1', _, _, last] if last.is_ascii_digit())
        && code[..4].iter().all(u8::is_ascii_digit)
}

const MINUTES: Check = Check {
    at: Part::Claim,
    run: minutes,
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

fn minutes(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
        hits.add(business(rule, &service.site, el(3), message).also(&service.site, service.code_spot()));
    }
}

/// Whether a CPT code is the manipulation of the spine by a chiropractor.
fn is_manipulation(code: &[u8]) -> bool {
    matches!(code, b"98940" | b"98941" | b"98942")
}

const SPINE: Check = Check {
    at: Part::Claim,
    run: spine,
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
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nDTP*454*D8*20260201\nCR2********A\nHI*ABK:R51\n\
                   LX*1\nSV1*HC:98941:AT*200*UN*1***1\nDTP*472*D8*20260302",
        ]),
    },
};

fn spine(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
    hits.add(lacking(rule, &clm, row, message).also(&line.site, line.code_spot()));
}

const ACUTE: Check = Check {
    at: Part::Claim,
    run: acute,
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

fn acute(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(cr2) = claim.first(fields.spinal_manipulation) else { return };
    let is_asked = cr2.element(8) == b"M" && is_medicare(claim);
    if is_asked && claim.first(fields.acute_manifestation_date).is_none() {
        let message = "when the acute manifestation began (DTP*453) is missing";
        hits.add(lacking(rule, &cr2, fields.acute_manifestation_date, message).also(&cr2, el(8)));
    }
}

const CERTIFICATE: Check = Check {
    at: Part::Claim,
    run: certificate,
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

fn certificate(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
            hits.add(lacking(rule, &form, row, message));
        }
    }
}

const CLIA: Check = Check {
    at: Part::Claim,
    run: clia,
    rule: Rule {
        code: "PRD-CLIA",
        name: "Laboratory test without the CLIA number",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A professional claim with a waived laboratory test (modifier QW), or with tests \
                 (80047 to 89398) of an independent laboratory (place of service 81), has the \
                 laboratory's CLIA number (REF*X4).",
        why: "No laboratory is paid without a certificate.",
        help: "Add the number, ten characters with D in the third place.",
        source: "42 CFR part 493; 837P 2300 and 2400 REF*X4; Medicare Claims Processing Manual \
                 chapter 16",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:87880:QW*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nREF*X4*22D0000001\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:87880:QW*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn clia(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let independent = place(claim) == b"81";
    let is_test = |code: &[u8]| code.len() == 5 && code[0] == b'8' && code.iter().all(u8::is_ascii_digit);
    let asked = |service: &Service<'_>| {
        is_test(service.hcpcs())
            && !service.has_modifier(b"26")
            && (independent || service.has_modifier(b"QW"))
    };
    let Some(line) = services(claim).find(asked) else { return };
    if claim.first(fields.clia_number).or_else(|| claim.first(fields.line_clia_number)).is_none()
        && let Some(clm) = clm(claim)
    {
        hits.add(
            lacking(rule, &clm, fields.clia_number, "the CLIA number (REF*X4) is missing")
                .also(&line.site, line.code_spot()),
        );
    }
}

const CLIA_FORM: Check = Check {
    at: Part::Claim,
    run: clia_form,
    rule: Rule {
        code: "CS-CLIA",
        name: "No CLIA number",
        severity: Severity::Error,
        snip: Some(5),
        checks: "A CLIA number (REF*X4, REF*F4) has ten characters: two digits, D, seven digits.",
        why: "The payer looks it up in CMS's register of laboratories and does not find it.",
        help: "Take the number over from the certificate.",
        source: "CMS, form of CLIA numbers; 837P REF*X4, REF*F4",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nREF*X4*22X0000001\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nREF*X4*22D0000001\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn clia_form(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    for row in [fields.clia_number, fields.line_clia_number, fields.referring_clia_number] {
        for site in claim.all(row) {
            let number = site.element(2);
            let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
            if !(number.len() == 10 && digits(&number[..2]) && number[2] == b'D' && digits(&number[3..])) {
                hits.add(super::common::code(
                    rule,
                    &site,
                    el(2),
                    "a CLIA number is two digits, D and seven digits",
                ));
            }
        }
    }
}

const MAMMOGRAPHY: Check = Check {
    at: Part::Claim,
    run: mammography,
    rule: Rule {
        code: "PRD-MAMMO",
        name: "Mammography without the certification",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A professional claim for a mammography (77065 to 77067), the reading alone apart \
                 (modifier 26), has the number of the certified center (REF*EW).",
        why: "Medicare pays mammographies of certified centers alone.",
        help: "Add the number of the FDA's certificate.",
        source: "42 CFR 410.34; 837P 2300 and 2400 REF*EW",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:77067*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:77067:26*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn mammography(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_medicare(claim) {
        return;
    }
    let asked =
        |s: &Service<'_>| matches!(s.hcpcs(), b"77065" | b"77066" | b"77067") && !s.has_modifier(b"26");
    let Some(line) = services(claim).find(asked) else { return };
    let row = fields.mammography_certification_number;
    if claim.first(row).or_else(|| claim.first(fields.line_mammography_certification_number)).is_none()
        && let Some(clm) = clm(claim)
    {
        let message = "the number of the certified center (REF*EW) is missing";
        hits.add(lacking(rule, &clm, row, message).also(&line.site, line.code_spot()));
    }
}

/// HCPCS level II codes that name nothing in particular: drugs, supplies, equipment, devices that have no code.
fn names_nothing(code: &[u8]) -> bool {
    matches!(
        code,
        b"A4649"
            | b"A9999"
            | b"B9998"
            | b"B9999"
            | b"C9399"
            | b"E1399"
            | b"J3490"
            | b"J3590"
            | b"J7599"
            | b"J7699"
            | b"J7799"
            | b"J7999"
            | b"J8498"
            | b"J8499"
            | b"J8999"
            | b"J9999"
            | b"K0108"
            | b"L0999"
            | b"L1499"
            | b"L2999"
            | b"L3999"
            | b"L8499"
            | b"L8699"
            | b"Q4100"
            | b"V2199"
            | b"V2799"
            | b"V5299"
    )
}

const UNLISTED: Check = Check {
    at: Part::Claim,
    run: unlisted,
    rule: Rule {
        code: "PRD-UNLISTED",
        name: "Code that names nothing, without a description",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A line with a HCPCS code for what has no code of its own (J3490, E1399 and the like) \
                 says what it was: by a description (SV101-7, SV202-7) or by the drug (2410).",
        why: "The payer cannot price what it does not know and asks for the record.",
        help: "Write what it was in the seventh component, a drug also with its NDC.",
        source: "837P SV101-7, 837I SV202-7; CMS HCPCS level II",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:E1399*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:E1399:::::RAMP*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn unlisted(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let mut drugs = beside(claim.all(claim.fields().drug_identification));
    for service in services(claim).filter(|service| names_nothing(service.hcpcs())) {
        let described = !service.site.component(usize::from(service.element), 7).is_empty();
        if !described && drugs.of(service.line()).is_none() {
            let message = "what was given is not described";
            hits.add(empty(rule, &service.site, part(service.element, 7), message));
        }
    }
}

const MEDICAID_DRUG: Check = Check {
    at: Part::Claim,
    run: medicaid_drug,
    rule: Rule {
        code: "PRD-NDC",
        name: "Drug for Medicaid without its NDC",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A claim to Medicaid (SBR09 MC) names the drug of each line with a drug code (J0100 \
                 to J9999) by its NDC (2410).",
        why: "Medicaid asks rebates of the maker by that number and denies the line without it.",
        help: "Add LIN with the NDC and CTP with quantity and unit, from the package.",
        source: "Deficit Reduction Act of 2005 section 6002; 837P and 837I 2410",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******MC\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******MC\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLIN**N4*99999030301\nCTP****1*ML"]),
    },
};

fn medicaid_drug(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if claim.first(fields.subscriber_information).is_none_or(|sbr| sbr.element(9) != b"MC") {
        return;
    }
    if claim.is_disturbed(Part::Claim) {
        return;
    }
    let mut drugs = beside(claim.all(fields.drug_identification));
    for service in services(claim).filter(|service| service.hcpcs().first() == Some(&b'J')) {
        if drugs.of(service.line()).is_none() {
            hits.add(lacking(
                rule,
                &service.site,
                fields.drug_identification,
                "the NDC of the drug is missing",
            ));
        }
    }
}

const DRUG_QUANTITY: Check = Check {
    at: Part::Claim,
    run: drug_quantity,
    rule: Rule {
        code: "PRD-NDCQTY",
        name: "No quantity of the drug",
        severity: Severity::Error,
        snip: Some(6),
        checks: "The quantity of a drug (CTP04) is more than zero.",
        why: "The rebate is asked for by the quantity.",
        help: "Write the quantity in the unit of CTP05.",
        source: "837P and 837I 2410 CTP04",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLIN**N4*99999030301\nCTP****0*ML"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLIN**N4*99999030301\nCTP****1*ML"]),
    },
};

fn drug_quantity(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    for ctp in claim.all(claim.fields().drug_quantity) {
        if super::common::amount(ctp.element(4)).is_some_and(|quantity| quantity <= Decimal::ZERO) {
            hits.add(business(rule, &ctp, el(4), "the quantity of the drug is not more than zero"));
        }
    }
}

const DISCARDED: Check = Check {
    at: Part::Claim,
    run: discarded,
    rule: Rule {
        code: "SV-JWJZ",
        name: "Discarded drug contradicts itself",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "For Medicare, no line says both that drug was discarded and that none was (modifiers \
                 JW and JZ); a line with JW stands beside a line of the same code and day without it, \
                 which bills what was given.",
        why: "Medicare takes refunds for discarded drugs and denies lines that do not show what \
                 was given.",
        help: "Bill what was given on one line, what was discarded on another with JW; where \
                 nothing was left, JZ on the one line.",
        source: "Infrastructure Investment and Jobs Act section 90004; CMS, JW and JZ modifier policy",
        in_force: InForce { from: Some("2023-07-01"), until: None },
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885:JW:JZ*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885:JZ*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn discarded(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let discards = |service: &Service<'_>| service.has_modifier(b"JW");
    if !services(claim).any(|service| discards(&service)) || !is_medicare(claim) {
        return;
    }
    // More lines than a claim may have are a finding of their own.
    for (service, at) in dated(claim).take(999).filter(|(service, _)| discards(service)) {
        if at.is_none_or(|(_, (from, _))| {
            chrono::NaiveDate::from_ymd_opt(2023, 7, 1).is_none_or(|first| from < first)
        }) {
            continue;
        }
        let given = || {
            let same = |other: &Service<'_>| other.hcpcs() == service.hcpcs() && !discards(other);
            services(claim).take(999).any(|other| same(&other))
        };
        let message = if service.has_modifier(b"JZ") {
            "JW says that drug was discarded, JZ that none was"
        } else if !given() {
            "no line bills what was given of the drug"
        } else {
            continue;
        };
        hits.add(business(rule, &service.site, service.code_spot(), message));
        return;
    }
}

const NO_UNITS: Check = Check {
    at: Part::Claim,
    run: no_units,
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

fn no_units(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    for service in services(claim) {
        if service.units().is_some_and(|units| units <= Decimal::ZERO) {
            hits.add(business(rule, &service.site, service.units_spot(), "the line has no units"));
        }
    }
}

const HOSPITAL_MODIFIER: Check = Check {
    at: Part::Claim,
    run: hospital_modifier,
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

fn hospital_modifier(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim) {
        let at = service.modifiers().position(|modifier| matches!(modifier, b"PO" | b"PN"));
        if let Some(at) = at {
            let message = "the modifier belongs on the hospital's claim";
            hits.add(superfluous(rule, &service.site, part(service.element, at as u8 + 3), message));
        }
    }
}

const SPLIT_PLACE: Check = Check {
    at: Part::Claim,
    run: split_place,
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

fn split_place(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if is_institutional(claim) {
        return;
    }
    for service in services(claim).filter(|service| service.has_modifier(b"FS")) {
        let own = service.site.element(5);
        let at = if own.is_empty() { place(claim) } else { own };
        if matches!(at, b"11" | b"12" | b"32") {
            hits.add(business(
                rule,
                &service.site,
                service.code_spot(),
                "a shared visit takes place in a facility",
            ));
        }
    }
}
