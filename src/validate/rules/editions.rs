//! SNIP type 5: what depends on the day: the edition of a code set, time limits.

use chrono::{Datelike, NaiveDate};

use crate::finding::Severity;
use crate::rule::{InForce, Rule};
use crate::rules::{Field, Reads};
use crate::validate::scope::Claim;
use crate::validate::violation::Violations;

use super::common::{
    Service, business, clm, codes as codes_of, created, dated, diagnoses, el, is_institutional, is_medicare,
    is_stay, part, period, served, service_days, services,
};
use super::example::professional;
use super::{Check, Run};

pub(super) const CHECKS: &[Check] = &[TIMELY, VERSION, OLD_VISIT];

/// The same day a year later; 28 February for 29 February.
fn after_a_year(at: NaiveDate) -> Option<NaiveDate> {
    at.with_year(at.year() + 1).or_else(|| NaiveDate::from_ymd_opt(at.year() + 1, 2, 28))
}

/// The day from which ICD-10 holds.
const ICD10: Option<NaiveDate> = NaiveDate::from_ymd_opt(2015, 10, 1);

const TIMELY: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(timely),
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

fn timely(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_medicare(claim) || claim.first(claim.fields().payer_claim_control_number).is_some() {
        return;
    }
    if clm(claim).is_none_or(|clm| !clm.element(20).is_empty()) {
        return;
    }
    let Some(received) = created(claim) else { return };
    let late = |at: NaiveDate| after_a_year(at).is_some_and(|limit| received > limit);
    let message = "more than one calendar year has passed";
    if is_institutional(claim) {
        let Some(statement) = claim.first(claim.fields().statement_dates) else { return };
        if period(&statement).is_some_and(|(_, to)| late(to)) {
            violations.push(business(rule, &statement, el(3), message));
        }
        return;
    }
    let first = service_days(claim).find(|(_, days)| days.is_some_and(|(from, _)| late(from)));
    if let Some((site, _)) = first {
        violations.push(business(rule, site, el(3), message));
    }
}

const VERSION: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(icd_version),
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

fn icd_version(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some((from, to)) = served(claim) else { return };
    let at = if is_stay(claim) { to } else { from };
    let tenth = ICD10.is_some_and(|first| at >= first);
    let fields = claim.fields();
    let procedures = [fields.principal_procedure_codes, fields.other_procedure_codes];
    let mut procedures = procedures.into_iter().flat_map(|row| claim.all(row)).flat_map(codes_of);
    let is_wrong = |kind: &[u8]| match kind {
        b"ABK" | b"ABF" | b"ABJ" | b"APR" | b"ABN" | b"BBR" | b"BBQ" => !tenth,
        b"BK" | b"BF" | b"BJ" | b"PR" | b"BN" | b"BR" | b"BQ" => tenth,
        _ => false,
    };
    let wrong = diagnoses(claim).find(|code| is_wrong(code.kind)).copied();
    if let Some(wrong) = wrong.or_else(|| procedures.find(|code| is_wrong(code.kind))) {
        let edition = if tenth { "ICD-10" } else { "ICD-9" };
        let message = format!("services of that day are coded in {edition}");
        violations.push(super::common::code(rule, &wrong.site, part(wrong.element, 1), message));
    }
}

const OLD_VISIT: Check = Check {
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::claim(obsolete),
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

fn obsolete(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let is_gone = |service: &Service<'_>| {
        matches!(service.hcpcs(), b"99217" | b"99218" | b"99219" | b"99220" | b"99224" | b"99225" | b"99226")
    };
    if is_institutional(claim) || !services(claim).any(&is_gone) {
        return;
    }
    for (service, at) in dated(claim).filter(|(service, _)| is_gone(service)) {
        if at.is_some_and(|(_, (from, _))| from.year() >= 2023) {
            let message = "the code ended with 2022";
            violations.push(super::common::code(rule, &service.site, service.code_spot(), message));
        }
    }
}
