//! What cannot be written, and what is missing.

use crate::guide::{Child, RowId, Spot, Usage};
use crate::model::ClaimType;

use super::super::bound_guide::FieldPlace;
use super::super::direction::Direction as _;
use super::super::draft::{Asked, Draft};
use super::super::open_loop::{Missing, WriteFault};
use super::Write;

impl Write<'_> {
    pub(super) fn problem(&mut self, name: &str, message: impl Into<String>) {
        let path = self.path.with(name);
        self.problems.push(WriteFault { path, message: message.into() });
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

    /// Whether the file the claim was read from lacks this child of the loop at hand: then it goes back without it.
    pub(super) fn came_without(&self, child: Child) -> bool {
        self.overlay.came_without(|| self.addresses().child(child))
    }

    /// Whether a segment is written although the model says nothing in it: it is required and its row, or a default,
    /// says all.
    pub(super) fn stands_by_itself(&self, draft: &Draft) -> bool {
        let required = self.bound.guide.row(draft.row).usage == Usage::Required;
        required
            && (draft.has_default() || self.bound.table(draft.row).self_evident)
            && !self.came_without(Child::Segment(draft.row))
    }

    /// A segment has nothing to say: a problem, if it is required and its loop is written.
    pub(super) fn lacks(&mut self, draft: &Draft) {
        let required = self.bound.guide.row(draft.row).usage == Usage::Required;
        if !required || self.came_without(Child::Segment(draft.row)) {
            return;
        }
        let missing: Vec<Missing> = draft
            .missing(self.bound.table(draft.row))
            .into_iter()
            // What no field fills would be filled in with the segment.
            .filter_map(|(spot, asked)| Some(self.missing(draft.row, spot, asked?)))
            .collect();
        if let Some(frame) = self.frames.last_mut() {
            frame.missing.extend(missing);
        }
    }

    /// Required elements of a segment that is written are empty.
    pub(super) fn lacks_elements(&mut self, draft: &Draft) {
        let missing = draft.missing(self.bound.table(draft.row));
        let any_asked = missing.iter().any(|(_, asked)| asked.is_some());
        for (spot, asked) in missing {
            // What no field fills follows from one that is told: person or organisation, from the name.
            match asked {
                Some(asked) => {
                    self.problems.push(self.missing(draft.row, spot, asked).told(self.bound.guide));
                }
                None if !any_asked => self.problem("", self.unfilled(draft.row, spot)),
                None => {}
            }
        }
    }

    /// A list has no item although the guide asks for one.
    pub(super) fn lacks_items(&mut self, place: FieldPlace, name: &'static str) {
        let guide = self.bound.guide;
        let usage = match place.child {
            Child::Segment(row) => guide.row(row).usage,
            Child::Loop(inner) => guide.loop_(inner).usage,
        };
        if usage != Usage::Required || self.came_without(place.child) {
            return;
        }
        let missing = Missing { path: self.path.clone(), name, place: None };
        if let Some(frame) = self.frames.last_mut()
            && !frame.missing.contains(&missing)
        {
            frame.missing.push(missing);
        }
    }

    fn missing(&self, row: RowId, spot: Spot, asked: &Asked) -> Missing {
        Missing { path: self.path.and(&asked.steps), name: asked.name, place: Some((row, spot)) }
    }

    fn unfilled(&self, row: RowId, spot: Spot) -> String {
        let row = self.bound.guide.row(row);
        format!("lacks what {}{spot} of loop {} requires", row.id, self.bound.guide.loop_(row.in_loop).id)
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
