//! The segment at hand while a block is read: its values, and which of them were taken.

use std::ops::Range;

use super::block::{ELEMENTS, Placed};
use super::row::RowTable;
use crate::guide::Spot;

/// The segment at hand.
pub(crate) struct SegmentState<'b> {
    pub(crate) entry: usize,
    placed: Placed<'b>,
    pub(crate) table: &'static RowTable,
    /// Added to element numbers: descriptions of repeated groups count from 1.
    base: u8,
    /// Bit `n`: element `n` is not empty. Bit 0 stands for the segment itself.
    filled: u32,
    /// The same for elements that the guide has a use for.
    used: u32,
    /// The same, counted from `base`.
    readable: u32,
    /// Bit `n`: element `n` has components or repetitions.
    split: u32,
    /// There are repetitions.
    repeated: bool,
    /// By such an element, the first of its separators among those of the segment.
    first_marks: [u32; ELEMENTS],
    /// Bit `n`: element `n` was taken, whole.
    seen: u32,
    /// Bit `n`: element `n` has no components, and its first one was taken, which is the element. Others may be missing.
    seen_alone: u32,
    /// By element with components, bit `c`: component `c` was taken.
    seen_components: [u16; ELEMENTS],
}

/// The bit of an element.
#[inline]
fn bit(element: u8) -> u32 {
    debug_assert!(usize::from(element) < ELEMENTS);
    1u32.wrapping_shl(u32::from(element))
}

impl<'b> SegmentState<'b> {
    /// No segment.
    pub(crate) fn none() -> Self {
        static NOTHING: RowTable = RowTable::NOTHING;
        Self {
            entry: 0,
            placed: Placed::NOTHING,
            table: &NOTHING,
            base: 0,
            filled: 0,
            used: 0,
            readable: 0,
            split: 0,
            repeated: false,
            first_marks: [0; ELEMENTS],
            seen: 0,
            seen_alone: 0,
            seen_components: [0; ELEMENTS],
        }
    }

    /// Takes up a segment.
    #[inline]
    pub(crate) fn enter(&mut self, entry: usize, placed: Placed<'b>, table: &'static RowTable) {
        (self.entry, self.placed, self.table) = (entry, placed, table);
        (self.split, self.repeated, self.seen, self.seen_alone) = (0, false, table.certain, 0);
        self.filled = placed.filled;
        self.used = self.filled & table.elements;
        (self.base, self.readable) = (0, self.used);
        if !placed.marks.is_empty() {
            self.find_split();
        }
    }

