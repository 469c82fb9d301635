//! A segment and what becomes of it: separators, order and empty elements stay.

use crate::guide::RowId;
use crate::x12::{Delimiters, Segment};

use super::foreign::{self, Holds};
use super::places::{Kind, Place, Places, can_hold};
use super::values::Values;

/// Where a segment stands.
#[derive(Clone, Copy)]
pub(super) enum At {
    /// At a row of a guide.
    Row(&'static Places, RowId),
    /// In a transaction of a guide, without a place.
    Nowhere(&'static Places),
    /// In an envelope or an acknowledgment.
    Foreign,
}

/// Writes a segment, without its terminator, with surrogates.
pub(super) fn redact(segment: &Segment<'_>, at: At, values: &mut Values<'_>, out: &mut Vec<u8>) {
    let writer = &mut Writer { at, values, delimiters: segment.delimiters(), segment, out };
    writer.id();
    for number in 1..=segment.last() {
        writer.out.push(segment.delimiters().element);
        writer.element(number);
    }
}

/// Whether codes stand there with another sign between them than the file's own: all of them can be right.
fn is_joined(whole: &Place, value: &[u8]) -> bool {
    let Ok(value) = std::str::from_utf8(value) else { return false };
    let fits = |parts: std::str::Split<'_, char>| {
        parts.zip(&whole.parts).all(|(value, part)| {
            value.is_empty() || (part.kind == Kind::Plain && can_hold(part.element, value))
        })
    };
    let within = |sign: char| value.split(sign).count() <= whole.parts.len();
    [':', '>', '^', '|']
        .into_iter()
        .any(|sign| value.contains(sign) && within(sign) && fits(value.split(sign)))
}

struct Writer<'w, 'n> {
    at: At,
    values: &'w mut Values<'n>,
    delimiters: Delimiters,
    segment: &'w Segment<'w>,
    out: &'w mut Vec<u8>,
}

impl Writer<'_, '_> {
    /// The identifier: it stays if it is one, because a name may stand where it belongs.
    fn id(&mut self) {
        let id = self.segment.id();
        let known = match self.at {
            At::Row(..) => true,
            At::Nowhere(places) => places.anywhere(id).next().is_some() || foreign::is_known(id),
            At::Foreign => foreign::is_known(id),
        };
        if known || id.is_empty() {
            self.out.extend_from_slice(id);
        } else {
            // No segment begins with two of these letters.
            self.out.extend(std::iter::repeat_n(b'Z', id.len().clamp(2, 3)));
        }
    }

    fn element(&mut self, number: usize) {
        let bytes = self.segment.element(number);
        let is_isa = self.segment.id() == b"ISA";
        let (repetition, component) = (self.delimiters.repetition, self.delimiters.component);
        let mut first = true;
        for repeated in bytes.split(|b| !is_isa && Some(*b) == repetition) {
            if !std::mem::take(&mut first) {
                self.out.extend(repetition);
            }
            for (n, value) in repeated.split(|b| !is_isa && *b == component).enumerate() {
                if n > 0 {
                    self.out.push(component);
                }
                self.value(number, n + 1, value);
            }
        }
    }

    fn value(&mut self, element: usize, component: usize, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        let other = match self.at {
            At::Row(places, row) => self.placed(places.row(row), element, component, value),
            At::Nowhere(places) => self.unplaced(places, element, component, value),
            At::Foreign => match foreign::at(self.segment.id(), element, component) {
                Holds::Separator => return self.out.extend_from_slice(value),
                Holds::Kind(kind) => self.as_kind(kind, value, usize::MAX, foreign::is_plain),
                Holds::Context => self.as_kind(Kind::Plain, value, usize::MAX, foreign::is_context),
                Holds::Health => self.as_kind(Kind::Plain, value, usize::MAX, crate::codes::is_health_code),
            },
        };
        self.put(&other);
    }

    fn placed(
        &mut self,
        places: &'static [Place],
        element: usize,
        component: usize,
        value: &[u8],
    ) -> Vec<u8> {
        let whole = places.get(element - 1);
        let place = match whole {
            Some(whole) if !whole.parts.is_empty() => whole.parts.get(component - 1),
            // A second component where there should be none is as personal as the first.
            whole => whole,
        };
        let Some(place) = place else { return self.as_kind(Kind::Number, value, usize::MAX, |_| false) };
        if let Some(whole) = whole.filter(|whole| component == 1 && is_joined(whole, value)) {
            return self.as_kind(Kind::Plain, value, whole.longest(), |_| true);
        }
        self.as_kind(place.kind, value, place.longest(), |value| can_hold(place.element, value))
    }

    /// Of a segment without a place stay codes that a guide lists there, and numbers of levels; dates stay dates.
    fn unplaced(
        &mut self,
        places: &'static Places,
        element: usize,
        component: usize,
        value: &[u8],
    ) -> Vec<u8> {
        let id = self.segment.id();
        if matches!(id, b"HL" | b"LX") && value.len() <= 6 && value.iter().all(u8::is_ascii_digit) {
            return value.to_vec();
        }
        let mut kind = Kind::Number;
        for row in places.anywhere(id) {
            let Some(whole) = row.get(element - 1) else { continue };
            let place = if whole.parts.is_empty() { Some(whole) } else { whole.parts.get(component - 1) };
            let Some(place) = place else { continue };
            if place.lists(value) {
                return value.to_vec();
            }
            if matches!(place.kind, Kind::Date | Kind::Life) {
                kind = place.kind;
            }
        }
        self.as_kind(kind, value, usize::MAX, |_| false)
    }

    fn as_kind(&mut self, kind: Kind, value: &[u8], longest: usize, fits: impl Fn(&str) -> bool) -> Vec<u8> {
        // NM102 says whether a person or an organization is named.
        let kind = match kind {
            Kind::Entity if self.segment.element(2) == b"1" => Kind::Person,
            kind => kind,
        };
        self.values.surrogate(kind, value, longest, fits)
    }

    /// Appends a value that holds no separator.
    fn put(&mut self, value: &[u8]) {
        let d = self.delimiters;
        let separates =
            |b: u8| b == d.element || b == d.component || b == d.segment || Some(b) == d.repetition;
        let spare = *b"XQZ789".iter().find(|b| !separates(**b)).unwrap_or(&b'0');
        self.out.extend(value.iter().map(|&b| if separates(b) { spare } else { b }));
    }
}
