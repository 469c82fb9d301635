//! The description run backwards: the model into segments.

mod faults;
mod verbs;

use crate::guide::{Child, LoopId, RowId, Spot, Usage};
use crate::model::Text;

use super::address::Addresses;
use super::bound_guide::{BoundGuide, FieldPlace};
use super::direction::SEGMENT;
use super::draft::{Draft, Strength};
use super::field::Field;
use super::open_loop::{Item, Missing, OpenLoop, WriteFault, forbidden};
use super::preserved::Preserved;
use super::sealed::{Encoding, Sealed};
use super::trace::Path;

/// Most bytes of a value in ISA: with sixteen of them, its end is still found.
const LONGEST_OF_ISA: usize = 40;

/// Writes one block.
pub(crate) struct Write<'o> {
    bound: &'static BoundGuide,
    encoding: Encoding<'o>,
    overlay: &'o mut Preserved,
    frames: Vec<OpenLoop>,
    draft: Option<Draft>,
    /// Drafts that are done with, for their memory: nearly all rows of a guide are absent from a given claim.
    spare: &'o mut Vec<Draft>,
    /// Added to element numbers, see the reader.
    base: u8,
    path: Path,
    /// Number of values of the model put in place.
    count: usize,
    /// How deep in parts that this guide has no place for.
    nowhere: usize,
    problems: Vec<WriteFault>,
    /// A person wrote the claim; it was not read from a file.
    by_hand: bool,
}

impl<'o> Write<'o> {
    /// Starts a block whose own loop is `root`.
    pub(crate) fn new(
        bound: &'static BoundGuide,
        root: LoopId,
        encoding: Encoding<'o>,
        overlay: &'o mut Preserved,
        spare: &'o mut Vec<Draft>,
        by_hand: bool,
    ) -> Self {
        Self {
            bound,
            encoding,
            overlay,
            frames: vec![OpenLoop::new(root)],
            draft: None,
            spare,
            base: 0,
            path: Path::default(),
            count: 0,
            nowhere: 0,
            problems: Vec::new(),
            by_hand,
        }
    }

    /// The block's segments in guide order, and what could not be written.
    pub(crate) fn finish(mut self) -> (Vec<Sealed>, Vec<WriteFault>) {
        let mut segments = Vec::new();
        if let Some(root) = self.frames.pop() {
            self.tell(&root.missing);
            root.flatten(&mut segments);
        }
        (segments, self.problems)
    }

    fn tell(&mut self, missing: &[Missing]) {
        self.problems.extend(missing.iter().map(|missing| missing.told(self.bound.guide)));
    }

    fn here(&self, spot: Spot) -> Spot {
        Spot { element: spot.element + self.base, component: spot.component }
    }

    /// Puts a value of the model into the segment at hand.
    fn put(&mut self, spot: Spot, name: &'static str, text: Text) {
        self.count += 1;
        let spot = self.here(spot);
        let row = self.draft.as_ref().map(|draft| draft.row).filter(|_| self.nowhere == 0);
        let Some(row) = row.filter(|row| self.bound.table(*row).uses(spot)) else {
            self.no_place(name);
            return;
        };
        let outside = self.outside(row, spot, &text).or_else(|| self.unfindable(row, &text));
        if let Some(what) = forbidden(&text, self.encoding.delimiters).or(outside) {
            self.problem(name, what);
            if let Some(draft) = &mut self.draft {
                // It is there, if not to be written: nothing is missing.
                draft.set(spot, Text::default(), Strength::Kept);
            }
            return;
        }
        // Only what a claim carries beside its fields can be in contradiction to them.
        let path = if self.overlay.is_empty() { String::new() } else { self.path.with(name) };
        if let Some(draft) = &mut self.draft {
            draft.set(spot, text, Strength::Real(path));
        }
    }

    /// Why a value of the interchange header would hide it from readers, who look for its end in what is near.
    fn unfindable(&self, row: RowId, text: &str) -> Option<String> {
        let is_long = text.len() > LONGEST_OF_ISA && self.bound.guide.row(row).id == "ISA";
        is_long.then(|| format!("has more than {LONGEST_OF_ISA} bytes, too many for the interchange header"))
    }