    /// Whether there is one.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.filled != 0
    }

    /// The segment is done with.
    #[inline]
    pub(crate) fn leave(&mut self) {
        (self.filled, self.used, self.readable) = (0, 0, 0);
    }

    /// Finds the elements that have separators in them.
    fn find_split(&mut self) {
        let placed = self.placed;
        self.seen_components = [0; ELEMENTS];
        let mut ends = placed.ends.iter().enumerate().take(ELEMENTS);
        let mut element = ends.next();
        for (n, &at) in placed.marks.iter().enumerate() {
            while element.is_some_and(|(_, end)| placed.start + end <= at) {
                element = ends.next();
            }
            let Some((element, _)) = element else { return };
            self.repeated |= placed.bytes[at as usize] != placed.component;
            if self.split & 1 << element == 0 {
                self.split |= 1 << element;
                self.first_marks[element] = n as u32;
            }
        }
    }

    /// Number of its last element.
    pub(crate) fn last(&self) -> u8 {
        self.placed.ends.len().saturating_sub(1).min(255) as u8
    }

    /// Counts elements from the one behind this on.
    pub(crate) fn set_base(&mut self, base: u8) {
        self.base = base;
        self.readable = self.used.checked_shr(u32::from(base)).unwrap_or(0);
    }

    /// Whether there can be a value: the cheap question asked for every element of the description.
    #[inline]
    pub(crate) fn may_hold(&self, spot: Spot) -> bool {
        self.readable & bit(spot.element) != 0
    }

    /// A place of the description, from the start of the segment.
    #[inline]
    pub(crate) fn here(&self, spot: Spot) -> Spot {
        Spot { element: spot.element + self.base, component: spot.component }
    }

    /// Where in the block an element is that is not empty.
    #[inline]
    fn element(&self, n: u8) -> Range<u32> {
        let (start, n) = (self.placed.start, usize::from(n));
        match self.placed.ends[..=n] {
            [.., before, end] => start + before + 1..start + end,
            [end] => start..start + end,
            [] => start..start,
        }
    }

    /// Where in the block a place is; none if nothing is there.
    #[inline]
    fn range(&self, spot: Spot) -> Option<Range<u32>> {
        if self.filled & bit(spot.element) == 0 {
            return None;
        }
        match spot.component {
            0 => Some(self.element(spot.element)),
            _ => self.component(spot),
        }
    }

    /// Where in the block a component of an element is that is not empty; none if nothing is there.
    fn component(&self, spot: Spot) -> Option<Range<u32>> {
        let element = self.element(spot.element);
        if self.split & bit(spot.element) == 0 {
            // The first component of a simple element is the element.
            return (spot.component == 1).then_some(element);
        }
        if self.repeated {
            let mut parts = self.parts(spot.element, element);
            return parts.nth(usize::from(spot.component) - 1).filter(|part| !part.is_empty());
        }
        let marks = self.marks(spot.element);
        let mark = |n: u8| marks.get(usize::from(n)).copied().filter(|at| *at < element.end);
        let start = if spot.component == 1 { element.start } else { mark(spot.component - 2)? + 1 };
        let end = mark(spot.component - 1).unwrap_or(element.end);
        (start < end).then_some(start..end)
    }

    /// The separators from an element with separators in it on.
    #[inline]
    fn marks(&self, element: u8) -> &'b [u32] {
        &self.placed.marks[self.first_marks[usize::from(element)] as usize..]
    }

    /// The components of an element with separators in it.
    #[inline]
    fn parts(&self, n: u8, element: Range<u32>) -> Parts<'b> {
        Parts { placed: self.placed, marks: self.marks(n), rest: Some(element) }
    }

    /// How many components an element has.
    pub(crate) fn components(&self, element: u8) -> u8 {
        if self.split & bit(element) == 0 {
            return 1;
        }
        if self.repeated {
            return self.parts(element, self.element(element)).count().min(255) as u8;
        }
        let end = self.placed.start + self.placed.ends[usize::from(element)];
        let separators = self.marks(element).iter().take_while(|at| **at < end).count();
        (separators + 1).min(255) as u8
    }

    /// Whether nothing is at a place.
    #[inline]
    pub(crate) fn is_blank(&self, spot: Spot) -> bool {
        if spot.component == 0 { self.filled & bit(spot.element) == 0 } else { self.range(spot).is_none() }
    }

    /// The bytes at a place.
    #[inline]
    pub(crate) fn bytes(&self, spot: Spot) -> &'b [u8] {
        self.range(spot).map_or(&[], |range| &self.placed.bytes[range.start as usize..range.end as usize])
    }

    /// Where in the block the value of an element is; none if the element is empty, not in use in this guide, or holds more
    /// than one value.
    #[inline]
    pub(crate) fn simple(&self, element: u8) -> Option<Range<usize>> {
        if self.used & !self.split & bit(element) == 0 {
            return None;
        }
        let range = self.element(element);
        Some(range.start as usize..range.end as usize)
    }

    /// The same for a component.
    pub(crate) fn single(&self, spot: Spot) -> Option<Range<usize>> {
        if self.used & bit(spot.element) == 0 || !self.table.uses(spot) {
            return None;
        }
        let range = self.component(spot).filter(|range| !self.repeated || !self.repeats(range))?;
        Some(range.start as usize..range.end as usize)
    }

    /// The same for any place.
    pub(crate) fn value(&self, spot: Spot) -> Option<Range<usize>> {
        if spot.component == 0 { self.simple(spot.element) } else { self.single(spot) }
    }

    /// Whether a component is there more than once.
    #[cold]
    fn repeats(&self, range: &Range<u32>) -> bool {
        let repetition =
            |at: &u32| range.contains(at) && self.placed.bytes[*at as usize] != self.placed.component;
        self.placed.marks.iter().any(repetition)
    }

    /// Marks a place as taken.
    #[inline]
    pub(crate) fn see(&mut self, spot: Spot) {
        let element = bit(spot.element);
        if spot.component == 0 {
            self.seen |= element;
        } else if self.split & element != 0 {
            self.seen_components[usize::from(spot.element)] |= 1 << spot.component.min(15);
        } else if spot.component == 1 {
            self.seen_alone |= element;
        }
    }

    /// Whether a place was taken, by itself or with its element.
    #[inline]
    fn saw(&self, spot: Spot) -> bool {
        let element = bit(spot.element);
        let component = || {
            let mask = self.seen_components[usize::from(spot.element)];
            spot.component != 0 && mask & (1 << spot.component.min(15)) != 0
        };
        self.seen & element != 0
            || (self.seen_alone & element != 0 && spot.component == 1)
            || (self.split & element != 0 && component())
    }

    /// Calls `leave` with the places that writing would not make as they are: values that nobody took and no code of the
    /// row explains, and required values that are missing.
    #[inline]
    pub(crate) fn settle(&mut self, mut leave: impl FnMut(Spot)) {
        let table = self.table;
        if !table.asked.is_empty() || (table.uncertain_elements | table.asked_elements) & !self.seen != 0 {
            self.settle_required(&mut leave);
        }
        each(self.filled & !(self.seen | self.seen_alone | 1), |element| self.rest(element, &mut leave));
        for n in ELEMENTS..self.placed.ends.len() {
            if self.placed.ends[n] > self.placed.ends[n - 1] + 1 {
                leave(Spot { element: n.min(255) as u8, component: 0 });
            }
        }
    }

    /// The same for places that have to be filled, and for codes that follow from the row.
    fn settle_required(&mut self, leave: &mut impl FnMut(Spot)) {
        let table = self.table;
        each(table.asked_elements & !self.seen & !self.filled, |element| {
            leave(Spot { element, component: 0 });
        });
        for &(spot, with) in &table.asked {
            let may_be = self.filled & bit(with.element) != 0;
            if may_be && !self.saw(spot) && self.is_blank(spot) && !self.is_blank(with) {
                leave(spot);
            }
        }
        for fixed in &table.uncertain {
            if self.saw(fixed.spot) || self.is_blank(fixed.with) {
                continue;
            }
            if fixed.certain || self.bytes(fixed.spot) == fixed.code.as_bytes() {
                self.see(fixed.spot);
            } else if self.is_blank(fixed.spot) {
                // Writing would fill the code in.
                leave(fixed.spot);
            }
        }
    }

    /// Leaves what was not taken of an element.
    fn rest(&self, element: u8, leave: &mut impl FnMut(Spot)) {
        if self.split & bit(element) == 0 || self.seen_components[usize::from(element)] == 0 {
            leave(Spot { element, component: 0 });
            return;
        }
        for (n, part) in self.parts(element, self.element(element)).enumerate() {
            let spot = Spot { element, component: (n + 1).min(255) as u8 };
            if !part.is_empty() && !self.saw(spot) {
                leave(spot);
            }
        }
    }
}

/// The components of an element, one after the other.
struct Parts<'b> {
    placed: Placed<'b>,
    /// Separators from the element on.
    marks: &'b [u32],
    /// What has not been given yet.
    rest: Option<Range<u32>>,
}

impl Iterator for Parts<'_> {
    type Item = Range<u32>;

    #[inline]
    fn next(&mut self) -> Option<Range<u32>> {
        let rest = self.rest.take()?;
        while let [at, marks @ ..] = self.marks
            && *at < rest.end
        {
            self.marks = marks;
            if self.placed.bytes[*at as usize] == self.placed.component {
                self.rest = Some(at + 1..rest.end);
                return Some(rest.start..*at);
            }
        }
        Some(rest)
    }
}

/// Calls `with` for every element whose bit is set.
#[inline]
fn each(mut elements: u32, mut with: impl FnMut(u8)) {
    while elements != 0 {
        with(elements.trailing_zeros() as u8);
        elements &= elements - 1;
    }
}
