//! SNIP type 5: days that cannot be, or not together.

use chrono::Datelike;

use crate::finding::Severity;
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};
use crate::translate::Part;
use crate::validate::scope::Claim;
use crate::validate::violation::{Site, Violations};

use super::common::{
    Period, business, created, day, days, demographics, el, is_institutional, part, period, served,
    service_days,
};
use super::example::{facility, professional};
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[FUTURE, CREATED, BIRTH, OUTSIDE, STAY, BEFORE, DEATH, PROCEDURE];

/// The segment that says when the claim's services were given, for a second place of a finding.
fn when_served<'c>(claim: &Claim<'c>) -> Option<Site<'c>> {
    let fields = claim.fields();
    claim.first(fields.statement_dates).or_else(|| claim.first(fields.service_date))
}

const FUTURE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(future),
    rule: Rule {
        code: "DT-FUTURE",
        name: "Service after the file was made",
        severity: Severity::Error,
        snip: Some(5),
        checks: "No day of service lies after the day the transaction was created (BHT04).",
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

fn future(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(made) = created(claim) else { return };
    let mut check = |site: &Site<'_>, days: Option<Period>| {
        let late = days.is_some_and(|(_, to)| to > made);
        if late {
            let violation = business(rule, site, el(3), "the day lies after the file's own date");
            violations.push(match claim.first(fields.beginning) {
                Some(bht) => violation.also(&bht, el(4)),
                None => violation,
            });
        }
        late
    };
    let whole = claim.first(fields.statement_dates).is_some_and(|site| check(&site, period(&site)));
    if !whole {
        // One wrong year is mostly wrong on every line.
        let _ = service_days(claim).any(|(site, days)| check(site, *days));
    }
}

const CREATED: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::header(created_later),
    rule: Rule {
        code: "DT-CREATED",
        name: "File made tomorrow",
        severity: Severity::Warning,
        snip: Some(5),
        checks: "The transaction was created (BHT04) no later than today, or the day given with \
                 --as-of.",
        why: "Time limits count from the day of receipt; a date in the future is a wrong clock or \
                 a wrong year.",
        help: "Correct the date, or the clock of the system that writes the file.",
        source: "837P and 837I BHT04",
        in_force: InForce::ALWAYS,
        fires: professional(&["\
                   ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~\n\
                   GS*HC*S1*R1*20260303*1200*1*X*005010X222A1~\nST*837*0001*005010X222A1~\n\
                   BHT*0019*00*1*22260303*1200*CH~\nNM1*41*2*SENDER*****46*S1~\n\
                   PER*IC*X*TE*5550100000~\nNM1*40*2*RECEIVER*****46*R1~\nHL*1**20*1~\n\
                   NM1*85*2*PROVIDER*****XX*1234567893~\nN3*1 MAIN ST~\nN4*BOSTON*MA*021140000~\n\
                   REF*EI*123456789~\nHL*2*1*22*0~\nSBR*P*18*******CI~\n\
                   NM1*IL*1*DOE*JANE****MI*ABC123456~\nN3*2 OAK ST~\nN4*BOSTON*MA*021140000~\n\
                   DMG*D8*19580412*F~\nNM1*PR*2*LANTERN*****PI*00123~\n\
                   CLM*P1*200***11:B:1*Y*A*Y*Y~\nHI*ABK:R51~\nLX*1~\nSV1*HC:99213*200*UN*1***1~\n\
                   DTP*472*D8*20260302~\nSE*23*0001~\nGE*1*1~\nIEA*1*000000001~\n"]),
        silent: professional(&["CLM*P1*200***11:B:1*Y*A*Y*Y\nHI*ABK:R51\nLX*1\nSV1*HC:99213*200*UN*1***1\n\
                   DTP*472*D8*20260302"]),
    },
};

fn created_later(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(today) = claim.settings().as_of() else { return };
    let Some(bht) = claim.first(claim.fields().beginning) else { return };
    if created(claim).is_some_and(|made| made > today) {
        violations.push(business(rule, &bht, el(4), "the file was made on a day that has not come yet"));
    }
}

const BIRTH: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(birth),
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

fn birth(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(dmg) = demographics(claim) else { return };
    let (Some(born), Some((from, _))) = (day(dmg.element(2)), served(claim)) else { return };
    let message = if born > from {
        "the patient was born after the first day of service"
    } else if from.year() - born.year() >= 125 {
        "the patient would be 125 years old or more"
    } else {
        return;
    };
    let violation = business(rule, &dmg, el(2), message);
    violations.push(match when_served(claim) {
        Some(site) => violation.also(&site, el(3)),
        None => violation,
    });
}

const OUTSIDE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(outside),
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

fn outside(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(statement) = claim.first(fields.statement_dates) else { return };
    let Some((from, to)) = period(&statement).filter(|(from, to)| from <= to) else { return };
    for (site, days) in service_days(claim) {
        if days.is_some_and(|(first, last)| first < from || last > to) {
            let message = "the day of the line lies outside of the statement period";
            violations.push(business(rule, site, el(3), message).also(&statement, el(3)));
        }
    }
}

const STAY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(stay),
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

fn stay(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let Some(admission) = claim.first(fields.admission_date) else { return };
    let Some((admitted, _)) = period(&admission) else { return };
    let (other, message) = if is_institutional(claim) {
        (fields.statement_dates, "the patient was admitted after the last day of the statement")
    } else {
        (fields.discharge_date, "the patient was admitted after the discharge")
    };
    let Some(other) = claim.first(other) else { return };
    if period(&other).is_some_and(|(_, last)| last < admitted) {
        violations.push(business(rule, &admission, el(3), message).also(&other, el(3)));
    }
}

const BEFORE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(before),
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

fn before(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
            violations.push(business(rule, &site, el(3), "the day lies after the last day of service"));
        }
    }
}

const DEATH: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(death),
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

fn death(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let fields = claim.fields();
    let row = if claim.has(Part::Patient) {
        fields.patient_information
    } else {
        fields.subscriber_patient_information
    };
    let Some(pat) = claim.first(row) else { return };
    let Some((died, _)) = days(pat.element(5), pat.element(6)) else { return };
    let late = service_days(claim).find(|(_, days)| days.is_some_and(|(first, _)| first > died));
    if let Some((site, _)) = late {
        violations.push(business(rule, site, el(3), "the patient had died before").also(&pat, el(6)));
    }
}

const PROCEDURE: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(procedure),
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

fn procedure(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
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
                    violations.push(business(rule, &site, part(n as u8, 4), message).also(&statement, el(3)));
                }
            }
        }
    }
}
