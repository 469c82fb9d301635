//! Which wire code a fault becomes: the one place that says so.
//!
//! Faults of the envelopes are answered where their envelope is (TA105, AK905, IK502); of a segment or an element by IK304
//! and IK403; everything that is well formed and still wrong by category, status and entity of the 277CA, which are by
//! place in `statuses.txt`.

use std::collections::BTreeSet;

use crate::guide::{Guide, Spot};
use crate::validate::{ElementFault, Fault, Level, Reported, SegmentFault};
use crate::x12::{EnvelopeLevel, FaultKind, Segment};

use super::status::Status;
use super::statuses;

/// How a finding is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// By a TA1, with this note (TA105). `fatal` refuses the interchange; otherwise it is accepted with errors.
    Interchange {
        /// TA105.
        note: &'static str,
        /// Whether nothing in the interchange can be relied on.
        fatal: bool,
    },
    /// In AK9 of the 999, with this code (AK905).
    Group(&'static str),
    /// In IK5 of the 999, with this code (IK502).
    Transaction(&'static str),
    /// By an IK3 of the 999, with this code (IK304).
    Segment(&'static str),
    /// By an IK4 of the 999, with this code (IK403).
    Element(&'static str),
    /// By the 277CA.
    Claim(Status),
}

/// SNIP types that the 999 answers unless told otherwise: syntax and guide.
pub const SYNTAX_TYPES: [u8; 2] = [1, 2];

/// How a finding is answered. `types` are the SNIP types that the 999 answers.
pub fn wire(found: &Reported, types: &BTreeSet<u8>) -> Wire {
    let in_999 = found.finding.snip.is_none_or(|snip| types.contains(&snip));
    match found.fault {
        Fault::Envelope(kind) => envelope(kind),
        Fault::Element(_) if found.level == Level::Interchange => header_element(found),
        Fault::Element(_) if found.level == Level::Group => group_element(found),
        _ if found.level <= Level::Group => Wire::Interchange { note: "024", fatal: false },
        Fault::Segment(fault) if in_999 => Wire::Segment(segment(fault)),
        Fault::Element(fault) if in_999 && found.spot.is_some() => Wire::Element(element(fault)),
        // A rule of syntax that speaks of the segment as a whole.
        _ if in_999 && found.finding.snip.is_some_and(|snip| snip <= 2) => Wire::Segment("8"),
        _ => Wire::Claim(statuses::status(found)),
    }
}

/// The codes of a finding as [`Finding::ack`](crate::finding::Finding::ack) has them: `IK304:8`, `277CA:A7:562:85`.
pub fn words(found: &Reported, types: &BTreeSet<u8>) -> Vec<String> {
    match wire(found, types) {
        Wire::Interchange { note, .. } => vec![format!("TA105:{note}")],
        Wire::Group(code) => vec![format!("AK905:{code}")],
        Wire::Transaction(code) => vec![format!("IK502:{code}")],
        Wire::Segment(code) => vec![format!("IK304:{code}")],
        Wire::Element(code) => vec!["IK304:8".to_owned(), format!("IK403:{code}")],
        Wire::Claim(Status { category, code, entity, .. }) if entity.is_empty() => {
            vec![format!("277CA:{category}:{code}")]
        }
        Wire::Claim(Status { category, code, entity, .. }) => {
            vec![format!("277CA:{category}:{code}:{entity}")]
        }
    }
}

/// The places in a segment of an 837 that a status of a 277CA may speak of: the way back from a status to a value. Element
/// 0 is the segment as a whole. There may be several, and there are none where the status could mean anything.
pub fn spots(status: &Status, segment: &Segment<'_>, in_loop: &str, guide: &'static Guide) -> Vec<Spot> {
    statuses::spots(status, segment, in_loop, guide)
}

fn envelope(kind: FaultKind) -> Wire {
    let fatal = |note| Wire::Interchange { note, fatal: true };
    match kind {
        FaultKind::MissingTrailer(EnvelopeLevel::Interchange) | FaultKind::CutOff => fatal("023"),
        FaultKind::MissingTrailer(EnvelopeLevel::Group) => Wire::Group("3"),
        FaultKind::MissingTrailer(EnvelopeLevel::Transaction) => Wire::Transaction("2"),
        FaultKind::Count(EnvelopeLevel::Interchange)
        | FaultKind::CountNotNumeric(EnvelopeLevel::Interchange) => fatal("021"),
        FaultKind::Count(EnvelopeLevel::Group) | FaultKind::CountNotNumeric(EnvelopeLevel::Group) => {
            Wire::Group("5")
        }
        FaultKind::Count(EnvelopeLevel::Transaction)
        | FaultKind::CountNotNumeric(EnvelopeLevel::Transaction) => Wire::Transaction("4"),
        FaultKind::ControlNumber(EnvelopeLevel::Interchange) => fatal("001"),
        FaultKind::ControlNumber(EnvelopeLevel::Group) => Wire::Group("4"),
        FaultKind::ControlNumber(EnvelopeLevel::Transaction) => Wire::Transaction("3"),
        FaultKind::DuplicateControlNumber(EnvelopeLevel::Interchange) => fatal("025"),
        FaultKind::DuplicateControlNumber(EnvelopeLevel::Group) => Wire::Group("19"),
        FaultKind::DuplicateControlNumber(EnvelopeLevel::Transaction) => Wire::Transaction("23"),
        // A segment between transactions belongs to none; what is in transactions is not touched by it.
        FaultKind::Outside(EnvelopeLevel::Transaction) => Wire::Interchange { note: "024", fatal: false },
        FaultKind::Outside(EnvelopeLevel::Group | EnvelopeLevel::Interchange) => fatal("024"),
        FaultKind::HeaderWidth => fatal("022"),
        FaultKind::Unterminated => fatal("004"),
    }
}

/// An element of ISA. ISA16 is not among them: where it cannot separate, nothing can be read. What says who, what and which
/// must be right; dates and the like do no harm.
fn header_element(found: &Reported) -> Wire {
    let (note, fatal) = match found.spot.map_or(0, |spot| spot.element) {
        1 => ("010", false),
        2 => ("011", false),
        3 => ("012", false),
        4 => ("013", false),
        5 => ("005", true),
        6 => ("006", true),
        7 => ("007", true),
        8 => ("008", true),
        9 => ("014", false),
        10 => ("015", false),
        11 => ("016", false),
        12 => ("017", true),
        13 => ("018", true),
        14 => ("019", false),
        15 => ("020", true),
        _ => ("022", true),
    };
    Wire::Interchange { note, fatal }
}

/// An element of GS. The group's own answer has codes for few of them.
fn group_element(found: &Reported) -> Wire {
    match found.spot.map_or(0, |spot| spot.element) {
        1 => Wire::Group("1"),
        6 => Wire::Group("6"),
        7 | 8 => Wire::Group("2"),
        _ => Wire::Interchange { note: "024", fatal: false },
    }
}

fn segment(fault: SegmentFault) -> &'static str {
    match fault {
        SegmentFault::Unknown => "1",
        SegmentFault::Unexpected => "2",
        SegmentFault::Missing | SegmentFault::LoopMissing => "3",
        SegmentFault::LoopTooMany => "4",
        SegmentFault::TooMany => "5",
        SegmentFault::Order => "7",
        SegmentFault::SituationalMissing => "I6",
        SegmentFault::SituationalNotUsed => "I9",
        SegmentFault::Malformed => "8",
    }
}

fn element(fault: ElementFault) -> &'static str {
    match fault {
        ElementFault::Missing => "1",
        ElementFault::ConditionMissing => "2",
        ElementFault::TooManyElements => "3",
        ElementFault::TooShort => "4",
        ElementFault::TooLong => "5",
        ElementFault::Character => "6",
        ElementFault::Code => "7",
        ElementFault::Date => "8",
        ElementFault::Time => "9",
        ElementFault::Exclusion => "10",
        ElementFault::TooManyRepetitions => "12",
        ElementFault::TooManyComponents => "13",
        ElementFault::Qualifier => "I6",
        ElementFault::SituationalMissing => "I9",
        ElementFault::NotUsed => "I10",
        ElementFault::Pattern => "I12",
        ElementFault::SituationalNotUsed => "I13",
    }
}
