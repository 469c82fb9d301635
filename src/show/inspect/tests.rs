//! How outlines and segments look.

use chrono::NaiveDate;

use crate::model::{Amount, Claim, ClaimType, Patient, Text};
use crate::show::segment::{ElementView, SegmentView, Shown};
use crate::show::terminal::Palette;
use crate::show::{FaultText, FaultTextKind, Mask, Masked};

use super::{ClaimRow, Item, OutlineText, SegmentsText, Summary};

fn row(number: u64, control: &str, last: &str) -> Item {
    let mut claim = Claim::new(ClaimType::Institutional);
    claim.patient_control_number = Some(Text::from(control));
    claim.facility_type = Some("13".into());
    claim.frequency_code = Some("7".into());
    claim.total_charge = Amount::parse("1840");
    claim.statement_from = NaiveDate::from_ymd_opt(2026, 3, 2);
    claim.patient = Some(Patient { last_name: Some(last.into()), ..Patient::default() }.into());
    Item::Claim(ClaimRow::of(&claim, number, Mask::default()))
}

fn outline(width: Option<usize>, items: Vec<Item>, troubles: Option<usize>) -> String {
    let mut text = OutlineText::new(&Palette::plain(), width, "in.837", false, troubles);
    let mut out = String::new();
    let mut summary = Summary { complete: true, transactions: 1, ..Summary::default() };
    for item in items {
        match item {
            Item::Claim(_) => summary.claims += 1,
            Item::Trouble(_) => summary.troubles += 1,
            _ => {}
        }
        text.item(item, &mut out);
    }
    let mut opening = String::new();
    text.opening(&summary, &mut opening);
    text.finish(&summary, &mut out);
    opening + &out
}

fn trouble(n: u64) -> Item {
    Item::Trouble(FaultText {
        kind: FaultTextKind::Noise,
        message: "5 bytes that are no segment".to_owned(),
        offset: n,
        text_line: 1,
        segment: None,
    })
}

#[test]
fn columns_stand_under_their_titles() {
    let out = outline(None, vec![row(1, "A", "DOE"), row(2, "LONGER-NUMBER-77", "QUILLWORTH")], None);
    let lines: Vec<&str> = out.lines().skip_while(|line| !line.contains("control number")).collect();
    let at = |line: &str, word: &str| line.find(word).unwrap_or_else(|| panic!("{word} in {line}"));
    let patient = at(lines[0], "patient");
    assert_eq!(at(lines[1], "DOE"), patient);
    assert_eq!(at(lines[2], "QUILLWORTH"), patient);
    for line in &lines[1..3] {
        assert!(line.contains("bill 137") && line.contains("7 replacement"), "{line}");
        assert!(line.ends_with("1840.00"), "{line}");
    }
}

#[test]
fn a_later_longer_claim_is_not_cut_off_where_there_is_no_window() {
    let mut items: Vec<Item> = (1..=150).map(|n| row(n, "A", "DOE")).collect();
    items.push(row(151, "A-MUCH-LONGER-CONTROL-NUMBER", "DOE"));
    let out = outline(None, items, None);
    assert!(out.contains("A-MUCH-LONGER-CONTROL-NUMBER"));
    assert_eq!(out.lines().filter(|line| line.contains("control number")).count(), 1, "titles stand once");
}

#[test]
fn a_narrow_window_says_what_it_leaves_out_and_cuts_no_date_or_amount() {
    for window in [40, 60, 80, 100] {
        let out = outline(Some(window), vec![row(1, "A", "DOE")], None);
        assert!(out.contains("left out in this narrow"), "{window}: {out}");
        assert!(out.contains("1840.00"), "{window}: {out}");
        assert!(out.lines().all(|line| line.chars().count() <= window), "{window}: {out}");
    }
    assert!(!outline(Some(300), vec![row(1, "A", "DOE")], None).contains("left out"));
}

#[test]
fn troubles_are_counted_beyond_those_shown() {
    let out = outline(None, vec![trouble(7), trouble(8), trouble(9)], Some(2));
    assert!(out.contains("Not as it should be: 3"), "{out}");
    assert!(out.contains("byte 7:") && out.contains("byte 8:") && !out.contains("byte 9:"), "{out}");
    assert!(out.contains("1 more"), "{out}");
    assert!(outline(None, vec![trouble(7), trouble(9)], None).contains("byte 9:"));
}

