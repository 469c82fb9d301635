//! Which claims are looked at together: all of a person, and whatever a visit or a replacement ties to them.

use std::collections::BTreeMap;

use crate::link::{Fate, Linked};

/// Claims that are looked at together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cluster {
    /// The claims, in the order of their positions.
    pub(super) claims: Vec<usize>,
    /// Their visits, as positions in the list of groups.
    pub(super) groups: Vec<usize>,
}

/// Every claim is in one cluster.
pub(super) fn clusters(linked: &Linked) -> Vec<Cluster> {
    let mut sets = Sets((0..linked.fates.len()).collect());
    for group in &linked.groups {
        let mut members = group.facility.iter().copied().chain(group.professional.iter().map(|a| a.claim));
        if let Some(first) = members.next() {
            members.for_each(|other| sets.join(first, other));
        }
    }
    for (n, fate) in linked.fates.iter().enumerate() {
        if let Fate::ReplacedBy(other)
        | Fate::VoidedBy(other)
        | Fate::Void(Some(other))
        | Fate::CopyOf(other) = fate
        {
            sets.join(n, *other);
        }
    }
    let mut first_of: BTreeMap<u32, usize> = BTreeMap::new();
    for (n, person) in linked.persons.iter().enumerate() {
        sets.join(*first_of.entry(*person).or_insert(n), n);
    }
    let mut found: BTreeMap<usize, Cluster> = BTreeMap::new();
    for n in 0..linked.fates.len() {
        found.entry(sets.root(n)).or_default().claims.push(n);
    }
    for (n, group) in linked.groups.iter().enumerate() {
        let member = group.facility.first().copied().or(group.professional.first().map(|a| a.claim));
        if let Some(cluster) = member.and_then(|member| found.get_mut(&sets.root(member))) {
            cluster.groups.push(n);
        }
    }
    found.into_values().collect()
}

/// Sets of numbers that can be joined; the least number stands for a set.
struct Sets(Vec<usize>);

impl Sets {
    fn root(&mut self, mut n: usize) -> usize {
        while self.0[n] != n {
            self.0[n] = self.0[self.0[n]];
            n = self.0[n];
        }
        n
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use crate::link::{Attached, LinkedEncounter};
    use crate::model::Status;

    use super::*;

    #[test]
    fn a_visit_a_person_and_a_replacement_tie_claims_together() {
        let attached =
            |claim| Attached { claim, lines: vec![0], score: 1.0, evidence: Box::default(), runner_up: None };
        let group = |status, facility: Vec<usize>, claim| LinkedEncounter {
            status,
            facility_lines: facility.iter().map(|_| vec![0]).collect(),
            facility,
            professional: vec![attached(claim)],
            alone: None,
            last_day: None,
        };
        let linked = Linked {
            groups: vec![group(Status::Matched, vec![4], 1), group(Status::ProfessionalOnly, Vec::new(), 2)],
            fates: vec![Fate::ReplacedBy(4), Fate::Counts, Fate::Counts, Fate::Counts, Fate::Counts],
            persons: vec![0, 1, 2, 2, 3],
            ..Linked::default()
        };
        let clusters = clusters(&linked);
        assert_eq!(
            clusters,
            [
                Cluster { claims: vec![0, 1, 4], groups: vec![0] },
                Cluster { claims: vec![2, 3], groups: vec![1] }
            ]
        );
    }
}
