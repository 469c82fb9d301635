//! SNIP type 6: what kinds of institutional bills ask.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{
    Service, business, clm, codes, el, empty, has_code, is_bill, is_institutional, is_medicare, lacking,
    part, place, services,
};
use super::example::facility;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] =
    &[ROOM, RATE_CODE, PROCEDURES, NO_CODE, PROFESSIONAL_PART, RIDE_ZIP, DIALYSIS, NEWBORN];

/// Whether a revenue code is room and board: 010x to 021x.
fn is_room(revenue: &[u8]) -> bool {
    matches!(revenue, [b'0', b'1', b'0'..=b'9', _] | [b'0', b'2', b'0' | b'1', _])
}

const ROOM: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(room),
    rule: Rule {
        code: "SV-RCTOB",
        name: "Room on an outpatient bill, or a stay without one",
        severity: Severity::Error,
        snip: Some(6),
        checks: "An outpatient bill (type of bill 13, 14, 83, 85) has no room and board line (revenue \
                 code 010x to 021x); a hospital stay (11) has one.",
        why: "The type of bill and the services contradict each other; the payer returns the \
                 claim.",
        help: "Correct the type of bill, or the revenue code.",
        source: "UB-04 revenue codes 010x to 021x; Medicare Claims Processing Manual chapters 3 and 4",
        in_force: InForce::ALWAYS,
        fires: facility(&[
            "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**900*DA*1\n\
                   DTP*472*D8*20260302",
            "CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0450**9000*UN*1",
        ]),
        silent: facility(&[
            "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302",
            "CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3",
        ]),
    },
};

fn room(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_bill(claim) {
        return;
    }
    let mut rooms = services(claim).filter(|service| is_room(service.site.element(1)));
    let Some(clm) = clm(claim) else { return };
    match place(claim) {
        b"13" | b"14" | b"83" | b"85" => {
            if let Some(line) = rooms.next() {
                let message = "room and board on an outpatient bill";
                violations.push(business(rule, &line.site, el(1), message).also(&clm, part(5, 1)));
            }
        }
        // Late charges have no room.
        b"11"
            if clm.component(5, 3) != b"5" && services(claim).next().is_some() && rooms.next().is_none() =>
        {
            let message = "a hospital stay without a line for the room";
            violations.push(business(rule, &clm, part(5, 1), message));
        }
        _ => {}
    }
}

const RATE_CODE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(rate_code),
    rule: Rule {
        code: "PRD-HIPPS",
        name: "Rate line without its HIPPS code",
        severity: Severity::Error,
        snip: Some(6),
        checks: "A line of a prospective payment (revenue code 0022 skilled nursing, 0023 home \
                 health, 0024 rehabilitation) has a HIPPS code (SV202 with HP), and only such a line \
                 has one.",
        why: "The payment is worked out from the HIPPS code.",
        help: "Take the code over from the assessment.",
        source: "Medicare Claims Processing Manual chapters 3, 6 and 10; 837I SV201, SV202",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***32:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nHI*BE:61:::14460*BE:85:::25025\nHI*BH:50:D8:20260301\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0023**900*UN*1\n\
                   DTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*900***32:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nHI*BE:61:::14460*BE:85:::25025\nHI*BH:50:D8:20260301\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0023*HP:1AA11*900*UN*1\nDTP*472*D8*20260302"]),
    },
};

fn rate_code(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for service in services(claim).filter(|_| is_institutional(claim)) {
        let is_rate = matches!(service.site.element(1), b"0022" | b"0023" | b"0024");
        let has_code = service.site.component(2, 1) == b"HP";
        let message = match (is_rate, has_code) {
            (true, false) => "the line is a prospective payment and has no HIPPS code",
            (false, true) => "a HIPPS code belongs to revenue codes 0022, 0023 and 0024",
            _ => continue,
        };
        violations.push(business(rule, &service.site, part(2, 2), message).also(&service.site, el(1)));
    }
}

const PROCEDURES: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(procedures),
    rule: Rule {
        code: "SV-PCS",
        name: "Inpatient procedure on an outpatient bill",
        severity: Severity::Error,
        snip: Some(6),
        checks: "ICD procedures (HI*BBR, HI*BBQ and the like) stand on inpatient bills alone (type of \
                 bill 11, 12, 18, 21, 41, 65, 66, 84, 86, 89 and the like).",
        why: "ICD-10-PCS is the code set of inpatient hospital procedures; outpatient procedures \
                 have HCPCS codes.",
        help: "Code the procedure by HCPCS on its line, or correct the type of bill.",
        source: "45 CFR 162.1002(c)(3)",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nHI*BBR:0DTJ4ZZ:D8:20260302\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0450*HC:99283*900*UN*1\n\
                   DTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BBR:0DTJ4ZZ:D8:20260302\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0120**9000*DA*3"]),
    },
};

