//! Likenesses to people: the surest first, and nobody chains two people together over a third.

use std::cmp::{Ordering, Reverse};
use std::collections::HashSet;

use crate::finding::Side;

use super::bits::Bits;
use super::encounter_likeness::EncounterLikeness;
use super::likeness::Guard;
use super::ranges::Ranges;
use super::settings::PersonWeights;

/// What a likeness is good for; the first come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SamePerson {
    /// One person.
    Sure,
    /// One person whose first name or birth date is wrong on one side, if nobody else is there for either side: the claims
    /// are the two sides of one visit. Kin and twins are not there one with the hospital's claim and the other with the
    /// physician's.
    Lone,
    /// May be one.
    Maybe,
    /// They are not.
    Not,
}

/// Two ways in which people are spoken of, and how alike they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) kind: SamePerson,
    pub(super) weight: Bits,
    pub(super) guard: Guard,
    /// Whether they share a house or a number: then they are one, or kin.
    pub(super) is_home: bool,
    pub(super) of: (u32, u32),
}

impl Ord for Edge {
    fn cmp(&self, other: &Self) -> Ordering {
        // What is equal goes by what the claims say, which the numbers follow.
        let key = |edge: &Self| (edge.kind, Reverse(edge.weight), edge.of);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Edge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Edge {
    /// Takes into account how much the claims look like the two sides of one visit. `members` are the claims.
    pub(super) fn weigh(
        &mut self,
        twins: &dyn Fn(&[u32], &[u32]) -> EncounterLikeness,
        members: &[Vec<u32>],
        matched: Bits,
        w: &PersonWeights,
    ) {
        if self.kind == SamePerson::Sure {
            return;
        }
        let (a, b) = (&members[self.of.0 as usize], &members[self.of.1 as usize]);
        let visit = twins(a, b);
        let bits = visit.weight.min(w.same_visit);
        // Strangers have chance likenesses; kin and twins are told by their guard.
        let is_told = self.is_home || matches!(self.guard, Guard::Close | Guard::Review | Guard::Twins);
        if visit.is_placed || is_told {
            self.weight += bits;
        }
        let sure = if self.guard == Guard::Twins { w.same_visit_twins } else { w.same_visit_sure };
        let is_visit = is_told && bits >= sure;
        self.kind = match self.guard {
            Guard::None if visit.is_placed && self.weight >= matched => SamePerson::Sure,
            Guard::Kin if !is_visit => SamePerson::Not,
            // A newborn's care is often billed as its mother's. That is for a person to see.
            Guard::Newborn if visit.is_of_newborn && visit.is_placed => SamePerson::Maybe,
            Guard::Newborn => SamePerson::Not,
            _ if self.weight < w.possible => SamePerson::Not,
            _ if is_visit => SamePerson::Lone,
            _ => SamePerson::Maybe,
        };
    }
}

/// The sides on which somebody has claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sides {
    facility: bool,
    professional: bool,
}

impl Sides {
    /// These and another one.
    pub(super) fn and(mut self, side: Side) -> Self {
        match side {
            Side::Facility => self.facility = true,
            Side::Professional => self.professional = true,
        }
        self
    }

    /// Whether there are some on both.
    pub(super) fn are_both(self) -> bool {
        self.facility && self.professional
    }

    fn meets(self, other: Self) -> bool {
        (self.facility && other.facility) || (self.professional && other.professional)
    }
}

/// People with claims of one side only from which on chance likenesses grow.
const LEFT: u32 = 1024;

/// What chance likenesses ask for beyond so many people: a bit more with each doubling.
pub(super) fn growth(people: u64, beyond: u32) -> Bits {
    (Bits::log2(people) - Bits::log2(beyond.into())).max(Bits::ZERO)
}

/// Ways in which one person is spoken of that are looked at. A person is spoken of in few ways; where there are many, the
/// first ones stand for them.
const MOST: usize = 12;

/// What joining asks of the ways in which people are spoken of.
pub(super) struct Said<'s> {
    /// Whether the one contradicts the other.
    pub(super) guard: &'s dyn Fn(u32, u32) -> Guard,
    /// Whether both give one first name.
    pub(super) same_first: &'s dyn Fn(u32, u32) -> bool,
    /// Whether both give a number that is one person's alone.
    pub(super) one_number: &'s dyn Fn(u32, u32) -> bool,
    /// Whether the claims of one bill what is missing in a visit of the other.
    pub(super) completes: &'s dyn Fn(&[u32], &[u32]) -> bool,
}