    /// Puts a value that follows from others; where nothing else says so.
    fn fill(&mut self, spot: Spot, text: Text, with: Spot) {
        let with = if with == SEGMENT { SEGMENT } else { self.here(with) };
        let spot = self.here(spot);
        if let Some(draft) = self.draft.as_mut().filter(|_| self.nowhere == 0) {
            draft.set(spot, text, Strength::Weak { with });
        }
    }

    fn place(&self, field: Field) -> Option<FieldPlace> {
        self.bound.place(self.frames.last()?.in_loop, field).filter(|_| self.nowhere == 0)
    }

    fn astray(&mut self, body: impl FnOnce(&mut Self)) {
        self.nowhere += 1;
        body(self);
        self.nowhere -= 1;
    }

    /// Runs `body` in a row or loop and keeps what it made, if it made anything of the model's values.
    fn enter(&mut self, place: FieldPlace, body: impl FnOnce(&mut Self)) {
        match place.child {
            Child::Segment(row) => {
                let draft = self.begin(row);
                let outer = self.draft.replace(draft);
                body(self);
                if let Some(draft) = std::mem::replace(&mut self.draft, outer) {
                    self.keep(place.ordinal, draft);
                }
            }
            Child::Loop(in_loop) => {
                self.frames.push(OpenLoop::new(in_loop));
                body(self);
                let Some(mut frame) = self.frames.pop() else { return };
                let required = self.bound.guide.loop_(in_loop).usage == Usage::Required;
                if frame.is_real() {
                    self.tell(&frame.missing);
                    self.add(place.ordinal, Item::Loop(frame));
                } else if let Some(outer) = self.frames.last_mut().filter(|_| required) {
                    outer.missing.append(&mut frame.missing);
                }
            }
        }
    }

    /// An empty draft of a segment.
    fn begin(&mut self, row: RowId) -> Draft {
        let depth = self.path.depth();
        match self.spare.pop() {
            Some(draft) => draft.again(row, depth),
            None => Draft::new(row, depth),
        }
    }

    /// Completes a segment and adds it to the loop at hand.
    fn keep(&mut self, ordinal: u8, mut draft: Draft) {
        if !draft.is_real() && !self.stands_by_itself(&draft) {
            self.lacks(&draft);
            self.spare.push(draft);
            return;
        }
        if !self.overlay.is_empty() {
            let address = self.address(draft.row);
            for problem in self.overlay.apply(&address, &mut draft, self.encoding.delimiters) {
                self.problems.push(problem);
            }
            draft.address = Some(address);
        }
        draft.complete(self.bound.table(draft.row));
        self.lacks_elements(&draft);
        let id = &self.bound.guide.row(draft.row).id;
        let sealed = Sealed::new(&mut draft, id, self.encoding);
        self.spare.push(draft);
        self.add(ordinal, Item::Segment(sealed));
    }

    fn add(&mut self, ordinal: u8, item: Item) {
        if let Some(frame) = self.frames.last_mut() {
            frame.push(ordinal, item);
        }
    }

    /// Gives what is next in the loop at hand its address.
    fn addresses(&self) -> Addresses<'static> {
        let mut addresses = Addresses::new(self.bound.guide);
        for (depth, frame) in self.frames.iter().enumerate() {
            let outer = depth.checked_sub(1).and_then(|n| self.frames.get(n));
            let before = outer.map_or(0, |outer| outer.count(frame.in_loop));
            addresses.open_instance(frame.in_loop, before + 1);
        }
        addresses
    }

    /// Address the next segment of this row will have.
    fn address(&self, row: RowId) -> String {
        let mut addresses = self.addresses();
        for (_, item) in self.frames.last().map_or(&[][..], |frame| &frame.items) {
            if matches!(item, Item::Segment(sibling) if sibling.row == row) {
                addresses.segment(row);
            }
        }
        addresses.segment(row)
    }

    fn step<R>(&mut self, name: &'static str, index: Option<usize>, body: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(name, index);
        let result = body(self);
        self.path.pop();
        result
    }

    /// One item of a list in its place; an item that says nothing would be lost, so it is refused.
    fn item(&mut self, place: FieldPlace, body: impl FnOnce(&mut Self)) {
        let before = self.count;
        self.enter(place, body);
        if self.count == before {
            self.problem("", "says nothing; fill it in or remove it");
        }
    }
}
