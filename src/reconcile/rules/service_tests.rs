//! Rules on services beyond their examples: what tables add, what is reported once, what is not told.

use std::fmt::Write;

use crate::finding::Severity::{self, Error, Info, Warning};
use crate::rules::Example;

use super::tests::{codes, outcome};

/// A fee schedule of invented numbers: 70450 can be split, 93000 cannot, 96372 is nurses' work, 97110 therapy.
const FEES: (&str, &str) = (
    "fees.csv",
    "HCPCS,MOD,DESCRIPTION,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,CONV FACTOR\n\
     70450,,x,A,3.00,3.00,1,XXX,0,0,0,0,30.00\n70450,26,x,A,1.00,1.00,1,XXX,0,0,0,0,30.00\n\
     93000,,x,A,0.50,NA,4,XXX,0,0,0,0,30.00\n96372,,x,A,0.40,NA,5,XXX,0,0,0,0,30.00\n\
     97110,,x,A,0.90,NA,7,XXX,0,0,0,0,30.00\n77067,,x,A,4.00,4.00,0,XXX,0,0,0,0,30.00\n\
     27447,,x,A,39.00,39.00,0,090,1,2,1,0,30.00\n44970,,x,A,17.00,17.00,0,090,0,2,1,0,30.00\n",
);

/// A hospital's claim of one day with these lines: revenue code and procedure, such as `0351*HC:70450`.
pub(super) fn hospital(lines: &[&str]) -> String {
    let mut claim = "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302".to_owned();
    for (n, line) in lines.iter().enumerate() {
        write!(claim, "\nLX*{}\nSV2*{line}*900*UN*1\nDTP*472*D8*20260302", n + 1).expect("a string");
    }
    claim
}

/// A physician's claim of that day at a place, with these procedures and units, such as `70450:26` and `2`.
pub(super) fn physician(number: &str, place: &str, npi: &str, lines: &[(&str, u32)]) -> String {
    let mut claim = format!("CLM*{number}*100***{place}:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*{npi}");
    for (n, (procedure, units)) in lines.iter().enumerate() {
        let line = format!("SV1*HC:{procedure}*100*UN*{units}***1");
        write!(claim, "\nLX*{}\n{line}\nDTP*472*D8*20260302", n + 1).expect("a string");
    }
    claim
}

pub(super) const DAY: &str = "1000000004";
pub(super) const ROE: &str = "2000000002";

/// What is found on claims, with or without the fee schedule.
fn found(facility: &[String], professional: &[String], with_fees: bool) -> Vec<(String, Severity)> {
    codes(&example(facility, professional, with_fees)).into_iter().collect()
}

fn example(facility: &[String], professional: &[String], with_fees: bool) -> Example {
    let tables = if with_fees { vec![(FEES.0.to_owned(), FEES.1.to_owned())] } else { Vec::new() };
    Example { facility: facility.to_vec(), professional: professional.to_vec(), tables, ..Example::NONE }
}

fn one(code: &str, severity: Severity) -> Vec<(String, Severity)> {
    vec![(code.to_owned(), severity)]
}

#[test]
fn a_fee_schedule_makes_the_split_sure_and_prices_it() {
    let head = hospital(&["0351*HC:70450"]);
    let whole = physician("P1", "22", DAY, &[("70450", 1)]);
    assert_eq!(
        found(std::slice::from_ref(&head), std::slice::from_ref(&whole), false),
        one("PT-GLOBAL", Warning)
    );
    let with = example(&[head], &[whole], true);
    assert_eq!(codes(&with).into_iter().collect::<Vec<_>>(), one("PT-GLOBAL", Error));
    let outcome = outcome(&with);
    let finding = &outcome.encounter(0).expect("an encounter").findings[0].finding;
    // (3.00 - 1.00) x 30.00 x 1
    assert_eq!(finding.amount_at_risk.as_deref(), Some("60.00"));
    assert!(finding.amount_basis.as_deref().unwrap_or_default().contains("modifier 26"));
}

