//! Findings whose money is a part of a fee or none at all, worked by hand; a relative value of 1 is $32.00.

use std::fmt::Write;

use crate::finding::{MoneyKind, Severity};
use crate::rules::Example;

use super::service_tests::{DAY, ROE, hospital, physician};
use super::tests::outcome;

const FEES: &str = "HCPCS,MOD,DESCRIPTION,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,CONV FACTOR
22600,,x,A,40.00,40.00,0,090,0,2,2,1,32.00
43235,,x,A,9.00,4.00,0,000,0,0,0,0,32.00
43235,53,x,A,4.00,1.50,0,000,0,0,0,0,32.00
88307,,x,A,8.00,8.00,1,XXX,0,0,0,0,32.00
88307,26,x,A,2.50,2.50,1,XXX,0,0,0,0,32.00
71250,,x,A,4.00,4.00,1,XXX,0,0,0,0,32.00
71250,26,x,A,1.50,1.50,1,XXX,0,0,0,0,32.00
69436,,x,A,6.00,5.00,0,010,1,0,0,0,32.00
";

/// A stay whose bill names revenue codes only.
const STAY: &str = "CLM*F1*9000***11:A:1**A*Y*Y\nDTP*434*RD8*20260301-20260304\nDTP*435*DT*202603010900\nCL1*1*1*01\n\
                    LX*1\nSV2*0120**6000*DA*3\nLX*2\nSV2*0352**2000*UN*1\nLX*3\nSV2*0310**500*UN*2\nLX*4\nSV2*0730**500*UN*1";

/// Weight, message, and money of a finding: its sum, dollars, and how.
type Told = (Severity, String, Option<(MoneyKind, String, String)>);

fn told(code: &str, facility: &[&str], professional: &[String], tables: &[(&str, &str)]) -> Vec<Told> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    let outcome = outcome(&Example {
        facility: facility.iter().map(|text| (*text).to_owned()).collect(),
        professional: professional.to_vec(),
        tables: tables.iter().map(owned).collect(),
        ..Example::NONE
    });
    let findings = outcome.encounters().flat_map(|visit| visit.expect("a visit").findings);
    let own = findings.filter(|found| found.finding.code == code).map(|found| {
        let money = found.finding.money.map(|money| (money.kind, money.amount, money.basis));
        (found.finding.severity, found.finding.message, money)
    });
    own.collect()
}

/// The only finding of a code: weight, sum and dollars.
fn only(
    code: &str,
    facility: &[&str],
    professional: &[String],
    tables: &[(&str, &str)],
) -> (Severity, Option<(MoneyKind, String)>) {
    let all = told(code, facility, professional, tables);
    let [(severity, _, money)] = &all[..] else { panic!("{code}: {all:?}") };
    (*severity, money.clone().map(|(kind, amount, _)| (kind, amount)))
}

const FEE: &[(&str, &str)] = &[("PPRRVU26_JAN.csv", FEES)];
/// The edition of the quarter before.
const OLD: &[(&str, &str)] = &[("PPRRVU25_OCT.csv", FEES)];

fn money(kind: MoneyKind, amount: impl Into<Option<&'static str>>) -> Option<(MoneyKind, String)> {
    amount.into().map(|amount| (kind, amount.to_owned()))
}

/// CMS Pub. 100-04 chapter 12 section 40.8: each of two surgeons is paid 62.5 %, and both say so.
#[test]
fn of_two_surgeons_the_one_who_does_not_say_so_is_overpaid() {
    let head = hospital(&["0360*HC:22600"]);
    let pair = |second: &str| {
        [physician("P1", "22", DAY, &[("22600:62", 1)]), physician("P2", "22", ROE, &[(second, 1)])]
    };
    let found = told("SV-ASSIST", &[&head], &pair("22600"), FEE);
    let [(severity, message, Some((kind, amount, basis)))] = &found[..] else { panic!("{found:?}") };
    // 40.00 x 32.00 x (1 - 0.625)
    assert_eq!((*severity, *kind, amount.as_str()), (Severity::Warning, MoneyKind::Overpaid, "480.00"));
    assert!(basis.contains("40 x 32.00 x 1 x 0.375"), "{basis}");
    assert!(message.contains("only one of them with modifier 62"), "{message}");
    // The charge is $100.00.
    let charged = only("SV-ASSIST", &[&head], &pair("22600"), &[]);
    assert_eq!(charged, (Severity::Warning, money(MoneyKind::Overpaid, "37.50")));
    assert_eq!(told("SV-ASSIST", &[&head], &pair("22600:62"), FEE), []);
    // An assistant is no second surgeon: nobody else says that there were two.
    let alone = told("SV-ASSIST", &[&head], &pair("22600:80"), &[]);
    assert!(alone.iter().any(|(_, message, _)| message.contains("no other bills it")), "{alone:?}");
}

