//! The walker, case by case.

use super::super::registry::{institutional, places, professional};
use crate::model::ClaimType as GuideKind;

use super::super::schema::{Child, Guide};
use super::super::walk::{Placed, Unplaced, Walker};
use super::oracle::Plain;
use crate::x12::{Delimiters, Segment};

/// A segment out of text, with the usual delimiters.
pub(super) fn with_segment<T>(
    text: &[u8],
    delimiters: Delimiters,
    use_it: impl FnOnce(&Segment<'_>) -> T,
) -> T {
    let separators =
        text.iter().enumerate().filter(|(_, b)| **b == delimiters.element).map(|(n, _)| n as u32);
    let ends: Vec<u32> = separators.chain([text.len() as u32]).collect();
    use_it(&Segment::new(text, &ends, delimiters))
}

pub(super) fn place(walker: &mut Walker<'_>, text: &str) -> Placed {
    with_segment(text.as_bytes(), Delimiters::STANDARD, |segment| walker.place(segment))
}

fn guide(kind: GuideKind) -> &'static Guide {
    if kind == GuideKind::Professional { professional() } else { institutional() }
}

/// Walks segments and says for each where it is: `2310B NM1`, with `+` if it opens the loop, `!` if out of order,
/// `-` if it has no place.
fn walk(kind: GuideKind, text: &str) -> Vec<String> {
    let mut walker = Walker::new(places(kind));
    text.split('~')
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .map(|s| show(kind, place(&mut walker, s)))
        .collect()
}

fn show(kind: GuideKind, placed: Placed) -> String {
    let guide = guide(kind);
    let Some(row) = placed.row else { return "-".to_owned() };
    assert_eq!(guide.row(row).in_loop, placed.in_loop);
    assert_eq!(placed.opens, guide.opener(placed.in_loop) == row);
    let opens = if placed.opens { "+" } else { "" };
    let order = if placed.in_order { "" } else { "!" };
    format!("{} {}{opens}{order}", guide.loop_(placed.in_loop).id, guide.row(row).label)
}

const HEAD: &str = "ISA*00~GS*HC~ST*837*1~BHT*0019~NM1*41~PER*IC~NM1*40~HL*1**20*1~NM1*85~N3*A~N4*B~REF*EI*1~\
    HL*2*1*22*0~SBR*P*18~NM1*IL~N3*A~N4*B~DMG*D8~NM1*PR~CLM*1~";
const HEAD_PLACES: [&str; 20] = [
    "ISA ISA+",
    "GS GS+",
    "ST ST+",
    "ST BHT",
    "1000A NM1+",
    "1000A PER",
    "1000B NM1+",
    "2000A HL+",
    "2010AA NM1+",
    "2010AA N3",
    "2010AA N4",
    "2010AA REF[EI|SY]",
    "2000B HL+",
    "2000B SBR",
    "2010BA NM1+",
    "2010BA N3",
    "2010BA N4",
    "2010BA DMG",
    "2010BB NM1+",
    "2300 CLM+",
];

/// Walks what follows the head of a claim, which has its known places.
fn walk_claim(kind: GuideKind, text: &str) -> Vec<String> {
    let mut all = walk(kind, &format!("{HEAD}{text}"));
    assert_eq!(all.len(), HEAD_PLACES.len() + text.split('~').filter(|s| !s.trim().is_empty()).count());
    all.split_off(HEAD_PLACES.len())
}

use GuideKind::{Institutional, Professional};

#[test]
fn the_head_of_a_claim_has_its_places() {
    assert_eq!(walk(Professional, HEAD), HEAD_PLACES);
    let institutional: Vec<String> = HEAD_PLACES.iter().map(|p| p.replace("[EI|SY]", "[EI]")).collect();
    assert_eq!(walk(Institutional, HEAD), institutional);
}

#[test]
fn a_second_subscriber_segment_is_the_other_payers() {
    assert_eq!(
        walk_claim(Professional, "HI*BK:1~SBR*S~OI***Y~NM1*IL~NM1*PR~SBR*T~OI***Y~LX*1"),
        [
            "2300 HI[ABK|BK]",
            "2320 SBR+",
            "2320 OI",
            "2330A NM1+",
            "2330B NM1+",
            "2320 SBR+",
            "2320 OI",
            "2400 LX+"
        ]
    );
}

