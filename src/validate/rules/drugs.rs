//! SNIP type 6: laboratory tests, mammographies, drugs and what has no code.

use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{
    Service, beside, business, clm, dated, el, empty, is_institutional, is_medicare, lacking, other_payers,
    part, place, services,
};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] =
    &[CLIA, CLIA_FORM, MAMMOGRAPHY, UNLISTED, MEDICAID_DRUG, DRUG_QUANTITY, DISCARDED];

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

const CLIA: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(clia),
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

fn clia(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let independent = place(claim) == b"81";
    let is_test = |code: &[u8]| code.len() == 5 && code[0] == b'8' && code.iter().all(u8::is_ascii_digit);
    let asked = |service: &&Service<'_>| {
        is_test(service.hcpcs())
            && !service.has_modifier(b"26")
            && (independent || service.has_modifier(b"QW"))
    };
    let Some(line) = services(claim).find(asked) else { return };
    if claim.first(fields.clia_number).or_else(|| claim.first(fields.line_clia_number)).is_none()
        && let Some(clm) = clm(claim)
    {
        violations.push(
            lacking(rule, &clm, fields.clia_number, "the CLIA number (REF*X4) is missing")
                .also(&line.site, line.code_spot()),
        );
    }
}

const CLIA_FORM: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(clia_form),
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

fn clia_form(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    for row in [fields.clia_number, fields.line_clia_number, fields.referring_clia_number] {
        for site in claim.all(row) {
            let number = site.element(2);
            let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
            if !(number.len() == 10 && digits(&number[..2]) && number[2] == b'D' && digits(&number[3..])) {
                violations.push(super::common::code(
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
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(mammography),
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

fn mammography(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if is_institutional(claim) || claim.is_disturbed(Part::Claim) || !is_medicare(claim) {
        return;
    }
    let asked =
        |s: &&Service<'_>| matches!(s.hcpcs(), b"77065" | b"77066" | b"77067") && !s.has_modifier(b"26");
    let Some(line) = services(claim).find(asked) else { return };
    let row = fields.mammography_certification_number;
    if claim.first(row).or_else(|| claim.first(fields.line_mammography_certification_number)).is_none()
        && let Some(clm) = clm(claim)
    {
        let message = "the number of the certified center (REF*EW) is missing";
        violations.push(lacking(rule, &clm, row, message).also(&line.site, line.code_spot()));
    }
}

const UNLISTED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(unlisted),
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

fn unlisted(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let mut drugs = beside(claim.all(claim.fields().drug_identification));
    for service in services(claim).filter(|service| names_nothing(service.hcpcs())) {
        let described = !service.site.component(usize::from(service.element), 7).is_empty();
        if !described && drugs.of(service.line()).is_none() {
            let message = "what was given is not described";
            violations.push(empty(rule, &service.site, part(service.element, 7), message));
        }
    }
}

const MEDICAID_DRUG: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(medicaid_drug),
    rule: Rule {
        code: "PRD-NDC",
        name: "Drug for Medicaid without its NDC",
        severity: Severity::Warning,
        snip: Some(6),
        checks: "A claim that Medicaid pays, first or after others (SBR09 MC in 2000B or 2320), names \
                 the drug of each line with a drug code (J0100 to J9999, biosimilars Q5101 to Q5199) by \
                 its NDC (2410). So does an outpatient hospital bill to Medicare for a drug that is too \
                 new for a code (C9399).",
        why: "Medicaid asks rebates of the maker by that number and denies the line without it; \
              Medicare prices C9399 by it.",
        help: "Add LIN with the NDC and CTP with quantity and unit, from the package.",
        source: "Deficit Reduction Act of 2005 section 6002; Medicare Claims Processing Manual chapter 17 \
                 section 90.3; 837P and 837I 2410",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "SBR*P*18*******MC\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885*200*UN*1***1\n\
                   DTP*472*D8*20260302",
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nSBR*S*18*******MC\nOI***Y***Y\n\
                   NM1*IL*1*DOE*JANE****MI*XYZ1\nNM1*PR*2*STATE*****PI*00999\nLX*1\n\
                   SV1*HC:Q5107*200*UN*1***1\nDTP*472*D8*20260302",
        ]),
        silent: professional(&["SBR*P*18*******MC\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:J1885*200*UN*1***1\n\
                   DTP*472*D8*20260302\nLIN**N4*99999030301\nCTP****1*ML"]),
    },
};

fn medicaid_drug(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let of_medicaid = |sbr: crate::validate::violation::Site<'_>| sbr.element(9) == b"MC";
    let medicaid = claim.first(fields.subscriber_information).is_some_and(of_medicaid)
        || other_payers(claim).any(|payer| of_medicaid(payer.sbr));
    let new_drugs = is_institutional(claim) && matches!(place(claim), b"13" | b"85") && is_medicare(claim);
    if !(medicaid || new_drugs) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let asked = |service: &&Service<'_>| match service.hcpcs() {
        [b'J', ..] | [b'Q', b'5', b'1', ..] => medicaid,
        b"C9399" => true,
        _ => false,
    };
    let mut drugs = beside(claim.all(fields.drug_identification));
    for service in services(claim).filter(asked) {
        if drugs.of(service.line()).is_none() {
            violations.push(lacking(
                rule,
                &service.site,
                fields.drug_identification,
                "the NDC of the drug is missing",
            ));
        }
    }
}

const DRUG_QUANTITY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(drug_quantity),
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

fn drug_quantity(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    for ctp in claim.all(claim.fields().drug_quantity) {
        if super::common::amount(ctp.element(4)).is_some_and(|quantity| quantity <= Decimal::ZERO) {
            violations.push(business(rule, &ctp, el(4), "the quantity of the drug is not more than zero"));
        }
    }
}

const DISCARDED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(discarded),
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

fn discarded(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let discards = |service: &Service<'_>| service.has_modifier(b"JW");
    if !services(claim).any(&discards) || !is_medicare(claim) {
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
            services(claim).take(999).any(same)
        };
        let message = if service.has_modifier(b"JZ") {
            "JW says that drug was discarded, JZ that none was"
        } else if !given() {
            "no line bills what was given of the drug"
        } else {
            continue;
        };
        violations.push(business(rule, &service.site, service.code_spot(), message));
        return;
    }
}
