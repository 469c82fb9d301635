//! SNIP type 5: days that cannot be, or not together.

use chrono::{Datelike, NaiveDate};

use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};
use crate::translate::Part;
use crate::validate::hit::{Hits, Site};
use crate::validate::scope::Claim;

use super::Check;
use super::common::{
    business, clm, codes as codes_of, created, dated, day, days, demographics, el, is_institutional,
    is_medicare, is_stay, part, period, served,
};
use super::example::{facility, professional};

pub(super) const CHECKS: &[Check] =
    &[FUTURE, BIRTH, OUTSIDE, STAY, BEFORE, DEATH, PROCEDURE, TIMELY, VERSION, OLD_VISIT];

const FUTURE: Check = Check {
    at: Part::Claim,
    run: future,
    rule: Rule {
        code: "DT-FUTURE",
        name: "Service after the file was made",
        severity: Severity::Error,
        snip: Some(5),
        checks: "No day of service lies after the day the transaction was created (BHT04), nor after \
                 today where that is given (--as-of).",
        why: "Nobody can bill what has not been done; most often the year is wrong.",
        help: "Correct the day of service.",
        source: "837P 2400 DTP*472, 837I 2300 DTP*434, BHT04",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20270302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn future(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(made) = created(claim) else { return };
    let last = claim.settings().as_of.map_or(made, |today| today.min(made));
    let mut check = |site: &Site<'_>| {
        let late = period(site).is_some_and(|(_, to)| to > last);
        if late {
            let message = if last == made {
                "the day lies after the file's own date"
            } else {
                "the day has not come yet"
            };
            let hit = business(rule, site, el(3), message);
            hits.add(match claim.first(fields.beginning) {
                Some(bht) => hit.also(&bht, el(4)),
                None => hit,
            });
        }
        late
    };
    let whole = claim.first(fields.statement_dates).is_some_and(|site| check(&site));
    if !whole {
        // One wrong year is mostly wrong on every line.
        let _ = claim.all(fields.service_date).any(|site| check(&site));
    }
}

const BIRTH: Check = Check {
    at: Part::Claim,
    run: birth,
    rule: Rule {
        code: "DT-BIRTH",
        name: "Patient born after the service",
        severity: Severity::Error,
        snip: Some(5),
        checks: "The patient was born on or before the first day of service, and less than 125 years \
                 before it.",
        why: "One of the two days is wrong, or the service belongs to another person.",
        help: "Check the birth date with the patient's record.",
        source: "837P and 837I DMG02 in 2010BA or 2010CA",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20260412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19\nNM1*QC*1*DOE*TIM\n\
                   N3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn birth(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some(dmg) = demographics(claim) else { return };
    let (Some(born), Some((from, _))) = (day(dmg.element(2)), served(claim)) else { return };
    let message = if born > from {
        "the patient was born after the first day of service"
    } else if from.year() - born.year() >= 125 {
        "the patient would be 125 years old or more"
    } else {
        return;
    };
    let hit = business(rule, &dmg, el(2), message);
    hits.add(match when_served(claim) {
        Some(site) => hit.also(&site, el(3)),
        None => hit,
    });
}

/// The segment that says when the claim's services were given, for a second place of a finding.
fn when_served<'c>(claim: &Claim<'c>) -> Option<Site<'c>> {
    let fields = claim.fields();
    claim.first(fields.statement_dates).or_else(|| claim.first(fields.service_date))
}

const OUTSIDE: Check = Check {
    at: Part::Claim,
    run: outside,
    rule: Rule {
        code: "DT-LINE",
        name: "Line outside the statement period",
        severity: Severity::Error,
        snip: Some(5),
        checks: "Each dated line of an institutional claim lies within the statement period \
                 (DTP*434).",
        why: "Payers return the claim: the service belongs to another one, or a day is wrong.",
        help: "Correct the day of the line or the period.",
        source: "837I 2400 DTP*472, 2300 DTP*434; CMS outpatient code editor, line date outside of \
                 from and through dates",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260301"]),
        silent: facility(&["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\n\
                   HI*ABK:R51\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0450*HC:99283*900*UN*1\nDTP*472*D8*20260302"]),
    },
};

fn outside(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(statement) = claim.first(fields.statement_dates) else { return };
    let Some((from, to)) = period(&statement).filter(|(from, to)| from <= to) else { return };
    for site in claim.all(fields.service_date) {
        if period(&site).is_some_and(|(first, last)| first < from || last > to) {
            let message = "the day of the line lies outside of the statement period";
            hits.add(business(rule, &site, el(3), message).also(&statement, el(3)));
        }
    }
}

const STAY: Check = Check {
    at: Part::Claim,
    run: stay,
    rule: Rule {
        code: "DT-STAY",
        name: "Admission and discharge do not fit",
        severity: Severity::Error,
        snip: Some(5),
        checks: "Nobody is admitted after the last day billed, and nobody is discharged before the \
                 admission.",
        why: "One of the days is wrong; payers count the days of the stay from them.",
        help: "Check both days with the hospital's record.",
        source: "837I DTP*435, DTP*434; 837P DTP*435, DTP*096",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202603040900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"],
            professional: &["CLM*P1*200***21:B:1*Y*A*Y*Y\nDTP*435*D8*20260302\nDTP*096*D8*20260301\n\
                   HI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   NM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\nSV2*0120**9000*DA*3"],
            professional: &["CLM*P1*200***21:B:1*Y*A*Y*Y\nDTP*435*D8*20260301\nDTP*096*D8*20260302\n\
                   HI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"],
            ..Example::NONE
        },
    },
};

