//! The parts a claim is made of: each a block of its own, shared by the claims below it.

use crate::guide::{Guide, LoopId};

use super::bound::Bound;

/// A part of a transaction, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// ISA to 1000B.
    Header,
    /// 2000A.
    Provider,
    /// 2000B.
    Subscriber,
    /// 2000C.
    Patient,
    /// 2300.
    Claim,
}

impl Part {
    /// The loop of the guides that a part is an instance of.
    pub(crate) fn loop_name(self) -> &'static str {
        match self {
            Self::Header => "ISA",
            Self::Provider => "2000A",
            Self::Subscriber => "2000B",
            Self::Patient => "2000C",
            Self::Claim => "2300",
        }
    }

    /// All parts, from the outside in.
    pub(crate) const ALL: [Self; 5] =
        [Self::Header, Self::Provider, Self::Subscriber, Self::Patient, Self::Claim];

    /// All parts but the claim itself.
    pub(crate) const ABOVE: [Self; 4] = [Self::Header, Self::Provider, Self::Subscriber, Self::Patient];

    /// The levels that HL numbers.
    pub(crate) const LEVELS: [Self; 3] = [Self::Provider, Self::Subscriber, Self::Patient];
}

/// The root loops of a guide's parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Roots {
    header: LoopId,
    provider: LoopId,
    subscriber: LoopId,
    patient: LoopId,
    claim: LoopId,
}

impl Roots {
    pub(crate) fn of(guide: &Guide) -> Self {
        let find = |part: Part| {
            let id = part.loop_name();
            let n = guide
                .loops
                .iter()
                .position(|l| l.id == id)
                .expect("both guides have the loops of every part");
            LoopId(n as u16)
        };
        Self {
            header: find(Part::Header),
            provider: find(Part::Provider),
            subscriber: find(Part::Subscriber),
            patient: find(Part::Patient),
            claim: find(Part::Claim),
        }
    }

    /// The part that a new instance of this loop begins.
    #[inline]
    pub(crate) fn part(&self, opened: LoopId) -> Option<Part> {
        match opened {
            l if l == self.claim => Some(Part::Claim),
            l if l == self.subscriber => Some(Part::Subscriber),
            l if l == self.patient => Some(Part::Patient),
            l if l == self.provider => Some(Part::Provider),
            _ => None,
        }
    }

    pub(crate) fn root(&self, part: Part) -> LoopId {
        match part {
            Part::Header => self.header,
            Part::Provider => self.provider,
            Part::Subscriber => self.subscriber,
            Part::Patient => self.patient,
            Part::Claim => self.claim,
        }
    }
}

impl Bound {
    pub(crate) fn roots(&self) -> &Roots {
        &self.roots
    }
}
