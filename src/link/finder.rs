//! The services of a stay, found by procedure, by kind and by day: a bill may have many thousand.

use std::collections::{BTreeMap, HashMap};

use crate::codes::services::Kinds;

use super::record::Day;
use super::stay::Service;

/// Days from which on a service is looked at whatever day is asked for.
const LONG: Day = 31;

/// Positions of some services, in their order.
#[derive(Debug, Default)]
struct Positions {
    all: Vec<usize>,
    /// By first day, those of few days.
    short: BTreeMap<Day, Vec<usize>>,
    long: Vec<usize>,
}

impl Positions {
    fn push(&mut self, at: usize, (from, to): (Day, Day)) {
        self.all.push(at);
        if (0..LONG).contains(&(to - from)) {
            self.short.entry(from).or_default().push(at);
        } else {
            self.long.push(at);
        }
    }

    /// The first one that will do; of those that may have a day in common with these, where days are given.
    fn first(&self, days: Option<(Day, Day)>, will_do: &dyn Fn(usize) -> bool) -> Option<usize> {
        let find = |some: &[usize]| some.iter().copied().find(|at| will_do(*at));
        let Some((from, to)) = days else { return find(&self.all) };
        if from > to {
            return find(&self.all);
        }
        let short = self.short.range(from - LONG..=to).filter_map(|(_, some)| find(some));
        short.chain(find(&self.long)).min()
    }
}

/// Where services are.
#[derive(Debug, Default)]
pub(super) struct Finder {
    procedures: HashMap<u64, Positions>,
    kinds: HashMap<Kinds, Positions>,
    /// Kinds of all of them.
    pub(super) all: Kinds,
    /// Kinds of those that are there for every claim: rooms, and the departments of a stay.
    pub(super) shared: Kinds,
}

impl Finder {
    pub(super) fn of(services: &[Service], is_inpatient: bool) -> Self {
        let mut finder = Self::default();
        for (at, service) in services.iter().enumerate() {
            if service.procedure != 0 {
                finder.procedures.entry(service.procedure).or_default().push(at, service.days);
            }
            for kind in service.kinds.each() {
                finder.kinds.entry(kind).or_default().push(at, service.days);
            }
            finder.all = finder.all | service.kinds;
            if service.kinds.is_room() || (is_inpatient && service.procedure == 0) {
                finder.shared = finder.shared | service.kinds;
            }
        }
        finder
    }

    /// Whether a procedure, by its number, is among them.
    pub(super) fn has(&self, procedure: u64) -> bool {
        self.procedures.contains_key(&procedure)
    }

    /// The first service with this procedure that will do.
    pub(super) fn exact(
        &self,
        procedure: u64,
        days: Option<(Day, Day)>,
        will_do: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        self.procedures.get(&procedure)?.first(days, will_do)
    }

    /// The first service of one of these kinds that will do.
    pub(super) fn kin(
        &self,
        kinds: Kinds,
        days: Option<(Day, Day)>,
        will_do: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let some = kinds.each().filter_map(|kind| self.kinds.get(&kind)?.first(days, will_do));
        some.min()
    }
}
