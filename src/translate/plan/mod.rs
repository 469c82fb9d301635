//! The plan: the description, written down as tables, so that claims go from their segments to JSON without a claim in
//! between.
//!
//! [`Read`](super::read) runs the whole description for each claim and finds most of it absent. The plan turns it round:
//! [`Learn`](learn) is a third direction, run once a guide, that notes for each row of the guide what each element is to
//! the model. Then work follows what a claim has, not what it might have: [`gather`](super::gather) looks up a segment's
//! row, and for each element that is filled does what the table says; [`render`](super::render) writes what was gathered,
//! field by field in the order of the JSON.
//!
//! - A [`Record`] is a part of the JSON with braces of its own in a list, or the claim. Its fields have numbers, [`Slot`]s,
//!   in the order in which they are written; those of a part inside (an address, say) are among them.
//! - A [`Row`] says which record its segments feed, and by which [`Acts`].
//! - An [`Act`] is what happens with one filled element or component.
//!
//! The plan takes what is ordinary. Whatever else a claim holds (a value no field takes, a required one that is missing, a
//! date that is none) is a reason to have [`Read`](super::read) look at it, which remains the one that knows everything. The
//! two must give the same bytes; `tests` hold them to it.

mod learn;
mod order;
mod settle;
mod tree;

use crate::guide::{PerGuide, Spot};

use super::bound_guide::BoundGuide;
use super::codec::Form;

/// Number of a field in its record, in the order of the JSON.
pub(crate) type Slot = u16;

/// Most fields a record has: as many as [`Slots`](super::gather::Slots) have bits.
pub(crate) const MOST_FIELDS: usize = 256;

/// What one guide feeds.
#[derive(Debug)]
pub(crate) struct Plan {
    /// By row. A subscriber's rows say what they say where the subscriber is the patient.
    pub(crate) rows: Vec<Row>,
    /// The same where a patient's level follows.
    pub(crate) insured: Vec<Row>,
    /// By loop.
    pub(crate) loops: Vec<Loop>,
    /// The first one is the claim.
    pub(crate) records: Vec<Record>,
    /// How many lists there are.
    pub(crate) lists: usize,
    /// Field of the claim from which on is what subscriber, patient and payer say, and that of the subscriber's
    /// relationship to the patient.
    pub(crate) first_insured: Slot,
    pub(crate) relationship: Slot,
}

/// Number of the record that is the claim itself.
pub(crate) const CLAIM: u16 = 0;

/// What a row's segments are to the model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Bit of the row among the children of its loop; none if there are more than bits.
    pub(crate) bit: u128,
    /// A second one in the same loop has no field.
    pub(crate) once: bool,
    /// Its segment may say nothing but what follows from the row.
    pub(crate) evident: bool,
    pub(crate) feeds: Feeds,
}

/// Where a row's values go.
#[derive(Clone, Debug, Default)]
pub(crate) enum Feeds {
    /// Nowhere: the description does not know the row.
    #[default]
    Nothing,
    /// Into a record.
    Record(u16, Acts),
    /// Into an item of a record's list: each segment is one.
    Item(Item, Acts),
    /// Into items, one an element.
    Codes(Codes),
}

/// Where an item of a list goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// The record that has the list, and which of its fields that is.
    pub(crate) outer: u16,
    pub(crate) slot: Slot,
    /// Number of the list.
    pub(crate) list: u16,
    /// Number of the record that each item is.
    pub(crate) record: u16,
}

/// A segment of codes, each an item of a list by itself (HI).
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    /// How many it can hold.
    pub(crate) capacity: u8,
    /// Elements from, to, and what an item there is.
    pub(crate) roles: Vec<(u8, u8, Item, Acts)>,
}

/// What a loop is to the model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loop {
    /// Whether the description goes into it.
    pub(crate) known: bool,
    /// Its bit among the children of the loop around it.
    pub(crate) bit: u128,
    /// A second one in the same loop has no field.
    pub(crate) once: bool,
    /// Children that have to be there.
    pub(crate) required: u128,
    /// Where it goes, if it is an item of a list; else it feeds the record around it.
    pub(crate) item: Option<Item>,
}

/// What is done with the elements of a segment, or with the components of an element.
#[derive(Clone, Debug)]
pub(crate) struct Acts {
    /// By number of the element or component. The first one stands for the whole and has no act.
    pub(crate) by: [Act; 32],
    /// Bit `n`: the guide has a use for element `n`.
    pub(crate) used: u32,
    /// Those that the model holds elsewhere, or that follow from the row.
    pub(crate) passed: u32,
    /// Those that have to be filled.
    pub(crate) must: u32,
    /// The first one has to be filled if the second one is.
    pub(crate) with: Vec<(u8, u8)>,
    /// The acts of components, by the number in [`Act::Components`].
    pub(crate) composites: Vec<Acts>,
    /// Elements that repeat as groups.
    pub(crate) groups: Option<Box<Groups>>,
    /// The model has something of the segment even if no field takes a value.
    pub(crate) told: bool,
}

/// Elements repeated inside of one segment, each group an item of a list.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    pub(crate) first: u8,
    pub(crate) stride: u8,
    pub(crate) count: u8,
    pub(crate) item: Item,
    pub(crate) acts: Acts,
}

