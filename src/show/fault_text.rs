//! What is not as it should be, in sentences that need no knowledge of X12.

use serde::Serialize;

use crate::guide::{Guide, Unplaced};
use crate::span::Position;
use crate::translate::Notice;
use crate::tree::Part;
use crate::x12::{Delimiters, Fault, FaultKind};

use super::mask::is_identifier;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaultText {
    /// What kind of thing.
    pub kind: FaultTextKind,
    /// What is wrong, in a sentence without values from claims.
    pub message: String,
    /// Byte offset.
    pub offset: u64,
    /// Text line, from 1.
    pub text_line: u64,
    /// Ordinal of the segment, in its transaction or outside of one in its interchange; none where it is no segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<u32>,
}

/// Kinds of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultTextKind {
    /// Headers, trailers, counts or control numbers are wrong.
    Envelope,
    /// The input breaks off inside a claim.
    Incomplete,
    /// A segment has no place in its guide.
    Unplaced,
    /// HL names a parent that is not there.
    UnknownParent,
    /// The HL of a level is missing.
    MissingLevel,
    /// A level has no claim below it.
    NoClaim,
    /// What writing makes anew is not as it would be made.
    Anew,
    /// Bytes that are no segment.
    Noise,
    /// Claims of a guide that is not supported.
    Unsupported,
}

impl FaultText {
    pub(super) fn new(kind: FaultTextKind, message: String, at: Position) -> Self {
        Self { kind, message, offset: at.offset, text_line: at.line, segment: Some(at.ordinal) }
    }

    /// Out of a notice of the reader. `guide` is the one of the transaction at hand.
    pub fn of(notice: &Notice, guide: Option<&Guide>) -> Self {
        match notice {
            Notice::Envelope(fault) => Self::of_fault(fault),
            Notice::Incomplete { claim, at } => {
                let message = format!(
                    "the input breaks off inside the claim that begins at byte {}; what it lacks is not known, so that \
                     claim is not read",
                    claim.offset
                );
                Self::new(FaultTextKind::Incomplete, message, *at)
            }
            Notice::Unplaced { id, position, in_loop, reason } => {
                let message = format!(
                    "{} has no place, where loop {in_loop} stands: {}; it is kept",
                    segment_word(id),
                    why_unplaced(*reason, guide)
                );
                Self::new(FaultTextKind::Unplaced, message, *position)
            }
            Notice::MissingLevel { level, position } => Self::new(
                FaultTextKind::MissingLevel,
                format!(
                    "{} is missing here: what comes is taken to stand in a {} without it",
                    level_words(*level),
                    level_name(*level)
                ),
                *position,
            ),
            Notice::UnknownParent(position) => Self::new(
                FaultTextKind::UnknownParent,
                "HL02 names a level that is not there; the level before this one is taken instead".to_owned(),
                *position,
            ),
            Notice::NoClaim(position) => Self::new(
                FaultTextKind::NoClaim,
                "no claim follows below this level, so that nothing of it is in any claim".to_owned(),
                *position,
            ),
            Notice::Anew { element, position } => Self::new(
                FaultTextKind::Anew,
                format!(
                    "{element} says more or else than follows from what is there; written back, it is made anew"
                ),
                *position,
            ),
            Notice::Noise { offset, line, length } => Self::noise(*offset, *line, *length),
        }
    }

    /// An input without ISA is read by separators that were guessed.
    pub fn guessed(delimiters: Option<Delimiters>) -> Self {
        let Delimiters { element, component, segment, .. } = delimiters.unwrap_or(Delimiters::STANDARD);
        let [element, component] = [element, component].map(char::from);
        let end =
            if segment == b'\n' { "the line end".to_owned() } else { format!("`{}`", char::from(segment)) };
        let message = format!(
            "there is no ISA to say how this input is written; it is read by the usual separators: `{element}`, `{component}` \
             and {end}"
        );
        Self { kind: FaultTextKind::Envelope, message, offset: 0, text_line: 1, segment: None }
    }

    pub(super) fn of_fault(fault: &Fault) -> Self {
        Self::new(FaultTextKind::Envelope, sentence(fault), fault.position)
    }

    pub(super) fn noise(offset: u64, line: u64, length: usize) -> Self {
        Self {
            kind: FaultTextKind::Noise,
            message: format!("{} that {} no segment", bytes(length), if length == 1 { "is" } else { "are" }),
            offset,
            text_line: line,
            segment: None,
        }
    }

    /// Whether it means that the input was cut off, so that claims of it may be missing.
    pub fn is_cut_off(notice: &Notice) -> bool {
        match notice {
            Notice::Incomplete { .. } => true,
            Notice::Envelope(fault) => fault.kind == FaultKind::CutOff,
            _ => false,
        }
    }

