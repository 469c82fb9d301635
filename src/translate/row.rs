//! What a row of a guide says about its elements, made quick to ask.

use crate::guide::{Content, Element, Relation, SegmentRow, Spot, Usage};

use super::direction::SEGMENT;

/// What the rows of a guide say about their elements, made quick to ask.
#[derive(Debug)]
pub(crate) struct RowTable {
    /// Bit `c` of entry `n`: component `c` of element `n` may be sent (bit 0: the element).
    used: Vec<u16>,
    /// Bit `n`: element `n` may be sent.
    pub(crate) elements: u32,
    /// Codes that follow from the row alone.
    pub(crate) fixed: Vec<Fixed>,
    /// Bit `n`: element `n` is such a code in every segment of this row. The other codes are in `uncertain`.
    pub(crate) certain: u32,
    pub(crate) uncertain: Vec<Fixed>,
    /// Bit `n`: there is one of those in element `n`.
    pub(crate) uncertain_elements: u32,
    /// Places that have to be filled: always (with [`SEGMENT`]), or if the composite they are in is.
    pub(crate) required: Vec<(Spot, Spot)>,
    /// Bit `n`: there is one in element `n`.
    required_elements: u32,
    /// Those of them that the row does not fill by itself: elements that always have to be filled, by bit, and the rest.
    pub(crate) asked_elements: u32,
    pub(crate) asked: Vec<(Spot, Spot)>,
    /// All that is required is fixed, and the segment itself is required: it says nothing that its loop does not.
    pub(crate) self_evident: bool,
}

/// A place with only one code, which need not be in the model.
#[derive(Clone, Debug)]
pub(crate) struct Fixed {
    pub(crate) spot: Spot,
    pub(crate) code: String,
    /// It is there if this place of the same segment is filled; [`SEGMENT`] where it always does.
    pub(crate) with: Spot,
    /// The walker takes a segment for this row only if the code is there.
    pub(crate) certain: bool,
}

impl RowTable {
    /// A row without elements.
    pub(crate) const NOTHING: Self = Self {
        used: Vec::new(),
        elements: 0,
        fixed: Vec::new(),
        certain: 0,
        uncertain: Vec::new(),
        uncertain_elements: 0,
        required: Vec::new(),
        required_elements: 0,
        asked_elements: 0,
        asked: Vec::new(),
        self_evident: false,
    };

    pub(crate) fn new(row: &SegmentRow) -> Self {
        let (used, fixed, required) = places(row);
        let is_fixed = |spot: Spot| fixed.iter().any(|f: &Fixed| f.spot == spot && f.with == SEGMENT);
        let self_evident = row.usage == Usage::Required
            && !required.is_empty()
            && required.iter().all(|(spot, _)| is_fixed(*spot));
        let mut asked: Vec<(Spot, Spot)> = required
            .iter()
            .copied()
            .filter(|(spot, _)| !fixed.iter().any(|f: &Fixed| f.spot == *spot))
            .collect();
        let bit = |element: usize| 1u32.checked_shl(element as u32).unwrap_or(0);
        let mut asked_elements = 0;
        asked.retain(|&(spot, with)| {
            let whole = spot.component == 0 && with == SEGMENT;
            asked_elements |= if whole { bit(usize::from(spot.element)) } else { 0 };
            !whole
        });
        let required_elements =
            required.iter().fold(0, |all, (spot, _)| all | bit(usize::from(spot.element)));
        let elements = used.iter().enumerate().filter(|(_, mask)| *mask & 1 != 0);
        let elements = elements.fold(0, |all, (n, _)| all | bit(n));
        let (certain, uncertain): (Vec<_>, Vec<_>) =
            fixed.iter().cloned().partition(|f| f.certain && f.with == SEGMENT && f.spot.component == 0);
        let of = |fixed: &[Fixed]| fixed.iter().fold(0, |all, f| all | bit(usize::from(f.spot.element)));
        Self {
            used,
            elements,
            certain: of(&certain),
            uncertain_elements: of(&uncertain),
            fixed,
            uncertain,
            required,
            required_elements,
            asked_elements,
            asked,
            self_evident,
        }
    }

