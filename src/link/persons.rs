//! Claims to people: who is one person, without chaining two together over a third that resembles both.

use std::collections::HashSet;

use super::bits::Bits;
use super::blocks;
use super::likeness::{Guard, Known, compare};
use super::names::Newborn;
use super::person::Person;
use super::rarity::{Rarity, rarities};
use super::record::Record;
use super::settings::{PersonWeights, Settings};
use super::tally::Tally;

/// Who the claims are for.
pub(super) struct Persons {
    /// What is said of people; every claim that says the same shares one.
    said: Vec<Person>,
    rarity: Vec<Rarity>,
    /// For each record, what it says.
    of_record: Vec<u32>,
    /// For each of what is said, whose it is.
    cluster: Vec<u32>,
    /// People who may be one, with how much speaks for it.
    alike: Vec<(u32, u32)>,
    /// Claims that say too little to be compared with any other.
    pub(super) keyless: usize,
    /// Bits from which two are one person.
    pub(super) matched: Bits,
}

impl Persons {
    /// Finds out. `twins` gives how much the claims of two sayings look like the two sides of one visit.
    pub(super) fn find(
        records: &[Record],
        settings: &Settings,
        twins: &dyn Fn(&[u32], &[u32]) -> Bits,
    ) -> Self {
        let (said, of_record, members) = sayings(records);
        let w = &settings.person;
        let rarity = rarities(&said, w);
        // Chance likenesses grow with the number of people.
        let matched = w.matched + (Bits::log2(said.len() as u64) - Bits::new(12.0)).max(Bits::ZERO);
        let mut persons = Self {
            cluster: (0..said.len() as u32).collect(),
            said,
            rarity,
            of_record,
            alike: Vec::new(),
            keyless: 0,
            matched,
        };
        let mut edges = Vec::new();
        let lowest = w.possible - w.same_visit;
        let mut keyless = 0;
        blocks::pairs(&persons.said, settings.block_limit.max(2) as usize, |a, b| {
            let mut tally = Tally::default();
            let guard = persons.compare(a, b, w, &mut tally);
            if tally.sum >= lowest && guard != Guard::Never {
                edges.push((tally.sum, a, b, guard));
            }
        });
        for (n, person) in persons.said.iter().enumerate() {
            if blocks::keys(person).iter().all(|key| *key == 0) {
                keyless += members[n].len();
            }
        }
        persons.keyless = keyless;
        for (weight, a, b, _) in &mut edges {
            if *weight < matched {
                *weight += twins(&members[*a as usize], &members[*b as usize]).min(w.same_visit);
            }
        }
        edges.retain(|(weight, ..)| *weight >= w.possible);
        // The best first; what is equal by what the claims say, which the numbers follow.
        edges.sort_unstable_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        edges.dedup();
        persons.join(&edges, w);
        persons
    }

    /// The person a record is for.
    pub(super) fn of(&self, record: u32) -> u32 {
        self.cluster[self.of_record[record as usize] as usize]
    }

    /// People who may be this one.
    pub(super) fn alike(&self, person: u32) -> impl Iterator<Item = u32> + '_ {
        let from = self.alike.partition_point(|pair| pair.0 < person);
        self.alike[from..].iter().take_while(move |pair| pair.0 == person).map(|pair| pair.1)
    }

    /// For each record the number of its person, from 0 in the order of the records.
    pub(super) fn numbered(&self, records: usize) -> Vec<u32> {
        let mut numbers = vec![u32::MAX; self.said.len()];
        let mut next = 0;
        let number = |n| {
            let number = &mut numbers[self.of(n) as usize];
            if *number == u32::MAX {
                *number = next;
                next += 1;
            }
            *number
        };
        (0..records as u32).map(number).collect()
    }

    /// How much speaks for two records being of one person, and what may speak against it.
    pub(super) fn likeness(&self, a: u32, b: u32, w: &PersonWeights, tally: &mut Tally) -> Guard {
        self.compare(self.of_record[a as usize], self.of_record[b as usize], w, tally)
    }

    fn compare(&self, a: u32, b: u32, w: &PersonWeights, tally: &mut Tally) -> Guard {
        let known = |n: u32| Known { person: &self.said[n as usize], rarity: &self.rarity[n as usize] };
        compare(known(a), known(b), w, tally)
    }

    fn join(&mut self, edges: &[(Bits, u32, u32, Guard)], w: &PersonWeights) {
        let mut members: Vec<Vec<u32>> = (0..self.said.len() as u32).map(|n| vec![n]).collect();
        let mut parted = HashSet::new();
        for &(weight, a, b, guard) in edges {
            let (x, y) = (self.cluster[a as usize], self.cluster[b as usize]);
            if x == y {
                continue;
            }
            let sure = weight >= self.matched && guard == Guard::None;
            let pair = (x.min(y), x.max(y));
            if !sure || parted.contains(&pair) || !self.is_one(&members[x as usize], &members[y as usize], w)
            {
                if sure {
                    parted.insert(pair);
                }
                self.alike.push((a, b));
                continue;
            }
            let (keep, drop) = pair;
            for n in std::mem::take(&mut members[drop as usize]) {
                self.cluster[n as usize] = keep;
                members[keep as usize].push(n);
            }
        }
        for pair in &mut self.alike {
            let (x, y) = (self.cluster[pair.0 as usize], self.cluster[pair.1 as usize]);
            *pair = (x, y);
        }
        self.alike.retain(|(x, y)| x != y);
        let other_way: Vec<_> = self.alike.iter().map(|(x, y)| (*y, *x)).collect();
        self.alike.extend(other_way);
        self.alike.sort_unstable();
        self.alike.dedup();
    }

    /// Whether nothing that is said of the one contradicts what is said of the other. A person is spoken of in few ways;
    /// where there are many, the first ones stand for them.
    fn is_one(&self, a: &[u32], b: &[u32], w: &PersonWeights) -> bool {
        const MOST: usize = 12;
        a.iter().take(MOST).all(|&x| {
            b.iter().take(MOST).all(|&y| {
                let mut tally = Tally::default();
                self.compare(x, y, w, &mut tally) == Guard::None && tally.sum >= Bits::ZERO
            })
        })
    }
}

/// What is said of people, sorted; for each record, what it says; for each saying, the records that say it. A claim that
/// says too little to tell one person from another shares its saying with none.
fn sayings(records: &[Record]) -> (Vec<Person>, Vec<u32>, Vec<Vec<u32>>) {
    let mut sorted: Vec<u32> = (0..records.len() as u32).collect();
    let order = |n: &u32| (&records[*n as usize].person, &records[*n as usize].order);
    sorted.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut said: Vec<Person> = Vec::new();
    let mut of_record = vec![0; records.len()];
    let mut members: Vec<Vec<u32>> = Vec::new();
    for n in sorted {
        let person = &records[n as usize].person;
        if said.last() != Some(person) || !is_telling(person) {
            said.push(person.clone());
            members.push(Vec::new());
        }
        let at = said.len() - 1;
        of_record[n as usize] = at as u32;
        members[at].push(n);
    }
    (said, of_record, members)
}

/// Whether two claims that say exactly this are of one person: two of number, name and birth date are known.
fn is_telling(person: &Person) -> bool {
    let named =
        !person.name.last.is_empty() && (!person.name.first.is_empty() || person.name.newborn != Newborn::No);
    let numbered = [&person.member_id, &person.ssn, &person.record_number].iter().any(|n| !n.is_empty());
    u8::from(named) + u8::from(numbered) + u8::from(person.birth_date.is_some()) >= 2
}