#[test]
fn what_the_fee_schedule_knows_better_is_not_guessed() {
    // An image by its number, that the fee schedule says cannot be split.
    let pair = ([hospital(&["0403*HC:77067"])], [physician("P1", "22", DAY, &[("77067", 1)])]);
    assert_eq!(found(&pair.0, &pair.1, false), one("PT-GLOBAL", Warning));
    assert_eq!(found(&pair.0, &pair.1, true), []);
}

#[test]
fn a_fee_schedule_finds_what_the_facility_does_not_bill() {
    let clinic = [hospital(&["0510*HC:G0463"])];
    let visit = ("99213", 1);
    for (procedure, code) in [("93000", "PT-34FAC"), ("96372", "PT-5INC"), ("70450", "PT-GLOBAL")] {
        let claim = [physician("P1", "22", DAY, &[visit, (procedure, 1)])];
        assert_eq!(found(&clinic, &claim, true), one(code, Error), "{procedure}");
        assert_eq!(found(&clinic, &claim, false), [], "{procedure}");
    }
    let therapy = [hospital(&["0510*HC:G0463", "0420*HC:97530:GP"])];
    let claim = [physician("P1", "22", DAY, &[visit, ("97110:GP", 1)])];
    assert_eq!(found(&therapy, &claim, true), one("PT-7THER", Error));
    assert_eq!(found(&therapy, &claim, false), []);
}

#[test]
fn one_examination_under_two_codes_is_one_finding() {
    // Neither a missing reading nor a missing test beside it.
    let head = [hospital(&["0611*HC:70551"])];
    assert_eq!(
        found(&head, &[physician("P1", "22", DAY, &[("70553:26", 1)])], false),
        one("SV-RAD", Warning)
    );
    // Two images, of which one was read: the one is missing.
    let two = [hospital(&["0324*HC:71045", "0324*HC:71046"])];
    assert_eq!(
        found(&two, &[physician("P1", "22", DAY, &[("71046:26", 1)])], false),
        one("PT-MISSPC", Warning)
    );
    // Tracing and reading have codes of their own.
    let tracing = [hospital(&["0730*HC:93005", "0482*HC:93017"])];
    let read = physician("P1", "22", DAY, &[("93010", 1), ("93018", 1)]);
    assert_eq!(found(&tracing, &[read], false), []);
}

#[test]
fn what_a_user_says_reads_elsewhere_is_not_missed() {
    let head = "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nNM1*82*1*RAY*BEN****XX*2000000002\nLX*1\nSV2*0510*HC:G0463*100*UN*1\nDTP*472*D8*20260302\nLX*2\nSV2*0352*HC:74177*800*UN*1\nDTP*472*D8*20260302";
    let visit = [physician("P1", "22", DAY, &[("99213", 1)])];
    let mut example = example(&[head.to_owned()], &visit, false);
    assert_eq!(codes(&example).into_iter().collect::<Vec<_>>(), one("PT-MISSPC", Warning));
    example.config = "[groups]\noutside_readers = [\"2000000002\"]".to_owned();
    assert_eq!(codes(&example).len(), 0);
}

#[test]
fn a_visit_without_any_professional_claim_says_nothing_of_missing_parts() {
    let lines = ["0450*HC:99284:25", "0352*HC:74177", "0360*HC:12001", "0762*HC:G0378"];
    let found = found(&[hospital(&lines)], &[], false);
    assert!(found.iter().all(|(code, _)| !code.starts_with("PT-") && !code.starts_with("SV-")), "{found:?}");
}

#[test]
fn units_may_be_shared_and_a_copy_does_not_double_them() {
    let twice = [hospital(&["0324*HC:71046", "0324*HC:71046:76"])];
    let shared =
        [physician("P1", "22", DAY, &[("71046:26", 1)]), physician("P2", "22", ROE, &[("71046:26:77", 1)])];
    assert_eq!(found(&twice, &shared, false), []);
    // Two surgeons of one operation; the technical part alone is another rule's.
    let operation = [hospital(&["0360*HC:47562"])];
    let surgeons =
        [physician("P1", "22", DAY, &[("47562:62", 1)]), physician("P2", "22", ROE, &[("47562:62", 1)])];
    assert_eq!(found(&operation, &surgeons, false), []);
    let image = [hospital(&["0402*HC:76700"])];
    let technical = [physician("P1", "22", DAY, &[("76700:TC", 1), ("76700:26", 1)])];
    assert_eq!(found(&image, &technical, false), one("PT-TCBOTH", Error));
}

