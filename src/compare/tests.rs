//! Claims made for a case, compared.

use std::io;

use crate::translate::{Claims, Event as Read, RawClaim};
use crate::x12::{Charset, Reader};

use super::*;

/// A file with one claim of each of these; `line` ends each segment.
fn file(claims: &[&str], line: &str) -> String {
    let mut text = [
        "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:",
        "GS*HC*S1*R1*20260303*1200*1*X*005010X222A1",
        "ST*837*0001*005010X222A1",
        "BHT*0019*00*1*20260303*1200*CH",
        "NM1*41*2*SENDER*****46*S1",
        "PER*IC*X*TE*5550100000",
        "NM1*40*2*RECEIVER*****46*R1",
        "HL*1**20*1",
        "NM1*85*2*PROVIDER*****XX*1234567893",
        "N3*1 MAIN ST",
        "N4*BOSTON*MA*021140000",
        "REF*EI*123456789",
    ]
    .join(line)
        + line;
    for (n, claim) in claims.iter().enumerate() {
        let above = format!(
            "HL*{}*1*22*0\nSBR*P*18*******CI\nNM1*IL*1*DOE*JANE****MI*M1\nN3*2 OAK ST\nN4*BOSTON*MA*021140000\n\
             DMG*D8*19580412*F\nNM1*PR*2*PAYER*****PI*P1\n{claim}",
            n + 2
        );
        above.lines().for_each(|segment| text += &(segment.to_owned() + line));
    }
    text + &["SE*0*0001", "GE*1*1", "IEA*1*000000001", ""].join(line)
}

const CLAIM: &str = "CLM*P1*300***11:B:1*Y*A*Y*Y\nREF*G1*AUTH7\nREF*D9*K77\nHI*ABK:I10\nNM1*82*1*WREN*ANN****XX*1234567893\n\
    LX*1\nSV1*HC:99213*100*UN*1***1\nDTP*472*D8*20260302\nLX*2\nSV1*HC:93000*80*UN*1***1\nDTP*472*D8*20260302\n\
    LX*3\nSV1*HC:81002*120*UN*1***1\nDTP*472*D8*20260302";

struct Kept(Vec<RawClaim>);

impl Store for Kept {
    fn claim(&self, n: usize) -> io::Result<RawClaim> {
        Ok(self.0[n].clone())
    }
}

fn read(text: &str, ignore: &Ignore) -> (Kept, Index) {
    let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
    let (mut kept, mut index) = (Kept(Vec::new()), Index::new(ignore.clone()));
    while let Some(event) = claims.next().transpose().expect("X12") {
        if let Read::Claim(raw) = event {
            index.push(&raw);
            kept.0.push(*raw);
        }
    }
    (kept, index)
}

/// Addresses of segments that changed and elements in them, and the summary.
fn diff(left: &str, right: &str, ignore: &[&str]) -> (Vec<String>, Summary) {
    let ignore = Ignore::parse(ignore.iter().copied()).expect("paths");
    let ((old, old_index), (new, new_index)) = (read(left, &ignore), read(right, &ignore));
    let mut told = Vec::new();
    let sides = (Side { store: &old, index: &old_index }, Side { store: &new, index: &new_index });
    let summary = compare(sides.0, sides.1, &ignore, &mut |event| {
        match event {
            Event::Changed(changed) => told.extend(changed.changes.iter().map(|change| {
                let elements = change.elements.iter().filter_map(|element| element.path.as_deref());
                let sign = match (&change.left, &change.right) {
                    (Some(_), Some(_)) => elements.collect::<Vec<_>>().join(" "),
                    (Some(_), None) => "gone".to_owned(),
                    _ => "new".to_owned(),
                };
                format!("{}: {sign}", change.address)
            })),
            Event::OnlyLeft(claim) => {
                told.push(format!("- {}", claim.patient_control_number.unwrap_or_default()));
            }
            Event::OnlyRight(claim) => {
                told.push(format!("+ {}", claim.patient_control_number.unwrap_or_default()));
            }
        }
        Ok(())
    });
    (told, summary.expect("memory"))
}

