//! The verbs of the description, run forwards.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use crate::guide::Spot;
use crate::model::{ClaimType, Text};

use super::super::block::What;
use super::super::bound_guide::FieldPlace;
use super::super::codec::{self, Codec, Dated};
use super::super::direction::{Direction, Named, Roled, SEGMENT};
use super::super::field::Field;
use super::{Leftover, LeftoverKind, Read, leave};

impl Direction for Read<'_> {
    fn kind(&self) -> ClaimType {
        self.bound.kind()
    }

    #[inline]
    fn within(&mut self, field: Field, body: impl FnOnce(&mut Self)) {
        if self.has(field)
            && let Some(opened) = self.open_field(field)
        {
            body(self);
            self.close(opened);
        }
    }

    #[inline]
    fn only(&mut self, kind: ClaimType, body: impl FnOnce(&mut Self)) {
        if kind == self.kind() {
            body(self);
        }
    }

    #[inline]
    fn part<T: Default + DeserializeOwned>(
        &mut self,
        (name, value): Named<'_, Option<T>>,
        body: impl FnOnce(&mut Self, &mut T),
    ) {
        let before = self.count;
        // A part may be entered more than once: the patient's name and birth date stand in different segments.
        let was = value.is_some();
        let part = value.get_or_insert_default();
        self.step(name, None);
        body(self, part);
        self.step_back();
        if !was && self.count == before {
            *value = None;
        }
    }

    #[inline]
    fn many<T: Default + DeserializeOwned>(
        &mut self,
        field: Field,
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    ) {
        if self.has(field) {
            self.items(field, named, body);
        }
    }

    #[inline]
    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    ) {
        if self.has_any(roles) {
            self.items_of(roles, named, body);
        }
    }

    #[inline]
    fn slots<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    ) {
        if self.has_any(roles) {
            self.codes(roles, named, body);
        }
    }

    fn groups<T: Default + DeserializeOwned>(
        &mut self,
        (first, stride, count): (u8, u8, u8),
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let end = self.segment.last();
        for base in (0..count).map(|n| first - 1 + n * stride).take_while(|base| end > *base) {
            self.segment.set_base(base);
            let mut item = T::default();
            self.step(name, Some(list.len()));
            body(self, &mut item);
            self.step_back();
            list.push(item);
        }
        self.segment.set_base(0);
    }

    #[inline]
    fn element<T: Codec>(&mut self, spot: Spot, (name, value): Named<'_, Option<T>>) {
        if self.segment.may_hold(spot) {
            match spot.component {
                0 => self.simple(spot.element, name, value),
                _ => self.component(spot, name, value),
            }
        }
    }

    #[inline(never)]
    fn padded(&mut self, spot: Spot, (name, value): Named<'_, Option<Text>>) {
        let Some((text, spot)) = self.text(spot) else { return };
        let trimmed = text.trim_end_matches(' ');
        if !trimmed.is_empty() {
            *value = Some(trimmed.into());
        }
        self.take(spot, name);
    }

    #[inline(never)]
    fn qualifier(
        &mut self,
        ordinary: &'static str,
        spot: Spot,
        of: Spot,
        (name, value): Named<'_, Option<Text>>,
    ) {
        if self.is_blank(of) {
            // A qualifier of nothing: not what writing would fill in, so it is kept as it came.
            self.element(spot, (name, value));
            return;
        }
        match self.text(spot) {
            None => self.blank(spot),
            Some((text, at)) if text == ordinary => self.segment.see(at),
            Some((text, at)) => {
                *value = Some(text.into());
                self.take(at, name);
            }
        }
    }

    #[inline(never)]
    fn defaulted(&mut self, _: &str, spot: Spot, named: Named<'_, Option<Text>>) {
        let before = self.count;
        self.element(spot, named);
        if self.count == before {
            self.blank(spot);
        }
    }

    fn says_other(&mut self, spot: Spot, than: &'static str) -> bool {
        self.text(spot).is_none_or(|(text, _)| text != than)
    }

    #[inline(never)]
    fn list(&mut self, element: u8, from: u8, to: u8, (name, list): Named<'_, Vec<Text>>) {
        let whole = self.segment.here(Spot { element, component: 0 });
        let components = self.segment.components(whole.element).min(to);
        list.reserve_exact(usize::from((components + 1).saturating_sub(from)));
        for component in from..=components {
            let value = self.text(Spot { element, component });
            let index = Some(list.len());
            if let Some((_, spot)) = &value {
                let spot = *spot;
                self.step(name, index);
                self.take(spot, "");
                self.step_back();
            }
            list.push(value.map_or_else(Text::default, |(text, _)| text.into()));
        }
        while list.last().is_some_and(|text| text.is_empty()) {
            list.pop();
        }
    }

    #[inline(never)]
    fn dated<T: Dated>(&mut self, format: Spot, value: Spot, (name, field): Named<'_, Option<T>>) {
        let Some((text, at)) = self.text(value) else { return };
        let Some((qualifier, format_at)) = self.text(format) else { return };
        let Some(decoded) = T::decode(qualifier, text) else { return };
        // A form this value would not be written in again is kept beside it.
        if decoded.format() == qualifier {
            self.segment.see(format_at);
        }
        *field = Some(decoded);
        self.take(at, name);
    }

    #[inline(never)]
    fn days(
        &mut self,
        format: Spot,
        value: Spot,
        from: Named<'_, Option<NaiveDate>>,
        to: Named<'_, Option<NaiveDate>>,
    ) {
        let Some((text, at)) = self.text(value) else { return };
        let Some((qualifier, format_at)) = self.text(format) else { return };
        let Some((first, last)) = codec::days(qualifier, text) else { return };
        self.segment.see(format_at);
        *from.1 = Some(first);
        *to.1 = last;
        self.take(at, from.0);
        self.take(at, to.0);
    }

    #[inline(never)]
    fn entity(
        &mut self,
        kind: Spot,
        name: Spot,
        organisation: Named<'_, Option<Text>>,
        person: Named<'_, Option<Text>>,
    ) {
        let is_person = match self.text(kind).map(|(text, _)| text) {
            _ if organisation.0.is_empty() => true,
            Some("1") => true,
            Some("2") => false,
            // Not said: a first name makes a person.
            _ => self.text(Spot { element: name.element + 1, component: 0 }).is_some(),
        };
        let (field, value) = if is_person { person } else { organisation };
        let Some((text, at)) = self.text(name) else { return };
        *value = Some(text.into());
        self.take(at, field);
        self.implied(kind, if is_person { "1" } else { "2" });
    }

    #[inline(never)]
    fn elsewhere(&mut self, elements: &[u8]) {
        for &element in elements {
            self.segment.see(Spot { element, component: 0 });
        }
        self.count += 1;
    }

    fn numbered(&mut self, spot: Spot, named: Named<'_, Option<Text>>) {
        self.defaulted("", spot, named);
    }
}