fn stay(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(admission) = claim.first(fields.admission_date) else { return };
    let Some((admitted, _)) = period(&admission) else { return };
    let (other, message) = match is_institutional(claim) {
        true => (fields.statement_dates, "the patient was admitted after the last day of the statement"),
        false => (fields.discharge_date, "the patient was admitted after the discharge"),
    };
    let Some(other) = claim.first(other) else { return };
    if period(&other).is_some_and(|(_, last)| last < admitted) {
        hits.add(business(rule, &admission, el(3), message).also(&other, el(3)));
    }
}

const BEFORE: Check = Check {
    at: Part::Claim,
    run: before,
    rule: Rule {
        code: "DT-BEFORE",
        name: "Cause after the service",
        severity: Severity::Warning,
        snip: Some(5),
        checks: "Accident, onset, last menstrual period, first treatment and last X-ray lie no later \
                 than the last day of service.",
        why: "What led to the service comes before it.",
        help: "Check the days; the year may be wrong.",
        source: "837P 2300 DTP*439, 431, 484, 454, 455, 304",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y**OA\nDTP*439*D8*20260303\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y**OA\nDTP*439*D8*20260302\nHI*ABK:R51\nLX*1\n\
                   SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302"]),
    },
};

fn before(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    for row in [
        fields.accident_date,
        fields.onset_date,
        fields.last_menstrual_period,
        fields.initial_treatment_date,
        fields.last_x_ray_date,
        fields.last_seen_date,
    ] {
        let Some(site) = claim.first(row) else { continue };
        let (Some((at, _)), Some((_, last))) = (period(&site), served(claim)) else { continue };
        if at > last {
            hits.add(business(rule, &site, el(3), "the day lies after the last day of service"));
        }
    }
}

