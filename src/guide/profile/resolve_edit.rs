//! Holds the words of an edit against the guide.

use super::super::schema::{Content, Guide, LoopId, RowId, Spot};
use super::Picture;
use super::edit::{EditPlace, Expression, Value};
use super::read::At;
use super::read_edit as read;
use super::resolve::{Wrong, element, find_loop, outward, rows, wrong};

/// An edit's words, in a loop.
#[derive(Clone, Copy)]
pub(super) struct Resolver<'g> {
    pub(super) guide: &'g Guide,
    pub(super) around: LoopId,
    /// The loop that the edit looks at; `around` may be one that is gone through for it.
    pub(super) outer: LoopId,
}

impl Resolver<'_> {
    pub(super) fn expression(&self, read: &read::Expression<'_>) -> Result<Expression, Wrong> {
        let all = |parts: &[read::Expression<'_>]| {
            parts.iter().map(|part| self.expression(part)).collect::<Result<Vec<_>, _>>()
        };
        Ok(match read {
            read::Expression::All(parts) => Expression::All(all(parts)?),
            read::Expression::Any(parts) => Expression::Any(all(parts)?),
            read::Expression::Not(inner) => Expression::Not(Box::new(self.expression(inner)?)),
            read::Expression::There(place) => Expression::There(self.place(place)?),
            read::Expression::Like(place, picture, holds) => {
                let place_found = self.place(place)?;
                let picture = self.picture(picture, &place_found)?;
                Expression::Like(place_found, picture, *holds)
            }
            read::Expression::Compare(left, how, right) => {
                Expression::Compare(self.value(left)?, *how, self.value(right)?)
            }
            read::Expression::Twice(place) => Expression::Twice(self.place(place)?),
            read::Expression::Repeated(id, places) => {
                let around = find_loop(self.guide, id)?;
                let inner = Resolver { around, ..*self };
                let places = places.iter().map(|place| inner.place(place)).collect::<Result<_, _>>()?;
                Expression::Repeated(around, places)
            }
            read::Expression::Listed(places, list) => {
                let places = places.iter().map(|place| self.place(place)).collect::<Result<_, _>>()?;
                Expression::Listed(places, list.to_ascii_lowercase())
            }
            read::Expression::Some(id, inner) => {
                let (id, inner) = self.within(id, inner)?;
                Expression::Some(id, inner)
            }
        })
    }

    /// An expression on the instances of a loop.
    fn within(
        &self,
        id: &At<&str>,
        inner: &read::Expression<'_>,
    ) -> Result<(LoopId, Box<Expression>), Wrong> {
        let around = find_loop(self.guide, id)?;
        let inner = Resolver { around, ..*self }.expression(inner)?;
        Ok((around, Box::new(inner)))
    }

    fn value(&self, read: &read::Value<'_>) -> Result<Value, Wrong> {
        let boxed = |value: &read::Value<'_>| self.value(value).map(Box::new);
        Ok(match read {
            read::Value::At(place) => Value::At(self.place(place)?),
            read::Value::Number(number) => Value::Number(*number),
            read::Value::Day(day) => Value::Day(*day),
            read::Value::ServiceDay => Value::ServiceDay,
            read::Value::Created => Value::Created,
            read::Value::Count(place, picture) => {
                let place = self.place(place)?;
                let picture = picture.as_ref().map(|picture| self.picture(picture, &place)).transpose()?;
                Value::Count(place, picture)
            }
            read::Value::CountLoops(id, inner) => {
                let (id, inner) = self.within(id, inner)?;
                Value::CountLoops(id, inner)
            }
            read::Value::Of(of, place) => {
                let place = self.place(place)?;
                match *of {
                    "sum" => Value::Sum(place),
                    "most" => Value::Most(place),
                    "size" => Value::Size(place),
                    "from" => Value::From(place),
                    _ => Value::To(place),
                }
            }
            read::Value::MonthEnd(day) => Value::MonthEnd(boxed(day)?),
            read::Value::Between("days", from, to) => Value::Days(boxed(from)?, boxed(to)?),
            read::Value::Between(_, from, to) => Value::Years(boxed(from)?, boxed(to)?),
            read::Value::Plus(left, right) => Value::Plus(boxed(left)?, boxed(right)?),
            read::Value::Minus(left, right) => Value::Minus(boxed(left)?, boxed(right)?),
        })
    }

    fn picture(&self, picture: &At<&str>, place: &EditPlace) -> Result<Picture, Wrong> {
        let found = Picture::new(picture.what);
        if let Some(fault) = found.fault() {
            return wrong(picture.left, fault);
        }
        if place.elements.0 == place.elements.1 && place.components.0 == place.components.1 {
            let spot = Spot { element: place.elements.0, component: place.components.0 };
            let elements = place.rows.iter().filter_map(|row| element(self.guide.row(*row), spot));
            let possible = |content: &Content| match content {
                Content::Simple { codes, .. } => {
                    codes.is_empty() || codes.iter().any(|code| found.fits(code.as_bytes()))
                }
                Content::Composite { .. } => false,
            };
            if !elements.into_iter().any(|element| possible(&element.content)) {
                return wrong(picture.left, "nothing that the guide allows there looks like that");
            }
        }
        Ok(found)
    }

    pub(super) fn place(&self, read: &At<read::Place<'_>>) -> Result<EditPlace, Wrong> {
        let (left, place) = (read.left, &read.what);
        let in_loop = if let Some(name) = place.in_loop {
            find_loop(self.guide, &At { left, what: name })?
        } else {
            let outward = outward(self.guide, self.around);
            let has = |id: &LoopId| rows(self.guide, *id, place.segment).next().is_some();
            let Some(found) = outward.into_iter().find(has) else {
                let here = &self.guide.loop_(self.around).id;
                let problem = format!("there is no segment {} in loop {here} or around it", place.segment);
                return wrong(left, problem);
            };
            found
        };
        let all: Vec<RowId> = rows(self.guide, in_loop, place.segment).collect();
        let name = &self.guide.loop_(in_loop).id;
        if all.is_empty() {
            return wrong(left, format!("loop {name} has no segment {}", place.segment));
        }
        // A row is meant if its own codes have the qualifier; rows that say nothing of it may have it.
        let qualifier = place.qualifier.map(Picture::new);
        let may_have = |row: &RowId| {
            let Some(qualifier) = &qualifier else { return true };
            self.guide.row(*row).conditions.iter().all(|own| {
                own.spot.element != 1
                    || own.spot.component > 1
                    || own.codes.iter().any(|code| qualifier.fits(code.as_bytes()))
            })
        };
        let mut meant: Vec<RowId> = all.iter().copied().filter(may_have).collect();
        if meant.is_empty() {
            // Later elements of a row may have qualifiers of their own: HI*ABK:...*ABF:...
            meant = all;
        }
        let spot = Spot { element: place.elements.0, component: place.components.1 };
        if !meant.iter().any(|row| element(self.guide.row(*row), spot).is_some()) {
            return wrong(left, format!("{} of loop {name} has no {spot} in the guide", place.segment));
        }
        Ok(EditPlace {
            in_loop,
            rows: meant,
            qualifier,
            code: place.code.map(Picture::new),
            elements: place.elements,
            components: place.components,
            outer: place.outer,
            around: enclosing(self.guide, if place.outer { self.outer } else { self.around }, in_loop),
        })
    }
}

/// Whether `outer` is `inner` or is around it.
pub fn encloses(guide: &Guide, outer: LoopId, inner: LoopId) -> bool {
    outer == inner || guide.loop_(inner).parents.iter().any(|parent| encloses(guide, outer, *parent))
}

/// The innermost loop that is `here` or around it and has a loop in it.
fn enclosing(guide: &Guide, here: LoopId, wanted: LoopId) -> Option<LoopId> {
    let mut at = Some(here);
    while let Some(id) = at {
        if encloses(guide, id, wanted) {
            return Some(id);
        }
        at = guide.loop_(id).parents.first().copied();
    }
    None
}
