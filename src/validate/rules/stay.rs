//! SNIP type 4: what stays and visits to a hospital have to say.

use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{
    clm, el, empty, frequency, is_bill, is_institutional, is_stay, lacking, place, services,
};
use super::example::facility;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[ADMISSION, ORIGIN, ADMITTING, DISCHARGE_HOUR, REASON, ATTENDING];

const ADMISSION: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(admission),
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

fn admission(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let inpatient =
        if is_institutional(claim) { is_stay(claim) && is_bill(claim) } else { place(claim) == b"21" };
    let Some(clm) = clm(claim).filter(|_| inpatient && !claim.is_disturbed(Part::Claim)) else { return };
    let row = claim.fields().admission_date;
    if claim.first(row).is_none() {
        violations.push(lacking(
            rule,
            &clm,
            row,
            "the claim is for an inpatient, the day of admission is missing",
        ));
    }
}

const ORIGIN: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(origin),
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

fn origin(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(cl1) = claim.first(claim.fields().institutional_claim_code) else { return };
    if is_stay(claim) && is_bill(claim) && cl1.element(2).is_empty() {
        violations.push(empty(rule, &cl1, el(2), "where the patient was admitted from is missing"));
    }
}

const ADMITTING: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(admitting),
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

fn admitting(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_stay(claim) || !is_bill(claim) || claim.is_disturbed(Part::Claim) {
        return;
    }
    let row = claim.fields().admitting_diagnosis_codes;
    if let Some(clm) = clm(claim).filter(|_| claim.first(row).is_none()) {
        violations.push(lacking(
            rule,
            &clm,
            row,
            "the claim is for a stay, the admitting diagnosis is missing",
        ));
    }
}

const DISCHARGE_HOUR: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(discharge_hour),
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

fn discharge_hour(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    if !is_stay(claim) || !matches!(frequency(claim), b"1" | b"4") || claim.is_disturbed(Part::Claim) {
        return;
    }
    let still_there = claim.first(fields.institutional_claim_code).is_some_and(|cl1| cl1.element(3) == b"30");
    if let Some(clm) = clm(claim).filter(|_| !still_there && claim.first(fields.discharge_hour).is_none()) {
        violations.push(lacking(
            rule,
            &clm,
            fields.discharge_hour,
            "the stay has ended, the hour of discharge is missing",
        ));
    }
}

const REASON: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(reason),
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

fn reason(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
        violations.push(lacking(rule, &clm, fields.reason_for_visit_codes, message).also(&line.site, el(1)));
    }
}

const ATTENDING: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(attending),
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

fn attending(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
        violations.push(lacking(rule, &clm, row, "the attending provider is missing"));
    }
}
