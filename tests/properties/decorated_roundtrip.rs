//! Whatever a file looks like beyond what it says comes back byte for byte: line ends, blanks, a byte order mark, and the
//! order of segments where X12 leaves one.

use proptest::prelude::*;
use twinclaim::internal::generate::{Options, write};
use twinclaim::model::{Claim, ClaimType};
use twinclaim::translate::{Claims, Event, Output, Reader as ClaimReader, Style};
use twinclaim::x12::{Charset, Reader};

/// X12 to JSON and back; and how many claims there were.
fn through_json(text: &[u8]) -> (Vec<u8>, usize) {
    let mut claims = Claims::new(Reader::from_slice(text), None, Charset::Auto);
    let mut reader = ClaimReader::default();
    let mut out = Output::new(Vec::with_capacity(text.len()), Style::default());
    let mut count = 0;
    while let Some(event) = claims.next().transpose().expect("valid X12") {
        let Event::Claim(raw) = event else { continue };
        let json = serde_json::to_string(&reader.read(&raw)).expect("JSON");
        let mut claim: Claim = serde_json::from_str(&json).expect("our own JSON");
        out.claim(&mut claim).expect("it can be written");
        count += 1;
    }
    (out.finish().expect("memory takes it"), count)
}

fn generated(kind: ClaimType, claims: usize, seed: u64) -> String {
    let mut text = Vec::new();
    write(&Options::new(kind, claims as u64).seed(seed), &mut text).expect("memory takes it");
    String::from_utf8(text).expect("UTF-8")
}

fn assert_comes_back(text: &str) {
    let (back, claims) = through_json(text.as_bytes());
    let back = String::from_utf8_lossy(&back);
    let differs = text.lines().zip(back.lines()).find(|(a, b)| a != b);
    assert!(back == text, "{differs:?} of {claims} claims; lengths {} and {}", text.len(), back.len());
    assert!(claims > 0);
}

/// White space that is behind terminators.
fn white() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["\n", "\r\n", "", "\n\n", "\n  ", " ", "\r\n\t", "\r"][..])
}

fn kind() -> impl Strategy<Value = ClaimType> {
    prop::sample::select(&[ClaimType::Professional, ClaimType::Institutional][..])
}

/// Whether two segments may trade places: rows of one position in the standard.
fn are_free(a: &str, b: &str) -> bool {
    let id = |segment: &str| segment.split('*').next().map(str::to_owned);
    let of = |segment: &str| segment.split(['*', ':']).take(2).collect::<Vec<_>>().join("*");
    matches!(id(a).as_deref(), Some("REF" | "DTP" | "AMT")) && id(a) == id(b) && of(a) != of(b)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 40 } else { 200 }))]

    #[test]
    fn white_space_comes_back_as_it_was(
        kind in kind(),
        seed in 0u64..1000,
        usual in white(),
        odd in prop::collection::vec((0usize..400, white()), 0..12),
        before in prop::sample::select(&["", "\u{feff}", "\n", "\r\n\r\n", "  ", "\u{feff}\n"][..]),
        behind in prop::sample::select(&["", "\n", "\r\n\r\n", "\u{1a}", "  \n"][..]),
        // The terminator: a tilde mostly, or the line end itself.
        terminator in prop::sample::select(&["~", "~", "~", "\n", "\r\n"][..]),
    ) {
        let text = generated(kind, 3, seed);
        let segments: Vec<&str> = text.lines().map(|line| line.trim_end_matches('~')).collect();
        let mut out = before.to_owned();
        for (n, segment) in segments.iter().enumerate() {
            out.push_str(segment);
            out.push_str(terminator);
            if terminator == "~" {
                out.push_str(odd.iter().find(|(at, _)| *at == n).map_or(usual, |(_, white)| *white));
            }
        }
        out.push_str(behind);
        assert_comes_back(&out);
    }

    #[test]
    fn order_that_x12_leaves_free_comes_back(kind in kind(), seed in 0u64..1000, swaps in prop::collection::vec(0usize..1000, 1..8)) {
        let text = generated(kind, 2, seed);
        let mut segments: Vec<&str> = text.lines().collect();
        let free: Vec<usize> = (1..segments.len()).filter(|n| are_free(segments[n - 1], segments[*n])).collect();
        for swap in swaps {
            if let Some(n) = free.get(swap % free.len().max(1)) {
                segments.swap(n - 1, *n);
            }
        }
        assert_comes_back(&(segments.join("\n") + "\n"));
    }
}

