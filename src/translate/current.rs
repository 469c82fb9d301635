//! The segment at hand while a block is read: its values, and which of them were taken.

use std::ops::Range;

use crate::guide::Spot;
use crate::x12::Segment;

use super::bound::RowTable;

/// No segment of the guides has more elements; what stands behind is left over.
const ELEMENTS: usize = 32;

/// The segment at hand.
pub(crate) struct Current<'b> {
    pub(crate) entry: usize,
    /// Where it begins in its block.
    start: usize,
    segment: Segment<'b>,
    pub(crate) table: &'static RowTable,
    /// Added to element numbers: descriptions of repeated groups count from 1.
    pub(crate) base: u8,
    /// Bit `n`: element `n` is not empty.
    filled: u32,
    /// No element has components or repetitions.
    plain: bool,
    /// Bit `n`: element `n` was taken, whole.
    seen: u32,
    /// By element, bit `c`: component `c` was taken.
    seen_components: [u16; ELEMENTS],
}

impl<'b> Current<'b> {
    pub(crate) fn new(entry: usize, start: usize, segment: Segment<'b>, table: &'static RowTable) -> Self {
        let mut filled = 0;
        let mut before = None;
        for (n, &end) in segment.ends().iter().enumerate().take(ELEMENTS) {
            filled |= u32::from(before.is_none_or(|before| before + 1 < end)) << n;
            before = Some(end);
        }
        let delimiters = segment.delimiters();
        let component = delimiters.component;
        let repetition = delimiters.repetition.unwrap_or(component);
        let plain = !segment.bytes().iter().any(|&b| b == component || b == repetition);
        Self { entry, start, segment, table, base: 0, filled, plain, seen: 0, seen_components: [0; ELEMENTS] }
    }

    /// Number of its last element.
    pub(crate) fn last(&self) -> u8 {
        self.segment.last().min(255) as u8
    }

    /// A place of the description, from the start of the segment.
    #[inline]
    pub(crate) fn here(&self, spot: Spot) -> Spot {
        Spot { element: spot.element + self.base, component: spot.component }
    }

    #[inline]
    fn is_filled(&self, element: u8) -> bool {
        1u32.checked_shl(u32::from(element)).is_some_and(|bit| self.filled & bit != 0)
    }

    /// Where in the segment a place is; none if nothing stands there.
    #[inline]
    pub(crate) fn range(&self, spot: Spot) -> Option<Range<usize>> {
        if !self.is_filled(spot.element) {
            return None;
        }
        let element = self.element(spot.element);
        match spot.component {
            0 => Some(element),
            1 if self.plain => Some(element),
            _ if self.plain => None,
            c => self.component(element, c),
        }
    }

    #[inline]
    fn element(&self, n: u8) -> Range<usize> {
        let ends = self.segment.ends();
        let start = usize::from(n).checked_sub(1).map_or(0, |before| ends[before] as usize + 1);
        start..ends[usize::from(n)] as usize
    }

    /// Where component `c`, from 1, of an element is, unless it is empty.
    fn component(&self, element: Range<usize>, c: u8) -> Option<Range<usize>> {
        let bytes = self.segment.bytes();
        let separator = self.segment.delimiters().component;
        let mut start = element.start;
        let mut left = c;
        for at in element.clone() {
            if bytes[at] == separator {
                left -= 1;
                if left == 0 {
                    return (start < at).then_some(start..at);
                }
                start = at + 1;
            }
        }
        (left == 1 && start < element.end).then_some(start..element.end)
    }

    /// How many components an element has.
    pub(crate) fn components(&self, element: u8) -> u8 {
        self.segment.components(usize::from(element)).count().min(255) as u8
    }

    /// The bytes at a place.
    #[inline]
    pub(crate) fn bytes(&self, spot: Spot) -> &'b [u8] {
        self.range(spot).map_or(&[], |range| &self.segment.bytes()[range])
    }

    /// The place as a range of the block's bytes, and those bytes; none if the place is empty, not in use in this guide, or
    /// holds more than one value.
    #[inline]
    pub(crate) fn value(&self, spot: Spot) -> Option<(Range<usize>, &'b [u8])> {
        let range = self.range(spot)?;
        if !self.table.uses(spot) {
            return None;
        }
        let bytes = &self.segment.bytes()[range.clone()];
        if !self.plain && !self.is_single(spot, bytes) {
            return None;
        }
        Some((self.start + range.start..self.start + range.end, bytes))
    }

    fn is_single(&self, spot: Spot, bytes: &[u8]) -> bool {
        let delimiters = self.segment.delimiters();
        bytes
            .iter()
            .all(|b| (*b != delimiters.component || spot.component != 0) && Some(*b) != delimiters.repetition)
    }

    /// Marks a place as taken.
    #[inline]
    pub(crate) fn see(&mut self, spot: Spot) {
        match spot.component {
            0 => self.seen |= 1u32.checked_shl(u32::from(spot.element)).unwrap_or(0),
            c => {
                if let Some(mask) = self.seen_components.get_mut(usize::from(spot.element)) {
                    *mask |= 1 << c.min(15);
                }
            }
        }
    }

    /// Whether a place was taken, by itself or with its element.
    #[inline]
    pub(crate) fn saw(&self, spot: Spot) -> bool {
        let whole = 1u32.checked_shl(u32::from(spot.element)).is_some_and(|bit| self.seen & bit != 0);
        whole
            || (spot.component != 0
                && self
                    .seen_components
                    .get(usize::from(spot.element))
                    .is_some_and(|mask| mask & (1 << spot.component.min(15)) != 0))
    }

    /// Calls `leave` with the places that writing would not make as they are: values that nobody took and no code of the
    /// row explains, and required values that are missing.
    pub(crate) fn settle(&mut self, mut leave: impl FnMut(Spot)) {
        for &(spot, with) in &self.table.asked {
            if !self.saw(spot) && self.range(spot).is_none() && self.stands(with) {
                leave(spot);
            }
        }
        for fixed in &self.table.fixed {
            if self.saw(fixed.spot) || !self.stands(fixed.with) {
                continue;
            }
            let bytes = self.bytes(fixed.spot);
            if bytes == fixed.code.as_bytes() {
                self.see(fixed.spot);
            } else if bytes.is_empty() {
                // Writing would fill the code in.
                leave(fixed.spot);
            }
        }
        let mut left = self.filled & !self.seen & !1;
        while left != 0 {
            self.rest(left.trailing_zeros() as u8, &mut leave);
            left &= left - 1;
        }
        for n in ELEMENTS..=self.segment.last() {
            if !self.segment.element(n).is_empty() {
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
        for (c, value) in self.segment.components(usize::from(element)).enumerate() {
            let spot = Spot { element, component: (c + 1).min(255) as u8 };
            if !value.is_empty() && !self.saw(spot) {
                leave(spot);
            }
        }
    }

    #[inline]
    fn stands(&self, spot: Spot) -> bool {
        self.range(spot).is_some()
    }
}
