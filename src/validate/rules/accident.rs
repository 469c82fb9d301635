//! SNIP type 4: accidents, screenings, attachments.

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use super::common::{
    business, clm, diagnoses, el, empty, has_code, is_institutional, lacking, part, services, superfluous,
};
use super::example::{facility, professional};
use super::{Check, Run};

pub(super) const CHECKS: &[Check] =
    &[ACCIDENT, ACCIDENT_STATE, ACCIDENT_CAUSE, STATE, EPSDT, EPSDT_CODE, ATTACHMENT];

/// Related causes (CLM11-1 and CLM11-2).
fn causes<'c>(clm: &Site<'c>) -> [&'c [u8]; 2] {
    [clm.component(11, 1), clm.component(11, 2)]
}

const ACCIDENT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(accident),
    rule: Rule {
        code: "SIT-ACCIDENT",
        name: "Accident without its date",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A professional claim that is about an automobile or other accident (CLM11 AA, OA) \
                 has the date of the accident (DTP*439); so has one that is about employment (EM) and \
                 came of an accident, as an injury (S00 to T34) or an accident's external cause (V00 to \
                 Y38) among its diagnoses says. The latter is a warning.",
        why: "Payers hold the claim until they know when it happened and who else has to pay.",
        help: "Add the date of the accident, or take the cause out.",
        source: "837P 2300 CLM11, DTP*439",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y**OA\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
            "CLM*P1*200***11:B:1*Y*A*Y*Y**EM\nHI*ABK:S93401A\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y**OA\nDTP*439*D8*20260301\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            "CLM*P1*200***11:B:1*Y*A*Y*Y**EM\nHI*ABK:G5601\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn accident(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(clm) = clm(claim).filter(|clm| !clm.element(11).is_empty()) else { return };
    if claim.first(fields.accident_date).is_some() || claim.is_disturbed(Part::Claim) {
        return;
    }
    let row = fields.accident_date;
    if causes(&clm).iter().any(|cause| matches!(*cause, b"AA" | b"OA")) {
        violations.push(lacking(rule, &clm, row, "the claim is about an accident, its date is missing"));
    } else if causes(&clm).contains(&&b"EM"[..])
        && let Some(injury) = diagnoses(claim).find(|diagnosis| is_of_accident(diagnosis.code))
    {
        let message = "employment caused what the claim is about, by an accident, whose date is missing";
        let violation = lacking(rule, &clm, row, message).weighing(Severity::Warning);
        violations.push(violation.also(&injury.site, injury.spot()));
    }
}

/// Whether an ICD-10 code is an injury (S00 to T34), or the external cause of an accident (V00 to Y38).
fn is_of_accident(code: &[u8]) -> bool {
    match code {
        [b'S' | b'V' | b'W' | b'X', _, _, ..] => true,
        [b'T', tens, ones, ..] => (*tens, *ones) <= (b'3', b'4'),
        [b'Y', tens, ones, ..] => (*tens, *ones) <= (b'3', b'8'),
        _ => false,
    }
}

const ACCIDENT_STATE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(accident_state),
    rule: Rule {
        code: "SIT-ACCSTATE",
        name: "Automobile accident without its state",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A professional claim about an automobile accident (CLM11 AA) says in which state, or \
                 country, it happened (CLM11-4, CLM11-5).",
        why: "No-fault law is that of the state.",
        help: "Add the state of the accident.",
        source: "837P 2300 CLM11-4, CLM11-5",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y**AA\nDTP*439*D8*20260301\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y**AA:::MA\nDTP*439*D8*20260301\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
        ]),
    },
};

fn accident_state(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(clm) = clm(claim).filter(|clm| !clm.element(11).is_empty()) else { return };
    let says_where = !clm.component(11, 4).is_empty() || !clm.component(11, 5).is_empty();
    if causes(&clm).contains(&&b"AA"[..]) && !says_where {
        violations.push(empty(rule, &clm, part(11, 4), "the state of the automobile accident is missing"));
    }
}

