//! Diagnoses against the patient, the place and each other (SNIP type 5), and the lines that point to them (type 4).

use chrono::Datelike;

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::validate::scope::Claim;
use crate::validate::tables::pack;
use crate::validate::violation::Violations;

use super::common::{
    Diagnosis, business, codes, day, demographics, diagnoses, el, has_code, is_bill, is_institutional,
    is_medicare, part, place, served, services,
};
use super::example::{facility, professional};
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[SEX, AGE, PRINCIPAL, TWICE, PRESENT, POINTER];

/// The letter and the number of an ICD-10-CM category: `O80` is `(b'O', 80)`. A letter in the third place counts as 0.
fn category(code: &[u8]) -> Option<(u8, u32)> {
    let [letter, tens, ones, ..] = code else { return None };
    let digit = |b: u8| u32::from(b.wrapping_sub(b'0'));
    let ones = if ones.is_ascii_digit() { digit(*ones) } else { 0 };
    tens.is_ascii_digit().then(|| (*letter, digit(*tens) * 10 + ones))
}

/// Whether a diagnosis is ICD-10-CM.
fn is_icd10(diagnosis: &Diagnosis<'_>) -> bool {
    diagnosis.kind.first() == Some(&b'A')
}

/// The sex that a diagnosis is about: chapters of pregnancy, and organs that one sex has.
fn sex_of(code: &[u8]) -> Option<u8> {
    match category(code)? {
        (b'O', _) | (b'C', 51..=58) | (b'D', 25..=28) | (b'N', 70..=77 | 80..=98) | (b'Z', 34 | 36 | 39) => {
            Some(b'F')
        }
        (b'C', 60..=63) | (b'D', 29) | (b'N', 40..=53) => Some(b'M'),
        _ if code.starts_with(b"Z3A") || code.starts_with(b"Z33") => Some(b'F'),
        _ => None,
    }
}

const SEX: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(sex),
    rule: Rule {
        code: "DX-SEX",
        name: "Diagnosis of the other sex",
        severity: Severity::Error,
        snip: Some(5),
        checks: "A diagnosis of pregnancy and childbirth, or of an organ that one sex has, fits the \
                 patient's sex (DMG03). Condition code 45 on an institutional and modifier KX on a \
                 professional claim say that the difference is meant.",
        why: "Mostly the wrong patient or the wrong code; payers deny by it.",
        help: "Check patient and code; if both are right, add condition code 45 or modifier KX.",
        source: "ICD-10-CM chapters 2, 14, 15, 21; CMS outpatient code editor, diagnosis and sex; CMS \
                 change request 6638",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*19900412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:O80\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&[
            "SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:N401\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
            "SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*19900412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:O80\nLX*1\nSV1*HC:99213:KX*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn sex(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(dmg) = demographics(claim) else { return };
    let (b"F" | b"M") = dmg.element(3) else { return };
    let other = |found: &&Diagnosis<'_>| {
        is_icd10(found) && sex_of(found.code).is_some_and(|sex| dmg.element(3) != [sex])
    };
    let Some(found) = diagnoses(claim).find(other) else { return };
    let meant = if is_institutional(claim) {
        has_code(claim, claim.fields().condition_codes, &[b"45"])
    } else {
        services(claim).any(|service| service.has_modifier(b"KX"))
    };
    if !meant {
        let message = "the diagnosis is one of the other sex";
        violations.push(business(rule, &found.site, found.spot(), message).also(&dmg, el(3)));
    }
}

const AGE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(age),
    rule: Rule {
        code: "DX-AGE",
        name: "Diagnosis of another age",
        severity: Severity::Error,
        snip: Some(5),
        checks: "A liveborn infant (Z38) is less than a year old, an examination of a newborn under \
                 29 days (Z00.11) as well; a patient in childbirth (O00 to O9A) is 9 to 64.",
        why: "Mostly the mother's claim under the child's name, or the reverse; payers deny by it.",
        help: "Check patient, birth date and code.",
        source: "ICD-10-CM; CMS Medicare code editor, age conflict",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:Z3800\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20260228*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:Z3800\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn age(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let special = |found: &&Diagnosis<'_>| {
        is_icd10(found)
            && matches!(found.code, [b'O', ..] | [b'Z', b'3', b'8', ..] | [b'Z', b'0', b'0', b'1', b'1', ..])
    };
    let Some(found) = diagnoses(claim).find(special) else { return };
    let Some(dmg) = demographics(claim) else { return };
    let (Some(born), Some((from, _))) = (day(dmg.element(2)), served(claim)) else { return };
    let mut years = from.year() - born.year();
    if (from.month(), from.day()) < (born.month(), born.day()) {
        years -= 1;
    }
    let wrong = match found.code[0] {
        b'O' => !(9..=64).contains(&years),
        _ => years > 0,
    };
    if wrong && born <= from {
        let message = format!("the diagnosis does not fit the age of {years}");
        violations.push(business(rule, &found.site, found.spot(), message).also(&dmg, el(2)));
    }
}