#[test]
fn the_rendering_provider_is_told_by_where_it_stands() {
    assert_eq!(
        walk_claim(
            Professional,
            "NM1*82~REF*G2*1~SBR*S~OI~NM1*IL~NM1*PR~NM1*82~REF*G2*1~LX*1~SV1~NM1*82~REF*G2*1~SVD"
        ),
        [
            "2310B NM1+",
            "2310B REF[0B|1G|G2|LU]",
            "2320 SBR+",
            "2320 OI",
            "2330A NM1+",
            "2330B NM1+",
            "2330D NM1+",
            "2330D REF[0B|1G|G2|LU]",
            "2400 LX+",
            "2400 SV1",
            "2420A NM1+",
            "2420A REF[0B|1G|G2|LU]",
            "2430 SVD+",
        ]
    );
    assert_eq!(
        walk_claim(Institutional, "NM1*82~SBR*S~NM1*82~LX*1~NM1*82"),
        ["2310D NM1+", "2320 SBR+", "2330G NM1+", "2400 LX+", "2420C NM1+"]
    );
}

#[test]
fn claims_float_under_the_subscriber_or_the_patient() {
    let guide = professional();
    let parents = |text: &str| {
        let mut walker = Walker::new(places(Professional));
        let mut found = Vec::new();
        for segment in text.split('~').filter(|s| !s.is_empty()) {
            let placed = place(&mut walker, segment);
            assert!(placed.row.is_some(), "{segment}");
            if placed.opens && guide.loop_(placed.in_loop).id == "2300" {
                found.push(guide.loop_(walker.parent().expect("a claim stands in a loop")).id.clone());
            }
        }
        found
    };
    let patient = "HL*3*2*23*0~PAT*19~NM1*QC~CLM*2~LX*1~CLM*3~";
    let subscriber = "HL*4*1*22*0~SBR*P*18~NM1*IL~NM1*PR~CLM*4~LX*1~NM1*82~";
    assert_eq!(
        parents(&format!("{HEAD}CLM*1~{patient}{patient}{subscriber}HL*9**20*1~NM1*85~{subscriber}")),
        ["2000B", "2000B", "2000C", "2000C", "2000C", "2000C", "2000B", "2000B"]
    );
}

#[test]
fn levels_are_told_by_the_level_code() {
    assert_eq!(
        walk_claim(
            Professional,
            "LX*1~NM1*DK~HL*3*2*23*0~PAT*01~NM1*QC~CLM*2~HL*4*1*22*1~HL*5*4*23*0~HL*6**20*1~HL*7*6*22"
        ),
        [
            "2400 LX+",
            "2420E NM1+",
            "2000C HL+",
            "2000C PAT",
            "2010CA NM1+",
            "2300 CLM+",
            "2000B HL+",
            "2000C HL+",
            "2000A HL+",
            "2000B HL+",
        ]
    );
    // A patient's level directly under the billing provider has no place.
    assert_eq!(
        walk(Professional, "ISA~GS~ST~HL*1**20~HL*2*1*23~HL*3*1*22"),
        ["ISA ISA+", "GS GS+", "ST ST+", "2000A HL+", "-", "2000B HL+"]
    );
}

/// The segment after a fault is placed as if the fault were not there.
#[test]
fn one_fault_costs_one_segment() {
    let good = "HI*BK:1~REF*G1*1~NM1*82~PRV*PE~SBR*S~OI~NM1*IL~NM1*PR~LX*1~SV1~DTP*472~REF*6R*1~SVD~CAS*CO~SE*1~GE*1~IEA*1";
    let expected = walk_claim(Professional, good);
    assert!(!expected.contains(&"-".to_owned()));
    let good: Vec<&str> = good.split('~').collect();
    for fault in ["ZZZ*1", "AMT*F2*1", "DTP*999*D8*1", "REF", "REF*", "", "HI*ZZ:1", "SV2*1", "MIA"] {
        for at in 0..good.len() {
            let mut text = good.clone();
            let broken = format!("{fault} ");
            text.insert(at, &broken);
            let mut walker = Walker::new(places(Professional));
            HEAD.split('~')
                .filter(|s| !s.is_empty())
                .for_each(|s| assert!(place(&mut walker, s).row.is_some()));
            let found: Vec<String> =
                text.iter().map(|s| show(Professional, place(&mut walker, s.trim_end()))).collect();
            let mut wanted = expected.clone();
            wanted.insert(at, "-".to_owned());
            assert_eq!(found, wanted, "{fault} at {at}");
        }
    }
}

