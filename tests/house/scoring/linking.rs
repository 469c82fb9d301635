//! People and encounters: what belongs together, and what was put together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use twinclaim::internal::groups::Groups;
use twinclaim::link::{Fate, Linked, Record, Settings, link};
use twinclaim::model::Claim;
use twinclaim::reconcile::Store;

use super::Made;

/// Pairs that were found, that there are, and that are both.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Share {
    pub(crate) right: u64,
    pub(crate) found: u64,
    pub(crate) there: u64,
}

/// So many of so many; all of none.
pub(crate) fn ratio(some: u64, all: u64) -> f64 {
    let number = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if all == 0 { 1.0 } else { number(some) / number(all) }
}

impl Share {
    pub(crate) fn precision(self) -> f64 {
        ratio(self.right, self.found)
    }

    pub(crate) fn recall(self) -> f64 {
        ratio(self.right, self.there)
    }

    pub(crate) fn f1(self) -> f64 {
        ratio(2 * self.right, self.found + self.there)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { right, found, there } = self;
        let (precision, recall) = (self.precision(), self.recall());
        write!(f, "precision {precision:.4}  recall {recall:.4}  F1 {:.4}", self.f1())?;
        write!(f, "  ({right} right, {found} found, {there} there)")
    }
}

/// How well linking did.
#[derive(Debug, Default)]
pub(crate) struct Linking {
    /// Pairs of claims of one person.
    pub(crate) persons: Share,
    /// Pairs of a facility claim and a professional claim of one encounter.
    pub(crate) encounters: Share,
    /// Groups that hold claims of more than one person.
    pub(crate) mixed: Vec<String>,
    /// Claims by what became of them, truly and as found, where that differs.
    pub(crate) fates: BTreeMap<(String, &'static str), u64>,
    /// Claims whose fate is right.
    pub(crate) right_fates: u64,
    /// People who were found to be one and are not: an encounter of each.
    pub(crate) joined: Vec<String>,
    /// Encounters of which not all pairs, or others, were found.
    pub(crate) wrong: Vec<String>,
}

impl Linking {
    pub(crate) fn of(made: &Made) -> Self {
        Self::of_changed(made, &|_, _| {})
    }

    /// The same where somebody changed the claims before: `change` gets each with its position.
    pub(crate) fn of_changed(made: &Made, change: &dyn Fn(usize, &mut Claim)) -> Self {
        let record = |n| {
            let mut claim = made.claims.claim(n).expect("it is held").into_owned();
            change(n, &mut claim);
            Record::of(&claim)
        };
        let records: Vec<Record> = (0..made.claims.len()).map(record).collect();
        let linked = link(&records, &Settings::default(), &Groups::default());
        let mut score = Self::default();
        score.persons(made, &linked);
        score.encounters(made, &linked);
        score.fates(made, &linked);
        score
    }

    fn persons(&mut self, made: &Made, linked: &Linked) {
        let pairs = |n: u64| n * n.saturating_sub(1) / 2;
        let mut people: BTreeMap<u32, BTreeMap<u64, usize>> = BTreeMap::new();
        for (claim, person) in linked.persons.iter().enumerate() {
            people.entry(*person).or_default().entry(made.person(claim)).or_insert(made.of[claim].encounter);
        }
        let several = people.into_values().filter(|truths| truths.len() > 1);
        let told = several
            .map(|truths| truths.into_values().map(|n| made.describe(n)).collect::<Vec<_>>().join(" and "));
        self.joined = told.collect();
        let mut both: BTreeMap<(u32, u64), u64> = BTreeMap::new();
        let (mut found, mut there) = (BTreeMap::new(), BTreeMap::new());
        for (claim, person) in linked.persons.iter().enumerate() {
            let truth = made.person(claim);
            *both.entry((*person, truth)).or_default() += 1;
            *found.entry(*person).or_default() += 1;
            *there.entry(truth).or_default() += 1;
        }
        self.persons = Share {
            right: both.into_values().map(pairs).sum(),
            found: found.into_values().map(pairs).sum(),
            there: there.into_values().map(pairs).sum(),
        };
    }

    fn encounters(&mut self, made: &Made, linked: &Linked) {
        let mut found: BTreeSet<(usize, usize)> = BTreeSet::new();
        for group in &linked.groups {
            let professional = || group.professional.iter().map(|attached| attached.claim);
            // A claim that is billed twice is nobody's pair and nobody's fault.
            let judged = |claim: &usize| made.of[*claim].fate != "duplicate";
            let persons: BTreeSet<u64> = group
                .facility
                .iter()
                .copied()
                .chain(professional())
                .map(|claim| made.person(claim))
                .collect();
            if persons.len() > 1 {
                let first = group.facility.first().copied().or_else(|| professional().next());
                self.mixed.extend(first.map(|claim| made.describe(made.of[claim].encounter)));
            }
            for facility in group.facility.iter().copied().filter(judged) {
                found.extend(professional().filter(judged).map(|claim| (facility, claim)));
            }
        }
        let there = Self::pairs(made);
        let right = found.intersection(&there).count() as u64;
        self.encounters = Share { right, found: found.len() as u64, there: there.len() as u64 };
        let wrong: BTreeSet<usize> = found
            .symmetric_difference(&there)
            .flat_map(|(facility, professional)| [facility, professional])
            .map(|claim| made.of[*claim].encounter)
            .collect();
        self.wrong = wrong.into_iter().map(|encounter| made.describe(encounter)).collect();
    }

    /// The pairs that there are.
    fn pairs(made: &Made) -> BTreeSet<(usize, usize)> {
        let mut sides: BTreeMap<usize, [Vec<usize>; 2]> = BTreeMap::new();
        for claim in (0..made.of.len()).filter(|claim| made.counts(*claim)) {
            let of = &made.of[claim];
            sides.entry(of.encounter).or_default()[usize::from(of.facility)].push(claim);
        }
        let all = sides.values().flat_map(|[professional, facility]| {
            facility.iter().flat_map(move |f| professional.iter().map(move |p| (*f, *p)))
        });
        all.collect()
    }

    fn fates(&mut self, made: &Made, linked: &Linked) {
        for (claim, fate) in linked.fates.iter().enumerate() {
            let found = match fate {
                Fate::Counts => "counts",
                Fate::ReplacedBy(_) => "replaced",
                Fate::VoidedBy(_) => "voided",
                Fate::Void(_) => "void",
                Fate::CopyOf(_) => "copy",
                Fate::NotBilled => "not billed",
            };
            let truth = made.of[claim].fate.as_str();
            if truth == found || (truth == "duplicate" && found == "counts") {
                self.right_fates += 1;
            } else {
                *self.fates.entry((truth.to_owned(), found)).or_default() += 1;
            }
        }
    }
}

impl fmt::Display for Linking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "persons     {}", self.persons)?;
        writeln!(f, "encounters  {}", self.encounters)?;
        writeln!(f, "groups of more than one person: {}", self.mixed.len())?;
        for ((truth, found), claims) in &self.fates {
            writeln!(f, "{claims} claims are {truth}, found as {found}")?;
        }
        let joined = self.joined.iter().map(|one| format!("one person: {one}"));
        for one in self
            .mixed
            .iter()
            .map(|one| format!("mixed: {one}"))
            .chain(joined)
            .chain(self.wrong.clone())
            .take(60)
        {
            writeln!(f, "  {one}")?;
        }
        Ok(())
    }
}
