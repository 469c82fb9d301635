//! The description run forwards: placed segments into the model.

use chrono::NaiveDate;

use crate::encounter::{ClaimType, Text};
use crate::guide::{LoopId, Spot};
use crate::x12::{Charset, Segment};

use super::block::{Block, What};
use super::bound::{Bound, Place, RowTable};
use super::codec::{self, Codec, Dated};
use super::direction::{Direction, Named, Roled, SEGMENT};
use super::field::Field;
use super::text::decode;
use super::trace::Trace;

/// Reads one block.
pub(crate) struct Read<'b> {
    bound: &'static Bound,
    block: &'b Block,
    encoding: Charset,
    /// Node of the loop at hand, and its loop.
    frame: usize,
    in_loop: LoopId,
    present: u128,
    segment: Option<Current<'b>>,
    /// Number of values taken so far.
    count: usize,
    /// By entry: whether the model took something from the segment.
    pub(crate) taken: Vec<bool>,
    pub(crate) leftovers: Vec<Leftover>,
    pub(crate) trace: Option<Trace>,
}

/// No segment of the guides has more elements; what stands behind is left over.
const ELEMENTS: usize = 32;

/// The segment at hand.
struct Current<'b> {
    entry: usize,
    segment: Segment<'b>,
    table: &'static RowTable,
    /// Added to element numbers: descriptions of repeated groups count from 1.
    base: u8,
    /// By element, bit `c`: component `c` was taken (bit 0: all of it).
    seen: [u16; ELEMENTS],
}

impl Current<'_> {
    fn see(&mut self, spot: Spot) {
        if let Some(mask) = self.seen.get_mut(spot.element as usize) {
            *mask |= 1 << spot.component.min(15);
        }
    }

    fn saw(&self, spot: Spot) -> bool {
        self.seen.get(spot.element as usize).is_some_and(|mask| mask & (1 | 1 << spot.component.min(15)) != 0)
    }

    fn bytes(&self, spot: Spot) -> &'_ [u8] {
        match spot.component {
            0 => self.segment.element(spot.element as usize),
            c => self.segment.component(spot.element as usize, c as usize),
        }
    }
}

/// Something the model could not take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leftover {
    pub(crate) entry: usize,
    pub(crate) what: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// The value at a place; it may be empty where writing would fill one in.
    Element(Spot),
    /// The segment holds fewer codes than it could and another of its kind follows.
    Filled(u8),
    /// The value came in Windows-1252.
    Windows1252(Spot),
}

impl<'b> Read<'b> {
    /// Starts at the block's own loop.
    pub(crate) fn new(bound: &'static Bound, block: &'b Block, encoding: Charset) -> Self {
        let (in_loop, present) = match block.nodes().first().map(|node| node.what) {
            Some(What::Loop(in_loop, present)) => (in_loop, present),
            _ => (LoopId(0), 0),
        };
        Self {
            bound,
            block,
            encoding,
            frame: 0,
            in_loop,
            present,
            segment: None,
            count: 0,
            taken: vec![false; block.len()],
            leftovers: Vec::new(),
            trace: None,
        }
    }

    /// Whether a child is there; the cheap question asked for every row of the guide.
    #[inline]
    fn find(&self, field: Field) -> Option<Place> {
        self.bound.place(self.in_loop, field).filter(|place| self.present & (1 << place.ordinal) != 0)
    }

