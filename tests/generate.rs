//! Synthetic claims keep to their guides, balance, come back byte for byte, and are what was asked for.

#[path = "samples/check.rs"]
mod check;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use twinclaim::encounter::{Claim, ClaimType};
use twinclaim::generate::{Options, write};
use twinclaim::guide::registry;
use twinclaim::translate::{Claims, Event, Output, Reader as ClaimReader, Style};
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

/// The segments, split into elements, without the program.
fn segments(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split_terminator("~\n").map(|segment| segment.split('*').collect())
}

fn get<'a>(segment: &[&'a str], n: usize) -> &'a str {
    segment.get(n).copied().unwrap_or_default()
}

fn amount(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

#[test]
fn every_segment_keeps_to_its_guide() {
    each(2000, |kind, text| {
        let guide = match kind {
            ClaimType::Institutional => registry::institutional(),
            ClaimType::Professional => registry::professional(),
        };
        let faults: BTreeSet<String> = check::faults(text, guide).into_iter().take(20).collect();
        assert!(faults.is_empty(), "{kind:?}: {faults:#?}");
    });
}

#[test]
fn counts_and_numbers_are_right() {
    each(700, |kind, text| {
        let (mut in_transaction, mut transactions, mut groups) = (0usize, 0usize, 0usize);
        let (mut st, mut gs, mut isa) = (String::new(), String::new(), String::new());
        let (mut levels, mut line) = (Vec::new(), 0);
        for segment in segments(text) {
            in_transaction += 1;
            match segment[0] {
                "ISA" => isa = segment[13].to_owned(),
                "GS" => (gs, transactions) = (segment[6].to_owned(), 0),
                "ST" => (st, in_transaction, levels) = (segment[2].to_owned(), 1, Vec::new()),
                "HL" => levels.push(segment.iter().map(|&element| element.to_owned()).collect::<Vec<_>>()),
                "CLM" => line = 0,
                "LX" => {
                    line += 1;
                    assert_eq!(segment[1], line.to_string());
                }
                "SE" => {
                    assert_eq!(segment[1..], [in_transaction.to_string(), st.clone()]);
                    transactions += 1;
                    hierarchy(&levels);
                }
                "GE" => {
                    assert_eq!(segment[1..], [transactions.to_string(), gs.clone()]);
                    groups += 1;
                }
                "IEA" => assert_eq!(segment[1..], [groups.to_string(), isa.clone()]),
                _ => {}
            }
        }
        assert_eq!(text.lines().next().map(str::len), Some(106), "{kind:?}: ISA has a fixed length");
    });
}

/// HL01 counts from 1, HL02 names the level above, HL04 says whether there are levels below.
fn hierarchy(levels: &[Vec<String>]) {
    let mut above: BTreeMap<&str, &str> = BTreeMap::new();
    for (n, level) in levels.iter().enumerate() {
        let [_, number, parent, kind, below] = &level[..] else { panic!("an HL has four elements") };
        assert_eq!(*number, (n + 1).to_string());
        let expected = match kind.as_str() {
            "20" => "",
            "22" => above["20"],
            _ => above["22"],
        };
        assert_eq!(parent, expected);
        above.insert(kind, number);
        let next = levels.get(n + 1).map_or("", |next| &next[3]);
        assert_eq!(below, if next > kind.as_str() { "1" } else { "0" }, "level {number}");
    }
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

/// What is to balance in a claim, by payer.
#[derive(Default)]
struct Sums {
    charge: Decimal,
    payers: Vec<Sum>,
    lines: Vec<(Decimal, BTreeMap<String, [Decimal; 2]>)>,
}

#[derive(Default)]
struct Sum {
    id: String,
    paid: Option<Decimal>,
    refused: Option<Decimal>,
    adjusted: Decimal,
    dated: bool,
}

/// Reason, amount and quantity follow each other, six times.
fn adjustments(segment: &[&str]) -> Decimal {
    segment.iter().skip(3).step_by(3).filter(|text| !text.is_empty()).map(|text| amount(text)).sum()
}

impl Sums {
    fn of(claim: &str) -> Self {
        let (mut sums, mut payer) = (Self::default(), String::new());
        for segment in segments(claim) {
            match (segment[0], sums.lines.last_mut(), sums.payers.last_mut()) {
                ("CLM", ..) => sums.charge = amount(segment[2]),
                ("SBR", ..) => sums.payers.push(Sum::default()),
                ("LX", ..) => sums.lines.push(Default::default()),
                ("SV1", Some(line), _) => line.0 = amount(segment[2]),
                ("SV2", Some(line), _) => line.0 = amount(segment[3]),
                ("SVD", Some(line), _) => {
                    segment[1].clone_into(&mut payer);
                    line.1.insert(payer.clone(), [amount(segment[2]), Decimal::ZERO]);
                }
                ("CAS", Some(line), _) => line.1.get_mut(&payer).expect("SVD")[1] += adjustments(&segment),
                ("CAS", None, Some(sum)) => sum.adjusted += adjustments(&segment),
                ("AMT", None, Some(sum)) if segment[1] == "D" => sum.paid = Some(amount(segment[2])),
                ("AMT", None, Some(sum)) if segment[1] == "A8" => sum.refused = Some(amount(segment[2])),
                ("NM1", None, Some(sum)) if segment[1] == "PR" => segment[9].clone_into(&mut sum.id),
                ("DTP", None, Some(sum)) if segment[1] == "573" => sum.dated = true,
                _ => {}
            }
        }
        sums
    }

    /// The formulas of the guides' section 1.4.4.1 (X12 requests for interpretation 1053, 1115 and 1294).
    fn check(&self) {
        assert_eq!(self.lines.iter().map(|line| line.0).sum::<Decimal>(), self.charge);
        for payer in &self.payers {
            if let Some(refused) = payer.refused {
                assert_eq!((refused, payer.paid, payer.adjusted), (self.charge, None, Decimal::ZERO));
            }
            let lines: Vec<_> =
                self.lines.iter().filter_map(|line| Some((line.0, line.1.get(&payer.id)?))).collect();
            let Some(paid) = payer.paid else {
                assert!(lines.is_empty());
                continue;
            };
            for (charge, [paid, adjusted]) in &lines {
                assert_eq!(*charge, paid + adjusted);
            }
            let adjusted: Decimal = lines.iter().map(|(_, [_, adjusted])| adjusted).sum();
            assert_eq!(self.charge, paid + payer.adjusted + adjusted);
            // The date of the decision stands on the claim or on the lines, never on both.
            assert_eq!(payer.dated, lines.is_empty());
            if !lines.is_empty() {
                assert_eq!(lines.iter().map(|(_, [paid, _])| paid).sum::<Decimal>() - payer.adjusted, paid);
            }
        }
        let payers: BTreeSet<&String> = self.payers.iter().map(|payer| &payer.id).collect();
        assert_eq!(payers.len(), self.payers.len());
        assert!(self.lines.iter().all(|line| line.1.keys().all(|id| payers.contains(id))));
    }
}

#[test]
fn amounts_balance() {
    each(1000, |kind, text| {
        let (mut paid, mut paid_by_line, mut refused, mut two) = (0, 0, 0, 0);
        for claim in text.split("\nCLM*").skip(1) {
            // What follows a claim: the next patient's or subscriber's level, or the end.
            let end =
                ["\nHL*", "\nSE*"].iter().filter_map(|end| claim.find(end)).min().unwrap_or(claim.len());
            let sums = Sums::of(&format!("CLM*{}\n", &claim[..end]));
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

/// What the program makes of a text: its claims. Nothing in it is to be noticed.
fn read(text: &str) -> Vec<Claim> {
    let mut events =
        Claims::new(Reader::from_slice(text.as_bytes()), Some("made".into()), Charset::default());
    let (mut reader, mut claims) = (ClaimReader::default(), Vec::new());
    while let Some(event) = events.next().expect("X12 that can be read") {
        match event {
            Event::Claim(raw) => claims.push(reader.read(&raw)),
            Event::Notice(notice) => panic!("{notice:?}"),
            Event::Foreign(foreign) => panic!("{foreign:?}"),
            Event::Opened(_) => {}
        }
    }
    claims
}

#[test]
fn claims_come_back_through_json_byte_for_byte() {
    each(2000, |kind, text| {
        let claims = read(text);
        assert_eq!(claims.len(), 2000);
        let mut out = Output::new(Vec::new(), Style::default());
        for claim in claims {
            let json = serde_json::to_string(&claim).expect("claims can be written as JSON");
            let mut back: Claim = serde_json::from_str(&json).expect("its own JSON can be read");
            out.claim(&mut back).expect("the claim can be written");
        }
        let written = String::from_utf8(out.finish().expect("writing to memory works")).expect("UTF-8");
        let differs = text.lines().zip(written.lines()).enumerate().find(|(_, (a, b))| a != b);
        assert_eq!(differs, None, "{kind:?}");
        assert!(written == text, "{kind:?}: one is longer than the other");
    });
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
        assert!(!text.is_ascii(), "{kind:?}: accents");
        let most =
            segments(text).filter(|segment| segment[0] == "LX").map(|segment| get(&segment, 1).to_owned());
        let most = most.map(|number| number.parse::<u32>().expect("a number")).max();
        assert!(most <= Some(if kind == ClaimType::Professional { 50 } else { 200 }));
    });
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
    while let Some(event) = claims.next().expect("valid") {
        if let Event::Claim(raw) = event {
            out.claim(&mut reader.read(&raw)).expect("it can be written");
        }
    }
    assert!(out.finish().expect("memory takes it") == text);
}
