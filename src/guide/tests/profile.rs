//! Payer profiles: what is read, and what is refused with its place.

use super::super::profile::{Ask, Picture, Profile, Target};
use crate::finding::Severity;

const SMALL: &str = r#"
# a comment
profile LANTERN on 005010X222A1 "Prairie Lantern: professional claims"
payers PLHP01 "PRAIRIE LANTERN HEALTH PLAN"
loop 2310B R if CLM05-1=11|22 & 2000B SBR09!=MC warning "Name the physician"
loop 2400 25
segment CLM in 2300
  05-3 {1 7 8}
segment NM1 in 2010BA
  09 R 12..12 like "PLH#########"
segment REF in 2300 R 1 when 01=G1 if CLM05-1=21
"#;

#[test]
fn a_small_profile_is_read_as_it_is_written() {
    let profile = Profile::parse(SMALL).expect("it is well-formed");
    let guide = profile.guide;
    assert_eq!((profile.id.as_str(), guide.id.as_str()), ("LANTERN", "005010X222A1"));
    assert!(profile.is_for("plhp01", "") && profile.is_for("X", "Prairie Lantern Health Plan"));
    assert!(!profile.is_for("PLHP02", "OTHER"));
    let asks: Vec<&Ask> = profile.demands.iter().map(|d| &d.ask).collect();
    assert_eq!(
        asks,
        [
            &Ask::Required,
            &Ask::AtMost(25),
            &Ask::Codes(["1", "7", "8"].map(str::to_owned).to_vec()),
            &Ask::Required,
            &Ask::Length { min: 12, max: 12 },
            &Ask::Like(Picture::new("PLH#########")),
            &Ask::Required,
            &Ask::AtMost(1),
        ]
    );
    let rendering = &profile.demands[0];
    assert_eq!(rendering.of, Target::Loop(guide.loop_id("2310B").expect("it is in the guide")));
    assert_eq!((rendering.line, rendering.answer.severity), (5, Some(Severity::Warning)));
    assert_eq!(rendering.answer.message.as_deref(), Some("Name the physician"));
    assert_eq!(rendering.when.iter().map(|w| w.not).collect::<Vec<_>>(), [false, true]);
    let Target::Segment(row) = profile.demands[6].of else { panic!("a segment") };
    assert_eq!(guide.row(row).label, "REF[G1]");
    assert!(profile.demands[6].only.is_empty(), "the row says it already");
}

/// Each line beside what is said of it, and the column.
#[test]
fn what_cannot_be_met_is_refused_with_its_place() {
    let refused = [
        ("loop 2999 R", 6, "there is no loop 2999 in 005010X222A1"),
        ("segment ZZZ in 2300", 9, "loop 2300 has no segment ZZZ"),
        ("segment REF in 2300 R", 9, "loop 2300 has several"),
        ("segment REF in 2300 R when 01=QQ", 9, "loop 2300 has no segment REF with these codes"),
        ("segment CLM in 2300\n  21 R", 3, "CLM has no 21 in the guide"),
        ("segment CLM in 2300\n  03 R", 6, "the guide does not use it"),
        ("segment CLM in 2300\n  01 N", 6, "the guide requires it"),
        ("segment CLM in 2300\n  05 {1}", 6, "this is a composite; name one of its components"),
        ("segment CLM in 2300\n  07 {A X}", 6, "the guide does not allow X there"),
        ("segment CLM in 2300\n  01 1..25", 6, "the guide allows 20 characters"),
        ("segment CLM in 2300\n  01 8..4", 6, "8 is more than 4"),
        ("segment CLM in 2300\n  01 limit 38", 6, "the guide allows 20"),
        ("segment CLM in 2300\n  05-3 like \"##\"", 8, "nothing that the guide allows looks like that"),
        ("segment CLM in 2300\n  01 6..8 like \"####\"", 11, "this contradicts line 3"),
        ("segment CLM in 2300\n  07 {A}\n  07 {B C}", 6, "this contradicts line 3"),
        ("loop 2310B N\nloop 2310B R if CLM05-1=11", 12, "this contradicts line 2"),
        ("loop 2310B N\nsegment PRV in 2310B R", 22, "this contradicts line 2"),
        ("loop 2400 60", 11, "the guide allows 50"),
        ("loop 2300 3", 11, "how often a level stands is not counted"),
        ("loop 2310B R if CLM05-1", 17, "a condition"),
        ("loop 2310B R if XYZ01=1", 17, "there is no segment XYZ in loop 2300 or around it"),
        ("loop 2310B R if CLM07=Q", 17, "nothing that the guide allows in CLM07 looks like that"),
        ("loop 2310B R if 2430 SVD01=1", 17, "loop 2430 stands neither around 2300 nor beside it"),
        ("  01 R", 3, "a `segment` line must stand above the first element"),
        ("profile B on 005010X222A1 \"B\"", 14, "this is the second `profile` line"),
        ("loops 2300", 1, "expected `profile`, `payers`, `claims`, `loop`, `segment`"),
    ];
    for (lines, column, problem) in refused {
        let text = format!("profile A on 005010X222A1 \"A\"\n{lines}\n");
        let error = Profile::parse(&text).expect_err(lines);
        let last = lines.lines().count() as u32 + 1;
        assert!(error.problem.contains(problem), "{lines}: {error}");
        assert_eq!((error.line, error.column), (last, column), "{lines}: {error}");
    }
    let error = Profile::parse("profile A on 005010X224A2 \"A\"").expect_err("dental");
    assert_eq!((error.line, error.column), (1, 14));
    assert!(Profile::parse("").is_err() && Profile::parse("loop 2300 R").is_err());
}