const ACCIDENT_CAUSE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(accident_cause),
    rule: Rule {
        code: "SIT-ACCCAUSE",
        name: "Date of an accident without an accident",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "The date of an accident (DTP*439) stands only on a professional claim that names an \
                 accident or employment as related cause (CLM11).",
        why: "The payer asks about an accident that the claim does not mention.",
        help: "Add the related cause, or take the date out.",
        source: "837P 2300 CLM11, DTP*439",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nDTP*439*D8*20260301\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y**EM\nDTP*439*D8*20260301\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn accident_cause(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(date) = claim.first(claim.fields().accident_date) else { return };
    if let Some(clm) = clm(claim).filter(|clm| clm.element(11).is_empty()) {
        violations.push(
            superfluous(rule, &date, None, "the claim names no accident as its cause").also(&clm, el(11)),
        );
    }
}

const STATE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(auto_state),
    rule: Rule {
        code: "SIT-AUTOSTATE",
        name: "State of an accident that is not mentioned",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "An institutional claim that names the state of an automobile accident (REF*LU) has \
                 an occurrence code of an accident (01 to 06).",
        why: "The state alone says neither when nor what happened.",
        help: "Add the occurrence code with its date, or take the state out.",
        source: "837I 2300 REF*LU, HI*BH",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   REF*LU*MA\nHI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   REF*LU*MA\nHI*ABK:R51\nHI*BH:01:D8:20260301\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0450*HC:99283*900*UN*1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn auto_state(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(state) = claim.first(fields.auto_accident_state) else { return };
    if !has_code(claim, fields.occurrence_codes, &[b"01", b"02", b"03", b"04", b"05", b"06"]) {
        violations.push(superfluous(
            rule,
            &state,
            el(2),
            "no occurrence code says that there was an accident",
        ));
    }
}

const EPSDT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(epsdt),
    rule: Rule {
        code: "SIT-EPSDT",
        name: "Screening service without the referral",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A professional claim with a line of the EPSDT screening program (SV111 is Y) says \
                 what came of it (CRC*ZZ).",
        why: "Medicaid follows up on children who need treatment.",
        help: "Add CRC*ZZ with the referral, or NU if none was given.",
        source: "837P 2300 CRC*ZZ, 2400 SV111",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1****Y\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nCRC*ZZ*N*NU\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1****Y\nDTP*472*D8*20260302"]),
    },
};

fn epsdt(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let row = claim.fields().epsdt_referral;
    if is_institutional(claim) || claim.first(row).is_some() || claim.is_disturbed(Part::Claim) {
        return;
    }
    let line = services(claim).find(|service| service.site.element(11) == b"Y");
    if let (Some(line), Some(clm)) = (line, clm(claim)) {
        violations.push(
            lacking(rule, &clm, row, "a line is a screening service, CRC*ZZ is missing")
                .also(&line.site, el(11)),
        );
    }
}

const EPSDT_CODE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(epsdt_code),
    rule: Rule {
        code: "SIT-EPSDTCODE",
        name: "Screening referral contradicts itself",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Where no referral was given after a screening (CRC*ZZ, CRC02 is N) the condition is \
                 NU, and only then.",
        why: "The two elements say opposite things.",
        help: "Write NU if there was no referral, and Y in CRC02 if there was.",
        source: "837P and 837I 2300 CRC*ZZ",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nCRC*ZZ*N*ST\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1****Y\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nCRC*ZZ*Y*ST\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1****Y\nDTP*472*D8*20260302"]),
    },
};

fn epsdt_code(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(crc) = claim.first(claim.fields().epsdt_referral) else { return };
    let given = crc.element(2) == b"Y";
    if crc.element(3).is_empty() || crc.element(2).is_empty() || given != (crc.element(3) == b"NU") {
        return;
    }
    let message = if given {
        "a referral was given, and NU says there was none"
    } else {
        "no referral was given, so only NU fits"
    };
    violations.push(business(rule, &crc, el(3), message).also(&crc, el(2)));
}

const ATTACHMENT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(attachment),
    rule: Rule {
        code: "SIT-ATTACH",
        name: "Attachment without its number",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A paper, fax, e-mail or file that is sent apart (PWK02 is BM, EL, EM, FT, FX) has \
                 its control number (PWK05 AC and PWK06).",
        why: "The number on the attachment is all that ties it to the claim.",
        help: "Write the number that stands on the attachment.",
        source: "837P and 837I PWK02, PWK05, PWK06",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nPWK*OZ*BM\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nPWK*OZ*BM***AC*ATT0017\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn attachment(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    for pwk in claim.all(fields.attachment).chain(claim.all(fields.line_attachment)) {
        let sent = matches!(pwk.element(2), b"BM" | b"EL" | b"EM" | b"FT" | b"FX");
        if sent && pwk.element(6).is_empty() && pwk.element(5).is_empty() {
            violations.push(empty(rule, &pwk, el(6), "the attachment comes apart and has no control number"));
        }
    }
}
