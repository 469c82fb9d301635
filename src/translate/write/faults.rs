//! What cannot be written, and what is missing.

use crate::encounter::ClaimType;
use crate::guide::{Child, RowId, Spot, Usage};

use super::super::bound::Place;
use super::super::direction::Direction as _;
use super::super::draft::{Asked, Draft};
use super::super::frame::Problem;
use super::Write;

impl Write<'_> {
    pub(super) fn problem(&mut self, name: &str, message: impl Into<String>) {
        let path = self.path.with(name);
        self.problems.push(Problem { path, message: message.into() });
    }

    pub(super) fn no_place(&mut self, name: &str) {
        let message = match self.kind() {
            ClaimType::Professional => {
                "has no place here in a professional claim (837P); remove it, or move it to where its guide has one"
            }
            ClaimType::Institutional => {
                "has no place here in an institutional claim (837I); remove it, or move it to where its guide has one"
            }
        };
        self.problem(name, message);
    }

    /// Says so if a code would take the segment out of its row: read again, it would have no place, or another one.
    pub(super) fn outside(&self, row: RowId, spot: Spot, text: &str) -> Option<String> {
        let row = self.bound.guide.row(row);
        let condition = row.conditions.iter().find(|condition| condition.spot == spot)?;
        let known = condition.codes.iter().any(|code| code == text);
        (!known).then(|| format!("{}{spot} takes one of {} only", row.id, condition.codes.join(", ")))
    }

    /// A required segment has nothing to say: a problem, if its loop is written.
    pub(super) fn lacks(&mut self, draft: &Draft) {
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
    pub(super) fn lacks_items(&mut self, place: Place, name: &str) {
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

    pub(super) fn absent(&self, row: RowId, spot: Spot, asked: Option<&Asked>) -> Problem {
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
    pub(super) fn ask(&mut self, spot: Spot, name: &'static str) {
        let spot = self.here(spot);
        let Some(draft) = self.draft.as_mut().filter(|_| self.nowhere == 0) else { return };
        if self.bound.table(draft.row).requires(spot) {
            draft.ask(Asked { spot, steps: self.path.behind(draft.depth), name });
        }
    }
}