/// CMS Pub. 100-04 chapter 13 section 20.2.1: no technical part is paid to physicians for inpatients.
#[test]
fn the_whole_test_of_an_inpatient_is_wrong_by_its_place_alone() {
    use MoneyKind::Overpaid;
    use Severity::{Error, Warning};
    let read = |procedure: &str| [physician("P1", "21", DAY, &[("99232", 1), (procedure, 1)])];
    for (code, procedure) in
        [("PT-GLOBAL", "71250"), ("PT-GLOBAL", "88307"), ("PT-GLOBAL", "93306"), ("PT-34FAC", "93000")]
    {
        let found = only(code, &[STAY], &read(procedure), &[]);
        assert_eq!(found, (Warning, money(Overpaid, "100.00")), "{procedure}");
    }
    // (4.00 - 1.50) x 32.00 and (8.00 - 2.50) x 32.00; an old edition prices, and knows no more than none.
    assert_eq!(only("PT-GLOBAL", &[STAY], &read("71250"), FEE), (Error, money(Overpaid, "80.00")));
    assert_eq!(only("PT-GLOBAL", &[STAY], &read("88307"), FEE), (Error, money(Overpaid, "176.00")));
    assert_eq!(only("PT-GLOBAL", &[STAY], &read("71250"), OLD), (Warning, money(Overpaid, "80.00")));
    for fine in ["71250:26", "88307:26", "93010", "93306:26", "77427", "88321", "93503", "95970", "43235"] {
        for code in ["PT-GLOBAL", "PT-34FAC"] {
            assert_eq!(told(code, &[STAY], &read(fine), &[]), [], "{fine}");
        }
    }
    // An outpatient's practice may own the machine.
    let clinic = hospital(&["0510*HC:G0463"]);
    let outside = [physician("P1", "22", DAY, &[("99213", 1), ("71250", 1)])];
    assert_eq!(told("PT-GLOBAL", &[&clinic], &outside, &[]), []);
}

#[test]
fn a_second_side_costs_what_the_second_side_adds() {
    use MoneyKind::{Missed, Overpaid};
    let both = |facility: &str, lines: &[(&str, u32)], tables| {
        let head = hospital(&[&format!("0360*HC:{facility}")]);
        only("SV-BILAT", &[&head], &[physician("P1", "22", DAY, lines)], tables).1
    };
    // 5.00 x 32.00 x 0.5; of charges of $100.00 for 150 % a third, of two lines a third of $200.00.
    assert_eq!(both("69436:RT", &[("69436:50", 1)], FEE), money(Overpaid, "80.00"));
    assert_eq!(both("69436:RT", &[("69436:50", 1)], &[]), money(Overpaid, "33.33"));
    assert_eq!(both("69436:RT", &[("69436:RT", 1), ("69436:LT", 1)], FEE), money(Overpaid, "80.00"));
    assert_eq!(both("69436:RT", &[("69436:RT", 1), ("69436:LT", 1)], &[]), money(Overpaid, "66.67"));
    // The other way round the second side has not been billed.
    assert_eq!(both("69436:50", &[("69436:RT", 1)], FEE), money(Missed, "80.00"));
    assert_eq!(both("69436:50", &[("69436:RT", 1)], &[]), money(Missed, "50.00"));
}

#[test]
fn pathology_without_its_modifier_costs_the_preparation() {
    let head = hospital(&["0312*HC:88307"]);
    let read = [physician("P1", "22", DAY, &[("88307", 1)])];
    // (8.00 - 2.50) x 32.00
    let found = only("SV-PATH", &[&head], &read, FEE);
    assert_eq!(found, (Severity::Warning, money(MoneyKind::Overpaid, "176.00")));
}

#[test]
fn what_was_stopped_costs_the_difference_to_the_row_of_modifier_53() {
    let stopped = |facility: &str, line: &str, tables| {
        let head = hospital(&[&format!("0750*HC:{facility}")]);
        only("SV-DISC", &[&head], &[physician("P1", "22", DAY, &[(line, 1)])], tables).1
    };
    // (4.00 - 1.50) x 32.00
    assert_eq!(stopped("43235:74", "43235", FEE), money(MoneyKind::Overpaid, "80.00"));
    assert_eq!(stopped("43235:74", "43235", &[]), money(MoneyKind::Overpaid, "100.00"));
    assert_eq!(stopped("43235", "43235:53", FEE), None, "the physician's line is not overpaid");
}

