//! The outputs of a split.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use crate::x12::EnvelopeLevel;

use super::close::Open;
use super::kept::Kept;
use super::level::Level;
use crate::x12::{Numbering, written};

/// One of the files that a split makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its number, from 1, in the order in which the first claims of the pieces stand in the inputs.
    pub number: u64,
    /// What is common to its claims, where that is no health data: a payer's identifier or a provider's NPI. Letters,
    /// digits and hyphens only.
    pub label: Option<String>,
}

/// Takes the bytes of pieces. They come in any order, but for each piece from its beginning to its end.
pub trait Pieces {
    /// Adds to a piece.
    fn append(&mut self, piece: &Piece, bytes: &[u8]) -> io::Result<()>;
    /// The piece is complete.
    fn finish(&mut self, piece: &Piece) -> io::Result<()>;
    /// The piece cannot be completed; what was added is to be thrown away.
    fn discard(&mut self, piece: &Piece);
}

/// What a split has made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Divided {
    /// Pieces.
    pub pieces: u64,
    /// ISA13 replaced because they would have stood twice in a piece.
    pub replaced: u64,
}

/// A header and all that a claim is under.
#[derive(Clone, Debug)]
pub(super) struct Context {
    /// ISA, GS and ST, each with its number among all that were read.
    pub(super) envelopes: [(u64, Arc<Kept>); 3],
    /// What follows ST up to the first level.
    pub(super) header: Arc<Vec<u8>>,
    /// Segments in `header`.
    pub(super) header_segments: u64,
}

/// What is open in a piece that is being written.
#[derive(Debug, Default)]
pub(super) struct Writing {
    open: [Option<(u64, Open)>; 3],
    levels: [Option<Written>; 3],
    /// HL in the open transaction.
    hierarchy: u64,
    /// Partners and ISA13 so far.
    used: HashSet<Vec<u8>>,
    /// ISA13 replaced because they would have stood twice.
    pub(super) replaced: u64,
}

/// A level that is open in a piece.
#[derive(Clone, Copy, Debug)]
struct Written {
    id: u64,
    number: u64,
    has_child: bool,
}

const ENVELOPES: [EnvelopeLevel; 3] =
    [EnvelopeLevel::Interchange, EnvelopeLevel::Group, EnvelopeLevel::Transaction];

impl Writing {
    /// Opens the envelopes where others are open.
    pub(super) fn enter(&mut self, context: &Context, numbers: &mut Numbering, out: &mut Vec<u8>) {
        let is_open = |n: usize| self.open[n].as_ref().is_some_and(|(id, _)| *id == context.envelopes[n].0);
        let first = (0..3).find(|n| !is_open(*n)).unwrap_or(3);
        if first == 3 {
            return;
        }
        self.close(first, out);
        for (n, (level, (id, header))) in
            ENVELOPES.into_iter().zip(&context.envelopes).enumerate().skip(first)
        {
            if let Some((_, outer)) = n.checked_sub(1).and_then(|n| self.open[n].as_mut()) {
                outer.count += 1;
            }
            let mut control = numbers.next(level);
            if level == EnvelopeLevel::Interchange && control.is_none() {
                control = taken_before(&mut self.used, header);
                self.replaced += u64::from(control.is_some());
            }
            self.open[n] = Some((*id, Open::new(level, header, control, out)));
        }
        self.segments(&context.header, context.header_segments, out);
    }

    /// Adds segments to the open transaction.
    pub(super) fn segments(&mut self, bytes: &[u8], segments: u64, out: &mut Vec<u8>) {
        out.extend_from_slice(bytes);
        self.count(segments);
    }

    /// Counts segments that go to the open transaction without coming by here.
    pub(super) fn count(&mut self, segments: u64) {
        if let Some((_, open)) = &mut self.open[2] {
            open.count += segments;
        }
    }

    /// Opens the levels where others are open.
    ///
    /// A subscriber with claims of his own and a dependent below has HL04 1. Whether a dependent follows in this piece
    /// is not known when the subscriber is written for his own claim; if one does, the subscriber is repeated.
    pub(super) fn levels(&mut self, chain: &[Option<Arc<Level>>; 3], out: &mut Vec<u8>) {
        let has_child = |n: usize| chain.get(n + 1).is_some_and(Option::is_some);
        let differs = |n: usize| match (&chain[n], &self.levels[n]) {
            (Some(level), Some(written)) => level.id != written.id || written.has_child != has_child(n),
            (None, None) => false,
            _ => true,
        };
        let Some(first) = (0..3).find(|n| differs(*n)) else { return };
        for (n, level) in chain.iter().enumerate().skip(first) {
            self.levels[n] = None;
            let Some(level) = level else { continue };
            self.hierarchy += 1;
            let parent = self.levels[..n].iter().rev().flatten().next().map(|above| above.number);
            level.write_hl(self.hierarchy, parent, has_child(n), out);
            self.segments(&level.body, level.segments, out);
            self.levels[n] = Some(Written { id: level.id, number: self.hierarchy, has_child: has_child(n) });
        }
    }

    /// Closes the transaction with a trailer of the input.
    pub(super) fn close_transaction(&mut self, trailer: &Kept, out: &mut Vec<u8>) {
        if let Some((_, open)) = self.open[2].take() {
            open.close_with(trailer, out);
        }
    }

    /// Closes the envelopes from this one on inwards: 0 for all.
    pub(super) fn close(&mut self, outermost: usize, out: &mut Vec<u8>) {
        for n in (outermost..3).rev() {
            if let Some((_, open)) = self.open[n].take() {
                open.close(out);
            }
        }
        self.levels = Default::default();
        self.hierarchy = 0;
    }
}

/// Another ISA13 for an interchange whose own is used in the piece already, as when inputs overlap; none otherwise.
fn taken_before(used: &mut HashSet<Vec<u8>>, header: &Kept) -> Option<Vec<u8>> {
    let key = |control: &[u8]| {
        let [a, b, c, d] = [5, 6, 7, 8].map(|n| header.element(n).trim_ascii_end());
        [a, b, c, d, control].join(&0)
    };
    if used.insert(key(header.element(EnvelopeLevel::Interchange.control_element()))) {
        return None;
    }
    // One more than are used: one of them is free.
    (1..=used.len() as u64 + 1)
        .map(|number| written(EnvelopeLevel::Interchange, number))
        .find(|number| used.insert(key(number)))
}
