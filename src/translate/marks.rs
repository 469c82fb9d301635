//! What each place of a guide says about a person: the description, run once, tells whose mark holds where.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use crate::guide::{Child, Guide, LoopId, PerGuide, RowId, Spot};
use crate::model::{Claim, ClaimType, Mark, Text, mark};
use crate::tree::Part;

use super::bound_guide::{BoundGuide, FieldPlace};
use super::codec::{Codec, Dated};
use super::describe;
use super::direction::{Direction, Named, Roled};
use super::field::Field;
use super::trace::Path;

/// The marks of the fields that a guide's places feed.
#[derive(Debug)]
pub(crate) struct Marks(HashMap<(RowId, Spot), Mark>);

impl Marks {
    /// The marks of a guide, found out once.
    pub(crate) fn of(guide: &'static Guide) -> &'static Self {
        static MARKS: PerGuide<Marks> = PerGuide::new(|guide| Marking::new(BoundGuide::of(guide)).marks());
        MARKS.of(guide)
    }

    /// The mark of the field that a place feeds; none where no field with a mark does.
    pub(crate) fn get(&self, row: RowId, spot: Spot) -> Option<Mark> {
        self.0.get(&(row, spot)).copied()
    }
}

struct Marking {
    bound: &'static BoundGuide,
    path: Path,
    in_loop: LoopId,
    row: Option<RowId>,
    base: u8,
    nowhere: usize,
    found: HashMap<(RowId, Spot), Mark>,
}

impl Marking {
    fn new(bound: &'static BoundGuide) -> Self {
        Self {
            bound,
            path: Path::default(),
            in_loop: LoopId(0),
            row: None,
            base: 0,
            nowhere: 0,
            found: HashMap::new(),
        }
    }

    fn marks(mut self) -> Marks {
        let claim = &mut Claim::new(self.bound.kind());
        self.enter_part(Part::Header);
        describe::header(&mut self, claim);
        self.enter_part(Part::Provider);
        describe::provider(&mut self, claim);
        for patient_follows in [true, false] {
            self.enter_part(Part::Subscriber);
            describe::subscriber(&mut self, claim, patient_follows);
        }
        self.enter_part(Part::Patient);
        describe::patient(&mut self, claim);
        self.enter_part(Part::Claim);
        describe::claim(&mut self, claim);
        Marks(self.found)
    }

    fn enter_part(&mut self, part: Part) {
        self.in_loop = self.bound.roots().root(part);
    }

    fn note(&mut self, spot: Spot, name: &str) {
        let found = self.row.filter(|_| self.nowhere == 0 && !name.is_empty());
        if let (Some(row), Some(mark)) = (found, mark(&self.path.with(name))) {
            let spot = Spot { element: spot.element + self.base, component: spot.component };
            // A place that feeds two fields is as personal as the more personal one.
            let known = self.found.entry((row, spot)).or_insert(mark);
            if mark.is_personal() && !known.is_personal() {
                *known = mark;
            }
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

    fn inside(&mut self, name: &'static str, index: Option<usize>, body: impl FnOnce(&mut Self)) {
        self.path.push(name, index);
        body(self);
        self.path.pop();
    }
}

impl Direction for Marking {
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
        self.enter(field, |d, _| d.inside(name, Some(0), |d| body(d, &mut T::default())));
    }

    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, _): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (field, role) in roles {
            self.enter(*field, |d, _| d.inside(name, Some(0), |d| body(d, &mut T::with_role(*role))));
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
                for n in place.map_or(0..=0, |place| place.first..=place.last) {
                    d.base = n.saturating_sub(1);
                    d.inside(name, Some(0), |d| body(d, &mut T::with_role(*role)));
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
            self.inside(name, Some(0), |d| body(d, &mut T::default()));
        }
        self.base = 0;
    }

    fn element<T: Codec>(&mut self, spot: Spot, (name, _): Named<'_, Option<T>>) {
        self.note(spot, name);
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

    fn dated<T: Dated>(&mut self, _: Spot, value: Spot, (name, _): Named<'_, Option<T>>) {
        self.note(value, name);
    }

    fn days(
        &mut self,
        _: Spot,
        value: Spot,
        (from, _): Named<'_, Option<NaiveDate>>,
        _: Named<'_, Option<NaiveDate>>,
    ) {
        self.note(value, from);
    }

    fn entity(
        &mut self,
        _: Spot,
        name: Spot,
        (organization, _): Named<'_, Option<Text>>,
        (person, _): Named<'_, Option<Text>>,
    ) {
        self.note(name, organization);
        self.note(name, person);
    }

    fn elsewhere(&mut self, _: &[u8]) {}

    fn numbered(&mut self, spot: Spot, (name, _): Named<'_, Option<Text>>) {
        self.note(spot, name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::registry;

    /// The marks at the element of each row with this label.
    fn at(guide: &'static Guide, in_loop: &str, label: &str, element: u8, component: u8) -> Option<Mark> {
        let row = guide
            .segments
            .iter()
            .position(|row| row.label == label && guide.loop_(row.in_loop).id == in_loop);
        let row = row.unwrap_or_else(|| panic!("{in_loop} {label}"));
        Marks::of(guide).get(RowId(row as u16), Spot { element, component })
    }

    #[test]
    fn a_place_has_the_mark_of_its_field() {
        for guide in [registry::professional(), registry::institutional()] {
            for (in_loop, label, element, component, expected) in [
                ("2300", "CLM", 1, 0, Some(Mark::Id)),
                ("2300", "CLM", 2, 0, None),
                ("2300", "CLM", 5, 1, Some(Mark::Code)),
                ("2010BA", "NM1", 3, 0, Some(Mark::Name)),
                ("2010BA", "NM1", 9, 0, Some(Mark::Id)),
                ("2010BA", "DMG", 2, 0, Some(Mark::Birth)),
                ("2010CA", "N4", 3, 0, Some(Mark::Address)),
                ("2010AA", "NM1", 9, 0, Some(Mark::Public)),
                ("2010AA", "PER", 4, 0, Some(Mark::Contact)),
                ("2010AA", "PER", 8, 0, Some(Mark::Contact)),
                ("2330A", "NM1", 9, 0, Some(Mark::Id)),
                ("ISA", "ISA", 13, 0, Some(Mark::Control)),
            ] {
                assert_eq!(
                    at(guide, in_loop, label, element, component),
                    expected,
                    "{} {in_loop} {label}{element:02}-{component}",
                    guide.id
                );
            }
        }
    }
}