/// What is narrower, or asked of different segments or in different cases, is no contradiction.
#[test]
fn what_can_be_met_is_taken() {
    for lines in [
        "segment CLM in 2300\n  07 {A B}\n  07 {A}",
        "segment REF in 2010AA when 01=EI\n  02 like \"#########\"\nsegment REF in 2010AA when 01=SY\n  02 like \"9########\"",
        "loop 2310B R if CLM05-1=11\nloop 2310B N if CLM05-1=12",
        "segment ISA in ISA\n  08 {SILVERHERON}",
        "segment SV1 in 2400\n  01-2 like \"A####\" if 2300 CLM05-1=41",
        "loop 2000C N",
        "loop 2410 R if SV101-2=J####|Q####",
    ] {
        let text = format!("profile A on 005010X222A1 \"A\"\n{lines}\n");
        if let Err(error) = Profile::parse(&text) {
            panic!("{lines}: {error}");
        }
    }
}

/// What the format once could not say: a condition for the whole profile, classes of letters, any value of a list, two places
/// held against each other, days, exactly one of several, ranges of letters.
#[test]
fn the_seven_gaps_are_closed() {
    for line in [
        "claims 2000B SBR09=MB",
        "segment NM1 in 2010BA\n  09 like \"[1-9][AC-HJKMNP-RT-Y]#\"",
        "edit E in 2300 if HI[BG]*-2=12",
        "edit E in 2300 if 2310B NM109 == 2010AA NM109",
        "edit E in 2300 from 2023-01-01 until 2024-12-31 if days(DTP[435]03, day) > 3",
        "edit E in 2300 if count(HI[BG]*-2=D0..D9) <> 1",
        "segment SBR in 2320\n  01 {A..H}",
        "edit E in 2400 if (SV101-2, SV101-3..6) in code-modifiers & not SV101-2 in waived-tests",
    ] {
        let text = format!("profile A on 005010X222A1 \"A\"\n{line}\n");
        if let Err(error) = Profile::parse(&text) {
            panic!("{line}: {error}");
        }
    }
    let listed = Profile::parse("profile A on 005010X222A1 \"A\"\nedit E in 2400 if SV101-2 in Waived-Tests")
        .expect("it is well-formed");
    assert_eq!(listed.edits[0].lists, ["waived-tests"]);
}

/// What an edit needs is told before it is looked for.
#[test]
fn a_guard_lets_what_may_be_a_fault_pass() {
    let edit = "edit E in 2300 if CLM05-1=11|21 & CLM05-3!=8 & DTP[435]03";
    let profile =
        Profile::parse(&format!("profile A on 005010X223A2 \"A\"\n{edit}")).expect("it is well-formed");
    let guard = &profile.edits[0].guard;
    let lets = |place: &str, frequency: &str| guard.lets(place.as_bytes(), frequency.as_bytes());
    assert!(lets("11", "1") && lets("21", "7") && lets("11", "A") && lets("X", "?"));
    assert!(!lets("13", "1") && !lets("11", "8"));
    assert!(!guard.needs().is_empty());
}
