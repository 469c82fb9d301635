//! The description run for its own sake: which field each place of a guide feeds.

#[cfg(test)]
use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use crate::form;
use crate::guide::{Child, LoopId, RowId, Spot};
use crate::model::{Claim, ClaimType, Text};
use crate::tree::Part;

use super::bound_guide::{BoundGuide, FieldPlace};
use super::codec::{Codec, Dated};
use super::describe;
use super::direction::{Direction, Named, Roled};
use super::field::Field;
use super::trace::Path;

/// A place that the description names.
#[derive(Clone, Debug)]
pub(super) struct Surveyed {
    pub(super) row: RowId,
    pub(super) spot: Spot,
    /// Path of the field in the claim; empty where the place only says how another is written.
    pub(super) path: String,
    /// The items of lists on the way, from the outside in.
    pub(super) items: Vec<ItemPlace>,
    /// Of places of the subscriber's part, whether a patient's part follows.
    pub(super) patient_follows: Option<bool>,
}

/// Which item of a list a place is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ItemPlace {
    /// The key and the word that say what it is, where the guide says it: `role` and `rendering`.
    pub(super) kind: Option<(&'static str, String)>,
    /// What repeats: each begins another item, or so many of them as it has slots.
    pub(super) repeats: Option<Child>,
    /// The slot, from 0; which one of those for items of its kind; and how many slots those are.
    pub(super) slot: (usize, usize, usize),
}

/// Notes every place that the description names.
#[derive(Debug)]
pub(super) struct Survey {
    bound: &'static BoundGuide,
    path: Path,
    in_loop: LoopId,
    row: Option<RowId>,
    base: u8,
    /// Depth of fields that the guide has no place for.
    nowhere: usize,
    places: Vec<Surveyed>,
    items: Vec<ItemPlace>,
    patient_follows: Option<bool>,
    /// Fields that found a row or loop.
    #[cfg(test)]
    pub(super) fields: BTreeSet<Field>,
}

impl Survey {
    /// Runs the description over a guide.
    pub(super) fn of(bound: &'static BoundGuide) -> Self {
        let mut survey = Self {
            bound,
            path: Path::default(),
            in_loop: LoopId(0),
            row: None,
            base: 0,
            nowhere: 0,
            places: Vec::new(),
            items: Vec::new(),
            patient_follows: None,
            #[cfg(test)]
            fields: BTreeSet::new(),
        };
        survey.run();
        survey
    }

    /// The places, in the order of the description.
    pub(super) fn places(&self) -> &[Surveyed] {
        &self.places
    }

    fn run(&mut self) {
        let claim = &mut Claim::new(self.bound.kind());
        self.enter_part(Part::Header);
        describe::header(self, claim);
        self.enter_part(Part::Provider);
        describe::provider(self, claim);
        for patient_follows in [true, false] {
            self.enter_part(Part::Subscriber);
            self.patient_follows = Some(patient_follows);
            describe::subscriber(self, claim, patient_follows);
        }
        self.patient_follows = None;
        self.enter_part(Part::Patient);
        describe::patient(self, claim);
        self.enter_part(Part::Claim);
        describe::claim(self, claim);
    }

    fn enter_part(&mut self, part: Part) {
        self.in_loop = self.bound.roots().root(part);
    }

    /// A place of a field, or one that only says how another is written, which has no name.
    fn note(&mut self, spot: Spot, name: &str) {
        self.place(spot, if name.is_empty() { String::new() } else { self.path.with(name) });
    }

    fn place(&mut self, spot: Spot, path: String) {
        if let Some(row) = self.row.filter(|_| self.nowhere == 0) {
            let spot = Spot { element: spot.element + self.base, component: spot.component };
            let (items, patient_follows) = (self.items.clone(), self.patient_follows);
            self.places.push(Surveyed { row, spot, path, items, patient_follows });
        }
    }

    fn enter(&mut self, field: Field, body: impl FnOnce(&mut Self, Option<FieldPlace>)) {
        match self.bound.place(self.in_loop, field).filter(|_| self.nowhere == 0) {
            None => {
                self.nowhere += 1;
                body(self, None);
                self.nowhere -= 1;
            }
            Some(place) => {
                #[cfg(test)]
                self.fields.insert(field);
                let outer = (self.in_loop, self.row);
                match place.child {
                    Child::Segment(row) => self.row = Some(row),
                    Child::Loop(inner) => (self.in_loop, self.row) = (inner, None),
                }
                body(self, Some(place));
                (self.in_loop, self.row) = outer;
            }
        }
    }

    fn inside(&mut self, name: &'static str, item: Option<ItemPlace>, body: impl FnOnce(&mut Self)) {
        self.path.push(name, item.as_ref().map(|_| 0));
        let outside = self.items.len();
        self.items.extend(item);
        body(self);
        self.items.truncate(outside);
        self.path.pop();
    }
}