#[test]
fn repeats_beyond_the_guides_number_are_placed() {
    assert_eq!(
        walk_claim(Professional, "REF*G1*1~REF*G1*2~AMT*F5~AMT*F5~NM1*82~NM1*82~SBR*S~NM1*IL~NM1*IL"),
        [
            "2300 REF[G1]",
            "2300 REF[G1]",
            "2300 AMT[F5]",
            "2300 AMT[F5]",
            "2310B NM1+",
            "2310B NM1+",
            "2320 SBR+",
            "2330A NM1+",
            "2330A NM1+",
        ]
    );
}

#[test]
fn loops_of_one_position_open_in_any_order() {
    assert_eq!(
        walk_claim(Professional, "NM1*45~N3~N4~NM1*DN~NM1*82~SBR~NM1*PR~NM1*85~NM1*IL~LX~NM1*45~NM1*82"),
        [
            "2310F NM1+",
            "2310F N3",
            "2310F N4",
            "2310A NM1+",
            "2310B NM1+",
            "2320 SBR+",
            "2330B NM1+",
            "2330G NM1+",
            "2330A NM1+",
            "2400 LX+",
            "2420H NM1+",
            "2420A NM1+",
        ]
    );
}

#[test]
fn an_earlier_neighbour_of_the_innermost_loop_opens_out_of_order() {
    assert_eq!(
        walk_claim(Professional, "LX*1~SVD~CAS*CO~NM1*82~SVD~LIN~CTP~SVD~LX*2"),
        [
            "2400 LX+",
            "2430 SVD+",
            "2430 CAS",
            "2420A NM1+!",
            "2430 SVD+",
            "2410 LIN+!",
            "2410 CTP",
            "2430 SVD+",
            "2400 LX+",
        ]
    );
}

#[test]
fn claim_loops_do_not_open_again_behind_service_lines() {
    assert_eq!(
        walk_claim(Professional, "LX*1~SV1~SBR*S~OI~LX*2~SVD~SBR*S~CAS*CO~LX*3~SVD~CAS*CO"),
        [
            "2400 LX+",
            "2400 SV1",
            "-",
            "-",
            "2400 LX+",
            "2430 SVD+",
            "-",
            "-",
            "2400 LX+",
            "2430 SVD+",
            "2430 CAS"
        ]
    );
    // The subscriber's name does not open again in the middle of the claim.
    assert_eq!(walk_claim(Professional, "NM1*IL~NM1*85~HI*BK:1"), ["-", "-", "2300 HI[ABK|BK]"]);
}

/// The address behind a name that has no place must not go to the party before it.
#[test]
fn what_follows_an_unplaced_name_is_not_taken_for_the_party_before() {
    let mut walker = Walker::new(places(Professional));
    HEAD.split('~').filter(|s| !s.is_empty()).for_each(|s| assert!(place(&mut walker, s).row.is_some()));
    assert_eq!(show(Professional, place(&mut walker, "NM1*77")), "2310C NM1+");
    assert_eq!(show(Professional, place(&mut walker, "NM1*XX")), "-");
    assert!(
        matches!(walker.why_unplaced(), Some(Unplaced::UnknownQualifier { spot }) if spot.to_string() == "01")
    );
    assert_eq!(show(Professional, place(&mut walker, "N3*A")), "-");
    assert_eq!(walker.why_unplaced(), Some(Unplaced::AfterUnplaced));
    assert_eq!(show(Professional, place(&mut walker, "N4*A")), "-");
    assert_eq!(show(Professional, place(&mut walker, "NM1*DQ")), "2310D NM1+");
    assert_eq!(walker.why_unplaced(), None);
    assert_eq!(show(Professional, place(&mut walker, "REF*G2*1")), "2310D REF[0B|1G|G2|LU]");
    // So with a level that is not known.
    assert_eq!(show(Professional, place(&mut walker, "HL*3*1*99")), "-");
    assert_eq!(show(Professional, place(&mut walker, "REF*G2*1")), "-");
}

