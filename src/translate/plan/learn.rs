//! The third direction: the description, run once, writes itself down.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use crate::guide::{Child, LoopId, RowId, Spot};
use crate::model::{Claim, ClaimType, Text};

use super::super::bound_guide::{BoundGuide, FieldPlace};
use super::super::codec::{Codec, Dated};
use super::super::describe;
use super::super::direction::{Direction, Named, Roled, SEGMENT};
use super::super::field::Field;
use super::super::missing_required;
use super::order::fields;
use super::settle::{settle, settle_codes};
use super::tree::{Tree, What};
use super::{Act, Acts, CLAIM, Codes, Feeds, Groups, Item, Loop, Plan, Row, code};
use crate::tree::Part;

pub(super) fn plan(bound: &'static BoundGuide) -> Plan {
    let mut learn = Learn::new(bound);
    let claim = &mut Claim::new(bound.kind());
    learn.enter(Part::Claim);
    describe::claim(&mut learn, claim);
    learn.enter(Part::Patient);
    describe::patient(&mut learn, claim);
    let others = learn.rows.clone();
    learn.enter(Part::Subscriber);
    describe::subscriber(&mut learn, claim, true);
    let insured = std::mem::replace(&mut learn.rows, others);
    learn.enter(Part::Subscriber);
    describe::subscriber(&mut learn, claim, false);
    learn.written(insured)
}

struct Learn {
    bound: &'static BoundGuide,
    in_loop: LoopId,
    row: RowId,
    /// The acts being noted: those of the row at hand, and of groups and items in it.
    acts: Vec<Acts>,
    /// The record at hand, and the node of the part of it that is.
    record: u16,
    at: u16,
    tree: Tree,
    rows: Vec<Row>,
    loops: Vec<Loop>,
}

impl Learn {
    fn new(bound: &'static BoundGuide) -> Self {
        let bit = |ordinal: u8| 1u128.checked_shl(u32::from(ordinal)).unwrap_or(0);
        let row = |n| Row {
            bit: bit(bound.row_child(RowId(n)).ordinal),
            once: true,
            evident: bound.table(RowId(n)).self_evident,
            feeds: Feeds::Nothing,
        };
        let of_loop = |n| {
            let required = missing_required::required(bound, LoopId(n)).map(|child| match child {
                Child::Segment(row) => bit(bound.row_child(row).ordinal),
                Child::Loop(id) => bit(bound.loop_child(id).ordinal),
            });
            let required = required.fold(0, |all, bit| all | bit);
            Loop { bit: bit(bound.loop_child(LoopId(n)).ordinal), once: true, required, ..Loop::default() }
        };
        let mut tree = Tree::default();
        let (record, at) = tree.record::<Claim>(String::new());
        debug_assert_eq!(record, CLAIM);
        Self {
            bound,
            in_loop: LoopId(0),
            row: RowId(0),
            acts: Vec::new(),
            record,
            at,
            tree,
            rows: (0..bound.guide.segments.len() as u16).map(row).collect(),
            loops: (0..bound.guide.loops.len() as u16).map(of_loop).collect(),
        }
    }

    /// The plan, with the numbers of fields in place of those of nodes.
    fn written(self, insured: Vec<Row>) -> Plan {
        let (records, slots) = self.tree.written();
        let settled = |mut rows: Vec<Row>| {
            for (n, row) in rows.iter_mut().enumerate() {
                let table = self.bound.table(RowId(n as u16));
                match &mut row.feeds {
                    Feeds::Nothing => {}
                    Feeds::Record(_, acts) => settle(acts, table),
                    Feeds::Item(item, acts) => {
                        settle(acts, table);
                        item.number(&slots);
                    }
                    Feeds::Codes(codes) => {
                        settle_codes(codes, table);
                        codes.roles.iter_mut().for_each(|(_, _, item, _)| item.number(&slots));
                    }
                }
                row.feeds.each_acts(&mut |acts| acts.number(&slots));
            }
            rows
        };
        let (rows, insured) = (settled(self.rows), settled(insured));
        let mut loops = self.loops;
        loops.iter_mut().filter_map(|of_loop| of_loop.item.as_mut()).for_each(|item| item.number(&slots));
        let claim = &records[usize::from(CLAIM)];
        let first_insured = claim.find(|parts, _| parts.first() == Some(&"subscriber"));
        let relationship = claim.find(|parts, key| parts == ["subscriber"] && key.is("relationship"));
        let lists = self.tree.lists.into();
        Plan { rows, insured, loops, records, lists, first_insured, relationship }
    }

