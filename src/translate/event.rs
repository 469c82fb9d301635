//! What an input holds, as it is reported.

use crate::guide::Unplaced;
use crate::span::Position;
use crate::tree::Part;
use crate::x12::Fault;

use super::block::Block;
use super::raw::RawClaim;

/// What an input holds, in its order.
#[derive(Debug)]
pub enum Event {
    /// An ISA, GS or ST has been read: the segment.
    Opened(Block),
    /// A transaction that is no claim this program knows: its code (ST01) and version, where it starts.
    Foreign(Foreign),
    /// A claim, complete.
    Claim(Box<RawClaim>),
    /// Something is not as it should be.
    Notice(Notice),
}

/// A transaction passed over.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// ST01, such as `835`.
    pub code: String,
    /// ST03, or else GS08.
    pub version: String,
    /// Its ST.
    pub position: Position,
}

impl Foreign {
    /// Whether it is an 837, of a guide that is not supported.
    pub fn is_claim(&self) -> bool {
        self.code == "837"
    }
}

/// Something that is not as it should be, and does not stop the reading.
#[derive(Clone, Debug)]
pub enum Notice {
    /// The envelope is wrong.
    Envelope(Fault),
    /// The input breaks off in the middle of a segment of a claim; a value may be cut short, so it is not read.
    Incomplete {
        /// The claim's first segment.
        claim: Position,
        /// The segment that has no end.
        at: Position,
    },
    /// A segment has no place in its guide; it is kept where it is.
    Unplaced {
        /// Its identifier.
        id: String,
        /// Where it is.
        position: Position,
        /// Loop it was found in.
        in_loop: String,
        /// Why.
        reason: Unplaced,
    },
    /// The HL of a level is missing; what follows is taken to be in one.
    MissingLevel {
        /// The outermost level that is missing.
        level: Part,
        /// The segment that is in place of the HL.
        position: Position,
    },
    /// HL02 names a level that is not there; the segment is taken to belong to the level above it.
    UnknownParent(Position),
    /// A level (billing provider, subscriber, patient) ends, and neither a claim nor a level below it has come.
    NoClaim(Position),
    /// The file says something else here than follows from its levels and segments; writing makes it anew.
    Anew {
        /// What is made anew: `HL04`, `SE01`, or the whole of a trailer that says more: `SE`.
        element: &'static str,
        /// Where it is.
        position: Position,
    },
    /// Bytes that are no segment.
    Noise {
        /// First byte.
        offset: u64,
        /// Text line.
        line: u64,
        /// How many bytes.
        length: usize,
    },
}
