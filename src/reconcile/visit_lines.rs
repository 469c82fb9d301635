//! A visit of an outcome with its claims read again, for what is told of all lines: charges, audits.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use crate::finding::Side;
use crate::model::{Claim, ProviderRole, ServiceLine};

use super::claim_view::{ClaimView, LineView};
use super::line_pairing::Need;
use super::outcome::EncounterResult;
use super::paired_lines::LineAt;
use super::rollup::{NOT_NAMED, Parties};
use super::store::Store;

/// A visit and its claims.
pub(super) struct VisitLines<'v> {
    pub(super) visit: &'v EncounterResult,
    claims: BTreeMap<usize, Cow<'v, Claim>>,
    /// How each line stands, and the first line that it goes with.
    pub(super) lines: BTreeMap<LineAt, Standing<'v>>,
}

/// How a line stands to the other side.
#[derive(Clone, Copy, Debug)]
pub(super) enum Standing<'v> {
    /// It has its other half.
    Paired(LineAt),
    /// It needs none.
    Settled,
    /// It needs one that is not there.
    Alone { needs: Need, judged_by: Option<&'v str> },
}

/// Who a claim is from, as results name them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party {
    /// Name, else NPI.
    pub name: String,
    /// Whether that is the name of a person: hidden where personal data is.
    pub is_person: bool,
}

impl Party {
    /// Nobody that a claim names.
    pub(super) fn unnamed() -> Self {
        Self { name: NOT_NAMED.to_owned(), is_person: false }
    }

    /// The biller of a claim.
    pub(super) fn biller(parties: &Parties) -> Self {
        parties.biller.as_ref().map_or_else(Self::unnamed, |name| Self {
            name: name.to_string(),
            is_person: parties.biller_is_person,
        })
    }
}

impl<'v> VisitLines<'v> {
    /// Reads the claims of a visit, and those that its money is about, again.
    pub(super) fn of(visit: &'v EncounterResult, store: &'v dyn Store) -> io::Result<Self> {
        let mut claims = BTreeMap::new();
        let about = visit.money.keys().map(|(_, claim, _)| *claim);
        for claim in visit.claims().chain(about) {
            if let std::collections::btree_map::Entry::Vacant(free) = claims.entry(claim) {
                free.insert(store.claim(claim)?);
            }
        }
        let mut lines = BTreeMap::new();
        for lone in &visit.lines.unpaired {
            let standing = Standing::Alone { needs: lone.needs, judged_by: lone.judged_by.as_deref() };
            lines.insert(lone.at, standing);
        }
        for settled in &visit.lines.settled {
            lines.insert(settled.at, Standing::Settled);
        }
        for pair in &visit.lines.pairs {
            lines.insert(pair.facility, Standing::Paired(pair.professional));
            lines.insert(pair.professional, Standing::Paired(pair.facility));
        }
        Ok(Self { visit, claims, lines })
    }

    /// A claim of it.
    pub(super) fn claim(&self, position: usize) -> Option<&Claim> {
        self.claims.get(&position).map(AsRef::as_ref)
    }

    /// The side of a claim in it.
    pub(super) fn side(&self, claim: usize) -> Side {
        if self.visit.facility.contains(&claim) { Side::Facility } else { Side::Professional }
    }

    /// A line as rules see it.
    pub(super) fn view(&self, at: LineAt) -> Option<LineView<'_>> {
        let claim = self.claim(at.claim)?;
        let of = ClaimView { position: at.claim, side: self.side(at.claim), person: 0, claim, attached: &[] };
        of.line(at.line)
    }

    /// The biller of a claim.
    pub(super) fn biller(&self, claim: usize) -> Party {
        self.visit.named(claim).map_or_else(Party::unnamed, |named| Party::biller(&named.parties))
    }

    /// The facility; none where the visit has no facility claim.
    pub(super) fn facility(&self) -> Option<Party> {
        self.visit.facility.first().map(|claim| self.biller(*claim))
    }
}

/// NPI of whoever rendered a professional's line: the line's, else the claim's, else the biller.
pub(super) fn renderer(claim: &Claim, line: &ServiceLine) -> Option<String> {
    let find = |providers: &[crate::model::Provider]| {
        let found = providers.iter().find(|provider| provider.role == ProviderRole::Rendering)?;
        found.npi.as_ref().map(ToString::to_string)
    };
    let biller = || claim.billing_provider.as_ref()?.npi.as_ref().map(ToString::to_string);
    find(&line.providers).or_else(|| find(&claim.providers)).or_else(biller)
}
