//! A guide with its field names resolved: where a field is in a loop, and what a row fixes by itself.

use crate::guide::{Child, Content, Guide, LoopId, PerGuide, Places, RowId, Spot, registry};
use crate::model::{Claim, ClaimType, Envelope};

use super::block::Entry;
use super::field::{Field, FieldSet};
use super::row::RowTable;
use crate::tree::{Part, Roots};

/// A guide as the translation needs it.
#[derive(Debug)]
pub(crate) struct BoundGuide {
    pub(crate) guide: &'static Guide,
    loops: Vec<LoopTable>,
    rows: Vec<RowTable>,
    roots: Roots,
    pub(crate) places: &'static Places,
    /// By row and by loop: what it is to the loop around it.
    row_children: Vec<ChildOf>,
    loop_children: Vec<ChildOf>,
    field_sets: Vec<FieldSet>,
}

/// What a row or loop is to the loop around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChildOf {
    /// Which child, counted from 0 in guide order.
    pub(crate) ordinal: u8,
    /// The first field it feeds.
    field: Option<Field>,
    /// The others, which only rows have that name a field for each element: their number in [`BoundGuide::field_sets`].
    others: Option<u8>,
}

/// Where a field is among the children of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FieldPlace {
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
    places: Vec<Option<FieldPlace>>,
    /// Their ordinals, close together for who asks for nothing else; [`NOWHERE`] where there is none.
    ordinals: Vec<u8>,
}

/// Ordinal of what has no place among the children of its loop.
pub(crate) const NOWHERE: u8 = u8::MAX;