/// What items of a role are, in words of the JSON; none where there is only one kind.
fn kind_of<T: Roled>(role: T::Role) -> Option<(&'static str, String)> {
    (!T::ROLE.is_empty()).then(|| (T::ROLE, form::word(&role)))
}

impl Direction for Survey {
    fn kind(&self) -> ClaimType {
        self.bound.kind()
    }

    fn within(&mut self, field: Field, body: impl FnOnce(&mut Self)) {
        self.enter(field, |d, _| body(d));
    }

    fn only(&mut self, kind: ClaimType, body: impl FnOnce(&mut Self)) {
        if kind == self.kind() {
            body(self);
        }
    }

    fn part<T: Default + DeserializeOwned>(
        &mut self,
        (name, value): Named<'_, Option<T>>,
        body: impl FnOnce(&mut Self, &mut T),
    ) {
        self.inside(name, None, |d| body(d, value.get_or_insert_with(T::default)));
    }

    fn many<T: Default + DeserializeOwned>(
        &mut self,
        field: Field,
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        self.enter(field, |d, place| {
            let item = ItemPlace { repeats: place.map(|place| place.child), slot: (0, 0, 1), kind: None };
            d.inside(name, Some(item), |d| body(d, &mut T::default()));
        });
    }

    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (field, role) in roles {
            self.enter(*field, |d, place| {
                let item = ItemPlace {
                    kind: kind_of::<T>(*role),
                    repeats: place.map(|place| place.child),
                    slot: (0, 0, 1),
                };
                d.inside(name, Some(item), |d| body(d, &mut T::with_role(*role)));
            });
        }
    }

    fn slots<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (field, role) in roles {
            self.enter(*field, |d, place| {
                let (first, last) = place.map_or((0, 0), |place| (place.first, place.last));
                for n in first..=last {
                    d.base = n.saturating_sub(1);
                    let (at, width) = (usize::from(n - first), usize::from(last - first) + 1);
                    let item = ItemPlace {
                        kind: kind_of::<T>(*role),
                        repeats: place.map(|place| place.child),
                        slot: (usize::from(d.base), at, width),
                    };
                    d.inside(name, Some(item), |d| body(d, &mut T::with_role(*role)));
                }
                d.base = 0;
            });
        }
    }

    fn groups<T: Default + DeserializeOwned>(
        &mut self,
        (first, stride, count): (u8, u8, u8),
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for n in 0..count {
            self.base = first - 1 + n * stride;
            let item = ItemPlace { slot: (usize::from(n), usize::from(n), 1), ..ItemPlace::default() };
            self.inside(name, Some(item), |d| body(d, &mut T::default()));
        }
        self.base = 0;
    }

    fn element<T: Codec>(&mut self, spot: Spot, (name, _): Named<'_, Option<T>>) {
        // A list item that is a text by itself has no name: its path is the item's.
        self.place(spot, self.path.with(name));
    }

    fn padded(&mut self, spot: Spot, (name, _): Named<'_, Option<Text>>) {
        self.note(spot, name);
    }

    fn qualifier(&mut self, _: &'static str, spot: Spot, _: Spot, (name, _): Named<'_, Option<Text>>) {
        self.note(spot, name);
    }

    fn defaulted(&mut self, _: &str, spot: Spot, (name, _): Named<'_, Option<Text>>) {
        self.note(spot, name);
    }

    fn list(&mut self, element: u8, from: u8, to: u8, (name, _): Named<'_, Vec<Text>>) {
        for component in from..=to {
            self.note(Spot { element, component }, name);
        }
    }

    fn dated<T: Dated>(&mut self, format: Spot, value: Spot, (name, _): Named<'_, Option<T>>) {
        self.note(format, "");
        self.note(value, name);
    }

    fn days(
        &mut self,
        format: Spot,
        value: Spot,
        (from, _): Named<'_, Option<NaiveDate>>,
        _: Named<'_, Option<NaiveDate>>,
    ) {
        self.note(format, "");
        self.note(value, from);
    }

    fn entity(
        &mut self,
        kind: Spot,
        name: Spot,
        (organization, _): Named<'_, Option<Text>>,
        (person, _): Named<'_, Option<Text>>,
    ) {
        self.note(kind, "");
        self.note(name, organization);
        self.note(name, person);
    }

    fn elsewhere(&mut self, elements: &[u8]) {
        for &element in elements {
            self.note(Spot { element, component: 0 }, "");
        }
    }

    fn numbered(&mut self, spot: Spot, (name, _): Named<'_, Option<Text>>) {
        self.note(spot, name);
    }
}
