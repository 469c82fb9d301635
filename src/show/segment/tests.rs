//! What people are shown: expectations are facts of X12 and of calendars, worked out by hand.

use crate::guide::registry;
use crate::model::{Amount, Claim, ClaimFilter, ClaimType, Patient, Text};
use crate::show::Mask;
use crate::show::inspect::{ClaimRow, Item, Outline};
use crate::show::mask::is_personal;
use crate::x12::{Charset, Piece, Reader};

use super::dictionary::{in_general, in_row};
use super::meaning::{Beside, date, meaning, time};
use super::{Annotator, SegmentView, Shown};

const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*1253*^*00501*000000905*0*P*:~\n";

/// The pieces of an interchange around these segments.
fn shown(segments: &str, mask: bool) -> Vec<Shown> {
    let text = format!("{ISA}{segments}");
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut annotator = Annotator::new(Charset::Auto, Mask::new(mask));
    let mut found = Vec::new();
    while let Some(piece) = reader.next().expect("the ISA can be read") {
        annotator.piece(&piece, &mut |shown| found.push(shown));
    }
    annotator.finish(&mut |shown| found.push(shown));
    found
}

fn segment(segments: &str, mask: bool, id: &str) -> SegmentView {
    let found = shown(segments, mask).into_iter().find_map(|shown| match shown {
        Shown::Segment(view) if view.segment_id == id => Some(*view),
        _ => None,
    });
    found.expect("the segment is there")
}

const CLAIM: &str = "GS*HC*S*R*20260102*1253*1*X*005010X222A1~\nST*837*0001*005010X222A1~\nHL*1**20*1~\nNM1*85*2*CLINIC*****XX*1234567893~\n\
    HL*2*1*22*0~\nSBR*P*18*******CI~\nNM1*IL*1*DOE*JANE****MI*A1~\nDMG*D8*19610723*F~\nCLM*ACCT1*100***22:B:1*Y*A*Y*Y~\n";

#[test]
fn a_code_means_what_the_value_beside_it_says() {
    let clm = segment(CLAIM, false, "CLM");
    let of = |at: &str| clm.elements.iter().find(|e| e.at == at).expect("the element is there");
    assert_eq!(clm.in_loop.as_deref(), Some("2300"));
    assert_eq!(of("CLM01").value, "ACCT1");
    assert!(of("CLM05-1").meaning.as_deref().is_some_and(|text| text.contains("outpatient hospital")));
    assert_eq!(of("CLM05-2").at, "CLM05-2");
    assert!(clm.elements.iter().all(|e| e.at != "CLM03"), "empty elements are left out");
    assert_eq!(segment(CLAIM, false, "DMG").elements[1].meaning.as_deref(), Some("1961-07-23"));
}

#[test]
fn the_mask_hides_in_text_and_values_alike() {
    for (id, secrets) in
        [("NM1", &["CLINIC", "1234567893"][..]), ("DMG", &["19610723", "1961-07-23"]), ("CLM", &["ACCT1"])]
    {
        let view = segment(CLAIM, true, id);
        let text = format!("{view:?}");
        for secret in secrets {
            assert!(!text.contains(secret), "{id} shows {secret}");
        }
    }
    let clm = segment(CLAIM, true, "CLM");
    assert_eq!(clm.text, "CLM*••••*100***22:B:1*Y*A*Y*Y");
    assert_eq!(segment(CLAIM, true, "DMG").text, "DMG*D8*••••*F");
}

#[test]
fn the_mask_hides_whole_what_lost_its_separators() {
    let odd = format!("{CLAIM}NM1>82>1>WELBY>MARCUS~\nZZZ*WELBY*7~\nNM1*8WELBY MARCUS~\n");
    let all = format!("{:?}", shown(&odd, true));
    assert!(!all.contains("WELBY"), "{all}");
    // Without the mask all of it is there.
    assert_eq!(format!("{:?}", shown(&odd, false)).matches("WELBY").count() % 3, 0);
}

#[test]
fn noise_is_hidden_by_the_mask() {
    let text = "IEA*0*000000905~\nsome words of a person\n";
    assert!(format!("{:?}", shown(text, false)).contains("words"));
    assert!(!format!("{:?}", shown(text, true)).contains("words"));
}

#[test]
fn segments_without_a_place_say_why_and_stay() {
    let text = format!("{CLAIM}CL1*1*1*01~\n");
    let view = segment(&text, false, "CL1");
    assert_eq!(view.text, "CL1*1*1*01");
    assert!(view.unplaced.expect("837P has no CL1").contains("no such segment"));
}

#[test]
fn names_and_personal_values_are_known_in_segments_of_other_transactions() {
    for (id, number, personal) in [
        ("CLP", 1, true),
        ("CLP", 2, false),
        ("CLP", 7, true),
        ("N1", 2, true),
        ("TRN", 2, true),
        ("CTX", 1, true),
        ("NM1", 3, true),
        ("NM1", 1, false),
        ("REF", 2, true),
        ("DTM", 2, false),
        ("XYZ", 1, true),
    ] {
        assert_eq!(is_personal(id, &in_general(id, number), "1"), personal, "{id}{number:02}");
    }
    assert_eq!(in_general("CLP", 1).name, Some("patient control number"));
}

#[test]
fn a_coded_number_is_no_identifier() {
    let guide = registry::professional();
    let taxonomy = guide.segments.iter().find(|row| row.id == "PRV").expect("837P has PRV");
    assert!(!is_personal("PRV", &in_row(taxonomy, 3), "207Q00000X"));
}

