//! The description run backwards: the model into segments.

use chrono::NaiveDate;

use crate::encounter::{ClaimType, Text};
use crate::guide::{Child, LoopId, RowId, Spot, Usage};
use crate::x12::Delimiters;

use super::address::Addresses;
use super::bound::{Bound, Place};
use super::codec::{Codec, Dated, compact};
use super::direction::{Direction, Named, Roled, SEGMENT};
use super::draft::{Asked, Draft, Strength};
use super::field::Field;
use super::frame::{Frame, Item, Problem, forbidden};
use super::overlay::Overlay;
use super::trace::Path;

/// Writes one block.
pub(crate) struct Write<'o> {
    bound: &'static Bound,
    delimiters: Delimiters,
    overlay: &'o mut Overlay,
    frames: Vec<Frame>,
    draft: Option<Draft>,
    /// Added to element numbers, see the reader.
    base: u8,
    path: Path,
    /// Number of values of the model put in place.
    count: usize,
    /// How deep in parts that this guide has no place for.
    nowhere: usize,
    problems: Vec<Problem>,
    /// Whether required segments have to be there: not in claims read from files that lack them.
    complete: bool,
}

impl<'o> Write<'o> {
    /// Starts a block whose own loop is `root`.
    pub(crate) fn new(
        bound: &'static Bound,
        root: LoopId,
        delimiters: Delimiters,
        overlay: &'o mut Overlay,
        complete: bool,
    ) -> Self {
        Self {
            bound,
            delimiters,
            overlay,
            frames: vec![Frame::new(root)],
            draft: None,
            base: 0,
            path: Path::default(),
            count: 0,
            nowhere: 0,
            problems: Vec::new(),
            complete,
        }
    }

    /// The block's segments in guide order, and what could not be written.
    pub(crate) fn finish(mut self) -> (Vec<Draft>, Vec<Problem>) {
        let mut segments = Vec::new();
        if let Some(mut root) = self.frames.pop() {
            self.problems.append(&mut root.missing);
            root.flatten(&mut segments);
        }
        (segments, self.problems)
    }

    fn problem(&mut self, name: &str, message: impl Into<String>) {
        let path = self.path.with(name);
        self.problems.push(Problem { path, message: message.into() });
    }

    fn no_place(&mut self, name: &str) {
        let message = match self.kind() {
            ClaimType::Professional => {
                "a professional claim (837P) has no place for this here; remove it, or move it to where its guide has one"
            }
            ClaimType::Institutional => {
                "an institutional claim (837I) has no place for this here; remove it, or move it to where its guide has one"
            }
        };
        self.problem(name, message);
    }

    fn here(&self, spot: Spot) -> Spot {
        Spot { element: spot.element + self.base, component: spot.component }
    }

    /// Puts a value of the model into the segment at hand.
    fn put(&mut self, spot: Spot, name: &'static str, text: Text) {
        self.count += 1;
        let spot = self.here(spot);
        let row = self.draft.as_ref().map(|draft| draft.row).filter(|_| self.nowhere == 0);
        let Some(row) = row.filter(|row| self.bound.table(*row).uses(spot)) else {
            self.no_place(name);
            return;
        };
        let outside = self.outside(row, spot, &text);
        if let Some(what) = forbidden(&text, self.delimiters).or(outside) {
            self.problem(name, what);
            if let Some(draft) = &mut self.draft {
                // It is there, if not to be written: nothing is missing.
                draft.set(spot, Text::default(), Strength::Kept);
            }
            return;
        }
        // Only what a claim carries beside its fields can be in contradiction to them.
        let path = if self.overlay.is_empty() { String::new() } else { self.path.with(name) };
        if let Some(draft) = &mut self.draft {
            draft.set(spot, text, Strength::Real(path));
        }
    }

    /// Says so if a code would take the segment out of its row: read again, it would have no place, or another one.
    fn outside(&self, row: RowId, spot: Spot, text: &str) -> Option<String> {
        let row = self.bound.guide.row(row);
        let condition = row.conditions.iter().find(|condition| condition.spot == spot)?;
        let known = condition.codes.iter().any(|code| code == text);
        (!known).then(|| format!("{}{spot} takes one of {} only", row.id, condition.codes.join(", ")))
    }