#[test]
fn a_side_that_only_one_claim_names_needs_the_fee_schedule() {
    let knee = [hospital(&["0360*HC:27447:RT", "0278*HC:C1776"])];
    let silent = [physician("P1", "22", DAY, &[("27447", 1)])];
    assert_eq!(found(&knee, &silent, false), []);
    assert_eq!(found(&knee, &silent, true), one("SV-LAT", Warning));
    let appendix = [hospital(&["0360*HC:44970:RT"])];
    assert_eq!(found(&appendix, &[physician("P1", "22", DAY, &[("44970", 1)])], true), []);
}

#[test]
fn an_operation_in_a_stay_needs_the_fee_schedule() {
    let stay =
        "CLM*F1*8000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nLX*1\nSV2*0120**8000*DA*2";
    let operation = [physician("P1", "21", DAY, &[("44970", 1)])];
    assert_eq!(found(&[stay.to_owned()], &operation, true), one("SV-SURGNOOR", Warning));
    assert_eq!(found(&[stay.to_owned()], &operation, false), []);
}

#[test]
fn a_drug_or_a_test_that_is_billed_in_an_office_is_the_places_business() {
    for (revenue, code) in [("0636", "J1745"), ("0301", "80053"), ("0335", "96413")] {
        let head = [hospital(&[&format!("{revenue}*HC:{code}")])];
        let found = found(&head, &[physician("P1", "11", DAY, &[(code, 1)])], false);
        assert_eq!(found, one("PS-OFFICE", Error), "{code}");
    }
}

#[test]
fn emergency_levels_one_apart_are_expected() {
    let head = [hospital(&["0450*HC:99284"])];
    for (level, expected) in [("99284", vec![]), ("99283", vec![]), ("99282", one("SV-EDLVL", Info))] {
        assert_eq!(found(&head, &[physician("P1", "23", DAY, &[(level, 1)])], false), expected, "{level}");
    }
}

#[test]
fn numbers_of_authorizations_that_differ_are_info() {
    let number = |number: &str, claim: String| claim.replacen("\nLX", &format!("\nREF*G1*{number}\nLX"), 1);
    let head = number("A1", hospital(&["0360*HC:47562"]));
    let surgeon = |g1: &str| {
        let claim = physician("P1", "22", DAY, &[("47562", 1)]);
        claim.replacen("\nNM1", &format!("\nREF*G1*{g1}\nNM1"), 1)
    };
    assert_eq!(found(std::slice::from_ref(&head), &[surgeon("A1")], false), []);
    assert_eq!(found(&[head], &[surgeon("A2")], false), one("AU-PA", Info));
    // A visit without the number of the day's operation.
    let both = number("A1", hospital(&["0360*HC:47562", "0510*HC:G0463:25"]));
    let claims = [surgeon("A1"), physician("P2", "22", ROE, &[("99213", 1)])];
    assert_eq!(found(&[both], &claims, false), one("AU-PA", Info));
}

#[test]
fn an_accident_has_one_day_and_one_state() {
    let head = |day: &str, state: &str| {
        format!(
            "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nREF*LU*{state}\nHI*ABK:S8001XA\nHI*BH:01:D8:{day}\nLX*1\nSV2*0510*HC:G0463*900*UN*1\nDTP*472*D8*20260302"
        )
    };
    let claim = "CLM*P1*200***22:B:1*Y*A*Y*Y**AA:::MA\nDTP*439*D8*20260302\nHI*ABK:S8001XA\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302";
    for (day, state, expected) in [
        ("20260302", "MA", vec![]),
        ("20260301", "MA", one("AC-CAUSE", Warning)),
        ("20260302", "NY", one("AC-CAUSE", Warning)),
    ] {
        assert_eq!(found(&[head(day, state)], &[claim.to_owned()], false), expected, "{day} {state}");
    }
}

