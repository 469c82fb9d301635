//! Segments with the words that explain them.

use serde::Serialize;

use crate::guide::{Guide, LoopId, SegmentRow, Unplaced, registry, vocabulary};
use crate::span::Position;
use crate::translate::{Block, RawClaim};
use crate::tree::{self, Cursor, Roots};
use crate::x12::{Charset, Envelopes, Fault, Item, Noise, Piece, Segment};

use super::element::{ElementView, Taker};
use super::loops::Loops;
use crate::show::fault_text::why_unplaced;
use crate::show::{FaultText, Mask, Masked, MaskedFinding};

/// A piece of an input, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Shown {
    /// A segment.
    Segment(Box<SegmentView>),
    /// Bytes that are no segment.
    Noise {
        /// Offset of the first one.
        offset: u64,
        /// Text line, from 1.
        text_line: u64,
        /// How many.
        length: usize,
        /// The first of them as text, or the mark that hides them.
        text: Masked,
    },
    /// Something is not as it should be.
    Trouble(FaultText),
    /// What `validate` finds about the segment before.
    Finding {
        /// It is about another segment, which was shown long before: its place is in the finding.
        late: bool,
        /// The finding.
        finding: Box<MaskedFinding<'static>>,
    },
}

/// A segment, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SegmentView {
    /// Offset of its first byte.
    pub offset: u64,
    /// Text line, from 1.
    pub text_line: u64,
    /// Ordinal in its transaction (ST = 1), outside of one in its interchange (ISA = 1).
    pub segment: u32,
    /// Identifier, such as `CLM`.
    pub segment_id: Masked,
    /// The loop that it is in; none in transactions whose guide is not known.
    #[serde(rename = "loop", skip_serializing_if = "Option::is_none")]
    pub in_loop: Option<String>,
    /// The loop that it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<LoopOpened>,
    /// How deep its loop is, the interchange being 0.
    pub depth: usize,
    /// What the segment is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The segment as it is, without terminator; under a [`Mask`] with hidden values.
    pub text: String,
    /// Why it has no place in its guide; none where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unplaced: Option<String>,
    /// Its values that are not empty.
    pub elements: Vec<ElementView>,
}

/// A loop that begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoopOpened {
    /// Its identifier, such as `2310B`.
    pub id: String,
    /// What it is, such as "Rendering provider".
    pub name: String,
    /// The how manieth of its kind inside its parent, from 1.
    pub number: u32,
}

/// Characters of noise that are shown.
const NOISE_SHOWN: usize = 60;

/// Explains the segments of an input, one after the other.
#[derive(Debug)]
pub struct Annotator {
    charset: Charset,
    mask: Mask,
    envelopes: Envelopes,
    loops: Loops,
    guide: &'static Guide,
    /// Inside an 837 whose guide is known.
    cursor: Option<Cursor<'static>>,
}

/// Where a segment is.
struct Place {
    row: Option<&'static SegmentRow>,
    in_loop: Option<LoopId>,
    opens: bool,
    why: Option<Unplaced>,
}

impl Annotator {
    /// Explains segments whose text is in this encoding.
    pub fn new(charset: Charset, mask: Mask) -> Self {
        Self {
            charset,
            mask,
            envelopes: Envelopes::new(),
            loops: Loops::default(),
            guide: registry::professional(),
            cursor: None,
        }
    }

    /// The transaction at hand: its code (ST01) and version (ST03, or else GS08).
    pub fn transaction(&self) -> Option<(&str, &str)> {
        self.envelopes.transaction().map(|open| (&*open.code, &*open.version))
    }

    /// Explains a piece, which comes behind all those shown before.
    pub fn piece(&mut self, piece: &Piece<'_>, sink: &mut dyn FnMut(Shown)) {
        match piece {
            Piece::Noise(noise) if noise.is_blank() => {}
            Piece::Noise(noise) => sink(self.noise(noise)),
            Piece::Segment(item) => {
                let faults = self.envelopes.observe(item);
                let troubles: Vec<FaultText> = faults.iter().map(FaultText::of_fault).collect();
                let place = self.place(item);
                sink(Shown::Segment(Box::new(self.segment(&item.segment, item.position, &place))));
                for trouble in troubles {
                    sink(Shown::Trouble(trouble));
                }
            }
        }
    }

    /// Passes over a segment that nobody looks at, so that those behind it have their places. Loops are not counted.
    pub fn pass(&mut self, item: &Item<'_>) {
        self.envelopes.observe(item);
        self.place(item);
    }