#[test]
fn impossible_dates_and_times_mean_nothing() {
    assert_eq!(date("20260228").as_deref(), Some("2026-02-28"));
    assert_eq!(date("260228").as_deref(), Some("2026-02-28"));
    for wrong in ["20260229", "2026022", "20261301", "2026-2-3", "ＡＢ", ""] {
        assert_eq!(date(wrong), None, "{wrong}");
    }
    assert_eq!(time("2359").as_deref(), Some("23:59"));
    for wrong in ["2400", "1260", "12", "12:30", "é1é1"] {
        assert_eq!(time(wrong), None, "{wrong}");
    }
    let dtp = registry::professional().segments.iter().find(|row| row.id == "DTP").expect("837P has DTP");
    let range = meaning(&in_row(dtp, 3), "20260101-20260105", Beside { before: Some("RD8"), after: None });
    assert_eq!(range.as_deref(), Some("2026-01-01 to 2026-01-05"));
}

fn claim(number: &str, charge: Option<&str>) -> Claim {
    let mut claim = Claim::new(ClaimType::Professional);
    claim.patient_control_number = Some(Text::from(number));
    claim.total_charge = charge.and_then(Amount::parse);
    let patient = Patient {
        last_name: Some("DOE".into()),
        first_name: Some("JANE".into()),
        middle_name: Some("Q".into()),
        suffix: Some("JR".into()),
        ..Patient::default()
    };
    claim.patient = Some(patient.into());
    claim
}

#[test]
fn a_row_has_the_name_last_name_first_and_the_charge_to_the_cent() {
    let row = ClaimRow::of(&claim("A", Some("125")), 1, Mask::default());
    assert_eq!(row.patient.as_deref(), Some("DOE JR, JANE Q"));
    assert_eq!(row.charge_in_cents().as_deref(), Some("125.00"));
    assert_eq!(row.total_charge.as_deref(), Some("125"), "as written");
    let masked = ClaimRow::of(&claim("A", None), 1, Mask::new(true));
    assert_eq!(
        (masked.patient.as_deref(), masked.patient_control_number.as_deref()),
        (Some("••••••••"), Some("•"))
    );
}

#[test]
fn charges_add_up_exactly_or_not_at_all() {
    let total = |charges: &[Option<&str>]| {
        let mut outline = Outline::new(Charset::Auto, Mask::default(), ClaimFilter::default());
        for charge in charges {
            outline.claim(&claim("A", *charge), &mut |_| {});
        }
        let summary = outline.finish(true, &mut |_| {});
        (summary.total_charge, summary.without_charge)
    };
    assert_eq!(total(&[Some("0.1"), Some("0.2")]), (Some("0.30".to_owned()), 0));
    assert_eq!(total(&[Some("10"), None, Some("-2.5")]), (Some("7.50".to_owned()), 1));
    // 28 digits are the longest amount; ten of them need a 29th. With a fraction beside it digits would be lost.
    let most = "9999999999999999999999999999";
    assert_eq!(total(&[Some(most); 10]).0, None);
    assert_eq!(total(&[Some(most), Some(".0000001")]).0, None);
}

#[test]
fn only_the_claim_asked_for_is_given() {
    let filter = ClaimFilter { control_number: Some("B".to_owned()), ..ClaimFilter::default() };
    let mut outline = Outline::new(Charset::Auto, Mask::default(), filter);
    let mut given = Vec::new();
    for number in ["A", "B", "C"] {
        outline.claim(&claim(number, Some("1")), &mut |item| given.push(item));
    }
    let summary = outline.finish(true, &mut |_| {});
    assert_eq!(summary.claims, 1);
    assert!(matches!(&given[..], [Item::Claim(row)] if row.number == 2));
}

#[test]
fn loops_are_counted_in_their_parent() {
    let text = format!("{CLAIM}LX*1~\nSV1*HC:1*1*UN*1***1~\nLX*2~\nSV1*HC:1*1*UN*1***1~\n");
    let opened: Vec<_> = shown(&text, false)
        .into_iter()
        .filter_map(|shown| match shown {
            Shown::Segment(view) => view.opens.map(|opens| (opens.id, opens.number, view.depth)),
            _ => None,
        })
        .collect();
    let opened: Vec<(&str, u32, usize)> = opened.iter().map(|(id, n, depth)| (&**id, *n, *depth)).collect();
    // ISA > GS > ST > 2000A > 2000B > 2300 > 2400
    let expected = [
        ("ISA", 1, 0),
        ("GS", 1, 1),
        ("ST", 1, 2),
        ("2000A", 1, 3),
        ("2010AA", 1, 4),
        ("2000B", 1, 4),
        ("2010BA", 1, 5),
        ("2300", 1, 5),
        ("2400", 1, 6),
        ("2400", 2, 6),
    ];
    assert_eq!(opened, expected);
}

#[test]
fn every_byte_of_a_segment_is_shown_whatever_the_delimiters() {
    let isa = ISA.replace('*', "|").replace('~', "!").replace(':', ">");
    let text = format!("{isa}GS|HC|S|R|20260102|1253|1|X|005010X222A1!ST|837|1|005010X222A1!K3|A  B|!");
    let mut reader = Reader::from_slice(text.as_bytes());
    let mut annotator = Annotator::new(Charset::Auto, Mask::default());
    while let Some(piece) = reader.next().expect("the ISA can be read") {
        let Piece::Segment(item) = piece else { continue };
        let expected = String::from_utf8_lossy(item.segment.bytes()).into_owned();
        annotator.piece(&piece, &mut |shown| {
            if let Shown::Segment(view) = shown {
                assert_eq!(view.text, expected);
            }
        });
    }
}
