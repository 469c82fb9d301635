//! What matters of an input before its claims: from whom to whom, for whom, when, and how much.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use chrono::NaiveDate;
use serde::Serialize;

use crate::model::Claim;
use crate::show::Masked;

use super::sum::Sum;
use super::{ClaimRow, InterchangeView};

/// From whom to whom, for whom, when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// First day billed in any claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day billed in any claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Who sends to whom (ISA06, ISA08), when (ISA09), for what (ISA15); at most so many as are counted one by one.
    pub sent: Vec<Sent>,
    /// Patients, told apart by name, birth date and number of the insured.
    pub patients: u64,
    /// Whether there are more patients than are counted one by one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub more_patients: bool,
    /// Who is to pay, those with most claims first.
    pub payers: Vec<Party>,
    /// Who is to be paid, those with most claims first.
    pub billing_providers: Vec<Party>,
}

/// An interchange's way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// ISA06.
    pub sender: Masked,
    /// ISA08.
    pub receiver: Masked,
    /// ISA09, ISO 8601 where it is a date.
    pub date: String,
    /// What it is for (ISA15).
    pub usage: String,
}

/// Somebody with claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Party {
    /// The name; none for those without one, and for all beyond the number that is counted one by one.
    pub name: Option<Masked>,
    /// Claims.
    pub claims: u64,
    /// Sum of their total charges in dollars; none where it is too large to be exact.
    pub total_charge: Option<String>,
}

/// Names that are counted one by one.
const NAMES: usize = 1000;
/// Patients that are counted one by one, eight bytes each.
const PATIENTS: usize = 1 << 20;

/// What is gathered for an overview. Its size has a limit.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    overview: Overview,
    patients: HashSet<u64>,
    keys: foldhash::fast::RandomState,
    payers: Parties,
    billing_providers: Parties,
}

#[derive(Debug, Default)]
struct Parties {
    named: HashMap<Masked, (u64, Sum)>,
    others: (u64, Sum),
}

impl Gathered {
    pub(super) fn interchange(&mut self, view: &InterchangeView) {
        let sent = Sent {
            sender: view.sender.clone(),
            receiver: view.receiver.clone(),
            date: view.date.clone(),
            usage: view.usage.clone(),
        };
        if self.overview.sent.len() < NAMES && !self.overview.sent.contains(&sent) {
            self.overview.sent.push(sent);
        }
    }

    pub(super) fn claim(&mut self, claim: &Claim, row: &ClaimRow) {
        let first = [self.overview.from, row.from];
        self.overview.from = first.into_iter().flatten().min();
        self.overview.to = self.overview.to.max(row.to);
        self.payers.add(row.payer.as_ref(), row);
        self.billing_providers.add(row.billing_provider.as_ref(), row);
        if let Some(patient) = &claim.patient {
            let member = claim.subscriber.as_ref().and_then(|subscriber| subscriber.member_id.as_deref());
            let person = (&patient.last_name, &patient.first_name, patient.birth_date, member);
            let key = self.keys.hash_one(person);
            if self.patients.len() < PATIENTS {
                self.patients.insert(key);
            } else {
                self.overview.more_patients |= !self.patients.contains(&key);
            }
        }
    }

    pub(super) fn finish(&mut self) -> Overview {
        Overview {
            patients: self.patients.len() as u64,
            payers: self.payers.listed(),
            billing_providers: self.billing_providers.listed(),
            ..std::mem::take(&mut self.overview)
        }
    }
}

impl Parties {
    fn add(&mut self, name: Option<&Masked>, row: &ClaimRow) {
        let is_full = self.named.len() >= NAMES;
        let of = match name {
            Some(name) if !is_full || self.named.contains_key(name) => {
                self.named.entry(name.clone()).or_default()
            }
            _ => &mut self.others,
        };
        of.0 += 1;
        of.1.add(row.charge);
    }

    /// Those with most claims first; of as many, by name. Behind them the rest.
    fn listed(&mut self) -> Vec<Party> {
        let mut named: Vec<_> = std::mem::take(&mut self.named).into_iter().collect();
        named.sort_by(|a, b| (b.1.0, &a.0).cmp(&(a.1.0, &b.0)));
        let party =
            |name, (claims, sum): &(u64, Sum)| Party { name, claims: *claims, total_charge: sum.text() };
        let others = (self.others.0 > 0).then(|| party(None, &self.others));
        named.into_iter().map(|(name, of)| party(Some(name), &of)).chain(others).collect()
    }
}
