//! The verbs of the description, run backwards.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use crate::guide::{Child, RowId, Spot};
use crate::model::{ClaimType, Text};

use super::super::bound_guide::FieldPlace;
use super::super::codec::{Codec, Dated, compact};
use super::super::direction::{Direction, Named, Roled, SEGMENT};
use super::super::draft::{Draft, Strength};
use super::super::field::Field;
use super::Write;

impl Direction for Write<'_> {
    fn kind(&self) -> ClaimType {
        self.bound.kind()
    }

    fn within(&mut self, field: Field, body: impl FnOnce(&mut Self)) {
        match self.place(field) {
            Some(place) => self.enter(place, body),
            None => self.astray(body),
        }
    }

    fn only(&mut self, kind: ClaimType, body: impl FnOnce(&mut Self)) {
        if kind == self.kind() { body(self) } else { self.astray(body) }
    }

    fn part<T: Default + DeserializeOwned>(
        &mut self,
        (name, value): Named<'_, Option<T>>,
        body: impl FnOnce(&mut Self, &mut T),
    ) {
        match value {
            Some(value) => self.step(name, None, |d| body(d, value)),
            // Defaults of required segments are filled in for parts that are not there, too.
            None => self.step(name, None, |d| body(d, &mut T::default())),
        }
    }

    fn many<T: Default + DeserializeOwned>(
        &mut self,
        field: Field,
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        let place = self.place(field);
        if list.is_empty() {
            if let Some(place) = place {
                self.lacks_items(place, name);
            }
            return;
        }
        let Some(place) = place else {
            self.no_place(name);
            return;
        };
        for (n, item) in list.iter_mut().enumerate() {
            self.step(name, Some(n), |d| d.item(place, |d| body(d, item)));
        }
    }

    fn many_of<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (n, item) in list.iter_mut().enumerate() {
            let field = roles.iter().find(|(_, role)| *role == item.role()).map(|(field, _)| *field);
            self.step(name, Some(n), |d| match field.and_then(|field| d.place(field)) {
                Some(place) => d.item(place, |d| body(d, item)),
                None => d.no_place(T::ROLE),
            });
        }
    }

    fn slots<T: Roled>(
        &mut self,
        roles: &[(Field, T::Role)],
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        // One open segment a row; full ones are closed.
        let mut open: Vec<(FieldPlace, Draft, u8, u8)> = Vec::new();
        for (n, item) in list.iter_mut().enumerate() {
            let field = roles.iter().find(|(_, role)| *role == item.role()).map(|(field, _)| *field);
            let Some(place) = field.and_then(|field| self.place(field)) else {
                self.step(name, Some(n), |d| d.no_place(T::ROLE));
                continue;
            };
            let Child::Segment(row) = place.child else { continue };
            let at = open.iter().position(|(p, ..)| p.ordinal == place.ordinal);
            let at = at.unwrap_or_else(|| {
                open.push((place, self.begin(row), 0, self.limit(row)));
                open.len() - 1
            });
            let (_, _, used, limit) = &open[at];
            let mut slot = place.first.max(used + 1);
            if slot > place.last.min(*limit) {
                let next = self.begin(row);
                let (_, full, ..) = std::mem::replace(&mut open[at], (place, next, 0, 0));
                self.keep(place.ordinal, full);
                open[at].3 = self.limit(row);
                slot = place.first;
            }
            let draft = std::mem::replace(&mut open[at].1, Draft::new(row, self.path.depth()));
            let outer = self.draft.replace(draft);
            self.base = slot - 1;
            self.step(name, Some(n), |d| body(d, item));
            self.base = 0;
            if let Some(draft) = std::mem::replace(&mut self.draft, outer) {
                open[at].1 = draft;
                open[at].2 = slot;
            }
        }
        for (field, _) in roles {
            if let Some(place) =
                self.place(*field).filter(|place| !open.iter().any(|(p, ..)| p.ordinal == place.ordinal))
            {
                self.lacks_items(place, name);
            }
        }
        open.sort_by_key(|(place, ..)| place.ordinal);
        for (place, draft, ..) in open {
            self.keep(place.ordinal, draft);
        }
    }

    fn groups<T: Default + DeserializeOwned>(
        &mut self,
        (first, stride, count): (u8, u8, u8),
        (name, list): Named<'_, Vec<T>>,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (n, item) in list.iter_mut().enumerate() {
            self.step(name, Some(n), |d| {
                if n < usize::from(count) {
                    d.base = first - 1 + n as u8 * stride;
                    body(d, item);
                    d.base = 0;
                } else {
                    d.problem(
                        "",
                        format!("there is room for {count} only; put it into another one of its kind"),
                    );
                }
            });
        }
    }

    fn element<T: Codec>(&mut self, spot: Spot, (name, value): Named<'_, Option<T>>) {
        match value.as_ref().map(Codec::encode).filter(|text| !text.is_empty()) {
            Some(text) => self.put(spot, name, text),
            None => self.ask(spot, name),
        }
    }

    fn padded(&mut self, spot: Spot, (name, value): Named<'_, Option<Text>>) {
        let Some(width) = self.draft.as_ref().and_then(|draft| self.bound.width(draft.row, spot)) else {
            return;
        };
        let text = value.as_deref().unwrap_or("");
        if text.chars().count() > width {
            self.problem(
                name,
                format!("is longer than the {width} characters the interchange header has for it"),
            );
        } else if text.is_empty() {
            self.fill(spot, " ".repeat(width).into(), SEGMENT);
        } else {
            // It is filled up where its bytes are known.
            self.put(spot, name, text.into());
        }
    }

    fn qualifier(
        &mut self,
        ordinary: &'static str,
        spot: Spot,
        of: Spot,
        (name, value): Named<'_, Option<Text>>,
    ) {
        match value.as_ref().filter(|value| !value.is_empty()) {
            Some(value) => self.put(spot, name, value.clone()),
            None => self.fill(spot, ordinary.into(), of),
        }
    }

    fn defaulted(&mut self, default: &str, spot: Spot, (name, value): Named<'_, Option<Text>>) {
        match value.as_ref().filter(|value| !value.is_empty()) {
            Some(value) => self.put(spot, name, value.clone()),
            None => self.fill(spot, default.into(), SEGMENT),
        }
    }

    fn list(&mut self, element: u8, from: u8, to: u8, (name, list): Named<'_, Vec<Text>>) {
        for (n, value) in list.iter().enumerate() {
            self.step(name, Some(n), |d| {
                let component = from as usize + n;
                if component > usize::from(to) {
                    d.problem("", format!("there is room for {} only", to + 1 - from));
                } else if !value.is_empty() {
                    d.put(Spot { element, component: component as u8 }, "", value.clone());
                }
            });
        }
    }

    fn dated<T: Dated>(&mut self, format: Spot, value: Spot, (name, field): Named<'_, Option<T>>) {
        let Some(field) = field else {
            self.ask(value, name);
            return;
        };
        let (qualifier, text) = (field.format(), Dated::encode(field));
        self.put(value, name, text);
        self.fill(format, qualifier.into(), value);
    }

    fn days(
        &mut self,
        format: Spot,
        value: Spot,
        from: Named<'_, Option<NaiveDate>>,
        to: Named<'_, Option<NaiveDate>>,
    ) {
        // A hand-written claim may name one day where the guide wants two; one that was read keeps what it had.
        let last = to.1.or(from.1.filter(|_| self.by_hand && self.only_ranges(format)));
        match (*from.1, last) {
            (None, None) => self.ask(value, from.0),
            (None, Some(_)) => self.problem(from.0, format!("is missing; {} names the last day only", to.0)),
            (Some(day), None) => {
                self.put(value, from.0, compact(day));
                self.fill(format, "D8".into(), value);
            }
            (Some(first), Some(last)) => {
                self.put(value, from.0, format!("{}-{}", &*compact(first), &*compact(last)).into());
                self.fill(format, "RD8".into(), value);
            }
        }
    }

    fn entity(
        &mut self,
        kind: Spot,
        name: Spot,
        organisation: Named<'_, Option<Text>>,
        person: Named<'_, Option<Text>>,
    ) {
        match (&*organisation.1, &*person.1) {
            (Some(_), Some(_)) => {
                self.problem(
                    organisation.0,
                    format!("stands beside {}: it is an organisation or a person, not both", person.0),
                );
            }
            (Some(text), None) => {
                self.put(name, organisation.0, text.clone());
                self.fill(kind, "2".into(), SEGMENT);
            }
            (None, Some(text)) => {
                self.put(name, person.0, text.clone());
                self.fill(kind, "1".into(), SEGMENT);
            }
            (None, None) => self.ask(name, if organisation.0.is_empty() { person.0 } else { organisation.0 }),
        }
    }

    fn elsewhere(&mut self, elements: &[u8]) {
        self.count += 1;
        let row = self.draft.as_ref().map(|draft| draft.row);
        let came = row.is_some_and(|row| !self.came_without(Child::Segment(row)));
        if let Some(draft) = &mut self.draft {
            if !came {
                return;
            }
            draft.force();
            for &element in elements {
                draft.set(Spot { element, component: 0 }, Text::default(), Strength::Kept);
            }
        }
    }

    fn numbered(&mut self, spot: Spot, named: Named<'_, Option<Text>>) {
        let number = self.path.index().map_or(0, |n| n + 1);
        self.defaulted(&number.to_string(), spot, named);
    }
}

impl Write<'_> {
    /// Whether the segment at hand takes a stretch of days only, no single one.
    fn only_ranges(&self, format: Spot) -> bool {
        let row = self.draft.as_ref().map(|draft| draft.row);
        let fixed = row.map(|row| &self.bound.table(row).fixed);
        fixed.is_some_and(|fixed| fixed.iter().any(|fixed| fixed.spot == format && fixed.code == "RD8"))
    }

    /// How many codes the next segment of a row takes before another begins.
    fn limit(&self, row: RowId) -> u8 {
        if self.overlay.is_empty() {
            u8::MAX
        } else {
            self.overlay.filled(&self.address(row)).unwrap_or(u8::MAX)
        }
    }
}
