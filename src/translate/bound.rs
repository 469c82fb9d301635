//! A guide with its field names resolved: where a field stands in a loop, and what a row fixes by itself.

use std::sync::OnceLock;

use crate::encounter::ClaimType;
use crate::guide::registry;
use crate::guide::{
    Child, Content, Element, Guide, GuideKind, LoopId, Places, Relation, RowId, SegmentRow, Spot, Usage,
};

use super::direction::SEGMENT;
use super::field::{Field, FieldSet};
use super::part::Roots;

/// A guide as the translation needs it.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) guide: &'static Guide,
    loops: Vec<LoopTable>,
    rows: Vec<RowTable>,
    pub(super) roots: Roots,
    pub(crate) places: &'static Places,
    /// By row and by loop: what it is to the loop around it.
    row_children: Vec<ChildOf>,
    loop_children: Vec<ChildOf>,
}

/// What a row or loop is to the loop around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChildOf {
    /// Which child, counted from 0 in guide order.
    pub(crate) ordinal: u8,
    /// The fields it feeds.
    pub(crate) fields: FieldSet,
}

/// Where a field stands among the children of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Which child, counted from 0 in guide order.
    pub(crate) ordinal: u8,
    pub(crate) child: Child,
    /// Elements the field covers, where it names elements and not the whole row.
    pub(crate) first: u8,
    pub(crate) last: u8,
}

#[derive(Debug)]
struct LoopTable {
    /// Indexed by `Field as usize`.
    places: Vec<Option<Place>>,
}

/// What the rows of a guide say about their elements, made quick to ask.
#[derive(Debug)]
pub(crate) struct RowTable {
    /// Bit `c` of entry `n`: component `c` of element `n` may be sent (bit 0: the element).
    used: Vec<u16>,
    /// Bit `n`: element `n` may be sent.
    pub(crate) elements: u32,
    /// Codes that follow from the row alone.
    pub(crate) fixed: Vec<Fixed>,
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

/// A place with only one code, which need not stand in the model.
#[derive(Debug)]
pub(crate) struct Fixed {
    pub(crate) spot: Spot,
    pub(crate) code: String,
    /// It stands there if this place of the same segment is filled; [`SEGMENT`] where it always does.
    pub(crate) with: Spot,
    /// The walker takes a segment for this row only if the code stands there.
    pub(crate) certain: bool,
}

/// Ordinal of what has no place among the children of its loop.
pub(crate) const NOWHERE: u8 = u8::MAX;

impl Bound {
    /// The guide of a kind of claim, bound once.
    pub(crate) fn of(kind: ClaimType) -> &'static Self {
        static PROFESSIONAL: OnceLock<Bound> = OnceLock::new();
        static INSTITUTIONAL: OnceLock<Bound> = OnceLock::new();
        match kind {
            ClaimType::Professional => PROFESSIONAL.get_or_init(|| Self::new(registry::professional())),
            ClaimType::Institutional => INSTITUTIONAL.get_or_init(|| Self::new(registry::institutional())),
        }
    }

    fn new(guide: &'static Guide) -> Self {
        let loops: Vec<LoopTable> =
            (0..guide.loops.len()).map(|n| LoopTable::new(guide, LoopId(n as u16))).collect();
        let rows = guide.segments.iter().map(RowTable::new).collect();
        let child_of = |in_loop: LoopId, child: Child| {
            let ordinal = guide.loop_(in_loop).children.iter().position(|c| *c == child);
            let mut fields = FieldSet::default();
            for (field, _) in Field::ALL {
                let place = loops[in_loop.0 as usize].places[*field as usize];
                if place.is_some_and(|place| place.child == child) {
                    fields.insert(*field);
                }
            }
            ChildOf { ordinal: ordinal.map_or(NOWHERE, |n| n as u8), fields }
        };
        let row_children = (0..guide.segments.len())
            .map(|n| RowId(n as u16))
            .map(|row| child_of(guide.row(row).in_loop, Child::Segment(row)))
            .collect();
        let root = ChildOf { ordinal: 0, fields: FieldSet::default() };
        // 2300 floats under two loops, and is always the root of a block.
        let loop_children = (0..guide.loops.len())
            .map(|n| LoopId(n as u16))
            .map(|id| {
                guide.loop_(id).parents.first().map_or(root, |parent| child_of(*parent, Child::Loop(id)))
            })
            .collect();
        Self {
            row_children,
            loop_children,
            guide,
            loops,
            rows,
            roots: Roots::of(guide),
            places: registry::places(guide.kind),
        }
    }

