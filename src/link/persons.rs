//! Claims to people: who is one person, without chaining two together over a third that resembles both.

use crate::finding::Side;

use super::bits::Bits;
use super::blocks;
use super::clusters::{Edge, Said, SamePerson, Sides, growth, join};
use super::encounter_likeness::EncounterLikeness;
use super::likeness::{Guard, RatedPerson, are_known, compare, share_home};
use super::names::{Likeness, Newborn};
use super::person::Person;
use super::ranges::Ranges;
use super::rarity::{Rarity, rarities};
use super::record::Record;
use super::settings::{PersonWeights, Settings};
use super::tally::Tally;

/// Claims of somebody that are looked at for what is missing in a visit.
const MOST_CLAIMS: usize = 64;

/// Different people from which on chance likenesses grow.
const MANY: u32 = 4096;

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
    /// Where those of each one stand.
    alike_of: Ranges,
    /// Claims that say too little to be compared with any other.
    pub(super) keyless: usize,
    /// Bits from which two are one person.
    pub(super) matched: Bits,
}

impl Persons {
    /// Finds out. `payer` gives the payer that an id stands for, `twins` how much the claims of two sayings look like the two
    /// sides of one visit, `completes` whether those of one bill what is missing in a visit of the other.
    pub(super) fn find(
        records: &[Record],
        sides_of: &[Side],
        settings: &Settings,
        payer: &dyn Fn(u64) -> u64,
        twins: &dyn Fn(&[u32], &[u32]) -> EncounterLikeness,
        completes: &dyn Fn(&[u32], &[u32]) -> bool,
    ) -> Self {
        let (mut said, of_record, members) = sayings(records);
        for person in &mut said {
            person.payer = payer(person.payer);
        }
        let w = &settings.person;
        let rarity = rarities(&said, w);
        // Chance likenesses grow with the number of people.
        let matched = w.matched + growth(said.len() as u64, MANY);
        let mut persons = Self {
            cluster: (0..said.len() as u32).collect(),
            said,
            rarity,
            of_record,
            alike: Vec::new(),
            alike_of: Ranges::default(),
            keyless: 0,
            matched,
        };
        persons.keyless = (0..persons.said.len())
            .filter(|n| blocks::keys(&persons.said[*n]).iter().all(|key| *key == 0))
            .map(|n| members[n].len())
            .sum();
        let sides: Vec<Sides> = members
            .iter()
            .map(|all| all.iter().fold(Sides::default(), |sides, n| sides.and(sides_of[*n as usize])))
            .collect();
        let mut edges = persons.edges(settings, &sides);
        for edge in &mut edges {
            edge.weigh(twins, &members, matched, w);
        }
        edges.retain(|edge| edge.kind != SamePerson::Not);
        edges.sort_unstable();
        edges.dedup();
        let guard = |a, b| {
            let mut tally = Tally::default();
            let guard = persons.compare(a, b, w, &mut tally);
            if tally.sum >= Bits::ZERO { guard } else { Guard::Never }
        };
        let claims = |sayings: &[u32]| -> Vec<u32> {
            sayings.iter().flat_map(|n| members[*n as usize].iter().copied()).take(MOST_CLAIMS).collect()
        };
        let completes = |a: &[u32], b: &[u32]| completes(&claims(a), &claims(b));
        let same_first = |a: u32, b: u32| {
            let first = |n: u32| &persons.said[n as usize].name.first;
            !first(a).is_empty() && first(a) == first(b)
        };
        let one_number = |a: u32, b: u32| persons.said[a as usize].has_one_number(&persons.said[b as usize]);
        let said =
            Said { guard: &guard, same_first: &same_first, one_number: &one_number, completes: &completes };
        let joined = join(&edges, sides, &said, w);
        (persons.cluster, persons.alike) = joined;
        persons.alike_of = Ranges::new(persons.alike.iter().map(|pair| pair.0));
        persons
    }

    /// Everyone who is worth comparing, compared.
    fn edges(&self, settings: &Settings, sides: &[Sides]) -> Vec<Edge> {
        let w = &settings.person;
        let lowest = w.possible - w.same_visit;
        let mut edges = Vec::new();
        blocks::pairs(&self.said, settings.block_limit.max(2) as usize, |a, b| {
            let mut tally = Tally::default();
            let mut guard = self.compare(a, b, w, &mut tally);
            let is_both = |n: u32| sides[n as usize].are_both();
            if guard == Guard::None && is_both(a) && is_both(b) && self.are_spelled_apart(a, b) {
                guard = Guard::Review;
            }
            if tally.sum >= lowest && guard != Guard::Never {
                let (one, two) = (&self.said[a as usize], &self.said[b as usize]);
                let is_home = share_home(one, two);
                let is_sure = tally.sum >= self.matched
                    && guard == Guard::None
                    && are_known(self.known(a), self.known(b), w);
                let kind = if is_sure { SamePerson::Sure } else { SamePerson::Maybe };
                edges.push(Edge { kind, weight: tally.sum, guard, is_home, of: (a, b) });
            }
        });
        edges
    }

    /// Whether first names differ a little, as those of twins may. Where either stands on claims of both sides, it was not
    /// one typist who slipped. A grown-up's own number is nobody else's.
    fn are_spelled_apart(&self, a: u32, b: u32) -> bool {
        let (a, b) = (&self.said[a as usize], &self.said[b as usize]);
        let is_own = a.has_one_number(b) && !(a.is_minor && b.is_minor);
        !is_own && matches!(a.name.first_likeness(&b.name), Some(Likeness::Near | Likeness::Close))
    }

    /// The person a record is for.
    pub(super) fn of(&self, record: u32) -> u32 {
        self.cluster[self.of_record[record as usize] as usize]
    }

    /// People who may be this one.
    pub(super) fn alike(&self, person: u32) -> impl Iterator<Item = u32> + '_ {
        self.alike[self.alike_of.of(person)].iter().map(|pair| pair.1)
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
        compare(self.known(a), self.known(b), w, tally)
    }

    fn known(&self, n: u32) -> RatedPerson<'_> {
        RatedPerson { person: &self.said[n as usize], rarity: &self.rarity[n as usize] }
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
