//! How much it says that names and ZIP codes agree: the rarer a value is among the claims, the more.

use std::collections::HashMap;

use crate::encounter::Text;

use super::bits::Bits;
use super::person::Person;
use super::settings::PersonWeights;

/// Weights of an agreement in what one person is said to be called and to live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rarity {
    pub(super) last: Bits,
    pub(super) first: Bits,
    pub(super) zip: Bits,
    pub(super) member_id: Bits,
}

/// Few claims say little about how frequent a name is: they count beside so many imagined ones,
const IMAGINED: u64 = 500;
/// of which a last name has one half, a first name four, a ZIP code twelve (in halves, for whole numbers).
const LAST: u64 = 1;
const FIRST: u64 = 8;
const ZIP: u64 = 24;

/// Different things said of the people who share a member id, where it is right.
const FAMILY: u64 = 8;

/// Rarities of people, in their order.
pub(super) fn rarities(people: &[Person], w: &PersonWeights) -> Vec<Rarity> {
    let last = counts(people, |person| &person.name.last);
    let first = counts(people, |person| &person.name.first);
    let zip = counts(people, |person| &person.zip);
    let member_id = counts(people, |person| &person.member_id);
    let all = people.len() as u64 + IMAGINED;
    let weight = |count: u64, imagined: u64, low: Bits, high: Bits| {
        (Bits::log2(2 * all) - Bits::log2(2 * count + imagined)).max(low).min(high)
    };
    people
        .iter()
        .map(|person| Rarity {
            last: weight(of(&last, &person.name.last), LAST, w.last_name_frequent, w.last_name_rare),
            first: weight(of(&first, &person.name.first), FIRST, w.first_name_frequent, w.first_name_rare),
            zip: weight(of(&zip, &person.zip), ZIP, w.zip_frequent, w.zip_rare),
            // A family, with all its misspellings, shares a number; what many more share is no number.
            member_id: (w.member_id
                - (Bits::log2(of(&member_id, &person.member_id)) - Bits::log2(FAMILY)).max(Bits::ZERO))
            .max(Bits::ZERO),
        })
        .collect()
}

fn counts(people: &[Person], field: fn(&Person) -> &Text) -> HashMap<&Text, u64> {
    let mut counts = HashMap::new();
    for person in people {
        *counts.entry(field(person)).or_default() += 1;
    }
    counts
}

fn of(counts: &HashMap<&Text, u64>, value: &Text) -> u64 {
    counts.get(value).copied().unwrap_or(0)
}