#[test]
fn a_heart_ultrasound_is_no_operation_that_leaves_a_device() {
    let echo = [hospital(&["0483*HC:93306", "0278*HC:C1776"])];
    let read = [physician("P1", "22", DAY, &[("93306:26", 1)])];
    assert_eq!(found(&echo, &read, false), one("SV-DEVICE", Warning));
    let catheter = [hospital(&["0481*HC:93458", "0278*HC:C1876"])];
    let read = [physician("P1", "22", DAY, &[("93458:26", 1)])];
    assert_eq!(found(&catheter, &read, false), []);
}

/// OCE edit 92 asks for the device on the day of the operation.
#[test]
fn a_device_is_billed_on_the_day_of_its_operation() {
    let head = |day: &str| {
        let claim = "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nLX*1\nSV2*0360*HC:33208*900*UN*1\nDTP*472*D8*20260302";
        format!("{claim}\nLX*2\nSV2*0275*HC:C1785*900*UN*1\nDTP*472*D8*{day}")
    };
    let surgeon = [physician("P1", "22", DAY, &[("33208", 1)])];
    assert_eq!(found(&[head("20260302")], &surgeon, false), []);
    assert_eq!(found(&[head("20260303")], &surgeon, false), one("SV-DEVICE", Warning));
}

/// An operation may run past midnight; two days apart are an error.
#[test]
fn an_operation_past_midnight_is_a_warning() {
    let head = |day: &str| {
        format!(
            "CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nLX*1\nSV2*0360*HC:29881*900*UN*1\nDTP*472*D8*{day}"
        )
    };
    let surgeon = [physician("P1", "22", DAY, &[("29881", 1)])];
    let severity = |day: &str| {
        let all = found(&[head(day)], &surgeon, false);
        all.into_iter().find(|(code, _)| code == "DT-SURG").map(|(_, severity)| severity)
    };
    assert_eq!(severity("20260302"), None);
    assert_eq!(severity("20260303"), Some(Warning));
    assert_eq!(severity("20260304"), Some(Severity::Error));
}

#[test]
fn a_reading_before_its_test_weighs_by_how_long_before() {
    // Around midnight, and a year off (CARC 181: a wrong date).
    let head = [hospital(&["0351*HC:70450"])];
    for (day, severity) in [("20260301", Warning), ("20250302", Error)] {
        let read = physician("P1", "22", DAY, &[("70450:26", 1)]).replace("20260302", day);
        let outcome = outcome(&example(&head, &[read], false));
        let findings = outcome.encounter(0).expect("an encounter").findings;
        let found = findings.iter().find(|found| found.finding.code == "DT-PCTC").expect("DT-PCTC");
        assert_eq!(found.finding.severity, severity, "{day}");
        assert_eq!(found.finding.amount_at_risk.as_deref(), Some("100.00"), "{day}");
    }
}

#[test]
fn the_wrong_side_of_an_operation_is_an_error_unless_both_were_operated_on() {
    // 0SRC0J9: right knee. With the left one alone somebody is wrong; with both the hospital may have left one out.
    let head = "CLM*F1*41000***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*3*1*01\nHI*BBR:0SRC0J9:D8:20260302\nLX*1\nSV2*0360**41000*UN*1";
    let stay = |lines: &[(&str, u32)]| physician("P1", "21", DAY, lines);
    let severity = |lines: &[(&str, u32)]| {
        let all = found(&[head.to_owned()], &[stay(lines)], false);
        all.into_iter().find(|(code, _)| code == "SV-PCSCPT").map(|(_, severity)| severity)
    };
    assert_eq!(severity(&[("27447:LT", 1)]), Some(Error));
    assert_eq!(severity(&[("27447:RT", 1)]), None);
    assert_eq!(severity(&[("27447:RT", 1), ("27310:LT", 1)]), Some(Warning));
}
