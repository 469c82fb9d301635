//! The elements of one segment: what must be there, what may, and what values must look like.

use crate::guide::{SegmentRow, Spot, Usage};
use crate::x12::Segment;

use super::element_findings::first_empty;
use super::fault::ElementFault;
use super::rules;
use super::tables::{ElementTable, RowTable, ValueKind};
use super::violation::{Site, Violations};

/// Bytes that ask for a closer look.
#[derive(Clone, Copy, Default)]
struct Marks {
    component: bool,
    repetition: bool,
    /// Control characters or bytes above ASCII.
    odd: bool,
}

fn marks(segment: &Segment<'_>) -> Marks {
    const WIDTH: usize = size_of::<u64>();
    let delimiters = segment.delimiters();
    let repetition = delimiters.repetition.unwrap_or(delimiters.component);
    let (mut component, mut repeated, mut odd) = (0, 0, 0);
    // Eight bytes are looked at at once. The last ones overlap with those before; a short segment is filled up.
    let mut look = |chunk: &[u8; WIDTH]| {
        let bytes = u64::from_ne_bytes(*chunk);
        component |= zeros(bytes ^ each(delimiters.component));
        repeated |= zeros(bytes ^ each(repetition));
        odd |= (bytes.wrapping_sub(each(b' ')) | bytes) & each(0x80) | zeros(bytes ^ each(0x7F));
    };
    let bytes = segment.bytes();
    if let Some(last) = bytes.last_chunk() {
        bytes.as_chunks().0.iter().for_each(&mut look);
        look(last);
    } else {
        let mut short = [b'A'; WIDTH];
        short[..bytes.len()].copy_from_slice(bytes);
        look(&short);
    }
    Marks {
        component: component != 0,
        repetition: repeated != 0 && delimiters.repetition.is_some(),
        odd: odd != 0,
    }
}

/// A byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Not 0 if one of the eight bytes is 0.
const fn zeros(bytes: u64) -> u64 {
    bytes.wrapping_sub(each(1)) & !bytes & each(0x80)
}

/// What a check of one segment works with.
pub(super) struct Elements<'a> {
    pub(super) table: &'a RowTable,
    pub(super) row: &'a SegmentRow,
    pub(super) site: &'a Site<'a>,
    pub(super) violations: &'a mut Violations,
    pub(super) memory: &'a mut Memory,
}

/// What has been said of the transaction at hand, and need not be said again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    /// What separates components against what ISA16 says.
    pub(super) foreign: Option<u8>,
    /// A character that is not ASCII was met.
    pub(super) national: bool,
    /// The elements of the segment at hand are shifted.
    pub(super) shifted: bool,
}

