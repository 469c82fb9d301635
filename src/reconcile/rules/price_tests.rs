//! What findings are worth, worked by hand. Relative values, rates and indices are invented; a relative value of 1 is $32.00.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::finding::{MoneyKind, Severity};
use crate::reconcile::{Outcome, Sums};
use crate::rules::Example;

use super::service_tests::{DAY, ROE, hospital, physician};
use super::tests::outcome;

const FEES: &str = "HCPCS,MOD,DESCRIPTION,STATUS CODE,WORK RVU,NON-FAC PE RVU,FACILITY PE RVU,MP RVU,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,ASST SURG,CO-SURG,TEAM SURG,CONV FACTOR
99214,,x,A,1.50,2.30,0.90,0.20,4.00,2.60,0,XXX,0.00,0.00,0.00,0,0,0,0,0,32.00
70450,,x,A,1.00,3.50,3.50,0.10,4.60,4.60,1,XXX,0.00,0.00,0.00,0,0,0,0,0,32.00
70450,26,x,A,1.00,0.30,0.30,0.08,1.38,1.38,1,XXX,0.00,0.00,0.00,0,0,0,0,0,32.00
93000,,x,A,0.20,0.58,0.00,0.02,0.80,NA,4,XXX,0.00,0.00,0.00,0,0,0,0,0,32.00
93010,,x,A,0.20,0.07,0.07,0.01,0.28,0.28,2,XXX,0.00,0.00,0.00,0,0,0,0,0,32.00
29881,,x,A,7.00,8.00,6.00,1.00,16.00,14.00,0,090,0.10,0.69,0.21,2,1,2,1,0,32.00
";

const ADDENDUM: &str = "Addendum B effective January 1 2026
HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate
70450,x,S,5523,2.00,$240.00
27130,x,C,,,
G0463,x,V,5012,1.00,$120.50
36415,x,N,,,
";

const GPCI: &str = "Final CY 2026 Geographic Practice Cost Indices
Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI
09102,FL,04,NOWHERE,1.000,1.100,2.000
";

/// Facility lines, professional claims, and what is found: rule, sum, dollars, and how.
struct Case {
    hospital: &'static [&'static str],
    physicians: Vec<String>,
    tables: &'static [(&'static str, &'static str)],
    config: &'static str,
    finds: (&'static str, MoneyKind, &'static str, &'static str),
}

const FEE: &[(&str, &str)] = &[("PPRRVU26_JAN.csv", FEES)];
const ALL: &[(&str, &str)] = &[("PPRRVU26_JAN.csv", FEES), ("b.csv", ADDENDUM)];
const LOCAL: &[(&str, &str)] = &[("PPRRVU26_JAN.csv", FEES), ("GPCI2026.csv", GPCI)];
const LOCALITY: &str = "[pricing]\nlocality = \"09102-04\"\n";

const CLINIC: &[&str] = &["0510*HC:G0463"];
const HEAD: &[&str] = &["0351*HC:70450"];

fn case(
    hospital: &'static [&'static str],
    physicians: &[(&str, &[(&str, u32)])],
    finds: (&'static str, MoneyKind, &'static str, &'static str),
) -> Case {
    let numbers = ["P1", "P2"];
    let claims = physicians.iter().zip(numbers);
    let physicians = claims.map(|((place, lines), number)| physician(number, place, DAY, lines)).collect();
    Case { hospital, physicians, tables: FEE, config: "", finds }
}

