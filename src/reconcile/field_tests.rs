//! One encounter or two of each field of medicine, with what the field's sources say has to be reported (the table is
//! `src/docs/reconcile-by-field.md`). Expectations were written before the program's answer was seen.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::finding::Severity;
use crate::rules::Example;

use super::rules::tests::outcome;

/// Lines of a claim: revenue code (empty for a professional), procedure with modifiers, units.
type Lines = &'static [(&'static str, &'static str, u32)];

/// Field; type of bill and lines of the facility; place and lines of each professional claim; rules that have to fire.
type Row = (&'static str, &'static str, Lines, &'static [(&'static str, Lines)], &'static [&'static str]);

const ROWS: &[Row] = &[
    (
        "emergency",
        "13",
        &[("0450", "99284:25", 1), ("0636", "J1885", 2), ("0260", "96374", 1), ("0324", "71046", 1)],
        &[("23", &[("", "99284:25", 1)]), ("23", &[("", "71046:26", 1)])],
        &[],
    ),
    (
        "emergency, CT without interpretation",
        "13",
        &[("0450", "99284:25", 1), ("0352", "74177", 1)],
        &[("23", &[("", "99284", 1)])],
        &["PT-MISSPC"],
    ),
    ("observation", "13", &[("0762", "G0378", 20)], &[("22", &[("", "99222", 1)])], &[]),
    (
        "observation as inpatient",
        "13",
        &[("0762", "G0378", 20)],
        &[("21", &[("", "99222", 1)])],
        &["PS-OBSIP"],
    ),
    (
        "surgery",
        "13",
        &[("0360", "47562", 1), ("0370", "", 1), ("0710", "", 1)],
        &[("22", &[("", "47562", 1)]), ("22", &[("", "47562:80", 1)]), ("22", &[("", "00790:AA", 1)])],
        &[],
    ),
    (
        "surgery without surgeon",
        "13",
        &[("0360", "47562", 1), ("0370", "", 1)],
        &[("22", &[("", "00790:AA", 1)])],
        &["SV-ORNOSURG"],
    ),
    (
        "surgery, second procedure",
        "13",
        &[("0360", "29881:RT", 1)],
        &[("22", &[("", "29881:RT", 1), ("", "49505", 1)])],
        &["SV-HCPCS"],
    ),
    ("orthopedics, finger", "13", &[("0360", "26055:F1", 1)], &[("22", &[("", "26055:F2", 1)])], &["SV-LAT"]),
    (
        "orthopedics, hand and finger",
        "13",
        &[("0360", "26055:F1", 1)],
        &[("22", &[("", "26055:LT", 1)])],
        &[],
    ),
    ("cardiology, echo", "13", &[("0483", "93306", 1)], &[("22", &[("", "93308:26", 1)])], &["SV-CARD"]),
    ("cardiology, tracing", "13", &[("0730", "93005", 1)], &[("22", &[("", "93010", 1)])], &[]),
    ("cardiology, vessel", "13", &[("0481", "92928:LD", 1)], &[("22", &[("", "92928:RC", 1)])], &["SV-LAT"]),
    ("device", "13", &[("0360", "33208", 1)], &[("22", &[("", "33208", 1)])], &["SV-DEVICE"]),
    ("device stopped", "13", &[("0360", "33208:74", 1)], &[("22", &[("", "33208:53", 1)])], &[]),
    (
        "gastroenterology",
        "13",
        &[("0750", "45380", 1), ("0312", "88305", 1)],
        &[("22", &[("", "45380", 1)]), ("22", &[("", "88305:26", 1)])],
        &[],
    ),
    (
        "gastroenterology, extent",
        "13",
        &[("0750", "43239", 1)],
        &[("22", &[("", "43235", 1)])],
        &["SV-HCPCS"],
    ),
    (
        "gastroenterology, screening",
        "13",
        &[("0750", "45385:PT", 1)],
        &[("22", &[("", "45385", 1)])],
        &["SV-PT33"],
    ),
    (
        "ophthalmology",
        "13",
        &[("0360", "66984:LT", 1), ("0276", "V2632", 1)],
        &[("22", &[("", "66984:LT:54", 1)])],
        &[],
    ),
    ("obstetrics", "11", &[("0122", "", 2), ("0720", "", 1)], &[("21", &[("", "59409", 1)])], &[]),
    (
        "anesthesia by the hospital's nurse",
        "85",
        &[("0360", "49505:RT", 1), ("0370", "", 1), ("0964", "00830:QZ", 1)],
        &[("22", &[("", "49505:RT", 1)])],
        &[],
    ),
    (
        "oncology",
        "13",
        &[("0510", "G0463:25", 1), ("0335", "96413", 1), ("0636", "J9271:JZ", 20)],
        &[("22", &[("", "99214", 1)])],
        &[],
    ),
    (
        "oncology, infusion by the physician",
        "13",
        &[("0510", "G0463:25", 1), ("0335", "96413", 1)],
        &[("22", &[("", "99214", 1), ("", "96413", 1)])],
        &["PT-5INC"],
    ),
    ("radiation", "13", &[("0333", "77412", 1)], &[("22", &[("", "77427", 1)])], &[]),
    (
        "dialysis of an inpatient",
        "11",
        &[("0120", "", 2), ("0801", "", 1)],
        &[("21", &[("", "90935", 1)])],
        &[],
    ),
    ("partial hospitalization", "13", &[("0912", "90853", 1)], &[("52", &[("", "99214", 1)])], &[]),
    (
        "therapy by its own claim",
        "13",
        &[("0420", "97110:GP", 3)],
        &[("22", &[("", "97110:GP", 3)])],
        &["PT-7THER"],
    ),
    ("nursing facility", "21", &[("0120", "", 2)], &[("31", &[("", "99309", 1)])], &[]),
    ("nursing facility, place", "21", &[("0120", "", 2)], &[("32", &[("", "99309", 1)])], &["PS-3132"]),
    (
        "laboratory",
        "13",
        &[("0510", "G0463", 1), ("0301", "80053", 1)],
        &[("22", &[("", "99213", 1), ("", "80053", 1)])],
        &["SV-LAB"],
    ),
    ("pathology", "13", &[("0312", "88305", 4)], &[("22", &[("", "88305:26", 3)])], &["SV-PATH"]),
    ("sleep", "13", &[("0740", "95810", 1)], &[("22", &[("", "95810:26", 1)])], &[]),
    ("wounds", "13", &[("0510", "97597", 1)], &[("22", &[("", "99213", 1)])], &[]),
    ("clinic off campus", "13", &[("0510", "G0463:PO", 1)], &[("19", &[("", "99213", 1)])], &[]),
    ("rural clinic", "71", &[("0521", "G0467", 1)], &[("72", &[("", "99213", 1)])], &["PS-RHC"]),
    (
        "critical access, method II",
        "85",
        &[("0450", "99283", 1), ("0981", "99283", 1)],
        &[("23", &[("", "99283", 1)])],
        &["PS-CAH2"],
    ),
    ("telehealth", "13", &[("0780", "Q3014", 1)], &[("02", &[("", "99213:95", 1)])], &[]),
    (
        "imaging in parts",
        "13",
        &[("0352", "74176", 1)],
        &[("22", &[("", "74150:26", 1), ("", "72192:26", 1)])],
        &["SV-RAD"],
    ),
];

