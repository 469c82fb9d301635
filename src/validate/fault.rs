//! Kinds of faults, as the acknowledgements tell them apart. Which wire code each becomes is said by the room above.

use crate::x12::FaultKind;

/// What kind of fault a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Header, trailer, count or control number of an envelope.
    Envelope(FaultKind),
    /// A segment as a whole.
    Segment(SegmentFault),
    /// An element or component. In ISA and GS it is a fault of the envelope.
    Element(ElementFault),
    /// Values that are well formed and do not fit together, or not what the claim is about: types 3 to 7.
    Business,
}

/// What is wrong with a segment or a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SegmentFault {
    /// No guide has such a segment.
    Unknown,
    /// The guide has it, but not at this place.
    Unexpected,
    /// A required segment is missing; the finding's subject says which.
    Missing,
    /// A required loop is missing; the finding's subject says which segment opens it.
    LoopMissing,
    /// The segment is here more often than it may.
    TooMany,
    /// The loop is here more often than it may.
    LoopTooMany,
    /// It is behind segments it should be before.
    Order,
    /// A situational segment or loop is missing, and what else the claim says asks for it.
    SituationalMissing,
    /// A situational segment or loop is there, and what else the claim says rules it out.
    SituationalNotUsed,
    /// Anything else that the base standard forbids of a segment: empty, no identifier.
    Malformed,
}

/// What is wrong with an element or a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementFault {
    /// Required, and empty.
    Missing,
    /// A relation with other elements asks for it, and it is empty.
    ConditionMissing,
    /// More elements than the segment has.
    TooManyElements,
    /// More components than the composite has, or components in a simple element.
    TooManyComponents,
    /// More repetitions than it may have.
    TooManyRepetitions,
    /// Shorter than allowed.
    TooShort,
    /// Longer than allowed.
    TooLong,
    /// A character that may not be there: no digit in a number, a control character.
    Character,
    /// A code that is not in the list.
    Code,
    /// A code that the guide does not use here, while the element is well formed.
    Qualifier,
    /// No date of the form that is asked for.
    Date,
    /// No time.
    Time,
    /// Elements that exclude each other.
    Exclusion,
    /// The guide does not use it, and it is filled.
    NotUsed,
    /// A situational element is missing, and what else is there asks for it.
    SituationalMissing,
    /// A situational element is there, and what else is there rules it out.
    SituationalNotUsed,
    /// Well formed, but not what this element must look like: an NPI of nine digits.
    Pattern,
}
