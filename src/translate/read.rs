//! The description run forwards: placed segments into the model.
//!
//! ADVICE FOR WHO CHANGES THIS. Nearly every row and element that the description names is absent from a given claim, so
//! "not there" must stay a bit that is asked for: [`FieldSet`] for rows and loops, [`Current`] for elements. Text is
//! checked once a block; values are cut out of it.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;

use crate::encounter::{ClaimType, Text};
use crate::guide::{LoopId, Spot};
use crate::x12::Charset;

use super::block::{Block, What};
use super::bound::{Bound, Place};
use super::codec::{self, Codec, Dated};
use super::current::Current;
use super::direction::{Direction, Named, Roled, SEGMENT};
use super::field::{Field, FieldSet};
use super::text::{decode, text};
use super::trace::Trace;

/// Reads one block.
pub(crate) struct Read<'b> {
    bound: &'static Bound,
    block: &'b Block,
    encoding: Charset,
    /// The block's bytes, where all of them are text.
    text: Option<&'b str>,
    frame: Frame,
    segment: Current<'b>,
    /// Number of values taken so far.
    count: usize,
    /// By entry: whether the model took something from the segment.
    pub(crate) taken: Vec<bool>,
    pub(crate) leftovers: Vec<Leftover>,
    pub(crate) trace: Option<Trace>,
}

/// The loop at hand.
#[derive(Clone, Copy)]
struct Frame {
    in_loop: LoopId,
    /// The fields it has something for.
    present: FieldSet,
    /// Its nodes.
    first: usize,
    end: usize,
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
        let nothing = Frame { in_loop: LoopId(0), present: FieldSet::default(), first: 0, end: 0 };
        Self {
            bound,
            block,
            encoding,
            text: text(block.bytes(), encoding),
            frame: frame(block, 0).unwrap_or(nothing),
            segment: Current::none(),
            count: 0,
            taken: vec![false; block.len()],
            leftovers: Vec::new(),
            trace: None,
        }
    }

    /// Whether a child is there; the cheap question asked for every row of the guide.
    #[inline]
    fn find(&self, field: Field) -> Option<Place> {
        if self.frame.present.has(field) { self.bound.place(self.frame.in_loop, field) } else { None }
    }

    /// The child nodes of the loop at hand.
    fn children(&self) -> Children<'b> {
        Children { block: self.block, next: self.frame.first, end: self.frame.end }
    }

    /// Runs `body` in a node and says whether it took anything.
    fn enter(&mut self, node: usize, body: impl FnOnce(&mut Self)) -> bool {
        let before = self.count;
        match (self.block.nodes()[node].what, frame(self.block, node)) {
            (What::Segment(entry), _) => self.enter_segment(entry as usize, body),
            (What::Loop(..), Some(inner)) => {
                let outer = std::mem::replace(&mut self.frame, inner);
                body(self);
                self.frame = outer;
            }
            (What::Loop(..), None) => {}
        }
        self.count > before
    }

    fn enter_segment(&mut self, entry: usize, body: impl FnOnce(&mut Self)) {
        let Some(row) = self.block.entry(entry).row else { return };
        let before = self.count;
        self.segment.enter(entry, self.block.placed(entry), self.bound.table(row));
        body(self);
        let took = self.count > before;
        if took || self.segment.table.self_evident {
            let before_settling = self.leftovers.len();
            self.segment.settle(|spot| leave(&mut self.leftovers, entry, spot));
            // `NM1*PW*2` above an address: writing makes it anew, unless there is more to it.
            self.taken[entry] = took || self.leftovers.len() == before_settling;
            if !took {
                self.leftovers.truncate(before_settling);
            }
        }
        self.segment.leave();
    }

    /// The text at a place of the segment at hand, if there is one that a field can hold: one value, in an element that the
    /// guide uses here.
    fn text(&mut self, spot: Spot) -> Option<(Cow<'b, str>, Spot)> {
        let spot = self.segment.here(spot);
        let range = self.segment.value(spot)?;
        match self.text.and_then(|text| text.get(range.clone())) {
            Some(text) => Some((Cow::Borrowed(text), spot)),
            None => Some((self.decode(spot, range), spot)),
        }
    }

    fn value<T: Codec>(&mut self, spot: Spot, (name, value): Named<'_, Option<T>>) {
        let spot = self.segment.here(spot);
        let Some(range) = self.segment.value(spot) else { return };
        let decoded = match self.text.and_then(|text| text.get(range.clone())) {
            Some(text) => T::decode(text),
            None => T::decode(&self.decode(spot, range)),
        };
        if decoded.is_some() {
            *value = decoded;
            self.take(spot, name);
        }
    }

    /// The text of a value in a block in which not all is text.
    #[cold]
    fn decode(&mut self, spot: Spot, range: Range<usize>) -> Cow<'b, str> {
        let (text, legacy) = decode(&self.block.bytes()[range], self.encoding);
        if legacy {
            self.leftovers.push(Leftover { entry: self.segment.entry, what: Kind::Windows1252(spot) });
        }
        text
    }

    /// Marks a value as taken.
    #[inline]
    fn take(&mut self, spot: Spot, name: &'static str) {
        self.count += 1;
        self.segment.see(spot);
        if let Some(trace) = &mut self.trace {
            trace.note(name, self.segment.entry, spot);
        }
    }

    /// Whether any of these fields is there.
    #[inline]
    fn any<R>(&self, roles: &[(Field, R)]) -> bool {
        roles.iter().any(|(field, _)| self.frame.present.has(*field))
    }

    #[inline]
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

    /// Reads the items of a list from nodes, each in its place in the list.
    fn items<T>(
        &mut self,
        (name, list): Named<'_, Vec<T>>,
        nodes: impl Iterator<Item = (usize, T)>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (node, item) in nodes {
            let n = list.len();
            list.push(item);
            let item = &mut list[n];
            if !self.step(name, Some(n), |d| d.enter(node, |d| body(d, item))) {
                list.pop();
            }
        }
    }
}

/// Notes that a place is left over.
fn leave(leftovers: &mut Vec<Leftover>, entry: usize, spot: Spot) {
    let same = |left: &Leftover| left.entry == entry && matches!(left.what, Kind::Element(s) if s == spot);
    if !leftovers.iter().rev().take_while(|left| left.entry == entry).any(same) {
        leftovers.push(Leftover { entry, what: Kind::Element(spot) });
    }
}

/// The loop that a node is.
fn frame(block: &Block, node: usize) -> Option<Frame> {
    let at = block.nodes().get(node)?;
    match at.what {
        What::Loop(in_loop, number) => {
            let present = *block.present(number);
            Some(Frame { in_loop, present, first: node + 1, end: at.end as usize })
        }
        What::Segment(_) => None,
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

    #[inline]
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
        self.items(named, nodes.map(|(node, _)| (node, T::default())), body);
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
            Some((node, T::with_role(*role)))
        });
        self.items(named, nodes, body);
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
