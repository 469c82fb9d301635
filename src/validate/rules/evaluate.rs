//! The expressions of a payer's edits, held against a claim.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher};

use chrono::{Datelike, Months, NaiveDate};
use foldhash::fast::FixedState;
use rust_decimal::Decimal;

use crate::guide::profile::{Comparison, EditPlace, Expression, Picture, Value};
use crate::guide::{LoopId, Spot};
use crate::validate::scope::{Claim, Instance};
use crate::validate::violation::Site;

use super::common::{amount, created, day, served};

/// Values of a list that is short, as nearly all are.
const FEW: usize = 16;

/// The most instances of a loop that an expression goes through for each instance it is asked of: as many service lines as
/// a claim may have.
const MOST: usize = 999;

/// Where an expression is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a, 'c> {
    pub(super) claim: &'a Claim<'c>,
    /// The instance that is looked at; none where the claim as a whole is.
    pub(super) here: Option<Instance<'c>>,
    /// The instance that the edit looks at.
    pub(super) outer: Option<Instance<'c>>,
    /// Where something was seen to be there twice.
    pub(super) witness: &'a Cell<Option<(Site<'c>, Option<Spot>)>>,
}

/// A value.
#[derive(Clone, Copy, Debug)]
enum Found<'c> {
    Text(&'c [u8]),
    Number(Decimal),
    Day(NaiveDate),
}