#[test]
fn values_cannot_act_on_the_terminal() {
    let evil = "\x1b[2J\u{202e}X";
    let out = outline(None, vec![row(1, evil, evil)], None);
    assert!(!out.contains('\x1b') && !out.contains('\u{202e}'), "{out:?}");
    let view = SegmentView {
        offset: 0,
        text_line: 1,
        segment: 1,
        segment_id: Masked::impersonal(evil),
        in_loop: None,
        opens: None,
        depth: 0,
        name: Some(evil.to_owned()),
        text: format!("NTE*ADD*{evil}"),
        unplaced: Some(evil.to_owned()),
        elements: vec![ElementView {
            at: evil.to_owned(),
            name: Some(evil.to_owned()),
            value: Masked::impersonal(evil),
            meaning: Some(evil.to_owned()),
            note: None,
        }],
    };
    let noise = Shown::Noise { offset: 0, text_line: 1, length: 3, text: Masked::impersonal(evil) };
    for width in [None, Some(40), Some(120)] {
        let mut text = SegmentsText::new(&Palette::plain(), width, evil);
        let mut out = String::new();
        text.shown(Shown::Segment(Box::new(view.clone())), &mut out);
        text.shown(noise.clone(), &mut out);
        text.finish(&mut out);
        assert!(out.contains("NTE*ADD*"), "{out:?}");
        assert!(!out.contains('\x1b') && !out.contains('\u{202e}'), "{out:?}");
    }
}

#[test]
fn a_long_segment_is_broken_at_the_window_and_nothing_of_it_is_lost() {
    let value = "AB  CD".repeat(40);
    let view = SegmentView {
        offset: 12,
        text_line: 1,
        segment: 3,
        segment_id: Masked::impersonal("K3"),
        in_loop: None,
        opens: None,
        depth: 0,
        name: None,
        text: format!("K3*{value}"),
        unplaced: None,
        elements: Vec::new(),
    };
    let mut text = SegmentsText::new(&Palette::plain(), Some(50), "in.837");
    let mut out = String::new();
    text.begin(None, &mut out);
    out.clear();
    text.shown(Shown::Segment(Box::new(view)), &mut out);
    assert!(out.lines().all(|line| line.chars().count() <= 50), "{out}");
    // In a window this narrow the gutter has 7 columns, and all lines but the first start two further in.
    let joined: String = out.lines().enumerate().map(|(n, l)| if n == 0 { l } else { &l[9..] }).collect();
    assert!(joined.ends_with(&format!("K3*{value}")), "{joined}");
}

mod anything {
    use proptest::prelude::*;

    use crate::show::Mask;
    use crate::show::segment::Annotator;
    use crate::show::terminal::Palette;
    use crate::x12::{Charset, Reader};

    use super::SegmentsText;

    const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*1253*^*00501*000000905*0*P*:~";

    const KNOWN: &[&str] = &[
        "GS*HC*S*R*20260102*1253*1*X*005010X222A1~",
        "ST*837*0001*005010X223A2~",
        "HL*1**20*1~",
        "NM1*85*2*",
        "CLM*",
        "DTP*472*RD8*",
        "~",
        "*",
        ":",
        "^",
        "IEA*",
        "SE*",
        "HI*",
        "\u{1b}[2J",
        "\r\n",
        "é",
    ];

    fn word() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            3 => prop::sample::select(KNOWN).prop_map(|word| word.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..6),
        ]
    }

    proptest! {
        #[test]
        fn is_shown_without_panic_and_harmlessly(words in prop::collection::vec(word(), 0..40), width in prop::option::of(0..130usize), mask: bool) {
            let mut input = ISA.as_bytes().to_vec();
            input.extend(words.concat());
            let mut reader = Reader::from_slice(&input);
            let mut annotator = Annotator::new(Charset::Auto, Mask::new(mask));
            let mut text = SegmentsText::new(&Palette::plain(), width, "in.837");
            let mut out = String::new();
            while let Ok(Some(piece)) = reader.next() {
                annotator.piece(&piece, &mut |shown| text.shown(shown, &mut out));
            }
            annotator.finish(&mut |shown| text.shown(shown, &mut out));
            text.finish(&mut out);
            prop_assert!(out.chars().all(|c| c == '\n' || !c.is_control()), "{out:?}");
        }
    }
}
