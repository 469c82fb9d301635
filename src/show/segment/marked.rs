//! A segment as text, with the place marked that something is said about.

use std::ops::Range;

use crate::guide::{SegmentRow, Spot};
use crate::x12::{Charset, Segment};

use super::element::Taker;
use crate::show::Mask;

/// A segment as text, and a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The segment without terminator; under a [`Mask`] with hidden values.
    pub text: String,
    /// The place, in characters; empty and at the end where the element is not there; none for the whole segment.
    pub place: Option<Range<usize>>,
    /// The value there, hidden where the mask says so.
    pub value: Option<String>,
}

/// Writes a segment and finds a place in it: an element or component, of a repetition counted from 1 (0 for all).
pub fn marked(
    segment: &Segment<'_>,
    row: Option<&SegmentRow>,
    (spot, repetition): (Option<Spot>, usize),
    charset: Charset,
    mask: Mask,
) -> Marked {
    let values = Taker { segment, row, charset, mask }.take();
    let place = spot.map(|spot| {
        let (element, component) = (usize::from(spot.element), usize::from(spot.component));
        // Without components the whole element is one; its repetition is found as component 1.
        let wanted = |&&(e, r, c, ..): &&(usize, usize, usize, usize, usize)| {
            e == element
                && match (component, repetition) {
                    (0, 0) => r == 0,
                    (0, n) => r == n && c == 1,
                    (m, n) => r == n.max(1) && c == m,
                }
        };
        let end = values.text.len();
        values.spans.iter().find(wanted).map_or(end..end, |&(.., start, end)| start..end)
    });
    let value = place.clone().map(|at| values.text[at].to_owned()).filter(|value| !value.is_empty());
    let characters = |at: usize| values.text[..at].chars().count();
    let place = place.map(|at| characters(at.start)..characters(at.end));
    Marked { text: values.text, place, value }
}
