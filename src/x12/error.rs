//! What makes reading or writing segments impossible.
//!
//! Faults that leave the segments readable are [`Fault`](super::Fault)s, not errors. No message holds a value of the
//! input, because a value may be health data: a message says where to look and what to do.

use std::fmt;
use std::io;

use crate::limits::PartLimit;

/// Why an input cannot be read as X12, or a segment cannot be written. One pointer wide.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// The cases of [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The source of the bytes failed.
    Read {
        /// Offset of the first byte that could not be read.
        offset: u64,
        /// What the source said.
        source: io::Error,
    },
    /// The target of the bytes failed.
    Write {
        /// What the target said.
        source: io::Error,
    },
    /// There is no ISA segment.
    NoInterchange {
        /// Offset of the first byte that is neither byte order mark nor white space.
        offset: u64,
        /// Text line of that byte, from 1.
        line: u64,
        /// What the input looks like instead.
        looks: Looks,
    },
    /// There is an ISA segment, but the delimiters cannot be taken from it.
    Isa {
        /// Offset of its first byte.
        offset: u64,
        /// Its text line, from 1.
        line: u64,
        /// What is wrong with it.
        fault: IsaFault,
    },
    /// The text has two or four bytes a character.
    WideCharacters {
        /// `UTF-16` or `UTF-32`.
        encoding: &'static str,
    },
    /// A segment has no end.
    SegmentTooLong {
        /// Offset of its first byte.
        offset: u64,
        /// Its text line, from 1.
        line: u64,
        /// The limit, in bytes.
        limit: usize,
    },
    /// A claim, or a level above claims, is larger than what is held at once.
    PartTooLarge {
        /// Offset of its first byte.
        offset: u64,
        /// Its text line, from 1.
        line: u64,
        /// The limit.
        limit: PartLimit,
    },
    /// No encoding of text has this label, or it cannot hold X12.
    Charset {
        /// The label is known, but its bytes are not those of ASCII where ASCII is meant.
        known: bool,
    },
    /// A segment identifier to be written is not two or three capital letters and digits.
    Identifier,
    /// A value to be written holds a delimiter of the output.
    Delimiter {
        /// Identifier of the segment.
        segment: String,
        /// Number of the element, from 1.
        element: usize,
        /// Number of the component, from 1; none for a simple element.
        component: Option<usize>,
        /// Which delimiter the value holds.
        role: Role,
    },
    /// A value is longer than its element of ISA, whose elements have fixed widths.
    IsaWidth {
        /// Number of the element, from 1.
        element: usize,
        /// Width of the element, in bytes; 0 for an element that ISA does not have.
        width: usize,
    },
}

/// The part one delimiter plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Separates elements.
    Element,
    /// Separates components.
    Component,
    /// Separates repetitions.
    Repetition,
    /// Ends a segment.
    Segment,
}

/// Why the delimiters cannot be taken from an ISA segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IsaFault {
    /// No element separator is behind the letters ISA.
    NotIsa,
    /// The input ends inside the segment.
    CutOff,
    /// There are not 16 elements, the last of one byte, with a terminator and an envelope segment behind.
    Elements,
    /// The component separator in ISA16 is missing.
    NoComponentSeparator,
    /// A delimiter is a letter, a digit, a blank or, other than the terminator, a line end.
    Unfit(Role),
    /// One byte is to play two parts.
    Collision(Role, Role),
}

/// What an input without ISA looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Looks {
    /// Only white space.
    Blank,
    /// X12 without interchange: GS or ST is first.
    NoEnvelope,
    /// EDIFACT: UNA or UNB is first.
    Edifact,
    /// gzip.
    Gzip,
    /// A zip archive.
    Zip,
    /// PDF.
    Pdf,
    /// XML or HTML.
    Xml,
    /// JSON.
    Json,
    /// Anything else.
    Unknown,
}

impl Error {
    /// The case.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// The case, taken out.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// Byte offset in the input, where the error has one.
    pub fn offset(&self) -> Option<u64> {
        match *self.0 {
            ErrorKind::Read { offset, .. }
            | ErrorKind::NoInterchange { offset, .. }
            | ErrorKind::Isa { offset, .. }
            | ErrorKind::SegmentTooLong { offset, .. }
            | ErrorKind::PartTooLarge { offset, .. } => Some(offset),
            ErrorKind::WideCharacters { .. } => Some(0),
            _ => None,
        }
    }
}