    /// The child nodes of the loop at hand.
    fn children(&self) -> Children<'b> {
        let nodes = self.block.nodes();
        let end = nodes.get(self.frame).map_or(0, |node| node.end as usize);
        Children { block: self.block, next: self.frame + 1, end }
    }

    /// Runs `body` in a node and says whether it took anything.
    fn enter(&mut self, node: usize, body: impl FnOnce(&mut Self)) -> bool {
        let before = self.count;
        match self.block.nodes()[node].what {
            What::Segment(entry) => self.enter_segment(entry as usize, body),
            What::Loop(in_loop, present) => {
                let outer = (self.frame, self.in_loop, self.present);
                (self.frame, self.in_loop, self.present) = (node, in_loop, present);
                body(self);
                (self.frame, self.in_loop, self.present) = outer;
            }
        }
        self.count > before
    }

    fn enter_segment(&mut self, entry: usize, body: impl FnOnce(&mut Self)) {
        let Some(row) = self.block.entry(entry).row else { return };
        let before = self.count;
        let outer = self.segment.replace(Current {
            entry,
            segment: self.block.segment(entry),
            table: self.bound.table(row),
            base: 0,
            seen: [0; ELEMENTS],
        });
        body(self);
        let Some(current) = std::mem::replace(&mut self.segment, outer) else { return };
        let before_settling = self.leftovers.len();
        if self.count > before {
            self.taken[entry] = true;
            self.settle(&current);
        } else if current.table.self_evident {
            // `NM1*PW*2` above an address: writing makes it anew, unless there is more to it.
            self.settle(&current);
            self.taken[entry] = self.leftovers.len() == before_settling;
            self.leftovers.truncate(before_settling);
        }
    }

    /// Notes what is left of a segment: values that no field took and no fixed code explains, and required values that
    /// are missing, so that writing knows that they were.
    fn settle(&mut self, current: &Current<'_>) {
        for &(spot, with) in &current.table.asked {
            if !current.saw(spot) && current.bytes(spot).is_empty() && !current.bytes(with).is_empty() {
                self.leave(current.entry, spot);
            }
        }
        let mut explained = [0u16; ELEMENTS];
        for fixed in &current.table.fixed {
            let spot = fixed.spot;
            let there = !current.bytes(fixed.with).is_empty();
            if current.saw(spot) || !there {
                continue;
            }
            if current.bytes(spot) == fixed.code.as_bytes() {
                explained[spot.element as usize % ELEMENTS] |= 1 << spot.component;
            } else if current.bytes(spot).is_empty() {
                // Writing would fill the code in.
                self.leave(current.entry, spot);
            }
        }
        for n in 1..=current.segment.last() {
            if current.segment.element(n).is_empty() {
                continue;
            }
            let element = n.min(255) as u8;
            let done = |c: usize| {
                current.saw(Spot { element, component: c as u8 })
                    || explained.get(n).is_some_and(|mask| mask & (1 | 1 << c.min(15)) != 0)
            };
            if done(0) {
                continue;
            }
            let touched = current.seen.get(n).is_some_and(|mask| *mask != 0)
                || explained.get(n).is_some_and(|mask| *mask != 0);
            if !touched || n >= ELEMENTS {
                self.leave(current.entry, Spot { element, component: 0 });
                continue;
            }
            for (c, value) in current.segment.components(n).enumerate() {
                if !value.is_empty() && !done(c + 1) {
                    self.leave(current.entry, Spot { element, component: (c + 1).min(255) as u8 });
                }
            }
        }
    }

    fn leave(&mut self, entry: usize, spot: Spot) {
        let same =
            |left: &Leftover| left.entry == entry && matches!(left.what, Kind::Element(s) if s == spot);
        if self.leftovers.iter().rev().take_while(|left| left.entry == entry).any(same) {
            return;
        }
        self.leftovers.push(Leftover { entry, what: Kind::Element(spot) });
    }

    /// The text at a place of the segment at hand, if there is one that a field can hold: one value, in an element that the
    /// guide uses here.
    fn text(&mut self, spot: Spot) -> Option<(std::borrow::Cow<'b, str>, Spot)> {
        let spot = self.here(spot);
        let current = self.segment.as_ref()?;
        let bytes = match spot.component {
            0 => current.segment.element(spot.element as usize),
            c => current.segment.component(spot.element as usize, c as usize),
        };
        if bytes.is_empty() || !current.table.uses(spot) {
            return None;
        }
        let delimiters = current.segment.delimiters();
        let single =
            |b: &u8| (*b != delimiters.component || spot.component != 0) && Some(*b) != delimiters.repetition;
        if !bytes.iter().all(single) {
            return None;
        }
        let entry = current.entry;
        let (text, legacy) = decode(bytes, self.encoding);
        if legacy {
            self.leftovers.push(Leftover { entry, what: Kind::Windows1252(spot) });
        }
        Some((text, spot))
    }

    /// Marks a value as taken.
    fn take(&mut self, spot: Spot, name: &'static str) {
        self.count += 1;
        if let Some(current) = self.segment.as_mut() {
            current.see(spot);
            if let Some(trace) = &mut self.trace {
                trace.note(name, current.entry, spot);
            }
        }
    }

    fn step<R>(&mut self, name: &'static str, index: Option<usize>, body: impl FnOnce(&mut Self) -> R) -> R {
        if let Some(trace) = &mut self.trace {
            trace.push(name, index);
        }
        let result = body(self);
        if let Some(trace) = &mut self.trace {
            trace.pop();
        }
        result
    }

    fn places<R: Copy>(&self, roles: &[(Field, R)]) -> Vec<(Place, R)> {
        roles.iter().filter_map(|&(field, role)| Some((self.find(field)?, role))).collect()
    }
}

