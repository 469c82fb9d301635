//! Faults of the envelopes as violations, and the elements of ISA and GS.

use crate::guide::Spot;
use crate::rules::Rule;
use crate::x12::{self, EnvelopeLevel, FaultKind};

use super::event::Level;
use super::fault::Fault;
use super::rules;
use super::violation::{Site, Violation};

/// A fault as a violation, and what it belongs to. `site` is the segment it shows at, `header` the one that opened the envelope.
pub(super) fn violation(fault: &x12::Fault, site: &Site<'_>) -> (Level, Violation) {
    let (rule, level, spot): (&'static Rule, _, Option<u8>) = match fault.kind {
        FaultKind::MissingTrailer(level) => (&rules::TRAILER, level, None),
        FaultKind::Outside(level) => (&rules::OUTSIDE, outer(level), None),
        FaultKind::Count(level) | FaultKind::CountNotNumeric(level) => (&rules::COUNT, level, Some(1)),
        FaultKind::ControlNumber(level) => (&rules::CONTROL, level, Some(2)),
        FaultKind::DuplicateControlNumber(level) => (&rules::DUPLICATE, level, Some(control_element(level))),
        FaultKind::HeaderWidth => (&rules::HEADER_WIDTH, EnvelopeLevel::Interchange, None),
        FaultKind::Unterminated => (&rules::UNTERMINATED, EnvelopeLevel::Interchange, None),
        FaultKind::CutOff => (&rules::CUT_OFF, EnvelopeLevel::Interchange, None),
    };
    let spot = spot.map(|element| Spot { element, component: 0 });
    (of(level), Violation::at(rule, Fault::Envelope(fault.kind), site, spot, sentence(fault)))
}

pub(super) fn of(level: EnvelopeLevel) -> Level {
    match level {
        EnvelopeLevel::Interchange => Level::Interchange,
        EnvelopeLevel::Group => Level::Group,
        EnvelopeLevel::Transaction => Level::Transaction,
    }
}

/// A segment outside of a transaction spoils the group it is in, and so on.
fn outer(level: EnvelopeLevel) -> EnvelopeLevel {
    match level {
        EnvelopeLevel::Transaction => EnvelopeLevel::Group,
        EnvelopeLevel::Group | EnvelopeLevel::Interchange => EnvelopeLevel::Interchange,
    }
}

fn control_element(level: EnvelopeLevel) -> u8 {
    match level {
        EnvelopeLevel::Interchange => 13,
        EnvelopeLevel::Group => 6,
        EnvelopeLevel::Transaction => 2,
    }
}

struct Words {
    what: &'static str,
    header: &'static str,
    trailer: &'static str,
    parts: &'static str,
    control: &'static str,
}

fn words(level: EnvelopeLevel) -> Words {
    let (what, header, trailer, parts, control) = match level {
        EnvelopeLevel::Interchange => ("interchange", "ISA", "IEA", "groups", "ISA13"),
        EnvelopeLevel::Group => ("group", "GS", "GE", "transactions", "GS06"),
        EnvelopeLevel::Transaction => ("transaction", "ST", "SE", "segments", "ST02"),
    };
    Words { what, header, trailer, parts, control }
}

fn sentence(fault: &x12::Fault) -> String {
    let expected = fault.expected.as_deref().unwrap_or("something else");
    match fault.kind {
        FaultKind::MissingTrailer(level) => {
            let w = words(level);
            let since =
                fault.header.map_or(String::new(), |at| format!(" that begins at byte {}", at.offset));
            format!("the {}{since} has no end: {} is missing before this segment", w.what, w.trailer)
        }
        FaultKind::Outside(level) => {
            let w = words(level);
            format!("this segment stands outside of any {}: {} is missing before it", w.what, w.header)
        }
        FaultKind::Count(level) => {
            let w = words(level);
            format!("{}01 counts other {} than there are: {expected}", w.trailer, w.parts)
        }
        FaultKind::CountNotNumeric(level) => {
            let w = words(level);
            format!(
                "{}01 should count the {}, of which there are {expected}, and is no number",
                w.trailer, w.parts
            )
        }
        FaultKind::ControlNumber(level) => {
            let w = words(level);
            format!("{}02 is another control number than {}, which is {expected}", w.trailer, w.control)
        }
        FaultKind::DuplicateControlNumber(level) => {
            let w = words(level);
            format!("control number {} was used before for another {}", w.control, w.what)
        }
        FaultKind::HeaderWidth => format!(
            "ISA has {} bytes with its terminator and must have {expected}: an element is not filled up with blanks",
            fault.found.as_deref().unwrap_or("other")
        ),
        FaultKind::Unterminated => {
            "no terminator ends this segment: the file was cut off or joined here".to_owned()
        }
        FaultKind::CutOff => {
            "the input ends before its interchange does: the file is not complete".to_owned()
        }
    }
}
