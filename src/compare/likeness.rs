//! Claims whose numbers differ and that are the same all the same: a system that renumbers, a typing error in CLM01.

use std::cmp::Reverse;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use crate::model::{Amount, Claim, ClaimType};

use super::change::Pairing;
use super::claims::{Partners, Side};

/// Claims that share a person or member number; more of them than this are not all held against each other.
const BLOCK: usize = 50;
/// What two claims need to be held for the same.
const ENOUGH: u32 = 7;

/// What likeness is judged by. Of claims that numbers leave over only.
#[derive(Debug)]
struct Traits {
    claim: usize,
    r#type: ClaimType,
    member: Option<u64>,
    person: Option<u64>,
    charge: Option<Amount>,
    days: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
    procedures: Vec<u64>,
    biller: Option<u64>,
}

impl Traits {
    fn of(n: usize, claim: &Claim) -> Self {
        let patient = claim.patient.as_ref();
        let person = patient.map(|patient| (&patient.last_name, &patient.birth_date));
        let procedures = claim.service_lines.iter().filter_map(|line| {
            let procedure = line.procedure.as_ref();
            procedure.and_then(|p| p.code.as_deref()).or(line.revenue_code.as_deref()).map(hash)
        });
        let mut procedures: Vec<u64> = procedures.collect();
        procedures.sort_unstable();
        Self {
            claim: n,
            r#type: claim.r#type,
            member: claim
                .subscriber
                .as_ref()
                .and_then(|subscriber| subscriber.member_id.as_deref())
                .map(hash),
            person: person
                .filter(|(name, _)| name.is_some())
                .map(|(name, day)| hash(&format!("{name:?}{day:?}"))),
            charge: claim.total_charge.clone(),
            days: claim.days(),
            procedures,
            biller: claim.billing_provider.as_ref().and_then(|biller| biller.npi.as_deref()).map(hash),
        }
    }

    /// How alike two claims are; 0 where they cannot be the same.
    fn likeness(&self, other: &Self) -> u32 {
        let same = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
        let charge = self.charge.is_some() && self.charge == other.charge;
        let day = self.days.is_some() && self.days == other.days;
        let services = !self.procedures.is_empty() && self.procedures == other.procedures;
        let agreements = u32::from(charge) + u32::from(day) + u32::from(services);
        if self.r#type != other.r#type || agreements < 2 {
            return 0;
        }
        2 * agreements
            + 3 * u32::from(same(self.member, other.member))
            + 3 * u32::from(same(self.person, other.person))
            + u32::from(same(self.biller, other.biller))
    }
}

fn hash(text: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    hash.finish()
}

/// Pairs what is alike among the claims without a partner, the most alike first. Errors are those of the stores.
pub(super) fn pair(left: Side<'_>, right: Side<'_>, partners: &mut Partners) -> io::Result<()> {
    let open = |n: &usize| partners.left[*n].is_none();
    let lefts: Vec<usize> = (0..partners.left.len()).filter(open).collect();
    let rights: Vec<usize> = (0..partners.right.len()).filter(|m| partners.right[*m].is_none()).collect();
    if lefts.is_empty() || rights.is_empty() {
        return Ok(());
    }
    let (lefts, rights) = (traits(left, &lefts)?, traits(right, &rights)?);
    let mut scores = Vec::new();
    for key in [|t: &Traits| t.member, |t: &Traits| t.person] {
        block(&lefts, &rights, key, &mut scores);
    }
    scores.sort_unstable();
    for (_, n, m) in scores {
        if partners.left[n].is_none() && partners.right[m].is_none() {
            partners.join(n, m, Pairing::Likeness);
        }
    }
    Ok(())
}

fn traits(side: Side<'_>, claims: &[usize]) -> io::Result<Vec<Traits>> {
    claims.iter().map(|n| Ok(Traits::of(*n, &side.store.claim(*n)?.to_claim()))).collect()
}

/// Scores all that share a key, within a limit.
fn block(
    lefts: &[Traits],
    rights: &[Traits],
    key: fn(&Traits) -> Option<u64>,
    scores: &mut Vec<(Reverse<u32>, usize, usize)>,
) {
    let mut others: Vec<&Traits> = rights.iter().filter(|traits| key(traits).is_some()).collect();
    others.sort_by_key(|traits| (key(traits), traits.claim));
    for traits in lefts.iter().filter(|traits| key(traits).is_some()) {
        let from = others.partition_point(|other| key(other) < key(traits));
        for other in others[from..].iter().take_while(|other| key(other) == key(traits)).take(BLOCK) {
            let score = traits.likeness(other);
            if score >= ENOUGH {
                scores.push((Reverse(score), traits.claim, other.claim));
            }
        }
    }
}