const DEATH: Check = Check {
    at: Part::Claim,
    run: death,
    rule: Rule {
        code: "DT-DECEASED",
        name: "Service after death",
        severity: Severity::Error,
        snip: Some(5),
        checks: "No service line is dated after the patient's death (PAT06).",
        why: "Payers deny services to the dead, and auditors look for them.",
        help: "Correct the day of service, the day of death, or the patient.",
        source: "837P PAT05, PAT06, 2400 DTP*472",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19****D8*20260301\n\
                   NM1*QC*1*DOE*TIM\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["SBR*P********CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\n\
                   NM1*PR*2*LANTERN*****PI*00123\nHL*3*2*23*0\nPAT*19****D8*20260302\n\
                   NM1*QC*1*DOE*TIM\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\nDMG*D8*20200412*M\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn death(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let row = match claim.has(Part::Patient) {
        true => fields.patient_information,
        false => fields.subscriber_patient_information,
    };
    let Some(pat) = claim.first(row) else { return };
    let Some((died, _)) = days(pat.element(5), pat.element(6)) else { return };
    let late =
        claim.all(fields.service_date).find(|site| period(site).is_some_and(|(first, _)| first > died));
    if let Some(site) = late {
        hits.add(business(rule, &site, el(3), "the patient had died before").also(&pat, el(6)));
    }
}

const PROCEDURE: Check = Check {
    at: Part::Claim,
    run: procedure,
    rule: Rule {
        code: "DT-PROC",
        name: "Inpatient procedure outside of the stay",
        severity: Severity::Error,
        snip: Some(5),
        checks: "The day of each inpatient procedure (HI*BBR, HI*BBQ) lies between three days before \
                 the first and the last day of the statement.",
        why: "Hospital services of the three days before an admission belong to the stay; others \
                 do not.",
        help: "Correct the day of the procedure.",
        source: "837I HI*BBR, HI*BBQ, DTP*434; 42 CFR 412.2(c)(5)",
        in_force: InForce::ALWAYS,
        fires: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BBR:0DTJ4ZZ:D8:20260201\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0120**9000*DA*3"]),
        silent: facility(&["CLM*F1*9000***11:A:1**A*Y*Y\nDTP*096*TM*1400\nDTP*434*RD8*20260228-20260303\n\
                   DTP*435*DT*202602280900\nCL1*3*1*01\nHI*ABK:J189:::::::Y\nHI*ABJ:R0602\n\
                   HI*BBR:0DTJ4ZZ:D8:20260226\nNM1*71*1*WRENFIELD*ANN****XX*1234567893\nLX*1\n\
                   SV2*0120**9000*DA*3"]),
    },
};

fn procedure(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(statement) = claim.first(fields.statement_dates) else { return };
    let Some((from, to)) = period(&statement).filter(|(from, to)| from <= to) else { return };
    let earliest = from - chrono::TimeDelta::days(3);
    for row in [fields.principal_procedure_codes, fields.other_procedure_codes] {
        for site in claim.all(row) {
            for n in 1..=site.segment.last() {
                let at = days(site.component(n, 3), site.component(n, 4));
                if at.is_some_and(|(at, _)| at < earliest || at > to) {
                    let message = "the day of the procedure lies outside of the stay";
                    hits.add(business(rule, &site, part(n as u8, 4), message).also(&statement, el(3)));
                }
            }
        }
    }
}

const TIMELY: Check = Check {
    at: Part::Claim,
    run: timely,
    rule: Rule {
        code: "LC-TIMELY",
        name: "Later than Medicare's time limit",
        severity: Severity::Warning,
        snip: Some(5),
        checks: "Medicare gets a claim within one calendar year: an institutional claim by its last \
                 day, a professional one by the first day of each line.",
        why: "Medicare denies what comes later, and no appeal is possible.",
        help: "Send it at once if there is an exception, and say which (CLM20, NTE); otherwise \
                 write it off.",
        source: "42 CFR 424.44; Medicare Claims Processing Manual chapter 1, time limits for filing",
        in_force: InForce::ALWAYS,
        fires: professional(&["SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20250302"]),
        silent: professional(&[
            "SBR*P*18*******MB\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20250303",
            "SBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*ABC123456\nN3*2 OAK ST\n\
                   N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*LANTERN*****PI*00123\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20250302",
        ]),
    },
};

fn timely(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if !is_medicare(claim) || claim.first(claim.fields().payer_claim_control_number).is_some() {
        return;
    }
    if clm(claim).is_none_or(|clm| !clm.element(20).is_empty()) {
        return;
    }
    let Some(received) = claim.settings().as_of.or_else(|| created(claim)) else { return };
    let late = |at: NaiveDate| after_a_year(at).is_some_and(|limit| received > limit);
    let message = "more than one calendar year has passed";
    if is_institutional(claim) {
        let Some(statement) = claim.first(claim.fields().statement_dates) else { return };
        if period(&statement).is_some_and(|(_, to)| late(to)) {
            hits.add(business(rule, &statement, el(3), message));
        }
        return;
    }
    if let Some(site) =
        claim.all(claim.fields().service_date).find(|s| period(s).is_some_and(|(from, _)| late(from)))
    {
        hits.add(business(rule, &site, el(3), message));
    }
}

/// The same day a year later; 28 February for 29 February.
fn after_a_year(at: NaiveDate) -> Option<NaiveDate> {
    at.with_year(at.year() + 1).or_else(|| NaiveDate::from_ymd_opt(at.year() + 1, 2, 28))
}

/// The day from which ICD-10 holds.
const ICD10: Option<NaiveDate> = NaiveDate::from_ymd_opt(2015, 10, 1);

const VERSION: Check = Check {
    at: Part::Claim,
    run: icd_version,
    rule: Rule {
        code: "DX-VER",
        name: "Wrong edition of the ICD",
        severity: Severity::Error,
        snip: Some(5),
        checks: "Diagnoses and inpatient procedures are ICD-10 (ABK, ABF, BBR and so on) for services \
                 from 2015-10-01, ICD-9 (BK, BF, BR) before, and never mixed. An institutional stay \
                 goes by its last day, everything else by its first.",
        why: "The payer's tables of that day do not have the codes.",
        help: "Code anew in the edition of the day, or correct the qualifier.",
        source: "45 CFR 162.1002; CMS, ICD-10 compliance date; 837P and 837I HI",
        in_force: InForce::ALWAYS,
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*BK:7840\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn icd_version(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    let Some((from, to)) = served(claim) else { return };
    let at = if is_stay(claim) { to } else { from };
    let tenth = ICD10.is_some_and(|first| at >= first);
    let fields = claim.fields();
    for row in [
        fields.diagnosis_codes,
        fields.principal_diagnosis_codes,
        fields.admitting_diagnosis_codes,
        fields.reason_for_visit_codes,
        fields.external_cause_codes,
        fields.other_diagnosis_codes,
        fields.principal_procedure_codes,
        fields.other_procedure_codes,
    ] {
        for site in claim.all(row) {
            let wrong = codes_of(site).find(|code| match code.kind {
                b"ABK" | b"ABF" | b"ABJ" | b"APR" | b"ABN" | b"BBR" | b"BBQ" => !tenth,
                b"BK" | b"BF" | b"BJ" | b"PR" | b"BN" | b"BR" | b"BQ" => tenth,
                _ => false,
            });
            if let Some(wrong) = wrong {
                let edition = if tenth { "ICD-10" } else { "ICD-9" };
                let message = format!("services of that day are coded in {edition}");
                hits.add(super::common::code(rule, &site, part(wrong.element, 1), message));
                return;
            }
        }
    }
}

const OLD_VISIT: Check = Check {
    at: Part::Claim,
    run: obsolete,
    rule: Rule {
        code: "SV-OBSOLD",
        name: "Observation code that is gone",
        severity: Severity::Error,
        snip: Some(5),
        checks: "From 2023-01-01 no professional line has 99217 to 99220 or 99224 to 99226; \
                 observation is billed with 99221 to 99223 and 99231 to 99239 since.",
        why: "The codes were deleted and are denied as invalid for the day.",
        help: "Choose the code of the hospital visit that was made.",
        source: "CMS physician fee schedule final rule 2023, hospital inpatient and observation care",
        in_force: InForce { from: Some("2023-01-01"), until: None },
        fires: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99219*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99222*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn obsolete(rule: &'static Rule, claim: &Claim<'_>, hits: &mut Hits) {
    if is_institutional(claim) {
        return;
    }
    for (service, at) in dated(claim) {
        let is_gone = matches!(
            service.hcpcs(),
            b"99217" | b"99218" | b"99219" | b"99220" | b"99224" | b"99225" | b"99226"
        );
        if is_gone && at.is_some_and(|(_, (from, _))| from.year() >= 2023) {
            hits.add(super::common::code(
                rule,
                &service.site,
                service.code_spot(),
                "the code ended with 2022",
            ));
        }
    }
}