    /// Where it is, in words: `line 3, segment 12, byte 845`.
    pub fn place(&self) -> String {
        match self.segment {
            Some(segment) => format!("line {}, segment {segment}, byte {}", self.text_line, self.offset),
            None => format!("line {}, byte {}", self.text_line, self.offset),
        }
    }
}

fn bytes(n: usize) -> String {
    if n == 1 { "1 byte".to_owned() } else { format!("{n} bytes") }
}

/// The HL that begins a level, as people write it.
fn level_words(level: Part) -> &'static str {
    match level {
        Part::Subscriber => "HL*22",
        Part::Patient => "HL*23",
        _ => "HL*20",
    }
}

fn level_name(level: Part) -> &'static str {
    match level {
        Part::Subscriber => "subscriber level (loop 2000B)",
        Part::Patient => "patient level (loop 2000C)",
        _ => "billing provider level (loop 2000A)",
    }
}

/// A segment's identifier if it can be one. Anything else may be a value that lost its segment.
fn segment_word(id: &str) -> String {
    if is_identifier(id) { id.to_owned() } else { "what stands here in place of a segment".to_owned() }
}

/// Why a segment has no place; where the guide has it instead.
pub(super) fn why_unplaced(reason: Unplaced, guide: Option<&Guide>) -> String {
    match (reason, guide) {
        (Unplaced::Elsewhere { row, in_loop }, Some(guide)) => {
            let (row, in_loop) = (guide.row(row), guide.loop_(in_loop));
            format!("it ({}) belongs into loop {} ({}), not here", row.name, in_loop.id, in_loop.name)
        }
        _ => reason.to_string(),
    }
}

/// A count, if it is one: what is there by mistake may be anything.
fn number(text: Option<&String>) -> String {
    let plain = |text: &&String| text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.filter(|text| !text.is_empty()).filter(plain);
    text.map_or("something else than a number".to_owned(), String::clone)
}

/// A control number, if it looks like one: short, of letters and digits, and no mere word.
fn control(text: Option<&String>) -> String {
    let plain = |text: &&String| {
        text.len() <= 9
            && text.bytes().all(|b| b.is_ascii_alphanumeric())
            && text.bytes().any(|b| b.is_ascii_digit())
    };
    text.filter(plain).map_or("something that is no control number".to_owned(), String::clone)
}

fn sentence(fault: &Fault) -> String {
    let since = || match fault.header {
        Some(at) => format!(" (begun at line {}, byte {})", at.line, at.offset),
        None => String::new(),
    };
    match fault.kind {
        FaultKind::MissingTrailer(level) => {
            format!("the {}{} has no end: {} is missing here", level.name(), since(), level.trailer())
        }
        FaultKind::Outside(level) => {
            format!(
                "this segment stands outside of any {}: {} is missing before it",
                level.name(),
                level.header()
            )
        }
        FaultKind::Count(level) => {
            let (found, expected) = (number(fault.found.as_ref()), number(fault.expected.as_ref()));
            format!(
                "{}01 counts {found} {} in the {}, but there are {expected}",
                level.trailer(),
                level.parts(),
                level.name()
            )
        }
        FaultKind::CountNotNumeric(level) => {
            let expected = number(fault.expected.as_ref());
            format!(
                "{}01 should count the {}, of which there are {expected}, but is no number",
                level.trailer(),
                level.parts()
            )
        }
        FaultKind::ControlNumber(level) => {
            let (found, expected) = (control(fault.found.as_ref()), control(fault.expected.as_ref()));
            format!(
                "{}02 ends {} {found}, but {} began {expected}",
                level.trailer(),
                level.name(),
                level.control_number()
            )
        }
        FaultKind::DuplicateControlNumber(level) => {
            format!(
                "control number {} ({}) was used before for another {}",
                control(fault.found.as_ref()),
                level.control_number(),
                level.name()
            )
        }
        FaultKind::HeaderWidth if fault.found == fault.expected => {
            "fields of the interchange header are too wide or not filled up with blanks, though its length is right"
                .to_owned()
        }
        FaultKind::HeaderWidth => format!(
            "the interchange header has {} bytes and must have {}: a field is not filled up with blanks",
            fault.found.as_deref().unwrap_or("too few"),
            fault.expected.as_deref().unwrap_or("106")
        ),
        FaultKind::Unterminated => {
            "this segment has no terminator: the file was cut off or joined here".to_owned()
        }
        FaultKind::CutOff => format!(
            "the input ends before its envelopes do ({} missing): the file is not complete",
            fault.expected.as_deref().unwrap_or("their ends")
        ),
    }
}
