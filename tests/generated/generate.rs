//! Synthetic claims keep to their guides, balance, come back byte for byte, and are what was asked for.

use std::collections::BTreeSet;

use crate::house::generated::{Sums, claims, counts, get, read, segments};
use twinclaim::guide::registry;
use twinclaim::internal::generate::{Options, write};
use twinclaim::model::{Claim, ClaimType, JsonWriter};
use twinclaim::translate::{Claims, Event, Ndjson, Output, Reader as ClaimReader, Style};
use twinclaim::validate::{self, Medicare, RuleSet, Settings, Validator};
use twinclaim::x12::{Charset, Reader};

const KINDS: [ClaimType; 2] = [ClaimType::Institutional, ClaimType::Professional];
const SEEDS: [u64; 3] = [0, 1, 0xDEAD_BEEF_0123_4567];

fn text(options: &Options) -> String {
    let mut out = Vec::new();
    write(options, &mut out).expect("memory takes it");
    String::from_utf8(out).expect("UTF-8")
}

fn each(claims: u64, mut with: impl FnMut(ClaimType, &str)) {
    for kind in KINDS {
        for seed in SEEDS {
            with(kind, &text(&Options::new(kind, claims).seed(seed)));
        }
    }
}

#[test]
fn every_segment_keeps_to_its_guide() {
    each(2000, |kind, text| {
        let guide = match kind {
            ClaimType::Institutional => registry::institutional(),
            ClaimType::Professional => registry::professional(),
        };
        let faults: BTreeSet<String> =
            crate::house::check::faults(text, guide).into_iter().take(20).collect();
        assert!(faults.is_empty(), "{kind:?}: {faults:#?}");
    });
}

#[test]
fn counts_and_numbers_are_right() {
    each(700, |_, text| counts(text));
}

#[test]
fn there_are_as_many_claims_as_asked_for_each_with_its_own_number() {
    for kind in KINDS {
        for claims in [1, 2, 37, 1000, 11_003] {
            let text = text(&Options::new(kind, claims).seed(claims));
            let numbers: BTreeSet<&str> =
                text.lines().filter_map(|line| line.strip_prefix("CLM*")?.split('*').next()).collect();
            assert_eq!(numbers.len() as u64, claims);
            assert_eq!(text.matches("\nCLM*").count() as u64, claims);
            assert_eq!(text.matches("\nST*").count() as u64, claims.div_ceil(5000));
        }
    }
}

#[test]
fn amounts_balance() {
    each(1000, |kind, text| {
        let (mut paid, mut paid_by_line, mut refused, mut two) = (0, 0, 0, 0);
        for claim in claims(text) {
            let sums = Sums::of(&claim);
            sums.check();
            paid += usize::from(sums.payers.iter().any(|payer| payer.paid.is_some()));
            refused += usize::from(sums.payers.iter().any(|payer| payer.refused.is_some()));
            two += usize::from(sums.payers.len() > 1);
            paid_by_line += usize::from(sums.lines.iter().any(|line| !line.1.is_empty()));
        }
        let counts = [paid, paid_by_line, refused, two];
        assert!(counts.iter().all(|&count| count > 0), "{kind:?}: {counts:?}");
    });
}

