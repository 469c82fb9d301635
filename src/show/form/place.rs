//! From a place in a claim's segments to the box of its form.

use crate::finding::Location;
use crate::form::{Filled, Form};
use crate::model::Claim;
use crate::translate::RawClaim;

/// Which box of its form shows the value at a place of a claim's segments.
#[derive(Debug)]
pub struct BoxPlaces {
    places: Vec<Place>,
}

/// Where a box's value stands.
#[derive(Debug)]
struct Place {
    /// Of its segment.
    offset: Option<u64>,
    element: Option<String>,
    component: Option<u8>,
    number: &'static str,
}

impl BoxPlaces {
    /// The places of a claim that was read from these segments.
    pub fn of(raw: &RawClaim, claim: &Claim) -> Self {
        let Filled { pages, .. } = Form::of(claim.r#type).fill(claim);
        let rows = pages.iter().flat_map(|page| &page.rows);
        let boxes = rows.flat_map(|row| &row.boxes).flat_map(|one| {
            let pieces = one.lines.iter().flatten().filter_map(|piece| piece.of.as_ref());
            pieces.map(|of| (&*of.path, one.number))
        });
        let boxes: Vec<(&str, &'static str)> = boxes.collect();
        let paths: Vec<&str> = boxes.iter().map(|(path, _)| *path).collect();
        let found = raw.locate(&paths).into_iter().zip(boxes);
        let places = found.map(|(at, (_, number))| Place {
            offset: at.offset,
            element: at.element,
            component: at.component,
            number,
        });
        Self { places: places.collect() }
    }

    /// The number of the box; of an element that has several components, the first that has a box. None where the form
    /// shows nothing of it.
    pub fn box_of(&self, at: &Location) -> Option<&'static str> {
        at.element.as_ref()?;
        let is_there = |place: &&Place| {
            place.offset.is_some()
                && place.offset == at.offset
                && place.element == at.element
                && (at.component.is_none() || place.component == at.component)
        };
        self.places.iter().find(is_there).map(|place| place.number)
    }
}
