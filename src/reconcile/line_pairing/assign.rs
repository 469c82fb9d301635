//! The assignment of lines to each other: best first, in the order of lines.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use super::Relation;
use super::matching::{Class, Matching, Tier, classes, links};
use super::pairer::{Pairer, Slot};

/// Classes that may go together.
type Link = (Tier, usize, usize);

/// Facility line and professional line with their numbers in their claims: the smallest is taken first.
type Candidate = Reverse<(usize, usize, usize, usize)>;

/// Gives the professional line, of some classes, that a facility line takes next, with its number in its claim.
type Next<'n, P> = &'n mut dyn FnMut(&P, usize, &[usize]) -> Option<(usize, usize)>;

/// Positions of professional lines, class by class, without those that were passed by for good.
struct Queues {
    lines: Vec<Vec<usize>>,
    heads: Vec<usize>,
}

impl Queues {
    fn new(classes: &[Class], keep: impl Fn(usize) -> bool) -> Self {
        let kept = |class: &Class| class.members.iter().copied().filter(|n| keep(*n)).collect();
        let lines: Vec<Vec<usize>> = classes.iter().map(kept).collect();
        Self { heads: vec![0; lines.len()], lines }
    }

    /// The first line of a class that will do. What is over now stays so.
    fn first(
        &mut self,
        class: usize,
        is_over: impl Fn(usize) -> bool,
        will_do: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let (lines, head) = (&self.lines[class], &mut self.heads[class]);
        while lines.get(*head).is_some_and(|n| is_over(*n)) {
            *head += 1;
        }
        lines[*head..].iter().copied().find(|n| !is_over(*n) && will_do(*n))
    }
}

impl Pairer<'_> {
    /// Pairs lines that are free, one to one, the likeliest first; then ties further lines to those that have units left.
    pub(super) fn one_to_one(&mut self, relation: Relation, matching: Matching<'_>) {
        let ours = classes(&self.facility, matching.ours);
        let theirs = classes(&self.professional, matching.theirs);
        let links = links(&ours, &theirs, matching);
        let mut free = Queues::new(&theirs, |p| !self.professional[p].paired);
        for tier in links.chunk_by(|a, b| a.0 == b.0) {
            self.round(tier, &ours, relation, &mut |pairer, f, classes| {
                if pairer.facility[f].paired {
                    return None;
                }
                let is_over = |p: usize| pairer.professional[p].paired;
                best(&pairer.professional, classes.iter().filter_map(|p| free.first(*p, is_over, |_| true)))
            });
        }
        let further = if relation == Relation::SameProcedure { Relation::SeveralUnits } else { relation };
        let open = |slot: &Slot<'_>| !slot.room.is_zero();
        let mut free = Queues::new(&theirs, |p| !self.professional[p].paired && open(&self.professional[p]));
        let mut taken = Queues::new(&theirs, |p| self.professional[p].paired && open(&self.professional[p]));
        for tier in links.chunk_by(|a, b| a.0 == b.0) {
            self.round(tier, &ours, further, &mut |pairer, f, classes| {
                let (own, all) = (&pairer.facility[f], &pairer.professional);
                if !open(own) {
                    return None;
                }
                let found = classes.iter().filter_map(|p| {
                    if own.paired {
                        free.first(*p, |p| all[p].paired, |p| own.room >= all[p].room)
                    } else {
                        taken.first(*p, |p| all[p].room.is_zero(), |p| all[p].room >= own.room)
                    }
                });
                best(all, found)
            });
        }
    }

    /// Ties the lines of one tier. `next` gives the professional line, of these classes, that a facility line takes next.
    fn round(&mut self, tier: &[Link], ours: &[Class], relation: Relation, next: Next<'_, Self>) {
        let mut classes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (_, f, p) in tier {
            classes.entry(*f).or_default().push(*p);
        }
        let mut class_of: HashMap<usize, usize> = HashMap::new();
        let mut heap: BinaryHeap<Candidate> = BinaryHeap::new();
        let mut push = |pairer: &Self, heap: &mut BinaryHeap<Candidate>, f: usize, class: usize| {
            if let Some((index, p)) = next(pairer, f, &classes[&class]) {
                heap.push(Reverse((pairer.facility[f].line.index, index, f, p)));
            }
        };
        for class in classes.keys() {
            for &f in &ours[*class].members {
                class_of.insert(f, *class);
                push(self, &mut heap, f, *class);
            }
        }
        while let Some(candidate) = heap.pop() {
            let Reverse((_, _, f, p)) = candidate;
            // Since it was pushed, another may have taken the line, or its units.
            let mut again = BinaryHeap::new();
            push(self, &mut again, f, class_of[&f]);
            match again.pop() {
                Some(best) if best == candidate => {
                    self.tie(f, p, relation);
                    push(self, &mut heap, f, class_of[&f]);
                }
                Some(other) => heap.push(other),
                None => {}
            }
        }
    }

    /// Ties each free professional line to the first facility line it may go with, however many go there.
    pub(super) fn many_to_one(&mut self, relation: Relation, matching: Matching<'_>) {
        let is_free = |slot: &Slot<'_>| if slot.paired { None } else { (matching.theirs)(slot) };
        let ours = classes(&self.facility, matching.ours);
        let theirs = classes(&self.professional, &is_free);
        let mut found: HashMap<usize, usize> = HashMap::new();
        for (_, f, p) in links(&ours, &theirs, matching) {
            let first = ours[f].members.iter().copied().min().unwrap_or(usize::MAX);
            found.entry(p).and_modify(|best| *best = first.min(*best)).or_insert(first);
        }
        let mut ties: Vec<(usize, usize)> =
            found.iter().flat_map(|(class, f)| theirs[*class].members.iter().map(|p| (*p, *f))).collect();
        ties.sort_unstable();
        for (p, f) in ties {
            self.tie(f, p, relation);
        }
    }
}

/// The first of some professional lines, with its number in its claim.
fn best(all: &[Slot<'_>], some: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
    some.map(|p| (all[p].line.index, p)).min()
}
