//! Pairing on encounters of a few lines, with what the field expects of them.

use std::fmt::Write as _;

use crate::reconcile::rules::tests::outcome;
use crate::reconcile::{EncounterResult, LineAt};
use crate::rules::Example;

/// One encounter: lines as `revenue code, modifiers, units` of the facility, and `code, modifiers, units` of the
/// professionals, all on one day; a bar parts professional claims.
fn paired(
    bill: &str,
    facility: &[(&str, &str, u32)],
    place: &str,
    professional: &[&[(&str, u32)]],
) -> EncounterResult {
    let mut text = format!("CLM*F1*900***{bill}:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01");
    if bill == "11" {
        text += "\nDTP*435*DT*202603020900";
    }
    for (n, (revenue, code, units)) in facility.iter().enumerate() {
        let code = if code.is_empty() { String::new() } else { format!("HC:{code}") };
        let _ = write!(text, "\nLX*{}\nSV2*{revenue}*{code}*900*UN*{units}", n + 1);
        if bill != "11" {
            text += "\nDTP*472*D8*20260302";
        }
    }
    let claims = professional.iter().enumerate().map(|(claim, lines)| {
        let mut text = format!("CLM*P{claim}*200***{place}:B:1*Y*A*Y*Y");
        if place == "21" {
            text += "\nDTP*435*D8*20260302";
        }
        for (n, (code, units)) in lines.iter().enumerate() {
            let _ = write!(text, "\nLX*{}\nSV1*HC:{code}*200*UN*{units}***1\nDTP*472*D8*20260302", n + 1);
        }
        text
    });
    let professional: Vec<String> = claims.collect();
    let professional: Vec<&str> = professional.iter().map(String::as_str).collect();
    let outcome = outcome(&Example::of(&[&text], &professional));
    let mut visits = outcome.encounters().map(|encounter| encounter.expect("a visit"));
    visits.find(|encounter| !encounter.facility.is_empty()).expect("an encounter with a facility claim")
}

/// Relations as `facility line - professional claim.line: relation`, then lines without a twin as `F1 needs …`.
fn told(encounter: &EncounterResult) -> Vec<String> {
    let claim = |at: LineAt| {
        let of = encounter
            .professional
            .iter()
            .map(|attached| attached.claim)
            .collect::<std::collections::BTreeSet<_>>();
        of.iter().position(|claim| *claim == at.claim).map_or_else(|| "fee".to_owned(), |n| n.to_string())
    };
    let pairs = encounter.lines.pairs.iter().map(|pair| {
        let at = format!("{}.{}", claim(pair.professional), pair.professional.line);
        format!("{}-{at} {}", pair.facility.line, pair.relation.as_str())
    });
    let lone = encounter.lines.unpaired.iter().map(|lone| {
        let side = if lone.side == crate::finding::Side::Facility { 'F' } else { 'P' };
        format!("{side}{} needs {}", lone.at.line, lone.needs.as_str())
    });
    let mut all: Vec<String> = pairs.chain(lone).collect();
    all.sort();
    all
}

#[test]
fn a_line_has_one_twin_and_a_second_procedure_stands_alone() {
    let encounter = paired("13", &[("0360", "29881", 1)], "22", &[&[("29881", 1), ("29827", 1)]]);
    assert_eq!(told(&encounter), ["0-0.0 same procedure", "P1 needs facility procedure"]);
}

#[test]
fn another_code_of_a_family_is_a_relative_and_one_of_another_family_is_not() {
    for (facility, professional) in
        [("45385", "45378"), ("43249", "43235"), ("12011", "12052"), ("29881", "29880")]
    {
        let encounter = paired("13", &[("0360", facility, 1)], "22", &[&[(professional, 1)]]);
        assert_eq!(told(&encounter), ["0-0.0 another code of the family"], "{facility} {professional}");
    }
    let encounter = paired("13", &[("0360", "29881", 1)], "22", &[&[("49505", 1)]]);
    assert_eq!(told(&encounter), ["F0 needs surgeon", "P0 needs facility procedure"]);
}

#[test]
fn components_of_one_test_and_contrast_of_one_region_find_each_other() {
    let encounter = paired(
        "13",
        &[("0730", "93005", 1), ("0611", "70551", 1)],
        "22",
        &[&[("93010", 1), ("70553:26", 1)]],
    );
    assert_eq!(
        told(&encounter),
        ["0-0.0 technical and professional component", "1-0.1 another code of the family"]
    );
}