    /// The input has ended.
    pub fn finish(&mut self, sink: &mut dyn FnMut(Shown)) {
        for fault in Fault::causes(self.envelopes.finish()) {
            sink(Shown::Trouble(FaultText::of_fault(fault)));
        }
    }

    /// Explains the segments of a claim: those of the levels above it (billing provider, subscriber, patient), then its
    /// own.
    pub fn claim(&mut self, raw: &RawClaim, sink: &mut dyn FnMut(Shown)) {
        self.guide = raw.guide();
        self.loops.clear();
        for block in raw.blocks().skip(1) {
            self.block(block, sink);
        }
    }

    fn block(&mut self, block: &Block, sink: &mut dyn FnMut(Shown)) {
        for n in 0..block.len() {
            let entry = block.entry(n);
            let place = Place {
                row: entry.row.map(|row| self.guide.row(row)),
                in_loop: Some(entry.in_loop),
                opens: entry.opens,
                why: None,
            };
            sink(Shown::Segment(Box::new(self.segment(&block.segment(n), entry.position, &place))));
        }
    }

    fn noise(&self, noise: &Noise<'_>) -> Shown {
        let start = &noise.raw[..noise.raw.len().min(NOISE_SHOWN)];
        let mut text = self.charset.decode(start).0.into_owned();
        if noise.raw.len() > NOISE_SHOWN {
            text.push('…');
        }
        let text = self.mask.hide(&text);
        Shown::Noise { offset: noise.offset, text_line: noise.line, length: noise.raw.len(), text }
    }

    fn place(&mut self, item: &Item<'_>) -> Place {
        let id = item.segment.id();
        if !matches!(id, b"ISA" | b"GS" | b"ST" | b"SE" | b"GE" | b"IEA") {
            return self.inside(item);
        }
        self.cursor = None;
        if id == b"ST" {
            self.start(item);
        }
        let (row, in_loop) = tree::envelope(self.guide, id).unzip();
        let opens = matches!(id, b"ISA" | b"GS" | b"ST");
        Place { row: row.map(|row| self.guide.row(row)), in_loop, opens, why: None }
    }

    /// ST: from here on the guide is known, if it is one that is supported.
    fn start(&mut self, st: &Item<'_>) {
        let Some(open) = self.envelopes.transaction() else { return };
        let guide = registry::of_transaction(&open.code, &open.version);
        let Some(guide) = guide else { return };
        self.guide = guide;
        let cursor = self.cursor.insert(Cursor::new(guide.places(), Roots::of(guide)));
        cursor.place(&st.segment);
    }

    fn inside(&mut self, item: &Item<'_>) -> Place {
        let Some(cursor) = &mut self.cursor else {
            return Place { row: None, in_loop: None, opens: false, why: None };
        };
        let placed = cursor.place(&item.segment).placed;
        Place {
            row: placed.row.map(|row| self.guide.row(row)),
            in_loop: Some(placed.in_loop),
            opens: placed.opens,
            why: cursor.why_unplaced(),
        }
    }

    fn segment(&mut self, segment: &Segment<'_>, position: Position, place: &Place) -> SegmentView {
        let id = self.charset.decode(segment.id()).0.into_owned();
        let values = Taker { segment, row: place.row, charset: self.charset, mask: self.mask }.take();
        let mut opens = None;
        let depth = match place.in_loop {
            Some(in_loop) if place.opens => {
                let (depth, number) = self.loops.open(self.guide, in_loop);
                let of_guide = self.guide.loop_(in_loop);
                opens = Some(LoopOpened { id: of_guide.id.clone(), name: of_guide.name.clone(), number });
                depth
            }
            Some(in_loop) if place.row.is_some() => self.loops.stay(in_loop),
            _ => self.loops.depth(),
        };
        let name = place.row.map(|row| row.name.clone());
        SegmentView {
            offset: position.offset,
            text_line: position.line,
            segment: position.ordinal,
            in_loop: place.in_loop.map(|in_loop| self.guide.loop_(in_loop).id.clone()),
            opens,
            depth,
            name: name.or_else(|| vocabulary::segment_name(&id).map(str::to_owned)),
            segment_id: self.mask.hide_odd_id(&id),
            text: values.text,
            unplaced: match (place.row, place.why, place.in_loop) {
                (None, Some(why), _) => Some(why_unplaced(why, Some(self.guide))),
                (None, None, Some(_)) => Some("the guide does not have it here".to_owned()),
                _ => None,
            },
            elements: values.elements,
        }
    }
}