    /// Whether the guide lets a value stand there at all.
    #[inline]
    pub(crate) fn uses(&self, spot: Spot) -> bool {
        self.used.get(spot.element as usize).is_some_and(|mask| mask & (1 << spot.component.min(15)) != 0)
    }

    /// Whether a place has to be filled, always or with the composite it is in.
    #[inline]
    pub(crate) fn requires(&self, spot: Spot) -> bool {
        let bit = 1u32.checked_shl(u32::from(spot.element)).unwrap_or(0);
        self.required_elements & bit != 0 && self.required.iter().any(|(required, _)| *required == spot)
    }
}

/// What a row says of the places of its segment: which ones may be sent (see [`RowTable::used`]), which have one code only,
/// and which have to be filled, each with what it has to be filled with.
fn places(row: &SegmentRow) -> (Vec<u16>, Vec<Fixed>, Vec<(Spot, Spot)>) {
    let mut used = vec![1];
    let mut fixed = Vec::new();
    let mut required = Vec::new();
    for element in &row.elements {
        let mut mask = u16::from(element.usage != Usage::NotUsed);
        let mut note = |e: &Element, parent: Option<&Element>| {
            if let (Some(code), Some(with)) = (only_code(e), stands_with(e, parent, row)) {
                let certain = row.conditions.iter().any(|c| c.spot == e.spot && c.codes == [code.as_str()]);
                fixed.push(Fixed { spot: e.spot, code, with, certain });
            }
        };
        match &element.content {
            Content::Simple { .. } => {
                // The first component of a simple element is the element.
                mask |= mask << 1;
                note(element, None);
                if element.usage == Usage::Required {
                    required.push((element.spot, SEGMENT));
                }
            }
            Content::Composite { components, .. } => {
                for component in
                    components.iter().filter(|c| element.usage != Usage::NotUsed && c.usage != Usage::NotUsed)
                {
                    mask |= 1 << component.spot.component;
                    note(component, Some(element));
                    if component.usage == Usage::Required {
                        let always = element.usage == Usage::Required;
                        required.push((component.spot, if always { SEGMENT } else { element.spot }));
                    }
                }
            }
        }
        used.push(mask);
    }
    (used, fixed, required)
}

fn only_code(element: &Element) -> Option<String> {
    match &element.content {
        Content::Simple { codes, .. } if codes.len() == 1 => Some(codes[0].clone()),
        _ => None,
    }
}

/// With which place a place with one code is filled: [`SEGMENT`] if always. None if that is a choice of the sender,
/// which the model has to hold.
fn stands_with(element: &Element, composite: Option<&Element>, row: &SegmentRow) -> Option<Spot> {
    if element.usage == Usage::NotUsed {
        return None;
    }
    let (syntax, number) = match composite.map(|c| &c.content) {
        Some(Content::Composite { syntax, .. }) => (syntax, element.spot.component),
        _ => (&row.syntax, element.spot.element),
    };
    let partner = syntax
        .iter()
        .filter(|note| note.relation == Relation::Paired && note.elements.contains(&number))
        .find_map(|note| note.elements.iter().copied().find(|n| *n != number));
    match (element.usage, composite) {
        (Usage::Required, None) => Some(SEGMENT),
        (Usage::Required, Some(composite)) if composite.usage == Usage::Required => Some(SEGMENT),
        // Required inside a composite that may be missing: it is there if the component beside it does.
        (Usage::Required, Some(_)) => {
            let other = if element.spot.component == 1 { 2 } else { 1 };
            Some(Spot { element: element.spot.element, component: other })
        }
        _ => partner.map(|other| match composite {
            Some(_) => Spot { element: element.spot.element, component: other },
            None => Spot { element: other, component: 0 },
        }),
    }
}
