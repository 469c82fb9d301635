//! SNIP type 4, what the claim itself has to say: accident, stay, visit, providers, places.

use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};
use crate::translate::Part;
use crate::validate::hit::{Hits, Site};
use crate::validate::scope::Claim;

use super::Check;
use super::common::{
    business, clm, codes, dated, el, empty, frequency, has_code, is_bill, is_institutional, is_stay, lacking,
    part, place, served, services, superfluous,
};
use super::example::{facility, professional};

pub(super) const CHECKS: &[Check] = &[
    ACCIDENT,
    ACCIDENT_STATE,
    ACCIDENT_CAUSE,
    STATE,
    ADMISSION,
    ORIGIN,
    ADMITTING,
    DISCHARGE_HOUR,
    REASON,
    ATTENDING,
    LINE_DATE,
    EPSDT,
    EPSDT_CODE,
    ATTACHMENT,
    POINTER,
    SAME_PLACE,
    NUMBERED,
    CONTROL,
    PURCHASED,
    FREQUENCY,
];

/// Related causes (CLM11-1 and CLM11-2).
fn causes<'c>(clm: &Site<'c>) -> [&'c [u8]; 2] {
    [clm.component(11, 1), clm.component(11, 2)]
}

const ACCIDENT: Check = Check {
    at: Part::Claim,
    run: accident,
    rule: Rule {
        code: "SIT-ACCIDENT",
        name: "Accident without its date",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A professional claim that is about an automobile or other accident (CLM11 AA, OA) \
                 has the date of the accident (DTP*439).",
        why: "Payers hold the claim until they know when it happened and who else has to pay.",
        help: "Add the date of the accident, or take the cause out.",
        source: "837P 2300 CLM11, DTP*439",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y**OA\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y**OA\nDTP*439*D8*20260301\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn accident(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(clm) = clm(claim).filter(|clm| !clm.element(11).is_empty()) else { return };
    let is_one = causes(&clm).iter().any(|cause| matches!(*cause, b"AA" | b"OA"));
    if is_one && claim.first(fields.accident_date).is_none() && !claim.is_disturbed(Part::Claim) {
        hits.add(lacking(
            rule,
            &clm,
            fields.accident_date,
            "the claim is about an accident, its date is missing",
        ));
    }
}

const ACCIDENT_STATE: Check = Check {
    at: Part::Claim,
    run: accident_state,
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

fn accident_state(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(clm) = clm(claim).filter(|clm| !clm.element(11).is_empty()) else { return };
    let says_where = !clm.component(11, 4).is_empty() || !clm.component(11, 5).is_empty();
    if causes(&clm).contains(&&b"AA"[..]) && !says_where {
        hits.add(empty(rule, &clm, part(11, 4), "the state of the automobile accident is missing"));
    }
}

const ACCIDENT_CAUSE: Check = Check {
    at: Part::Claim,
    run: accident_cause,
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

fn accident_cause(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(date) = claim.first(claim.fields().accident_date) else { return };
    if let Some(clm) = clm(claim).filter(|clm| clm.element(11).is_empty()) {
        hits.add(
            superfluous(rule, &date, None, "the claim names no accident as its cause").also(&clm, el(11)),
        );
    }
}

const STATE: Check = Check {
    at: Part::Claim,
    run: auto_state,
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

fn auto_state(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(state) = claim.first(fields.auto_accident_state) else { return };
    if !has_code(claim, fields.occurrence_codes, &[b"01", b"02", b"03", b"04", b"05", b"06"]) {
        hits.add(superfluous(rule, &state, el(2), "no occurrence code says that there was an accident"));
    }
}

const ADMISSION: Check = Check {
    at: Part::Claim,
    run: admission,
    rule: Rule {
        code: "SIT-ADMIT",
        name: "Stay without the day of admission",
        severity: Severity::Error,
        snip: Some(4),
        checks: "An institutional claim for a stay (type of bill 11, 18, 21, 41), and a professional \
                 claim for services to a hospital inpatient (place of service 21), has the day of \
                 admission (DTP*435).",
        why: "The payer ties the services to the stay by this day.",
        help: "Add the day of admission from the hospital's record, or correct the place of \
                 service.",
        source: "837P and 837I 2300 DTP*435, CLM05-1",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   CL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"],
            professional: &["CLM*P1*200***21:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"],
            professional: &["CLM*P1*200***21:B:1*Y*A*Y*Y\nDTP*435*D8*20260301\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"],
            ..Example::NONE
        },
    },
};

fn admission(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let inpatient =
        if is_institutional(claim) { is_stay(claim) && is_bill(claim) } else { place(claim) == b"21" };
    let Some(clm) = clm(claim).filter(|_| inpatient && !claim.is_disturbed(Part::Claim)) else { return };
    let row = claim.fields().admission_date;
    if claim.first(row).is_none() {
        hits.add(lacking(rule, &clm, row, "the claim is for an inpatient, the day of admission is missing"));
    }
}

const ORIGIN: Check = Check {
    at: Part::Claim,
    run: origin,
    rule: Rule {
        code: "SIT-ORIGIN",
        name: "Stay without a point of origin",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A claim for a stay (type of bill 11, 18, 21, 41) says where the patient came from \
                 (CL102).",
        why: "Transfers are paid otherwise than admissions from home.",
        help: "Add the point of origin.",
        source: "837I 2300 CL102",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3**01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
        silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
    },
};

fn origin(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(cl1) = claim.first(claim.fields().institutional_claim_code) else { return };
    if is_stay(claim) && is_bill(claim) && cl1.element(2).is_empty() {
        hits.add(empty(rule, &cl1, el(2), "where the patient was admitted from is missing"));
    }
}

const ADMITTING: Check = Check {
    at: Part::Claim,
    run: admitting,
    rule: Rule {
        code: "SIT-ADMITDX",
        name: "Stay without an admitting diagnosis",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A claim for a stay (type of bill 11, 18, 21, 41) has the diagnosis at admission \
                 (HI*ABJ or HI*BJ).",
        why: "It says why the patient was admitted; the principal diagnosis says what it was.",
        help: "Add the admitting diagnosis.",
        source: "837I 2300 HI*ABJ",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
        silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
    },
};

fn admitting(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if !is_stay(claim) || !is_bill(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let row = claim.fields().admitting_diagnosis_codes;
    if let Some(clm) = clm(claim).filter(|_| claim.first(row).is_none()) {
        hits.add(lacking(rule, &clm, row, "the claim is for a stay, the admitting diagnosis is missing"));
    }
}

const DISCHARGE_HOUR: Check = Check {
    at: Part::Claim,
    run: discharge_hour,
    rule: Rule {
        code: "SIT-DISHOUR",
        name: "End of a stay without the hour",
        severity: Severity::Error,
        snip: Some(4),
        checks: "A final claim for a stay (frequency 1 or 4, the patient not still there) has the \
                 hour of discharge (DTP*096).",
        why: "Payers tell days of stay and transfers by it.",
        help: "Add the hour of discharge.",
        source: "837I 2300 DTP*096, CL103",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
        silent: facility(&["CLM*F1*9000***11:A:2**A*Y*Y\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*30\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"]),
    },
};

fn discharge_hour(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if !is_stay(claim) || !matches!(frequency(claim), b"1" | b"4") || claim.is_disturbed(Part::Claim) {
        return;
    }
    let still_there = claim.first(fields.institutional_claim_code).is_some_and(|cl1| cl1.element(3) == b"30");
    if let Some(clm) = clm(claim).filter(|_| !still_there && claim.first(fields.discharge_hour).is_none()) {
        hits.add(lacking(
            rule,
            &clm,
            fields.discharge_hour,
            "the stay has ended, the hour of discharge is missing",
        ));
    }
}

const REASON: Check = Check {
    at: Part::Claim,
    run: reason,
    rule: Rule {
        code: "SIT-REASON",
        name: "Unplanned visit without its reason",
        severity: Severity::Error,
        snip: Some(4),
        checks: "An outpatient claim (type of bill 13, 85) for an emergency, urgent or trauma visit \
                 (CL101 1, 2, 5) with an emergency room, urgent care or observation line (revenue \
                 code 045x, 0516, 0526, 0762) has the patient's reason for the visit (HI*APR).",
        why: "Payers judge by it whether the visit was an emergency to the patient.",
        help: "Add the reason the patient gave, as a diagnosis code.",
        source: "837I 2300 HI*APR; Medicare Claims Processing Manual chapter 25, patient's reason for \
                 visit",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*1*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*1*1*01\n\
                   HI*ABK:R51\nHI*APR:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
    },
};

fn reason(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    if !is_institutional(claim) || !matches!(place(claim), b"13" | b"85") || claim.is_disturbed(Part::Claim) {
        return;
    }
    let unplanned = claim
        .first(fields.institutional_claim_code)
        .is_some_and(|cl1| matches!(cl1.element(1), b"1" | b"2" | b"5"));
    if !unplanned || claim.first(fields.reason_for_visit_codes).is_some() {
        return;
    }
    let urgent =
        |revenue: &[u8]| revenue.starts_with(b"045") || matches!(revenue, b"0516" | b"0526" | b"0762");
    let line = services(claim).find(|service| urgent(service.site.element(1)));
    if let (Some(clm), Some(line)) = (clm(claim), line) {
        let message = "the visit was not planned, the patient's reason for it is missing";
        hits.add(lacking(rule, &clm, fields.reason_for_visit_codes, message).also(&line.site, el(1)));
    }
}

const ATTENDING: Check = Check {
    at: Part::Claim,
    run: attending,
    rule: Rule {
        code: "SIT-ATTEND",
        name: "Nobody attends the patient",
        severity: Severity::Error,
        snip: Some(4),
        checks: "An institutional claim names the attending provider (2310A), unless it is for \
                 transport alone (revenue code 054x).",
        why: "Somebody is responsible for the patient's care; payers check that person's \
                 enrollment.",
        help: "Add the attending provider.",
        source: "837I 2310A",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nLX*1\nSV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
        silent: facility(&[
            "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302",
            "SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nLX*1\nSV2*0540*HC:A0429:RH*900*UN*1\nDTP*472*D8*20260302",
        ]),
    },
};

fn attending(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if !is_institutional(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let row = claim.fields().attending_provider_name;
    if claim.first(row).is_some()
        || services(claim).all(|service| service.site.element(1).starts_with(b"054"))
    {
        return;
    }
    if let Some(clm) = clm(claim) {
        hits.add(lacking(rule, &clm, row, "the attending provider is missing"));
    }
}

const LINE_DATE: Check = Check {
    at: Part::Claim,
    run: line_date,
    rule: Rule {
        code: "SIT-LINEDATE",
        name: "Outpatient service without a date",
        severity: Severity::Error,
        snip: Some(4),
        checks: "On an outpatient institutional claim that covers more than one day, each line with a \
                 procedure code, drugs apart, has its date (DTP*472).",
        why: "Payers pay outpatient services by the day and cannot tell which day this one belongs \
                 to.",
        help: "Add the date of the service.",
        source: "837I 2400 DTP*472",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1"]),
    },
};

fn line_date(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let outpatient = matches!(
        place(claim),
        b"13" | b"14" | b"71" | b"72" | b"73" | b"74" | b"75" | b"76" | b"77" | b"83" | b"85"
    );
    if !is_institutional(claim) || !outpatient || claim.is_disturbed(Part::Claim) {
        return;
    }
    if served(claim).is_none_or(|(from, to)| from == to) {
        return;
    }
    let mut drugs = super::common::beside(claim.all(fields.drug_identification));
    for (service, day) in dated(claim) {
        let own = day.is_some_and(|(site, _)| site.line == service.site.line);
        if own || service.hcpcs().is_empty() || drugs.of(service.line()).is_some() {
            continue;
        }
        hits.add(lacking(rule, &service.site, fields.service_date, "the date of the service is missing"));
    }
}

const EPSDT: Check = Check {
    at: Part::Claim,
    run: epsdt,
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

fn epsdt(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let row = claim.fields().epsdt_referral;
    if is_institutional(claim) || claim.first(row).is_some() || claim.is_disturbed(Part::Claim) {
        return;
    }
    let line = services(claim).find(|service| service.site.element(11) == b"Y");
    if let (Some(line), Some(clm)) = (line, clm(claim)) {
        hits.add(
            lacking(rule, &clm, row, "a line is a screening service, CRC*ZZ is missing")
                .also(&line.site, el(11)),
        );
    }
}

const EPSDT_CODE: Check = Check {
    at: Part::Claim,
    run: epsdt_code,
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

fn epsdt_code(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
    hits.add(business(rule, &crc, el(3), message).also(&crc, el(2)));
}

const ATTACHMENT: Check = Check {
    at: Part::Claim,
    run: attachment,
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

fn attachment(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    for pwk in claim.all(fields.attachment).chain(claim.all(fields.line_attachment)) {
        let sent = matches!(pwk.element(2), b"BM" | b"EL" | b"EM" | b"FT" | b"FX");
        if sent && pwk.element(6).is_empty() && pwk.element(5).is_empty() {
            hits.add(empty(rule, &pwk, el(6), "the attachment comes apart and has no control number"));
        }
    }
}

const POINTER: Check = Check {
    at: Part::Claim,
    run: pointer,
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

fn pointer(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
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
                hits.add(business(rule, &service.site, part(7, n as u8 + 1), message).also(&hi, None));
            }
        }
    }
}

const SAME_PLACE: Check = Check {
    at: Part::Claim,
    run: same_place,
    rule: Rule {
        code: "SIT-SAMEPOS",
        name: "Place of the line is that of the claim",
        severity: Severity::Info,
        snip: Some(4),
        checks: "A line names its place of service (SV105) only where it differs from the claim's \
                 (CLM05-1).",
        why: "It does no harm; the guide asks for it only where it differs.",
        help: "Leave it out.",
        source: "837P 2400 SV105",
        in_force: InForce::ALWAYS,
        fires: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1*11**1\n\
                   DTP*472*D8*20260302",
        ]),
        silent: professional(&[
            "CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1*12**1\n\
                   DTP*472*D8*20260302",
        ]),
    },
};

fn same_place(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if is_institutional(claim) {
        return;
    }
    let place = place(claim);
    let same = |service: &super::common::Service<'_>| !place.is_empty() && service.site.element(5) == place;
    if let Some(service) = services(claim).find(same) {
        hits.add(superfluous(rule, &service.site, el(5), "the claim says the same place of service"));
    }
}

const NUMBERED: Check = Check {
    at: Part::Claim,
    run: numbered,
    rule: Rule {
        code: "SIT-LX",
        name: "Lines not numbered one after the other",
        severity: Severity::Error,
        snip: Some(4),
        checks: "Service lines are numbered 1, 2, 3 and so on (LX01).",
        why: "Remittances and the payer's answers name lines by number.",
        help: "Number the lines anew.",
        source: "837P and 837I 2400 LX01",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*2\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn numbered(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let mut expected = 0u32;
    for lx in claim.all(claim.fields().line_number) {
        expected += 1;
        let number = lx.element(1).iter().try_fold(0u32, |n, b| {
            n.checked_mul(10)?.checked_add(u32::from(b.checked_sub(b'0').filter(|d| *d < 10)?))
        });
        let Some(number) = number else { return };
        if number != expected {
            hits.add(business(rule, &lx, el(1), format!("this is line {expected} of the claim")));
            return;
        }
    }
}

const CONTROL: Check = Check {
    at: Part::Claim,
    run: control,
    rule: Rule {
        code: "SIT-6R",
        name: "Two lines with one control number",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "The line item control numbers of a claim (REF*6R) differ from each other.",
        why: "Remittances give this number back; a payment cannot be posted to the right line.",
        help: "Give each line its own number.",
        source: "837P and 837I 2400 REF*6R",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*250***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nREF*6R*A1\nLX*2\nSV1*HC:99214*50*UN*1***1\n\
                   DTP*472*D8*20260302\nREF*6R*A1"]),
        silent: professional(&["CLM*P1*250***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nREF*6R*A1\nLX*2\nSV1*HC:99214*50*UN*1***1\n\
                   DTP*472*D8*20260302\nREF*6R*A2"]),
    },
};

fn control(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let numbers = || claim.all(claim.fields().line_item_control_number);
    // Most claims number their lines upward; only where one is not above its neighbour a closer look is needed.
    let mut last: &[u8] = b"";
    let rises = numbers().all(|at| {
        let number = at.element(2);
        let above = (number.len(), number) > (last.len(), last);
        last = number;
        above
    });
    if rises {
        return;
    }
    let mut seen = std::collections::HashMap::new();
    for site in numbers() {
        if let Some(first) = seen.insert(site.element(2), site) {
            hits.add(
                business(rule, &site, el(2), "another line has this control number").also(&first, el(2)),
            );
            return;
        }
    }
}

const PURCHASED: Check = Check {
    at: Part::Claim,
    run: purchased,
    rule: Rule {
        code: "SIT-PS1",
        name: "Purchased service without its seller",
        severity: Severity::Warning,
        snip: Some(4),
        checks: "A line with a purchased service (PS1) names who it was bought from (2420B), with the \
                 same identifier (PS101).",
        why: "Payers limit what is paid for a bought test to its price, and check the seller.",
        help: "Add the provider of the purchased service.",
        source: "837P 2400 PS1, 2420B",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nPS1*SELLER01*80"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302\nPS1*1234567893*80\nNM1*QB*1******XX*1234567893"]),
    },
};

fn purchased(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let mut sellers = super::common::beside(claim.all(fields.purchased_service_provider_name));
    for ps1 in claim.all(fields.purchased_service) {
        if ps1.line.is_none_or(|line| sellers.of(line).is_none()) && !claim.is_disturbed(Part::Claim) {
            let row = fields.purchased_service_provider_name;
            hits.add(lacking(rule, &ps1, row, "the line does not say who the service was bought from"));
        }
    }
}

const FREQUENCY: Check = Check {
    at: Part::Claim,
    run: usual,
    rule: Rule {
        code: "CS-FREQ",
        name: "Unusual claim frequency",
        severity: Severity::Warning,
        snip: Some(5),
        checks: "The frequency of a professional claim (CLM05-3) is 1, 6, 7 or 8.",
        why: "The other codes belong to institutional bills; most payers reject them.",
        help: "Write 1 for a new claim, 7 for a replacement, 8 for a void.",
        source: "837P CLM05-3",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:4*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn usual(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(clm) = clm(claim).filter(|_| !is_institutional(claim)) else { return };
    if !matches!(clm.component(5, 3), b"" | b"1" | b"6" | b"7" | b"8") {
        hits.add(super::common::code(
            rule,
            &clm,
            part(5, 3),
            "professional claims have frequency 1, 7 or 8, rarely 6",
        ));
    }
}