    fn enter(&mut self, part: Part) {
        self.in_loop = self.bound.roots().root(part);
        self.loops[usize::from(self.in_loop.0)].known = true;
    }

    fn place(&self, field: Field) -> Option<FieldPlace> {
        self.bound.place(self.in_loop, field)
    }

    fn put(&mut self, spot: Spot, act: Act) {
        self.top().put(spot, act);
    }

    fn top(&mut self) -> &mut Acts {
        self.acts.last_mut().expect("values stand in segments")
    }

    /// The number of a value's field.
    fn value(&mut self, name: &'static str) -> u16 {
        self.tree.child(self.at, name, What::Value, &[])
    }

    /// Notes the acts of `body`.
    fn noted(&mut self, body: impl FnOnce(&mut Self)) -> Acts {
        self.acts.push(Acts::default());
        body(self);
        self.acts.pop().unwrap_or_default()
    }

    /// Goes into a row.
    fn in_row<R>(&mut self, row: RowId, body: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.row, row);
        let result = body(self);
        self.row = before;
        result
    }

    /// Goes into a loop.
    fn in_loop(&mut self, id: LoopId, body: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.in_loop, id);
        self.loops[usize::from(id.0)].known = true;
        body(self);
        self.in_loop = before;
    }

    /// A list of the part at hand, and a record for items of it.
    fn item<T: DeserializeOwned>(&mut self, name: &'static str, head: String) -> Item {
        let slot = self.tree.child(self.at, name, What::List, &[]);
        let list = self.tree.nodes[usize::from(slot)].list;
        Item { outer: self.record, slot, list, record: self.tree.record::<T>(head).0 }
    }

    /// Goes into the record of an item.
    fn in_item(&mut self, item: Item, body: impl FnOnce(&mut Self)) {
        let before = (self.record, self.at);
        (self.record, self.at) = (item.record, self.tree.roots[usize::from(item.record)]);
        body(self);
        (self.record, self.at) = before;
    }
}

/// What is first in an item with a role.
fn head<T: Roled>(role: T::Role) -> String {
    if T::ROLE.is_empty() {
        return String::new();
    }
    assert_eq!(fields::<T>().first(), Some(&T::ROLE), "the role stands first");
    format!("\"{}\":{}", T::ROLE, serde_json::json!(role))
}

impl Direction for Learn {
    fn kind(&self) -> ClaimType {
        self.bound.kind()
    }

    fn within(&mut self, field: Field, body: impl FnOnce(&mut Self)) {
        match self.place(field).map(|place| place.child) {
            None => {}
            Some(Child::Loop(id)) => self.in_loop(id, body),
            Some(Child::Segment(row)) => {
                let known = match std::mem::take(&mut self.rows[usize::from(row.0)].feeds) {
                    Feeds::Record(record, acts) if record == self.record => acts,
                    _ => Acts::default(),
                };
                self.acts.push(known);
                self.in_row(row, body);
                let acts = self.acts.pop().unwrap_or_default();
                self.rows[usize::from(row.0)].feeds = Feeds::Record(self.record, acts);
            }
        }
    }

    fn only(&mut self, kind: ClaimType, body: impl FnOnce(&mut Self)) {
        if kind == self.kind() {
            body(self);
        }
    }

    fn part<T: Default + DeserializeOwned>(
        &mut self,
        (name, _): Named<'_, Option<T>>,
        body: impl FnOnce(&mut Self, &mut T),
    ) {
        let part = self.tree.child(self.at, name, What::Part, fields::<T>());
        let before = std::mem::replace(&mut self.at, part);
        body(self, &mut T::default());
        self.at = before;
    }