impl<'c> Asked<'_, 'c> {
    pub(super) fn holds(&self, expression: &Expression) -> bool {
        match expression {
            Expression::All(parts) => parts.iter().all(|part| self.holds(part)),
            Expression::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Expression::Not(inner) => !self.holds(inner),
            Expression::There(place) => self.any(place, &mut |_| true),
            Expression::Like(place, picture, wanted) => {
                self.any(place, &mut |value| picture.fits(value)) == *wanted
            }
            Expression::Compare(left, how, right) => self.compare(left, *how, right),
            Expression::Twice(place) => self.is_twice(place),
            Expression::Repeated(id, places) => self.is_repeated(*id, places),
            Expression::Some(id, inner) => self.each(*id).any(|one| one.holds(inner)),
            Expression::Listed(places, list) => self.is_listed(places, list, &mut Vec::new()),
        }
    }

    /// Whether it may hold in an instance of a loop, by one look along the segments that it speaks of. Asked of the claim as a
    /// whole, it spares asking each line.
    pub(super) fn may_hold(&self, expression: &Expression, in_loop: LoopId) -> bool {
        match expression {
            Expression::All(parts) => parts.iter().all(|part| self.may_hold(part, in_loop)),
            Expression::There(_) | Expression::Like(_, _, true) => self.holds(expression),
            Expression::Twice(place) => self.may_be_twice(place, in_loop),
            _ => true,
        }
    }

    /// Whether a value may be at a place twice in one instance of a loop.
    fn may_be_twice(&self, place: &EditPlace, in_loop: LoopId) -> bool {
        let &[row] = place.rows.as_slice() else { return true };
        let mut has_two = |site: Site<'c>| {
            let mut count = 0;
            values(place, &site, &mut |_| {
                count += 1;
                count == 2
            })
        };
        place.in_loop != in_loop || self.sites(place, &mut has_two) || !self.claim.stands_once(row, in_loop)
    }

    /// Whether a list has the values before it, together with some of these places.
    fn is_listed(&self, places: &[EditPlace], list: &str, before: &mut Vec<&'c str>) -> bool {
        let Some((first, rest)) = places.split_first() else {
            return self.claim.settings().reference.is_listed(list, before, self.service_day());
        };
        self.any(first, &mut |value| {
            let Ok(text) = std::str::from_utf8(value) else { return false };
            before.push(text.trim());
            let found = self.is_listed(rest, list, before);
            before.pop();
            found
        })
    }

    /// Whether a value is at a place more than once; notes where the second one is.
    fn is_twice(&self, place: &EditPlace) -> bool {
        let mut seen: [&[u8]; FEW] = [&[]; FEW];
        let (mut count, mut more) = (0, HashSet::new());
        let mut is_new = |value: &'c [u8]| {
            if seen[..count].contains(&value) {
                return false;
            }
            if count < FEW {
                seen[count] = value;
                count += 1;
                return true;
            }
            more.insert(value)
        };
        self.sites(place, &mut |site| {
            let second = elements(place, &site).find_map(|element| {
                let mut at = None;
                spots_of(place, &site, element, &mut |component, value| {
                    at = (!is_new(value)).then_some(Spot { element, component });
                    at.is_some()
                });
                at
            });
            if second.is_some() {
                self.witness.set(Some((site, second)));
            }
            second.is_some()
        })
    }

    /// Whether an instance has the same values as one before it; notes the second one.
    fn is_repeated(&self, id: LoopId, places: &[EditPlace]) -> bool {
        if !self.claim.has_more(self.claim.guide().opener(id), 1) || self.are_apart(id, places) {
            return false;
        }
        let ones: Vec<Self> = self.all(id).collect();
        // Those that are alike so far, with the number of their kind; each place parts them further.
        let mut alike: Vec<(usize, usize)> = (0..ones.len()).map(|n| (0, n)).collect();
        for (nth, place) in places.iter().enumerate() {
            let valued = alike.iter().map(|&(kind, n)| (kind, ones[n].text(place), n));
            // One without a first value is like no other.
            let mut valued: Vec<_> = valued.filter(|(_, value, _)| nth > 0 || value.is_some()).collect();
            valued.sort_unstable();
            let kinds = valued.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
            let kinds = kinds.filter(|kind| kind.len() > 1).enumerate();
            alike = kinds.flat_map(|(kind, alike)| alike.iter().map(move |(.., n)| (kind, *n))).collect();
            if alike.is_empty() {
                return false;
            }
        }
        let second = alike.chunk_by(|one, other| one.0 == other.0).map(|kind| kind[1].1).min();
        let second = second.map(|n| ones[n]);
        self.witness.set(second.and_then(|one| one.first(&places[0])));
        second.is_some()
    }

    /// Whether all instances of a loop differ in the first of these places, which stand in one segment of each: one look along
    /// those segments, where hardly any is like another.
    fn are_apart(&self, id: LoopId, places: &[EditPlace]) -> bool {
        let &[row] = places[0].rows.as_slice() else { return false };
        if places[0].in_loop != id || !self.claim.stands_once(row, id) {
            return false;
        }
        let within = places.iter().take_while(|place| place.rows == places[0].rows && place.in_loop == id);
        let mut hashes: Vec<u64> = Vec::with_capacity(FEW);
        for site in self.claim.all(Some(row)) {
            let mut hash = FixedState::default().build_hasher();
            let mut has_first = false;
            for (n, place) in within.clone().enumerate() {
                values(place, &site, &mut |value| {
                    has_first |= n == 0;
                    hash.write(value);
                    true
                });
                hash.write_usize(n);
            }
            // One without a first value is like no other.
            if has_first {
                hashes.push(hash.finish());
            }
        }
        hashes.sort_unstable();
        hashes.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// The instances of a loop in or around the one that is looked at.
    fn each(&self, id: LoopId) -> impl Iterator<Item = Self> {
        self.all(id).take(MOST)
    }

    fn all(&self, id: LoopId) -> impl Iterator<Item = Self> {
        let at = |instance: Instance<'c>| Asked { here: Some(instance), ..*self };
        let within = self
            .here
            .filter(|here| here.in_loop() != id && self.claim.tables.places.is_within(id, here.in_loop()));
        let all: Box<dyn Iterator<Item = Instance<'c>>> = match within {
            Some(here) => Box::new(here.instances(Some(id))),
            None => Box::new(self.claim.instances(Some(id))),
        };
        all.map(at)
    }

    /// Whether any value at a place passes a test. An empty value is none.
    fn any(&self, place: &EditPlace, test: &mut dyn FnMut(&'c [u8]) -> bool) -> bool {
        self.sites(place, &mut |site| values(place, &site, test))
    }

    /// Whether any segment of a place passes a test.
    fn sites(&self, place: &EditPlace, test: &mut dyn FnMut(Site<'c>) -> bool) -> bool {
        let from = if place.outer { self.outer } else { self.here };
        let within = from.and_then(|here| self.around(here, place));
        place.rows.iter().any(|row| match within {
            Some(instance) => instance.any_of(*row, test),
            None => self.claim.any_of(*row, test),
        })
    }

    /// The innermost instance that is `here` or around it and has the place's loop in it; none where that is a part of its own.
    fn around(&self, here: Instance<'c>, place: &EditPlace) -> Option<Instance<'c>> {
        let wanted = place.around?;
        if wanted == here.in_loop() {
            return Some(here);
        }
        let guide = self.claim.guide();
        let part = |id: LoopId| self.claim.tables.part_of(guide.opener(id));
        if part(wanted) != part(here.in_loop()) || part(place.in_loop) != part(wanted) {
            return None;
        }
        self.claim.instances(Some(wanted)).find(|one| one.holds(&here))
    }

    /// The first segment of a place that has a value there, and which one.
    pub(super) fn first(&self, place: &EditPlace) -> Option<(Site<'c>, Option<Spot>)> {
        let mut found = None;
        self.sites(place, &mut |site| {
            let Some(element) = elements(place, &site).find(|n| values_of(place, &site, *n, &mut |_| true))
            else {
                return false;
            };
            let component = (place.components.0..=place.components.1)
                .find(|c| *c == 0 || !site.component(usize::from(element), usize::from(*c)).is_empty());
            found = Some((site, Some(Spot { element, component: component.unwrap_or(0) })));
            true
        });
        // Where the value is empty, the segment is there.
        if found.is_none() {
            self.sites(place, &mut |site| {
                let spot = Spot { element: place.elements.0, component: place.components.0 };
                found = Some((site, Some(spot).filter(|_| place.elements.0 == place.elements.1)));
                true
            });
        }
        found
    }

    fn compare(&self, left: &Value, how: Comparison, right: &Value) -> bool {
        let holds = |order: Ordering| match how {
            Comparison::Equal => order.is_eq(),
            // Held against all of them below.
            Comparison::Unequal => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::More => order.is_gt(),
            Comparison::AtLeast => order.is_ge(),
        };
        let any = |test: &dyn Fn(Ordering) -> bool| {
            self.any_value(left, &mut |a| self.any_value(right, &mut |b| a.compare(b).is_some_and(test)))
        };
        if how == Comparison::Unequal {
            let there = |value| self.any_value(value, &mut |_| true);
            return there(left) && there(right) && !any(&|order| order.is_eq());
        }
        any(&holds)
    }

    /// Whether any value passes a test.
    fn any_value(&self, value: &Value, test: &mut dyn FnMut(Found<'c>) -> bool) -> bool {
        match value {
            Value::At(place) => self.any(place, &mut |value| test(Found::Text(value))),
            value => self.value(value).is_some_and(test),
        }
    }

    /// The one value; of a place the first.
    fn value(&self, value: &Value) -> Option<Found<'c>> {
        let number = |number: usize| Some(Found::Number(Decimal::from(number)));
        match value {
            Value::At(place) => self.text(place).map(Found::Text),
            Value::Number(number) => Some(Found::Number(*number)),
            Value::Day(day) => Some(Found::Day(*day)),
            Value::ServiceDay => self.service_day().map(Found::Day),
            Value::Created => created(self.claim).map(Found::Day),
            Value::Count(place, picture) => number(self.count(place, picture.as_ref())),
            Value::CountLoops(id, inner) => number(self.each(*id).filter(|one| one.holds(inner)).count()),
            Value::Sum(place) => {
                let mut sum = Decimal::ZERO;
                self.any(place, &mut |value| {
                    sum += amount(value).unwrap_or_default();
                    false
                });
                Some(Found::Number(sum))
            }
            Value::Most(place) => {
                let mut most: Option<Decimal> = None;
                self.any(place, &mut |value| {
                    most = most.max(amount(value));
                    false
                });
                most.map(Found::Number)
            }
            Value::Size(place) => self.text(place).and_then(|text| number(text.len())),
            Value::From(place) => self.text(place).and_then(|text| day(text.get(..8)?)).map(Found::Day),
            Value::To(place) => {
                let text = self.text(place)?;
                day(text.get(9..17).or(text.get(..8))?).map(Found::Day)
            }
            Value::MonthEnd(of) => {
                let day = self.value(of)?.day()?;
                let next = day.with_day(1)?.checked_add_months(Months::new(1))?;
                next.pred_opt().map(Found::Day)
            }
            Value::Days(from, to) => {
                let (from, to) = self.span(from, to)?;
                Some(Found::Number(Decimal::from((to - from).num_days())))
            }
            Value::Years(from, to) => {
                let (from, to) = self.span(from, to)?;
                let before = (to.month(), to.day()) < (from.month(), from.day());
                Some(Found::Number(Decimal::from(to.year() - from.year() - i32::from(before))))
            }
            Value::Plus(left, right) => {
                let (left, right) = (self.value(left)?.number()?, self.value(right)?.number()?);
                left.checked_add(right).map(Found::Number)
            }
            Value::Minus(left, right) => {
                let (left, right) = (self.value(left)?.number()?, self.value(right)?.number()?);
                left.checked_sub(right).map(Found::Number)
            }
        }
    }

    fn span(&self, from: &Value, to: &Value) -> Option<(NaiveDate, NaiveDate)> {
        Some((self.value(from)?.day()?, self.value(to)?.day()?))
    }

    fn count(&self, place: &EditPlace, picture: Option<&Picture>) -> usize {
        let mut count = 0;
        self.any(place, &mut |value| {
            count += usize::from(picture.is_none_or(|picture| picture.fits(value)));
            false
        });
        count
    }

    fn text(&self, place: &EditPlace) -> Option<&'c [u8]> {
        let mut found = None;
        self.any(place, &mut |value| {
            found = Some(value);
            true
        });
        found
    }

    /// The day that a claim is judged by: discharge or through date, or the last day of service.
    pub(super) fn service_day(&self) -> Option<NaiveDate> {
        served(self.claim).map(|(_, last)| last)
    }
}

impl Found<'_> {
    fn number(self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(number),
            Self::Text(text) => amount(text),
            Self::Day(_) => None,
        }
    }

    fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Text(text) => day(text),
            Self::Number(_) => None,
        }
    }

    /// How two values compare: as days or numbers where one of them is, else as texts where they are the same.
    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Day(_), _) | (_, Self::Day(_)) => Some(self.day()?.cmp(&other.day()?)),
            (Self::Text(a), Self::Text(b)) if a == b => Some(Ordering::Equal),
            (Self::Text(a), Self::Text(b)) => match (amount(a), amount(b)) {
                (Some(a), Some(b)) => Some(a.cmp(&b)),
                _ => Some(a.cmp(b)),
            },
            _ => Some(self.number()?.cmp(&other.number()?)),
        }
    }
}

