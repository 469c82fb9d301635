//! Blocks: who is worth comparing with whom. Each pass gives everyone a key; those with one key are compared. What one
//! pass misses, for the field it rests on is mistyped, another one finds.
//!
//! Keys are sorted and swept block by block. A block that is too large (a junk number on thousands of claims) is parted
//! by a further key; what even then is too large is compared within a window of neighbours. So the cost is that of sorting.

use chrono::Datelike;

use super::person::Person;
use super::words::{and, hash, sound};

/// Number of passes.
pub(super) const PASSES: usize = 17;

/// A person's key in each pass; 0 where the pass has none for them.
pub(super) type Keys = [u64; PASSES];

/// The keys of a person.
pub(super) fn keys(person: &Person) -> Keys {
    let of = |pass: u8, parts: &[&[u8]]| {
        if parts.iter().any(|part| part.is_empty()) { 0 } else { and(hash(parts), u64::from(pass)) }
    };
    let number = |number: u64| if number == 0 { Vec::new() } else { number.to_le_bytes().to_vec() };
    let sounds = (sound(&person.name.last), sound(&person.name.first));
    let (last, first) = (number(sounds.0.into()), number(sounds.1.into()));
    let (low, high) = (number(sounds.0.min(sounds.1).into()), number(sounds.0.max(sounds.1).into()));
    let born = number(person.birth_key());
    let id = person.member_id.as_bytes();
    // An edit leaves one of these whole: all but the last third, all but the first, all but what is between.
    let third = if id.len() >= 6 { id.len() / 3 } else { 0 };
    let (front, back) = (&id[..third * 2], &id[id.len() - third * 2..]);
    let outer = (&id[..third], &id[id.len() - third..]);
    let month = person
        .birth_date
        .map_or(Vec::new(), |day| number(and(u64::from(day.year().unsigned_abs()), day.month().into())));
    let day = person.birth_date.map_or(Vec::new(), |day| {
        number(and(day.day().min(day.month()).into(), day.day().max(day.month()).into()))
    });
    let zip = person.zip.as_bytes();
    let street = start(&person.street);
    let lines = (street.min(start(&person.unit)), street.max(start(&person.unit)));
    [
        of(0, &[id]),
        of(1, &[person.ssn.as_bytes()]),
        of(2, &[person.record_number.as_bytes()]),
        of(3, &[&born]),
        of(4, &[&low, &high]),
        of(5, &[&last, &month]),
        of(6, &[&last, &day]),
        of(7, &[&first, &month]),
        of(8, &[&first, &day]),
        of(9, &[front]),
        of(10, &[back]),
        of(11, &[person.house.as_bytes(), street]),
        of(12, &[&last, zip]),
        of(13, &[&first, zip]),
        of(14, &[street, zip]),
        of(15, &[lines.0, lines.1, zip]),
        of(16, &[outer.0, outer.1]),
    ]
}

/// The beginning of a name of a street or building.
fn start(name: &str) -> &[u8] {
    &name.as_bytes()[..name.len().min(5)]
}

/// Calls `each` with every two people who share a key, in some pass, and with that nearly once.
pub(super) fn pairs(people: &[Person], limit: usize, mut each: impl FnMut(u32, u32)) {
    let mut keys: Vec<Keys> = people.iter().map(keys).collect();
    let mut block = Vec::new();
    for pass in 0..PASSES {
        let with_key = |n: usize| (keys[n][pass] != 0).then_some((keys[n][pass], n as u32));
        let mut sorted: Vec<(u64, u32)> = (0..people.len()).filter_map(with_key).collect();
        sorted.sort_unstable();
        for members in sorted.chunk_by(|a, b| a.0 == b.0) {
            block.clear();
            block.extend(members.iter().map(|(_, n)| *n));
            part(people, &mut keys, pass, &mut block, limit, 0, &mut each);
        }
    }
}