    fn many<T: Default + DeserializeOwned>(
        &mut self,
        field: Field,
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let Some(place) = self.place(field) else { return };
        let item = self.item::<T>(name, String::new());
        let mut body = |d: &mut Self| d.in_item(item, |d| body(d, &mut T::default()));
        match place.child {
            Child::Segment(row) => {
                let acts = self.in_row(row, |d| d.noted(body));
                let row = &mut self.rows[usize::from(row.0)];
                (row.feeds, row.once) = (Feeds::Item(item, acts), false);
            }
            Child::Loop(id) => {
                let of_loop = &mut self.loops[usize::from(id.0)];
                (of_loop.item, of_loop.once) = (Some(item), false);
                self.in_loop(id, |d| body(d));
            }
        }
    }

    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for &(field, role) in roles {
            let Some(Child::Loop(id)) = self.place(field).map(|place| place.child) else { continue };
            let item = self.item::<T>(name, head::<T>(role));
            let of_loop = &mut self.loops[usize::from(id.0)];
            (of_loop.item, of_loop.once) = (Some(item), false);
            self.in_loop(id, |d| d.in_item(item, |d| body(d, &mut T::with_role(role))));
        }
    }

    fn slots<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for &(field, role) in roles {
            let Some(FieldPlace { child: Child::Segment(row), first, last, .. }) = self.place(field) else {
                continue;
            };
            let item = self.item::<T>(name, head::<T>(role));
            let acts =
                self.in_row(row, |d| d.noted(|d| d.in_item(item, |d| body(d, &mut T::with_role(role)))));
            let row = &mut self.rows[usize::from(row.0)];
            row.once = false;
            let mut codes = match std::mem::take(&mut row.feeds) {
                Feeds::Codes(codes) => codes,
                _ => Codes { capacity: 0, roles: Vec::new() },
            };
            codes.capacity = codes.capacity.max(last);
            codes.roles.push((first, last, item, acts));
            row.feeds = Feeds::Codes(codes);
        }
    }

    fn groups<T: Default + DeserializeOwned>(
        &mut self,
        (first, stride, count): (u8, u8, u8),
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let item = self.item::<T>(name, String::new());
        let acts = self.noted(|d| d.in_item(item, |d| body(d, &mut T::default())));
        self.top().groups = Some(Box::new(Groups { first, stride, count, item, acts }));
    }

    fn element<T: Codec>(&mut self, spot: Spot, (name, _): Named<'_, Option<T>>) {
        let field = self.value(name);
        // A field that is not this code, see `says_other`.
        let act = match self.top().by[usize::from(spot.element)] {
            Act::Other(code, _) if spot.component == 0 => Act::Other(code, field),
            _ => Act::Value(field, T::FORM),
        };
        self.put(spot, act);
    }

    fn padded(&mut self, spot: Spot, named: Named<'_, Option<Text>>) {
        self.element(spot, named);
    }

    fn qualifier(
        &mut self,
        ordinary: &'static str,
        spot: Spot,
        of: Spot,
        (name, _): Named<'_, Option<Text>>,
    ) {
        let field = self.value(name);
        self.put(spot, Act::Ordinary(code(ordinary.as_bytes()), field));
        self.top().pair(spot, of);
    }

    fn defaulted(&mut self, _: &str, spot: Spot, named: Named<'_, Option<Text>>) {
        self.element(spot, named);
        self.top().ask(spot, SEGMENT);
    }

    fn says_other(&mut self, spot: Spot, than: &'static str) -> bool {
        self.put(spot, Act::Other(code(than.as_bytes()), 0));
        true
    }

    fn list(&mut self, element: u8, from: u8, to: u8, (name, _): Named<'_, Vec<Text>>) {
        let item = self.item::<Text>(name, String::new());
        for component in from..=to {
            self.put(Spot { element, component }, Act::Text(item.slot, item.list));
        }
    }

    fn dated<T: Dated>(&mut self, format: Spot, value: Spot, (name, _): Named<'_, Option<T>>) {
        let slot = self.value(name);
        self.put(format, Act::Says);
        self.put(value, Act::Dated(slot, T::FORM, number(format)));
        self.top().pair(format, value);
    }

    fn days(
        &mut self,
        format: Spot,
        value: Spot,
        from: Named<'_, Option<NaiveDate>>,
        to: Named<'_, Option<NaiveDate>>,
    ) {
        let (from, to) = (self.value(from.0), self.value(to.0));
        self.put(format, Act::Says);
        self.put(value, Act::Days(from, to, number(format)));
        self.top().pair(format, value);
    }

    fn entity(
        &mut self,
        kind: Spot,
        name: Spot,
        organisation: Named<'_, Option<Text>>,
        person: Named<'_, Option<Text>>,
    ) {
        let organisation = (!organisation.0.is_empty()).then(|| self.value(organisation.0));
        let person = self.value(person.0);
        self.put(kind, Act::Kind(number(name)));
        self.put(name, Act::Name(organisation, person, number(kind)));
        self.top().ask(kind, name);
    }

    fn elsewhere(&mut self, elements: &[u8]) {
        let acts = self.top();
        acts.passed |= elements.iter().fold(0, |all, n| all | 1 << n);
        acts.told = true;
    }

    fn numbered(&mut self, spot: Spot, named: Named<'_, Option<Text>>) {
        self.defaulted("", spot, named);
    }
}

/// Number of a place among its neighbors: elements, or components of one element.
fn number(spot: Spot) -> u8 {
    if spot.component > 0 { spot.component } else { spot.element }
}