/// A segment of codes that another of its kind may go on.
struct Filling {
    ordinal: u8,
    entry: usize,
    /// Codes in it, and how many it could hold.
    filled: u8,
    capacity: u8,
}

impl Read<'_> {
    /// Reads the items of a list.
    fn items<T: Default>(
        &mut self,
        field: Field,
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let ordinal = self.bound.ordinal(self.frame.in_loop, field);
        list.reserve_exact(self.how_many(ordinal));
        let mut at = self.frame.node + 1;
        while let Some(node) = self.next(ordinal, at) {
            at = self.block.nodes()[node as usize].end;
            let n = list.len();
            let opened = self.open_item(name, n, node);
            // Made where it shall stand: a service line is a kilobyte to move.
            list.resize_with(n + 1, T::default);
            body(self, &mut list[n]);
            if !self.close_item(opened) {
                list.pop();
            }
        }
    }

    /// Reads the items of a list, each with its role.
    fn items_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let places = self.places(roles.iter().map(|(field, _)| *field));
        for (node, ordinal) in self.children() {
            let Some((_, role)) = places.iter().find(|(place, _)| place.ordinal == ordinal) else { continue };
            let n = list.len();
            let opened = self.open_item(name, n, node);
            list.push(T::with_role(roles[*role].1));
            body(self, &mut list[n]);
            if !self.close_item(opened) {
                list.pop();
            }
        }
        self.memory.places = places;
    }

    /// Reads the codes of segments that go on in the next one.
    fn codes<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let places = self.places(roles.iter().map(|(field, _)| *field));
        let mut previous: Option<Filling> = None;
        for (node, ordinal) in self.children() {
            let Some(filled) = self.filling(node, ordinal, &places, &mut previous) else { continue };
            list.reserve(usize::from(filled));
            let opened = self.open(node);
            for n in 1..=filled {
                let here =
                    |place: &FieldPlace| place.ordinal == ordinal && place.first <= n && n <= place.last;
                let Some((_, role)) = places.iter().find(|(place, _)| here(place)) else { continue };
                self.segment.set_base(n - 1);
                let mut item = T::with_role(roles[*role].1);
                if !self.is_blank(Spot { element: 1, component: 0 }) {
                    self.step(name, Some(list.len()));
                    body(self, &mut item);
                    self.step_back();
                }
                // A gap counts too: pointers of service lines go by position.
                list.push(item);
            }
            self.close(opened);
        }
        self.memory.places = places;
    }

    /// How many nodes of the loop at hand are a certain one of its children.
    fn how_many(&self, ordinal: u8) -> usize {
        self.children().filter(|(_, o)| *o == ordinal).count()
    }

    /// How many codes a segment holds, if it is at one of these places. Notes if the one before it could have held more.
    fn filling(
        &mut self,
        node: u32,
        ordinal: u8,
        places: &[(FieldPlace, usize)],
        previous: &mut Option<Filling>,
    ) -> Option<u8> {
        let here = places.iter().filter(|(place, _)| place.ordinal == ordinal);
        let capacity = here.map(|(place, _)| place.last).max()?;
        let What::Segment(entry) = self.block.nodes()[node as usize].what else { return None };
        let entry = entry as usize;
        let filled = (self.block.segment(entry).last().min(255) as u8).min(capacity);
        if let Some(before) = previous
            && before.ordinal == ordinal
            && before.filled < before.capacity
        {
            self.leftovers.push(Leftover { entry: before.entry, what: LeftoverKind::Filled(before.filled) });
        }
        *previous = Some(Filling { ordinal, entry, filled, capacity });
        Some(filled)
    }

    fn is_blank(&self, spot: Spot) -> bool {
        self.segment.is_blank(if spot == SEGMENT { spot } else { self.segment.here(spot) })
    }

    /// Notes that a place which writing would fill is empty.
    fn blank(&mut self, spot: Spot) {
        let spot = self.segment.here(spot);
        if self.segment.is_blank(spot) {
            leave(&mut self.leftovers, self.segment.entry, spot);
        }
    }

    /// A place that writing fills with this code; anything else there is left over.
    fn implied(&mut self, spot: Spot, code: &str) {
        self.blank(spot);
        let spot = self.segment.here(spot);
        if self.segment.bytes(spot) == code.as_bytes() {
            self.segment.see(spot);
        }
    }
}