    pub(crate) fn kind(&self) -> ClaimType {
        match self.guide.kind {
            GuideKind::Professional => ClaimType::Professional,
            GuideKind::Institutional => ClaimType::Institutional,
        }
    }

    /// Where a field stands in a loop of this guide.
    #[inline]
    pub(crate) fn place(&self, in_loop: LoopId, field: Field) -> Option<Place> {
        self.loops[in_loop.0 as usize].places[field as usize]
    }

    pub(crate) fn table(&self, row: RowId) -> &RowTable {
        &self.rows[row.0 as usize]
    }

    /// What a row is to its loop.
    #[inline]
    pub(crate) fn row_child(&self, row: RowId) -> &ChildOf {
        &self.row_children[row.0 as usize]
    }

    /// What a loop is to the loop around it.
    #[inline]
    pub(crate) fn loop_child(&self, id: LoopId) -> &ChildOf {
        &self.loop_children[id.0 as usize]
    }
}

impl LoopTable {
    fn new(guide: &Guide, id: LoopId) -> Self {
        let mut places = vec![None; Field::ALL.len()];
        for (ordinal, &child) in guide.loop_(id).children.iter().enumerate() {
            let mut note = |name: Option<&str>, first: u8, last: u8| {
                let Some(field) = name.and_then(Field::by_name) else { return };
                let place: &mut Option<Place> = &mut places[field as usize];
                match place {
                    // A field on several elements of a row covers the range of them.
                    Some(place) if place.ordinal == ordinal as u8 => place.last = place.last.max(last),
                    Some(_) => {}
                    None => *place = Some(Place { ordinal: ordinal as u8, child, first, last }),
                }
            };
            match child {
                Child::Loop(inner) => note(guide.loop_(inner).field.as_deref(), 0, 0),
                Child::Segment(row) => {
                    let row = guide.row(row);
                    note(row.field.as_deref(), 0, 0);
                    for element in &row.elements {
                        note(element.field.as_deref(), element.spot.element, element.spot.element);
                    }
                }
            }
        }
        Self { places }
    }
}

impl RowTable {
    /// A row without elements.
    pub(crate) const NOTHING: Self = Self {
        used: Vec::new(),
        elements: 0,
        fixed: Vec::new(),
        required: Vec::new(),
        required_elements: 0,
        asked_elements: 0,
        asked: Vec::new(),
        self_evident: false,
    };

    fn new(row: &SegmentRow) -> Self {
        let mut used = vec![1];
        let mut fixed = Vec::new();
        let mut required = Vec::new();
        for element in &row.elements {
            let mut mask = u16::from(element.usage != Usage::NotUsed);
            let mut note = |e: &Element, parent: Option<&Element>| {
                if let (Some(code), Some(with)) = (only_code(e), stands_with(e, parent, row)) {
                    let certain =
                        row.conditions.iter().any(|c| c.spot == e.spot && c.codes == [code.as_str()]);
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
                    for component in components
                        .iter()
                        .filter(|c| element.usage != Usage::NotUsed && c.usage != Usage::NotUsed)
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
        Self { used, elements, fixed, required, required_elements, asked_elements, asked, self_evident }
    }

    /// Whether the guide lets a value stand there at all.
    #[inline]
    pub(crate) fn uses(&self, spot: Spot) -> bool {
        self.used.get(spot.element as usize).is_some_and(|mask| mask & (1 << spot.component.min(15)) != 0)
    }
}

impl RowTable {
    /// Whether a place has to be filled, always or with the composite it is in.
    #[inline]
    pub(crate) fn requires(&self, spot: Spot) -> bool {
        let bit = 1u32.checked_shl(u32::from(spot.element)).unwrap_or(0);
        self.required_elements & bit != 0 && self.required.iter().any(|(required, _)| *required == spot)
    }
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
        // Required inside a composite that may be missing: it stands there if the component beside it does.
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

impl Bound {
    /// Width of an element whose length is fixed.
    pub(crate) fn width(&self, row: RowId, spot: Spot) -> Option<usize> {
        match &self.guide.row(row).elements.get(usize::from(spot.element).checked_sub(1)?)?.content {
            Content::Simple { min, max, .. } if min == max => Some(usize::from(*max)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_description_stands_in_a_guide() {
        for (field, name) in Field::ALL {
            let stands =
                [ClaimType::Professional, ClaimType::Institutional].into_iter().map(Bound::of).any(|bound| {
                    (0..bound.guide.loops.len()).any(|n| bound.place(LoopId(n as u16), *field).is_some())
                });
            assert!(stands, "no row of either guide is named {name}");
        }
    }
}