/// One professional claim, segment by segment.
const FILE: &[&str] = &[
    "ISA*00*          *00*          *ZZ*HERONBILL      *ZZ*ALDERPLAN      *260402*0830*^*00501*000000207*0*T*:",
    "GS*HC*HERONBILL*ALDERPLAN*20260402*0830*207*X*005010X222A1",
    "ST*837*0207*005010X222A1",
    "BHT*0019*00*H207*20260402*0830*CH",
    "NM1*41*2*HERON BILLING*****46*HB07",
    "PER*IC*DESK*TE*2065550123",
    "NM1*40*2*ALDER PLAN*****46*AP07",
    "HL*1**20*1",
    "NM1*85*2*HERON CLINIC*****XX*1234567893",
    "N3*4 MARSH LANE",
    "N4*TERNWICK*WA*981010004",
    "REF*EI*912345678",
    "HL*2*1*22*0",
    "SBR*P*18*******CI",
    "NM1*IL*1*ROOK*EDNA****MI*AP555001",
    "N3*5 REED ST",
    "N4*TERNWICK*WA*981010005",
    "DMG*D8*19680214*F",
    "NM1*PR*2*ALDER PLAN*****PI*AP07",
    "CLM*H1*180***11:B:1*Y*A*Y*Y",
    "HI*ABK:J209",
    "LX*1",
    "SV1*HC:99213*180*UN*1***1",
    "DTP*472*D8*20260330",
    "SE*23*0207",
    "GE*1*207",
    "IEA*1*000000207",
];

/// A dependent of the same kind: behind the payer of a subscriber.
const DEPENDENT: &[&str] = &[
    "PAT*19",
    "NM1*QC*1*ROOK*IDA",
    "N3*5 REED ST",
    "N4*TERNWICK*WA*981010005",
    "DMG*D8*20150601*F",
    "CLM*H2*180***11:B:1*Y*A*Y*Y",
    "HI*ABK:J209",
    "LX*1",
    "SV1*HC:99213*180*UN*1***1",
    "DTP*472*D8*20260330",
];

/// The file with some segments put in place of the ones from `from` up to `to`, and SE01 counted.
fn edited(segments: &[&str], from: &str, to: &str, with: &[&str]) -> Vec<String> {
    let at = |text: &str| segments.iter().position(|s| s.starts_with(text)).expect("it is there");
    let (from, to) = (at(from), at(to));
    let parts = [&segments[..from], with, &segments[to..]].concat();
    let st = parts.iter().position(|s| s.starts_with("ST")).expect("ST");
    let se = parts.iter().position(|s| s.starts_with("SE")).expect("SE");
    parts
        .iter()
        .map(|s| if s.starts_with("SE") { format!("SE*{}*0207", se - st + 1) } else { (*s).to_owned() })
        .collect()
}

fn lines(segments: &[String]) -> String {
    segments.iter().flat_map(|segment| [segment.as_str(), "~\n"]).collect()
}

#[test]
fn whole_loops_and_codes_keep_their_order() {
    let extras = [
        "CLM*H1*180***11:B:1*Y*A*Y*Y",
        "DTP*454*D8*20260301",
        "DTP*431*D8*20260228",
        "REF*D9*CLEAR1",
        "REF*G1*AUTH1",
        "HI*ABK:J209",
        "NM1*82*1*WREN*ADAM****XX*1234567893",
        "PRV*PE*PXC*207Q00000X",
        "NM1*DN*1*TEAL*JO****XX*1234567893",
    ];
    assert_comes_back(&lines(&edited(FILE, "CLM", "LX", &extras)));
}

