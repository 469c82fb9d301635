//! How much it says that names and ZIP codes agree: the rarer a value is among the claims, the more.

use std::collections::HashMap;

use crate::model::Text;

use super::bits::Bits;
use super::person::Person;
use super::settings::PersonWeights;

/// Weights of an agreement in what one person is said to be called and to live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rarity {
    pub(super) last: Bits,
    pub(super) first: Bits,
    pub(super) zip: Bits,
    pub(super) city: Bits,
    pub(super) street: Bits,
    pub(super) member_id: Bits,
    /// Whether more than two different things are said of who lives in the house, or has the member id.
    pub(super) has_family: bool,
}

/// Few claims say little about how frequent a name is: they count beside so many imagined ones,
const IMAGINED: u64 = 500;
/// of which a last name has one half, a first name four, a ZIP code twelve, a city 24 (in halves, for whole numbers).
const LAST: u64 = 1;
const FIRST: u64 = 8;
const ZIP: u64 = 24;
const CITY: u64 = 48;

/// Different things said of the people who share a member id or a house, where it is right.
const FAMILY: u64 = 8;

/// Rarities of people, in their order.
pub(super) fn rarities(people: &[Person], w: &PersonWeights) -> Vec<Rarity> {
    let last = counts(people, |person| &person.name.last);
    let first = counts(people, |person| &person.name.first);
    let zip = counts(people, |person| &person.zip);
    let city = counts(people, |person| &person.city);
    let houses = houses(people);
    let member_id = counts(people, |person| &person.member_id);
    let all = people.len() as u64 + IMAGINED;
    let weight = |count: u64, imagined: u64, low: Bits, high: Bits| {
        (Bits::log2(2 * all) - Bits::log2(2 * count + imagined)).max(low).min(high)
    };
    let living = |person: &Person| houses.get(&house(person)).copied().unwrap_or(0);
    people
        .iter()
        .map(|person| Rarity {
            last: weight(of(&last, &person.name.last), LAST, w.last_name_frequent, w.last_name_rare),
            first: weight(of(&first, &person.name.first), FIRST, w.first_name_frequent, w.first_name_rare),
            zip: weight(of(&zip, &person.zip), ZIP, w.zip_frequent, w.zip_rare),
            city: weight(of(&city, &person.city), CITY, w.zip_frequent, w.zip_rare),
            // A family, with all its misspellings, shares a number and a house; what many more share is no number, and
            // no family's house.
            member_id: shared(w.member_id, of(&member_id, &person.member_id)),
            street: shared(w.street, living(person)),
            has_family: (!person.house.is_empty() && !person.street.is_empty() && living(person) > 2)
                || (!person.member_id.is_empty() && of(&member_id, &person.member_id) > 2),
        })
        .collect()
}

/// What is left of a weight where so many say the same.
fn shared(weight: Bits, count: u64) -> Bits {
    (weight - (Bits::log2(count) - Bits::log2(FAMILY)).max(Bits::ZERO)).max(Bits::ZERO)
}

fn houses(people: &[Person]) -> HashMap<(&Text, &Text), u64> {
    let mut counts = HashMap::new();
    for person in people {
        *counts.entry(house(person)).or_default() += 1;
    }
    counts
}

fn house(person: &Person) -> (&Text, &Text) {
    (&person.house, &person.street)
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
