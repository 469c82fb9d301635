//! Each code that the mapping can give, and a file that gets it.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{answers_with, body, file, good, one, transaction};
use crate::finding::Severity;
use crate::rules::{Policy, Selection};
use crate::validate::{RuleSet, Settings};

/// Codes that are in a function of the mapping, behind these words.
fn mapped(function: &str, before: &str) -> BTreeSet<String> {
    let source = include_str!("../codes.rs");
    let (_, rest) = source.split_once(&format!("\nfn {function}(")).expect("the function is there");
    let (text, _) = rest.split_once("\n}\n").expect("it ends");
    let codes = text.split(before).skip(1).filter_map(|rest| rest.split('"').next());
    codes.filter(|code| code.len() <= 3).map(str::to_owned).collect()
}

/// The answers to a text as segments, with the rules of types 1, 2 and 4, all answered by the 999.
fn segments(text: &str) -> Vec<Vec<String>> {
    // Only worth knowing, unless somebody weighs it otherwise.
    let severities = [("SIT-SAMEPOS".to_owned(), Severity::Error)].into();
    let selection = Selection { severity: severities, ..Selection::default() };
    let policy = Policy { selection, ..Policy::default() };
    let settings = Settings { types: [1, 2, 4].into(), policy, ..Settings::default() };
    let answers = answers_with(text.as_bytes(), &[1, 2, 4], &RuleSet::new(settings));
    let text = answers.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    text.lines().map(|line| line.trim_end_matches('~').split('*').map(str::to_owned).collect()).collect()
}

/// What is said at an element of segments, several at one place where the segment has room for them.
fn said(segments: &[Vec<String>], id: &str, elements: std::ops::RangeInclusive<usize>) -> BTreeSet<String> {
    let of_id = segments.iter().filter(|segment| segment[0] == id);
    let codes = of_id.flat_map(|segment| elements.clone().filter_map(|n| segment.get(n)));
    codes.filter(|code| !code.is_empty()).cloned().collect()
}

