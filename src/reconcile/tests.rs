//! What holds of an outcome as a whole: nothing is lost, nothing depends on the order, rules keep to their days.

use std::collections::BTreeMap;

use crate::rules::Example;

use super::rules::tests::{outcome, outcome_in};
use super::{Counted, Outcome, rules};

const VISIT: &str = "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nCL1*3*1*01\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302";
const PHYSICIAN: &str = "CLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:36415*10*UN*1***1\nDTP*472*D8*20260302";

const VOID: &str =
    "CLM*P2*50***22:B:8*Y*A*Y*Y\nREF*F8*77\nLX*1\nSV1*HC:99212*50*UN*1***1\nDTP*472*D8*20260302";
const VOIDED: &str = "CLM*P2*50***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99212*50*UN*1***1\nDTP*472*D8*20260302";
const STRANGER: &str = "NM1*IL*1*ROE*RICHARD****MI*2FH5UF6NL84\nDMG*D8*19710903*M\nCLM*P3*90***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*90*UN*1***1\nDTP*472*D8*20260302";

fn codes(outcome: &Outcome) -> Vec<String> {
    let findings = outcome.encounters().flat_map(|encounter| encounter.expect("a visit").findings);
    findings.map(|found| found.finding.code).collect()
}

#[test]
fn each_claim_and_each_line_counts_once_whatever_becomes_of_it() {
    let replacement = VISIT.replace("13:A:1", "13:A:7");
    let outcome = outcome(&Example::of(&[VISIT, &replacement], &[PHYSICIAN, VOIDED, VOID, STRANGER]));
    let summary = &outcome.summary;
    assert_eq!(summary.claims, 6);
    assert_eq!(summary.facility_claims, BTreeMap::from([(Counted::Matched, 1), (Counted::Replaced, 1)]));
    assert_eq!(
        summary.professional_claims,
        BTreeMap::from([
            (Counted::Matched, 1),
            (Counted::ProfessionalOnly, 1),
            (Counted::Voided, 1),
            (Counted::Void, 1)
        ])
    );
    assert_eq!((summary.lines, summary.lines_attached, summary.lines_left_over), (5, 2, 1));
    assert_eq!(summary.lines_set_aside, 2);
}

#[test]
fn the_order_of_the_claims_changes_nothing() {
    for check in rules::all() {
        let show = |outcome: &Outcome| {
            let visits = outcome.encounters().map(|encounter| {
                let encounter = encounter.expect("a visit");
                let findings = encounter.findings.iter().map(|found| serde_json::to_string(&found.finding));
                (encounter.status, findings.collect::<Result<Vec<_>, _>>().expect("JSON"))
            });
            (visits.collect::<Vec<_>>(), serde_json::to_string(&outcome.summary).expect("JSON"))
        };
        let example = &check.rule.fires;
        assert_eq!(
            show(&outcome_in(example, false)),
            show(&outcome_in(example, true)),
            "{}",
            check.rule.code
        );
    }
}

#[test]
fn a_rule_is_silent_on_days_before_it_was_in_force() {
    let fires = &rules::DOCUMENTS.rule("PS-PBD").fires;
    let before =
        |claims: &[String]| claims.iter().map(|claim| claim.replace("20260302", "20151231")).collect();
    let old = Example {
        facility: before(&fires.facility),
        professional: before(&fires.professional),
        ..fires.clone()
    };
    assert!(codes(&outcome(fires)).iter().any(|code| code == "PS-PBD"));
    assert!(!codes(&outcome(&old)).iter().any(|code| code == "PS-PBD"));
}

#[test]
fn findings_that_are_not_shown_still_count() {
    let professional = "NM1*IL*1*DOE*JANE****MI*1EG4TE5MK37\nDMG*D8*19580412*M\nCLM*P1*200***11:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302";
    let mut outcome = outcome(&Example::of(&[VISIT], &[professional]));
    let all = codes(&outcome).len();
    assert!(all >= 3, "{:?}", codes(&outcome));
    assert_eq!(outcome.keep_findings(1), all - 1);
    assert_eq!((codes(&outcome).len(), outcome.summary.findings_not_shown), (1, all - 1));
    assert_eq!(outcome.summary.by_code.values().sum::<usize>(), all);
}

/// The visit that is only possible brings the claims of two persons together; they stay two.
#[test]
fn stays_of_a_mother_and_of_her_child_whose_care_is_billed_as_hers_are_no_duplicates() {
    const MOTHER: &str = "NM1*IL*1*LEE*ANN****MI*1EG4TE5MK73\nDMG*D8*19940611*F\nCLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nDTP*435*DT*202603020900\nCL1*1*1*01\nLX*1\nSV2*0122**9000*DA*2";
    const CHILD: &str = "SBR*P*19\nNM1*IL*1*LEE*ANN****MI*1EG4TE5MK73\nPAT*19\nNM1*QC*1*LEE*BABY BOY\nDMG*D8*20260302*M\nCLM*F2*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nDTP*435*DT*202603020900\nCL1*4*5*01\nLX*1\nSV2*0171**900*DA*2";
    const CARE: &str = "NM1*IL*1*LEE*ANN****MI*1EG4TE5MK73\nDMG*D8*19940611*F\nCLM*P1*400***21:B:1*Y*A*Y*Y\nDTP*435*D8*20260302\nLX*1\nSV1*HC:99460*200*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:99238*200*UN*1***1\nDTP*472*D8*20260304";
    let outcome = outcome(&Example::of(&[MOTHER, CHILD], &[CARE]));
    let codes = codes(&outcome);
    assert!(codes.contains(&"ID-NEWBORN".to_owned()), "{codes:?}");
    assert!(!codes.contains(&"LC-DUPI".to_owned()), "{codes:?}");
    assert_eq!(outcome.summary.professional_claims, BTreeMap::from([(Counted::Possible, 1)]));
}
