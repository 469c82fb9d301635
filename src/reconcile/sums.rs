//! The three sums of money, which are never added to each other.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::AddAssign;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::finding::MoneyKind;
use crate::money::dollars;

use super::outcome::EncounterResult;

/// Three sums, in exact decimal dollars. A service line counts once in each, with its largest amount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sums {
    /// To be given back.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String", extend("format" = "decimal"))]
    pub overpaid: Decimal,
    /// Earned and not billed.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String", extend("format" = "decimal"))]
    pub missed: Decimal,
    /// Billed, and likely to be denied.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String", extend("format" = "decimal"))]
    pub denial: Decimal,
}

fn text<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&dollars(*amount))
}

impl Sums {
    /// One of them.
    pub fn of(&self, kind: MoneyKind) -> Decimal {
        match kind {
            MoneyKind::Overpaid => self.overpaid,
            MoneyKind::Missed => self.missed,
            MoneyKind::Denial => self.denial,
        }
    }

    /// The largest of the three.
    pub fn most(&self) -> Decimal {
        self.overpaid.max(self.missed).max(self.denial)
    }

    /// Those that are not nothing, in the order in which they are told.
    pub fn parts(&self) -> impl Iterator<Item = (MoneyKind, Decimal)> + '_ {
        MoneyKind::ALL.into_iter().map(|kind| (kind, self.of(kind))).filter(|(_, amount)| !amount.is_zero())
    }
}

impl FromIterator<(MoneyKind, Decimal)> for Sums {
    fn from_iter<I: IntoIterator<Item = (MoneyKind, Decimal)>>(amounts: I) -> Self {
        let mut sums = Self::default();
        for (kind, amount) in amounts {
            *match kind {
                MoneyKind::Overpaid => &mut sums.overpaid,
                MoneyKind::Missed => &mut sums.missed,
                MoneyKind::Denial => &mut sums.denial,
            } += amount;
        }
        sums
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.overpaid += other.overpaid;
        self.missed += other.missed;
        self.denial += other.denial;
    }
}

/// Leaves the money of a line in one of a person's visits only, that where it is largest: sums over visits are sums over
/// lines.
pub(super) fn once_a_person(visits: &mut [(usize, EncounterResult)]) {
    let risk = homes(visits.iter().map(|(_, visit)| &visit.risk));
    let money = homes(visits.iter().map(|(_, visit)| &visit.money));
    for (n, (_, visit)) in visits.iter_mut().enumerate() {
        visit.risk.retain(|line, _| risk.get(line) == Some(&n));
        visit.money.retain(|line, _| money.get(line) == Some(&n));
    }
}

/// For each line the number of the map in which its amount is largest, the first of several.
fn homes<'m, K: Copy + Eq + Hash + Ord + 'm>(
    maps: impl Iterator<Item = &'m std::collections::BTreeMap<K, Decimal>>,
) -> HashMap<K, usize> {
    let mut largest: HashMap<K, (Decimal, usize)> = HashMap::new();
    for (n, map) in maps.enumerate() {
        for (line, amount) in map {
            let most = largest.entry(*line).or_insert((*amount, n));
            if *amount > most.0 {
                *most = (*amount, n);
            }
        }
    }
    largest.into_iter().map(|(line, (_, n))| (line, n)).collect()
}
