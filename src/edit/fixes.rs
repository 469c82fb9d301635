//! How to correct a file, and what was corrected.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::meter::{ClaimCount, Meter};
use crate::span::Position;
use crate::x12::Numbering;

use super::changes::{Changes, Made};
use super::repair::Repair;

/// How to correct.
#[derive(Clone, Debug, Default)]
pub struct Fixing {
    /// Whether control numbers are kept.
    pub numbers: Numbering,
    /// Folder for a transaction that does not fit into memory; the system's own where none is given.
    pub temp_dir: Option<PathBuf>,
    /// Values that are written right, in 837s of the two guides. [`Repair::Unwrap`] is the reader's matter.
    pub repairs: BTreeSet<Repair>,
    /// What a biller decided.
    pub changes: Changes,
    /// Who is told of claims.
    pub meter: Meter,
}

/// What was corrected, in counts; and what was met that cannot be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixes {
    /// SE01, GE01 and IEA01 that were wrong.
    pub counts: u64,
    /// SE02, GE02 and IEA02 made equal to ST02, GS06 and ISA13.
    pub control_numbers: u64,
    /// SE, GE and IEA that were missing.
    pub trailers_added: u64,
    /// SE, GE and IEA that close nothing.
    pub trailers_dropped: u64,
    /// HL whose HL01 or HL02 changed.
    pub levels: u64,
    /// HL whose HL04 changed.
    pub child_codes: u64,
    /// ISA whose fields got their widths.
    pub widths: u64,
    /// Segments that lost superfluous separators.
    pub separators: u64,
    /// Segments without identifier, two terminators side by side, that were dropped.
    pub empty_segments: u64,
    /// Bytes of the records that the input was cut into, the line ends of which were taken out.
    pub unwrapped: Option<usize>,
    /// Terminators added to a last trailer.
    pub terminators: u64,
    /// Values that were written right.
    pub repaired: BTreeMap<Repair, u64>,
    /// How often each change was made; the last one is of replacements.
    pub made: Vec<Made>,
    /// Of `levels`: HL02 named no level that could be the parent, and the nearest one before it was taken.
    pub nearest_parent: u64,
    /// HL that have no parent at all; their HL02 was left.
    pub orphans: u64,
    /// Envelopes that got a new control number because that was asked for.
    pub renewed: u64,
    /// Segments outside of any transaction, left where they stood.
    pub outside: u64,
    /// Pieces that are no segments, left where they stood; white space is not counted.
    pub noise: u64,
    /// The last segments before the input broke off inside an 837. The claim they are in was left out, because nobody
    /// can know what is missing.
    pub cut_off: Vec<Position>,
    /// The input ended before its interchange did.
    pub ended_early: bool,
    /// 837 of the two guides.
    pub transactions: u64,
    /// Complete claims in them by kind, and what they charge, before any change.
    pub count: ClaimCount,
    /// Transactions of other kinds by code and version: only their envelopes were corrected.
    pub foreign: BTreeMap<(String, String), u64>,
}

impl Fixes {
    /// Whether anything was changed.
    pub fn any(&self) -> bool {
        let changes = [
            self.counts,
            self.control_numbers,
            self.trailers_added,
            self.trailers_dropped,
            self.levels,
            self.child_codes,
            self.widths,
            self.separators,
            self.empty_segments,
            self.terminators,
            self.renewed,
        ];
        let made = self.made.iter().any(|made| made.times > 0);
        self.unwrapped.is_some() || made || !self.repaired.is_empty() || changes.iter().any(|n| *n > 0)
    }
}