#[test]
fn reasons_tell_unknown_segments_qualifiers_and_places_apart() {
    let guide = professional();
    let reason = |text: &str| {
        let mut walker = Walker::new(places(Professional));
        HEAD.split('~').filter(|s| !s.is_empty()).for_each(|s| assert!(place(&mut walker, s).row.is_some()));
        assert_eq!(place(&mut walker, text).row, None, "{text}");
        walker.why_unplaced().expect("there is a reason")
    };
    for unknown in ["ZZZ*1", "", "*", "SV2*1", "clm*1", "CLAIM*1", "REFREF*1", "R"] {
        assert_eq!(reason(unknown), Unplaced::UnknownSegment, "{unknown}");
    }
    for (text, spot) in [("REF*XX*1", "01"), ("DTP*4711", "01"), ("HI*XX:1", "01-1"), ("HL*1*1*99", "03")] {
        assert!(
            matches!(reason(text), Unplaced::UnknownQualifier { spot: s } if s.to_string() == spot),
            "{text}"
        );
    }
    for text in ["REF*", "REF", "REF**1"] {
        assert!(matches!(reason(text), Unplaced::NoQualifier { spot } if spot.to_string() == "01"), "{text}");
    }
    for (text, id) in
        [("REF*6R*1", "2400"), ("NM1*41", "1000A"), ("PAT*01", "2000B"), ("SV1*1", "2400"), ("BHT*1", "ST")]
    {
        let Unplaced::Elsewhere { row, in_loop } = reason(text) else { panic!("{text}") };
        assert_eq!(guide.loop_(in_loop).id, id, "{text}");
        assert_eq!(guide.row(row).in_loop, in_loop);
    }
}

#[test]
fn conditions_on_two_elements_and_on_components_are_met() {
    assert_eq!(
        walk_claim(Professional, "LX*1~PWK*CT*AB~PWK*CT*BM~PWK*OZ*AB~PWK*OZ*EL"),
        ["2400 LX+", "2400 PWK[CT]", "2400 PWK[AA|BM|..]", "-", "2400 PWK[AA|BM|..]"]
    );
    assert_eq!(
        walk_claim(Institutional, "HI*ABK:A1~HI*BBR:1:D8:2~HI*BE:80::::1~HI*BE~HI*:BE"),
        ["2300 HI[ABK|BK]", "2300 HI[BBR|BR|CAH]", "2300 HI[BE]", "2300 HI[BE]", "-"]
    );
}

#[test]
fn trailers_close_and_headers_open_again() {
    let more = "LX*1~SE~ST*837~BHT~SE~GE~GS~ST~SE~GE~IEA~ISA~GS~ST";
    assert_eq!(
        walk_claim(Professional, more),
        [
            "2400 LX+", "ST SE", "ST ST+", "ST BHT", "ST SE", "GS GE", "GS GS+", "ST ST+", "ST SE", "GS GE",
            "ISA IEA", "ISA ISA+", "GS GS+", "ST ST+",
        ]
    );
    // Behind a trailer, nothing of what it closed goes on, and a repeated trailer is where the first stood.
    assert_eq!(
        walk_claim(Professional, "SE~SE~HL*9**20~CLM*9~BHT~GE~ST~IEA~GS"),
        ["ST SE", "ST SE", "-", "-", "-", "GS GE", "-", "ISA IEA", "-"]
    );
    // Missing trailers cost nothing.
    assert_eq!(
        walk_claim(Professional, "ST~BHT~GS~ST~ISA~GS"),
        ["ST ST+", "ST BHT", "GS GS+", "ST ST+", "ISA ISA+", "GS GS+"]
    );
}

