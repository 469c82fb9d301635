//! Rules on dates, names and payers beyond their examples.

use crate::finding::Severity::{self, Error, Info, Warning};
use crate::rules::Example;

use super::tests::codes;

const STAY: &str =
    "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260305\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1";

/// How a rule weighs on an example; none where it is silent.
fn weight(code: &str, facility: &[&str], professional: &[&str]) -> Option<Severity> {
    let found = codes(&Example::of(facility, professional));
    found.into_iter().find(|(found, _)| found == code).map(|(_, severity)| severity)
}

/// CMS Pub. 100-04 chapter 12 section 30.6.9.2: the visit is reported for the day it took place.
#[test]
fn a_discharge_visit_may_be_on_the_day_before() {
    let encounter =
        |day: &str| format!("CLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99238*200*UN*1***1\nDTP*472*D8*{day}");
    assert_eq!(weight("DT-DISCHEM", &[STAY], &[&encounter("20260305")]), None);
    assert_eq!(weight("DT-DISCHEM", &[STAY], &[&encounter("20260304")]), None);
    assert_eq!(weight("DT-DISCHEM", &[STAY], &[&encounter("20260302")]), Some(Info));
}

/// OIG A-09-19-03007: most claims with condition code 42 or 43 were wrong too.
#[test]
fn a_discharge_with_unrelated_care_is_still_reported() {
    let nursing = "NM1*85*2*NURSING HOME*****XX*1588667638\nREF*EI*987654321\nCLM*N1*900***21:A:1**A*Y*Y\n\
                   DTP*434*RD8*20260305-20260331\nCL1*1*4*30\nLX*1\nSV2*0120**900*UN*1";
    let unrelated = STAY.replace("\nLX*1", "\nHI*BG:42\nLX*1");
    assert_eq!(weight("DT-DISPO", &[STAY, nursing], &[]), Some(Warning));
    assert_eq!(weight("DT-DISPO", &[&unrelated, nursing], &[]), Some(Info));
}

#[test]
fn swapped_names_are_one_finding() {
    let example =
        Example::of(&["NM1*IL*1*GARZA*MARIA****MI*1EG4TE5MK73"], &["NM1*IL*1*MARIA*GARZA****MI*1EG4TE5MK73"]);
    let outcome = super::tests::outcome(&example);
    let findings = outcome.encounters().flat_map(|visit| visit.expect("an encounter").findings);
    let names: Vec<String> =
        findings.filter(|found| found.finding.code == "ID-NAME").map(|found| found.finding.message).collect();
    assert_eq!(names, ["First and last name of the patient are swapped"]);
}

/// 42 CFR 412.405: hospitals outside of inpatient prospective payment have a window of one day.
#[test]
fn a_psychiatric_hospital_has_a_window_of_one_day() {
    let bills = |head: &str, day: &str| {
        let stay = format!(
            "{head}SBR*P*18*******MA\nCLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260316-20260319\n\
             DTP*435*DT*202603160900\nCL1*1*1*01\nLX*1\nSV2*0120**900*UN*1"
        );
        let test = format!(
            "{head}SBR*P*18*******MA\nCLM*F2*900***13:A:1**A*Y*Y\nDTP*434*RD8*{day}-{day}\nLX*1\n\
             SV2*0300*HC:80053*900*UN*1\nDTP*472*D8*{day}"
        );
        weight("PS-WINDOW-OP", &[&stay, &test], &[])
    };
    let psychiatric = "PRV*BI*PXC*283Q00000X\n";
    assert_eq!(bills("", "20260314"), Some(Error));
    assert_eq!(bills(psychiatric, "20260314"), None);
    assert_eq!(bills(psychiatric, "20260315"), Some(Error));
}

/// 42 CFR 411.172: Medicare billed first where another plan pays first.
#[test]
fn medicare_billed_first_against_the_other_claim_is_an_error() {
    let level = |order: &str, payer: &str| {
        format!(
            "SBR*{order}*18*******{payer}\nNM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nN3*2 OAK ST\n\
             N4*BOSTON*MA*021140000\nDMG*D8*19580412*F\nNM1*PR*2*PLAN*****PI*00123\n"
        )
    };
    let other =
        "SBR*P*18*******CI\nOI***Y***Y\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*EMPLOYER PLAN*****PI*90210\n";
    let facility = |payer: &str| {
        let level = level("S", payer);
        format!(
            "{level}CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\n{other}LX*1\n\
             SV2*0450**900*UN*1\nDTP*472*D8*20260302"
        )
    };
    let professional = |payer: &str| {
        let level = level("P", payer);
        format!("{level}CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302")
    };
    let weigh = |payer: &str| weight("CV-OTHER", &[&facility(payer)], &[&professional(payer)]);
    assert_eq!(weigh("MB"), Some(Error));
    assert_eq!(weigh("CI"), Some(Warning));
}
