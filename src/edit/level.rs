//! The levels above a claim: billing provider, subscriber, patient, each with its segments.

use crate::guide::{Guide, LoopId, Placed};
use crate::x12::Item;

use super::kept::Kept;

/// A level, from its HL to the next part.
#[derive(Debug)]
pub(super) struct Level {
    /// Its number among all levels that were read.
    pub(super) id: u64,
    hl: Kept,
    /// What follows the HL.
    pub(super) body: Vec<u8>,
    /// Segments, the HL counted.
    pub(super) segments: u64,
    pub(super) facts: Facts,
}

/// What a level says about who it is.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// NM1 of the billing provider, subscriber or patient.
    pub(super) party: Option<Kept>,
    /// Date of birth of that party (DMG02).
    pub(super) birth: Vec<u8>,
    /// Tax number of that party (REF with EI or SY).
    pub(super) tax: Vec<u8>,
    /// NM1 of the payer.
    pub(super) payer: Option<Kept>,
}

/// The loops of a guide that say who a level is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loops {
    parties: [Option<LoopId>; 3],
    payer: Option<LoopId>,
}

impl Loops {
    pub(super) fn of(guide: &'static Guide) -> Self {
        let find = |field: &str| {
            let at = guide.loops.iter().position(|l| l.field.as_deref() == Some(field));
            at.map(|at| LoopId(at as u16))
        };
        Self { parties: ["billing_provider", "subscriber", "patient"].map(find), payer: find("payer") }
    }
}

impl Level {
    pub(super) fn new(id: u64, hl: &Item<'_>) -> Self {
        Self { id, hl: Kept::of(hl), body: Vec::new(), segments: 1, facts: Facts::default() }
    }

    /// Adds a segment to the level.
    pub(super) fn push(&mut self, item: &Item<'_>, placed: Placed, loops: &Loops) {
        self.body.extend_from_slice(item.raw);
        self.segments += 1;
        if placed.row.is_none() {
            return;
        }
        let here = Some(placed.in_loop);
        let segment = &item.segment;
        if placed.opens && here == loops.payer {
            self.facts.payer.get_or_insert_with(|| Kept::of(item));
        } else if loops.parties.contains(&here) {
            match segment.id() {
                b"NM1" if placed.opens => {
                    self.facts.party.get_or_insert_with(|| Kept::of(item));
                }
                b"DMG" => self.facts.birth = segment.element(2).to_vec(),
                b"REF" if matches!(segment.element(1), b"EI" | b"SY") => {
                    self.facts.tax = segment.element(2).to_vec();
                }
                _ => {}
            }
        }
    }

    /// Writes the HL with these numbers; what is right in it stays.
    pub(super) fn write_hl(&self, number: u64, parent: Option<u64>, has_child: bool, out: &mut Vec<u8>) {
        let number = number.to_string();
        let parent = parent.map_or(String::new(), |parent| parent.to_string());
        let child: &[u8] = if has_child { b"1" } else { b"0" };
        let wanted: [(usize, &[u8]); 3] = [(1, number.as_bytes()), (2, parent.as_bytes()), (4, child)];
        let edits: Vec<(usize, &[u8])> =
            wanted.into_iter().filter(|(n, value)| self.hl.element(*n) != *value).collect();
        self.hl.write(&edits, out);
    }
}