/// What is done with a filled element or component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Act {
    /// No field takes it.
    #[default]
    Stray,
    /// It goes into a field, if it has that form.
    Value(Slot, Form),
    /// It goes into a field, unless it is the ordinary code.
    Ordinary(u32, Slot),
    /// It is this code and has no field.
    Fixed(u32),
    /// It must not be this code, and goes into a field.
    Other(u32, Slot),
    /// A date or time whose form another element names.
    Dated(Slot, Form, u8),
    /// One day or two, in a form another element names.
    Days(Slot, Slot, u8),
    /// A name: another element says whether it is an organization's (2, the first field) or a person's (1, the second).
    Name(Option<Slot>, Slot, u8),
    /// It says what another element is, whose act looks at it.
    Says,
    /// The same, and the other element has to be there.
    Kind(u8),
    /// Its components have acts.
    Components(u16),
    /// A component that is an item of a list of texts.
    Text(Slot, u16),
}

/// A part of the JSON: a claim, or an item of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// Its fields in the order of the JSON, those of parts inside of it among them.
    pub(crate) fields: Vec<Field>,
    /// The parts: the names on the way there. The first one is the record itself.
    pub(crate) parts: Vec<Vec<&'static str>>,
    /// What is first in each one: `"role":"rendering"`.
    pub(crate) head: String,
    /// It is a text and no record.
    pub(crate) is_text: bool,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) key: Key,
    /// Which part of the record it is in.
    pub(crate) part: u16,
    /// Number of the list, if it is one.
    pub(crate) list: Option<u16>,
}

/// A field's name as it is in JSON between its neighbor and its value: `,"charge":"`, `,"notes":[`.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// One length for all is copied faster than each one's own.
    bytes: [u8; 48],
    len: u8,
}

impl Key {
    fn new(text: &str) -> Self {
        let mut bytes = [0; 48];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Self { bytes, len: text.len() as u8 }
    }

    /// Appends it, the first one in its braces without a comma.
    #[inline]
    pub(crate) fn append(&self, is_first: bool, out: &mut Vec<u8>) {
        let end = out.len() + usize::from(self.len);
        if is_first {
            out.extend_from_slice(&self.bytes[1..]);
            out.truncate(end - 1);
        } else {
            out.extend_from_slice(&self.bytes);
            out.truncate(end);
        }
    }

    fn is(&self, name: &str) -> bool {
        self.bytes[2..].strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"\":"))
    }
}

impl Record {
    /// The number of the first field of which this is true: the parts it is in, and its name.
    fn find(&self, is: impl Fn(&[&str], &Key) -> bool) -> Slot {
        let found = |field: &Field| is(&self.parts[usize::from(field.part)], &field.key);
        self.fields.iter().position(found).expect("the description names it") as Slot
    }
}

impl Plan {
    /// The plan of a guide, learned once.
    pub(crate) fn of(bound: &'static BoundGuide) -> &'static Self {
        static PLANS: PerGuide<Plan> = PerGuide::new(|guide| learn::plan(BoundGuide::of(guide)));
        PLANS.of(bound.guide)
    }
}

impl Default for Acts {
    fn default() -> Self {
        Self {
            by: [Act::Stray; 32],
            used: u32::MAX,
            passed: 1,
            must: 0,
            with: Vec::new(),
            composites: Vec::new(),
            groups: None,
            told: false,
        }
    }
}

impl Acts {
    /// Says what is done at a place.
    fn put(&mut self, spot: Spot, act: Act) {
        match spot.component {
            0 => self.by[usize::from(spot.element)] = act,
            component => self.components(spot.element).by[usize::from(component)] = act,
        }
    }

    /// The acts of an element's components.
    fn components(&mut self, element: u8) -> &mut Acts {
        let known = self.by[usize::from(element)];
        if !matches!(known, Act::Components(_)) {
            self.by[usize::from(element)] = Act::Components(self.composites.len() as u16);
            self.composites.push(Self::default());
        }
        let last = self.composites.len() - 1;
        let n = if let Act::Components(n) = known { usize::from(n) } else { last };
        &mut self.composites[n]
    }

    /// A place has to be filled if another one is; [`SEGMENT`](super::direction::SEGMENT) always is.
    fn ask(&mut self, spot: Spot, with: Spot) {
        let bit = |n: u8| 1u32 << n;
        match (spot.component, with) {
            (0, Spot { element: 0, .. }) => self.must |= bit(spot.element),
            (0, with) => self.with.push((spot.element, with.element)),
            (component, with) if with.element == spot.element => {
                let components = self.components(spot.element);
                match with.component {
                    0 => components.must |= bit(component),
                    other => components.with.push((component, other)),
                }
            }
            (component, with) => {
                self.ask(Spot { component: 0, ..spot }, with);
                self.components(spot.element).must |= bit(component);
            }
        }
    }

    /// Two places are filled both or none.
    fn pair(&mut self, a: Spot, b: Spot) {
        self.ask(a, b);
        if b.element != 0 {
            self.ask(b, a);
        }
    }
}

/// A code of up to four characters as a number; 0 for any other text, and for what ends with NUL.
#[inline]
pub(crate) fn code(bytes: &[u8]) -> u32 {
    match *bytes {
        [.., 0] => 0,
        [a] => u32::from(a),
        [a, b] => u32::from_le_bytes([a, b, 0, 0]),
        [a, b, c] => u32::from_le_bytes([a, b, c, 0]),
        [a, b, c, d] => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    }
}
