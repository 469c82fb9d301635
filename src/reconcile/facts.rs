//! The little that is kept of every claim while the claims themselves are put away.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use crate::finding::Side;
use crate::link::{Fate, Linked};
use crate::model::Claim;

use super::line_pairing;

/// What a run needs to know of every claim while it looks at others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// Which side it is on.
    pub(super) side: Side,
    /// Number of its service lines.
    pub(super) lines: u32,
    /// Whether a service of it needs a claim of the other side.
    pub(super) needs_other: bool,
    /// Who billed it (tax number, else NPI) under which account number, as a hash: whoever finds two claims by it looks
    /// at the claims themselves.
    account: Option<u64>,
    /// Orders the claims of an account: by day, then by what a claim says of itself.
    rank: (Option<NaiveDate>, u64),
}

impl Facts {
    pub(super) fn of(claim: &Claim, side: Side) -> Self {
        let biller = claim.billing_provider.as_ref();
        let biller = biller.and_then(|b| b.tax_id.as_ref().or(b.npi.as_ref()));
        let account = biller.zip(claim.patient_control_number.as_ref());
        let source = claim.source.as_ref().map(|source| (&source.file, source.offset));
        Self {
            side,
            lines: claim.service_lines.len() as u32,
            needs_other: line_pairing::needs_other(claim, side),
            account: account.map(hash),
            rank: (claim.days().map(|days| days.0), hash((source, claim.days(), account))),
        }
    }
}

/// The same on every run.
fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Claims that share biller and account number with a claim of another person: for the first of them, the others, and the
/// first for each of the others.
pub(super) fn account_collisions(facts: &[Facts], linked: &Linked) -> BTreeMap<usize, BTreeSet<usize>> {
    let counted = || {
        let counts = facts.iter().enumerate().filter(|(n, _)| linked.fates[*n] == Fate::Counts);
        counts.filter_map(|(n, fact)| Some((n, fact.account?)))
    };
    let mut first_of: HashMap<u64, usize> = HashMap::new();
    for (n, account) in counted() {
        let first = first_of.entry(account).or_insert(n);
        if facts[n].rank < facts[*first].rank {
            *first = n;
        }
    }
    let mut collisions: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let person = |n: usize| linked.persons.get(n);
    for (n, account) in counted() {
        let first = first_of[&account];
        if person(n) != person(first) {
            collisions.entry(first).or_default().insert(n);
            collisions.entry(n).or_default().insert(first);
        }
    }
    collisions
}

/// The first claim that counts and needs one of the other side, and how many there are: for a run without any of those.
pub(super) fn alone_in_run(facts: &[Facts], linked: &Linked) -> Option<(usize, usize)> {
    let counts = |n: &usize| linked.fates[*n] == Fate::Counts && facts[*n].needs_other;
    let needy = || (0..facts.len()).filter(counts);
    let first = needy().min_by_key(|n| facts[*n].rank)?;
    Some((first, needy().count()))
}
