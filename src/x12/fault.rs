//! The envelopes and what can be wrong with them.

use crate::span::Position;

/// The three envelopes, the outer ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EnvelopeLevel {
    /// ISA to IEA.
    Interchange,
    /// GS to GE.
    Group,
    /// ST to SE.
    Transaction,
}

impl EnvelopeLevel {
    /// What it is called: `interchange`, `group`, `transaction`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Interchange => "interchange",
            Self::Group => "group",
            Self::Transaction => "transaction",
        }
    }

    /// What its trailer counts.
    pub fn parts(self) -> &'static str {
        match self {
            Self::Interchange => "groups",
            Self::Group => "transactions",
            Self::Transaction => "segments",
        }
    }

    /// Identifier of the segment that opens it.
    pub fn header(self) -> &'static str {
        match self {
            Self::Interchange => "ISA",
            Self::Group => "GS",
            Self::Transaction => "ST",
        }
    }

    /// Identifier of the segment that closes it.
    pub fn trailer(self) -> &'static str {
        match self {
            Self::Interchange => "IEA",
            Self::Group => "GE",
            Self::Transaction => "SE",
        }
    }

    /// The element of the header with the control number, as people name it. In the trailers it is the second one.
    pub fn control_number(self) -> &'static str {
        match self {
            Self::Interchange => "ISA13",
            Self::Group => "GS06",
            Self::Transaction => "ST02",
        }
    }

    /// Number of that element in the header.
    pub fn control_element(self) -> usize {
        match self {
            Self::Interchange => 13,
            Self::Group => 6,
            Self::Transaction => 2,
        }
    }
}

/// What is wrong with an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// IEA, GE or SE is missing; the fault is where it should have been.
    MissingTrailer(EnvelopeLevel),
    /// The segment belongs into this envelope, and none is open.
    Outside(EnvelopeLevel),
    /// IEA01 (groups), GE01 (transactions) or SE01 (segments) is not the number of those there are.
    Count(EnvelopeLevel),
    /// IEA01, GE01 or SE01 is no number.
    CountNotNumeric(EnvelopeLevel),
    /// IEA02, GE02 or SE02 is not the control number of the header.
    ControlNumber(EnvelopeLevel),
    /// The control number was used before: ISA13 between the same parties, GS06 in the interchange, ST02 in the group.
    DuplicateControlNumber(EnvelopeLevel),
    /// Fields of ISA have other widths than they must have, so that it is mostly not 106 bytes long with its terminator.
    HeaderWidth,
    /// No terminator ends the segment.
    Unterminated,
    /// The input ends while an envelope is open.
    CutOff,
}

/// A fault in the envelopes. It holds control numbers and counts only, which are no health data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where it shows.
    pub position: Position,
    /// Where the header of the envelope is.
    pub header: Option<Position>,
    /// The number there should be; of an input that is cut off, the trailers that are missing: `SE, GE, IEA`.
    pub expected: Option<String>,
    /// The number there is.
    pub found: Option<String>,
}

impl Fault {
    /// Faults without those that follow from another one: where the input is cut off, each trailer is missing.
    pub fn causes(faults: &[Self]) -> impl Iterator<Item = &Self> {
        let cut = faults.iter().any(|fault| fault.kind == FaultKind::CutOff);
        faults.iter().filter(move |fault| !(cut && matches!(fault.kind, FaultKind::MissingTrailer(_))))
    }
}