/// The further keys of a block that is too large.
const FURTHER: &[fn(&Person) -> u64] = &[
    Person::birth_key,
    |person| u64::from(sound(&person.name.last)),
    |person| u64::from(sound(&person.name.first)),
    |person| hash(&[person.member_id.as_bytes()]),
    |person| hash(&[person.house.as_bytes(), person.street.as_bytes(), person.zip.as_bytes()]),
];

fn part(
    people: &[Person],
    keys: &mut [Keys],
    pass: usize,
    block: &mut [u32],
    limit: usize,
    depth: usize,
    each: &mut dyn FnMut(u32, u32),
) {
    if block.len() < 2 {
        return;
    }
    if block.len() <= limit {
        for (n, &a) in block.iter().enumerate() {
            for &b in &block[n + 1..] {
                compare(keys, pass, a, b, each);
            }
        }
        return;
    }
    let Some(further) = FURTHER.get(depth) else {
        window(keys, pass, block, limit, each);
        return;
    };
    let key = |n: u32| further(&people[n as usize]);
    block.sort_by_cached_key(|n| (key(*n), *n));
    for &n in block.iter() {
        let mine = &mut keys[n as usize][pass];
        *mine = and(*mine, key(n));
    }
    for members in block.chunk_by_mut(|a, b| key(*a) == key(*b)) {
        part(people, keys, pass, members, limit, depth + 1, each);
    }
}

/// People are sorted, so neighbours are the most alike. Who shares the block's key but is too far off is left to the
/// other passes; the key is struck out, so that those do not take the two for compared.
fn window(keys: &mut [Keys], pass: usize, block: &[u32], limit: usize, each: &mut dyn FnMut(u32, u32)) {
    for (n, &a) in block.iter().enumerate() {
        for &b in block[n + 1..].iter().take(limit / 4) {
            compare(keys, pass, a, b, each);
        }
    }
    for &n in block {
        keys[n as usize][pass] = 0;
    }
}

/// Leaves out what an earlier pass has brought together.
fn compare(keys: &[Keys], pass: usize, a: u32, b: u32, each: &mut dyn FnMut(u32, u32)) {
    let (one, two) = (&keys[a as usize], &keys[b as usize]);
    if (0..pass).all(|earlier| one[earlier] == 0 || one[earlier] != two[earlier]) {
        each(a.min(b), a.max(b));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Text;

    fn compared(people: &[Person], limit: usize) -> usize {
        let mut all = 0;
        pairs(people, limit, |_, _| all += 1);
        all
    }

    /// All numbers of a plan begin alike; that brings nobody together.
    #[test]
    fn comparisons_do_not_grow_with_the_members_of_a_plan() {
        let members = |n: u32| -> Vec<Person> {
            let id = |n: u32| Text::from(format!("PLH{:09}", n.wrapping_mul(2_654_435_761) % 1_000_000_000));
            (0..n).map(|n| Person { member_id: id(n), ..Person::default() }).collect()
        };
        assert!(compared(&members(500), 64) < 500);
        assert!(compared(&members(5000), 64) < 5000);
    }

    /// One number on all of them is parted by further keys, and at last by neighbours: 16 in each pass that it has a key in.
    #[test]
    fn a_block_costs_no_more_than_its_neighbours_a_claim() {
        let people: Vec<Person> =
            (0..3000).map(|_| Person { member_id: "JUNK4711".into(), ..Person::default() }).collect();
        assert!(compared(&people, 64) <= 3000 * 16 * 4);
    }

    #[test]
    fn an_edit_leaves_a_part_of_a_number_whole() {
        let right = "PLH123456789";
        for wrong in
            ["XLH123456789", "PLH1234567", "PLH12X456789", "PLH123546789", "PLH12345678X", "LPH123456789"]
        {
            let people = [right, wrong].map(|id| Person { member_id: id.into(), ..Person::default() });
            assert_eq!(compared(&people, 64) > 0, wrong != "PLH1234567", "{wrong}");
        }
    }
}
