//! SNIP type 4: subscriber and patient.

use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{clm, el, empty, is_institutional, lacking, superfluous};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[SELF, PATIENT, SELF_AND_PATIENT, MEMBER, CASUALTY, ORIGINAL];

const SELF: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::subscriber(is_self),
    rule: Rule {
        code: "SIT-SELF",
        name: "Subscriber is the patient, and is not described",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Where the subscriber is the patient (SBR02 is 18), address, city and birth date of \
                 the subscriber are there.",
        why: "There is no patient's level below; without these the payer cannot tell who was \
                 treated.",
        help: "Add N3, N4 and DMG of the subscriber, or, if somebody else was treated, a patient's \
                 level.",
        source: "837P and 837I 2000B SBR02, 2010BA N3, N4, DMG",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn is_self(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information).filter(|sbr| sbr.element(2) == b"18") else {
        return;
    };
    if claim.is_disturbed(Part::Subscriber) {
        return;
    }
    let at = claim.first(fields.subscriber_name).unwrap_or(sbr);
    for (row, what) in [
        (fields.subscriber_street, "street"),
        (fields.subscriber_city, "city"),
        (fields.subscriber_demographics, "birth date and sex"),
    ] {
        if claim.first(row).is_none() {
            violations.push(lacking(
                rule,
                &at,
                row,
                format!("the subscriber is the patient; the {what} is missing"),
            ));
        }
    }
}

const PATIENT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(patient),
    rule: Rule {
        code: "SIT-PATIENT",
        name: "Nobody is the patient",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A claim directly below a subscriber says that the subscriber is the patient (SBR02 \
                 is 18); otherwise a patient's level stands between them.",
        why: "Whose claim it is cannot be told.",
        help: "Write 18 in SBR02, or add the patient's level (HL 23, PAT, NM1*QC).",
        source: "837P and 837I 2000B SBR02, 2000C",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&[
            "SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
            "SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn patient(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if claim.has(Part::Patient) || claim.is_disturbed(Part::Subscriber) {
        return;
    }
    let Some(sbr) = claim.first(claim.fields().subscriber_information) else { return };
    // Another code than 18 is no code of the guide, which has been said.
    if sbr.element(2).is_empty() {
        violations.push(empty(
            rule,
            &sbr,
            el(2),
            "the claim stands below the subscriber, who is not said to be the patient",
        ));
    }
}

const SELF_AND_PATIENT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::patient(self_and_patient),
    rule: Rule {
        code: "SIT-DEPENDENT",
        name: "Subscriber is the patient, and there is another",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Where the subscriber is the patient (SBR02 is 18) no patient's level stands below.",
        why: "The two say different things about who was treated.",
        help: "Leave SBR02 empty if the dependent was treated; drop the patient's level if the \
                 subscriber was.",
        source: "837P and 837I 2000B SBR02, 2000C",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   HL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\n\
                   DMG*D8*20200412*M\nCLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn self_and_patient(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information).filter(|sbr| sbr.element(2) == b"18") else {
        return;
    };
    if let Some(level) = claim.opener(Part::Patient) {
        let message = "a patient's level stands below a subscriber who is the patient";
        violations.push(superfluous(rule, &level, None, message).also(&sbr, el(2)));
    }
}

const MEMBER: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::subscriber(member),
    rule: Rule {
        code: "SIT-MEMBER",
        name: "Person without a member number",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A subscriber who is a person has an identifier (2010BA NM108 and NM109). An \
                 employer, in workers' compensation, need not.",
        why: "The payer finds its member by this number.",
        help: "Add the member number as it stands on the card.",
        source: "837P 2010BA NM108, NM109",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******CI\nNM1*IL*1*DOE*JANE\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\n\
                   DMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\nCLM*P1*200***11:B:1*Y*A*Y*Y\n\
                   HI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["SBR*P********WC\nNM1*IL*2*HERON FOUNDRY\nREF*Y4*WC0017\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn member(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    // In 837I the guide itself requires it.
    if is_institutional(claim) {
        return;
    }
    let Some(name) = claim.first(claim.fields().subscriber_name) else { return };
    if name.element(2) == b"1" && name.element(9).is_empty() && name.element(8).is_empty() {
        violations.push(empty(rule, &name, el(9), "the subscriber is a person and has no member number"));
    }
}

const CASUALTY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(casualty),
    rule: Rule {
        code: "SIT-PC",
        name: "Injury claim without the insurer's claim number",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "A claim to workers' compensation, automobile or liability insurance (SBR09 WC, AM, \
                 LM) has the property and casualty claim number (REF*Y4) with the subscriber or the \
                 patient.",
        why: "These insurers file by their own claim number and ask back for it.",
        help: "Ask the insurer or the employer for the number.",
        source: "837P and 837I 2010BA and 2010CA REF*Y4",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******WC\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*P*18*******WC\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nREF*Y4*WC-2026-0017\n\
                   NM1*PR*2*LANTERN*****PI*00123\nCLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn casualty(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(sbr) = claim.first(fields.subscriber_information) else { return };
    if !matches!(sbr.element(9), b"WC" | b"AM" | b"LM") {
        return;
    }
    let rows = [fields.subscriber_casualty_number, fields.patient_casualty_number];
    if rows.into_iter().all(|row| claim.first(row).is_none()) {
        violations.push(lacking(rule, &sbr, rows[0], "the insurer's claim number (REF*Y4) is missing"));
    }
}

const ORIGINAL: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(original),
    rule: Rule {
        code: "LC-F8",
        name: "Replacement or void without the payer's claim number",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A claim that replaces or voids an earlier one (CLM05-3 is 7 or 8) names it by the \
                 payer's claim number (REF*F8).",
        why: "The payer cannot find the original and denies the claim as a duplicate.",
        help: "Take the number from the remittance of the original claim.",
        source: "837P and 837I 2300 REF*F8, CLM05-3",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*900***13:A:8**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"],
            professional: &["CLM*P1*200***11:B:7*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"],
            ..Example::NONE
        },
        silent: professional(&["CLM*P1*200***11:B:7*Y*A*Y*Y\nREF*F8*PLC2603110042\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn original(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|clm| matches!(clm.component(5, 3), b"7" | b"8")) else { return };
    let row = claim.fields().payer_claim_control_number;
    if claim.first(row).is_none() && !claim.is_disturbed(Part::Claim) {
        violations.push(lacking(
            rule,
            &clm,
            row,
            "the payer's number of the earlier claim (REF*F8) is missing",
        ));
    }
}