struct Children<'b> {
    block: &'b Block,
    next: usize,
    end: usize,
}

impl Iterator for Children<'_> {
    /// Number of the node and its ordinal.
    type Item = (usize, u8);

    fn next(&mut self) -> Option<Self::Item> {
        let node = self.block.nodes().get(self.next).filter(|_| self.next < self.end)?;
        let item = (self.next, node.ordinal);
        self.next = node.end as usize;
        Some(item)
    }
}

impl Direction for Read<'_> {
    fn kind(&self) -> ClaimType {
        self.bound.kind()
    }

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
        let mut part = value.take().unwrap_or_default();
        self.step(name, None, |d| body(d, &mut part));
        if was || self.count > before {
            *value = Some(part);
        }
    }

    fn many<T: Default>(
        &mut self,
        field: Field,
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let Some(place) = self.find(field) else { return };
        for (node, ordinal) in self.children() {
            if ordinal == place.ordinal {
                let mut item = T::default();
                if self.step(name, Some(list.len()), |d| d.enter(node, |d| body(d, &mut item))) {
                    list.push(item);
                }
            }
        }
    }

    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let places = self.places(roles);
        if places.is_empty() {
            return;
        }
        for (node, ordinal) in self.children() {
            if let Some((_, role)) = places.iter().find(|(place, _)| place.ordinal == ordinal) {
                let mut item = T::with_role(*role);
                if self.step(name, Some(list.len()), |d| d.enter(node, |d| body(d, &mut item))) {
                    list.push(item);
                }
            }
        }
    }

    fn slots<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let places = self.places(roles);
        if places.is_empty() {
            return;
        }
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
            self.enter(node, |d| {
                for n in 1..=filled {
                    let role =
                        places.iter().find(|(p, _)| p.ordinal == ordinal && p.first <= n && n <= p.last);
                    let Some((_, role)) = role else { continue };
                    if let Some(current) = &mut d.segment {
                        current.base = n - 1;
                    }
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
        let end = self.segment.as_ref().map_or(0, |current| current.segment.last().min(255)) as u8;
        for base in (0..count).map(|n| first - 1 + n * stride).take_while(|base| end > *base) {
            if let Some(current) = &mut self.segment {
                current.base = base;
            }
            let mut item = T::default();
            self.step(name, Some(list.len()), |d| body(d, &mut item));
            list.push(item);
        }
        if let Some(current) = &mut self.segment {
            current.base = 0;
        }
    }

    fn element<T: Codec>(&mut self, spot: Spot, (name, value): Named<'_, Option<T>>) {
        let Some((text, spot)) = self.text(spot) else { return };
        if let Some(decoded) = T::decode(&text) {
            *value = Some(decoded);
            self.take(spot, name);
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
            Some((text, at)) if text == ordinary => {
                if let Some(current) = &mut self.segment {
                    current.see(at);
                }
            }
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
        let Some(current) = &self.segment else { return };
        let components =
            current.segment.components((element + current.base) as usize).count().min(usize::from(to)) as u8;
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
        if decoded.encode().0 == qualifier
            && let Some(current) = &mut self.segment
        {
            current.see(format_at);
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
        if let Some(current) = &mut self.segment {
            current.see(format_at);
        }
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
        if let Some(current) = &mut self.segment {
            for &element in elements {
                current.see(Spot { element, component: 0 });
            }
            self.count += 1;
        }
    }

    fn number(&self) -> usize {
        0
    }
}

impl Read<'_> {
    /// A place of the segment at hand, from the start of the segment.
    fn here(&self, spot: Spot) -> Spot {
        let base = self.segment.as_ref().map_or(0, |current| current.base);
        Spot { element: spot.element + base, component: spot.component }
    }

    fn is_blank(&self, spot: Spot) -> bool {
        let spot = if spot == SEGMENT { spot } else { self.here(spot) };
        self.segment.as_ref().is_none_or(|current| current.bytes(spot).is_empty())
    }

    /// Notes that a place which writing would fill is empty.
    fn blank(&mut self, spot: Spot) {
        if !self.is_blank(spot) {
            return;
        }
        let spot = self.here(spot);
        if let Some(entry) = self.segment.as_ref().map(|current| current.entry) {
            self.leave(entry, spot);
        }
    }

    /// A place that writing fills with this code; anything else there is left over.
    fn implied(&mut self, spot: Spot, code: &str) {
        self.blank(spot);
        let spot = self.here(spot);
        if let Some(current) = self.segment.as_mut().filter(|current| current.bytes(spot) == code.as_bytes())
        {
            current.see(spot);
        }
    }
}