    /// Puts a value that follows from others; where nothing else says so.
    fn fill(&mut self, spot: Spot, text: Text, with: Spot) {
        let with = if with == SEGMENT { SEGMENT } else { self.here(with) };
        let spot = self.here(spot);
        if let Some(draft) = self.draft.as_mut().filter(|_| self.nowhere == 0) {
            draft.set(spot, text, Strength::Weak { with });
        }
    }

    fn place(&self, field: Field) -> Option<Place> {
        self.bound.place(self.frames.last()?.in_loop, field).filter(|_| self.nowhere == 0)
    }

    fn astray(&mut self, body: impl FnOnce(&mut Self)) {
        self.nowhere += 1;
        body(self);
        self.nowhere -= 1;
    }

    /// Runs `body` in a row or loop and keeps what it made, if it made anything of the model's values.
    fn enter(&mut self, place: Place, body: impl FnOnce(&mut Self)) {
        match place.child {
            Child::Segment(row) => {
                let outer = self.draft.replace(Draft::new(row, self.path.depth()));
                body(self);
                if let Some(draft) = std::mem::replace(&mut self.draft, outer) {
                    self.keep(place.ordinal, draft);
                }
            }
            Child::Loop(in_loop) => {
                self.frames.push(Frame::new(in_loop));
                body(self);
                let Some(mut frame) = self.frames.pop() else { return };
                let required = self.bound.guide.loop_(in_loop).usage == Usage::Required;
                if frame.is_real() {
                    self.problems.append(&mut frame.missing);
                    self.add(place.ordinal, Item::Loop(frame));
                } else if let Some(outer) = self.frames.last_mut().filter(|_| required) {
                    outer.missing.append(&mut frame.missing);
                }
            }
        }
    }

    /// Completes a segment and adds it to the loop at hand.
    fn keep(&mut self, ordinal: u8, mut draft: Draft) {
        let row = self.bound.guide.row(draft.row);
        let evident = self.bound.table(draft.row).self_evident;
        let wanted = draft.is_real() || evident || (row.usage == Usage::Required && draft.has_default());
        if !wanted {
            if row.usage == Usage::Required {
                self.lacks(&draft);
            }
            return;
        }
        if !self.overlay.is_empty() {
            let address = self.address(draft.row);
            for problem in self.overlay.apply(&address, &mut draft) {
                self.problems.push(problem);
            }
            draft.address = Some(address);
        }
        draft.complete(self.bound.table(draft.row));
        for (spot, asked) in draft.missing(self.bound.table(draft.row)) {
            let problem = self.absent(draft.row, spot, asked);
            self.problems.push(problem);
        }
        self.add(ordinal, Item::Segment(draft));
    }

    /// A required segment has nothing to say: a problem, if its loop is written.
    fn lacks(&mut self, draft: &Draft) {
        if !self.complete {
            return;
        }
        let problems: Vec<Problem> = draft
            .missing(self.bound.table(draft.row))
            .into_iter()
            // What no field fills would be filled in with the segment.
            .filter_map(|(spot, asked)| Some(self.absent(draft.row, spot, Some(asked?))))
            .collect();
        if let Some(frame) = self.frames.last_mut() {
            frame.missing.extend(problems);
        }
    }

    /// A list has no item although the guide asks for one.
    fn lacks_items(&mut self, place: Place, name: &str) {
        let guide = self.bound.guide;
        let usage = match place.child {
            Child::Segment(row) => guide.row(row).usage,
            Child::Loop(inner) => guide.loop_(inner).usage,
        };
        if usage != Usage::Required || !self.complete {
            return;
        }
        let problem =
            Problem { path: self.path.with(name), message: "is missing; at least one is needed".to_owned() };
        if let Some(frame) = self.frames.last_mut()
            && !frame.missing.contains(&problem)
        {
            frame.missing.push(problem);
        }
    }

    fn absent(&self, row: RowId, spot: Spot, asked: Option<&Asked>) -> Problem {
        let row = self.bound.guide.row(row);
        let in_loop = &self.bound.guide.loop_(row.in_loop).id;
        let place = format!("{}{spot} of loop {in_loop}", row.id);
        match asked {
            Some(asked) => Problem {
                path: self.path.and(&asked.steps).with(asked.name),
                message: format!("is missing; {place} is required"),
            },
            None => Problem { path: self.path.with(""), message: format!("lacks what {place} requires") },
        }
    }

