//! Likenesses to people: the surest first, and nobody chains two people together over a third.

use std::cmp::{Ordering, Reverse};
use std::collections::HashSet;

use crate::finding::Side;

use super::bits::Bits;
use super::likeness::Guard;
use super::settings::PersonWeights;

/// What a likeness is good for; the first come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// One person.
    Sure,
    /// One person whose first name is wrong on one side, if nobody else is there for either side. Twins are not there one
    /// with the hospital's claim and the other with the physician's.
    Lone,
    /// May be one.
    Maybe,
}

/// Two ways in which people are spoken of, and how alike they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) kind: Kind,
    pub(super) weight: Bits,
    pub(super) guard: Guard,
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
        twins: &dyn Fn(&[u32], &[u32]) -> Bits,
        members: &[Vec<u32>],
        matched: Bits,
        w: &PersonWeights,
    ) {
        if self.kind == Kind::Sure {
            return;
        }
        let (a, b) = (&members[self.of.0 as usize], &members[self.of.1 as usize]);
        let visit = twins(a, b).min(w.same_visit);
        if self.guard == Guard::Review {
            if self.weight >= matched && visit >= w.same_visit_sure {
                self.kind = Kind::Lone;
            }
            return;
        }
        self.weight += visit;
        if self.weight >= matched {
            self.kind = Kind::Sure;
        }
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

    fn meets(self, other: Self) -> bool {
        (self.facility && other.facility) || (self.professional && other.professional)
    }
}

/// Ways in which one person is spoken of that are looked at. A person is spoken of in few ways; where there are many, the
/// first ones stand for them.
const MOST: usize = 12;

/// Joins what is one person. Gives each one's person, and the people who may be one, both ways round and sorted.
/// `is_one` says whether nothing that is said of the one contradicts what is said of the other.
pub(super) fn join(
    edges: &[Edge],
    mut sides: Vec<Sides>,
    is_one: &dyn Fn(u32, u32) -> bool,
) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut person: Vec<u32> = (0..sides.len() as u32).collect();
    let mut members: Vec<Vec<u32>> = person.iter().map(|n| vec![*n]).collect();
    let mut parted = HashSet::new();
    let mut alike = Vec::new();
    for edge in edges {
        let (x, y) = (person[edge.of.0 as usize], person[edge.of.1 as usize]);
        let (keep, drop) = (x.min(y), x.max(y));
        if x == y {
            continue;
        }
        let are_one = || {
            let all = |n: u32| members[n as usize].iter().take(MOST).copied();
            // The two that are to be joined have been looked at.
            let ends = |a, b| (a, b) == edge.of || (b, a) == edge.of;
            all(x).all(|a| all(y).all(|b| ends(a, b) || is_one(a, b)))
        };
        let joins = match edge.kind {
            Kind::Sure => !parted.contains(&(keep, drop)) && are_one(),
            Kind::Lone => !sides[x as usize].meets(sides[y as usize]) && are_one(),
            Kind::Maybe => false,
        };
        if joins {
            for n in std::mem::take(&mut members[drop as usize]) {
                person[n as usize] = keep;
                members[keep as usize].push(n);
            }
            let other = sides[drop as usize];
            sides[keep as usize].facility |= other.facility;
            sides[keep as usize].professional |= other.professional;
        } else {
            if edge.kind == Kind::Sure {
                parted.insert((keep, drop));
            }
            alike.push(edge.of);
        }
    }
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