#[test]
fn claims_come_back_through_json_byte_for_byte() {
    let with_accents = KINDS.map(|kind| (kind, text(&Options::new(kind, 900).accents(true))));
    let plain = KINDS.map(|kind| (kind, text(&Options::new(kind, 900).seed(1))));
    for (kind, text) in with_accents.iter().chain(&plain) {
        let claims = read(text);
        assert_eq!(claims.len(), 900);
        let mut out = Output::new(Vec::new(), Style::default());
        let mut lines = JsonWriter::default();
        for claim in claims {
            let mut json = Vec::new();
            lines.append(&claim, &mut json).expect("claims can be written as JSON");
            assert!(json == serde_json::to_vec(&claim).expect("claims can be written as JSON"));
            let mut back: Claim = serde_json::from_slice(&json).expect("its own JSON can be read");
            out.claim(&mut back).expect("the claim can be written");
        }
        let written = String::from_utf8(out.finish().expect("writing to memory works")).expect("UTF-8");
        let differs = text.lines().zip(written.lines()).enumerate().find(|(_, (a, b))| a != b);
        assert_eq!(differs, None, "{kind:?}");
        assert!(&written == text, "{kind:?}: one is longer than the other");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    for kind in KINDS {
        let options = Options::new(kind, 50);
        let first = text(&options.seed(3));
        assert_eq!(first, text(&options.seed(3)));
        assert_ne!(first, text(&options.seed(4)));
        assert_ne!(first, text(&options.seed(3).date("2025-01-01".parse().expect("a date"))));
    }
}

/// Nothing happens after the day the file is made, and nobody is treated before birth.
#[test]
fn dates_are_plausible() {
    each(1000, |_, text| {
        let mut birth = String::new();
        for segment in segments(text) {
            match segment[0] {
                "DMG" => segment[2].clone_into(&mut birth),
                "DTP" if segment[2] != "TM" => {
                    let (from, to) = (&segment[3][..8], &segment[3][segment[3].len().max(8) - 8..]);
                    let to = if segment[2] == "RD8" { to } else { from };
                    assert!(birth.as_str() < from && from <= to && to <= "20260302", "{segment:?}");
                }
                _ => {}
            }
        }
    });
}

/// The shapes that the generator is there for: each of them in 2000 claims of its kind, whatever the seed.
#[test]
fn the_shapes_are_there() {
    let both = [
        "SBR*P*18*",
        "SBR*S*",
        "SBR*T*",
        "PAT*19",
        "NM1*87*",
        "N4*",
        "REF*F8*",
        "REF*G1*",
        "REF*9F*",
        "REF*EA*",
        "CAS*PR*",
        "CAS*OA*23",
        "AMT*D*",
        "AMT*A8*",
        "OI***Y",
        "SVD*",
        "DTP*573*",
        "LIN**N4*",
        "CTP****",
        "NM1*82*1*",
        "NM1*DN*1*",
        "NM1*77*2*",
        "NTE*",
        "PWK*",
        "DTP*472*D8*",
        "MOA*",
    ];
    let professional = [
        "NM1*85*1*",
        "CR1*LB*",
        "CRC*07*",
        "NM1*PW*2",
        "NM1*45*2",
        "REF*X4*",
        "HI*BP:",
        "NM1*DQ*",
        "NM1*DK*",
        "LX*50",
        "DTP*431*",
        "DTP*435*",
        "DTP*439*",
        "DTP*472*RD8*",
        "LQ*UT*",
        "FRM*",
        "SV5*HC:",
        "CR3*",
        "CR2*",
        "MEA*",
        "AMT*F5*",
    ];
    let institutional = [
        "HI*ABJ:",
        "HI*APR:",
        "HI*ABN:",
        "HI*DR:",
        "HI*BBR:",
        "HI*BBQ:",
        "HI*BI:",
        "HI*BH:",
        "HI*BE:",
        "HI*BG:",
        "NM1*71*",
        "NM1*72*",
        "NM1*ZZ*",
        "DTP*096*TM",
        "DTP*435*DT",
        "MIA*",
        "LX*150",
        "CN1*",
        "REF*LU*",
        "AMT*F3*",
    ];
    each(2000, |kind, text| {
        let own = if kind == ClaimType::Professional { &professional[..] } else { &institutional[..] };
        for shape in both.iter().chain(own) {
            assert!(text.contains(&format!("\n{shape}")), "{kind:?}: {shape}");
        }
        assert!(text.is_ascii(), "{kind:?}: what every payer takes, unless asked otherwise");
        let most =
            segments(text).filter(|segment| segment[0] == "LX").map(|segment| get(&segment, 1).to_owned());
        let most = most.map(|number| number.parse::<u32>().expect("a number")).max();
        assert!(most <= Some(if kind == ClaimType::Professional { 50 } else { 200 }));
    });
}

/// Not even for information, by the rules of all seven types and Medicare's own edits.
#[test]
fn no_rule_of_any_type_complains() {
    let book = RuleSet::new(Settings { medicare: Medicare::Payer, ..Settings::default() });
    for kind in KINDS {
        for (seed, claims) in [(0, 250), (1, 250), (2, 250), (3, 250), (4, 2000), (5, 1)] {
            let text = text(&Options::new(kind, claims).seed(seed));
            let mut found = BTreeSet::new();
            let mut validator = Validator::new(&book, None, Charset::Auto);
            let mut take = |event: validate::Event<'_>| {
                if let validate::Event::Finding(at) = event {
                    found.insert(format!("{}: {}", at.finding.code, at.finding.message));
                }
            };
            let mut reader = Reader::from_slice(text.as_bytes());
            while let Some(piece) = reader.next().expect("X12") {
                validator.piece(&piece, &mut take);
            }
            validator.finish(&mut take);
            assert!(found.is_empty(), "{kind:?}, seed {seed}: {found:#?}");
        }
    }
}

#[test]
fn accents_are_there_where_they_are_asked_for() {
    for kind in KINDS {
        let options = Options::new(kind, 300);
        let (with, without) = (text(&options.accents(true)), text(&options));
        assert!(!with.is_ascii() && with.contains('\u{d1}'), "{kind:?}");
        // The same claims, letter by letter.
        assert_eq!(with.chars().count(), without.len(), "{kind:?}");
    }
}

#[test]
fn full_transactions_come_back_with_their_own_numbers() {
    // Two transactions of 5,000 claims and one more: as many as a transaction may hold, which splits none of them.
    let mut text = Vec::new();
    write(&Options::new(ClaimType::Professional, 10_001), &mut text).expect("memory takes it");
    let mut claims = Claims::new(Reader::from_slice(&text), None, Charset::Auto);
    let mut reader = ClaimReader::default();
    let style = Style { claims_per_transaction: Some(5_000), ..Style::default() };
    let mut out = Output::new(Vec::with_capacity(text.len()), style);
    while let Some(event) = claims.next().transpose().expect("valid") {
        if let Event::Claim(raw) = event {
            out.claim(&mut reader.read(&raw)).expect("it can be written");
        }
    }
    assert!(out.finish().expect("memory takes it") == text);
}

#[test]
fn every_claim_is_written_by_the_plan_and_as_the_model_writes_it() {
    each(400, |kind, text| {
        let mut claims = Claims::new(Reader::from_slice(text.as_bytes()), None, Charset::default());
        let (mut reader, mut model, mut plan) =
            (ClaimReader::default(), JsonWriter::default(), Ndjson::default());
        while let Some(event) = claims.next().transpose().expect("a generated file is X12") {
            let Event::Claim(raw) = event else { continue };
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            model.append(&reader.read(&raw), &mut expected).expect("a claim is JSON");
            plan.append(&raw, &mut found).expect("a claim is JSON");
            assert_eq!(String::from_utf8_lossy(&expected), String::from_utf8_lossy(&found));
        }
        assert!(plan.counts().others.is_empty(), "{kind:?}: {:?}", plan.counts());
    });
}