/// The elements of a segment that a place means.
fn elements(place: &EditPlace, site: &Site<'_>) -> impl Iterator<Item = u8> + use<> {
    let last = u8::try_from(site.segment.last()).unwrap_or(u8::MAX);
    place.elements.0..=place.elements.1.min(last)
}

/// Whether a value of a place in a segment passes a test.
fn values<'c>(place: &EditPlace, site: &Site<'c>, test: &mut dyn FnMut(&'c [u8]) -> bool) -> bool {
    // Most places are one value.
    if place.elements.0 == place.elements.1
        && place.components.0 == place.components.1
        && place.qualifier.is_none()
        && place.code.is_none()
    {
        let value = site.value(place.spot());
        return !value.is_empty() && test(value);
    }
    elements(place, site).any(|element| values_of(place, site, element, test))
}

fn values_of<'c>(
    place: &EditPlace,
    site: &Site<'c>,
    element: u8,
    test: &mut dyn FnMut(&'c [u8]) -> bool,
) -> bool {
    spots_of(place, site, element, &mut |_, value| test(value))
}

/// Whether a component that a place means passes a test.
fn spots_of<'c>(
    place: &EditPlace,
    site: &Site<'c>,
    element: u8,
    test: &mut dyn FnMut(u8, &'c [u8]) -> bool,
) -> bool {
    let n = usize::from(element);
    // In HI each element says what it is; elsewhere the first element does.
    let is_meant = place.qualifier.as_ref().is_none_or(|qualifier| match site.segment.id() {
        b"HI" => qualifier.fits(site.component(n, 1)),
        _ => qualifier.fits(site.component(1, 1)),
    });
    if !is_meant || place.code.as_ref().is_some_and(|code| !code.fits(site.component(n, 2))) {
        return false;
    }
    let (first, last) = place.components;
    let value = site.element(n);
    if first == 0 {
        return !value.is_empty() && test(0, value);
    }
    let separator = site.segment.delimiters().component;
    let (mut component, mut rest) = (1, value);
    loop {
        let end = rest.iter().position(|byte| *byte == separator);
        let part = end.map_or(rest, |end| &rest[..end]);
        if component >= first && !part.is_empty() && test(component, part) {
            return true;
        }
        let Some(end) = end.filter(|_| component < last) else { return false };
        rest = &rest[end + 1..];
        component += 1;
    }
}
