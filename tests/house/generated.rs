//! What generated files are held against, without the program.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use twinclaim::model::Claim;
use twinclaim::translate::{Claims, Event, Reader as ClaimReader};
use twinclaim::x12::{Charset, Reader};

/// The segments, split into elements, without the program.
pub(crate) fn segments(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split_terminator("~\n").map(|segment| segment.split('*').collect())
}

pub(crate) fn get<'a>(segment: &[&'a str], n: usize) -> &'a str {
    segment.get(n).copied().unwrap_or_default()
}

pub(crate) fn amount(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

/// Counts of segments, transactions and groups, control numbers, levels and numbers of lines.
pub(crate) fn counts(text: &str) {
    let (mut in_transaction, mut transactions, mut groups) = (0usize, 0usize, 0usize);
    let (mut st, mut gs, mut isa) = (String::new(), String::new(), String::new());
    let (mut levels, mut line) = (Vec::new(), 0);
    for segment in segments(text) {
        in_transaction += 1;
        match segment[0] {
            "ISA" => segment[13].clone_into(&mut isa),
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
    assert_eq!(text.lines().next().map(str::len), Some(106), "ISA has a fixed length");
}

/// HL01 counts from 1, HL02 names the level above, HL04 says whether there are levels below.
pub(crate) fn hierarchy(levels: &[Vec<String>]) {
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

/// The claims of a text, each from its CLM to the next level or the end, with `CLM*` before it.
pub(crate) fn claims(text: &str) -> impl Iterator<Item = String> {
    text.split("\nCLM*").skip(1).map(|claim| {
        let end = ["\nHL*", "\nSE*"].iter().filter_map(|end| claim.find(end)).min().unwrap_or(claim.len());
        format!("CLM*{}\n", &claim[..end])
    })
}

/// What is to balance in a claim, by payer.
#[derive(Default)]
pub(crate) struct Sums {
    pub(crate) charge: Decimal,
    pub(crate) payers: Vec<Sum>,
    pub(crate) lines: Vec<(Decimal, BTreeMap<String, [Decimal; 2]>)>,
}

#[derive(Default)]
pub(crate) struct Sum {
    pub(crate) id: String,
    pub(crate) paid: Option<Decimal>,
    pub(crate) refused: Option<Decimal>,
    pub(crate) adjusted: Decimal,
    pub(crate) dated: bool,
}

/// Reason, amount and quantity follow each other, six times.
pub(crate) fn adjustments(segment: &[&str]) -> Decimal {
    segment.iter().skip(3).step_by(3).filter(|text| !text.is_empty()).map(|text| amount(text)).sum()
}

impl Sums {
    pub(crate) fn of(claim: &str) -> Self {
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
    pub(crate) fn check(&self) {
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
            // The date of the decision is on the claim or on the lines, never on both.
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

/// What the program makes of a text: its claims. Nothing in it is to be noticed.
pub(crate) fn read(text: &str) -> Vec<Claim> {
    let mut events =
        Claims::new(Reader::from_slice(text.as_bytes()), Some("made".into()), Charset::default());
    let (mut reader, mut claims) = (ClaimReader::default(), Vec::new());
    while let Some(event) = events.next().transpose().expect("X12 that can be read") {
        match event {
            Event::Claim(raw) => claims.push(*reader.read(&raw)),
            Event::Notice(notice) => panic!("{notice:?}"),
            Event::Foreign(foreign) => panic!("{foreign:?}"),
            Event::Opened(_) => {}
        }
    }
    claims
}