const PRINCIPAL: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(principal),
    rule: Rule {
        code: "DX-FIRST",
        name: "External cause as the first diagnosis",
        severity: Severity::Error,
        snip: Some(5),
        checks: "The first or principal diagnosis is no external cause (V00 to Y99).",
        why: "An external cause says how it happened; what was treated comes first.",
        help: "Put the injury or illness first.",
        source: "ICD-10-CM official guidelines, chapter 20; CMS Medicare code editor, external cause \
                 as principal diagnosis",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:W010XXA\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:S0990XA*ABF:W010XXA\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn principal(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let first = diagnoses(claim).next().filter(|first| matches!(first.kind, b"ABK"));
    let Some(first) = first else { return };
    if matches!(first.code, [b'V'..=b'Y', b'0'..=b'9', ..]) {
        violations.push(business(rule, &first.site, first.spot(), "an external cause cannot come first"));
    }
}

const TWICE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(twice),
    rule: Rule {
        code: "DX-TWICE",
        name: "Diagnosis stands twice",
        severity: Severity::Warning,
        snip: Some(5),
        checks: "No diagnosis stands twice among the first and other diagnoses of a claim.",
        why: "The second one says nothing and takes the place of another; some payers reject it.",
        help: "Take the second one out, and correct the pointers of the lines.",
        source: "ICD-10-CM official guidelines section I.B, reporting the same code once",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51*ABF:I10*ABF:I10\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51*ABF:I10*ABF:E119\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn twice(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let counted = |found: &&Diagnosis<'_>| {
        matches!(found.kind, b"ABK" | b"ABF" | b"BK" | b"BF") && !found.code.is_empty()
    };
    // A claim has at most 25 of them; what is above is a finding of its own.
    let mut before: [(u64, &[u8]); 25] = [(0, &[]); 25];
    for (n, found) in diagnoses(claim).filter(counted).take(25).enumerate() {
        let code = (pack(found.code), found.code);
        if let Some(first) = before[..n].iter().position(|earlier| *earlier == code) {
            let message = "the diagnosis stands on the claim already";
            let violation = business(rule, &found.site, found.spot(), message);
            violations.push(match diagnoses(claim).filter(counted).nth(first) {
                Some(first) => violation.also(&first.site, first.spot()),
                None => violation,
            });
            return;
        }
        before[n] = code;
    }
}

const PRESENT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(present),
    rule: Rule {
        code: "DX-POA",
        name: "Not said whether present on admission",
        severity: Severity::Warning,
        snip: Some(5),
        checks: "On a hospital stay (type of bill 11) that Medicare pays, each principal and other \
                 diagnosis says whether it was present on admission (HI01-9). Codes of factors and \
                 external causes (V to Z), of which CMS exempts most, are not looked at.",
        why: "Medicare does not pay more for conditions that arose in the hospital, and returns \
                 claims that do not say it.",
        help: "Add Y, N, U or W from the record.",
        source: "Deficit Reduction Act of 2005 section 5001(c); CMS, present on admission reporting; \
                 837I HI01-9",
        in_force: InForce::ALWAYS,
        fires: facility(&["SBR*P*18*******MA\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
        silent: facility(&["SBR*P*18*******MA\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
    },
};

fn present(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || place(claim) != b"11" || !is_bill(claim) || !is_medicare(claim) {
        return;
    }
    for found in diagnoses(claim) {
        let asked = matches!(found.kind, b"ABK" | b"ABF") && !matches!(found.code.first(), Some(b'V'..=b'Z'));
        if asked && found.site.component(usize::from(found.element), 9).is_empty() {
            let spot = super::common::part(found.element, 9);
            let message = "whether the diagnosis was present on admission is missing";
            violations.push(super::common::empty(rule, &found.site, spot, message));
            return;
        }
    }
}

const POINTER: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(pointer),
    rule: Rule {
        code: "DX-POINT",
        name: "Pointer to a diagnosis that is not there",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Each diagnosis pointer of a professional line (SV107) is the number of a diagnosis \
                 of the claim.",
        why: "The line has no reason; the payer cannot judge its necessity.",
        help: "Add the diagnosis, or point to the right one.",
        source: "837P 2400 SV107, 2300 HI",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1:2\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51*ABF:I10\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1:2\nDTP*472*D8*20260302"]),
    },
};

fn pointer(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    let Some(hi) = claim.first(claim.fields().diagnosis_codes) else { return };
    let count = codes(hi).count();
    for service in services(claim) {
        for (n, pointer) in service.site.segment.components(7).enumerate() {
            let number = match pointer {
                [digit] => usize::from(digit.wrapping_sub(b'0')),
                [b'1', digit] => 10 + usize::from(digit.wrapping_sub(b'0')),
                // Empty, or no number of the guide's, which has been said.
                _ => continue,
            };
            if (count + 1..=12).contains(&number) {
                let message = format!("the claim has {count} diagnoses");
                violations.push(business(rule, &service.site, part(7, n as u8 + 1), message).also(&hi, None));
            }
        }
    }
}