fn told(left: &str, right: &str, ignore: &[&str]) -> Vec<String> {
    diff(&file(&[left], "~\n"), &file(&[right], "~\n"), ignore).0
}

#[test]
fn separators_line_breaks_numbers_and_dates_of_the_envelope_are_no_difference() {
    let left = file(&[CLAIM], "~\n");
    let right = file(&[CLAIM], "~").replace('*', "|").replace(':', ">").replace("260303|1200", "260401|0900");
    let right = right
        .replace("0303|1200|1|X", "0401|0900|77|X")
        .replace("|0001|", "|0456|")
        .replace("000000001|0", "000000900|0");
    assert_ne!(left, right);
    let (told, summary) = diff(&left, &right, &[]);
    assert_eq!(told, Vec::<String>::new());
    assert_eq!((summary.same, summary.changed), (1, 0));
}

#[test]
fn order_that_the_guide_leaves_free_is_no_difference_and_order_of_lines_is_one() {
    let moved = CLAIM.replace("REF*G1*AUTH7\nREF*D9*K77", "REF*D9*K77\nREF*G1*AUTH7");
    assert!(told(CLAIM, &moved, &[]).is_empty());
    let swapped = CLAIM.replace("99213*100", "X").replace("93000*80", "99213*100").replace('X', "93000*80");
    assert!(!told(CLAIM, &swapped, &[]).is_empty());
}

#[test]
fn a_component_a_value_and_a_segment_are_told_where_they_stand() {
    let new =
        CLAIM.replace("99213*100", "99213:25*140").replace("REF*D9*K77\n", "").replace("*11:B:1", "*22:B:1");
    assert_eq!(
        told(CLAIM, &new, &[]),
        ["2300/CLM: 2300/CLM/05-1", "2300/REF[D9]: gone", "2400/SV1: 2400/SV1/01-3 2400/SV1/02"]
    );
}

#[test]
fn a_line_put_in_between_is_new_and_its_neighbors_are_the_same() {
    let between = "LX*2\nSV1*HC:36415*15*UN*1***1\nDTP*472*D8*20260302\nLX*3\nSV1*HC:93000";
    let new = CLAIM.replace("LX*3", "LX*4").replace("LX*2\nSV1*HC:93000", between);
    assert_eq!(told(CLAIM, &new, &[]), ["2400#2/LX: new", "2400#2/SV1: new", "2400#2/DTP[472]: new"]);
}

#[test]
fn what_is_ignored_is_no_difference_whether_named_by_loop_segment_or_element() {
    let new = CLAIM.replace("K77", "K78").replace("WREN*ANN", "WREN*JOY").replace("HC:99213", "HC:99214");
    assert_eq!(told(CLAIM, &new, &["2300/REF[D9]/02", "2310B", "*/SV1/01-2"]), Vec::<String>::new());
    assert_eq!(told(CLAIM, &new, &["2300/REF", "2310B/NM1/04"]), ["2400/SV1: 2400/SV1/01-2"]);
    for wrong in ["2300/REF[ZZ9]", "9999", "2300/CLM/77", "2300/CLM/05-x", ""] {
        assert!(Ignore::parse([wrong]).is_err(), "{wrong}");
    }
}

#[test]
fn occurrence_codes_are_a_set_and_diagnoses_a_list() {
    let claim = |codes: &str| CLAIM.replace("HI*ABK:I10", codes);
    let old = claim("HI*ABK:I10*ABF:E119*ABF:J449\nHI*BG:09*BG:17");
    assert!(told(&old, &claim("HI*ABK:I10*ABF:E119*ABF:J449\nHI*BG:17*BG:09"), &[]).is_empty());
    assert!(!told(&old, &claim("HI*ABK:I10*ABF:J449*ABF:E119\nHI*BG:09*BG:17"), &[]).is_empty());
}