fn procedures(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
        violations.push(business(rule, &site, part(1, 2), message).also(&clm, part(5, 1)));
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

const NO_CODE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(no_code),
    rule: Rule {
        code: "SV-NOCODE",
        name: "Outpatient service without a code",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "On an outpatient hospital bill (type of bill 13, 14, 85) to Medicare, lines of \
                 laboratory, radiology, nuclear medicine, CT, MRI, emergency room, cardiology and \
                 coded drugs (revenue code 030x to 032x, 034x, 035x, 040x, 045x, 048x, 061x, 0636) \
                 have a procedure code.",
        why: "Outpatient services are paid by their code; without it the line is packaged or \
                 returned.",
        help: "Add the code of the service.",
        source: "CMS outpatient code editor, revenue center requires a HCPCS code",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0450**900*UN*1\n\
                   DTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
    },
};

fn no_code(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || !matches!(place(claim), b"13" | b"14" | b"85") || !is_medicare(claim) {
        return;
    }
    for service in services(claim) {
        if service.site.element(2).is_empty() && needs_code(service.site.element(1)) {
            violations.push(empty(rule, &service.site, el(2), "the line has no procedure code"));
        }
    }
}

const PROFESSIONAL_PART: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(professional_part),
    rule: Rule {
        code: "PT-UB26",
        name: "Professional part on a facility line",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "Modifier 26, the physician's part of a test, stands on an institutional claim only \
                 with professional fees (revenue code 096x to 098x).",
        why: "The facility bills the technical part; the physician bills the other one on a \
                 professional claim.",
        help: "Take the modifier out, or move the line to a professional claim.",
        source: "Medicare Claims Processing Manual chapter 13; 837I SV202",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0320*HC:71046:26*900*UN*1\nDTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0320*HC:71046*900*UN*1\nDTP*472*D8*20260302"]),
    },
};

fn professional_part(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) {
        return;
    }
    for service in services(claim).filter(|service| service.has_modifier(b"26")) {
        if !matches!(service.site.element(1), [b'0', b'9', b'6' | b'7' | b'8', _]) {
            let message = "the facility bills the technical part, modifier 26 is the physician's";
            violations.push(business(rule, &service.site, service.code_spot(), message));
        }
    }
}

const RIDE_ZIP: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(ride_zip),
    rule: Rule {
        code: "PRD-AMBZIP",
        name: "Hospital's ambulance without the ZIP code of the pick-up",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "An institutional claim to Medicare with an ambulance ride (revenue code 0540 with \
                 A0425 to A0436) has the ZIP code of the pick-up (value code A0).",
        why: "The rate goes by it.",
        help: "Add value code A0 with the five digits as an amount.",
        source: "Medicare Claims Processing Manual chapter 15, value code A0",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0540*HC:A0429:RH*900*UN*1\nDTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nHI*BE:A0:::2114\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0540*HC:A0429:RH*900*UN*1\nDTP*472*D8*20260302"]),
    },
};

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

const DIALYSIS: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(dialysis),
    rule: Rule {
        code: "PRD-ESRD",
        name: "Dialysis without weight and height",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A bill of a dialysis facility (type of bill 72) to Medicare has the patient's weight \
                 (value code A8) and height (A9).",
        why: "The payment is adjusted by them.",
        help: "Add both, in kilograms and centimeters.",
        source: "Medicare Claims Processing Manual chapter 8, value codes A8 and A9",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***72:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0821*HC:90999*900*UN*1\nDTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*900***72:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nHI*BE:A8:::71.5*BE:A9:::172\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0821*HC:90999*900*UN*1\n\
                   DTP*472*D8*20260302"]),
    },
};

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

const NEWBORN: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(newborn),
    rule: Rule {
        code: "PRD-BIRTH",
        name: "Newborn without its weight",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "The bill of a newborn's stay (kind of admission 4) has the birth weight in grams \
                 (value code 54).",
        why: "The grouper sorts newborns by weight.",
        help: "Add value code 54 from the birth record.",
        source: "UB-04 value code 54; 837I HI*BE, CL101",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*4*5*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
        silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*4*5*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BE:54:::3400\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0120**9000*DA*3"]),
    },
};

fn newborn(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(cl1) = claim.first(fields.institutional_claim_code).filter(|cl1| cl1.element(1) == b"4") else {
        return;
    };
    if place(claim) == b"11" && is_bill(claim) && !has_code(claim, fields.value_codes, &[b"54"]) {
        let message = "the birth weight (value code 54) is missing";
        violations.push(lacking(rule, &cl1, fields.value_codes, message).also(&cl1, el(1)));
    }
}