#[test]
fn a_physicians_void_is_a_warning_without_an_amount() {
    let head = hospital(&["0450*HC:99283"]);
    let bill = |frequency: char| {
        let claim = physician("P1", "23", DAY, &[("99283", 1)]).replace(":B:1*", &format!(":B:{frequency}*"));
        if frequency == '8' { claim.replacen("\nNM1", "\nREF*F8*ICN1\nNM1", 1) } else { claim }
    };
    let voided = only("LC-VOID", &[&head], &[bill('1'), bill('8')], &[]);
    assert_eq!(voided, (Severity::Warning, None));
    let void = head.replace(":A:1*", ":A:8*").replacen("\nLX", "\nREF*F8*ICN1\nLX", 1);
    let voided = only("LC-VOID", &[&head, &void], &[bill('1')], &[]);
    assert_eq!(voided, (Severity::Error, money(MoneyKind::Overpaid, "100.00")));
}

/// A visit of the facility alone; another patient's claim shows that physicians' claims were read.
fn lag(facility: &str) -> Vec<Told> {
    let other = "NM1*IL*1*ROE*RICHARD****MI*2FH5UF6NL84\nDMG*D8*19710903*M\nCLM*P9*200***11:B:1*Y*A*Y*Y\nLX*1\n\
                 SV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260320";
    told("LC-LAG", &[facility], &[other.to_owned()], &[])
}

#[test]
fn a_room_does_not_tell_what_the_missing_claim_is_worth() {
    for lines in [&["0360*HC:47562"][..], &["0360*HC:47562", "0370*"], &["0762*HC:G0378"]] {
        let found = lag(&hospital(lines));
        let [(_, message, None)] = &found[..] else { panic!("{found:?}") };
        assert!(message.contains("no charge that is here tells what it is worth"), "{message}");
    }
    let found = lag(
        "CLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01\nLX*1\nSV2*0120**900*DA*2",
    );
    assert!(matches!(&found[..], [(_, _, None)]), "{found:?}");
    // Both sides bill these by one code; the room beside them does not count.
    let found = lag(&hospital(&["0450*HC:99283", "0360*HC:47562"]));
    let [(_, _, Some((MoneyKind::Missed, amount, _)))] = &found[..] else { panic!("{found:?}") };
    assert_eq!(amount, "900.00");
}

#[test]
fn what_no_physician_took_part_in_asks_for_no_claim() {
    // CPT 2023: level 1 needs no physician. Modifier 73: it ended before the anesthesia.
    for lines in [&["0450*HC:99281"][..], &["0360*HC:45378:73", "0370*"], &["0450*HC:G0380"]] {
        assert_eq!(lag(&hospital(lines)), [], "{lines:?}");
    }
    for lines in [
        &["0450*HC:99282"][..],
        &["0360*HC:45378:74", "0370*"],
        &["0360*HC:45378:73", "0360*HC:43235", "0370*"],
    ] {
        assert_eq!(lag(&hospital(lines)).len(), 1, "{lines:?}");
    }
}

/// CMS Pub. 100-04 chapter 8 section 140: treatments of the facility, and the physician's care by the month.
#[test]
fn a_month_of_dialysis_has_two_halves_that_agree() {
    let mut head = "CLM*F1*4500***72:A:2**A*Y*Y\nDTP*434*RD8*20260301-20260331\nCL1*3*1*30".to_owned();
    for (n, day) in ["02", "04", "06", "09", "11"].iter().enumerate() {
        let line = "SV2*0821*HC:90999:G4*900*UN*1";
        write!(head, "\nLX*{}\n{line}\nDTP*472*D8*202603{day}", n + 1).expect("a string");
    }
    let month = "CLM*K1*300***65:B:1*Y*A*Y*Y\nNM1*82*1*DAY*ANN****XX*1000000004\nLX*1\nSV1*HC:90961*300*UN*1***1\n\
                 DTP*472*RD8*20260301-20260331";
    let outcome =
        outcome(&Example { facility: vec![head], professional: vec![month.to_owned()], ..Example::NONE });
    let visits: Vec<_> = outcome.encounters().map(|visit| visit.expect("a visit")).collect();
    let [visit] = &visits[..] else { panic!("{} visits", visits.len()) };
    let codes: Vec<_> = visit.findings.iter().map(|found| &found.finding.code).collect();
    assert_eq!((visit.status, codes.len()), (crate::model::Status::Matched, 0), "{codes:?}");
    assert!(visit.lines.unpaired.is_empty());
}
