//! Differences with what tells who somebody is hidden, before any format sees them.

use std::io;
use std::ops::Range;

use crate::compare::{ChangedClaim, ClaimName, ElementChange, SegmentChange, SegmentSide, Summary};
use crate::show::Mask;
use crate::show::segment::{Taker, Values};
use crate::x12::{Charset, Delimiters, Segment};

use super::Report;

/// Hides personal values, and hands on the rest.
pub struct MaskedReport {
    mask: Mask,
    to: Box<dyn Report>,
}

impl MaskedReport {
    /// What `mask` hides does not reach `to`.
    pub fn new(mask: Mask, to: Box<dyn Report>) -> Self {
        Self { mask, to }
    }

    fn name(&self, name: &ClaimName) -> ClaimName {
        let hidden = |text: &str| String::from(self.mask.hide(text));
        ClaimName {
            patient_control_number: name.patient_control_number.as_ref().map(|n| (&*hidden(n)).into()),
            patient: name.patient.as_deref().map(hidden),
            ..name.clone()
        }
    }

    fn change(&self, change: &SegmentChange) -> SegmentChange {
        let values = |side: &Option<SegmentSide>| side.as_ref().map(|side| self.values(&side.text));
        let (left, right) = (values(&change.left), values(&change.right));
        let side = |side: &Option<SegmentSide>, values: &Option<Values>| {
            let text = values.as_ref().map(|values| values.text.clone()).unwrap_or_default();
            side.as_ref().map(|side| SegmentSide { text, ..side.clone() })
        };
        let element = |element: &ElementChange| {
            let (left_span, left) = placed(left.as_ref(), element, element.left.is_some());
            let (right_span, right) = placed(right.as_ref(), element, element.right.is_some());
            ElementChange { left, right, left_span, right_span, ..element.clone() }
        };
        SegmentChange {
            left: side(&change.left, &left),
            right: side(&change.right, &right),
            elements: change.elements.iter().map(element).collect(),
            ..change.clone()
        }
    }

    /// The values of a segment that is written with standard separators.
    fn values(&self, text: &str) -> Values {
        let separators = text.bytes().enumerate().filter(|(_, b)| *b == Delimiters::STANDARD.element);
        let ends: Vec<u32> = separators.map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
        let segment = &Segment::new(text.as_bytes(), &ends, Delimiters::STANDARD);
        Taker { segment, row: None, charset: Charset::Auto, mask: self.mask }.take()
    }
}

/// Where an element is in a segment whose values are hidden, and what is shown of it.
fn placed(
    values: Option<&Values>,
    element: &ElementChange,
    is_there: bool,
) -> (Range<usize>, Option<String>) {
    let Some(values) = values else { return (0..0, None) };
    let number = element.element.get(element.element.len().saturating_sub(2)..).and_then(|n| n.parse().ok());
    let component = element.component.map_or(0, usize::from);
    let is = |&&(n, repetition, m, ..): &&(usize, usize, usize, usize, usize)| {
        Some(n) == number && m == component && repetition == usize::from(component > 0)
    };
    let end = values.text.len();
    let span = values.spans.iter().find(is).map_or(end..end, |&(.., start, end)| start..end);
    let shown = values.text.get(span.clone()).filter(|text| is_there && !text.is_empty());
    (span, shown.map(str::to_owned))
}

impl Report for MaskedReport {
    fn changed(&mut self, changed: &ChangedClaim, out: &mut dyn io::Write) -> io::Result<()> {
        let masked = ChangedClaim {
            left: self.name(&changed.left),
            right: self.name(&changed.right),
            changes: changed.changes.iter().map(|change| self.change(change)).collect(),
            ..changed.clone()
        };
        self.to.changed(&masked, out)
    }

    fn alone(&mut self, is_left: bool, claim: &ClaimName, out: &mut dyn io::Write) -> io::Result<()> {
        let name = self.name(claim);
        self.to.alone(is_left, &name, out)
    }

    fn segment(&mut self, change: &SegmentChange, out: &mut dyn io::Write) -> io::Result<()> {
        let masked = self.change(change);
        self.to.segment(&masked, out)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let mut masked = summary.clone();
        for shared in &mut masked.shared {
            shared.first = shared.first.as_deref().map(|first| self.mask.hide(first).into());
        }
        self.to.finish(&masked, out)
    }
}
