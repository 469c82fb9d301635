//! The parts of a transaction, and the loops of a guide that begin them.

use crate::guide::{Guide, LoopId, RowId};
use crate::x12::Segment;

/// A part of a transaction, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Header, Self::Provider, Self::Subscriber, Self::Patient, Self::Claim];

    /// All parts but the claim itself.
    pub(crate) const ABOVE: [Self; 4] = [Self::Header, Self::Provider, Self::Subscriber, Self::Patient];

    /// The levels that HL numbers.
    pub(crate) const LEVELS: [Self; 3] = [Self::Provider, Self::Subscriber, Self::Patient];

    /// Which of [`Part::LEVELS`] it is.
    #[inline]
    pub(crate) fn level(self) -> Option<usize> {
        match self {
            Self::Provider => Some(0),
            Self::Subscriber => Some(1),
            Self::Patient => Some(2),
            Self::Header | Self::Claim => None,
        }
    }
}

/// The loops of a guide that everybody has to know who follows its segments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Roots {
    header: LoopId,
    provider: LoopId,
    subscriber: LoopId,
    patient: LoopId,
    claim: LoopId,
    /// GS.
    pub(crate) group: LoopId,
    /// 2400.
    pub(crate) service_line: LoopId,
}

impl Roots {
    pub(crate) fn of(guide: &Guide) -> Self {
        let root =
            |part: Part| guide.loop_id(part.loop_name()).expect("both guides have the loops of every part");
        let field = |name: &str| {
            let at = guide.loops.iter().position(|l| l.field.as_deref() == Some(name));
            LoopId(at.expect("both guides have groups and service lines") as u16)
        };
        Self {
            header: root(Part::Header),
            provider: root(Part::Provider),
            subscriber: root(Part::Subscriber),
            patient: root(Part::Patient),
            claim: root(Part::Claim),
            group: field("group"),
            service_line: field("service_line"),
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

    /// The level of a code in HL03; none where the guide has no such level.
    pub(crate) fn level(&self, guide: &Guide, code: &[u8]) -> Option<Part> {
        let is_code = |of_level: &str| of_level.as_bytes() == code;
        Part::LEVELS.into_iter().find(|level| self.code(guide, *level).is_some_and(is_code))
    }

    /// Whether a segment is an HL of a kind that the guide does not have, see [`Levels::odd`](super::Levels::odd).
    pub(crate) fn is_odd(&self, guide: &Guide, segment: &Segment<'_>) -> bool {
        segment.id() == b"HL" && self.level(guide, segment.element(3)).is_none()
    }

    /// The code in HL03 that a level has.
    pub(crate) fn code<'g>(&self, guide: &'g Guide, level: Part) -> Option<&'g str> {
        let opener = guide.row(guide.opener(self.root(level)));
        let condition = opener.conditions.iter().find(|condition| condition.spot.element == 3)?;
        condition.codes.first().map(String::as_str)
    }
}

/// The row of a segment of the envelopes, `ISA` to `IEA`, and its loop.
pub(crate) fn envelope(guide: &Guide, id: &[u8]) -> Option<(RowId, LoopId)> {
    let at = guide.segments.iter().position(|row| row.id.as_bytes() == id)?;
    Some((RowId(at as u16), guide.segments[at].in_loop))
}
