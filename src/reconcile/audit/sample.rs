//! A drawn sample: the same seed draws the same claims, whatever the order of files and the number of threads.
//!
//! Claims are parted by their charge. In each part those are drawn whose fingerprint with the seed is the smallest; how many
//! of the sample a part gets follows the dollars in it, and every part gets one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sha2::{Digest, Sha256};

use crate::finding::Side;
use crate::reconcile::visit_lines::Party;

use super::looked::Looked;

/// The parts, by total charge in dollars.
pub const STRATA: [&str; 5] =
    ["under 100", "100 to 999", "1000 to 9999", "10000 to 99999", "100000 and more"];

/// A claim of the sample. What the program says of it is not told: the reviewer decides alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// The same in every run; begins with a letter, so that no spreadsheet takes it for a number.
    pub id: String,
    /// Position in [`STRATA`].
    pub stratum: usize,
    /// Number of its visit in the outcome, from 1.
    pub encounter: usize,
    /// Which side it is on.
    pub side: Side,
    /// Account number (CLM01).
    pub account: String,
    /// Its file.
    pub file: String,
    /// The payer.
    pub payer: Party,
    /// Who billed it.
    pub biller: Party,
    /// Its days.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Total charge in dollars.
    pub charge: Decimal,
    /// Service lines.
    pub lines: usize,
}

/// What is drawn, as claims pass by.
#[derive(Debug)]
pub(super) struct Sample {
    most: usize,
    seed: u64,
    strata: [Stratum; STRATA.len()],
}

#[derive(Debug, Default)]
struct Stratum {
    claims: usize,
    dollars: u64,
    /// By fingerprint, the smallest first.
    drawn: BTreeMap<[u8; 32], Sampled>,
}

/// The id of a claim in samples.
pub(super) fn id(looked: &Looked) -> String {
    let first: [u8; 8] = std::array::from_fn(|n| looked.about.identity[n]);
    format!("s{:016x}", u64::from_be_bytes(first))
}

fn stratum(charge: Decimal) -> usize {
    [100, 1_000, 10_000, 100_000].iter().position(|bound| charge < Decimal::from(*bound)).unwrap_or(4)
}

impl Sample {
    pub(super) fn new(most: usize, seed: u64) -> Self {
        Self { most, seed, strata: Default::default() }
    }

    /// Sees a claim.
    pub(super) fn see(&mut self, looked: &Looked) {
        if !looked.counts || self.most == 0 {
            return;
        }
        let part = stratum(looked.about.charge);
        let stratum = &mut self.strata[part];
        stratum.claims += 1;
        stratum.dollars += looked.about.charge.to_u64().unwrap_or(0).max(1);
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(looked.about.identity);
        stratum.drawn.insert(hash.finalize().into(), sampled(looked, part));
        if stratum.drawn.len() > self.most {
            stratum.drawn.pop_last();
        }
    }

    /// The drawn claims, by stratum.
    pub(super) fn drawn(self) -> Vec<Sampled> {
        let shares = shares(self.most, &self.strata);
        let drawn = self.strata.into_iter().zip(shares);
        drawn.flat_map(|(stratum, share)| stratum.drawn.into_values().take(share)).collect()
    }
}

fn sampled(looked: &Looked, stratum: usize) -> Sampled {
    let about = looked.about.clone();
    Sampled {
        id: id(looked),
        stratum,
        encounter: looked.encounter,
        side: looked.side,
        account: about.account,
        file: about.file,
        payer: looked.payer.clone(),
        biller: looked.biller.clone(),
        days: about.days,
        charge: about.charge,
        lines: about.lines,
    }
}

/// How many claims each stratum gets: by its dollars, at least one where it has any, never more than it has.
fn shares(most: usize, strata: &[Stratum; STRATA.len()]) -> [usize; STRATA.len()] {
    let has: [usize; STRATA.len()] = std::array::from_fn(|n| strata[n].drawn.len());
    let dollars: u128 = strata.iter().map(|stratum| u128::from(stratum.dollars)).sum();
    let wanted = |n: usize| u128::from(strata[n].dollars) * most as u128;
    let mut shares: [usize; STRATA.len()] = std::array::from_fn(|n| has[n].min(1));
    let mut left = most.saturating_sub(shares.iter().sum());
    while left > 0 {
        // The one that is furthest from its due, and has claims left.
        let due = |n: usize| wanted(n).saturating_sub(shares[n] as u128 * dollars.max(1));
        let next = (0..shares.len())
            .filter(|n| shares[*n] < has[*n])
            .max_by_key(|n| (due(*n), std::cmp::Reverse(*n)));
        let Some(next) = next else { break };
        shares[next] += 1;
        left -= 1;
    }
    shares
}