#[test]
fn claims_meet_by_number_then_by_likeness() {
    let second =
        CLAIM.replace("CLM*P1*300", "CLM*P2*300").replace("99213", "99215").replace("20260302", "20260109");
    let left = file(&[CLAIM, &second], "~\n");
    let renumbered = CLAIM.replace("CLM*P1", "CLM*NEW-1");
    let (told, summary) = diff(&left, &file(&[&second, &renumbered], "~\n"), &[]);
    assert_eq!(told, ["2300/CLM: 2300/CLM/01"]);
    assert_eq!((summary.same, summary.changed, summary.only_left, summary.only_right), (1, 1, 0, 0));
    let (told, summary) = diff(&left, &file(&[CLAIM], "~\n"), &[]);
    assert_eq!((told, summary.only_left), (vec!["- P2".to_owned()], 1));
}

#[test]
fn a_number_that_stands_twice_meets_its_equal_first() {
    let changed = CLAIM.replace("99213", "99214");
    let (told, summary) = diff(&file(&[CLAIM, &changed], "~\n"), &file(&[&changed, CLAIM], "~\n"), &[]);
    assert_eq!((told.len(), summary.same), (0, 2));
}

#[test]
fn what_many_claims_share_is_told_once_and_counted() {
    let second = CLAIM.replace("CLM*P1", "CLM*P2");
    let left = file(&[CLAIM, &second], "~\n");
    let (told, summary) = diff(&left, &left.replace("N3*1 MAIN ST", "N3*9 MAIN ST"), &[]);
    assert_eq!(told, ["2010AA/N3: 2010AA/N3/01"]);
    assert_eq!((summary.changed, summary.told_before), (2, 1));
    assert_eq!(summary.shared[0].claims, 2);
    assert_eq!(summary.shared[0].first.as_deref(), Some("P1"));
}

#[test]
fn acknowledgements_are_compared_segment_by_segment() {
    let read = |text: &str, ignore: &Ignore| {
        let mut segments = segments::Segments::default();
        segments.read(io::Cursor::new(text.to_owned()), Charset::Auto, ignore).expect("X12");
        segments
    };
    let isa = "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260303*1200*^*00501*000000001*0*T*:~";
    let left = format!(
        "{isa}GS*FA*S*R*20260303*1200*1*X*005010X231A1~ST*999*0001*005010X231A1~AK1*HC*7~AK2*837*0001~IK5*A~AK9*A*1*1*1~SE*6*0001~GE*1*1~IEA*1*000000001~"
    );
    let right = left.replace("AK2*837*0001", "AK2*837*0009").replace("IK5*A", "IK3*CLM*22**8~IK5*R*5");
    let told = |left: &str, right: &str, paths: &[&str]| {
        let ignore = Ignore::parse(paths.iter().copied()).expect("paths of acknowledgments");
        let changes = segments::compare(&read(left, &ignore), &read(right, &ignore), &ignore);
        let at = |change: SegmentChange| {
            let elements = change.elements.into_iter().filter_map(|element| element.path);
            (change.address, elements.collect::<Vec<_>>())
        };
        changes.into_iter().map(at).collect::<Vec<_>>()
    };
    let addresses: Vec<String> = told(&left, &right, &[]).into_iter().map(|(address, _)| address).collect();
    assert_eq!(addresses, ["IK3", "IK5"]);
    assert_eq!(told(&left, &right, &["*/IK5", "*/IK3"]), []);
    let other = right.replace("IK5*R*5", "IK5*R*7").replace("CLM*22", "CLM*23");
    let path = |text: &str| vec![text.to_owned()];
    assert_eq!(
        told(&right, &other, &[]),
        [("IK3".to_owned(), path("*/IK3/02")), ("IK5".to_owned(), path("*/IK5/02"))]
    );
    assert_eq!(told(&right, &other, &["*/IK3/02"]), [("IK5".to_owned(), path("*/IK5/02"))]);
    assert_eq!(told(&right, &other, &["*/IK5/02", "*/IK3[CLM]/02"]), []);
    assert_eq!(told(&right, &other, &["*/IK5/02", "*/IK3[NM1]/02"]).len(), 1);
    assert!(Ignore::parse(["*/IKK/02"]).is_err());
}