#[test]
fn nothing_but_an_interchange_starts() {
    assert_eq!(
        walk(Professional, "CLM*1~ST~GS~SE~ISA~ST~GS"),
        ["-", "-", "-", "-", "ISA ISA+", "-", "GS GS+"]
    );
    let group = professional().loop_id("GS").expect("it is there");
    let mut walker = Walker::within(places(Professional), group);
    assert_eq!(show(Professional, place(&mut walker, "ST*837")), "ST ST+");
    assert_eq!(
        walker.path().map(|l| professional().loop_(l).id.as_str()).collect::<Vec<_>>(),
        ["ST", "GS", "ISA"]
    );
}

#[test]
fn tables_for_the_translator_agree_with_the_guide() {
    let (guide, places) = (professional(), places(Professional));
    for (n, in_loop) in guide.loops.iter().enumerate() {
        let id = super::super::schema::LoopId(n as u16);
        for (ordinal, child) in in_loop.children.iter().enumerate() {
            assert_eq!(places.child_ordinal(id, *child), Some(ordinal as u16));
            if let Child::Segment(row) = child {
                assert_eq!(places.row_ordinal(*row), ordinal as u16);
            }
        }
    }
    let id = |name: &str| guide.loop_id(name).expect("it is there");
    assert_eq!(places.child_ordinal(id("2400"), Child::Loop(id("2310B"))), None);
    assert_eq!(places.child_ordinal(id("2400"), Child::Segment(guide.opener(id("2300")))), None);
    for (inner, outer, within) in [
        ("2420A", "2300", true),
        ("2420A", "2000C", true),
        ("2300", "2000B", true),
        ("2300", "2300", true),
        ("2300", "2400", false),
        ("2010CA", "2000C", true),
        ("2010BA", "2000C", false),
        ("ST", "ISA", true),
    ] {
        assert_eq!(places.is_within(id(inner), id(outer)), within, "{inner} in {outer}");
    }
}

proptest::proptest! {
    /// Any sequence of the guide's segments goes where the plain walker puts it.
    #[test]
    fn the_tables_agree_with_a_plain_walker(steps in proptest::collection::vec((0usize..400, 0usize..6), 1..120), kind in 0..2) {
        let kind = if kind == 0 { Professional } else { Institutional };
        let guide = guide(kind);
        let mut walker = Walker::new(places(kind));
        let mut plain = Plain { guide, path: Vec::new(), behind: false, ended: false };
        let start = "ISA~GS~ST~HL*1**20~HL*2*1*22~CLM*1~".split('~').filter(|s| !s.is_empty()).map(str::to_owned);
        let drawn = steps.into_iter().map(|(n, code)| {
            let row = &guide.segments[n % guide.segments.len()];
            let mut values = vec![String::new(); 4];
            for c in &row.conditions {
                values[usize::from(c.spot.element) - 1] = c.codes[code % c.codes.len()].clone();
            }
            // Every sixth is spoilt.
            if code == 5 { values[0].push('~'); }
            format!("{}*{}", row.id, values.join("*"))
        });
        for text in start.chain(drawn) {
            let placed = place(&mut walker, &text);
            let expected = with_segment(text.as_bytes(), Delimiters::STANDARD, |s| plain.place(s));
            proptest::prop_assert_eq!(placed.row, expected, "{}", text);
            let path: Vec<_> = walker.path().collect();
            proptest::prop_assert_eq!(path, plain.path.iter().rev().copied().collect::<Vec<_>>(), "{}", text);
        }
    }

    /// Any bytes have a place or none, without a panic.
    #[test]
    fn any_bytes_are_placed_or_not(segments in proptest::collection::vec(proptest::collection::vec(proptest::num::u8::ANY, 0..30), 0..30)) {
        let mut walker = Walker::new(places(Professional));
        for bytes in segments {
            let placed = with_segment(&bytes, Delimiters::STANDARD, |s| walker.place(s));
            assert_eq!(placed.row.is_none(), walker.why_unplaced().is_some());
        }
    }
}
