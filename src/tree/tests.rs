use crate::guide::registry;
use crate::tree::{Cursor, Levels, Number, Parent, Part, Roots};
use crate::x12::{Delimiters, Piece, Reader};

/// Runs a cursor over the segments of one transaction, and says of each what `tell` makes of it.
fn follow<T>(segments: &str, mut tell: impl FnMut(&super::Stop, &Cursor<'_>) -> T) -> Vec<(String, T)> {
    let guide = registry::professional();
    let mut cursor = Cursor::new(registry::places(guide.kind), Roots::of(guide));
    let mut reader = Reader::from_slice(segments.as_bytes()).with_delimiters(Delimiters::STANDARD);
    let mut told = Vec::new();
    while let Some(piece) = reader.next().expect("segments") {
        let Piece::Segment(item) = piece else { continue };
        let stop = cursor.place(&item.segment);
        if let Some(part) = stop.begins {
            cursor.turn(part);
        }
        let text = String::from_utf8_lossy(item.segment.bytes()).into_owned();
        told.push((text, tell(&stop, &cursor)));
    }
    told
}

const TRANSACTION: &str = "ST*837*0001*005010X222A1~BHT*0019*00*1*20260301*1200*CH~NM1*41*2*A*****46*1~NM1*40*2*B*****46*2~\
    HL*1**20*1~NM1*85*2*C~HL*2*1*22*1~SBR*P~NM1*IL*1*D*E~HL*3*2*23*0~PAT*19~NM1*QC*1*D*F~CLM*1*2~LX*1~SV1*HC:99213*1*UN*1~\
    LX*2~SV1*HC:99214*1*UN*1~CLM*2*2~LX*1~HL*4*1*22*0~SBR*P~CLM*3*1~";

#[test]
fn each_segment_is_told_its_part_and_its_service_line() {
    let told = follow(TRANSACTION, |stop, _| (stop.part, stop.line));
    let of = |text: &str| told.iter().find(|(t, _)| t == text).map(|(_, told)| *told);
    assert_eq!(of("NM1*40*2*B*****46*2"), Some((Part::Header, 0)));
    assert_eq!(of("NM1*85*2*C"), Some((Part::Provider, 0)));
    assert_eq!(of("NM1*IL*1*D*E"), Some((Part::Subscriber, 0)));
    assert_eq!(of("PAT*19"), Some((Part::Patient, 0)));
    assert_eq!(of("CLM*1*2"), Some((Part::Claim, 0)));
    assert_eq!(of("SV1*HC:99213*1*UN*1"), Some((Part::Claim, 1)));
    assert_eq!(of("SV1*HC:99214*1*UN*1"), Some((Part::Claim, 2)));
    // Each claim counts its lines from 1.
    assert_eq!(of("CLM*2*2"), Some((Part::Claim, 0)));
    assert_eq!(told.iter().rfind(|(t, _)| t == "LX*1").map(|(_, told)| *told), Some((Part::Claim, 1)));
}

#[test]
fn a_part_that_begins_ends_those_inside_the_ones_before_it() {
    let told = follow(TRANSACTION, |stop, cursor| (stop.begins, Part::ALL.map(|part| cursor.holds(part))));
    let begun: Vec<(Part, [bool; 5])> =
        told.into_iter().filter_map(|(_, (begins, holds))| Some((begins?, holds))).collect();
    assert_eq!(
        begun,
        [
            (Part::Provider, [true, true, false, false, false]),
            (Part::Subscriber, [true, true, true, false, false]),
            (Part::Patient, [true, true, true, true, false]),
            (Part::Claim, [true; 5]),
            (Part::Claim, [true; 5]),
            (Part::Subscriber, [true, true, true, false, false]),
            (Part::Claim, [true, true, true, false, true]),
        ]
    );
}

fn open(
    levels: &mut Levels<&'static str>,
    part: Part,
    number: &str,
    above: &str,
    held: &'static str,
) -> Parent {
    let parent = levels.open(part, Number::of(number.as_bytes()), Number::of(above.as_bytes()));
    levels.seal(part, held);
    parent
}

#[test]
fn a_child_that_comes_late_stands_below_the_level_it_names() {
    let mut levels = Levels::default();
    assert_eq!(open(&mut levels, Part::Provider, "1", "", "clinic"), Parent::None);
    assert_eq!(open(&mut levels, Part::Subscriber, "2", "1", "ada"), Parent::Known);
    assert_eq!(open(&mut levels, Part::Subscriber, "3", "1", "bo"), Parent::Known);
    assert_eq!(open(&mut levels, Part::Patient, "4", "2", "child"), Parent::Known);
    assert_eq!(levels.held(), [Some("clinic"), Some("ada"), Some("child")]);
    // The next subscriber is below the same clinic, and has no patient.
    assert_eq!(open(&mut levels, Part::Subscriber, "5", "1", "cy"), Parent::Known);
    assert_eq!(levels.held(), [Some("clinic"), Some("cy"), None]);
}

#[test]
fn a_parent_that_never_came_leaves_the_levels_at_hand() {
    let mut levels = Levels::default();
    open(&mut levels, Part::Provider, "1", "", "clinic");
    assert_eq!(open(&mut levels, Part::Subscriber, "2", "7", "ada"), Parent::Unknown);
    assert_eq!(levels.held(), [Some("clinic"), Some("ada"), None]);
    // A level that came is no parent if it is of another kind.
    assert_eq!(open(&mut levels, Part::Patient, "3", "1", "child"), Parent::Unknown);
    // Nobody knows what a level of another kind is below, if it names none that came.
    assert!(!levels.odd(Number::of(b"4"), Number::of(b"8")));
    assert_eq!(levels.held(), [None, None, None]);
    assert!(!levels.stands(Part::Subscriber));
}

#[test]
fn a_level_of_an_unknown_kind_costs_no_parent() {
    for (above, held) in [("2", [Some("clinic"), Some("ada"), None]), ("1", [Some("clinic"), None, None])] {
        let mut levels = Levels::default();
        open(&mut levels, Part::Provider, "1", "", "clinic");
        // The subscriber is not complete when the odd level comes.
        let [number, clinic] = [2, 1].map(Number::counted);
        assert_eq!(levels.open(Part::Subscriber, number, clinic), Parent::Known);
        assert!(levels.odd(Number::of(b"9"), Number::of(above.as_bytes())));
        levels.seal(Part::Subscriber, "ada");
        assert_eq!(levels.held(), held);
        // A patient finds the subscriber, and one below the odd level finds what that is below.
        assert_eq!(open(&mut levels, Part::Patient, "3", "2", "child"), Parent::Known);
        assert_eq!(levels.held(), [Some("clinic"), Some("ada"), Some("child")]);
        let below = if above == "2" { Parent::Known } else { Parent::Unknown };
        assert_eq!(open(&mut levels, Part::Patient, "4", "9", "other"), below);
    }
}

#[test]
fn a_level_without_hl_is_counted_as_if_it_had_one() {
    let mut levels = Levels::default();
    levels.assume(Part::Provider);
    levels.seal(Part::Provider, "clinic");
    assert_eq!(open(&mut levels, Part::Subscriber, "2", "1", "ada"), Parent::Known);
    assert_eq!(levels.held(), [Some("clinic"), Some("ada"), None]);
}

/// Of each segment that begins a part or shows that an HL is missing: the part, and the levels that are missing.
fn begun(segments: &str) -> Vec<(String, Part, Vec<Part>)> {
    let told = follow(segments, |stop, _| Some((stop.begins?, stop.missing.to_vec())));
    told.into_iter().filter_map(|(text, told)| told.map(|(part, missing)| (text, part, missing))).collect()
}

#[test]
fn a_missing_hl_is_seen_at_what_can_stand_in_its_level_only() {
    let whole = begun(TRANSACTION);
    assert!(whole.iter().all(|(_, _, missing)| missing.is_empty()));
    for (without, at, part, missing) in [
        ("HL*1**20*1~", "NM1*85*2*C", Part::Provider, vec![Part::Provider]),
        ("HL*2*1*22*1~", "SBR*P", Part::Subscriber, vec![Part::Subscriber]),
        ("HL*2*1*22*1~SBR*P~", "NM1*IL*1*D*E", Part::Subscriber, vec![Part::Subscriber]),
        ("HL*3*2*23*0~PAT*19~", "NM1*QC*1*D*F", Part::Patient, vec![Part::Patient]),
        ("HL*1**20*1~NM1*85*2*C~", "HL*2*1*22*1", Part::Subscriber, vec![Part::Provider]),
        ("HL*2*1*22*1~SBR*P~NM1*IL*1*D*E~", "HL*3*2*23*0", Part::Patient, vec![Part::Subscriber]),
        (
            "HL*2*1*22*1~SBR*P~NM1*IL*1*D*E~HL*3*2*23*0~PAT*19~NM1*QC*1*D*F~",
            "CLM*1*2",
            Part::Claim,
            vec![Part::Subscriber],
        ),
    ] {
        assert!(TRANSACTION.contains(without), "{without}");
        let begun = begun(&TRANSACTION.replacen(without, "", 1));
        let seen = begun.iter().find(|(_, _, missing)| !missing.is_empty());
        assert_eq!(seen, Some(&(at.to_owned(), part, missing)), "{without}");
        // All that comes behind has its place again.
        assert_eq!(begun.last().map(|(text, part, _)| (&**text, *part)), Some(("CLM*3*1", Part::Claim)));
    }
}

#[test]
fn a_stray_segment_of_another_level_moves_nothing_in_a_claim() {
    let strays = ["PAT*19~", "NM1*QC*1*D*F~", "NM1*IL*1*D*E~", "SBR*P~"];
    for stray in strays {
        let text = TRANSACTION.replacen("SV1*HC:99214*1*UN*1~", &format!("SV1*HC:99214*1*UN*1~{stray}"), 1);
        assert!(begun(&text).iter().all(|(_, _, missing)| missing.is_empty()), "{stray}");
    }
}

#[test]
fn a_parent_of_long_ago_is_known_to_have_come() {
    let mut levels = Levels::default();
    open(&mut levels, Part::Provider, "1", "", "clinic");
    for n in 2..200 {
        open(&mut levels, Part::Subscriber, &n.to_string(), "1", "someone");
    }
    assert_eq!(open(&mut levels, Part::Patient, "200", "2", "child"), Parent::Forgotten);
    assert_eq!(open(&mut levels, Part::Patient, "201", "198", "child"), Parent::Known);
}

#[test]
fn numbers_count_by_their_value_and_other_text_by_itself() {
    assert_eq!(Number::of(b"07"), Number::of(b"7"));
    assert_eq!(Number::of(b"A1"), Number::of(b"A1"));
    assert_ne!(Number::of(b"A1"), Number::of(b"A2"));
    assert_ne!(Number::of(b""), Number::of(b"0"));
    assert_eq!(Number::of(b"12").value(), Some(12));
    assert_eq!(Number::of(b"1234567890123456789012").value(), None);
}

#[test]
fn both_guides_have_three_levels_by_their_codes() {
    for guide in registry::supported() {
        let roots = Roots::of(guide);
        let levels = [&b"20"[..], b"22", b"23", b"21", b""].map(|code| roots.level(guide, code));
        assert_eq!(levels, [Some(Part::Provider), Some(Part::Subscriber), Some(Part::Patient), None, None]);
    }
}