impl Elements<'_> {
    /// Checks all elements of a placed segment.
    #[inline]
    pub(super) fn check(&mut self) {
        let (segment, table) = (&self.site.segment, self.table);
        let marks = marks(segment);
        let last = segment.last();
        if last > table.elements.len() {
            self.too_many_elements();
        }
        let (mut there, mut bit) = (0u64, 1u64);
        let mut start = segment.id().len() + 1;
        let plain = !(marks.component || marks.repetition || marks.odd);
        let mut before: &[u8] = &[];
        for (element, end) in table.elements.iter().zip(&segment.ends()[1..]) {
            let value = segment.bytes().get(start..*end as usize).unwrap_or(&[]);
            start = *end as usize + 1;
            if !value.is_empty() {
                there |= bit;
                if !(plain && element.is_simple && element.is_fine(value, before)) {
                    self.element(element, value, before, marks);
                }
            }
            before = value;
            bit <<= 1;
        }
        let missing = self.table.required & !there;
        // A separator at the end before an element that is required is not superfluous: what it announces is missing.
        let announces = last > 0 && last <= table.elements.len() && missing >> (last - 1) & 1 == 1;
        if (last == 0 || segment.element(last).is_empty()) && !announces {
            self.superfluous(last);
        }
        if missing != 0 {
            self.missing(missing);
        }
        for tie in table.syntax.iter().filter(|tie| tie.is_broken(there)) {
            let spot = Spot { element: first_empty(&tie.note, there), component: 0 };
            self.relation(&tie.note, spot, 0);
        }
    }

    fn element(&mut self, table: &ElementTable, value: &[u8], before: &[u8], marks: Marks) {
        if table.usage == Usage::NotUsed {
            return self.not_used(table);
        }
        if marks.repetition && value.contains(&self.repetition()) {
            return self.repetitions(table, value, before, marks);
        }
        self.single(table, value, before, marks, 0);
    }

    fn repetition(&self) -> u8 {
        let delimiters = self.site.segment.delimiters();
        delimiters.repetition.unwrap_or(delimiters.component)
    }

    /// One repetition of an element.
    #[inline]
    fn single(&mut self, table: &ElementTable, value: &[u8], before: &[u8], marks: Marks, repetition: u16) {
        if table.kind == ValueKind::Composite {
            return self.composite(table, value, marks, repetition);
        }
        if marks.component && value.contains(&self.site.segment.delimiters().component) {
            return self.components_in_simple(table, repetition);
        }
        if marks.odd || !table.is_fine(value, before) {
            self.value(table, value, marks, repetition, before);
        }
    }

    #[cold]
    fn repetitions(&mut self, table: &ElementTable, value: &[u8], before: &[u8], marks: Marks) {
        let separator = self.repetition();
        let parts: Vec<&[u8]> = value.split(|b| *b == separator).collect();
        if parts.len() > table.repeat as usize {
            let message = if table.repeat == 1 {
                format!("{} holds the repetition separator, and may not be repeated", self.words(table.spot))
            } else {
                format!("{} may stand {} times at most", self.words(table.spot), table.repeat)
            };
            self.violation(&rules::REPETITIONS, ElementFault::TooManyRepetitions, table.spot, 0, message);
            return;
        }
        for (n, part) in parts.into_iter().enumerate() {
            if part.is_empty() {
                let message = format!("repetition {} of {} is empty", n + 1, self.words(table.spot));
                self.violation(&rules::TRAILING, ElementFault::Missing, table.spot, n as u16 + 1, message);
            } else {
                self.single(table, part, before, marks, n as u16 + 1);
            }
        }
    }

    fn composite(&mut self, table: &ElementTable, value: &[u8], marks: Marks, repetition: u16) {
        let separator = self.site.segment.delimiters().component;
        if self.is_foreign(table, value, marks, repetition) {
            return;
        }
        let wrong_before = self.violations.len();
        let (mut there, mut last, mut filled) = (0u64, 0usize, false);
        let mut before: &[u8] = &[];
        for (n, part) in value.split(|b| *b == separator).enumerate() {
            (last, filled) = (n, !part.is_empty());
            if part.is_empty() {
                before = part;
                continue;
            }
            there |= 1u64.checked_shl(n as u32).unwrap_or(0);
            match table.components.get(n) {
                Some(inner) if inner.usage == Usage::NotUsed => self.not_used(inner),
                Some(inner) if !marks.odd && inner.is_fine(part, before) => {}
                Some(inner) => self.value(inner, part, marks, repetition, before),
                None => return self.too_many_components(table, repetition),
            }
            before = part;
        }
        if !filled && last > 0 && there != 0 {
            let message =
                format!("{} ends with component separators that separate nothing", self.words(table.spot));
            self.violation(
                &rules::TRAILING,
                ElementFault::TooManyComponents,
                table.spot,
                repetition,
                message,
            );
        }
        let missing = table.required & !there;
        // A composite whose first component is wrong is another thing altogether; it is not told what it lacks.
        if missing != 0 && self.violations.len() == wrong_before {
            self.missing_components(table, missing, repetition);
        }
        for tie in table.syntax.iter().filter(|tie| tie.is_broken(there)) {
            let spot = Spot { component: first_empty(&tie.note, there), ..table.spot };
            self.relation(&tie.note, spot, repetition);
        }
    }

    /// Whether a composite is written with another separator than the one that ISA16 names. Said at the first one.
    #[inline]
    fn is_foreign(&mut self, table: &ElementTable, value: &[u8], marks: Marks, repetition: u16) -> bool {
        let whole = !marks.component || !value.contains(&self.site.segment.delimiters().component);
        if whole && let Some(separator) = self.memory.foreign {
            return value.contains(&separator);
        }
        // A composite that needs two components and has one is looked at closely.
        if !whole || table.required & !1 == 0 {
            return false;
        }
        let Some(separator) = foreign_separator(table, value) else { return false };
        self.memory.foreign = Some(separator);
        let message = format!(
            "{} is written with the component separator {:?}, while ISA16 says {:?}; so may others be",
            self.words(table.spot),
            char::from(separator),
            char::from(self.site.segment.delimiters().component)
        );
        self.violation(&rules::SEPARATOR, ElementFault::Character, table.spot, repetition, message);
        true
    }

    /// One value that is not fine at first sight, of an element or a component. `before` is the one before it.
    #[cold]
    fn value(&mut self, table: &ElementTable, value: &[u8], marks: Marks, repetition: u16, before: &[u8]) {
        if marks.odd && self.odd(table, value, repetition) {
            return;
        }
        // Lengths of numbers do not count sign and point; those of text count characters.
        if !table.has_length(value) && self.length(table, value, repetition) {
            return;
        }
        if !table.has_form(value) && self.form(table, value, repetition) {
            return;
        }
        if !table.has_code(value) {
            return self.code(table, repetition);
        }
        if let Some(limit) = table.limit {
            self.limit(limit, table, value, repetition);
        }
        if table.period {
            self.period(table, value, repetition, before);
        }
    }
}

/// The character that separates components in a value that has none of the right ones: what the first and second
/// component may look like is on both sides of it.
#[cold]
fn foreign_separator(table: &ElementTable, value: &[u8]) -> Option<u8> {
    let at = value.iter().position(u8::is_ascii_punctuation)?;
    let parts: Vec<&[u8]> = value.split(|b| *b == value[at]).collect();
    let fits = |n: usize| {
        let (part, component) = (*parts.get(n)?, table.components.get(n)?);
        let long = (usize::from(component.min)..=usize::from(component.max)).contains(&part.len());
        Some(long && component.codes.as_ref().is_none_or(|codes| codes.has(part)))
    };
    (fits(0) == Some(true) && fits(1) == Some(true)).then_some(value[at])
}