    /// Notes that the field for a place is empty.
    fn ask(&mut self, spot: Spot, name: &'static str) {
        let spot = self.here(spot);
        let Some(draft) = self.draft.as_mut().filter(|_| self.nowhere == 0) else { return };
        if self.bound.table(draft.row).required.iter().any(|(required, _)| *required == spot) {
            draft.ask(Asked { spot, steps: self.path.behind(draft.depth), name });
        }
    }

    fn add(&mut self, ordinal: u8, item: Item) {
        if let Some(frame) = self.frames.last_mut() {
            frame.items.push((ordinal, item));
        }
    }

    /// Address the next segment of this row will have.
    fn address(&self, row: RowId) -> String {
        let mut addresses = Addresses::new(self.bound.guide);
        for (depth, frame) in self.frames.iter().enumerate() {
            if let Some(outer) = depth.checked_sub(1).and_then(|n| self.frames.get(n)) {
                // Instances before this one, so that it gets its number.
                for (_, item) in &outer.items {
                    if matches!(item, Item::Loop(sibling) if sibling.in_loop == frame.in_loop) {
                        addresses.open(frame.in_loop);
                        addresses.close();
                    }
                }
            }
            addresses.open(frame.in_loop);
        }
        for (_, item) in self.frames.last().map_or(&[][..], |frame| &frame.items) {
            if matches!(item, Item::Segment(sibling) if sibling.row == row) {
                addresses.segment(row);
            }
        }
        addresses.segment(row)
    }

    fn step<R>(&mut self, name: &'static str, index: Option<usize>, body: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(name, index);
        let result = body(self);
        self.path.pop();
        result
    }

    /// One item of a list in its place; an item that says nothing would be lost, so it is refused.
    fn item(&mut self, place: Place, body: impl FnOnce(&mut Self)) {
        let before = self.count;
        self.enter(place, body);
        if self.count == before {
            self.problem("", "says nothing; fill it in or remove it");
        }
    }
}

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

    fn part<T: Default>(
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

    fn many<T: Default>(
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
        let mut open: Vec<(Place, Draft, u8, u8)> = Vec::new();
        for (n, item) in list.iter_mut().enumerate() {
            let field = roles.iter().find(|(_, role)| *role == item.role()).map(|(field, _)| *field);
            let Some(place) = field.and_then(|field| self.place(field)) else {
                self.step(name, Some(n), |d| d.no_place(T::ROLE));
                continue;
            };
            let Child::Segment(row) = place.child else { continue };
            let at = open.iter().position(|(p, ..)| p.ordinal == place.ordinal);
            let at = at.unwrap_or_else(|| {
                open.push((place, Draft::new(row, self.path.depth()), 0, self.limit(row)));
                open.len() - 1
            });
            let (_, _, used, limit) = &open[at];
            let mut slot = place.first.max(used + 1);
            if slot > place.last.min(*limit) {
                let (_, full, ..) =
                    std::mem::replace(&mut open[at], (place, Draft::new(row, self.path.depth()), 0, 0));
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

    fn groups<T: Default>(
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
            self.put(spot, name, format!("{text:width$}").into());
        }
    }

    fn qualifier(
        &mut self,
        ordinary: &'static str,
        spot: Spot,
        of: Spot,
        (name, value): Named<'_, Option<Text>>,
    ) {
        match value {
            Some(value) => self.put(spot, name, value.clone()),
            None => self.fill(spot, ordinary.into(), of),
        }
    }

    fn defaulted(&mut self, default: &str, spot: Spot, (name, value): Named<'_, Option<Text>>) {
        match value {
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
        let last = to.1.or(from.1.filter(|_| self.complete && self.only_ranges(format)));
        match (*from.1, last) {
            (None, None) => self.ask(value, from.0),
            (None, Some(_)) => self.problem(to.0, format!("needs a first day too, in {}", from.0)),
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
        if let Some(draft) = &mut self.draft {
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
