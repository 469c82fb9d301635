//! The segment at hand while a block is read: its values, and which of them were taken.

use std::ops::Range;

use crate::guide::Spot;
use crate::x12::Delimiters;

use super::block::Placed;
use super::row::RowTable;

/// No segment of the guides has more elements; what stands behind is left over.
const ELEMENTS: usize = 32;

/// The segment at hand.
pub(crate) struct Current<'b> {
    pub(crate) entry: usize,
    placed: Placed<'b>,
    pub(crate) table: &'static RowTable,
    /// Added to element numbers: descriptions of repeated groups count from 1.
    base: u8,
    /// Bit `n`: element `n` is not empty. Bit 0 stands for the segment itself.
    filled: u32,
    /// Bit `n`: element `n`, counted from `base`, is not empty, and the guide has a use for it.
    readable: u32,
    /// Bit `n`: element `n` has components or repetitions.
    split: u32,
    /// There are repetitions.
    repeated: bool,
    /// By such an element, the first of its separators among those of the segment.
    first_marks: [u32; ELEMENTS],
    /// Bit `n`: element `n` was taken, whole.
    seen: u32,
    /// By element, bit `c`: component `c` was taken.
    seen_components: [u16; ELEMENTS],
}

/// The bit of an element.
#[inline]
fn bit(element: u8) -> u32 {
    1u32.checked_shl(u32::from(element)).unwrap_or(0)
}

impl<'b> Current<'b> {
    /// No segment.
    pub(crate) fn none() -> Self {
        static NOTHING: RowTable = RowTable::NOTHING;
        Self {
            entry: 0,
            placed: Placed { start: 0, bytes: &[], ends: &[], marks: &[], delimiters: Delimiters::STANDARD },
            table: &NOTHING,
            base: 0,
            filled: 0,
            readable: 0,
            split: 0,
            repeated: false,
            first_marks: [0; ELEMENTS],
            seen: 0,
            seen_components: [0; ELEMENTS],
        }
    }

    /// Takes up a segment.
    #[inline]
    pub(crate) fn enter(&mut self, entry: usize, placed: Placed<'b>, table: &'static RowTable) {
        (self.entry, self.placed, self.table) = (entry, placed, table);
        (self.split, self.repeated, self.seen) = (0, false, 0);
        self.seen_components = [0; ELEMENTS];
        let ends = &placed.ends[..placed.ends.len().min(ELEMENTS)];
        self.filled = 1;
        for (n, pair) in ends.windows(2).enumerate() {
            self.filled |= u32::from(pair[1] > pair[0] + 1) << (n + 1);
        }
        self.set_base(0);
        if !placed.marks.is_empty() {
            self.find_split();
        }
    }

    /// The segment is done with.
    #[inline]
    pub(crate) fn leave(&mut self) {
        (self.filled, self.readable) = (0, 0);
    }

    /// Finds the elements that have separators in them.
    fn find_split(&mut self) {
        let placed = self.placed;
        let mut next = 0;
        for (n, end) in placed.ends.iter().enumerate().take(ELEMENTS) {
            let first = next;
            while placed.marks.get(next).is_some_and(|at| *at < placed.start + end) {
                self.repeated |= placed.bytes[placed.marks[next] as usize] != placed.delimiters.component;
                next += 1;
            }
            if next > first {
                self.split |= 1 << n;
                self.first_marks[n] = first as u32;
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
        self.readable = (self.filled & self.table.elements).checked_shr(u32::from(base)).unwrap_or(0);
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
        let (start, ends, n) = (self.placed.start, self.placed.ends, usize::from(n));
        let first = n.checked_sub(1).map_or(start, |before| start + ends[before] + 1);
        first..start + ends[n]
    }

    /// Where in the block a place is; none if nothing stands there.
    #[inline]
    fn range(&self, spot: Spot) -> Option<Range<u32>> {
        if self.filled & bit(spot.element) == 0 {
            return None;
        }
        let element = self.element(spot.element);
        match spot.component {
            0 => Some(element),
            c if self.split & bit(spot.element) != 0 => self.component(spot.element, element, c),
            // The first component of a simple element is the element.
            c => (c == 1).then_some(element),
        }
    }

    /// Component `c` of an element with separators in it, unless it is empty.
    fn component(&self, n: u8, element: Range<u32>, c: u8) -> Option<Range<u32>> {
        let (marks, bytes) = (self.placed.marks, self.placed.bytes);
        let (mut start, mut left) = (element.start, c);
        let mut next = self.first_marks[usize::from(n)] as usize;
        while let Some(&at) = marks.get(next).filter(|at| **at < element.end) {
            next += 1;
            if self.repeated && bytes[at as usize] != self.placed.delimiters.component {
                continue;
            }
            left -= 1;
            if left == 0 {
                return (start < at).then_some(start..at);
            }
            start = at + 1;
        }
        (left == 1 && start < element.end).then_some(start..element.end)
    }

    /// The components of an element with separators in it.
    #[inline]
    fn parts(&self, n: u8, element: Range<u32>) -> Parts<'b> {
        let marks = &self.placed.marks[self.first_marks[usize::from(n)] as usize..];
        Parts { placed: self.placed, marks, rest: Some(element) }
    }

    /// How many components an element has.
    pub(crate) fn components(&self, element: u8) -> u8 {
        if self.split & bit(element) == 0 {
            return 1;
        }
        self.parts(element, self.element(element)).count().min(255) as u8
    }

    /// Whether nothing stands at a place.
    #[inline]
    pub(crate) fn is_blank(&self, spot: Spot) -> bool {
        if spot.component == 0 { self.filled & bit(spot.element) == 0 } else { self.range(spot).is_none() }
    }

    /// The bytes at a place.
    #[inline]
    pub(crate) fn bytes(&self, spot: Spot) -> &'b [u8] {
        self.range(spot).map_or(&[], |range| &self.placed.bytes[range.start as usize..range.end as usize])
    }