impl From<ErrorKind> for Error {
    #[cold]
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            ErrorKind::Read { source, .. } | ErrorKind::Write { source } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::Read { offset, source } => write!(f, "Reading failed at byte {offset}: {source}."),
            ErrorKind::Write { source } => write!(f, "Writing failed: {source}."),
            ErrorKind::NoInterchange { offset, line, looks } => {
                write!(f, "No ISA segment was found from byte {offset} (text line {line}) on. {}", looks.advice())
            }
            ErrorKind::Isa { offset, line, fault } => {
                write!(f, "The ISA segment at byte {offset} (text line {line}) cannot be read: {fault}")
            }
            ErrorKind::WideCharacters { encoding } => write!(
                f,
                "The input is {encoding} text, as its first bytes say. Convert it to UTF-8 and read it again."
            ),
            ErrorKind::SegmentTooLong { offset, line, limit } => write!(
                f,
                "The segment at byte {offset} (text line {line}) has no terminator within {limit} bytes. Compare the \
                 byte behind ISA16 with the one that ends the segments: they should be the same."
            ),
            ErrorKind::PartTooLarge { offset, line, limit } => write!(
                f,
                "The claim, or the level above claims, that begins at byte {offset} (text line {line}) has more than {} \
                 bytes or {} segments. --max-claim allows more.",
                limit.bytes, limit.segments
            ),
            ErrorKind::Charset { known: true } => {
                f.write_str("X12 cannot be read in this encoding, because its delimiters are single ASCII bytes. Use \
                             a single-byte encoding or utf-8.")
            }
            ErrorKind::Charset { known: false } => f.write_str(
                "No encoding has this label. Use a label of the WHATWG Encoding Standard, such as utf-8 or windows-1252.",
            ),
            ErrorKind::Identifier => {
                f.write_str("A segment identifier to be written is not two or three capital letters and digits.")
            }
            ErrorKind::Delimiter { segment, element, component, role } => {
                write!(f, "The value of {segment}{element:02}")?;
                if let Some(component) = component {
                    write!(f, "-{component}")?;
                }
                write!(f, " holds the {role} of the output. Change the value, or write with another {role}.")
            }
            ErrorKind::IsaWidth { element, width: 0 } => {
                write!(f, "ISA{element:02} was to be written, but ISA has 16 elements. Leave the others out.")
            }
            ErrorKind::IsaWidth { element, width } => {
                write!(f, "The value of ISA{element:02} does not fit into its {width} bytes. Shorten it.")
            }
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Element => "element separator",
            Self::Component => "component separator",
            Self::Repetition => "repetition separator",
            Self::Segment => "segment terminator",
        })
    }
}

impl fmt::Display for IsaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotIsa => f.write_str("no element separator stands behind the letters ISA."),
            Self::CutOff => f.write_str("the input ends inside it. Ask the sender for the complete file."),
            Self::Elements => f.write_str(
                "it should have 16 elements, the last of one byte, then the segment terminator, then GS or TA1. Ask \
                 the sender for a correct ISA.",
            ),
            Self::NoComponentSeparator => {
                f.write_str("the component separator in ISA16 is missing. Put it in, usually a colon.")
            }
            Self::Unfit(role) => {
                write!(f, "its {role} is a letter, a digit, a blank or a line end. Ask the sender for another {role}.")
            }
            Self::Collision(one, other) => {
                write!(f, "its {one} and its {other} are the same byte. Ask the sender to make them differ.")
            }
        }
    }
}

impl Looks {
    /// What to do about it.
    fn advice(self) -> &'static str {
        match self {
            Self::Blank => "The input holds only white space.",
            Self::NoEnvelope => {
                "It starts with GS or ST, without an interchange: add ISA and IEA. `twinclaim inspect --segments` shows it as it is."
            }
            Self::Edifact => "The input looks like EDIFACT, which is another standard than X12.",
            Self::Gzip => "The input looks like gzip: decompress it first.",
            Self::Zip => "The input looks like a zip archive: unpack it first.",
            Self::Pdf => "The input looks like PDF, not like X12.",
            Self::Xml => "The input looks like XML or HTML, not like X12.",
            Self::Json => "The input looks like JSON, not like X12.",
            Self::Unknown => "Check that this is the X12 file: it should start with the letters ISA.",
        }
    }
}