/// Joins what is one person. Gives each one's person, and the people who may be one, both ways round and sorted.
pub(super) fn join(
    edges: &[Edge],
    sides: Vec<Sides>,
    said: &Said<'_>,
    w: &PersonWeights,
) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut people = People::new(sides);
    let (sure, others) = edges.split_at(edges.partition_point(|edge| edge.kind == SamePerson::Sure));
    let doubtful = people.join_sure(sure, said);
    let mut alike = people.join_completing(&doubtful, said);
    alike.extend(people.join_lone(others, said, w));
    let person = people.person;
    let mut both_ways: Vec<(u32, u32)> = alike
        .into_iter()
        .map(|(a, b)| (person[a as usize], person[b as usize]))
        .filter(|(x, y)| x != y)
        .flat_map(|(x, y)| [(x, y), (y, x)])
        .collect();
    both_ways.sort_unstable();
    both_ways.dedup();
    (person, both_ways)
}

/// Who has been found to be one.
struct People {
    /// For each way of speaking of somebody, whose it is.
    person: Vec<u32>,
    members: Vec<Vec<u32>>,
    sides: Vec<Sides>,
}

impl People {
    fn new(sides: Vec<Sides>) -> Self {
        let person: Vec<u32> = (0..sides.len() as u32).collect();
        let members = person.iter().map(|n| vec![*n]).collect();
        Self { person, members, sides }
    }

    /// The people at the ends, the first one first.
    fn of(&self, edge: &Edge) -> (u32, u32) {
        let (x, y) = (self.person[edge.of.0 as usize], self.person[edge.of.1 as usize]);
        (x.min(y), x.max(y))
    }