#[test]
fn a_subscriber_with_claims_and_dependents_keeps_its_hl() {
    let own: Vec<&str> = FILE[19..24].to_vec();
    let with = [&own[..], &["HL*3*2*23*0"], DEPENDENT].concat();
    let mut segments = edited(FILE, "CLM", "SE", &with);
    segments.iter_mut().filter(|s| s.starts_with("HL*2")).for_each(|s| "HL*2*1*22*1".clone_into(s));
    segments.iter_mut().filter(|s| s.starts_with("SBR")).for_each(|s| "SBR*P*18*******CI".clone_into(s));
    assert_comes_back(&lines(&segments));
}

/// HL04 of the subscriber says what is below, whatever the claims were read with.
#[test]
fn hl04_follows_what_is_written() {
    let own: Vec<&str> = FILE[19..24].to_vec();
    let with = [&own[..], &["HL*3*2*23*0"], DEPENDENT].concat();
    let text = lines(&edited(FILE, "CLM", "SE", &with)).replace("HL*2*1*22*0", "HL*2*1*22*1");
    let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
    let mut out = Output::new(Vec::new(), Style::default());
    while let Some(event) = claims.next().transpose().expect("valid X12") {
        let Event::Claim(raw) = event else { continue };
        let mut claim = raw.to_claim();
        if claim.patient_control_number.as_deref() == Some("H1") {
            out.claim(&mut claim).expect("it can be written");
        }
    }
    let back = String::from_utf8(out.finish().expect("memory")).expect("UTF-8");
    assert!(back.contains("HL*2*1*22*0~"), "{back}");
}

#[test]
fn an_odd_level_costs_nobody_its_parents() {
    for odd in ["HL*9*1*21*0", "HL*9*2*21*1", "HL*9*1*19*1"] {
        let with = [&[odd, "HL*3*2*23*0"][..], DEPENDENT].concat();
        let mut segments = edited(FILE, "CLM", "SE", &with);
        segments.iter_mut().filter(|s| s.starts_with("HL*2")).for_each(|s| "HL*2*1*22*1".clone_into(s));
        segments.iter_mut().filter(|s| s.starts_with("SBR")).for_each(|s| "SBR*P********CI".clone_into(s));
        let text = lines(&segments);
        assert_comes_back(&text);
        let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
        let mut found = 0;
        while let Some(event) = claims.next().transpose().expect("valid X12") {
            let Event::Claim(raw) = event else { continue };
            let claim = raw.to_claim();
            let kept = format!("{:?}", claim.x12.unmapped);
            assert!(kept.contains(odd), "{kept}");
            let subscriber = claim.subscriber.expect("a subscriber");
            assert_eq!(subscriber.member_id.as_deref(), Some("AP555001"));
            assert!(claim.billing_provider.is_some() && claim.payer.is_some() && claim.patient.is_some());
            found += 1;
        }
        assert_eq!(found, 1);
    }
}

#[test]
fn a_file_without_group_is_read_by_its_st() {
    let segments: Vec<String> = FILE
        .iter()
        .filter(|s| !s.starts_with("GS") && !s.starts_with("GE"))
        .map(|s| (*s).to_owned())
        .collect();
    let text = lines(&segments);
    let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::Auto);
    let (mut found, mut notices) = (0, Vec::new());
    while let Some(event) = claims.next().transpose().expect("X12") {
        match event {
            Event::Claim(raw) => {
                let claim = raw.to_claim();
                assert!(
                    claim.billing_provider.is_some()
                        && claim.subscriber.is_some()
                        && claim.submitter.is_some()
                );
                found += 1;
            }
            Event::Notice(notice) => notices.push(format!("{notice:?}")),
            _ => {}
        }
    }
    assert_eq!((found, notices.len()), (1, 1), "{notices:?}");
    assert_comes_back(&text);
}

#[test]
fn a_level_without_hl_is_read_and_goes_back_without() {
    for (from, to) in [("HL*1", "NM1*85"), ("HL*2", "SBR")] {
        let text = lines(&edited(FILE, from, to, &[]));
        assert_comes_back(&text);
    }
    // The whole billing provider is missing.
    assert_comes_back(&lines(&edited(FILE, "HL*1", "HL*2", &[])));
}