#[test]
fn a_combined_code_goes_with_its_parts() {
    let encounter = paired("13", &[("0352", "74176", 1)], "22", &[&[("74150:26", 1), ("72192:26", 1)]]);
    assert_eq!(told(&encounter), ["0-0.0 combined code and its parts", "0-0.1 combined code and its parts"]);
}

#[test]
fn both_sides_of_the_body_in_one_line_or_in_two() {
    let encounter = paired("13", &[("0360", "69436:50", 1)], "22", &[&[("69436:RT", 1), ("69436:LT", 1)]]);
    assert_eq!(told(&encounter), ["0-0.0 same procedure", "0-0.1 several units, several lines"]);
    let encounter = paired("13", &[("0730", "93005", 3)], "22", &[&[("93010", 1), ("93010:76", 1)]]);
    assert_eq!(told(&encounter).len(), 2);
}

#[test]
fn the_assistant_and_the_anesthesia_follow_the_operation() {
    let encounter = paired(
        "13",
        &[("0360", "47562", 1), ("0370", "", 1)],
        "22",
        &[&[("47562", 1)], &[("47562:80", 1)], &[("00790:QK", 1)], &[("00790:QX", 1)]],
    );
    assert_eq!(
        told(&encounter),
        [
            "0-0.0 same procedure",
            "0-1.0 assistant or second surgeon",
            "1-2.0 anesthesia of the operation",
            "1-3.0 anesthesia of the operation"
        ]
    );
}

#[test]
fn the_visits_of_a_stay_go_with_its_room_and_what_is_read_with_its_department() {
    let encounter = paired(
        "11",
        &[("0120", "", 2), ("0324", "", 1), ("0250", "", 5), ("0301", "", 9)],
        "21",
        &[&[("99223", 1)], &[("71046:26", 1)]],
    );
    assert_eq!(told(&encounter), ["0-0.0 visit during the stay", "1-1.0 department without procedure code"]);
    assert_eq!(encounter.lines.settled.len(), 2);
}

#[test]
fn a_surgeons_visits_are_in_the_global_package() {
    // CMS Pub. 100-04 chapter 12 section 40.1.
    let encounter = paired("13", &[("0360", "47562", 1), ("0762", "G0378", 19)], "22", &[&[("47562", 1)]]);
    assert_eq!(told(&encounter), ["0-0.0 same procedure"]);
}

#[test]
fn a_test_that_nobody_interpreted_says_so() {
    let encounter = paired(
        "13",
        &[("0450", "99284:25", 1), ("0352", "74177", 1), ("0301", "80053", 1), ("0636", "J1885", 2)],
        "23",
        &[&[("99284", 1)]],
    );
    assert_eq!(
        told(&encounter),
        ["0-0.0 visit, leveled by each side", "F1 needs interpretation"]
            .map(|text| { if text.starts_with("0-0.0") { "0-0.0 same procedure" } else { text } })
    );
    assert_eq!(encounter.lines.unpaired[0].judged_by.as_deref(), Some("PT-MISSPC"));
}

#[test]
fn a_fee_on_the_facilitys_own_claim_is_the_professionals_part() {
    let encounter = paired(
        "85",
        &[("0360", "49505:RT", 1), ("0370", "", 1), ("0964", "00830:QZ", 1)],
        "22",
        &[&[("49505:RT", 1)]],
    );
    assert_eq!(told(&encounter), ["0-0.0 same procedure", "1-fee.2 anesthesia of the operation"]);
}

#[test]
fn every_line_is_in_one_list() {
    let encounter = paired(
        "13",
        &[("0450", "99284:25", 1), ("0360", "12011", 1), ("0270", "", 1), ("0301", "80053", 1)],
        "23",
        &[&[("99284:25", 1), ("12052", 1), ("99053", 1)]],
    );
    let lines = &encounter.lines;
    let mut all: Vec<LineAt> =
        lines.pairs.iter().flat_map(|pair| [pair.facility, pair.professional]).collect();
    all.extend(lines.settled.iter().map(|settled| settled.at));
    all.extend(lines.unpaired.iter().map(|lone| lone.at));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 7);
}