fn text(bill: &str, lines: Lines) -> String {
    let mut text = format!("CLM*F1*900***{bill}:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*1*1*01");
    if matches!(bill, "11" | "21") {
        text += "\nDTP*435*DT*202603020900";
    }
    for (n, (revenue, code, units)) in lines.iter().enumerate() {
        let code = if code.is_empty() { String::new() } else { format!("HC:{code}") };
        write!(text, "\nLX*{}\nSV2*{revenue}*{code}*900*UN*{units}", n + 1).expect("a string");
        if !code.is_empty() || !matches!(bill, "11" | "21") {
            text += "\nDTP*472*D8*20260302";
        }
    }
    text
}

fn claim(n: usize, place: &str, lines: Lines) -> String {
    let mut text = format!("CLM*P{n}*200***{place}:B:1*Y*A*Y*Y");
    if place == "21" {
        text += "\nDTP*435*D8*20260302";
    }
    for (at, (_, code, units)) in lines.iter().enumerate() {
        write!(text, "\nLX*{}\nSV1*HC:{code}*200*UN*{units}***1\nDTP*472*D8*20260302", at + 1)
            .expect("a string");
    }
    text
}

#[test]
fn each_field_is_judged_as_its_sources_have_it() {
    let mut wrong = Vec::new();
    for (field, bill, facility, professional, expected) in ROWS {
        let facility = text(bill, facility);
        let claims: Vec<String> =
            professional.iter().enumerate().map(|(n, (place, lines))| claim(n, place, lines)).collect();
        let claims: Vec<&str> = claims.iter().map(String::as_str).collect();
        let outcome = outcome(&Example::of(&[&facility], &claims));
        let visits: Vec<_> = outcome.visits().map(|visit| visit.expect("a visit")).collect();
        let told = visits.iter().flat_map(|visit| &visit.findings);
        let told = told.filter(|found| found.finding.severity > Severity::Info);
        let told: BTreeSet<&str> = told.map(|found| found.finding.code.as_str()).collect();
        if told != expected.iter().copied().collect() {
            wrong.push(format!("{field}: {told:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
}