fn cases() -> Vec<Case> {
    use MoneyKind::{Denial, Missed, Overpaid};
    let twice = |place, procedure: &'static str, amount, basis| {
        let claim: (&str, &[(&str, u32)]) = (place, &[(procedure, 1)]);
        let hospital: &[&str] = if place == "11" { &[] } else { CLINIC };
        case(hospital, &[claim, claim], ("LC-DUPP", Overpaid, amount, basis))
    };
    let two_readers = |mut case: Case| {
        case.physicians = vec![
            physician("P1", "22", DAY, &[("70450:26", 1)]),
            physician("P2", "22", ROE, &[("70450:26", 1)]),
        ];
        case
    };
    let with = |tables, config, case: Case| Case { tables, config, ..case };
    vec![
        // (4.00 - 2.60) x 32.00 = 1.40 x 32.00
        case(CLINIC, &[("11", &[("99214", 1)])], ("PS-OFFICE", Overpaid, "44.80", "(4 - 2.6) x 32.00 x 1")),
        // (4.60 - 1.38) x 32.00 = 3.22 x 32.00
        case(HEAD, &[("22", &[("70450", 1)])], ("PT-GLOBAL", Overpaid, "103.04", "(4.6 - 1.38) x 32.00 x 1")),
        // 3.22 x 32.00 x 2
        case(HEAD, &[("22", &[("70450", 2)])], ("PT-GLOBAL", Overpaid, "206.08", "x 32.00 x 2")),
        // The technical part alone: 3.22 x 32.00
        case(
            HEAD,
            &[("22", &[("70450:TC", 1)])],
            ("PT-TCBOTH", Overpaid, "103.04", "total with modifier 26"),
        ),
        // Tracing and reading less the reading: (0.80 - 0.28) x 32.00 = 0.52 x 32.00
        case(
            &["0730*HC:93005"],
            &[("22", &[("93000", 1)])],
            ("PT-34FAC", Overpaid, "16.64", "total of 93010"),
        ),
        // 1.38 x 32.00
        case(HEAD, &[("22", &[("99214", 1)])], ("PT-MISSPC", Missed, "44.16", "1.38 x 32.00 x 1")),
        // What the hospital would be paid for the test: APC 5523.
        with(
            ALL,
            "",
            case(CLINIC, &[("22", &[("70450:26", 1)])], ("PT-MISSTC", Missed, "240.00", "APC 5523")),
        ),
        // Without addendum B the technical part: 3.22 x 32.00
        case(CLINIC, &[("22", &[("70450:26", 1)])], ("PT-MISSTC", Missed, "103.04", "(4.6 - 1.38)")),
        // 1.38 x 32.00, of the second reader
        two_readers(case(HEAD, &[], ("PT-DUPREAD", Overpaid, "44.16", "1.38 x 32.00 x 1"))),
        // 14.00 x 32.00 x 0.16 = 448.00 x 0.16
        case(
            &["0360*HC:29881"],
            &[("22", &[("29881:80", 1)])],
            ("SV-ASSIST", Denial, "71.68", "16 % for an assistant"),
        ),
        // 448.00 x 0.136 = 60.928
        case(
            &["0360*HC:29881"],
            &[("22", &[("29881:AS", 1)])],
            ("SV-ASSIST", Denial, "60.93", "x 32.00 x 1 x 0.136"),
        ),
        // 448.00 x 0.625
        case(
            &["0360*HC:29881"],
            &[("22", &[("29881:62", 1)])],
            ("SV-ASSIST", Denial, "280.00", "one of two surgeons"),
        ),
        // 14.00 x 32.00
        case(
            &["0360*HC:29881"],
            &[("22", &[("99214", 1)])],
            ("SV-ORNOSURG", Missed, "448.00", "14 x 32.00 x 1"),
        ),
        // At a facility's rate 2.60 x 32.00, in an office 4.00 x 32.00
        twice("22", "99214", "83.20", "facility total x conversion factor x units = 2.6 x 32.00 x 1"),
        twice("11", "99214", "128.00", "non-facility total x conversion factor x units = 4 x 32.00 x 1"),
        // Before and in the operation 448.00 x (0.10 + 0.69), after it 448.00 x 0.21, before it 448.00 x 0.10
        twice("22", "29881:54", "353.92", "x 0.79"),
        twice("22", "29881:55", "94.08", "x 0.21"),
        twice("22", "29881:56", "44.80", "x 0.1"),
        // Both sides 448.00 x 1.5, a further operation 448.00 x 0.5
        twice("22", "29881:50", "672.00", "150 % for both sides"),
        twice("22", "29881:51", "224.00", "50 % for a further operation"),
        // The hospital's day: 120.50 for the visit; drugs without a code are packaged.
        with(
            ALL,
            "",
            case(
                &["0510*HC:G0463", "0250*"],
                &[("22", &[("27130", 1)])],
                ("SV-IPO", Denial, "120.50", "addendum B of 2026-01-01, national"),
            ),
        ),
        // Office 1.50 x 1.000 + 2.30 x 1.100 + 0.20 x 2.000 = 4.43, facility 1.50 + 0.90 x 1.100 + 0.40 = 2.89;
        // (4.43 - 2.89) x 32.00 = 1.54 x 32.00
        with(
            LOCAL,
            LOCALITY,
            case(
                CLINIC,
                &[("11", &[("99214", 1)])],
                ("PS-OFFICE", Overpaid, "49.28", "locality 09102-04 by GPCI"),
            ),
        ),
        // Whole 1.00 + 3.50 x 1.100 + 0.10 x 2.000 = 5.05, reading 1.00 + 0.30 x 1.100 + 0.08 x 2.000 = 1.49;
        // 3.56 x 32.00
        with(
            LOCAL,
            LOCALITY,
            case(
                HEAD,
                &[("22", &[("70450", 1)])],
                ("PT-GLOBAL", Overpaid, "113.92", "(5.05 - 1.49) x 32.00 x 1"),
            ),
        ),
        // Without the indices the amount is national and says so.
        with(
            FEE,
            LOCALITY,
            case(
                HEAD,
                &[("22", &[("70450", 1)])],
                ("PT-GLOBAL", Overpaid, "103.04", "national (no indices of"),
            ),
        ),
    ]
}