impl BoundGuide {
    /// A guide, bound once.
    pub(crate) fn of(guide: &'static Guide) -> &'static Self {
        static BOUND: PerGuide<BoundGuide> = PerGuide::new(BoundGuide::new);
        BOUND.of(guide)
    }

    /// The guide that a claim is written in: the one its envelope names, or else that of its kind.
    pub(crate) fn of_claim(claim: &Claim) -> &'static Self {
        let named = claim.envelope.as_deref().and_then(Envelope::version).and_then(registry::by_version);
        let fitting = named.filter(|guide| guide.kind == claim.r#type);
        Self::of(fitting.unwrap_or_else(|| registry::guide(claim.r#type)))
    }

    fn new(guide: &'static Guide) -> Self {
        let loops: Vec<LoopTable> =
            (0..guide.loops.len()).map(|n| LoopTable::new(guide, LoopId(n as u16))).collect();
        let rows = guide.segments.iter().map(RowTable::new).collect();
        let mut field_sets = Vec::new();
        let mut child_of = |in_loop: LoopId, child: Child| {
            let ordinal = guide.loop_(in_loop).children.iter().position(|c| *c == child);
            let places = &loops[in_loop.0 as usize].places;
            let feeds = |field: &Field| places[*field as usize].is_some_and(|place| place.child == child);
            let mut fields = Field::ALL.iter().map(|(field, _)| *field).filter(feeds);
            let field = fields.next();
            let mut others = FieldSet::default();
            fields.for_each(|field| others.insert(field));
            let others = (others != FieldSet::default()).then(|| {
                field_sets.push(others);
                u8::try_from(field_sets.len() - 1).expect("few rows name a field for each element")
            });
            ChildOf { ordinal: ordinal.map_or(NOWHERE, |n| n as u8), field, others }
        };
        let row_children = (0..guide.segments.len())
            .map(|n| RowId(n as u16))
            .map(|row| child_of(guide.row(row).in_loop, Child::Segment(row)))
            .collect();
        let root = || ChildOf { ordinal: 0, field: None, others: None };
        // 2300 floats under two loops, and is always the root of a block.
        let loop_children = (0..guide.loops.len())
            .map(|n| LoopId(n as u16))
            .map(|id| {
                guide.loop_(id).parents.first().map_or_else(root, |parent| child_of(*parent, Child::Loop(id)))
            })
            .collect();
        Self {
            row_children,
            loop_children,
            field_sets,
            guide,
            loops,
            rows,
            roots: Roots::of(guide),
            places: guide.places(),
        }
    }

    /// The loop of a part whose first segment is another than the one that opens it.
    pub(crate) fn root_without_opener(&self, first: &Entry) -> Option<LoopId> {
        let is_root = |id: LoopId| id == self.roots.root(Part::Header) || self.roots.part(id).is_some();
        if first.row.is_none() || (first.opens && is_root(first.in_loop)) {
            return None;
        }
        let mut at = first.in_loop;
        while !is_root(at) {
            at = *self.guide.loop_(at).parents.first()?;
        }
        Some(at)
    }

    /// The loops of its parts.
    pub(crate) fn roots(&self) -> &Roots {
        &self.roots
    }

    pub(crate) fn kind(&self) -> ClaimType {
        self.guide.kind
    }

    /// Where a field is in a loop of this guide.
    #[inline]
    pub(crate) fn place(&self, in_loop: LoopId, field: Field) -> Option<FieldPlace> {
        self.loops[in_loop.0 as usize].places[field as usize]
    }

    /// Which child of a loop a field is; [`NOWHERE`] if none.
    #[inline]
    pub(crate) fn ordinal(&self, in_loop: LoopId, field: Field) -> u8 {
        self.loops[in_loop.0 as usize].ordinals[field as usize]
    }

    pub(crate) fn table(&self, row: RowId) -> &RowTable {
        &self.rows[row.0 as usize]
    }

    /// Width of an element whose length is fixed.
    pub(crate) fn width(&self, row: RowId, spot: Spot) -> Option<usize> {
        match &self.guide.row(row).elements.get(usize::from(spot.element).checked_sub(1)?)?.content {
            Content::Simple { min, max, .. } if min == max => Some(usize::from(*max)),
            _ => None,
        }
    }

    /// Adds the fields that a child feeds.
    #[inline]
    pub(crate) fn feed(&self, child: ChildOf, fields: &mut FieldSet) {
        if let Some(field) = child.field {
            fields.insert(field);
        }
        if let Some(others) = child.others {
            fields.add(&self.field_sets[usize::from(others)]);
        }
    }

    /// What a row is to its loop.
    #[inline]
    pub(crate) fn row_child(&self, row: RowId) -> ChildOf {
        self.row_children[row.0 as usize]
    }

    /// What a loop is to the loop around it.
    #[inline]
    pub(crate) fn loop_child(&self, id: LoopId) -> ChildOf {
        self.loop_children[id.0 as usize]
    }
}

impl LoopTable {
    fn new(guide: &Guide, id: LoopId) -> Self {
        let mut places = vec![None; Field::ALL.len()];
        for (ordinal, &child) in guide.loop_(id).children.iter().enumerate() {
            let mut note = |name: Option<&str>, first: u8, last: u8| {
                let Some(field) = name.and_then(Field::by_name) else { return };
                let place: &mut Option<FieldPlace> = &mut places[field as usize];
                match place {
                    // A field on several elements of a row covers the range of them.
                    Some(place) if place.ordinal == ordinal as u8 => place.last = place.last.max(last),
                    Some(_) => {}
                    None => *place = Some(FieldPlace { ordinal: ordinal as u8, child, first, last }),
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
        let ordinals = places.iter().map(|place| place.map_or(NOWHERE, |place| place.ordinal)).collect();
        Self { places, ordinals }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_description_stands_in_a_guide() {
        for (field, name) in Field::ALL {
            let stands = registry::supported().into_iter().map(BoundGuide::of).any(|bound| {
                (0..bound.guide.loops.len()).any(|n| bound.place(LoopId(n as u16), *field).is_some())
            });
            assert!(stands, "no row of either guide is named {name}");
        }
    }
}