/// Each text gets its code, and each code of the mapping has a text.
fn check(
    cases: Vec<(&str, String)>,
    listed: &BTreeSet<String>,
    (id, elements): (&str, std::ops::RangeInclusive<usize>),
) {
    let mut wrong = Vec::new();
    let mut tried: BTreeMap<String, u32> = BTreeMap::new();
    for (code, text) in cases {
        *tried.entry(code.to_owned()).or_default() += 1;
        let said = said(&segments(&text), id, elements.clone());
        if !said.contains(code) {
            wrong.push(format!("{id} {code} is not said, but {said:?}, for\n{text}"));
        }
    }
    wrong.extend(
        listed.iter().filter(|code| !tried.contains_key(*code)).map(|code| format!("{id} {code}: no text")),
    );
    wrong.extend(
        tried.keys().filter(|code| !listed.contains(*code)).map(|code| format!("{id} {code}: not listed")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const CLM: &str = "CLM*ACCT-77*171***11:B:1*Y*A*Y*Y";
const HI: &str = "HI*ABK:J069";
const SV1: &str = "SV1*HC:99213*171*UN*1***1";
const PER: &str = "PER*IC*HELP DESK*TE*5155550100";
const SUBSCRIBER: &str = "NM1*IL*1*SPARROWBY*EDNA****MI*MEM4711";
const CITY: &str = "N4*LARKMERE*IA*50099";

#[test]
fn every_code_of_a_segment() {
    let rendering = "NM1*82*1*ASH*BO****XX*1234567893";
    let cases = vec![
        ("1", one(&body(HI, &[HI, "ZZZ*1"]))),
        ("2", one(&body(HI, &["DMG*D8*19720615*F", HI]))),
        ("3", one(&body(HI, &[]))),
        ("4", one(&body(HI, &[HI, rendering, rendering]))),
        ("5", one(&body(HI, &["REF*D9*1", "REF*D9*2", HI]))),
        ("7", one(&body(HI, &[HI, "REF*D9*1"]))),
        ("8", one(&body(HI, &[HI, ""]))),
        // A replacement without the number of the claim it replaces; an accident's day, and no accident.
        ("I6", one(&body(CLM, &["CLM*ACCT-77*171***11:B:7*Y*A*Y*Y"]))),
        ("I9", one(&body(CLM, &[CLM, "DTP*439*D8*20260301"]))),
    ];
    check(cases, &mapped("segment", "=> \""), ("IK3", 4..=4));
}

#[test]
fn every_code_of_an_element() {
    let long = format!("NM1*IL*1*{}*EDNA****MI*MEM4711", "S".repeat(61));
    let hi = "HI*ABK:J069:::::::::X";
    let cases = vec![
        ("1", one(&body(CLM, &["CLM*ACCT-77****11:B:1*Y*A*Y*Y"]))),
        ("2", one(&body(PER, &["PER*IC*HELP DESK*TE*5155550100*EM"]))),
        ("3", one(&body("DMG*D8*19720615*F", &["DMG*D8*19720615*F**********1"]))),
        ("4", one(&body(CITY, &["N4*LARKMERE*I*50099"]))),
        ("5", one(&body(SUBSCRIBER, &[&long]))),
        ("6", one(&body(SV1, &["SV1*HC:99213*1x1*UN*1***1"]))),
        ("7", one(&body(CLM, &["CLM*ACCT-77*171***11:B:1*Q*A*Y*Y"]))),
        ("8", one(&body("DTP*472*D8*20260302", &["DTP*472*D8*20260231"]))),
        ("9", one(&body("BHT*0019*00*B-77*20260302*1253*CH", &["BHT*0019*00*B-77*20260302*2560*CH"]))),
        ("10", one(&body(CITY, &["N4*LARKMERE*IA*50099*CA***ON"]))),
        ("12", one(&body(CLM, &["CLM*ACCT-77*171***11:B:1*Y^N*A*Y*Y"]))),
        ("13", one(&body(HI, &[hi]))),
        ("I6", one(&body(SUBSCRIBER, &["NM1*I9*1*SPARROWBY*EDNA****MI*MEM4711"]))),
        // An attachment that comes apart, without its number.
        ("I9", one(&body(HI, &["PWK*OZ*BM", HI]))),
        ("I10", one(&body(CLM, &["CLM*ACCT-77*171*MB**11:B:1*Y*A*Y*Y"]))),
        ("I12", one(&body("DMG*D8*19720615*F", &["DMG*D8*19720615*F", "REF*SY*12-3456789"]))),
        ("I13", one(&body(SV1, &["SV1*HC:99213*171*UN*1*11**1"]))),
    ];
    check(cases, &mapped("element", "=> \""), ("IK4", 3..=3));
}

#[test]
fn every_code_of_a_transaction() {
    let good = transaction("0001", &good());
    let whole = file(std::slice::from_ref(&good));
    let se = good.lines().find(|line| line.starts_with("SE*")).expect("it ends").to_owned();
    let cases = vec![
        ("2", whole.replace(&format!("{se}\n"), "")),
        ("3", whole.replace(&se, &se.replace("*0001", "*0002"))),
        ("4", whole.replace(&se, "SE*9*0001~")),
        ("23", file(&[good.clone(), good])),
    ];
    check(cases, &mapped("envelope", "Transaction(\""), ("IK5", 2..=6));
    // Those that do not come from the mapping: what the segments in it say, and that the transaction is another.
    let dental = whole.replace("005010X222A1", "005010X224A2");
    let remittance = whole.replace("ST*837*0001*005010X222A1", "ST*835*0001");
    for (code, text) in [
        ("5", one(&body(HI, &[HI, "ZZZ*1"]))),
        ("I6", one(&body(CLM, &["CLM*ACCT-77*171*MB**11:B:1*Y*A*Y*Y"]))),
        ("I5", dental),
        ("18", remittance),
    ] {
        let said = said(&segments(&text), "IK5", 2..=6);
        assert!(said.contains(code), "{code}: {said:?} for\n{text}");
    }
}

#[test]
fn every_code_of_a_group() {
    let whole = one(&good());
    let gs = "GS*HC*SNDR*RCVR*20260302*1253*17*X*005010X222A1~\n";
    assert!(whole.contains(gs));
    let (_, group) = whole.split_once('\n').expect("lines");
    let (group, iea) = group.split_once("IEA").expect("it ends");
    let isa = whole.lines().next().expect("ISA");
    let mut listed = mapped("envelope", "Wire::Group(\"");
    listed.extend(mapped("group_element", "Wire::Group(\""));
    let cases = vec![
        ("1", whole.replace("GS*HC", "GS*HQ")),
        ("2", whole.replace("*17*X*", "*17*T*")),
        ("3", whole.replace("GE*1*17~\n", "")),
        ("4", whole.replace("GE*1*17", "GE*1*18")),
        ("5", whole.replace("GE*1*17", "GE*2*17")),
        ("6", whole.replace("*17*X*", "*A7*X*").replace("GE*1*17", "GE*1*A7")),
        ("19", format!("{isa}\n{group}{group}IEA{}", iea.replace("*1*", "*2*"))),
    ];
    check(cases, &listed, ("AK9", 5..=9));
}

#[test]
fn every_note_of_an_interchange() {
    let whole = one(&good());
    let of_isa = |old: &str, new: &str| {
        assert!(whole.contains(old), "{old}");
        whole.replacen(old, new, 1)
    };
    let mut listed = mapped("envelope", "fatal(\"");
    listed.extend(mapped("envelope", "note: \""));
    listed.extend(mapped("header_element", "(\""));
    listed.extend(mapped("group_element", "note: \""));
    let cases = vec![
        ("001", of_isa("IEA*1*000000905", "IEA*1*000000906")),
        ("004", whole.trim_end().trim_end_matches('~').to_owned()),
        ("005", of_isa("*ZZ*SENDER ", "*QQ*SENDER ")),
        ("006", of_isa("*SENDER         *", "*               *")),
        ("007", of_isa("*ZZ*RECEIVER ", "*QQ*RECEIVER ")),
        ("008", of_isa("*RECEIVER       *", "*               *")),
        ("010", of_isa("ISA*00*", "ISA*99*")),
        ("011", of_isa("ISA*00*          *", "ISA*03*          *")),
        ("012", of_isa("*00*          *ZZ*SENDER", "*99*          *ZZ*SENDER")),
        ("013", of_isa("*00*          *ZZ*SENDER", "*01*          *ZZ*SENDER")),
        ("014", of_isa("*260302*1253*^", "*261302*1253*^")),
        ("015", of_isa("*260302*1253*^", "*260302*1299*^")),
        ("016", of_isa("*260302*1253*^", "*260302*1253*U")),
        ("017", of_isa("*00501*", "*00401*")),
        ("018", of_isa("*000000905*1*", "*00000090A*1*").replace("IEA*1*000000905", "IEA*1*00000090A")),
        ("019", of_isa("*000000905*1*", "*000000905*7*")),
        ("020", of_isa("*1*T*:", "*1*X*:")),
        ("021", of_isa("IEA*1*", "IEA*3*")),
        ("022", of_isa("*ZZ*SENDER         *ZZ", "*ZZ*SENDER*ZZ")),
        ("023", of_isa("IEA*1*000000905~\n", "")),
        ("024", of_isa("GE*1*17~\n", "GE*1*17~\nREF*D9*1~\n")),
        ("025", format!("{whole}{whole}")),
    ];
    check(cases, &listed, ("TA1", 5..=5));
}