impl Case {
    fn outcome(&self) -> Outcome {
        let facility = if self.hospital.is_empty() { Vec::new() } else { vec![hospital(self.hospital)] };
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        outcome(&Example {
            facility,
            professional: self.physicians.clone(),
            tables: self.tables.iter().map(owned).collect(),
            config: self.config.to_owned(),
        })
    }
}

#[test]
fn prices_agree_with_those_worked_by_hand() {
    let mut wrong = Vec::new();
    for case in cases() {
        let (code, kind, amount, basis) = case.finds;
        let outcome = case.outcome();
        let findings: Vec<_> =
            outcome.encounters().flat_map(|visit| visit.expect("a visit").findings).collect();
        let found = findings.iter().find(|found| found.finding.code == code);
        let money = found.and_then(|found| found.finding.money.as_ref());
        if !money.is_some_and(|m| (m.kind, m.amount.as_str()) == (kind, amount) && m.basis.contains(basis)) {
            let codes: Vec<&str> = findings.iter().map(|found| found.finding.code.as_str()).collect();
            wrong.push(format!("{code} {amount} {basis:?}: {money:?} among {codes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The examples of rules whose claims no case above has, with procedures that the fee schedule above prices.
#[test]
fn prices_of_examples_agree_with_those_worked_by_hand() {
    for (code, from, to, kind, amount, basis) in [
        // Tracing and reading less the reading, which the practice keeps: (0.80 - 0.28) x 32.00
        ("PS-WINDOW-PD", "93000", "93000", MoneyKind::Overpaid, "16.64", "total of 93010"),
        // The technical part of a test: (4.60 - 1.38) x 32.00 = 3.22 x 32.00
        ("PS-WINDOW-PD", "93000", "70450", MoneyKind::Overpaid, "103.04", "(4.6 - 1.38) x 32.00 x 1"),
        // A visit loses what a practice costs more: (4.00 - 2.60) x 32.00
        ("PS-WINDOW-PD", "93000", "99214", MoneyKind::Overpaid, "44.80", "(4 - 2.6) x 32.00 x 1"),
        // The nursing facility pays the technical part: 3.22 x 32.00
        ("PS-SNFCB", "71046", "70450", MoneyKind::Overpaid, "103.04", "(4.6 - 1.38) x 32.00 x 1"),
        // Places 21 and 22 pay the same, so that nothing is paid too much; the line may be denied: 2.60 x 32.00
        ("PS-OBSIP", "99223", "99214", MoneyKind::Denial, "83.20", "facility total"),
    ] {
        let rule = super::all().find(|check| check.rule.code == code).expect("a rule").rule;
        let mut example = rule.fires.clone();
        for claim in &mut example.professional {
            assert!(claim.contains(from), "{code}");
            *claim = claim.replace(from, to);
        }
        example.tables = vec![(FEE[0].0.to_owned(), FEE[0].1.to_owned())];
        let outcome = outcome(&example);
        let findings: Vec<_> =
            outcome.encounters().flat_map(|visit| visit.expect("a visit").findings).collect();
        let found = findings.iter().find(|found| found.finding.code == code);
        let money =
            found.and_then(|found| found.finding.money.clone()).unwrap_or_else(|| panic!("{code} {to}"));
        assert_eq!((money.kind, money.amount.as_str()), (kind, amount), "{code} {to}: {}", money.basis);
        assert!(money.basis.contains(basis), "{code} {to}: {}", money.basis);
    }
}

#[test]
fn sums_over_encounters_are_sums_over_lines() {
    let examples = super::all().map(|check| outcome(&check.rule.fires));
    for outcome in examples.chain(cases().iter().map(Case::outcome)) {
        let mut over_encounters = Sums::default();
        let mut lines: BTreeMap<(MoneyKind, usize, usize), Decimal> = BTreeMap::new();
        for visit in outcome.encounters() {
            let visit = visit.expect("a visit");
            over_encounters += visit.sums();
            for found in &visit.findings {
                let Some(money) = &found.finding.money else { continue };
                for (claim, line, amount) in &found.at_risk {
                    let most = lines.entry((money.kind, *claim, *line)).or_default();
                    *most = (*most).max(*amount);
                }
            }
        }
        let over_lines: Sums = lines.into_iter().map(|((kind, ..), amount)| (kind, amount)).collect();
        assert_eq!(over_encounters, over_lines);
        assert_eq!(outcome.summary.money, over_lines);
    }
}

#[test]
fn by_an_old_list_an_operation_for_inpatients_is_a_remark_without_money() {
    let lines = ("22", &[("27130", 1)][..]);
    let mut case = case(CLINIC, &[lines], ("SV-IPO", MoneyKind::Denial, "", ""));
    case.tables = &[("2019_January_Addendum_B.csv", "HCPCS Code,Short Descriptor,SI,APC\n27130,x,C,\n")];
    let outcome = case.outcome();
    let findings = outcome.encounter(0).expect("a visit").findings;
    let found = findings.iter().find(|found| found.finding.code == "SV-IPO").expect("it is told");
    assert_eq!((found.finding.severity, &found.finding.money), (Severity::Info, &None));
    assert!(found.finding.message.contains("2019-01-01"), "{}", found.finding.message);
}

#[test]
fn a_finding_says_until_when_to_act() {
    // The run is of 2026-04-30, the service of 2026-03-02.
    let deadline = |config: &'static str, indicator: &str, (code, case): (&str, Case)| {
        let medicare = |claim: &String| {
            format!(
                "SBR*P*18*******{indicator}\nNM1*IL*1*DOE*JANE****MI*A1\nNM1*PR*2*MOSS HEALTH*****PI*MH01\n{claim}"
            )
        };
        let physicians = case.physicians.iter().map(medicare).collect();
        let facility = vec![medicare(&hospital(case.hospital))];
        let example =
            Example { facility, professional: physicians, config: config.to_owned(), ..Example::NONE };
        let outcome = outcome(&example);
        let visit = outcome.encounter(0).expect("a visit");
        let found = visit.findings.iter().find(|found| found.finding.code == code).expect("it is told");
        found.finding.deadline.map(|day| day.to_string())
    };
    let overpaid =
        || ("PT-GLOBAL", case(HEAD, &[("22", &[("70450", 1)])], ("", MoneyKind::Overpaid, "", "")));
    let missed = || ("PT-MISSPC", case(HEAD, &[("22", &[("99214", 1)])], ("", MoneyKind::Missed, "", "")));
    assert_eq!(deadline("", "MB", overpaid()).as_deref(), Some("2026-06-29"), "60 days");
    assert_eq!(deadline("", "CI", overpaid()), None);
    assert_eq!(deadline("", "MB", missed()).as_deref(), Some("2027-03-02"), "a year");
    assert_eq!(deadline("", "CI", missed()), None);
    let filing = "[filing]\ndays = 180\n[filing.payers]\n\"moss health\" = 90\n";
    assert_eq!(deadline(filing, "CI", missed()).as_deref(), Some("2026-05-31"), "90 days");
    assert_eq!(deadline("[filing]\ndays = 180\n", "CI", missed()).as_deref(), Some("2026-08-29"), "180 days");
}