    /// The ways in which somebody is spoken of that are looked at.
    fn sayings(&self, person: u32) -> impl Iterator<Item = u32> + '_ {
        self.members[person as usize].iter().take(MOST).copied()
    }

    /// Whether nothing that is said of the one person contradicts, beyond a guard, what is said of the other. The ends
    /// have been looked at.
    fn are_one(&self, edge: &Edge, most: Guard, said: &Said<'_>) -> bool {
        let ends = |a, b| (a, b) == edge.of || (b, a) == edge.of;
        let (x, y) = self.of(edge);
        let agree = |a, b| ends(a, b) || (said.guard)(a, b) <= most || self.is_settled((x, a), (y, b), said);
        self.sayings(x).all(|a| self.sayings(y).all(|b| agree(a, b)))
    }

    /// Whether what contradicts has been settled already: somebody is called so, and otherwise as well, and as that they
    /// agree with the other one. So it is where a number says who they are, or the claims of one side alone come to those
    /// of another.
    fn is_settled(&self, (x, a): (u32, u32), (y, b): (u32, u32), said: &Said<'_>) -> bool {
        let guard = (said.guard)(a, b);
        if !matches!(guard, Guard::Review | Guard::Kin) {
            return false;
        }
        let is_lone = |person: u32| !self.sides[person as usize].are_both();
        let is_lone = is_lone(x) || is_lone(y);
        let stands_for = |person: u32, one: u32, other: u32| {
            self.sayings(person).filter(|also| *also != one).any(|also| {
                let by_name = is_lone && ((said.same_first)(also, one) || (said.same_first)(also, other));
                let by_number = guard == Guard::Review && (said.one_number)(also, one);
                (by_name || by_number) && (said.guard)(also, other) <= Guard::Close
            })
        };
        stands_for(x, a, b) || stands_for(y, b, a)
    }

    /// Joins those who are sure to be one. Gives those of whom somebody joined before says otherwise.
    fn join_sure<'e>(&mut self, edges: &'e [Edge], said: &Said<'_>) -> Vec<&'e Edge> {
        let (mut parted, mut doubtful) = (HashSet::new(), Vec::new());
        for edge in edges {
            let (keep, drop) = self.of(edge);
            if keep == drop {
                continue;
            }
            if !parted.contains(&(keep, drop)) && self.are_one(edge, Guard::Close, said) {
                self.join(keep, drop);
            } else {
                parted.insert((keep, drop));
                doubtful.push(edge);
            }
        }
        doubtful
    }

    /// The two are one by what they say of themselves. What a third, who is one with one of them, contradicts is put down
    /// to a wrong name where the claims are what is missing in that one's visit. Gives those who stay apart.
    fn join_completing(&mut self, doubtful: &[&Edge], said: &Said<'_>) -> Vec<(u32, u32)> {
        let mut apart = Vec::new();
        for edge in doubtful {
            let (keep, drop) = self.of(edge);
            if keep == drop {
                continue;
            }
            if self.are_one(edge, Guard::Twins, said) && self.completes(keep, drop, said) {
                self.join(keep, drop);
            } else {
                apart.push(edge.of);
            }
        }
        apart
    }

    /// Joins those who are likely to be one where nobody else is there for either. Gives those who stay apart.
    fn join_lone(&mut self, edges: &[Edge], said: &Said<'_>, w: &PersonWeights) -> Vec<(u32, u32)> {
        let rivals = Rivals::new(edges);
        // Only those who are left have to be told from each other.
        let matched = w.matched_lone + growth(self.lone(), LEFT);
        let mut apart = Vec::new();
        for edge in edges {
            let (keep, drop) = self.of(edge);
            if keep == drop {
                continue;
            }
            let meet = self.sides[keep as usize].meets(self.sides[drop as usize]);
            if edge.kind == SamePerson::Lone
                && edge.weight >= matched
                && (!meet || self.completes(keep, drop, said))
                && self.are_one(edge, Guard::Kin, said)
                && !rivals.has(edge, self, w.rival)
            {
                self.join(keep, drop);
            } else {
                apart.push(edge.of);
            }
        }
        apart
    }

    /// Whether the claims of one are what is missing in a visit of the other.
    fn completes(&self, keep: u32, drop: u32, said: &Said<'_>) -> bool {
        (said.completes)(&self.members[keep as usize], &self.members[drop as usize])
    }

    fn join(&mut self, keep: u32, drop: u32) {
        for n in std::mem::take(&mut self.members[drop as usize]) {
            self.person[n as usize] = keep;
            self.members[keep as usize].push(n);
        }
        let other = self.sides[drop as usize];
        self.sides[keep as usize].facility |= other.facility;
        self.sides[keep as usize].professional |= other.professional;
    }

    /// How many people have claims of one side only.
    fn lone(&self) -> u64 {
        let is_lone = |n: &usize| !self.members[*n].is_empty() && !self.sides[*n].are_both();
        (0..self.members.len()).filter(is_lone).count() as u64
    }
}

/// Who else somebody may be.
struct Rivals<'e> {
    edges: &'e [Edge],
    /// Edges of each, by number, one after the other.
    of: Vec<(u32, u32)>,
    /// Where those of each stand.
    ranges: Ranges,
}

impl<'e> Rivals<'e> {
    fn new(edges: &'e [Edge]) -> Self {
        let ends = |(n, edge): (usize, &Edge)| [(edge.of.0, n as u32), (edge.of.1, n as u32)];
        let mut of: Vec<(u32, u32)> = edges.iter().enumerate().flat_map(ends).collect();
        of.sort_unstable();
        let ranges = Ranges::new(of.iter().map(|at| at.0));
        Self { edges, of, ranges }
    }

    /// Whether somebody else is there for either end for whom nearly as much speaks. Who has claims of both sides is
    /// another one, and no rival.
    fn has(&self, edge: &Edge, people: &People, margin: Bits) -> bool {
        let (x, y) = people.of(edge);
        let is_rival = |mine: u32, other: u32, weight: Bits| {
            other != x
                && other != y
                && weight > edge.weight - margin
                && !people.sides[mine as usize].meets(people.sides[other as usize])
        };
        [x, y].into_iter().any(|mine| {
            people.sayings(mine).any(|n| {
                self.of[self.ranges.of(n)].iter().any(|at| {
                    let rival = &self.edges[at.1 as usize];
                    let (p, q) = people.of(rival);
                    is_rival(mine, if p == mine { q } else { p }, rival.weight)
                })
            })
        })
    }
}
