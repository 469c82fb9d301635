//! The description run for its own sake: which places of a guide it knows.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use crate::guide::{Child, Content, Guide, LoopId, RowId, Spot, Usage, registry};
use crate::model::{Claim, ClaimType, Text};

use super::bound_guide::{BoundGuide, FieldPlace};
use super::codec::{Codec, Dated};
use super::describe;
use super::direction::{Direction, Named, Roled};
use super::field::Field;
use crate::tree::Part;

/// Notes every place that the description names.
struct Coverage {
    bound: &'static BoundGuide,
    in_loop: LoopId,
    row: Option<RowId>,
    base: u8,
    nowhere: usize,
    named: BTreeSet<(RowId, Spot)>,
    /// Fields that found a row or loop.
    fields: BTreeSet<Field>,
}

impl Coverage {
    fn name(&mut self, spot: Spot) {
        if let Some(row) = self.row.filter(|_| self.nowhere == 0) {
            self.named.insert((row, Spot { element: spot.element + self.base, component: spot.component }));
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
}

impl Direction for Coverage {
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
        (_, value): Named<'_, Option<T>>,
        body: impl FnOnce(&mut Self, &mut T),
    ) {
        body(self, value.get_or_insert_with(T::default));
    }

    fn many<T: Default + DeserializeOwned>(
        &mut self,
        field: Field,
        _: Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        self.enter(field, |d, _| body(d, &mut T::default()));
    }

    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        _: Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (field, role) in roles {
            self.enter(*field, |d, _| body(d, &mut T::with_role(*role)));
        }
    }

    fn slots<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        _: Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (field, role) in roles {
            self.enter(*field, |d, place| {
                for n in place.map_or(0..=0, |place| place.first..=place.last) {
                    d.base = n.saturating_sub(1);
                    body(d, &mut T::with_role(*role));
                }
                d.base = 0;
            });
        }
    }

    fn groups<T: Default + DeserializeOwned>(
        &mut self,
        (first, stride, count): (u8, u8, u8),
        _: Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for n in 0..count {
            self.base = first - 1 + n * stride;
            body(self, &mut T::default());
        }
        self.base = 0;
    }

    fn element<T: Codec>(&mut self, spot: Spot, _: Named<'_, Option<T>>) {
        self.name(spot);
    }

    fn padded(&mut self, spot: Spot, _: Named<'_, Option<Text>>) {
        self.name(spot);
    }

    fn qualifier(&mut self, _: &'static str, spot: Spot, _: Spot, _: Named<'_, Option<Text>>) {
        self.name(spot);
    }

    fn defaulted(&mut self, _: &str, spot: Spot, _: Named<'_, Option<Text>>) {
        self.name(spot);
    }

    fn list(&mut self, element: u8, from: u8, to: u8, _: Named<'_, Vec<Text>>) {
        for component in from..=to {
            self.name(Spot { element, component });
        }
    }

    fn dated<T: Dated>(&mut self, format: Spot, value: Spot, _: Named<'_, Option<T>>) {
        self.name(format);
        self.name(value);
    }

    fn days(
        &mut self,
        format: Spot,
        value: Spot,
        _: Named<'_, Option<NaiveDate>>,
        _: Named<'_, Option<NaiveDate>>,
    ) {
        self.name(format);
        self.name(value);
    }

    fn entity(&mut self, kind: Spot, name: Spot, _: Named<'_, Option<Text>>, _: Named<'_, Option<Text>>) {
        self.name(kind);
        self.name(name);
    }

    fn elsewhere(&mut self, elements: &[u8]) {
        for &element in elements {
            self.name(Spot { element, component: 0 });
        }
    }

    fn numbered(&mut self, spot: Spot, _: Named<'_, Option<Text>>) {
        self.name(spot);
    }
}

/// Runs the description over a guide.
fn cover(kind: ClaimType) -> Coverage {
    let bound = BoundGuide::of(registry::guide(kind));
    let mut coverage = Coverage {
        bound,
        in_loop: LoopId(0),
        row: None,
        base: 0,
        nowhere: 0,
        named: BTreeSet::new(),
        fields: BTreeSet::new(),
    };
    let d = &mut coverage;
    let claim = &mut Claim::new(kind);
    let at = |d: &mut Coverage, part: Part| d.in_loop = bound.roots().root(part);
    at(d, Part::Header);
    describe::header(d, claim);
    at(d, Part::Provider);
    describe::provider(d, claim);
    for patient_follows in [false, true] {
        at(d, Part::Subscriber);
        describe::subscriber(d, claim, patient_follows);
    }
    at(d, Part::Patient);
    describe::patient(d, claim);
    at(d, Part::Claim);
    describe::claim(d, claim);
    coverage
}

/// Places of a guide that hold a value which neither the description names nor the row fixes.
fn missing(coverage: &Coverage) -> Vec<String> {
    let guide: &Guide = coverage.bound.guide;
    let mut missing = Vec::new();
    for (n, row) in guide.segments.iter().enumerate() {
        let id = RowId(n as u16);
        if matches!(&*row.id, "SE" | "GE" | "IEA") {
            continue;
        }
        if !coverage.named.iter().any(|(named, _)| *named == id) {
            missing.push(format!("{} {} as a whole", guide.loop_(row.in_loop).id, row.label));
        }
        let fixed = |spot: Spot| coverage.bound.table(id).fixed.iter().any(|fixed| fixed.spot == spot);
        let named = |spot: Spot| {
            let whole = Spot { component: 0, ..spot };
            coverage.named.contains(&(id, spot)) || coverage.named.contains(&(id, whole))
        };
        let mut look = |element: &crate::guide::Element| {
            if element.usage != Usage::NotUsed && !fixed(element.spot) && !named(element.spot) {
                missing.push(format!(
                    "{} {} {}{} {} ({})",
                    guide.loop_(row.in_loop).id,
                    row.label,
                    row.id,
                    element.spot,
                    element.name,
                    row.field.as_deref().unwrap_or("no name")
                ));
            }
        };
        for element in &row.elements {
            match &element.content {
                Content::Composite { components, .. } if element.usage != Usage::NotUsed => {
                    components.iter().for_each(&mut look);
                }
                _ => look(element),
            }
        }
    }
    missing
}

#[test]
fn every_place_of_both_guides_feeds_a_field() {
    for kind in [ClaimType::Professional, ClaimType::Institutional] {
        let missing = missing(&cover(kind));
        assert!(
            missing.is_empty(),
            "{kind:?}: {} places feed no field:\n{}",
            missing.len(),
            missing.join("\n")
        );
    }
}

#[test]
fn every_field_is_fed_by_a_row() {
    let mut fed = cover(ClaimType::Professional).fields;
    fed.extend(cover(ClaimType::Institutional).fields);
    let unfed: Vec<_> = Field::ALL.iter().filter(|(field, _)| !fed.contains(field)).collect();
    assert!(unfed.is_empty(), "no description reaches {unfed:?}");
}
