//! The verbs of the description, run forwards.

use chrono::NaiveDate;

use crate::encounter::{ClaimType, Text};
use crate::guide::Spot;

use super::super::block::What;
use super::super::codec::{self, Codec, Dated};
use super::super::direction::{Direction, Named, Roled, SEGMENT};
use super::super::field::Field;
use super::{Kind, Leftover, Read, leave};

impl Direction for Read<'_> {
    fn kind(&self) -> ClaimType {
        self.bound.kind()
    }

    #[inline]
    fn within(&mut self, field: Field, body: impl FnOnce(&mut Self)) {
        let Some(place) = self.find(field) else { return };
        if let Some((node, _)) = self.children().find(|(_, ordinal)| *ordinal == place.ordinal) {
            self.enter(node, body);
        }
    }

    fn only(&mut self, kind: ClaimType, body: impl FnOnce(&mut Self)) {
        if kind == self.kind() {
            body(self);
        }
    }

    fn part<T: Default>(
        &mut self,
        (name, value): Named<'_, Option<T>>,
        body: impl FnOnce(&mut Self, &mut T),
    ) {
        let before = self.count;
        // A part may be entered more than once: the patient's name and birth date stand in different segments.
        let was = value.is_some();
        let part = value.get_or_insert_default();
        self.step(name, None, |d| body(d, part));
        if !was && self.count == before {
            *value = None;
        }
    }

    #[inline]
    fn many<T: Default>(
        &mut self,
        field: Field,
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    ) {
        let Some(place) = self.find(field) else { return };
        let nodes = self.children().filter(|(_, ordinal)| *ordinal == place.ordinal);
        named.1.reserve_exact(self.children().filter(|(_, ordinal)| *ordinal == place.ordinal).count());
        self.items(named, nodes, |_| T::default(), body);
    }

    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        named: Named<'_, Vec<T>>,
        body: impl FnMut(&mut Self, &mut T),
    ) {
        if !self.any(roles) {
            return;
        }
        let places = self.places(roles);
        let nodes = self.children().filter_map(|(node, ordinal)| {
            let (_, role) = places.iter().find(|(place, _)| place.ordinal == ordinal)?;
            Some((node, *role))
        });
        self.items(named, nodes, T::with_role, body);
    }

    fn slots<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        if !self.any(roles) {
            return;
        }
        let places = self.places(roles);
        let mut previous: Option<(u8, usize, u8)> = None;
        for (node, ordinal) in self.children() {
            let Some(capacity) =
                places.iter().filter(|(p, _)| p.ordinal == ordinal).map(|(p, _)| p.last).max()
            else {
                continue;
            };
            let What::Segment(entry) = self.block.nodes()[node].what else { continue };
            let filled = (self.block.segment(entry as usize).last().min(255) as u8).min(capacity);
            if let Some((_, entry, filled)) =
                previous.filter(|(o, _, filled)| *o == ordinal && *filled < capacity)
            {
                self.leftovers.push(Leftover { entry, what: Kind::Filled(filled) });
            }
            previous = Some((ordinal, entry as usize, filled));
            list.reserve(usize::from(filled));
            self.enter(node, |d| {
                for n in 1..=filled {
                    let role =
                        places.iter().find(|(p, _)| p.ordinal == ordinal && p.first <= n && n <= p.last);
                    let Some((_, role)) = role else { continue };
                    d.segment.set_base(n - 1);
                    let mut item = T::with_role(*role);
                    if !d.is_blank(Spot { element: 1, component: 0 }) {
                        d.step(name, Some(list.len()), |d| body(d, &mut item));
                    }
                    // A gap counts too: pointers of service lines go by position.
                    list.push(item);
                }
            });
        }
    }

    fn groups<T: Default>(
        &mut self,
        (first, stride, count): (u8, u8, u8),
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let end = self.segment.last();
        for base in (0..count).map(|n| first - 1 + n * stride).take_while(|base| end > *base) {
            self.segment.set_base(base);
            let mut item = T::default();
            self.step(name, Some(list.len()), |d| body(d, &mut item));
            list.push(item);
        }
        self.segment.set_base(0);
    }

    #[inline]
    fn element<T: Codec>(&mut self, spot: Spot, named: Named<'_, Option<T>>) {
        if self.segment.may_hold(spot) {
            self.value(spot, named);
        }
    }

    fn padded(&mut self, spot: Spot, (name, value): Named<'_, Option<Text>>) {
        let Some((text, spot)) = self.text(spot) else { return };
        let trimmed = text.trim_end_matches(' ');
        if !trimmed.is_empty() {
            *value = Some(trimmed.into());
        }
        self.take(spot, name);
    }

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
                *value = Some(text.as_ref().into());
                self.take(at, name);
            }
        }
    }

    fn defaulted(&mut self, _: &str, spot: Spot, named: Named<'_, Option<Text>>) {
        let before = self.count;
        self.element(spot, named);
        if self.count == before {
            self.blank(spot);
        }
    }

    fn list(&mut self, element: u8, from: u8, to: u8, (name, list): Named<'_, Vec<Text>>) {
        let whole = self.segment.here(Spot { element, component: 0 });
        let components = self.segment.components(whole.element).min(to);
        for component in from..=components {
            let value = self.text(Spot { element, component });
            let index = Some(list.len());
            if let Some((_, spot)) = &value {
                let spot = *spot;
                self.step(name, index, |d| d.take(spot, ""));
            }
            list.push(value.map_or_else(Text::default, |(text, _)| text.as_ref().into()));
        }
        while list.last().is_some_and(|text| text.is_empty()) {
            list.pop();
        }
    }

    fn dated<T: Dated>(&mut self, format: Spot, value: Spot, (name, field): Named<'_, Option<T>>) {
        let Some((text, at)) = self.text(value) else { return };
        let Some((qualifier, format_at)) = self.text(format) else { return };
        let Some(decoded) = T::decode(&qualifier, &text) else { return };
        // A form this value would not be written in again is kept beside it.
        if decoded.format() == qualifier {
            self.segment.see(format_at);
        }
        *field = Some(decoded);
        self.take(at, name);
    }

    fn days(
        &mut self,
        format: Spot,
        value: Spot,
        from: Named<'_, Option<NaiveDate>>,
        to: Named<'_, Option<NaiveDate>>,
    ) {
        let Some((text, at)) = self.text(value) else { return };
        let Some((qualifier, format_at)) = self.text(format) else { return };
        let Some((first, last)) = codec::days(&qualifier, &text) else { return };
        self.segment.see(format_at);
        *from.1 = Some(first);
        *to.1 = last;
        self.take(at, from.0);
        self.take(at, to.0);
    }

    fn entity(
        &mut self,
        kind: Spot,
        name: Spot,
        organisation: Named<'_, Option<Text>>,
        person: Named<'_, Option<Text>>,
    ) {
        let is_person = match self.text(kind).as_ref().map(|(text, _)| text.as_ref()) {
            _ if organisation.0.is_empty() => true,
            Some("1") => true,
            Some("2") => false,
            // Not said: a first name makes a person.
            _ => self.text(Spot { element: name.element + 1, component: 0 }).is_some(),
        };
        let (field, value) = if is_person { person } else { organisation };
        let Some((text, at)) = self.text(name) else { return };
        *value = Some(text.as_ref().into());
        self.take(at, field);
        self.implied(kind, if is_person { "1" } else { "2" });
    }

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

impl Read<'_> {
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
