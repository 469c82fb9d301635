//! The little that is kept of every claim while the claims themselves are put away.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::encounter::{Claim, Text};
use crate::finding::Side;
use crate::link::{Fate, Linked};

/// What totals and the order of results need to know of a claim.
#[derive(Debug)]
pub(super) struct Facts {
    /// Which side it is on.
    pub(super) side: Side,
    /// Its days.
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
    /// Indices of all of its lines.
    pub(super) all_lines: Box<[usize]>,
    /// Who billed it (tax number, else NPI) under which account number.
    account: Option<(Text, Text)>,
}

impl Facts {
    pub(super) fn of(claim: &Claim, side: Side) -> Self {
        let biller = claim.billing_provider.as_ref();
        let biller = biller.and_then(|b| b.tax_id.clone().or_else(|| b.npi.clone()));
        Self {
            side,
            days: claim.days(),
            all_lines: (0..claim.service_lines.len()).collect(),
            account: biller.zip(claim.patient_control_number.clone()),
        }
    }
}

/// Claims that share biller and account number with a claim of another person: for each, the others.
pub(super) fn account_collisions(facts: &[Facts], linked: &Linked) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut by_account: HashMap<&(Text, Text), Vec<usize>> = HashMap::new();
    for (n, fact) in facts.iter().enumerate() {
        if let Some(account) = &fact.account
            && linked.fates[n] == Fate::Counts
        {
            by_account.entry(account).or_default().push(n);
        }
    }
    let mut collisions: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let person = |n: usize| linked.persons.get(n);
    #[allow(clippy::iter_over_hash_type, reason = "what is collected is sorted")]
    for claims in by_account.into_values() {
        let Some((&first, rest)) = claims.split_first() else { continue };
        for &other in rest.iter().filter(|other| person(**other) != person(first)) {
            collisions.entry(first).or_default().insert(other);
            collisions.entry(other).or_default().insert(first);
        }
    }
    collisions
}