    /// Where in the block the value at a place is; none if the place is empty, not in use in this guide, or holds more
    /// than one value.
    #[inline]
    pub(crate) fn value(&self, spot: Spot) -> Option<Range<usize>> {
        let element = bit(spot.element);
        if self.filled & self.table.elements & element == 0 {
            return None;
        }
        let range = if spot.component != 0 {
            self.single(spot)?
        } else if self.split & element == 0 {
            self.element(spot.element)
        } else {
            return None;
        };
        Some(range.start as usize..range.end as usize)
    }

    /// The same for a component.
    fn single(&self, spot: Spot) -> Option<Range<u32>> {
        let range = self.range(spot).filter(|_| self.table.uses(spot))?;
        let repetition = |at: &u32| {
            range.contains(at) && self.placed.bytes[*at as usize] != self.placed.delimiters.component
        };
        let several = self.repeated && self.placed.marks.iter().any(repetition);
        (!several).then_some(range)
    }

    /// Marks a place as taken.
    #[inline]
    pub(crate) fn see(&mut self, spot: Spot) {
        if spot.component == 0 {
            self.seen |= bit(spot.element);
        } else if let Some(mask) = self.seen_components.get_mut(usize::from(spot.element)) {
            *mask |= 1 << spot.component.min(15);
        }
    }

    /// Whether a place was taken, by itself or with its element.
    #[inline]
    fn saw(&self, spot: Spot) -> bool {
        let component = || {
            let mask = self.seen_components.get(usize::from(spot.element));
            mask.is_some_and(|mask| mask & (1 << spot.component.min(15)) != 0)
        };
        self.seen & bit(spot.element) != 0 || (spot.component != 0 && component())
    }

    /// Calls `leave` with the places that writing would not make as they are: values that nobody took and no code of the
    /// row explains, and required values that are missing.
    #[inline]
    pub(crate) fn settle(&mut self, mut leave: impl FnMut(Spot)) {
        each(self.table.asked_elements & !self.seen & !self.filled, |element| {
            leave(Spot { element, component: 0 });
        });
        for &(spot, with) in &self.table.asked {
            if !self.saw(spot) && self.is_blank(spot) && !self.is_blank(with) {
                leave(spot);
            }
        }
        for fixed in &self.table.fixed {
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
        each(self.filled & !self.seen & !1, |element| self.rest(element, &mut leave));
        for n in ELEMENTS..self.placed.ends.len() {
            if self.placed.ends[n] > self.placed.ends[n - 1] + 1 {
                leave(Spot { element: n.min(255) as u8, component: 0 });
            }
        }
    }

    /// Leaves what was not taken of an element.
    fn rest(&self, element: u8, leave: &mut impl FnMut(Spot)) {
        if self.seen_components[usize::from(element)] == 0 {
            leave(Spot { element, component: 0 });
            return;
        }
        let whole = self.element(element);
        if self.split & bit(element) == 0 {
            let spot = Spot { element, component: 1 };
            if !self.saw(spot) {
                leave(spot);
            }
            return;
        }
        for (n, part) in self.parts(element, whole).enumerate() {
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
            if self.placed.bytes[*at as usize] == self.placed.delimiters.component {
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
